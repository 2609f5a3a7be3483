"""Several figures into one: the months of a KPI (domain.md §3, Periods) and weighted averages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bsc.scoring.achievement import Achieved, KpiRule, achieve
from bsc.scoring.enums import Consolidation
from cint_portal.core.rounding import Number, decimal_of, exact

Pair = tuple[Number | None, Number | None]
Value = Number | Pair | None


@dataclass(frozen=True)
class ConsolidatedPair:
    """Target and actual of a period over the same reported months, and how many these were."""

    target: Decimal | None
    actual: Decimal | None
    months: int


def consolidate(values: Iterable[Value], how: Consolidation | str) -> Decimal | None:
    """One figure from values in period order; None = not reported; `ratio` takes pairs (§3)."""
    how = Consolidation(how)
    if how is Consolidation.RATIO:
        return _ratio(values)
    numbers = _numbers(values)
    if not numbers:
        return None
    match how:
        case Consolidation.LAST:
            return decimal_of(numbers[-1])
        case Consolidation.MAX:
            return decimal_of(max(numbers))
        case Consolidation.MIN:
            return decimal_of(min(numbers))
        case Consolidation.AVERAGE:
            return decimal_of(sum(numbers) / Fraction(len(numbers)))
        case _:
            return decimal_of(sum(numbers, Fraction(0)))


def _numbers(values: Iterable[Value]) -> list[Fraction]:
    numbers = []
    for value in values:
        if isinstance(value, tuple):
            raise ValueError("only a ratio takes (numerator, denominator) pairs")
        if value is not None:
            numbers.append(exact(value))
    return numbers


def _ratio(values: Iterable[Value]) -> Decimal | None:
    numerator = denominator = Fraction(0)
    for value in values:
        if value is None:
            continue
        if not isinstance(value, tuple):
            raise ValueError("a ratio takes (numerator, denominator) pairs")
        over, under = value
        if over is not None and under is not None:
            numerator += exact(over)
            denominator += exact(under)
    return decimal_of(numerator / denominator) if denominator else None


def weighted_total(items: Iterable[tuple[Number | None, Number]]) -> Decimal | None:
    """Σ value × weight ÷ Σ of the weights present, so 33.33 × 3 gives 1; None when none is present (§3)."""
    total = present = Fraction(0)
    for value, weight in items:
        share = exact(weight)
        if share < 0:
            raise ValueError(f"a weight must not be negative: {weight}")
        if value is not None:
            total += exact(value) * share
            present += share
    return decimal_of(total / present) if present else None


def consolidate_pair(
    targets: Sequence[Value], actuals: Sequence[Value], how: Consolidation | str
) -> ConsolidatedPair:
    """Target and actual of a period, month by month in order, over the same reported months (§4).

    A month with an actual but no target is left out of both, unless the KPI has no targets at all.
    Targets of a ratio may be pairs too; given as plain numbers they are averaged.
    """
    how = Consolidation(how)
    rows = [(target, actual) for target, actual in zip(targets, actuals, strict=True) if _reported(actual)]
    if any(_reported(target) for target, _ in rows):
        rows = [(target, actual) for target, actual in rows if _reported(target)]
    plain = not any(isinstance(target, tuple) for target, _ in rows)
    target_how = Consolidation.AVERAGE if how is Consolidation.RATIO and plain else how
    return ConsolidatedPair(
        consolidate((target for target, _ in rows), target_how),
        consolidate((actual for _, actual in rows), how),
        len(rows),
    )


def _reported(value: Value) -> bool:
    return value is not None and not (isinstance(value, tuple) and None in value)


def achieve_period(
    rule: KpiRule, targets: Sequence[Value], actuals: Sequence[Value], how: Consolidation | str
) -> Achieved:
    """Achievement of a KPI over a period: of the consolidated pair, or the average of monthly D (§3).

    A step table (growth and qualitative scales are step tables too) is averaged. Zero tolerance looks at
    every month, so a later quiet month does not cover an accident.
    """
    months = [None if value is None else consolidate([value], how) for value in actuals]
    if rule.steps:
        scores = [achieve(rule, month, None) for month in months]
        return Achieved(
            consolidate([score.counted for score in scores], Consolidation.AVERAGE),
            consolidate([score.uncapped for score in scores], Consolidation.AVERAGE),
        )
    if rule.zero_tolerance and any(month is not None and month > 0 for month in months):
        return Achieved(Decimal(0), Decimal(0))
    pair = consolidate_pair(targets, actuals, how)
    return achieve(rule, pair.actual, pair.target)
