"""A parent KPI from its children, and the gap between their targets (domain.md §4, Roll-up)."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from bsc.scoring.consolidation import Value, consolidate, weighted_total
from bsc.scoring.enums import RollUp
from cint_portal.core.rounding import Number, decimal_of, exact


@dataclass(frozen=True)
class Child:
    """One figure below a parent; KPIs that share a measure name the same `measure` and count once."""

    measure: Hashable
    value: Value
    weight: Number | None = None


def roll_up(children: Iterable[Child], how: RollUp | str) -> Decimal | None:
    """The parent's figure; a shared measure counts once; None without figures or with `none` (§4)."""
    how = RollUp(how)
    measures: dict[Hashable, Child] = {}
    for child in children:
        measures.setdefault(child.measure, child)
    once = list(measures.values())
    if how is RollUp.NONE:
        return None
    if how is RollUp.SAME:
        return _of_the_owner(once)
    if how is RollUp.WEIGHTED_AVERAGE:
        return weighted_total((_number(child.value), _weight(child)) for child in once)
    return consolidate((child.value for child in once), how.value)


def target_gap(parent: Number | None, children: Iterable[Child], how: RollUp | str) -> Decimal | None:
    """Parent target minus what the children carry, for `sum` and `same`; None when nothing is checked.

    A child without a target carries 0 of a sum, so the gap is shown and never hidden.
    """
    how, given = RollUp(how), list(children)
    if parent is None or not given or how not in {RollUp.SUM, RollUp.SAME}:
        return None
    carried = roll_up(given, how)
    if carried is None and how is RollUp.SAME:
        return None
    return decimal_of(exact(parent) - exact(carried or 0))


def _of_the_owner(children: list[Child]) -> Decimal | None:
    figures = [child.value for child in children if child.value is not None]
    if len(figures) > 1:
        raise ValueError("`same` has one owner")
    return consolidate(figures, "last")


def _number(value: Value) -> Number | None:
    if isinstance(value, tuple):
        raise ValueError("only a ratio takes (numerator, denominator) pairs")
    return value


def _weight(child: Child) -> Number:
    if child.weight is None:
        raise ValueError("a weighted average needs the weight of every child")
    return child.weight
