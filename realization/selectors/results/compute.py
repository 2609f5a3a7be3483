"""From figures to a total: which months of a KPI count, and what they are worth (domain.md §3, §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bsc.periods import monthly_from_cumulative, targets_as_reported
from bsc.scoring import (
    ConsolidatedPair,
    KpiScore,
    KpiState,
    ScorecardResult,
    achieve_period,
    consolidate_pair,
    growth,
    scorecard_total,
)
from bsc.scoring.achievement import Achieved
from bsc.selectors.rows import KpiRow, MeasureSpec
from cint_portal.core.rounding import decimal_of, exact
from realization.rules import BLANK, NOT_APPLICABLE, ActualValue
from realization.selectors.figures import is_cumulative
from realization.selectors.results.reading import Book

Value = Decimal | tuple[Decimal, Decimal] | None
Months = tuple[int, ...]
_BLANK = ActualValue()


class Standing(StrEnum):
    """Where one month of one KPI stands."""

    NOT_DUE = "not due"
    NOT_APPLICABLE = "n/a"
    REPORTED = "reported"
    #: Sent, but the review counts verified figures only.
    WAITING = "waiting"
    #: Blank in a closed month, and blank in a month that is still open.
    MISSED = "missed"
    AWAITED = "awaited"


_SENT = (Standing.REPORTED, Standing.WAITING)


@dataclass(frozen=True)
class MonthFigure:
    """One month: its standing, and the pair that is compared (of a cumulative KPI what the month added)."""

    month: int
    standing: Standing
    value: Value = None
    target: Value = None
    verified: bool = False
    provisional: bool = False
    sent: bool = False


@dataclass(frozen=True)
class LeafScore:
    """A KPI over some months before weighting."""

    figures: tuple[MonthFigure, ...]
    pair: ConsolidatedPair
    achieved: Achieved
    state: KpiState
    is_late: bool

    def months(self, *standings: Standing) -> Months:
        return tuple(figure.month for figure in self.figures if figure.standing in standings)

    @property
    def awaits(self) -> bool:
        """Whether a figure is still to come, or to be verified before it counts."""
        came = bool(self.months(Standing.REPORTED))
        return bool(self.months(Standing.AWAITED)) or (came and bool(self.months(Standing.WAITING)))

    @property
    def is_provisional(self) -> bool:
        """Whether somebody has marked a figure as Angka Sementara."""
        return any(figure.provisional for figure in self.figures)

    @property
    def is_unverified(self) -> bool:
        return self.state is KpiState.UNVERIFIED or bool(self.months(Standing.WAITING))


class Scores:
    """Totals of one scorecard over any months; each is computed once, growth looks back at earlier ones.

    `verified_only`: a figure that CMS has not verified waits, it is neither counted nor 0 (review, PPK).
    """

    def __init__(self, book: Book, *, verified_only: bool = False) -> None:
        self.book, self.verified_only = book, verified_only
        self._before = Scores(book.before, verified_only=verified_only) if book.before else None
        self._totals: dict[Months, ScorecardResult] = {}
        self._leaves: dict[tuple[int, Months], LeafScore] = {}
        self._entered: dict[int, dict[int, MonthFigure]] = {}

    def total(self, months: Months) -> ScorecardResult:
        """The scorecard over these months."""
        if months not in self._totals:
            shape = self.book.structure
            leaves = [self.leaf(leaf.measure, months) for leaf in shape.leaves if leaf.measure]
            self._totals[months] = scorecard_total(
                [self._score(kpi, months) for kpi in shape.kpis if kpi.leaves],
                perspective_weights=shape.perspective_weights,
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
            self._leaves[key] = self._leaf(spec, tuple(self._figure(spec, month) for month in months))
        return self._leaves[key]

    def _score(self, kpi: KpiRow, months: Months) -> KpiScore:
        weight = None if kpi.is_group and not self.book.structure.is_weighted_by_perspective else kpi.weight
        if kpi.is_group:
            parts = tuple(self._score(part, months) for part in kpi.parts)
            return KpiScore(kpi.id, None, weight, kpi.perspective_id, parts=parts)
        if not self.book.structure.is_weighted_by_perspective:
            weight = weight or Decimal(0)
        if kpi.measure is None:
            return KpiScore(kpi.id, None, weight, kpi.perspective_id, KpiState.NOT_DUE)
        leaf = self.leaf(kpi.measure, months)
        return KpiScore(
            key=kpi.id,
            achievement=leaf.achieved.counted,
            weight=weight,
            perspective=kpi.perspective_id,
            state=leaf.state,
            reported=len(leaf.months(Standing.REPORTED)) or 1,
            missed=len(leaf.months(Standing.MISSED)),
            awaited=leaf.awaits,
        )

    def _leaf(self, spec: MeasureSpec, figures: tuple[MonthFigure, ...]) -> LeafScore:
        found = _without_covered(spec, figures)
        counting = _standing_in(found, Standing.REPORTED) or _standing_in(found, Standing.WAITING)
        targets, values = [row.target for row in counting], [row.value for row in counting]
        return LeafScore(
            figures=found,
            pair=consolidate_pair(targets, values, spec.consolidation),
            achieved=achieve_period(spec.rule, targets, values, spec.consolidation),
            state=_state(found),
            is_late=any(
                row.month in self.book.rules.past_due and not row.sent
                for row in _standing_in(found, Standing.AWAITED)
            ),
        )

    def _figure(self, spec: MeasureSpec, month: int) -> MonthFigure:
        if not spec.is_entered:
            return self._growth(spec, month)
        if spec.id not in self._entered:
            self._entered[spec.id] = self._year(spec)
        return self._entered[spec.id][month]

    def _year(self, spec: MeasureSpec) -> dict[int, MonthFigure]:
        """The twelve months of an entered KPI."""
        due, stored = self.book.due_months(spec), self.book.figures.get(spec.id, {})
        standings = {m: self._standing(spec, stored.get(m, _BLANK), m, m in due) for m in range(1, 13)}
        typed = {m: reported(spec, stored[m]) for m, standing in standings.items() if standing in _SENT}
        counted = {m: value for m, value in typed.items() if standings[m] is Standing.REPORTED}
        # What a verified cumulative report adds must not rest on an unverified one before it.
        pairs = {**_pairs(spec, standings, typed), **_pairs(spec, standings, counted)}
        return {
            m: _month_figure(m, standing, pairs.get(m, (None, spec.month_targets[m - 1])), stored.get(m, _BLANK))
            for m, standing in standings.items()
        }

    def _standing(self, spec: MeasureSpec, figure: ActualValue, month: int, is_due: bool) -> Standing:
        if not is_due:
            return Standing.NOT_DUE
        waits = self.verified_only and not figure.verified
        if figure.state == NOT_APPLICABLE and figure.decision != "returned":
            # An N/A that CMS has not accepted yet is no verified fact either.
            return Standing.AWAITED if waits else Standing.NOT_APPLICABLE
        if reported(spec, figure) is not None:
            return Standing.WAITING if waits else Standing.REPORTED
        return Standing.MISSED if month in self.book.rules.closed else Standing.AWAITED

    def _growth(self, spec: MeasureSpec, month: int) -> MonthFigure:
        """Growth of the scorecard's own total in %, n/a without two earlier months (§3)."""
        if month not in self.book.due_months(spec):
            return MonthFigure(month, Standing.NOT_DUE)
        last, before = self._month_total(month - 1), self._month_total(month - 2)
        grown = growth(last.total if last else None, before.total if before else None)
        if grown is None or last is None or before is None:
            return MonthFigure(month, Standing.NOT_APPLICABLE)
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


def reported(spec: MeasureSpec, figure: ActualValue) -> Value:
    """The figure in the shape of its KPI: a pair for ratios, half a pair is no figure."""
    if not spec.is_ratio:
        return figure.value
    if figure.value is None or figure.denominator is None:
        return None
    return (figure.value, figure.denominator)


def _pairs(
    spec: MeasureSpec, standings: dict[int, Standing], values: dict[int, Value]
) -> dict[int, tuple[Value, Value]]:
    """month → (value, target) as compared; a cumulative figure by what it adds (realities 12)."""
    if not is_cumulative(spec):
        return {month: (value, spec.month_targets[month - 1]) for month, value in values.items()}
    months = sorted(standings)
    typed = [_plain(values.get(month)) for month in months]
    # What did not apply or was not due is no part of what the next report has to reach.
    owed = [_plain(spec.month_targets[m - 1]) if _is_owed(standings[m]) else None for m in months]
    added, targets = monthly_from_cumulative(typed), targets_as_reported(owed, typed)
    return {month: (added[month - 1], targets[month - 1]) for month in values}


def _month_figure(
    month: int, standing: Standing, pair: tuple[Value, Value], figure: ActualValue
) -> MonthFigure:
    return MonthFigure(
        month=month,
        standing=standing,
        value=pair[0],
        target=pair[1],
        verified=figure.verified,
        provisional=figure.provisional and standing in _SENT,
        sent=figure.state != BLANK,
    )


def _plain(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _is_owed(standing: Standing) -> bool:
    return standing not in (Standing.NOT_DUE, Standing.NOT_APPLICABLE)


def _standing_in(figures: Sequence[MonthFigure], standing: Standing) -> list[MonthFigure]:
    return [figure for figure in figures if figure.standing is standing]


def _without_covered(spec: MeasureSpec, figures: tuple[MonthFigure, ...]) -> tuple[MonthFigure, ...]:
    """A later cumulative report brings the blank months before it along: they are not missing."""
    if not is_cumulative(spec):
        return figures
    last = max((row.month for row in _standing_in(figures, Standing.REPORTED)), default=0)
    missing = (Standing.MISSED, Standing.AWAITED, Standing.WAITING)
    return tuple(row for row in figures if row.month > last or row.standing not in missing)


def _state(figures: Sequence[MonthFigure]) -> KpiState:
    """Blank, not due, n/a and a figure are four things; one unverified figure makes all unverified."""
    came = _standing_in(figures, Standing.REPORTED)
    if came:
        return KpiState.VERIFIED if all(row.verified for row in came) else KpiState.UNVERIFIED
    if _standing_in(figures, Standing.WAITING):
        return KpiState.UNVERIFIED
    if any(row.standing in (Standing.MISSED, Standing.AWAITED) for row in figures):
        return KpiState.BLANK
    return KpiState.NOT_APPLICABLE if _standing_in(figures, Standing.NOT_APPLICABLE) else KpiState.NOT_DUE
