"""The months of a KPI: which count, what they are compared with, what a span makes of them (domain.md §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bsc.periods import monthly_from_cumulative, targets_as_reported
from bsc.scoring import ConsolidatedPair, KpiState, achieve_period, consolidate_pair
from bsc.scoring.achievement import Achieved
from bsc.selectors.rows import MeasureSpec
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


def year_figures(book: Book, spec: MeasureSpec, *, verified_only: bool) -> dict[int, MonthFigure]:
    """The twelve months of an entered KPI."""
    due, stored = book.due_months(spec), book.figures.get(spec.id, {})
    standings = {
        m: _standing(book, spec, stored.get(m, _BLANK), m, verified_only) if m in due else Standing.NOT_DUE
        for m in range(1, 13)
    }
    typed = {m: reported(spec, stored[m]) for m, standing in standings.items() if standing in _SENT}
    counted = {m: value for m, value in typed.items() if standings[m] is Standing.REPORTED}
    # What a verified cumulative report adds must not rest on an unverified one before it.
    pairs = {**_pairs(spec, standings, typed), **_pairs(spec, standings, counted)}
    return {
        m: _month_figure(m, standing, pairs.get(m, (None, spec.month_targets[m - 1])), stored.get(m, _BLANK))
        for m, standing in standings.items()
    }


def _standing(
    book: Book, spec: MeasureSpec, figure: ActualValue, month: int, verified_only: bool
) -> Standing:
    waits = verified_only and not figure.verified
    if figure.state == NOT_APPLICABLE and figure.decision != "returned":
        # An N/A that CMS has not accepted yet is no verified fact either.
        return Standing.AWAITED if waits else Standing.NOT_APPLICABLE
    if reported(spec, figure) is not None:
        return Standing.WAITING if waits else Standing.REPORTED
    return Standing.MISSED if month in book.rules.closed else Standing.AWAITED


def leaf_score(book: Book, spec: MeasureSpec, figures: tuple[MonthFigure, ...]) -> LeafScore:
    """What the months of a span make of a KPI."""
    found = _without_covered(spec, figures)
    counting = _standing_in(found, Standing.REPORTED) or _standing_in(found, Standing.WAITING)
    targets, values = [row.target for row in counting], [row.value for row in counting]
    # As with weights, a period is judged by the range of its last month (§4).
    rule = spec.in_month(found[-1].month).rule if found else spec.rule
    return LeafScore(
        figures=found,
        pair=consolidate_pair(targets, values, spec.consolidation),
        achieved=achieve_period(rule, targets, values, spec.consolidation),
        state=_state(found),
        is_late=any(
            row.month in book.rules.past_due and not row.sent for row in _standing_in(found, Standing.AWAITED)
        ),
    )


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
