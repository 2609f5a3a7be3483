"""KPI achievement as distance from the target, relative to the target's size."""

from fractions import Fraction

Number = Fraction | None


def achievement(
    actual: Number,
    target: Number,
    polarity: str,
    *,
    lower: Number = None,
    upper: Number = None,
    minimize_by: str = "ratio",
    worst: Number = None,
    cap: Number = None,
) -> Number:
    if polarity == "milestone" and target is None:
        target = Fraction(100)
    if polarity == "stabilize" and lower is None:
        lower = upper = target
    needs = {"binary": True, "stabilize": lower is not None}.get(polarity, target is not None)
    if actual is None or not needs:
        return None
    if polarity == "binary":
        raw = Fraction(1) if actual >= 1 else Fraction(0)
    elif polarity == "stabilize":
        raw = _inside(actual, lower, upper)
    elif polarity == "minimize":
        raw = _lower_is_better(actual, target, minimize_by, worst, Fraction(2) if cap is None else cap)
    else:
        raw = _higher_is_better(actual, target)
    limited = raw if cap is None or raw < cap else cap
    return limited if limited > 0 else Fraction(0)


def _higher_is_better(actual: Fraction, target: Fraction) -> Fraction:
    if target == 0:
        return Fraction(1 if actual >= 0 else 0)
    return 1 + (actual - target) / abs(target)


def _lower_is_better(
    actual: Fraction, target: Fraction, by: str, worst: Number, maximum: Fraction
) -> Fraction:
    if target == 0:
        if actual <= 0:
            return Fraction(1)
        return 1 - actual / worst if worst and worst > 0 else Fraction(0)
    if target < 0:
        return 1 + (target - actual) / abs(target)
    if actual <= 0:
        return maximum
    value = 1 / (actual / target) if by == "ratio" else 1 + (target - actual) / target
    return value if value < maximum else maximum


def _inside(actual: Fraction, lower: Fraction, upper: Fraction) -> Fraction:
    nearest = min(max(actual, lower), upper)
    if nearest == actual:
        return Fraction(1)
    size = abs(nearest) if nearest != 0 else upper - lower
    return Fraction(0) if size == 0 else 1 - abs(actual - nearest) / size


def consolidate(values: list[Number], how: str) -> Number:
    there = [value for value in values if value is not None]
    if not there:
        return None
    while len(there) > 1 and how in {"last", "max", "min"}:
        first, second, *rest = there
        keep = second if how == "last" or (second > first) == (how == "max") else first
        there = [keep, *rest]
    total = Fraction(0)
    for value in there:
        total += value
    return total / len(there) if how == "average" else total


def ratio(pairs: list[tuple[Number, Number] | None]) -> Number:
    full = [pair for pair in pairs if pair and pair[0] is not None and pair[1] is not None]
    over, under = sum(pair[0] for pair in full), sum(pair[1] for pair in full)
    return Fraction(over) / Fraction(under) if under else None
