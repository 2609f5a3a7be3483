"""Figures of many scorecards without reading them whole: KPIs, what is decided of them, Σ of the weights."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value

from bsc.models import Kpi, Objective, Scorecard
from bsc.selectors.cards import percent
from cint_portal.core.composed import Composed, Given

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


def _counted() -> QuerySet[Kpi, Any]:
    """As an array of objectives: joined, the database would read through all KPIs of the company.

    Groups are told apart while counting: as a condition they would lead it to their own index, which almost
    every row is in.
    """
    objectives = Objective.objects.filter(perspective__scorecard__among=Given("cards")).order_by()
    rows = Kpi.objects.filter(objective__among=ArraySubquery(objectives.values("pk"))).order_by()
    together = rows.annotate(all=Value(1)).values("all")
    return together.annotate(n=Count("pk", filter=Q(group=None))).values_list("n")


def _by_lane() -> QuerySet[Kpi, Any]:
    """Counted and added up by the database; `own` are the weights in force, blank ones counted beside."""
    rows = Q(group=None)
    in_force = rows & Q(through_month=None)
    # A row with sub-indicators has no measure. In this order: what comes last is asked of few rows only.
    split = Q(in_force, Q(measure=None), Exists(Kpi.objects.filter(group=OuterRef("pk"))))
    ended = Kpi.objects.filter(pk=OuterRef("group"), through_month__isnull=False)
    of_parts = Q(Q(group__isnull=False), ~Exists(ended))
    return (
        Kpi.objects.filter(**{f"{_CARD}__among": Given("cards")})
        .order_by()
        .values(lane=F(_LANE), whole=F(f"{_LANE}__weight"), card=F(_CARD))
        .annotate(
            kpis=Count("pk", filter=rows),
            accepted=Count("pk", filter=rows & Q(decision=Kpi.Decision.ACCEPTED)),
            returned=Count("pk", filter=rows & Q(decision=Kpi.Decision.RETURNED)),
            own=Sum("weight", filter=in_force),
            blank=Count("pk", filter=in_force & Q(weight=None)),
            of_split=Sum("weight", filter=split),
            of_parts=Sum("weight", filter=of_parts),
        )
    )


_COUNTED: Composed[Any] = Composed(_counted)
_BY_LANE: Composed[Any] = Composed(_by_lane)


def number_of_kpis(cards: Sequence[int]) -> int:
    """KPIs of all of them, a group once for its sub-indicators. One query."""
    return sum(n for (n,) in _COUNTED(cards=cards)) if cards else 0


def figures_of(weightings: Mapping[int, str]) -> dict[int, Figures]:
    """Figures by scorecard, whose way of weighting is given, in one query that gives a row per perspective;
    who has no KPI is not in it.
    """
    lanes: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for lane in _BY_LANE(cards=list(weightings)):
        lanes[lane["card"]].append(lane)
    return {pk: _figures(way, lanes[pk]) for pk, way in weightings.items() if pk in lanes}


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
