"""A strategy map as pages, files and prints read it: objectives, arrows, and where everything stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bsc.models import MapArrow, Objective, Scorecard, ScorecardPerspective
from bsc.rules.chains import chain_of
from bsc.rules.map_layout import Band, Box, Curve, Lane, MapLayout, lay_out
from cint_portal.organization.models import PlanningCycle, User


@dataclass(frozen=True)
class MapEnd:
    """The other end of an arrow, seen from an objective."""

    arrow_id: int
    objective_id: int
    name: str


@dataclass(frozen=True)
class MapObjective:
    """An objective on the map; without a KPI it is shown with a warning."""

    id: int
    name: str
    kpis: int
    causes: tuple[MapEnd, ...]
    effects: tuple[MapEnd, ...]

    @property
    def is_alone(self) -> bool:
        return not self.causes and not self.effects


@dataclass(frozen=True)
class MapLane:
    """A perspective with its objectives."""

    id: int
    kind: str
    label: str
    objectives: tuple[MapObjective, ...]


@dataclass(frozen=True)
class DrawnBand:
    band: Band
    kind: str


@dataclass(frozen=True)
class DrawnBox:
    """A box with what it says; `state` is `chain` or `dim` while a chain is shown, else empty."""

    box: Box
    objective: MapObjective
    state: str


@dataclass(frozen=True)
class DrawnCurve:
    curve: Curve
    state: str
    says: str


@dataclass(frozen=True)
class StrategyMap:
    """The map of one scorecard; `shown` is the objective whose chain is highlighted, None for the whole."""

    scorecard_id: int
    lanes: tuple[MapLane, ...]
    arrows: tuple[tuple[int, int], ...]
    shown: int | None

    @property
    def objectives(self) -> tuple[MapObjective, ...]:
        return tuple(row for lane in self.lanes for row in lane.objectives)

    @property
    def without_kpi(self) -> tuple[MapObjective, ...]:
        return tuple(row for row in self.objectives if not row.kpis)

    @property
    def alone(self) -> tuple[MapObjective, ...]:
        """Objectives that nothing leads to and that lead to nothing, on a map that has arrows."""
        return tuple(row for row in self.objectives if row.is_alone) if self.arrows else ()

    @cached_property
    def layout(self) -> MapLayout:
        lanes = [Lane(lane.id, lane.label, tuple(row.id for row in lane.objectives)) for lane in self.lanes]
        return lay_out(lanes, {row.id: row.name for row in self.objectives}, self.arrows)

    @cached_property
    def chain(self) -> frozenset[int]:
        return frozenset(chain_of(self.arrows, self.shown)) if self.shown is not None else frozenset()

    @property
    def bands(self) -> list[DrawnBand]:
        kinds = {lane.id: lane.kind for lane in self.lanes}
        return [DrawnBand(band, kinds[int(str(band.key))]) for band in self.layout.bands]

    @property
    def boxes(self) -> list[DrawnBox]:
        rows = {row.id: row for row in self.objectives}
        return [DrawnBox(box, rows[box.key], self._state(box.key)) for box in self.layout.boxes]

    @property
    def curves(self) -> list[DrawnCurve]:
        names = {row.id: row.name for row in self.objectives}
        return [
            DrawnCurve(curve, self._state(curve.cause, curve.effect), _says(names, curve))
            for curve in self.layout.curves
        ]

    def _state(self, *keys: int) -> str:
        if self.shown is None:
            return ""
        return "chain" if all(key in self.chain for key in keys) else "dim"


def _says(names: Mapping[int, str], curve: Curve) -> str:
    return f"{names[curve.cause]} → {names[curve.effect]}"


def strategy_map(scorecard: Scorecard, shown: int | None = None) -> StrategyMap:
    """The map of a scorecard in three queries; an unknown `shown` highlights nothing."""
    objectives = list(
        Objective.objects.filter(perspective__scorecard=scorecard)
        .annotate(kpi_count=Count("kpis", filter=Q(kpis__group=None)))
        .order_by("position", "id")
    )
    arrows = list(MapArrow.objects.filter(cause__perspective__scorecard=scorecard))
    lanes = _lanes(scorecard, objectives, arrows)
    known = {row.pk for row in objectives}
    return StrategyMap(
        scorecard_id=scorecard.pk,
        lanes=lanes,
        arrows=tuple((arrow.cause_id, arrow.effect_id) for arrow in arrows),
        shown=shown if shown in known else None,
    )


def _lanes(
    scorecard: Scorecard, objectives: Sequence[Objective], arrows: list[MapArrow]
) -> tuple[MapLane, ...]:
    names = {row.pk: row.name for row in objectives}
    causes: dict[int, list[MapEnd]] = defaultdict(list)
    effects: dict[int, list[MapEnd]] = defaultdict(list)
    for arrow in arrows:
        causes[arrow.effect_id].append(MapEnd(arrow.pk, arrow.cause_id, names[arrow.cause_id]))
        effects[arrow.cause_id].append(MapEnd(arrow.pk, arrow.effect_id, names[arrow.effect_id]))
    by_lane: dict[int, list[MapObjective]] = defaultdict(list)
    for row in objectives:
        ends = tuple(causes[row.pk]), tuple(effects[row.pk])
        by_lane[row.perspective_id].append(MapObjective(row.pk, row.name, row.kpi_count, *ends))  # type: ignore[attr-defined]
    return tuple(
        MapLane(lane.pk, lane.kind, lane.label, tuple(by_lane[lane.pk]))
        for lane in ScorecardPerspective.objects.filter(scorecard=scorecard)
    )


def listed_maps(cycle: PlanningCycle, user: User) -> QuerySet[Scorecard]:
    """Scorecards of the year that the person may see, the company's first, with counts. One query."""
    objectives = Objective.objects.filter(perspective__scorecard=OuterRef("pk"))
    arrows = MapArrow.objects.filter(cause__perspective__scorecard=OuterRef("pk"))
    return (
        Scorecard.objects.visible_to(user)
        .filter(cycle=cycle)
        .select_related("unit__parent")
        .annotate(
            objective_count=_counted(objectives, "perspective__scorecard"),
            arrow_count=_counted(arrows, "cause__perspective__scorecard"),
        )
        .order_by("unit__kind", "unit__parent__name", "unit__name", "pk")
        .distinct()
    )


def _counted(rows: QuerySet[Objective] | QuerySet[MapArrow], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
