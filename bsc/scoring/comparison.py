"""Values against thresholds: met or not, step tables, growth (domain.md §3)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from bsc.scoring.enums import Comparator
from cint_portal.core.rounding import Number, decimal_of, display, exact

Threshold = Number | tuple[Number, Number]


class StepRule(NamedTuple):
    """One row of a step table: a value that satisfies the comparison scores `score` (1 = 100 %)."""

    comparator: Comparator | str
    threshold: Threshold
    score: Number


StepTable = Sequence[StepRule | tuple[str, Threshold, Number]]


def met(
    actual: Number | None,
    target: Threshold | None,
    comparator: Comparator | str,
    *,
    places: int = 2,
) -> bool | None:
    """Tercapai or not, on the figures as shown; `between` takes a (low, high) target; None when blank."""
    comparator = Comparator(comparator)
    if actual is None or target is None or (isinstance(target, tuple) and None in target):
        return None
    shown = (
        (display(target[0], places), display(target[1], places))
        if isinstance(target, tuple)
        else display(target, places)
    )
    return holds(display(actual, places), comparator, shown)


def holds(value: Number, comparator: Comparator, threshold: Threshold) -> bool:
    if isinstance(threshold, tuple) != (comparator is Comparator.BETWEEN):
        raise ValueError("`between` takes two bounds, every other comparison takes one")
    left = exact(value)
    if isinstance(threshold, tuple):
        low, high = exact(threshold[0]), exact(threshold[1])
        if low > high:
            raise ValueError("the lower bound is above the upper bound")
        return low <= left <= high
    right = exact(threshold)
    return {
        Comparator.AT_LEAST: left >= right,
        Comparator.ABOVE: left > right,
        Comparator.EQUAL: left == right,
        Comparator.AT_MOST: left <= right,
        Comparator.BELOW: left < right,
    }[comparator]


def step_score(value: Number | None, rules: StepTable) -> Decimal | None:
    """D of the first rule that the value satisfies (carton seed, Table 10); None when no rule does."""
    if value is None:
        return None
    for comparator, threshold, score in rules:
        if holds(value, Comparator(comparator), threshold):
            return decimal_of(exact(score))
    return None


def read_step_rules(rows: Iterable[Sequence[object]]) -> tuple[StepRule, ...]:
    """Rules from stored rows [comparator, bound or [low, high], score]; ValueError for anything else."""
    return tuple(_read_rule(row) for row in rows)


def _read_rule(row: Sequence[object]) -> StepRule:
    if isinstance(row, str) or len(row) != 3:
        raise ValueError(f"a step rule is [comparator, bound, score]: {row!r}")
    comparator, bound, score = Comparator(str(row[0])), row[1], _number(row[2])
    if not isinstance(bound, list | tuple):
        return StepRule(comparator, _number(bound), score)
    if len(bound) != 2:
        raise ValueError(f"a range has two bounds: {bound!r}")
    return StepRule(comparator, (_number(bound[0]), _number(bound[1])), score)


def _number(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"not a number: {value!r}") from error
    exact(number)
    return number


def step_gap(rules: StepTable) -> Decimal | None:
    """A value that no rule scores, for the form to show; None when the table covers every number."""
    edges: set[Fraction] = set()
    for _, threshold, _ in rules:
        edges.update(exact(edge) for edge in (threshold if isinstance(threshold, tuple) else (threshold,)))
    marks = sorted(edges) or [Fraction(0)]
    between = [(low + high) / 2 for low, high in pairwise(marks)]
    for mark in [marks[0] - 1, *sorted(marks + between), marks[-1] + 1]:
        if step_score(decimal_of(mark), rules) is None:
            return decimal_of(mark)
    return None


def growth(previous: Number | None, before: Number | None) -> Decimal | None:
    """B = (X[n−1] − X[n−2]) / X[n−2] (carton seed, Table 10); None when a month is blank or X[n−2] is 0."""
    if previous is None or before is None:
        return None
    last, base = exact(previous), exact(before)
    return decimal_of((last - base) / base) if base else None
