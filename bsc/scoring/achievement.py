"""One KPI against its target: the achievement formulas and the whole rule of a KPI (domain.md §3)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from bsc.scoring.comparison import StepRule, step_score
from bsc.scoring.enums import MinimizeBy, Polarity
from cint_portal.core.rounding import Number, decimal_of, exact

_BEST_WITHOUT_CAP = Fraction(2)
_MILESTONE_TARGET = Fraction(100)


@dataclass(frozen=True)
class KpiRule:
    """How one KPI is scored; a step table wins over the target formula, zero tolerance over both."""

    polarity: Polarity | str = Polarity.MAXIMIZE
    lower: Number | None = None
    upper: Number | None = None
    minimize_by: MinimizeBy | str = MinimizeBy.RATIO
    worst: Number | None = None
    cap: Number | None = None
    zero_tolerance: bool = False
    steps: tuple[StepRule, ...] = ()


class Achieved(NamedTuple):
    """The achievement that counts and, beside it, the one without cap (1 = 100 %)."""

    counted: Decimal | None
    uncapped: Decimal | None


def achievement(
    actual: Number | None,
    target: Number | None,
    polarity: Polarity | str,
    *,
    lower: Number | None = None,
    upper: Number | None = None,
    minimize_by: MinimizeBy | str = MinimizeBy.RATIO,
    worst: Number | None = None,
    cap: Number | None = None,
) -> Decimal | None:
    """Achievement of §3 (1 = 100 %), between 0 and the cap; None when actual or a needed target is blank."""
    a, t, ceiling, worst_case = _read(actual), _read(target), _cap(cap), _read(worst)
    polarity, minimize_by = Polarity(polarity), MinimizeBy(minimize_by)
    bounds = _bounds(_read(lower), _read(upper), t) if polarity is Polarity.STABILIZE else None
    if polarity is Polarity.MILESTONE and t is None:
        t = _MILESTONE_TARGET
    if a is None:
        return None
    if polarity is Polarity.BINARY:
        raw = Fraction(a >= 1)
    elif bounds:
        raw = _stabilize(a, *bounds)
    elif t is None:
        return None
    elif polarity is Polarity.MINIMIZE:
        raw = _minimize(a, t, minimize_by, worst_case, ceiling)
    else:
        raw = _maximize(a, t)
    return _within(raw, ceiling)


def _read(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value)


def _cap(cap: Number | None) -> Fraction | None:
    ceiling = _read(cap)
    if ceiling is not None and ceiling <= 0:
        raise ValueError(f"a cap must be above 0: {cap}")
    return ceiling


def _within(raw: Fraction, ceiling: Fraction | None) -> Decimal:
    value = max(raw, Fraction(0))
    return decimal_of(value if ceiling is None else min(value, ceiling))


def _bounds(
    lower: Fraction | None, upper: Fraction | None, target: Fraction | None
) -> tuple[Fraction, Fraction] | None:
    if lower is None and upper is None:
        return None if target is None else (target, target)
    if lower is None or upper is None:
        raise ValueError("a range needs both bounds")
    if lower > upper:
        raise ValueError("the lower bound is above the upper bound")
    return lower, upper


def _maximize(actual: Fraction, target: Fraction) -> Fraction:
    if target == 0:
        return Fraction(actual >= 0)
    return actual / target if target > 0 else 2 - actual / target


def _minimize(
    actual: Fraction, target: Fraction, by: MinimizeBy, worst: Fraction | None, ceiling: Fraction | None
) -> Fraction:
    if target < 0:
        return actual / target
    if target == 0:
        return _minimize_to_zero(actual, worst)
    best = _BEST_WITHOUT_CAP if ceiling is None else ceiling
    if actual <= 0:
        return best
    return min(best, target / actual if by is MinimizeBy.RATIO else 2 - actual / target)


def _minimize_to_zero(actual: Fraction, worst: Fraction | None) -> Fraction:
    if actual <= 0:
        return Fraction(1)
    return (worst - actual) / worst if worst is not None and worst > 0 else Fraction(0)


def _stabilize(actual: Fraction, lower: Fraction, upper: Fraction) -> Fraction:
    if lower <= actual <= upper:
        return Fraction(1)
    bound = lower if actual < lower else upper
    size = abs(bound) or upper - lower
    return 1 - abs(actual - bound) / size if size else Fraction(0)


def achieve(rule: KpiRule, actual: Number | None, target: Number | None) -> Achieved:
    """The achievement of one figure under the whole rule of its KPI, counted and without cap."""
    if actual is not None and rule.zero_tolerance and exact(actual) > 0:
        return Achieved(Decimal(0), Decimal(0))
    if rule.steps:
        return capped(step_score(actual, rule.steps), rule.cap)
    return Achieved(_by_target(rule, actual, target, rule.cap), _by_target(rule, actual, target, None))


def capped(score: Decimal | None, cap: Number | None) -> Achieved:
    """A score that is already known, with the cap applied beside it."""
    ceiling = _cap(cap)
    return Achieved(None if score is None else _within(exact(score), ceiling), score)


def _by_target(
    rule: KpiRule, actual: Number | None, target: Number | None, cap: Number | None
) -> Decimal | None:
    return achievement(
        actual,
        target,
        rule.polarity,
        lower=rule.lower,
        upper=rule.upper,
        minimize_by=rule.minimize_by,
        worst=rule.worst,
        cap=cap,
    )
