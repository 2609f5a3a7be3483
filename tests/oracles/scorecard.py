"""Scorecard totals from the bottom up: averages of averages over what is present."""

from fractions import Fraction

Number = Fraction | None


def mean(rows: list[tuple[Fraction, Number]]) -> Number:
    """Weighted mean of the present values; None when no weight is present."""
    present = [(weight, value) for weight, value in rows if value is not None and weight > 0]
    whole = sum((weight for weight, _ in present), Fraction(0))
    return sum((weight * value for weight, value in present), Fraction(0)) / whole if whole else None


def shares(given: list[Number], whole: Fraction) -> list[Fraction]:
    """Given weights stay; the others divide what is left."""
    free = [weight for weight in given if weight is None]
    left = whole - sum(weight for weight in given if weight is not None)
    return [left / len(free) if weight is None else weight for weight in given]


def by_perspective(perspectives: list[tuple[Fraction, list[tuple[Number, object]]]]) -> Number:
    """[(perspective weight, [(KPI weight or None, value or [(weight, value) of sub-indicators])])]."""
    return mean([(weight, perspective_average(weight, kpis)) for weight, kpis in perspectives])


def perspective_average(weight: Fraction, kpis: list[tuple[Number, object]]) -> Number:
    weights = shares([own for own, _ in kpis], weight)
    values = [mean(value) if isinstance(value, list) else value for _, value in kpis]
    return mean(list(zip(weights, values, strict=True)))
