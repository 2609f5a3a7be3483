"""Siap Diperiksa Manager: who hands over, what the manager is told and reads, who sends for several units."""

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from cint_portal.organization.models import RoleAssignment
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import TransitionLog
from issues.handover_emails import HANDED_OVER
from issues.models import IssueRegister
from issues.selectors import Summary, summaries, todos_for
from issues.services import hand_over, save_rows, submit_register
from tests.company import Company, assign
from tests.conftest import at
from tests.issues.registers import FILLED, REVIEWED, SENT, drafted, opened, reviewed, row, rows, sent

LogIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _wednesday(company: Company) -> None:
    clock.move_to(at("2026-10-21 09:00"))


def handed_over(
    company: Company, register: IssueRegister | None = None, now: datetime = FILLED
) -> IssueRegister:
    return hand_over(register=register or drafted(company), actor=company.drafter, now=now)


def url(name: str, register: IssueRegister, *more: str) -> str:
    return reverse(f"issues:{name}", args=[register.pk, *more])


def summary(register: IssueRegister) -> Summary:
    return summaries([IssueRegister.objects.get(pk=register.pk)])[0]


def titles(person: object) -> list[str]:
    return [todo.title for todo in todos_for(person, FILLED)]  # type: ignore[arg-type]


# --- Handing over -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["drafter", "second_layer"])
def test_who_fills_hands_over_and_the_register_stays_a_draft(company: Company, who: str) -> None:
    actor = getattr(company, who)
    register = hand_over(register=drafted(company), actor=actor, now=FILLED)
    assert (register.status, register.handed_over_by, register.handed_over_at) == ("draft", actor, FILLED)
    log = TransitionLog.objects.filter(machine="issue_register").last()
    assert log is not None
    assert (log.transition, log.actor_name, log.at) == ("hand_over", actor.full_name, FILLED)


def test_the_manager_gets_a_mail_that_leads_to_the_summary(company: Company) -> None:
    register = handed_over(company)
    mail = OutboxMail.objects.get(kind=HANDED_OVER, recipient=company.manager)
    rendered = render_mail(mail)
    assert rendered.subject == (
        "[BSC] Isu 2027 – Departemen PPIC: siap diperiksa Manager (s.d. Sabtu, 31 Oktober 2026)"
    )
    assert "diisi oleh Fitri Handayani" in rendered.text
    assert "2 baris" in rendered.text
    assert url("register-summary", register) in rendered.text


def test_the_mail_is_withdrawn_when_it_makes_no_sense_any_more(company: Company) -> None:
    register = handed_over(company)
    mail = OutboxMail.objects.get(kind=HANDED_OVER, recipient=company.manager)
    assert kinds.kind(HANDED_OVER).still_due(mail)
    save_rows(register=register, rows={0: row(9)}, actor=company.drafter, now=FILLED)
    assert not kinds.kind(HANDED_OVER).still_due(OutboxMail.objects.get(pk=mail.pk))


@pytest.mark.parametrize(
    "who", ["manager", "cms_with_department", "director", "cms", "colleague", "auditor", "leaver"]
)
def test_who_sends_or_does_not_write_hands_nothing_over(company: Company, who: str) -> None:
    register = drafted(company)
    with pytest.raises(PermissionDenied):
        hand_over(register=register, actor=getattr(company, who), now=FILLED)
    assert not OutboxMail.objects.filter(kind=HANDED_OVER).exists()


def test_nothing_is_handed_over_before_it_is_begun_or_once_it_is_sent(company: Company) -> None:
    with pytest.raises(Conflict):
        hand_over(register=opened(company), actor=company.drafter, now=FILLED)
    register = submit_register(
        register=save_rows(
            register=IssueRegister.objects.get(unit=company.department),
            rows=rows(1),
            actor=company.drafter,
            now=FILLED,
        ),
        actor=company.manager,
        now=SENT,
    )
    with pytest.raises(Conflict):
        hand_over(register=register, actor=company.drafter, now=SENT)


def test_an_emptied_register_is_not_handed_over(company: Company) -> None:
    register = drafted(company, count=1)
    register.issues.update(stakeholder="", needs="", issue="", factor=None, source="", category="")
    with pytest.raises(InvalidInput):
        hand_over(register=register, actor=company.drafter, now=FILLED)


def test_blanks_do_not_stop_the_handing_over(company: Company) -> None:
    register = save_rows(
        register=drafted(company), rows={0: row(1, category="")}, actor=company.drafter, now=FILLED
    )
    assert handed_over(company, register).is_handed_over


def test_a_repaired_register_is_handed_over_without_losing_its_return(company: Company) -> None:
    register = handed_over(company, reviewed(company, "accepted", "returned"), now=REVIEWED)
    assert (register.status, register.is_handed_over) == ("returned", True)


def test_typing_on_takes_it_back_but_not_the_managers_own_typing(company: Company) -> None:
    register = handed_over(company)
    register = save_rows(register=register, rows={0: row(8)}, actor=company.manager, now=FILLED)
    assert register.is_handed_over
    register = save_rows(register=register, rows={0: row(9)}, actor=company.drafter, now=FILLED)
    assert (register.is_handed_over, register.handed_over_by) == (False, None)


def test_the_record_says_who_filled_who_handed_over_and_who_sent(company: Company, as_person: LogIn) -> None:
    register = submit_register(register=handed_over(company), actor=company.manager, now=SENT)
    assert (register.submitted_by, register.is_handed_over) == (company.manager, False)
    log = TransitionLog.objects.get(transition="submit")
    assert log.actor_name == "Andi Wijaya"
    assert log.details["filled_by"] == ["Fitri Handayani"]
    assert log.details["handed_over_by"] == "Fitri Handayani"
    page = as_person(company.auditor).get(url("register-detail", register)).content.decode()
    assert "Siap Diperiksa Manager" in page  # in the history, with name and time


def test_the_database_knows_no_handing_over_by_nobody_or_after_the_sending(company: Company) -> None:
    register = sent(company)
    for fields in ({"handed_over_at": SENT}, {"handed_over_at": SENT, "handed_over_by": company.drafter}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IssueRegister.objects.filter(pk=register.pk).update(**fields)


# --- Tasks ------------------------------------------------------------------------------------------


def test_the_task_goes_from_the_drafter_to_the_manager_and_back(company: Company) -> None:
    register = drafted(company)
    assert titles(company.drafter) == titles(company.manager) == ["Isi isu internal & eksternal"]
    register = handed_over(company, register)
    assert titles(company.drafter) == []
    (todo,) = todos_for(company.manager, FILLED)
    assert (todo.title, todo.kind) == ("Periksa dan kirim isu internal & eksternal", "decision")
    assert todo.url == url("register-summary", register)
    assert todo.note == "diisi oleh Fitri Handayani"
    save_rows(register=register, rows={0: row(9)}, actor=company.drafter, now=FILLED)
    assert titles(company.drafter) == titles(company.manager) == ["Isi isu internal & eksternal"]


def test_of_a_vacant_post_the_director_gets_mail_and_task(company: Company) -> None:
    register = drafted(company)
    RoleAssignment.objects.filter(unit=company.department, role=Role.MANAGER).update(
        valid_until=at("2026-01-01 00:00").date()
    )
    handed_over(company, register)
    assert OutboxMail.objects.get(kind=HANDED_OVER).recipient == company.director
    assert titles(company.director) == ["Periksa dan kirim isu internal & eksternal"]


# --- The summary ------------------------------------------------------------------------------------


def test_the_summary_counts_names_and_warns(company: Company) -> None:
    register = save_rows(
        register=opened(company),
        rows={
            0: row(1, category="S", is_climate=True),
            1: row(2, category="O"),
            2: row(3, source="", factor_id=None),
            3: row(1, category="S", is_obligation=True, obligation_reference="UU 32/2009"),
        },
        actor=company.drafter,
        now=FILLED,
    )
    found = summary(register)
    assert [(code, n) for code, _label, n in found.categories] == [("S", 2), ("W", 1), ("O", 1), ("T", 0)]
    assert found.blanks == ("Baris 3: Tinjauan Faktor, Sumber Isu belum diisi.",)
    assert found.warnings == (
        "Baris 2: internal biasanya S/W, eksternal O/T.",
        "Baris 4 sama dengan baris 1.",
    )
    assert (found.obligations, found.climate, found.fillers) == (1, 1, "Fitri Handayani")
    assert (found.may_be_sent, found.is_first_round, found.changed) == (False, True, [])


def test_a_row_without_category_is_counted_as_such(company: Company) -> None:
    register = save_rows(
        register=drafted(company), rows={0: row(1, category="")}, actor=company.drafter, now=FILLED
    )
    assert summary(register).categories[-1] == ("", "Belum dikategorikan", 1)


def test_after_a_return_the_summary_tells_what_changed_what_is_new_and_what_is_gone(company: Company) -> None:
    register = reviewed(company, "accepted", "returned", "returned", "returned")
    issues = list(register.issues.all())
    repaired = {1: row(2, issue="Kini dengan angka", kinds=("ohs",)), 4: row(9)}
    register = save_rows(
        register=register, rows=repaired, removed={issues[2].key}, actor=company.drafter, now=REVIEWED
    )
    found = summary(register)
    (changed,) = found.changed
    assert (changed.number, changed.comment) == (2, "Sebutkan angkanya.")
    assert [(change.title, change.before, change.after) for change in changed.changes] == [
        ("Isu", "Isu nomor 2", "Kini dengan angka"),
        ("Jenis Sasaran", "–", "K3"),
    ]
    assert [issue.number for issue in found.added] == [5]
    assert [issue.issue for issue in found.removed] == ["Isu nomor 3"]
    assert found.warnings == ("Baris 4 dikembalikan CMS dan belum diubah.",)


def test_the_drafter_reads_the_summary_without_a_button_to_send(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    client = as_person(company.drafter)
    page = client.get(url("register-summary", register)).content.decode()
    assert "Siap Diperiksa Manager" in page
    assert "transitions/submit/" not in page
    client.post(url("register-transition", register, "hand_over"), {"version": register.version})
    assert "Menunggu Manager" in client.get(url("register-summary", register)).content.decode()


def test_the_manager_sends_from_the_summary(company: Company, as_person: LogIn) -> None:
    register = handed_over(company)
    client = as_person(company.manager)
    page = client.get(url("register-summary", register)).content.decode()
    assert "Fitri Handayani" in page
    assert "transitions/submit/" in page
    client.post(url("register-transition", register, "submit"), {"version": register.version})
    register.refresh_from_db()
    assert (register.status, register.submitted_by) == ("submitted", company.manager)


def test_the_summary_takes_the_same_queries_at_5_and_at_50_rows(company: Company, as_person: LogIn) -> None:
    client, register = as_person(company.manager), drafted(company, count=5)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("register-summary", register))
        return len(captured)

    few = queries()
    save_rows(register=register, rows=rows(50), actor=company.drafter, now=FILLED)
    assert queries() == few


# --- Several departments ----------------------------------------------------------------------------


@pytest.fixture
def two(company: Company) -> list[IssueRegister]:
    """The manager heads two departments, both registers are typed."""
    assign(company.manager, Role.MANAGER, company.sister_department)
    register = drafted(company)
    other = IssueRegister.objects.get(unit=company.sister_department)
    return [register, save_rows(register=other, rows=rows(3), actor=company.colleague, now=FILLED)]


def posted(registers: list[IssueRegister]) -> dict[str, object]:
    versions = {f"version-{register.pk}": register.version for register in registers}
    return {"register": [register.pk for register in registers], **versions}


def test_a_manager_of_two_departments_reads_both_on_one_page(
    company: Company, as_person: LogIn, two: list[IssueRegister]
) -> None:
    client = as_person(company.manager)
    page = unescape(client.get(reverse("issues:summary-list")).content.decode())
    for text in ("Departemen PPIC · 2027", "Departemen QA · 2027", "Kirim semua (2 departemen)"):
        assert text in page
    single = client.get(url("register-summary", two[0])).content.decode()
    assert url("register-summary", two[1]) in single


def test_both_go_with_one_click(company: Company, as_person: LogIn, two: list[IssueRegister]) -> None:
    answer = as_person(company.manager).post(reverse("issues:summary-list"), posted(two), follow=True)
    assert "2 register dikirim ke CMS." in answer.content.decode()
    assert {IssueRegister.objects.get(pk=register.pk).status for register in two} == {"submitted"}


def test_one_that_is_incomplete_keeps_both_back(
    company: Company, as_person: LogIn, two: list[IssueRegister]
) -> None:
    two[1].issues.filter(position=0).update(needs="")
    answer = as_person(company.manager).post(reverse("issues:summary-list"), posted(two))
    assert answer.status_code == 422
    assert "Departemen QA: Register belum dapat dikirim" in answer.content.decode()
    assert {IssueRegister.objects.get(pk=register.pk).status for register in two} == {"draft"}
    assert not OutboxMail.objects.filter(kind="issues.register_received").exists()


def test_one_that_changed_after_it_was_shown_keeps_both_back(
    company: Company, as_person: LogIn, two: list[IssueRegister]
) -> None:
    data = posted(two)
    save_rows(register=two[1], rows={0: row(9)}, actor=company.colleague, now=FILLED)
    assert as_person(company.manager).post(reverse("issues:summary-list"), data).status_code == 409
    assert {IssueRegister.objects.get(pk=register.pk).status for register in two} == {"draft"}


def test_nobody_sends_a_foreign_register_along(
    company: Company, as_person: LogIn, two: list[IssueRegister]
) -> None:
    answer = as_person(company.outsider).post(reverse("issues:summary-list"), posted(two))
    assert answer.status_code == 422
    assert {IssueRegister.objects.get(pk=register.pk).status for register in two} == {"draft"}
