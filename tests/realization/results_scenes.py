"""Small scorecards with a few months, for tests of results."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from bsc.models import Measure, Scorecard
from bsc.periods import View
from cint_portal.organization.models import PlanningCycle, Unit
from realization.models import Actual, Realization
from realization.selectors.results.compute import Scores
from realization.selectors.results.lines import scorecard_view
from realization.selectors.results.reading import read_book
from realization.selectors.results.shapes import KpiLine, ScorecardView
from realization.selectors.results.spans import Span, month_through
from realization.selectors.sight import THE_PORTAL
from tests.conftest import at
from tests.realization.builders import Status, a_kpi, a_measure, a_month, a_scorecard, an_objective

D = Decimal
FEBRUARY = at("2027-02-10 09:00")
MARCH = at("2027-03-10 09:00")
AUTUMN = at("2027-10-10 09:00")
NA = "n/a"
Figure = int | str | Decimal | tuple[int, int] | None


def one_kpi(unit: Unit, cycle: PlanningCycle, /, **fields: object) -> tuple[Scorecard, Measure]:
    """An established scorecard with one KPI that weighs everything."""
    weighting = fields.pop("weighting", "kpi")
    total_bands = fields.pop("total_bands", "total")
    scorecard = a_scorecard(
        unit, cycle, Scorecard.Status.ESTABLISHED, weighting=weighting, total_bands=total_bands
    )
    measure = a_measure(unit, cycle, **fields)
    a_kpi(an_objective(scorecard), measure)
    return scorecard, measure


def some_kpis(unit: Unit, cycle: PlanningCycle, *weights: int) -> tuple[Scorecard, list[Measure]]:
    """An established scorecard with KPIs of these weights and the target 100 each month."""
    scorecard = a_scorecard(unit, cycle, Scorecard.Status.ESTABLISHED)
    objective = an_objective(scorecard)
    measures = [a_measure(unit, cycle, name=f"KPI {number + 1}") for number in range(len(weights))]
    for position, (measure, weight) in enumerate(zip(measures, weights, strict=True)):
        a_kpi(objective, measure, weight=D(weight), position=position)
    return scorecard, measures


def sent(
    unit: Unit,
    cycle: PlanningCycle,
    month: int,
    figures: Mapping[Measure, Figure],
    status: str = Status.VERIFIED,
    **fields: object,
) -> Realization:
    """A month of the unit; None leaves a KPI blank, NA is an N/A with its reason."""
    row = a_month(unit, cycle, month, status)
    for measure, figure in figures.items():
        Actual.objects.create(realization=row, measure=measure, month=month, **_columns(figure), **fields)
    return row


def _columns(figure: Figure) -> dict[str, object]:
    if figure is None:
        return {"state": "blank"}
    if figure == NA:
        return {"state": "na", "na_reason": "Tidak ada pesanan"}
    if isinstance(figure, tuple):
        return {"state": "value", "value": D(figure[0]), "denominator": D(figure[1])}
    return {"state": "value", "value": D(figure)}


def seen(
    scorecard: Scorecard,
    now: datetime,
    view: View | str = View.MONTH,
    month: int = 1,
    *,
    verified_only: bool = False,
) -> ScorecardView:
    """The scorecard as a page shows it at that time."""
    year = scorecard.cycle.year
    span = Span(year, View(view), month, month_through(year, now))
    return scorecard_view(Scores(read_book(scorecard, now, THE_PORTAL), verified_only=verified_only), span)


def only_kpi(view: ScorecardView) -> KpiLine:
    (line,) = view.kpis
    return line
