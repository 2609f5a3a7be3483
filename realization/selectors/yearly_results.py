"""A measure's year in one verified figure, for whoever plans the next one (served through bsc)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bsc.models import Measure
from bsc.periods import measured_months
from bsc.scoring import consolidate
from bsc.selectors.figure_class import restricted_measures
from bsc.selectors.last_year import YearResult
from bsc.selectors.rows import MeasureSpec
from bsc.selectors.specs import spec_of
from realization.models import Actual
from realization.rules import ActualValue
from realization.selectors.actuals import as_value
from realization.selectors.figures import is_cumulative
from realization.selectors.sight import released_months


def verified_results(measures: Iterable[Measure]) -> dict[int, YearResult]:
    """By measure id; what CMS has not verified does not count. One query for all figures.

    A plan is read by every manager: of a year with unreleased figures, Terbatas ones are not in it.
    """
    measures = _released(measures)
    months: dict[int, dict[int, ActualValue]] = defaultdict(dict)
    for row in Actual.objects.filter(measure__in=measures).select_related("realization"):
        figure = as_value(row)
        if figure.verified and figure.reported is not None:
            months[row.measure_id][row.month] = figure
    return {
        measure.pk: _result(spec_of(measure), months[measure.pk], measure.cycle.year)
        for measure in measures
        if months[measure.pk]
    }


def _released(measures: Iterable[Measure]) -> list[Measure]:
    rows = list(measures)
    released = released_months({row.cycle for row in rows})
    hidden = restricted_measures(row.pk for row in rows if released.get(row.cycle.year, 0) < 12)
    return [row for row in rows if row.pk not in hidden]


def _result(spec: MeasureSpec, months: Mapping[int, ActualValue], year: int) -> YearResult:
    """A cumulative figure stands for all months before it."""
    due = measured_months(year, spec.frequency)
    figures = [months[month].reported for month in sorted(months)]
    if is_cumulative(spec):
        last = figures[-1]
        whole = len(due) if max(months) == due[-1].month else len(months)
        return YearResult(last if not isinstance(last, tuple) else None, whole, len(due))
    return YearResult(consolidate(figures, spec.consolidation), len(months), len(due))
