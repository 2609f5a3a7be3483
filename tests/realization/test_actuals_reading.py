"""Figures as scores read them: what was never sent is blank, what CMS accepted is verified."""

from decimal import Decimal

import pytest
from django.test.utils import CaptureQueriesContext

from cint_portal.organization.models import PlanningCycle
from realization.models import Actual, ClosedMonth
from realization.selectors import actuals_of, closed_months
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import Status, a_measure, a_month, an_actual

NOW = at("2027-02-12 10:00")


@pytest.mark.parametrize("status", [Status.NOT_FILLED, Status.DRAFT, Status.CLOSED_WITHOUT_DATA])
def test_what_was_typed_but_never_sent_is_blank(company: Company, status: str) -> None:
    measure = a_measure(company.department, company.cycle)
    an_actual(a_month(company.department, company.cycle, 1, status), measure, 90)
    figure = actuals_of([measure.pk], company.cycle)[measure.pk, 1]
    assert (figure.state, figure.value, figure.verified) == ("blank", None, False)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.RETURNED])
def test_what_was_sent_counts_unverified(company: Company, status: str) -> None:
    measure = a_measure(company.department, company.cycle)
    month = a_month(company.department, company.cycle, 1, status)
    an_actual(month, measure, 90, decision=Actual.Decision.ACCEPTED, is_provisional=True)
    figure = actuals_of([measure.pk], company.cycle)[measure.pk, 1]
    assert (figure.state, figure.value, figure.verified) == ("value", Decimal(90), False)
    assert (figure.provisional, figure.decision) == (True, "accepted")


def test_a_verified_month_is_verified(company: Company) -> None:
    measure = a_measure(company.department, company.cycle)
    an_actual(a_month(company.department, company.cycle, 1, Status.VERIFIED), measure, 90)
    assert actuals_of([measure.pk], company.cycle)[measure.pk, 1].verified


@pytest.mark.parametrize("status", [Status.REOPENED, Status.SUBMITTED, Status.RETURNED])
def test_after_a_reopening_only_the_changed_row_waits_for_verification(company: Company, status: str) -> None:
    kept, changed = a_measure(company.department, company.cycle), a_measure(company.department, company.cycle)
    month = a_month(company.department, company.cycle, 1, status, verified_at=NOW)
    an_actual(month, kept, 90, decision=Actual.Decision.ACCEPTED)
    an_actual(month, changed, 80)
    figures = actuals_of([kept.pk, changed.pk], company.cycle)
    assert (figures[kept.pk, 1].verified, figures[changed.pk, 1].verified) == (True, False)


def test_a_ratio_is_reported_as_a_pair_and_a_plain_figure_as_itself(company: Company) -> None:
    ratio, plain = a_measure(company.department, company.cycle), a_measure(company.department, company.cycle)
    month = a_month(company.department, company.cycle, 1, Status.VERIFIED)
    an_actual(month, ratio, 8, denominator=Decimal(100))
    an_actual(month, plain, 9)
    figures = actuals_of([ratio.pk, plain.pk], company.cycle)
    assert figures[ratio.pk, 1].reported == (Decimal(8), Decimal(100))
    assert figures[plain.pk, 1].reported == Decimal(9)


def test_other_years_and_other_measures_are_left_out_in_one_query(
    company: Company, django_assert_num_queries: CaptureQueriesContext
) -> None:
    wanted, other = a_measure(company.department, company.cycle), a_measure(company.department, company.cycle)
    last_year = PlanningCycle.objects.open_year(2026)
    an_actual(a_month(company.department, company.cycle, 1, Status.VERIFIED), other, 1)
    an_actual(a_month(company.department, last_year, 2, Status.VERIFIED), wanted, 2)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert actuals_of([wanted.pk], company.cycle) == {}


def test_closed_months_of_the_year(company: Company) -> None:
    other_year = PlanningCycle.objects.open_year(2026)
    for cycle, month in ((company.cycle, 1), (company.cycle, 3), (other_year, 2)):
        ClosedMonth.objects.create(cycle=cycle, month=month, closed_at=NOW, closed_by=company.cms_head)
    assert closed_months(company.cycle) == frozenset({1, 3})
