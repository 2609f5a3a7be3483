"""From → to since a round: every changed KPI, the biggest changes first, and what they do to the totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from bsc.selectors.cards import Change, changes_between, facts_of_kpi, lanes_of, planned_weights, total_weight
from bsc.selectors.rounds import kpis_in
from bsc.selectors.wording import Content
from cint_portal.core.rounding import exact

#: How many changes a thumb's page names by itself.
BIGGEST = 3
_FIELD = Fraction(1)  # a changed word, beside points of weight and per cent of a target


@dataclass(frozen=True)
class ChangedKpi:
    """A KPI that differs: `kind` is new, gone or changed; `size` orders them."""

    id: int
    name: str
    kind: str
    changes: tuple[Change, ...]
    size: Fraction
    #: What a new KPI says: there is nothing that it could be compared with.
    facts: tuple[Change, ...] = ()

    @property
    def main(self) -> Change:
        """The line that says most: target and weight before words."""
        for label in (_("Target"), _("Bobot")):
            for change in self.changes:
                if change.label == label:
                    return change
        return self.changes[0]


@dataclass(frozen=True)
class Difference:
    """What changed between two contents; empty where there is nothing to compare with."""

    changed: tuple[ChangedKpi, ...]
    totals: tuple[Change, ...]
    compares: bool

    @property
    def biggest(self) -> tuple[ChangedKpi, ...]:
        return self.changed[:BIGGEST]

    @property
    def more(self) -> int:
        return max(0, len(self.changed) - BIGGEST)

    @property
    def by_id(self) -> dict[int, list[Change]]:
        return {row.id: list(row.changes) for row in self.changed if row.kind != "gone"}


def difference(before: Content, after: Content) -> Difference:
    """Pure but for words: compares two stored or live contents."""
    if not before:
        return Difference((), (), compares=False)
    rows = sorted(_changed(before, after), key=lambda row: (-row.size, row.name))
    return Difference(tuple(rows), tuple(_totals(before, after)), compares=True)


def _changed(before: Content, after: Content) -> Iterator[ChangedKpi]:
    old, new = _by_id(before), _by_id(after)
    weights = planned_weights(before), planned_weights(after)
    for pk, changes in changes_between(before, after).items():
        kind = "changed" if pk in old else "new"
        size = _size(pk, old, new, weights, changes)
        facts = () if pk in old else facts_of_kpi(after, pk)
        yield ChangedKpi(pk, new[pk]["name"], kind, tuple(changes), size, facts)
    for pk in old.keys() - new.keys():
        gone = (Change(_("KPI dihapus"), old[pk]["name"], "–"),)
        yield ChangedKpi(pk, old[pk]["name"], "gone", gone, weights[0].get(pk, Fraction(0)))


def _by_id(content: Content) -> dict[int, Any]:
    return {kpi["id"]: kpi for kpi in kpis_in(content)}


def _size(
    pk: int,
    old: dict[int, Any],
    new: dict[int, Any],
    weights: tuple[dict[int, Fraction], dict[int, Fraction]],
    changes: list[Change],
) -> Fraction:
    """Points of weight that moved, per cent by which the target moved, and one for any other word."""
    weight = abs(weights[1].get(pk, Fraction(0)) - weights[0].get(pk, Fraction(0)))
    return weight + _target_moved(old.get(pk), new[pk]) + _FIELD * len(changes)


def _target_moved(old: Any, new: Any) -> Fraction:
    before, after = _target(old), _target(new)
    if before is None or after is None or before == after:
        return Fraction(0)
    return min(abs(after - before) / abs(before), Fraction(1)) * 100 if before else Fraction(100)


def _target(kpi: Any) -> Fraction | None:
    text = kpi and kpi["measure"] and kpi["measure"]["target"]
    return exact(Decimal(text)) if text is not None and text else None


def _totals(before: Content, after: Content) -> Iterator[Change]:
    """Number of KPIs, Σ of the weights and each perspective's share, where they moved."""
    lanes = {lane.kind: lane for lane in lanes_of(before)}
    pairs = [
        (_("Jumlah KPI"), _count(before), _count(after)),
        (_("Total Bobot"), total_weight(before), total_weight(after)),
    ]
    for lane in lanes_of(after):
        was = lanes.get(lane.kind)
        pairs.append((lane.label, was.weight if was else "–", lane.weight))
    return (Change(label, one, other) for label, one, other in pairs if one != other)


def _count(content: Content) -> str:
    """Of the KPIs that an Adendum has not ended."""
    return str(sum("through_month" not in kpi for kpi in kpis_in(content)))
