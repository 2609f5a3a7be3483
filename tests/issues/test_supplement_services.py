"""Isu Susulan: after the register, reviewed by itself, then a marked row of it (procedure 4.1)."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.workflow.models import TransitionLog
from issues.models import Issue, IssueRegister, SupplementaryIssue
from issues.rules import RowValues
from issues.selectors import accepted_issues, todos_for
from issues.selectors.supplements import supplements_between
from issues.services import (
    accept_supplement,
    close_collection,
    declare_nil,
    extend_register,
    resend_supplement,
    return_supplement,
    send_supplement,
    withdraw_supplement,
)
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import drafted, opened, reviewed, row, sent

ARISEN = at("2027-03-12 10:00")
ANSWERED = at("2027-03-22 10:00")
OCCASION = "Peraturan menteri baru terbit pada bulan Maret."


def late(company: Company, register: IssueRegister | None = None, **changed: object) -> SupplementaryIssue:
    """A late issue of the department, sent by its manager to CMS."""
    register = register or reviewed(company, "accepted", "accepted")
    step: dict[str, object] = {"values": row(9), "occasion": OCCASION, "actor": company.manager}
    return send_supplement(register=register, **{**step, "now": ARISEN, **changed})  # type: ignore[arg-type]


def accepted(company: Company, supplement: SupplementaryIssue, **changed: object) -> SupplementaryIssue:
    step: dict[str, object] = {"category": supplement.category, "actor": company.cms, "now": ANSWERED}
    return accept_supplement(supplement=supplement, **{**step, **changed})  # type: ignore[arg-type]


def returned(company: Company, supplement: SupplementaryIssue, **changed: object) -> SupplementaryIssue:
    step: dict[str, object] = {"comment": "Sebutkan pasalnya.", "actor": company.cms, "now": ANSWERED}
    return return_supplement(supplement=supplement, **{**step, **changed})  # type: ignore[arg-type]


def told(kind: str) -> set[str]:
    found = OutboxMail.objects.filter(kind=f"issues.{kind}", is_copy=False)
    return set(found.values_list("recipient__username", flat=True))


def test_a_late_issue_goes_to_cms_with_its_own_three_working_days(company: Company) -> None:
    supplement = late(company)
    assert (supplement.status, supplement.round) == ("submitted", 1)
    assert supplement.review_due_on == date(2027, 3, 17)
    assert supplement.submitted_by == company.manager
    assert not Issue.objects.filter(is_late=True).exists()
    assert told("supplement_received") == {"kepala.cms", "cms", "cms.dua"}
    log = TransitionLog.objects.get(machine="supplementary_issue")
    assert (log.transition, log.actor_id) == ("submit", company.manager.pk)


def test_accepted_it_joins_the_register_marked_and_the_register_stays_accepted(company: Company) -> None:
    supplement = accepted(company, late(company))
    issue = supplement.row
    assert issue is not None
    assert (issue.is_late, issue.position, issue.decision, issue.values) == (True, 2, "accepted", row(9))
    assert (issue.decided_by, issue.decided_at, issue.filled_by) == (company.cms, ANSWERED, company.manager)
    register = IssueRegister.objects.get(pk=supplement.register_id)
    assert register.status == "accepted"
    assert issue in accepted_issues(company.cycle)
    assert told("supplement_accepted") == {"manager", "cms.rangkap"}


def test_another_category_needs_its_reason_and_keeps_both(company: Company) -> None:
    supplement = late(company)
    with pytest.raises(InvalidInput, match="alasan perubahan kategori"):
        accepted(company, supplement, category="S")
    issue = accepted(company, supplement, category="S", comment="Sudah menjadi kekuatan.").row
    assert issue is not None
    assert (issue.category, issue.decided_category, issue.category_reason) == (
        "W",
        "S",
        "Sudah menjadi kekuatan.",
    )


def test_returned_it_has_a_date_of_its_own_and_comes_back_repaired(company: Company) -> None:
    supplement = returned(company, late(company))
    assert (supplement.status, supplement.due_on) == ("returned", date(2027, 3, 25))
    assert told("supplement_returned") == {"manager", "cms.rangkap"}
    mended = resend_supplement(
        supplement=supplement, values=row(10), occasion="Pasal 4", actor=company.manager, now=ANSWERED
    )
    assert (mended.status, mended.round, mended.due_on) == ("submitted", 2, None)
    assert (mended.issue, mended.occasion) == ("Isu nomor 10", "Pasal 4")
    assert OutboxMail.objects.filter(kind="issues.supplement_received", occasion="round-2").exists()


def test_a_return_says_what_to_repair(company: Company) -> None:
    supplement = late(company)
    with pytest.raises(InvalidInput):
        returned(company, supplement, comment="  ")
    supplement.refresh_from_db()
    assert supplement.status == "submitted"


def test_a_returned_one_may_be_given_up_with_a_reason(company: Company) -> None:
    supplement = returned(company, late(company))
    with pytest.raises(InvalidInput):
        withdraw_supplement(supplement=supplement, reason="", actor=company.manager, now=ANSWERED)
    gone = withdraw_supplement(
        supplement=supplement, reason="Sudah ada di baris 1.", actor=company.manager, now=ANSWERED
    )
    assert gone.status == "withdrawn"
    assert not Issue.objects.filter(is_late=True).exists()


@pytest.mark.parametrize(
    ("values", "occasion"),
    [(RowValues(), OCCASION), (RowValues(stakeholder="Pelanggan"), OCCASION), (None, " ")],
)
def test_it_is_sent_complete_or_not_at_all(company: Company, values: RowValues | None, occasion: str) -> None:
    register = reviewed(company, "accepted")
    with pytest.raises(InvalidInput, match="kosong"):
        late(company, register, values=row(9) if values is None else values, occasion=occasion)
    assert not SupplementaryIssue.objects.exists()


# --- When --------------------------------------------------------------------------------------------


def test_while_the_register_can_be_written_the_issue_belongs_into_it(company: Company) -> None:
    with pytest.raises(Conflict, match="tambahkan isunya sebagai baris"):
        late(company, drafted(company))


def test_while_cms_reviews_the_register_the_issue_waits(company: Company) -> None:
    with pytest.raises(Conflict, match="masih dikerjakan"):
        late(company, sent(company))


def test_after_the_closing_also_a_department_that_never_sent_may_add_one(company: Company) -> None:
    register = opened(company)
    close(company)
    supplement = accepted(company, late(company, register))
    assert supplement.row is not None
    assert supplement.row.position == 0


def test_a_department_with_an_extension_writes_into_its_register(company: Company) -> None:
    register = opened(company)
    close(company)
    extend_register(
        register=register,
        until=date(2027, 3, 15),
        reason="Pindah gedung",
        actor=company.cms_head,
        now=at("2026-11-03 08:00"),
    )
    with pytest.raises(Conflict):
        late(company, IssueRegister.objects.get(pk=register.pk))


def test_what_cms_still_reviews_is_no_obstacle_once_the_collection_is_closed(company: Company) -> None:
    register = sent(company)
    close(company)
    assert late(company, register).status == "submitted"


def test_a_nihil_waits_until_it_is_decided(company: Company) -> None:
    register = declare_nil(
        register=opened(company), reason="Tidak ada", actor=company.manager, now=at("2026-10-20 08:00")
    )
    with pytest.raises(Conflict):
        late(company, register)


def close(company: Company) -> None:
    close_collection(
        collection=company.cycle.issue_collection,
        reason="Bahan SWOT",
        actor=company.cms_head,
        now=at("2026-11-02 08:00"),
    )


# --- Who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["second_layer", "drafter", "colleague", "outsider", "director", "bod", "auditor", "admin"]
)
def test_only_the_manager_and_cms_add_one(company: Company, who: str) -> None:
    register = reviewed(company, "accepted")
    with pytest.raises(PermissionDenied):
        late(company, register, actor=getattr(company, who))


def test_what_cms_adds_another_person_of_cms_reviews_and_the_manager_is_told(company: Company) -> None:
    supplement = late(company, actor=company.cms)
    assert told("supplement_added") == {"manager", "cms.rangkap"}
    assert told("supplement_received") == {"kepala.cms", "cms.dua"}
    with pytest.raises(PermissionDenied):
        accepted(company, supplement, actor=company.cms)
    assert accepted(company, supplement, actor=company.second_cms).status == "accepted"


@pytest.mark.parametrize("who", ["manager", "cms_with_department", "director", "bod", "auditor"])
def test_only_cms_decides(company: Company, who: str) -> None:
    supplement, actor = late(company), getattr(company, who)
    with pytest.raises(PermissionDenied):
        accepted(company, supplement, actor=actor)
    with pytest.raises(PermissionDenied):
        returned(company, supplement, actor=actor)


def test_a_stale_page_decides_nothing(company: Company) -> None:
    supplement = late(company)
    returned(company, supplement)
    mended = resend_supplement(
        supplement=supplement, values=row(11), occasion=OCCASION, actor=company.manager, now=ANSWERED
    )
    with pytest.raises(StaleVersion):
        accepted(company, mended, version=mended.version - 1)


@pytest.mark.parametrize("status", ["returned", "accepted", "withdrawn"])
def test_what_is_decided_is_not_decided_again(company: Company, status: str) -> None:
    supplement = late(company)
    if status == "accepted":
        accepted(company, supplement)
    else:
        returned(company, supplement)
    if status == "withdrawn":
        withdraw_supplement(supplement=supplement, reason="x", actor=company.manager, now=ANSWERED)
    for again in (accepted, returned):
        with pytest.raises(Conflict):
            again(company, supplement)
    assert Issue.objects.filter(is_late=True).count() == (status == "accepted")


# --- What people see ---------------------------------------------------------------------------------


def titles(user: object, now: datetime = ANSWERED) -> list[tuple[str, str]]:
    return [(todo.kind, todo.title) for todo in todos_for(user, now) if "Susulan" in todo.title]  # type: ignore[arg-type]


def test_it_is_a_task_of_whom_it_waits_for(company: Company) -> None:
    supplement = late(company)
    assert titles(company.second_cms) == [("decision", "Periksa Isu Susulan")]
    assert titles(company.manager) == titles(company.drafter) == titles(company.bod) == []
    returned(company, supplement)
    assert titles(company.second_cms) == []
    assert titles(company.manager) == [("task", "Perbaiki Isu Susulan")]
    assert titles(company.colleague) == []


def test_a_half_year_reports_what_was_accepted_in_it(company: Company) -> None:
    supplement = accepted(company, late(company))
    first = (date(2027, 1, 1), date(2027, 6, 30))
    assert list(supplements_between(company.cycle, *first)) == [supplement]
    assert not supplements_between(company.cycle, date(2027, 7, 1), date(2027, 12, 31)).exists()
