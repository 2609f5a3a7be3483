"""Cases with numbers of realities.md, through stored figures."""

from decimal import Decimal

import pytest
from django.utils import translation

from bsc.models import Scorecard
from bsc.scoring import KpiState
from cint_portal.demo.data.corporate import CORPORATE
from cint_portal.organization.models import PlanningCycle
from realization.models import Actual
from tests.company import Company
from tests.locks import unlocked
from tests.realization.builders import a_kpi, a_measure, a_scorecard, an_objective
from tests.realization.results_scenes import (
    AUTUMN,
    FEBRUARY,
    MARCH,
    NA,
    D,
    one_kpi,
    only_kpi,
    seen,
    sent,
    some_kpis,
)
from tests.realization.seeded import AFTER_THE_YEAR, close, fill_year, write_scorecard

GROWTH_RULES = [[">", "0", "1"], ["=", "0", "0.5"], ["<", "0", "0"]]


@pytest.fixture(autouse=True)
def _indonesian() -> object:
    with translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("fourth", "total", "notes"),
    [(None, "73.25", ()), (NA, "97.67", ("Bobot terukur 75\u00a0%.",))],
)
def test_case_3_a_closed_blank_counts_0_an_accepted_na_does_not(
    company: Company, fourth: str | None, total: str, notes: tuple[str, ...]
) -> None:
    scorecard, measures = some_kpis(company.department, company.cycle, 25, 25, 25, 25)
    figures = dict(zip(measures, [100, 95, 98, fourth], strict=True))
    sent(company.department, company.cycle, 1, figures)
    close(company.cycle, company.cms_head, 1)
    view = seen(scorecard, FEBRUARY)
    assert view.total.number == D(total)
    assert view.total.notes == notes
    assert view.total.grade_text.startswith("Biru") is (fourth == NA)


def test_case_4_loyal_customers_unreported(company: Company) -> None:
    scorecard = write_scorecard(CORPORATE, company.corporate, company.cycle)
    fill_year(CORPORATE, scorecard)
    Actual.objects.filter(measure__name="Percentage of Loyal Customers").delete()
    open_year = seen(scorecard, AFTER_THE_YEAR, "year")
    assert open_year.total.grade is None
    assert "Sementara, 15 dari 16 KPI." in open_year.total.notes
    close(company.cycle, company.cms_head, *range(1, 13))
    closed = seen(scorecard, AFTER_THE_YEAR, "year")
    customer = closed.lanes[1]
    assert (customer.average_text, customer.score_text) == ("63,33\u00a0%", "15,83")
    assert closed.total.text == "90,18\u00a0%"
    assert closed.total.grade is not None


@pytest.mark.parametrize(
    ("december", "growth", "achievement"), [(84, "5", "1"), (80, "0", "0.5"), (79, "-1.25", "0")]
)
def test_case_6_january_grows_on_last_years_november_and_december(
    company: Company, december: int, growth: str, achievement: str
) -> None:
    before = PlanningCycle.objects.open_year(2026)
    _scorecard, measure = one_kpi(company.department, before)
    sent(company.department, before, 11, {measure: 80})
    sent(company.department, before, 12, {measure: december})
    line = only_kpi(seen(a_growing_scorecard(company), FEBRUARY))
    assert line.actual == D(growth)
    assert line.achievement == D(achievement)
    assert line.explanation.startswith("Nilai ")


def a_growing_scorecard(company: Company) -> Scorecard:
    scorecard, _measure = one_kpi(
        company.department,
        company.cycle,
        target=None,
        unit="%",
        comparator=">",
        value_source="own_growth",
        step_rules=GROWTH_RULES,
        filler_unit=None,
    )
    return scorecard


def test_case_6_without_history_growth_is_not_applicable(company: Company) -> None:
    line = only_kpi(seen(a_growing_scorecard(company), FEBRUARY))
    assert line.state is KpiState.NOT_APPLICABLE


def test_case_10_a_joint_kpi_is_entered_once_and_weighed_by_each(company: Company) -> None:
    joint = a_measure(company.department, company.cycle, name="Ketepatan waktu pengiriman")
    sent(company.department, company.cycle, 1, {joint: 90})
    for unit, weight, score in (
        (company.department, 10, "9.00"),
        (company.sister_department, 15, "13.50"),
        (company.other_department, 20, "18.00"),
    ):
        scorecard = a_scorecard(unit, company.cycle, Scorecard.Status.ESTABLISHED)
        objective = an_objective(scorecard)
        a_kpi(objective, joint, weight=D(weight))
        rest = a_measure(unit, company.cycle, name=f"Lainnya {unit.code}")
        a_kpi(objective, rest, weight=D(100 - weight), position=1)
        if unit == company.department:
            Actual.objects.create(
                realization=joint.actuals.get().realization, measure=rest, month=1, state="value", value=0
            )
        else:
            sent(unit, company.cycle, 1, {rest: 0})
        assert seen(scorecard, FEBRUARY).total.number == D(score)


def test_case_17_a_kpi_of_81_is_red_and_a_total_of_81_is_blue_on_one_page(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 81})
    view = seen(scorecard, FEBRUARY)
    line = only_kpi(view)
    assert (line.met_text, line.chip.color, line.chip.label) == ("Tidak Tercapai", "merah", "81,00\u00a0%")
    assert (view.total.text, view.total.grade_text) == ("81,00\u00a0%", "Biru – Sangat Baik")


@pytest.mark.parametrize(("actual", "shown", "letter"), [("90.044", "0,900", "B"), ("90.05", "0,901", "A")])
def test_case_18_a_grade_is_judged_on_the_number_that_is_shown(
    company: Company, actual: str, shown: str, letter: str
) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, total_bands="appraisal")
    for month in range(1, 13):
        sent(company.department, company.cycle, month, {measure: Decimal(actual)})
    for view, month in (("month", 3), ("year-to-date", 7), ("half-year", 12), ("year", 12)):
        total = seen(scorecard, AFTER_THE_YEAR, view, month).total
        assert (total.text, total.grade_text) == (shown, letter)


def test_row_35_a_yearly_kpi_leaves_the_semester_with_65_percent_of_the_weight(company: Company) -> None:
    scorecard, (monthly, yearly) = some_kpis(company.department, company.cycle, 65, 35)
    with unlocked():
        type(yearly).objects.filter(pk=yearly.pk).update(frequency="yearly")
    for month in range(1, 7):
        sent(company.department, company.cycle, month, {monthly: 90})
    view = seen(scorecard, AUTUMN, "half-year", 6)
    assert view.total.number == D("90.00")
    assert "Bobot terukur 65\u00a0%." in view.total.notes
    assert view.left_out == ("KPI 2",)


def test_an_unfinished_first_month_is_neither_red_nor_0(company: Company) -> None:
    scorecard, _measures = some_kpis(company.department, company.cycle, 50, 50)
    total = seen(scorecard, MARCH.replace(day=3), month=2).total
    assert (total.number, total.state) == (None, "no-data")
