"""From the months of its KPIs to the total of a scorecard (domain.md §3, §4)."""

from collections.abc import Hashable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from bsc.models import Measure
from bsc.scoring import KpiScore, KpiState, ScorecardResult, growth, scorecard_total
from bsc.selectors.rows import KpiRow, MeasureSpec
from cint_portal.core.rounding import decimal_of, exact
from realization.selectors.results.calculated import Calculations
from realization.selectors.results.months import (
    LeafScore,
    MonthFigure,
    Months,
    Standing,
    leaf_score,
    year_figures,
)
from realization.selectors.results.reading import Book
from realization.selectors.sight import Shown, least


class Scores:
    """Totals of one scorecard over any months; each is computed once, growth looks back at earlier ones.

    `verified_only`: a figure that CMS has not verified waits, it is neither counted nor 0 (review, PPK).
    """

    def __init__(self, book: Book, *, verified_only: bool = False) -> None:
        self.book, self.verified_only = book, verified_only
        self._before = Scores(book.before, verified_only=verified_only) if book.before else None
        self._totals: dict[Months, ScorecardResult] = {}
        self._shown: dict[Months, Shown] = {}
        self._leaves: dict[tuple[int, Months], LeafScore] = {}
        self._entered: dict[int, dict[int, MonthFigure]] = {}
        self._calculations = Calculations(book, verified_only)

    def total(self, months: Months) -> ScorecardResult:
        """The scorecard over these months."""
        if months not in self._totals:
            shape = self.book.structure
            leaves = [self.leaf(leaf.measure, months) for leaf in shape.leaves if leaf.measure]
            self._totals[months] = scorecard_total(
                [self._score(kpi, months) for kpi in shape.kpis if kpi.leaves],
                perspective_weights=self._lane_weights(months[-1]),
                # Nothing is still to come: a blank is then one of a closed month.
                closed=not any(leaf.awaits for leaf in leaves),
                blank_in_closed=self.book.rules.blank_in_closed,
                verified_only=self.verified_only,
            )
        return self._totals[months]

    def leaf(self, spec: MeasureSpec, months: Months) -> LeafScore:
        """One KPI over these months."""
        key = (spec.id, months)
        if key not in self._leaves:
            figures = tuple(self._figure(spec, month) for month in months)
            self._leaves[key] = leaf_score(self.book, spec, figures)
        return self._leaves[key]

    def shown(self, spec: MeasureSpec, months: Months) -> Shown:
        """What the reader may see of one KPI over these months."""
        if spec.value_source == Measure.ValueSource.OWN_GROWTH:
            return self._growth_shown(spec, months)
        shown = self.book.sight.shows(spec, self.book.rules.year, self._figured(spec, months))
        return self._unless_movable(spec, months, shown)

    def opens(self, spec: MeasureSpec, months: Months) -> Shown:
        """The same for a row that is put before the reader, who then has opened it."""
        if spec.value_source == Measure.ValueSource.OWN_GROWTH:
            return self._growth_shown(spec, months)
        unit_id, year = self.book.structure.unit_id, self.book.rules.year
        shown = self.book.sight.opens(spec, year, self._figured(spec, months), unit_id=unit_id)
        return self._unless_movable(spec, months, shown)

    def _unless_movable(self, spec: MeasureSpec, months: Months, shown: Shown) -> Shown:
        """No colour of what is worked out of a hidden figure and of one that may still be changed."""
        if shown is Shown.CLASS and spec.is_calculated and self.leaf(spec, months).is_unverified:
            return Shown.NOTHING
        return shown

    def total_shown(self, months: Months) -> Shown:
        """What the reader may see of a total over these months: no more than of each KPI in it."""
        if not self.book.sight.hides_numbers:
            return Shown.FIGURE
        if months not in self._shown:
            specs = [leaf.measure for leaf in self.book.structure.leaves if leaf.measure is not None]
            self._shown[months] = least(self.shown(spec, months) for spec in specs)
        return self._shown[months]

    def row_shown(self, kpi: KpiRow, months: Months) -> Shown:
        """The same of one row, with its sub-indicators."""
        return least(self.shown(leaf.measure, months) for leaf in kpi.leaves if leaf.measure is not None)

    def can_be_moved(self, kpis: Iterable[KpiRow], months: Months) -> bool:
        """Whether who enters an open figure beside a hidden one could try at what value a colour turns."""
        specs = [leaf.measure for kpi in kpis for leaf in kpi.leaves if leaf.measure is not None]
        return any(
            self.leaf(spec, months).is_unverified and self.shown(spec, months).has_number for spec in specs
        )

    def _growth_shown(self, spec: MeasureSpec, months: Months) -> Shown:
        """The growth of a total says what the two totals would."""
        if not self.book.sight.hides_numbers:
            return Shown.FIGURE
        due = [month for month in months if month in self.book.due_months(spec)]
        totals = [self._month_shown(month - back) for month in due for back in (1, 2)]
        return Shown.FIGURE if all(shown.has_number for shown in totals) else least(totals)

    def _month_shown(self, month: int) -> Shown:
        if month > 0:
            return self.total_shown((month,))
        return self._before.total_shown((month + 12,)) if self._before else Shown.FIGURE

    def _figured(self, spec: MeasureSpec, months: Months) -> Months:
        """The months that the KPI's figure is made of."""
        return tuple(row.month for row in self.leaf(spec, months).figures if row.value is not None)

    def _score(self, kpi: KpiRow, months: Months) -> KpiScore:
        by_lane = self.book.structure.is_weighted_by_perspective
        weight = None if kpi.is_group and not by_lane else self._weight(kpi, months[-1])
        if kpi.is_group:
            parts = tuple(self._score(part, months) for part in kpi.parts)
            term = self._term(kpi, months)
            return KpiScore(kpi.id, None, weight, kpi.perspective_id, term, parts=parts)
        if not by_lane:
            weight = weight or Decimal(0)
        if kpi.measure is None:
            return KpiScore(kpi.id, None, weight, kpi.perspective_id, state=KpiState.NOT_DUE)
        leaf = self.leaf(kpi.measure, months)
        return KpiScore(
            key=kpi.id,
            achievement=leaf.achieved.counted,
            weight=weight,
            perspective=kpi.perspective_id,
            term=self._term(kpi, months),
            state=leaf.state,
            reported=len(leaf.months(Standing.REPORTED)) or 1,
            missed=len(leaf.months(Standing.MISSED)),
            awaited=leaf.awaits,
        )

    def _weight(self, kpi: KpiRow, month: int) -> Decimal | None:
        """A period's weight is that of its last month; of an ended KPI, of its own last one (§4)."""
        term = self.book.terms.in_month(min(month, kpi.through_month or month))
        return term.kpis.get(kpi.id, kpi.weight) if term else kpi.weight

    def _term(self, kpi: KpiRow, months: Months) -> Fraction:
        """How much of a period's weight is a KPI's: none of a period in which it was not in force.

        One and the one that replaced it weigh as one: each for its own months.
        """
        in_force = sum(map(kpi.runs_in, months))
        if in_force and kpi.id not in self._chained:
            return Fraction(1)
        return Fraction(in_force, len(months))

    @cached_property
    def _chained(self) -> frozenset[int]:
        """KPIs that replaced another, and those they replaced."""
        rows = [row for kpi in self.book.structure.kpis for row in (kpi, *kpi.parts)]
        return frozenset(
            pk for row in rows if row.replaces_id is not None for pk in (row.id, row.replaces_id)
        )

    def _lane_weights(self, month: int) -> dict[Hashable, Decimal | int] | None:
        term, weights = self.book.terms.in_month(month), self.book.structure.perspective_weights
        return weights if term is None or weights is None else {**weights, **term.lanes}

    def _figure(self, spec: MeasureSpec, month: int) -> MonthFigure:
        if spec.is_calculated:
            return self._calculations.figures(spec)[month]
        if not spec.is_entered:
            return self._growth(spec, month)
        if spec.id not in self._entered:
            self._entered[spec.id] = year_figures(self.book, spec, verified_only=self.verified_only)
        return self._entered[spec.id][month]

    def _growth(self, spec: MeasureSpec, month: int) -> MonthFigure:
        """Growth of the scorecard's own total in %, n/a without two earlier months (§3)."""
        if month not in self.book.due_months(spec):
            return MonthFigure(month, Standing.NOT_DUE)
        last, before = self._month_total(month - 1), self._month_total(month - 2)
        grown = growth(last.total if last else None, before.total if before else None)
        if grown is None or last is None or before is None:
            open_ = any(row.provisional for row in (last, before) if row)
            return MonthFigure(month, Standing.AWAITED if open_ else Standing.NOT_APPLICABLE, sent=open_)
        settled = not any(row.unverified or row.provisional for row in (last, before))
        standing = Standing.WAITING if self.verified_only and not settled else Standing.REPORTED
        value, target = decimal_of(exact(grown) * 100), spec.month_targets[month - 1]
        return MonthFigure(month, standing, value, target, verified=settled, sent=True)

    def _month_total(self, month: int) -> ScorecardResult | None:
        """Month 0 and −1 are December and November of the year before."""
        if month > 0:
            return self.total((month,))
        if self._before is None:
            return None
        self._before.walk()
        return self._before.total((month + 12,))

    def walk(self) -> None:
        """Compute the months from the earliest on, so that a long history does not nest."""
        if self._totals:
            return
        if self._before is not None:
            self._before.walk()
        for month in range(1, 13):
            self.total((month,))
