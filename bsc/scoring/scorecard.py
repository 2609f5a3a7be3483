"""The total of a scorecard, with everything needed to explain it (domain.md §4)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bsc.scoring.enums import BlankInClosed, KpiState
from bsc.scoring.weighting import KpiScore, explicit_tree, perspective_tree, share_out
from cint_portal.core.rounding import Number, decimal_of, exact

METHOD_VERSION = "1"
"""Printed with every score; it rises when a formula of this package changes a result."""

_REPORTED = frozenset({KpiState.VERIFIED, KpiState.UNVERIFIED})
_DUE = _REPORTED | {KpiState.BLANK}
# A KPI with sub-indicators is as ready as the least ready of them; what is not measured does not hold it up.
_LEAST_READY_FIRST = (
    KpiState.BLANK,
    KpiState.UNVERIFIED,
    KpiState.VERIFIED,
    KpiState.NOT_DUE,
    KpiState.NOT_APPLICABLE,
)


@dataclass(frozen=True)
class KpiResult:
    """How one KPI entered the total; all numbers are shares (1 = 100 %).

    `counted` is the value in the total (None = left out), `weight` the planned and `effective_weight` the
    renormalised share, `contribution` = counted × effective weight.
    """

    key: Hashable
    perspective: Hashable
    state: KpiState
    achievement: Decimal | None
    counted: Decimal | None
    weight: Decimal
    effective_weight: Decimal
    contribution: Decimal | None
    parts: tuple["KpiResult", ...] = ()


@dataclass(frozen=True)
class PerspectiveResult:
    """A perspective: average of its counted KPIs (slides: 1.032) and weighted score (0.2580)."""

    key: Hashable
    weight: Decimal
    effective_weight: Decimal
    average: Decimal | None
    score: Decimal | None


@dataclass(frozen=True)
class ScorecardResult:
    """Exact total (1 = 100 %; None when nothing counts) and what stands behind it.

    `measured_weight` is the planned weight that is in the total ("bobot terukur"); `reported` of `due` KPIs
    have their figures; `provisional` = figures are still to come: no colour, no ranking.
    """

    total: Decimal | None
    kpis: tuple[KpiResult, ...]
    perspectives: tuple[PerspectiveResult, ...]
    weights_sum: Decimal
    measured_weight: Decimal
    reported: int
    due: int
    provisional: bool
    unverified: bool
    method: str = METHOD_VERSION

    @property
    def gradable(self) -> bool:
        """Whether the total may have a colour or grade and a place in a ranking."""
        return self.total is not None and not self.provisional

    @property
    def left_out(self) -> tuple[Hashable, ...]:
        """KPIs without a part in the total; the page names them."""
        return tuple(kpi.key for kpi in self.kpis if kpi.counted is None)


@dataclass(frozen=True)
class _Policy:
    closed: bool
    blank_is_zero: bool
    verified_only: bool

    def counted(self, leaf: KpiScore) -> Fraction | None:
        """The value that enters the total; None = left out."""
        state = _state(leaf)
        if state is KpiState.BLANK:
            return Fraction(0) if self.blank_is_zero and (self.closed or leaf.missed) else None
        if state not in _REPORTED or leaf.achievement is None or self.waits_for_verification(leaf):
            return None
        value = exact(leaf.achievement)
        return value * leaf.reported / (leaf.reported + leaf.missed) if self.blank_is_zero else value

    def waits_for_verification(self, leaf: KpiScore) -> bool:
        return self.verified_only and _state(leaf) is KpiState.UNVERIFIED

    def pending(self, leaf: KpiScore) -> bool:
        """Whether a figure of this row is still to come."""
        blank = _state(leaf) is KpiState.BLANK or leaf.awaited
        return self.waits_for_verification(leaf) or (blank and not self.closed)


@dataclass(frozen=True)
class _Book:
    """Values and shares of the rows that carry figures, by key."""

    counted: Mapping[Hashable, Fraction]
    planned: Mapping[Hashable, Fraction]
    effective: Mapping[Hashable, Fraction]

    def weight(self, leaves: Iterable[KpiScore]) -> Fraction:
        return sum((self.planned.get(leaf.key, Fraction(0)) for leaf in leaves), Fraction(0))

    def effective_weight(self, leaves: Iterable[KpiScore]) -> Fraction:
        return sum((self.effective.get(leaf.key, Fraction(0)) for leaf in leaves), Fraction(0))

    def contribution(self, leaves: Iterable[KpiScore]) -> Fraction | None:
        present = [leaf.key for leaf in leaves if leaf.key in self.effective]
        return (
            sum((self.counted[key] * self.effective[key] for key in present), Fraction(0))
            if present
            else None
        )


def scorecard_total(
    kpis: Iterable[KpiScore],
    *,
    perspective_weights: Mapping[Hashable, Number] | None = None,
    closed: bool = False,
    blank_in_closed: BlankInClosed | str = BlankInClosed.ZERO,
    verified_only: bool = False,
) -> ScorecardResult:
    """Σ achievement × weight with the renormalisation of §4; weights in any unit, results as shares.

    With `perspective_weights` the KPIs of a perspective share it equally unless given; without, every KPI
    has an explicit weight. `closed`: blank counts as the cycle's policy says (default 0), else it is left
    out and the total is provisional. `verified_only` (review, PPK): unverified figures wait, they are no 0.
    """
    rows = list(kpis)
    _check(rows)
    tree = explicit_tree(rows) if perspective_weights is None else perspective_tree(rows, perspective_weights)
    policy = _Policy(closed, BlankInClosed(blank_in_closed) is BlankInClosed.ZERO, verified_only)
    leaves = [leaf for kpi in rows for leaf in kpi.leaves]
    values = {leaf.key: policy.counted(leaf) for leaf in leaves}
    counted = {key: value for key, value in values.items() if value is not None}
    book = _Book(
        counted, share_out(tree, Fraction(1), values.keys()), share_out(tree, Fraction(1), counted.keys())
    )
    return ScorecardResult(
        total=_decimal(book.contribution(leaves)),
        kpis=tuple(_kpi_result(kpi, book) for kpi in rows),
        perspectives=tuple(_perspective_results(rows, perspective_weights, book)),
        weights_sum=decimal_of(sum((child.weight for child in tree.children), Fraction(0))),
        measured_weight=decimal_of(sum((book.planned[key] for key in book.effective), Fraction(0))),
        reported=sum(_is_reported(kpi, policy) for kpi in rows),
        due=sum(_state(kpi) in _DUE for kpi in rows),
        provisional=any(policy.pending(leaf) for leaf in leaves),
        unverified=any(leaf.key in counted and _state(leaf) is KpiState.UNVERIFIED for leaf in leaves),
    )


def _check(rows: Sequence[KpiScore]) -> None:
    every = [row for kpi in rows for row in (kpi, *kpi.parts)]
    if len({row.key for row in every}) < len(every):
        raise ValueError("every KPI and sub-indicator needs a key of its own")
    if any(part.parts for kpi in rows for part in kpi.parts):
        raise ValueError("a sub-indicator has no parts")
    if any(kpi.parts and kpi.achievement is not None for kpi in rows):
        raise ValueError("a KPI with sub-indicators has no figure of its own")
    if any(row.reported < 1 or row.missed < 0 for row in every):
        raise ValueError("months reported are at least 1, months missed at least 0")


def _state(kpi: KpiScore) -> KpiState:
    if kpi.parts:
        states = {_state(part) for part in kpi.parts}
        return next(state for state in _LEAST_READY_FIRST if state in states)
    state = KpiState(kpi.state)
    # Reported, but no score comes of it: growth without history, a ratio over 0 (§3).
    return KpiState.NOT_APPLICABLE if state in _REPORTED and kpi.achievement is None else state


def _is_reported(kpi: KpiScore, policy: _Policy) -> bool:
    waiting = any(leaf.awaited or policy.waits_for_verification(leaf) for leaf in kpi.leaves)
    return _state(kpi) in _REPORTED and not waiting


def _kpi_result(kpi: KpiScore, book: _Book) -> KpiResult:
    effective, contribution = book.effective_weight(kpi.leaves), book.contribution(kpi.leaves)
    average = None if contribution is None else contribution / effective
    counted = average if kpi.parts else book.counted.get(kpi.key)
    own = None if kpi.achievement is None else exact(kpi.achievement)
    return KpiResult(
        key=kpi.key,
        perspective=kpi.perspective,
        state=_state(kpi),
        achievement=_decimal(average if kpi.parts else own),
        counted=_decimal(counted),
        weight=decimal_of(book.weight(kpi.leaves)),
        effective_weight=decimal_of(effective),
        contribution=_decimal(contribution),
        parts=tuple(_kpi_result(part, book) for part in kpi.parts),
    )


def _perspective_results(
    rows: Sequence[KpiScore], weights: Mapping[Hashable, Number] | None, book: _Book
) -> Iterable[PerspectiveResult]:
    for key in dict.fromkeys(kpi.perspective for kpi in rows) if weights is None else weights:
        leaves = [leaf for kpi in rows if kpi.perspective == key for leaf in kpi.leaves]
        effective, score = book.effective_weight(leaves), book.contribution(leaves)
        yield PerspectiveResult(
            key=key,
            weight=decimal_of(book.weight(leaves)),
            effective_weight=decimal_of(effective),
            average=None if score is None else decimal_of(score / effective),
            score=_decimal(score),
        )


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else decimal_of(value)
