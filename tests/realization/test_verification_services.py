"""CMS verifies row by row: what is kept, returned, locked, told; and who is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.workdays.models import Holiday
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import history
from realization.models import Actual
from realization.rules import ActualEntry, RowDecision
from realization.services import decide_rows, return_realization, verify_realization
from tests.company import Company, build_company
from tests.conftest import at
from tests.realization.builders import Status, a_month, an_actual
from tests.realization.desk import NOW, Desk, race

ACCEPT = RowDecision("accepted")


@pytest.fixture
def desk(company: Company) -> Desk:
    return Desk(company).sent()


def decisions(desk: Desk) -> list[str]:
    return [row.decision for row in desk.month.actuals.order_by("measure__name")]


# --- Keeping decisions -------------------------------------------------------------------------------


def test_decisions_are_kept_without_ending_the_round(desk: Desk) -> None:
    choice = {desk.actual(0).pk: ACCEPT, desk.actual(1).pk: RowDecision("returned", " cek satuan ")}
    row = decide_rows(realization=desk.month, decisions=choice, actor=desk.company.cms)
    assert (row.status, row.version) == ("submitted", desk.month.version + 1)
    assert decisions(desk) == ["accepted", "returned", "pending", "pending"]
    assert desk.actual(1).decision_comment == "cek satuan"


def test_keeping_the_same_decisions_again_changes_nothing(desk: Desk) -> None:
    row = decide_rows(realization=desk.month, decisions={desk.actual(0).pk: ACCEPT}, actor=desk.company.cms)
    again = decide_rows(realization=row, decisions={desk.actual(0).pk: ACCEPT}, actor=desk.company.cms)
    assert again.version == row.version


def test_a_decision_can_be_taken_back_and_loses_its_comment(desk: Desk) -> None:
    pk = desk.actual(0).pk
    decide_rows(
        realization=desk.month, decisions={pk: RowDecision("returned", "cek")}, actor=desk.company.cms
    )
    decide_rows(realization=desk.month, decisions={pk: RowDecision("pending", "cek")}, actor=desk.company.cms)
    assert (desk.actual(0).decision, desk.actual(0).decision_comment) == ("pending", "")


def test_a_return_without_a_comment_is_refused_by_name(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refusal:
        decide_rows(
            realization=desk.month,
            decisions={desk.actual(1).pk: RowDecision("returned", "  ")},
            actor=desk.company.cms,
        )
    assert refusal.value.problems == ("KPI 2",)


def test_a_row_of_another_month_is_refused(company: Company, desk: Desk) -> None:
    other = a_month(company.department, company.cycle, 2, Status.SUBMITTED)
    foreign = an_actual(other, desk.measures[0], 90)
    with pytest.raises(Conflict):
        decide_rows(realization=desk.month, decisions={foreign.pk: ACCEPT}, actor=company.cms)


@pytest.mark.parametrize("status", ["draft", "returned", "verified", "reopened"])
def test_only_what_is_with_cms_is_decided(desk: Desk, status: str) -> None:
    type(desk.month).objects.update(status=status)
    with pytest.raises(Conflict):
        decide_rows(realization=desk.month, decisions={}, actor=desk.company.cms)


@pytest.mark.parametrize(
    "actor", ["manager", "cms_with_department", "director", "bod", "auditor", "outsider"]
)
def test_nobody_but_cms_decides_and_not_on_the_own_unit(desk: Desk, actor: str) -> None:
    person = getattr(desk.company, actor)
    with pytest.raises(PermissionDenied):
        decide_rows(realization=desk.month, decisions={desk.actual().pk: ACCEPT}, actor=person)
    with pytest.raises(PermissionDenied):
        desk.verify(actor=person, accept_rest=True)
    with pytest.raises(PermissionDenied):
        desk.give_back(0, actor=person)
    assert set(decisions(desk)) == {"pending"}


# --- Returning ---------------------------------------------------------------------------------------


def test_a_return_gives_a_date_a_log_and_a_mail(desk: Desk) -> None:
    Holiday.objects.create(day=date(2027, 2, 15), name="Libur uji", kind=Holiday.Kind.COMPANY)
    row = desk.give_back(1, now=at("2027-02-12 16:00"))
    assert (row.status, row.return_due_on, row.due_on) == (
        "returned",
        date(2027, 2, 18),  # Friday + 3 HK over a weekend and a day off
        date(2027, 2, 15),
    )
    assert history(row).last().details == {"returned": ["KPI 2"]}
    mail = OutboxMail.objects.filter(kind="realization.returned", recipient=desk.company.manager).get()
    assert (mail.due_on, mail.context["rows"]) == (date(2027, 2, 18), ["KPI 2"])


def test_a_return_needs_a_returned_row(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.give_back()
    assert set(decisions(desk)) == {"pending"}


def test_accepted_rows_stay_accepted_through_the_repair(desk: Desk) -> None:
    desk.give_back(1)
    desk.save(ActualEntry(value=Decimal(90)), ActualEntry(value=Decimal(80)))
    assert decisions(desk) == ["accepted", "returned", "accepted", "accepted"]
    desk.send()
    assert decisions(desk) == ["accepted", "pending", "accepted", "accepted"]
    desk.verify({desk.actual(1).pk: ACCEPT})
    assert desk.month.status == "verified"


# --- Verifying ---------------------------------------------------------------------------------------


def test_verification_needs_every_row_and_names_the_open_ones(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refusal:
        desk.verify({desk.actual(0).pk: ACCEPT, desk.actual(2).pk: RowDecision("returned", "cek")})
    assert refusal.value.problems == ("KPI 2", "KPI 3", "KPI 4")
    assert set(decisions(desk)) == {"pending"}


def test_verification_stamps_and_tells_the_department(desk: Desk) -> None:
    row = desk.verify(dict.fromkeys([desk.actual(n).pk for n in range(4)], ACCEPT))
    assert (row.status, row.verified_at, row.verified_by) == ("verified", NOW, desk.company.cms)
    assert set(decisions(desk)) == {"accepted"}
    mails = OutboxMail.objects.filter(kind="realization.verified", is_copy=False)
    assert {m.recipient for m in mails} == {desk.company.manager, desk.company.cms_with_department}


def test_the_rest_is_accepted_in_one_go_but_never_a_returned_row(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refusal:
        desk.verify({desk.actual(2).pk: RowDecision("returned", "cek")}, accept_rest=True)
    assert refusal.value.problems == ("KPI 3",)
    assert desk.verify(accept_rest=True).status == "verified"


def test_a_stale_page_decides_nothing(desk: Desk) -> None:
    for step in (desk.verify, lambda **fields: desk.give_back(0, **fields)):
        with pytest.raises(StaleVersion):
            step(version=0)


def test_a_second_decision_is_a_conflict(desk: Desk) -> None:
    desk.verify(accept_rest=True)
    with pytest.raises(Conflict):
        desk.give_back(0)


def test_return_and_verification_at_once_have_one_winner(own_database: str) -> None:
    desk = Desk(build_company()).sent()
    company, rows = desk.company, list(desk.month.actuals.all())

    def give_back() -> object:
        choice = {rows[0].pk: RowDecision("returned", "cek")}
        return return_realization(realization=desk.month, decisions=choice, actor=company.cms, now=NOW)

    def verify() -> object:
        return verify_realization(
            realization=desk.month, decisions={}, actor=company.second_cms, now=NOW, accept_rest=True
        )

    steps: tuple[Callable[[], object], ...] = (give_back, verify)
    assert race(*steps) == ["conflict", "won"]
    assert TransitionLog.objects.filter(transition__in=["return", "verify"]).count() == 1
    status = type(desk.month).objects.get(pk=desk.month.pk).status
    returned = Actual.objects.filter(decision="returned").count()
    assert (status, returned) in [("returned", 1), ("verified", 0)]
