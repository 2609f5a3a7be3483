"""Weights of a scorecard: planned shares, and shares when some KPIs are left out (domain.md §4)."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bsc.scoring.enums import KpiState
from cint_portal.core.rounding import Number, exact

_TOLERANCE = Fraction(1, 100)


@dataclass(frozen=True)
class KpiScore:
    """One KPI of a scorecard in a period (achievement 1 = 100 %); `state` decides whether it counts.

    A KPI with sub-indicators has `parts` and no figure of its own. Over several months `reported` tells how
    many stand behind the achievement, `missed` how many closed months stayed blank, and `awaited` that a due
    month which is still open is blank.
    """

    key: Hashable
    achievement: Number | None = None
    weight: Number | None = None
    perspective: Hashable = None
    #: Part of the period in which it stands for a subject that it shares with the KPI before or after it.
    term: Fraction = Fraction(1)
    state: KpiState | str = KpiState.VERIFIED
    reported: int = 1
    missed: int = 0
    awaited: bool = False
    parts: tuple["KpiScore", ...] = ()

    @property
    def leaves(self) -> tuple["KpiScore", ...]:
        """The rows that carry figures."""
        return self.parts or (self,)


@dataclass(frozen=True)
class Node:
    """A weight in a tree whose leaves are KPIs; the children of a node share its weight."""

    weight: Fraction
    kpi: KpiScore | None = None
    children: tuple["Node", ...] = ()

    def reaches(self, keys: Collection[Hashable]) -> bool:
        """Whether a KPI of `keys` hangs below with a weight above 0 all the way."""
        if not self.weight:
            return False
        return self.kpi.key in keys if self.kpi else any(child.reaches(keys) for child in self.children)


def share_out(node: Node, share: Fraction, keys: Collection[Hashable]) -> dict[Hashable, Fraction]:
    """`share` split over the KPIs of `keys`; what is left out gives its weight to its own siblings first."""
    if node.kpi:
        return {node.kpi.key: share}
    live = [child for child in node.children if child.reaches(keys)]
    total = sum((child.weight for child in live), Fraction(0))
    shares: dict[Hashable, Fraction] = {}
    for child in live:
        shares |= share_out(child, share * child.weight / total, keys)
    return shares


def explicit_tree(kpis: Sequence[KpiScore]) -> Node:
    """Every row under the root with its own weight: leaving out renormalises flat (§4)."""
    if any(kpi.parts and kpi.weight is not None for kpi in kpis):
        raise ValueError("with explicit weights a KPI with sub-indicators has no weight of its own")
    leaves = [leaf for kpi in kpis for leaf in kpi.leaves]
    if any(leaf.weight is None for leaf in leaves):
        raise ValueError("with explicit weights every KPI and sub-indicator needs one")
    return Node(Fraction(1), children=tuple(Node(_given(leaf), leaf) for leaf in leaves))


def perspective_tree(kpis: Sequence[KpiScore], weights: Mapping[Hashable, Number]) -> Node:
    """Perspectives, KPIs, sub-indicators: leaving out renormalises inside the perspective first (§4)."""
    if unknown := {kpi.perspective for kpi in kpis} - set(weights):
        raise ValueError(f"perspectives without a weight: {sorted(map(str, unknown))}")
    branches = []
    for perspective, number in weights.items():
        own, weight = [kpi for kpi in kpis if kpi.perspective == perspective], _weight(number)
        inside = _shared(own, weight)
        nodes = tuple(_kpi_node(kpi, part) for kpi, part in zip(own, inside, strict=True))
        branches.append(Node(weight, children=nodes))
    return Node(Fraction(1), children=tuple(branches))


def _kpi_node(kpi: KpiScore, weight: Fraction) -> Node:
    if not kpi.parts:
        return Node(weight, kpi)
    given = [part.weight is not None for part in kpi.parts]
    if any(given) and not all(given):
        raise ValueError(f"either all sub-indicators of {kpi.key!r} have a weight or none")
    inside = _shared(kpi.parts, Fraction(1))
    nodes = tuple(Node(share, part) for share, part in zip(inside, kpi.parts, strict=True))
    return Node(weight, children=nodes)


def _shared(rows: Sequence[KpiScore], whole: Fraction) -> list[Fraction]:
    """Given weights are points of `whole`; the others share the rest equally."""
    known = [None if row.weight is None else _given(row) for row in rows]
    rest = whole - sum((weight for weight in known if weight is not None), Fraction(0))
    blank = sum((row.term for row in rows if row.weight is None), Fraction(0))
    if blank and rest < 0:
        raise ValueError("the given weights exceed the weight of their perspective")
    part = rest / blank if blank else Fraction(0)
    return [part * row.term if weight is None else weight for row, weight in zip(rows, known, strict=True)]


def _given(row: KpiScore) -> Fraction:
    return _weight(row.weight) * row.term


def _weight(value: Number | None) -> Fraction:
    weight = exact(0 if value is None else value)
    if weight < 0:
        raise ValueError(f"a weight must not be negative: {value}")
    return weight


def weights_add_up(weights: Iterable[Number]) -> bool:
    """Whether weights in % sum to 100 ± 0.01, as a scorecard must before it is sent (§4)."""
    return abs(sum(map(_weight, weights), Fraction(0)) - 100) <= _TOLERANCE
