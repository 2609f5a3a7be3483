"""Closing and reopening the collection, and more time for one department (procedure 4.1)."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.models import OutboxMail
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.models import TransitionLog
from issues.models import DueExtension, IssueCollection, IssueRegister
from issues.selectors import receipt
from issues.services import (
    close_collection,
    declare_nil,
    extend_register,
    open_collection,
    open_planned_collections,
    plan_collection,
    reopen_collection,
    save_rows,
    submit_register,
)
from tests.company import Company, unit
from tests.conftest import at
from tests.issues.registers import OPENED, drafted, opened, reviewed, rows, sent

CLOSED = at("2026-11-02 09:00")
REASON = "Bahan SWOT harus disusun."


def collection_of(company: Company) -> IssueCollection:
    return IssueCollection.objects.get(cycle=company.cycle)


def close_now(company: Company, *, now: datetime = CLOSED) -> IssueCollection:
    return close_collection(collection=collection_of(company), reason=REASON, actor=company.cms_head, now=now)


def extend(company: Company, register: IssueRegister, until: str, **changed: object) -> DueExtension:
    step: dict[str, object] = {"reason": "Audit eksternal", "actor": company.cms_head, "now": CLOSED}
    return extend_register(
        register=register,
        until=date.fromisoformat(until),
        **{**step, **changed},  # type: ignore[arg-type]
    )


def mails(kind: str) -> set[tuple[str, int]]:
    found = OutboxMail.objects.filter(kind=kind, is_copy=False)
    return set(found.values_list("recipient__username", "object_id"))


def test_closing_is_logged_with_its_reason_and_tells_those_who_have_not_sent(company: Company) -> None:
    register = sent(company)
    collection = close_now(company)
    assert (collection.status, collection.closed_at) == ("closed", CLOSED)
    log = TransitionLog.objects.filter(machine="issue_collection").latest("id")
    assert (log.transition, log.comment, log.actor_id) == ("close", REASON, company.cms_head.pk)
    told = mails("issues.collection_closed")
    assert register.pk not in {pk for _who, pk in told}
    assert {who for who, _pk in told} == {"manager.qa", "manager.fin", "dirut"}


def test_a_closing_without_a_reason_changes_nothing(company: Company) -> None:
    opened(company)
    with pytest.raises(InvalidInput):
        close_collection(collection=collection_of(company), reason=" ", actor=company.cms_head, now=CLOSED)
    assert collection_of(company).status == "open"


def test_after_the_closing_nobody_sends_and_the_draft_stays(company: Company) -> None:
    register = drafted(company)
    close_now(company)
    with pytest.raises(Conflict, match="sudah ditutup"):
        submit_register(register=register, actor=company.manager, now=CLOSED)
    empty = IssueRegister.objects.get(cycle=company.cycle, unit=company.sister_department)
    with pytest.raises(Conflict, match="sudah ditutup"):
        declare_nil(register=empty, reason="Tidak ada", actor=company.colleague, now=CLOSED)
    register.refresh_from_db()
    assert (register.status, register.issues.count()) == ("draft", 2)
    saved = save_rows(register=register, rows=rows(3), actor=company.drafter, now=CLOSED)
    assert saved.issues.count() == 3


def test_reopening_lets_everybody_send_again_and_keeps_lateness(company: Company) -> None:
    register = drafted(company)
    close_now(company)
    collection = reopen_collection(
        collection=collection_of(company), reason="Permintaan Direksi", actor=company.cms_head, now=CLOSED
    )
    assert (collection.status, collection.closed_at) == ("open", None)
    late = submit_register(register=register, actor=company.manager, now=CLOSED)
    known = receipt(late, work_calendar(late.cycle))
    assert known is not None
    assert not known.on_time
    assert ("manager", register.pk) in mails("issues.collection_reopened")


def test_a_second_closing_is_a_second_mail(company: Company) -> None:
    register = drafted(company)
    close_now(company)
    reopen_collection(collection=collection_of(company), reason="x", actor=company.cms_head, now=CLOSED)
    close_now(company)
    closings = OutboxMail.objects.filter(kind="issues.collection_closed", object_id=register.pk)
    assert closings.filter(recipient=company.manager).count() == 2


def test_the_schedule_leaves_a_closed_collection_closed(company: Company) -> None:
    opened(company)
    close_now(company, now=at("2026-10-30 10:00"))
    assert open_planned_collections(date(2026, 10, 31), at("2026-10-31 00:05")) == 0
    assert collection_of(company).status == "closed"


def test_a_department_added_after_the_closing_gets_a_date_of_its_own(company: Company) -> None:
    opened(company)
    close_now(company)
    unit("NEW", "Departemen Baru", "department", company.directorate)
    (register,) = open_collection(cycle=company.cycle, actor=company.cms, now=CLOSED)
    assert register.due_on == date(2026, 11, 5)
    assert register in IssueRegister.objects.still_taken(date(2026, 11, 5))


def test_an_extension_moves_the_date_and_is_sent_and_judged_by_it(company: Company) -> None:
    register = drafted(company)
    close_now(company)
    version = register.version
    extension = extend(company, register, "2026-11-06")
    register.refresh_from_db()
    assert (extension.replaced_due_on, extension.granted_by) == (date(2026, 10, 31), company.cms_head)
    assert (register.due_on, register.first_due_on, register.version) == (
        date(2026, 11, 6),
        date(2026, 10, 31),
        version,
    )
    assert mails("issues.register_extended") == {
        ("manager", register.pk),
        ("cms.rangkap", register.pk),
    }
    row = submit_register(register=register, actor=company.manager, now=at("2026-11-06 23:59"))
    known = receipt(row, work_calendar(row.cycle))
    assert known is not None
    assert (known.on_time, known.text) == (True, "Tepat waktu dengan perpanjangan")


def test_an_extension_ends_with_its_day(company: Company) -> None:
    register = drafted(company)
    close_now(company)
    extend(company, register, "2026-11-06")
    with pytest.raises(Conflict, match="sudah ditutup"):
        submit_register(register=register, actor=company.manager, now=at("2026-11-07 00:00"))
    extend(company, register, "2026-11-10", now=at("2026-11-07 08:00"))
    row = submit_register(register=register, actor=company.manager, now=at("2026-11-10 10:00"))
    assert row.status == "submitted"
    assert row.extensions.count() == 2


def test_while_the_collection_is_open_an_overrun_extension_is_late_by_its_own_date(company: Company) -> None:
    register = drafted(company)
    extend(company, register, "2026-11-06")
    row = submit_register(register=register, actor=company.manager, now=at("2026-11-10 10:00"))
    known = receipt(row, work_calendar(row.cycle))
    assert known is not None
    assert (known.on_time, known.text) == (False, "Terlambat 2 HK dari perpanjangan")


def test_who_sends_within_everybodys_date_needed_no_extension(company: Company) -> None:
    register = drafted(company)
    extend(company, register, "2026-11-06", now=at("2026-10-25 08:00"))
    row = submit_register(register=register, actor=company.manager, now=at("2026-10-31 10:00"))
    known = receipt(row, work_calendar(row.cycle))
    assert known is not None
    assert known.text == "Tepat waktu"


def test_more_time_for_a_repair_leaves_the_first_submission_as_it_was(company: Company) -> None:
    register = submit_register(register=drafted(company), actor=company.manager, now=at("2026-11-02 08:00"))
    register = reviewed(company, "returned", "accepted", register=register)
    extend(company, register, "2026-11-20", now=at("2026-11-05 08:00"))
    register.refresh_from_db()
    assert (register.due_on, register.extended_until) == (date(2026, 11, 20), None)
    known = receipt(register, work_calendar(register.cycle))
    assert known is not None
    assert known.text == "Terlambat 1 HK"


def test_a_repair_that_cms_asked_for_is_taken_within_its_date_after_the_closing(company: Company) -> None:
    register = reviewed(company, "returned")
    close_now(company, now=at("2026-11-05 08:00"))
    with pytest.raises(Conflict, match="sudah ditutup"):
        submit_register(register=register, actor=company.manager, now=at("2026-11-10 08:00"))
    row = submit_register(register=register, actor=company.manager, now=at("2026-11-09 23:00"))
    assert row.status == "submitted"


@pytest.mark.parametrize(
    ("until", "message"),
    [
        ("2026-11-01", "sudah lewat"),
        ("2026-10-31", "sudah lewat"),
        ("2028-01-01", "31 Desember 2027"),
    ],
)
def test_an_extension_is_neither_past_nor_beyond_the_year(company: Company, until: str, message: str) -> None:
    register = drafted(company)
    with pytest.raises(InvalidInput, match=message):
        extend(company, register, until)
    assert not DueExtension.objects.exists()


def test_an_extension_is_later_than_everybodys_date_and_another_than_before(company: Company) -> None:
    register = drafted(company)
    early = at("2026-10-20 08:00")
    with pytest.raises(InvalidInput, match="sesudah batas waktu"):
        extend(company, register, "2026-10-31", now=early)
    extend(company, register, "2026-11-10", now=early)
    with pytest.raises(InvalidInput, match="sudah berbatas waktu"):
        extend(company, register, "2026-11-10", now=early)
    extend(company, register, "2026-11-06", now=early)  # a slip of the pen is put right
    register.refresh_from_db()
    assert (register.due_on, register.extended_until) == (date(2026, 11, 6), date(2026, 11, 6))


def test_an_extension_needs_a_reason(company: Company) -> None:
    register = drafted(company)
    with pytest.raises(InvalidInput, match="alasan"):
        extend(company, register, "2026-11-10", reason="  ")


def test_what_was_sent_is_not_extended(company: Company) -> None:
    with pytest.raises(Conflict, match="Dikirim ke CMS"):
        extend(company, sent(company), "2026-11-10")


@pytest.mark.parametrize("who", ["cms", "manager", "director", "bod", "admin", "nobody"])
def test_only_the_head_of_cms_closes_reopens_and_extends(company: Company, who: str) -> None:
    register, actor = drafted(company), getattr(company, who)
    with pytest.raises(PermissionDenied):
        close_collection(collection=collection_of(company), reason="x", actor=actor, now=CLOSED)
    with pytest.raises(PermissionDenied):
        extend(company, register, "2026-11-10", actor=actor)
    close_now(company)
    with pytest.raises(PermissionDenied):
        reopen_collection(collection=collection_of(company), reason="x", actor=actor, now=CLOSED)


def test_nobody_extends_his_or_her_own_department(company: Company) -> None:
    opened(company)
    own = IssueRegister.objects.get(unit=company.cms_department)
    with pytest.raises(PermissionDenied):
        extend(company, own, "2026-11-10")
    company.cms_department.substitute_reviewer = company.colleague
    company.cms_department.save()
    own = IssueRegister.objects.get(unit=company.cms_department)
    assert extend(company, own, "2026-11-10", actor=company.colleague).pk


def test_dates_are_planned_until_the_collection_opens(company: Company) -> None:
    dates = {"opens_on": date(2026, 9, 28), "due_on": date(2026, 10, 30)}
    plan_collection(cycle=company.cycle, actor=company.cms_head, now=OPENED, **dates)
    company.cycle.refresh_from_db()
    assert (company.cycle.collection_opens_on, company.cycle.issues_due_on) == tuple(dates.values())
    opened(company)
    assert collection_of(company).due_on == date(2026, 10, 30)
    with pytest.raises(Conflict, match="sudah dibuka"):
        plan_collection(cycle=company.cycle, actor=company.cms_head, now=OPENED, **dates)


@pytest.mark.parametrize(
    ("opens_on", "due_on", "message"),
    [
        (date(2026, 10, 5), date(2026, 10, 4), "sebelum tanggal buka"),
        (date(2026, 10, 5), date(2026, 11, 15), "sebelum batas waktu Posisi SWOT"),
    ],
)
def test_planned_dates_are_in_order(company: Company, opens_on: date, due_on: date, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        plan_collection(
            cycle=company.cycle, opens_on=opens_on, due_on=due_on, actor=company.cms_head, now=OPENED
        )
    with pytest.raises(PermissionDenied):
        plan_collection(cycle=company.cycle, opens_on=opens_on, due_on=due_on, actor=company.cms, now=OPENED)
