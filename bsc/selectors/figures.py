"""Figures of many scorecards without reading them whole: KPIs, what is decided of them, Σ of the weights."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from bsc.models import Kpi, Scorecard
from bsc.selectors.cards import percent

_CARD = "objective__perspective__scorecard"
_LANE = "objective__perspective"


@dataclass(frozen=True)
class Figures:
    """`weight` is Σ bobot in words, e.g. 100 %."""

    kpis: int
    accepted: int
    returned: int
    weight: str

    @property
    def decided(self) -> int:
        return self.accepted + self.returned


NOTHING = Figures(0, 0, 0, percent(Decimal(0)))


def number_of_kpis(scorecards: Iterable[Scorecard]) -> int:
    """KPIs of all of them, a group once for its sub-indicators. One query."""
    ids = [row.pk for row in scorecards]
    return Kpi.objects.filter(**{f"{_CARD}__in": ids}, group=None).count() if ids else 0


def figures_of(scorecards: Sequence[Scorecard]) -> dict[int, Figures]:
    """Figures by scorecard, in one query that gives a row per perspective; who has no KPI is not in it."""
    lanes: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for lane in _lanes([row.pk for row in scorecards]):
        lanes[lane["card"]].append(lane)
    return {row.pk: _figures(row.weighting, lanes[row.pk]) for row in scorecards if row.pk in lanes}


def _lanes(cards: list[int]) -> Iterable[Any]:
    """Counted and added up by the database; `own` are the weights in force, blank ones counted beside."""
    rows = Q(group=None)
    in_force = rows & Q(through_month=None)
    split = Q(in_force, Exists(Kpi.objects.filter(group=OuterRef("pk"))))
    return (
        Kpi.objects.filter(**{f"{_CARD}__in": cards})
        .order_by()
        .values(lane=F(_LANE), whole=F(f"{_LANE}__weight"), card=F(_CARD))
        .annotate(
            kpis=Count("pk", filter=rows),
            accepted=Count("pk", filter=rows & Q(decision=Kpi.Decision.ACCEPTED)),
            returned=Count("pk", filter=rows & Q(decision=Kpi.Decision.RETURNED)),
            own=Sum("weight", filter=in_force),
            blank=Count("pk", filter=in_force & Q(weight=None)),
            of_split=Sum("weight", filter=split),
            of_parts=Sum("weight", filter=Q(group__isnull=False, group__through_month=None)),
        )
    )


def _figures(weighting: str, lanes: list[dict[str, Any]]) -> Figures:
    return Figures(
        kpis=sum(lane["kpis"] for lane in lanes),
        accepted=sum(lane["accepted"] for lane in lanes),
        returned=sum(lane["returned"] for lane in lanes),
        weight=percent(sum((_total(weighting, lane) for lane in lanes), Decimal(0))),
    )


def _total(weighting: str, lane: dict[str, Any]) -> Decimal:
    """What `planned_weights` adds up to: blank ones share what their perspective leaves, so it is full; where
    KPIs carry the weights, one with sub-indicators weighs as much as they do (§4).
    """
    own, whole, split, parts = (lane[name] or Decimal(0) for name in ("own", "whole", "of_split", "of_parts"))
    if weighting == Scorecard.Weighting.KPI:
        return own - split + parts
    return whole if lane["blank"] else own
