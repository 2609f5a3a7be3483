"""KPIs worked out of others: a formula over other KPIs, a parent out of the KPIs below (domain.md §3, §4)."""

from decimal import Decimal
from typing import Any

import pytest

from bsc.models import Kpi, Measure, MeasureInput, Scorecard
from bsc.scoring import KpiState
from realization.selectors.results.compute import Scores
from realization.selectors.results.reading import read_book
from realization.selectors.results.shapes import KpiLine
from realization.selectors.sight import THE_PORTAL
from tests.company import Company
from tests.locks import unlocked
from tests.realization.builders import Status, a_kpi, a_measure, a_scorecard, an_objective
from tests.realization.results_scenes import seen, sent
from tests.realization.seeded import AFTER_THE_YEAR, close

D = Decimal
ESTABLISHED = Scorecard.Status.ESTABLISHED


@unlocked()
def a_calculated(scorecard: Scorecard, source: str, **fields: Any) -> Measure:
    """The only KPI of a scorecard, worked out by the portal."""
    values = {"name": "Dihitung", "unit": "%", "target": D(50), "value_source": source, "filler_unit": None}
    measure = a_measure(scorecard.unit, scorecard.cycle, **{**values, **fields})
    a_kpi(an_objective(scorecard), measure, weight=D(100), rollup=fields.pop("rollup", "none"))
    return measure


@unlocked()
def a_ratio(company: Company, **fields: Any) -> tuple[Scorecard, Measure, Measure]:
    """Overhead ÷ revenue × 100 of the company, from two KPIs that two departments enter."""
    scorecard = a_scorecard(company.corporate, company.cycle, ESTABLISHED)
    above = a_measure(company.department, company.cycle, name="Biaya", consolidation="sum")
    below = a_measure(company.other_department, company.cycle, name="Pendapatan", consolidation="sum")
    ratio = a_calculated(scorecard, "formula", expression="A / B * 100", **fields)
    for symbol, measure in (("A", above), ("B", below)):
        MeasureInput.objects.create(measure=ratio, symbol=symbol, source=measure)
    return scorecard, above, below


def line_of(scorecard: Scorecard, view: str = "month", month: int = 1) -> KpiLine:
    (line,) = seen(scorecard, AFTER_THE_YEAR, view, month).kpis
    return line


def test_a_formula_takes_the_months_of_its_sources(company: Company) -> None:
    scorecard, above, below = a_ratio(company)
    sent(company.department, company.cycle, 1, {above: 30})
    sent(company.other_department, company.cycle, 1, {below: 60})
    line = line_of(scorecard)
    assert (line.actual, line.achievement, line.state) == (D(50), D(1), KpiState.VERIFIED)


def test_a_formula_waits_for_the_last_of_its_sources(company: Company) -> None:
    scorecard, above, _below = a_ratio(company)
    sent(company.department, company.cycle, 1, {above: 30})
    assert line_of(scorecard).state is KpiState.BLANK
    close(company.cycle, company.cms_head, 1)
    closed = line_of(scorecard)
    assert closed.actual is None
    assert (closed.is_counted, closed.score) == (True, D(0)), "silence is not left out"


def test_a_division_by_zero_does_not_apply(company: Company) -> None:
    scorecard, above, below = a_ratio(company)
    sent(company.department, company.cycle, 1, {above: 30})
    sent(company.other_department, company.cycle, 1, {below: 0})
    assert line_of(scorecard).state is KpiState.NOT_APPLICABLE


def test_a_formula_is_as_sure_as_its_least_sure_source(company: Company) -> None:
    scorecard, above, below = a_ratio(company)
    sent(company.department, company.cycle, 1, {above: 30})
    sent(company.other_department, company.cycle, 1, {below: 60}, Status.SUBMITTED)
    assert line_of(scorecard).state is KpiState.UNVERIFIED
    reviewed = Scores(read_book(scorecard, AFTER_THE_YEAR, THE_PORTAL), verified_only=True)
    assert reviewed.total((1,)).total is None, "the review waits for the verification"


def test_a_quarterly_formula_takes_the_quarter_of_monthly_sources(company: Company) -> None:
    scorecard, above, below = a_ratio(company, frequency="quarterly")
    for month, (cost, revenue) in enumerate(((10, 20), (20, 20), (30, 60)), start=1):
        sent(company.department, company.cycle, month, {above: cost})
        sent(company.other_department, company.cycle, month, {below: revenue})
    assert line_of(scorecard, month=1).state is KpiState.NOT_DUE
    assert line_of(scorecard, month=3).actual == D(60)


def test_a_formula_over_a_formula_is_followed_down(company: Company) -> None:
    scorecard, above, below = a_ratio(company)
    inner = Measure.objects.get(value_source="formula")
    with unlocked():
        outer = a_measure(
            company.corporate, company.cycle, name="Sisa", value_source="formula", expression="100 - A",
            filler_unit=None, target=D(50),
        )  # fmt: skip
        MeasureInput.objects.create(measure=outer, symbol="A", source=inner)
        a_kpi(scorecard.perspectives.first().objectives.get(), outer, weight=D(100))
    sent(company.department, company.cycle, 1, {above: 15})
    sent(company.other_department, company.cycle, 1, {below: 60})
    actuals = {line.name: line.actual for line in seen(scorecard, AFTER_THE_YEAR, month=1).kpis}
    assert actuals == {"Dihitung": D(25), "Sisa": D(75)}


def test_a_circle_in_the_tables_stays_blank_instead_of_hanging(company: Company) -> None:
    """No service lets one in; a page must still answer."""
    scorecard, above, _below = a_ratio(company)
    ratio = Measure.objects.get(value_source="formula")
    with unlocked():
        Measure.objects.filter(pk=above.pk).update(value_source="formula", expression="A")
        MeasureInput.objects.create(measure=above, symbol="A", source=ratio)
    assert line_of(scorecard).state is KpiState.BLANK


# --- Rolled up from the KPIs below -----------------------------------------------------------------------


@unlocked()
def a_parent(company: Company, how: str, **fields: Any) -> tuple[Scorecard, list[Measure]]:
    """A corporate KPI with one child in each of two departments, weighed 10 and 30 there."""
    scorecard = a_scorecard(company.corporate, company.cycle, ESTABLISHED)
    parent = a_calculated(scorecard, "rollup", **fields)
    Kpi.objects.filter(measure=parent).update(rollup=how)
    top = Kpi.objects.get(measure=parent)
    children = []
    for unit, weight in ((company.department, 10), (company.other_department, 30)):
        below = a_scorecard(unit, company.cycle, ESTABLISHED)
        measure = a_measure(unit, company.cycle, name=f"Bagian {unit.code}")
        a_kpi(an_objective(below), measure, parent=top, cascade_kind="direct", weight=D(weight))
        children.append(measure)
    return scorecard, children


def send_children(company: Company, children: list[Measure], *values: int) -> None:
    for unit, child, value in zip(
        (company.department, company.other_department), children, values, strict=False
    ):
        sent(unit, company.cycle, 1, {child: value})


@pytest.mark.parametrize(("how", "expected"), [("sum", 100), ("average", 50), ("weighted_average", 65)])
def test_a_parent_takes_its_figure_from_the_kpis_below(company: Company, how: str, expected: int) -> None:
    scorecard, children = a_parent(company, how)
    send_children(company, children, 20, 80)
    assert line_of(scorecard).actual == expected


def test_a_parent_waits_for_every_kpi_below(company: Company) -> None:
    scorecard, children = a_parent(company, "sum")
    send_children(company, children, 20)
    assert line_of(scorecard).state is KpiState.BLANK


def test_in_a_closed_month_silence_adds_nothing_to_a_sum_and_spoils_an_average(company: Company) -> None:
    scorecard, children = a_parent(company, "sum")
    send_children(company, children, 20)
    close(company.cycle, company.cms_head, 1)
    assert line_of(scorecard).actual == 20
    with unlocked():
        Kpi.objects.filter(measure__value_source="rollup").update(rollup="average")
    assert line_of(scorecard).actual is None
    assert line_of(scorecard).score == 0, "an average of those who answered would pay for silence"


def test_a_measure_that_two_departments_share_counts_once(company: Company) -> None:
    scorecard, children = a_parent(company, "sum")
    with unlocked():
        Kpi.objects.filter(measure=children[1]).update(measure=children[0])
    sent(company.department, company.cycle, 1, {children[0]: 20})
    assert line_of(scorecard).actual == 20


def test_the_same_figure_has_one_owner(company: Company) -> None:
    scorecard, children = a_parent(company, "same")
    send_children(company, children, 20, 80)
    assert line_of(scorecard).state is KpiState.NOT_APPLICABLE, "nobody can say whose figure it is"
    with unlocked():
        Kpi.objects.filter(measure=children[1]).update(parent=None)
    assert line_of(scorecard).actual == 20


def test_a_kpi_below_that_nobody_decided_is_not_counted(company: Company) -> None:
    scorecard, children = a_parent(company, "sum")
    with unlocked():
        Scorecard.objects.filter(unit=company.other_department).update(status="draft")
    send_children(company, children, 20)
    assert line_of(scorecard).actual == 20


def test_without_anybody_below_the_figure_stays_open(company: Company) -> None:
    scorecard, _children = a_parent(company, "sum")
    with unlocked():
        Kpi.objects.filter(parent__isnull=False).update(parent=None)
    assert line_of(scorecard).state is KpiState.BLANK


def test_own_bands_colour_a_kpi_on_its_own_scorecard(company: Company) -> None:
    scorecard, above, below = a_ratio(company)
    sent(company.department, company.cycle, 1, {above: 27})
    sent(company.other_department, company.cycle, 1, {below: 60})
    assert line_of(scorecard).chip.color == "kuning"
    with unlocked():
        Kpi.objects.filter(measure__value_source="formula").update(green_from=D(85), yellow_from=D(70))
    assert line_of(scorecard).chip.color == "hijau"
