"""Reminders of registers and of CMS's review: when each has its turn, and to whom it goes."""

from datetime import date, timedelta

from cint_portal.core import clock
from cint_portal.core.clock import WIB
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from cint_portal.workdays.models import Holiday
from issues.models import IssueRegister
from issues.reminder_emails import (
    REGISTER_DUE,
    REGISTER_OVERDUE,
    REPAIR_DUE,
    REVIEW_DUE,
    REVIEW_OVERDUE,
)
from issues.services import submit_register
from issues.supplement_emails import SUPPLEMENT_REPAIR_DUE, SUPPLEMENT_REVIEW_DUE
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import drafted, opened, reviewed, sent
from tests.issues.test_supplement_services import late, returned
from tests.notifications.ticks import queued, tick

DUE = date(2026, 10, 31)


def steps(register: IssueRegister, kind: str = REGISTER_DUE) -> set[tuple[str, date | None]]:
    rows = OutboxMail.objects.filter(kind=kind, object_id=register.pk, state=OutboxMail.State.QUEUED)
    return {(row.occasion, row.due_on) for row in rows}


def test_each_open_register_is_reminded_once_per_reminder_day(company: Company) -> None:
    register = opened(company)
    # Two heads and the drafter of one department, a head of each other, and the president with CMS in
    # copy (four people) for the vacant one.
    everybody = 3 + 2 + 5
    assert tick(REGISTER_DUE, "2026-10-28") == everybody
    assert tick(REGISTER_DUE, "2026-10-28 23:00") == 0
    assert tick(REGISTER_DUE, "2026-10-29") == 0
    assert tick(REGISTER_DUE, "2026-10-30") == everybody
    assert steps(register) == {("due-3", DUE), ("due+0", DUE)}


def test_what_falls_on_a_day_off_goes_on_the_working_day_before_and_only_the_latest_of_them(
    company: Company,
) -> None:
    register = opened(company)
    Holiday.objects.create(day=date(2026, 10, 28), name="Libur perusahaan", kind=Holiday.Kind.COMPANY)
    for day in range(20, 32):
        tick(REGISTER_DUE, f"2026-10-{day}")
    rows = OutboxMail.objects.filter(kind=REGISTER_DUE, object_id=register.pk, recipient=company.manager)
    # H-7 is a Saturday, H-3 the closing day; H-1 is Friday, and so is the last day, which is a Saturday.
    assert {(row.occasion, row.created_at.astimezone(at("2026-10-01 00:00").tzinfo).day) for row in rows} == {
        ("due-7", 23),
        ("due-3", 27),
        ("due+0", 30),
    }


def test_who_has_sent_is_not_reminded_and_a_queued_reminder_is_no_longer_due(company: Company) -> None:
    register = drafted(company)
    clock.move_to(at("2026-10-28 06:00"))
    tick(REGISTER_DUE, "2026-10-28")
    mail = OutboxMail.objects.filter(kind=REGISTER_DUE, object_id=register.pk).first()
    assert mail is not None
    assert kinds.kind(mail.kind).still_due(mail)
    submit_register(register=register, actor=company.manager, now=at("2026-10-28 09:00"))
    assert not kinds.kind(mail.kind).still_due(OutboxMail.objects.get(pk=mail.pk))
    tick(REGISTER_DUE, "2026-10-30")
    assert steps(register) == {("due-3", DUE)}


def test_a_reminder_that_announces_a_date_is_not_sent_after_it(company: Company) -> None:
    register = opened(company)
    tick(REGISTER_DUE, "2026-10-30")
    mail = OutboxMail.objects.get(kind=REGISTER_DUE, object_id=register.pk, recipient=company.manager)
    for moment, is_due in (("2026-10-31 23:59", True), ("2026-11-01 00:00", False)):
        clock.move_to(at(moment))
        assert kinds.kind(mail.kind).still_due(mail) is is_due


def test_a_late_register_is_told_to_the_manager_and_then_to_those_above(company: Company) -> None:
    register = opened(company)
    IssueRegister.objects.exclude(pk=register.pk).delete()
    for day in ("2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"):
        tick(REGISTER_DUE, day)
    heads_and_drafter = {"manager", "cms.rangkap", "admin.ppic"}
    late = {(REGISTER_DUE, "late+1", name) for name in heads_and_drafter}
    assert late <= queued(REGISTER_DUE)
    assert queued(REGISTER_OVERDUE) == set()
    tick(REGISTER_DUE, "2026-11-03")
    above = {"direktur", "kepala.cms", "cms", "cms.dua", "cms.rangkap"}
    assert queued(REGISTER_OVERDUE) == {(REGISTER_OVERDUE, "up+2", name) for name in above}


def test_a_returned_register_is_reminded_of_its_own_date(company: Company) -> None:
    register = reviewed(company, "returned", "accepted")
    assert register.due_on == date(2026, 11, 9)
    for day in range(4, 10):
        tick(REPAIR_DUE, f"2026-11-0{day}")
        tick(REGISTER_DUE, f"2026-11-0{day}")
    # The day before the last one is a Sunday: its reminder goes on Friday.
    assert steps(register, REPAIR_DUE) == {("due-1", date(2026, 11, 9)), ("due+0", date(2026, 11, 9))}
    assert steps(register) == set()


def test_a_moved_due_date_reminds_again(company: Company) -> None:
    register = opened(company)
    tick(REGISTER_DUE, "2026-10-28")
    IssueRegister.objects.filter(pk=register.pk).update(due_on=date(2026, 11, 6))
    tick(REGISTER_DUE, "2026-11-03")
    assert steps(register) == {("due-3", DUE), ("due-3", date(2026, 11, 6))}


def test_a_year_whose_collection_was_never_opened_reminds_nobody(company: Company) -> None:
    assert tick(REGISTER_DUE, "2026-10-28") == 0


def test_the_clock_of_the_review_runs_on_cms_and_then_on_those_above(company: Company) -> None:
    register = sent(company)
    due_on = register.review_due_on
    assert due_on == date(2026, 11, 4)
    for day in ("2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"):
        tick(REVIEW_DUE, day)
    reviewers = {"kepala.cms", "cms", "cms.dua"}  # who also heads the department does not review it
    assert queued(REVIEW_DUE) == {
        (REVIEW_DUE, step, name) for step in ("due-1", "due+0", "late+1") for name in reviewers
    }
    assert queued(REVIEW_OVERDUE) == {(REVIEW_OVERDUE, "up+2", name) for name in ("kepala.cms", "dirut")}


def test_a_late_issue_has_the_clock_of_the_review_and_a_date_for_its_repair(company: Company) -> None:
    supplement = late(company)
    sent_on = supplement.submitted_at.astimezone(WIB).date()
    week = [sent_on + timedelta(days=n) for n in range(9)]
    for day in week:
        tick(SUPPLEMENT_REVIEW_DUE, day.isoformat())
    steps = {step for _kind, step, _name in queued(SUPPLEMENT_REVIEW_DUE)}
    assert steps == {"due-1", "due+0", "late+1"}
    assert {name for _kind, _step, name in queued(SUPPLEMENT_REVIEW_DUE)} == {"kepala.cms", "cms", "cms.dua"}
    mail = OutboxMail.objects.filter(kind=SUPPLEMENT_REVIEW_DUE).first()
    assert mail is not None
    assert supplement.issue in render_mail(mail).text
    back = returned(company, supplement)
    assert back.due_on is not None
    tick(SUPPLEMENT_REPAIR_DUE, (back.due_on - timedelta(days=7)).isoformat())
    tick(SUPPLEMENT_REPAIR_DUE, back.due_on.isoformat())
    asked = OutboxMail.objects.filter(kind=SUPPLEMENT_REPAIR_DUE, state="queued", is_copy=False)
    assert {(row.occasion, row.recipient.username) for row in asked} == {
        ("due+0", "manager"),
        ("due+0", "cms.rangkap"),
    }
    assert "Komentar CMS: " in render_mail(asked[0]).text
