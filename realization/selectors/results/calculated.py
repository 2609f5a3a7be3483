"""Figures of KPIs that are worked out of others: by a formula, or from the KPIs below (domain.md §3, §4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from bsc.models import Kpi, Measure
from bsc.periods import Frequency
from bsc.scoring import Child, consolidate, evaluate, roll_up
from bsc.selectors.calculation import RolledUp, Share
from bsc.selectors.rows import MeasureSpec
from cint_portal.core.rounding import decimal_of, exact
from realization.selectors.results.months import MonthFigure, Standing, Value, year_figures
from realization.selectors.results.reading import Book

YEAR = range(1, 13)
#: What one source does to the figure: the first of these that any of them has.
_WORST_FIRST = (Standing.AWAITED, Standing.MISSED, Standing.WAITING, Standing.REPORTED)


@dataclass(frozen=True)
class Source:
    """A KPI over the months of one measurement; `values` as reported, pairs for a ratio."""

    spec: MeasureSpec
    standing: Standing
    values: tuple[Value, ...]
    rows: tuple[MonthFigure, ...]

    @property
    def value(self) -> Decimal | None:
        return consolidate(self.values, self.spec.consolidation)


@dataclass
class Calculations:
    """The calculated figures of one scorecard's year; each is worked out once."""

    book: Book
    verified_only: bool
    _done: dict[int, dict[int, MonthFigure]] = field(default_factory=dict)
    _under_way: set[int] = field(default_factory=set)

    def figures(self, spec: MeasureSpec) -> dict[int, MonthFigure]:
        """The twelve months of any KPI but growth; a circle, which no service lets in, stays awaited."""
        if spec.id in self._under_way:
            return {month: MonthFigure(month, Standing.AWAITED) for month in YEAR}
        if spec.id not in self._done:
            self._under_way.add(spec.id)
            self._done[spec.id] = self._months(spec)
            self._under_way.discard(spec.id)
        return self._done[spec.id]

    def _months(self, spec: MeasureSpec) -> dict[int, MonthFigure]:
        if not spec.is_calculated:
            return year_figures(self.book, spec, verified_only=self.verified_only)
        due = self.book.due_months(spec)
        return {
            month: self._month(spec, month) if month in due else MonthFigure(month, Standing.NOT_DUE)
            for month in YEAR
        }

    def _month(self, spec: MeasureSpec, month: int) -> MonthFigure:
        """What the sources say over the months that this measurement covers."""
        months = range(month - Frequency(spec.frequency).every + 1, month + 1)
        if spec.value_source == Measure.ValueSource.FORMULA:
            sources = [self._source(one.measure_id, months) for one in spec.inputs]
            standing, value = self._formula(spec, sources)
        else:
            rolled = self.book.rolled.get(spec.id, RolledUp(Kpi.Rollup.NONE, ()))
            once = {share.measure_id: share for share in rolled.shares}
            sources = [self._source(pk, months) for pk in once]
            standing, value = _rolled(rolled.how, list(once.values()), sources, self.book.is_closed(month))
        return _figure(spec, month, standing, value, sources)

    def _source(self, measure_id: int, months: Iterable[int]) -> Source:
        spec = self.book.sources[measure_id]
        year = self.figures(spec)
        rows = tuple(year[month] for month in months if year[month].standing is not Standing.NOT_DUE)
        found = {row.standing for row in rows}
        standing = next((one for one in _WORST_FIRST if one in found), Standing.NOT_APPLICABLE)
        return Source(spec, standing, tuple(row.value for row in rows if row.value is not None), rows)

    def _formula(self, spec: MeasureSpec, sources: Sequence[Source]) -> tuple[Standing, Value]:
        """Every source must have its figure; one that does not apply makes the whole not apply."""
        found = {source.standing for source in sources}
        order = (Standing.AWAITED, Standing.NOT_APPLICABLE, Standing.MISSED, Standing.WAITING)
        standing = next((one for one in order if one in found), Standing.REPORTED)
        if standing not in (Standing.REPORTED, Standing.WAITING):
            return standing, None
        values = {one.symbol: source.value for one, source in zip(spec.inputs, sources, strict=True)}
        result = evaluate(spec.expression, {key: value for key, value in values.items() if value is not None})
        return (standing, result) if result is not None else (Standing.NOT_APPLICABLE, None)


def _rolled(
    how: str, shares: Sequence[Share], sources: Sequence[Source], is_closed: bool
) -> tuple[Standing, Value]:
    """The KPIs below put together; what a closed month lacks adds nothing to a sum and stops the rest."""
    found = {source.standing for source in sources}
    if not sources or Standing.AWAITED in found:
        return (Standing.MISSED if is_closed and not sources else Standing.AWAITED), None
    if Standing.MISSED in found and (how != Kpi.Rollup.SUM or found == {Standing.MISSED}):
        return Standing.MISSED, None
    came = [(share, source) for share, source in zip(shares, sources, strict=True) if source.values]
    if not came:
        return Standing.NOT_APPLICABLE, None
    value = _ratio(came) if how == Kpi.Rollup.RATIO else _together(how, came)
    standing = Standing.WAITING if Standing.WAITING in found else Standing.REPORTED
    return (standing, value) if value is not None else (Standing.NOT_APPLICABLE, None)


def _together(how: str, came: Sequence[tuple[Share, Source]]) -> Decimal | None:
    """Sum, average, weighted by what the scorecards below weigh it, or the one owner's figure."""
    equal = any(share.weight is None for share, _source in came)
    children = [
        Child(share.measure_id, source.value, Decimal(1) if equal else share.weight) for share, source in came
    ]
    try:
        return roll_up(children, how)
    except ValueError:  # `same` with several owners: nobody can say whose figure it is
        return None


def _ratio(came: Sequence[tuple[Share, Source]]) -> Value:
    """Σ numerators and Σ denominators, so that the year divides the year's sums."""
    pairs = [value for _share, source in came for value in source.values if isinstance(value, tuple)]
    above = sum((exact(pair[0]) for pair in pairs), Fraction(0))
    below = sum((exact(pair[1]) for pair in pairs), Fraction(0))
    return (decimal_of(above), decimal_of(below)) if below else None


def _figure(
    spec: MeasureSpec, month: int, standing: Standing, value: Value, sources: Sequence[Source]
) -> MonthFigure:
    """As sure as the least sure of its sources, and as late."""
    rows = [row for source in sources for row in source.rows]
    if isinstance(value, tuple) and not spec.is_ratio:
        value = consolidate([value], "ratio")
    return MonthFigure(
        month=month,
        standing=standing,
        value=value,
        target=spec.month_targets[month - 1],
        verified=bool(rows) and all(row.verified for row in rows if row.value is not None),
        provisional=any(row.provisional for row in rows),
        sent=bool(rows) and all(row.sent for row in rows),
    )
