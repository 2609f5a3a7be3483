"""Opening a month: who is expected, until when, who is told; and the schedule that does it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import Scorecard
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle, Unit
from cint_portal.organization.selectors import cms_people
from cint_portal.workdays.models import Holiday
from realization.models import ClosedMonth, Realization
from realization.services import open_month, open_previous_month
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import (
    a_full_scorecard,
    a_kpi,
    a_measure,
    a_scorecard,
    an_established_scorecard,
    an_objective,
)

FIRST = at("2027-02-01 00:05")


def opened(company: Company, month: int = 1, **fields: object) -> list[str]:
    rows = open_month(
        **{"cycle": company.cycle, "month": month, "actor": company.cms, "now": FIRST, **fields}  # type: ignore[arg-type]
    )
    return [row.unit.code for row in rows]


def test_every_department_with_a_measure_gets_its_month_and_a_mail(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    an_established_scorecard(company.sister_department, company.cycle)
    assert opened(company) == ["PPIC", "QA"]
    row = Realization.objects.get(unit=company.department)
    assert (row.status, row.month, row.due_on) == ("not_filled", 1, date(2027, 2, 15))
    mails = OutboxMail.objects.filter(kind="realization.month_opened", is_copy=False)
    people = {company.manager, company.cms_with_department, company.colleague}
    assert {(mail.recipient, mail.due_on) for mail in mails} == {(p, date(2027, 2, 15)) for p in people}


def test_opening_twice_adds_nothing(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    opened(company)
    mails = OutboxMail.objects.count()
    assert opened(company) == []
    assert (Realization.objects.count(), OutboxMail.objects.count()) == (1, mails)


def test_a_later_opening_adds_only_the_department_that_was_missing(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    opened(company)
    a_full_scorecard(company.other_department, company.cycle, status=Scorecard.Status.APPROVED)
    assert opened(company) == ["FIN"]


def test_december_is_due_on_the_fifteenth_of_january(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    opened(company, 12, now=at("2028-01-01 00:05"))
    assert Realization.objects.get().due_on == date(2028, 1, 15)


def test_the_due_date_follows_the_cycle_s_day_and_holiday_rule(company: Company) -> None:
    PlanningCycle.objects.filter(pk=company.cycle.pk).update(realization_due_day=10, holiday_rule="after")
    company.cycle.refresh_from_db()
    Holiday.objects.create(day=date(2027, 2, 10), name="Libur uji", kind=Holiday.Kind.COMPANY)
    an_established_scorecard(company.department, company.cycle)
    opened(company)
    assert Realization.objects.get().due_on == date(2027, 2, 11)


def test_who_is_asked_after_the_due_date_gets_the_time_of_a_repair(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    opened(company, now=at("2027-02-16 08:00"))
    assert Realization.objects.get().due_on == date(2027, 2, 19)


@pytest.mark.parametrize(
    ("frequency", "months"),
    [("monthly", {1, 3, 12}), ("quarterly", {3, 12}), ("half_yearly", {12}), ("yearly", {12})],
)
def test_a_department_is_expected_only_when_something_is_measured(
    company: Company, frequency: str, months: set[int]
) -> None:
    card = a_scorecard(company.department, company.cycle, Scorecard.Status.ESTABLISHED)
    a_kpi(an_objective(card), a_measure(company.department, company.cycle, frequency=frequency))
    late = at("2028-01-02 08:00")
    assert {month for month in (1, 3, 12) if opened(company, month, now=late)} == months


def test_who_only_fills_a_corporate_kpi_is_expected_too(company: Company) -> None:
    card = a_scorecard(company.corporate, company.cycle, Scorecard.Status.ESTABLISHED)
    measure = a_measure(company.corporate, company.cycle, filler_unit=company.other_department)
    a_kpi(an_objective(card), measure)
    assert opened(company) == ["FIN"]


@pytest.mark.parametrize("status", ["draft", "sent_cms", "with_board"])
def test_undecided_scorecards_expect_nothing(company: Company, status: str) -> None:
    a_full_scorecard(company.department, company.cycle, status=status)
    assert opened(company) == []


def test_a_new_department_is_expected_from_its_first_full_month(company: Company) -> None:
    Unit.objects.filter(pk=company.department.pk).update(valid_from=date(2027, 4, 2))
    an_established_scorecard(company.department, company.cycle)
    late = at("2027-08-01 08:00")
    assert [month for month in (3, 4, 5, 6) if opened(company, month, now=late)] == [5, 6]


def test_a_department_that_ended_is_expected_until_the_month_of_its_end(company: Company) -> None:
    Unit.objects.filter(pk=company.department.pk).update(valid_until=date(2027, 3, 10))
    an_established_scorecard(company.department, company.cycle)
    late = at("2027-08-01 08:00")
    assert [month for month in (2, 3, 4) if opened(company, month, now=late)] == [2, 3]


def test_a_month_that_has_not_begun_is_not_opened(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    with pytest.raises(InvalidInput):
        opened(company, 3)
    assert not Realization.objects.exists()


def test_a_closed_month_is_not_opened_again(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    ClosedMonth.objects.create(cycle=company.cycle, month=1, closed_at=FIRST, closed_by=company.cms_head)
    with pytest.raises(Conflict):
        opened(company)


@pytest.mark.parametrize("actor", ["manager", "director", "bod", "auditor", "admin"])
def test_only_cms_opens_by_hand(company: Company, actor: str) -> None:
    an_established_scorecard(company.department, company.cycle)
    with pytest.raises(PermissionDenied):
        opened(company, actor=getattr(company, actor))


def test_the_mail_of_a_vacant_post_goes_to_the_director(company: Company) -> None:
    an_established_scorecard(company.sister_department, company.cycle)
    company.colleague.assignments.all().delete()
    opened(company)
    assert OutboxMail.objects.get(is_copy=False).recipient == company.director
    copies = OutboxMail.objects.filter(is_copy=True)
    assert {(mail.recipient, mail.standing) for mail in copies} == {
        (person, "vacant_copy") for person in cms_people()
    }


# --- Schedule ----------------------------------------------------------------------------------------


def test_on_the_first_the_schedule_opens_the_month_before(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    assert open_previous_month(date(2027, 2, 1), FIRST) == 1
    assert open_previous_month(date(2027, 2, 2), FIRST + timedelta(days=1)) == 0
    assert Realization.objects.get().month == 1


def test_in_january_the_schedule_opens_december_of_the_year_before(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    assert open_previous_month(date(2028, 1, 1), at("2028-01-01 00:05")) == 1
    assert (Realization.objects.get().cycle.year, Realization.objects.get().month) == (2027, 12)


def test_the_schedule_leaves_a_closed_month_and_an_unknown_year_alone(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    ClosedMonth.objects.create(cycle=company.cycle, month=1, closed_at=FIRST, closed_by=company.cms_head)
    assert open_previous_month(date(2027, 2, 1), FIRST) == 0
    assert open_previous_month(date(2030, 2, 1), FIRST) == 0


def test_without_a_head_of_cms_the_schedule_opens_nothing(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    company.cms_head.assignments.all().delete()
    assert open_previous_month(date(2027, 2, 1), FIRST) == 0
