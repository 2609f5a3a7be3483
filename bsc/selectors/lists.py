"""Lists of scorecards, what is still missing in a year, and the lanes of one scorecard for its page."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from bsc.models import Kpi, Measure, Objective, Scorecard, ScorecardPerspective
from bsc.permissions import can_create_scorecard
from bsc.selectors.cards import KpiCard, LaneCard, ObjectiveCard, lanes_of
from bsc.selectors.content import content_of_structure
from bsc.selectors.problems import needs_target
from bsc.selectors.rows import KpiRow, ObjectiveRow, PerspectiveRow, ScorecardStructure
from cint_portal.core.addresses import pages_of
from cint_portal.organization.models import PlanningCycle, Unit, User
from swot.models import StrategicInitiative

Pages = tuple[Callable[[int], str], Callable[[int], str]]

WEIGHT = DecimalField(max_digits=8, decimal_places=2)
LEVELS = Case(
    When(unit__kind=Unit.Kind.CORPORATE, then=Value(0)),
    When(unit__kind=Unit.Kind.DIRECTORATE, then=Value(1)),
    default=Value(2),
)


def listed_scorecards(user: User, cycle: PlanningCycle) -> QuerySet[Scorecard]:
    """What the person may see of the year, with counts and Σ of the weights, in one query.

    Annotated: `kpi_count`, `objective_count`, `weights_sum`; the company first, then directorates.
    """
    visible = Scorecard.objects.visible_to(user).filter(cycle=cycle).select_related("unit", "cycle")
    return with_counts(visible).annotate(level=LEVELS).order_by("level", "unit__name")


def with_counts(scorecards: QuerySet[Scorecard]) -> QuerySet[Scorecard]:
    """Annotated with `kpi_count`, `objective_count` and `weights_sum`."""
    return scorecards.annotate(
        kpi_count=_of_each(_kpis(), Count("pk")),
        objective_count=_of_each(_objectives(), Count("pk")),
        weights_sum=Case(
            When(weighting=Scorecard.Weighting.PERSPECTIVE, then=_sum_of(_lanes())),
            default=_sum_of(_kpis()),
        ),
    )


def _kpis() -> QuerySet[Any]:
    """Rows that carry figures: a group's sub-indicators count, the group does not."""
    kpis = Kpi.objects.filter(objective__perspective__scorecard=OuterRef("pk"), measure__isnull=False)
    return kpis.annotate(owner=F("objective__perspective__scorecard"))


def _objectives() -> QuerySet[Any]:
    rows = Objective.objects.filter(perspective__scorecard=OuterRef("pk"))
    return rows.annotate(owner=F("perspective__scorecard"))


def _lanes() -> QuerySet[Any]:
    return ScorecardPerspective.objects.filter(scorecard=OuterRef("pk")).annotate(owner=F("scorecard"))


def _of_each(rows: QuerySet[Any], total: Any) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("owner").annotate(n=total).values("n")), Value(0))


def _sum_of(rows: QuerySet[Any]) -> Coalesce:
    total = Subquery(
        rows.order_by().values("owner").annotate(n=Sum("weight")).values("n"), output_field=WEIGHT
    )
    return Coalesce(total, Value(Decimal(0)), output_field=WEIGHT)


def units_without_scorecard(user: User, cycle: PlanningCycle) -> list[Unit]:
    """Units of the year for which the person may create the scorecard that is missing."""
    units = Unit.objects.filter(valid_from__year__lte=cycle.year).exclude(valid_until__year__lt=cycle.year)
    missing = units.exclude(scorecards__cycle=cycle).order_by("name")
    order = [Unit.Kind.CORPORATE, Unit.Kind.DIRECTORATE, Unit.Kind.DEPARTMENT]
    mine = [unit for unit in missing if can_create_scorecard(user, unit)]
    return sorted(mine, key=lambda unit: order.index(Unit.Kind(unit.kind)))


@dataclass(frozen=True)
class KpiLine:
    """A KPI on the scorecard's page: its values, the same in words, and what is still missing."""

    url: str
    row: KpiRow
    card: KpiCard
    polarity: str
    lacks_target: bool
    is_joint: bool
    parts: tuple["KpiLine", ...]


@dataclass(frozen=True)
class ObjectiveLine:
    url: str
    row: ObjectiveRow
    card: ObjectiveCard
    kpis: tuple[KpiLine, ...]

    @property
    def lines(self) -> list[tuple[KpiLine, str]]:
        """KPIs and below each its sub-indicators, with the indent of each."""
        return [
            found
            for line in self.kpis
            for found in [(line, "ps-3"), *((part, "ps-5") for part in line.parts)]
        ]


@dataclass(frozen=True)
class LaneLine:
    row: PerspectiveRow
    weight: str
    objectives: tuple[ObjectiveLine, ...]


def lanes_for_page(read: ScorecardStructure) -> list[LaneLine]:
    """Values and words of a scorecard side by side; no query."""
    cards = lanes_of(content_of_structure(read))
    pages = pages_of("bsc:objective-detail"), pages_of("bsc:kpi-detail")
    return [
        _lane(lane, card, read.unit_id, pages) for lane, card in zip(read.perspectives, cards, strict=True)
    ]


def _lane(lane: PerspectiveRow, card: LaneCard, unit_id: int, pages: Pages) -> LaneLine:
    objective_page, kpi_page = pages
    lines = [
        ObjectiveLine(
            objective_page(row.id),
            row,
            words,
            tuple(
                kpi_line(kpi, shown, unit_id, kpi_page)
                for kpi, shown in zip(row.kpis, words.kpis, strict=True)
            ),
        )
        for row, words in zip(lane.objectives, card.objectives, strict=True)
    ]
    return LaneLine(lane, card.weight, tuple(lines))


def kpi_line(row: KpiRow, card: KpiCard, unit_id: int, page: Callable[[int], str]) -> KpiLine:
    spec = row.measure
    return KpiLine(
        url=page(row.id),
        row=row,
        card=card,
        polarity=str(Measure.Polarity(spec.polarity).label) if spec else "",
        lacks_target=bool(spec and needs_target(spec) and not spec.targets),
        is_joint=bool(spec and spec.owner_id != unit_id),
        parts=tuple(
            kpi_line(part, shown, unit_id, page) for part, shown in zip(row.parts, card.parts, strict=True)
        ),
    )


def uncovered_initiatives(cycle_id: int) -> list[tuple[int, str]]:
    """Strategi Inisiatif of the year that no KPI serves yet (7.1.10)."""
    rows = StrategicInitiative.objects.filter(analysis__cycle=cycle_id, kpis=None).order_by("code")
    return [(row.pk, f"{row.code} – {row.name}") for row in rows]


def search(scorecards: QuerySet[Scorecard], text: str) -> QuerySet[Scorecard]:
    """Scorecards whose unit, an objective or a KPI contains the text."""
    words = " ".join(text.split())
    if not words:
        return scorecards
    kpis = Kpi.objects.filter(Q(measure__name__icontains=words) | Q(title__icontains=words))
    objectives = Objective.objects.filter(Q(name__icontains=words) | Q(kpis__in=kpis))
    return scorecards.filter(
        Q(unit__name__icontains=words) | Q(pk__in=objectives.values("perspective__scorecard"))
    )
