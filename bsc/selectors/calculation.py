"""What calculated KPIs rest on: the KPIs of a formula, the KPIs below a rolled-up one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from bsc.models import Kpi, Measure, MeasureInput, Scorecard
from bsc.models.personal import of_units
from bsc.selectors.parents import scorecards_above
from bsc.selectors.rows import DECIDED
from cint_portal.organization.models import Unit

Edges = Mapping[int, Iterable[int]]
EDITABLE = Scorecard.EDITABLE
ROLLUP = Measure.ValueSource.ROLLUP


@dataclass(frozen=True)
class Share:
    """A KPI below, with the weight that its own scorecard gives it."""

    measure_id: int
    weight: Decimal | None


@dataclass(frozen=True)
class RolledUp:
    """How a parent takes its figure, and from which KPIs."""

    how: str
    shares: tuple[Share, ...]


def rolled_up(cycle_ids: Iterable[int]) -> dict[int, RolledUp]:
    """Measure id → the decided KPIs below it; two queries, none of them per measure.

    The way is the one that the owner's scorecard chose; a measure that is shared counts once.
    """
    parents = _rolled(Kpi.objects.filter(measure__cycle__in=list(cycle_ids)))
    how = dict(
        parents.filter(objective__perspective__scorecard__unit=F("measure__owner_unit"))
        .exclude(rollup=Kpi.Rollup.NONE)
        .values_list("measure", "rollup")
    )
    shares: dict[int, list[Share]] = defaultdict(list)
    if how:
        for above, measure, weight in _below(parents, DECIDED):
            shares[above].append(Share(measure, weight))
    return {pk: RolledUp(chosen, tuple(shares[pk])) for pk, chosen in how.items()}


def _rolled(kpis: QuerySet[Kpi]) -> QuerySet[Kpi]:
    return kpis.filter(of_units("objective__perspective__scorecard"), measure__value_source=ROLLUP)


def _below(parents: QuerySet[Kpi], states: Iterable[str]) -> Iterable[tuple[int, int, Decimal | None]]:
    """(measure above, measure below, weight) of the KPIs that hang on these."""
    below = Kpi.objects.of_units().filter(parent__in=parents, measure__isnull=False).order_by("pk")
    decided = below.filter(objective__perspective__scorecard__status__in=list(states))
    return decided.values_list("parent__measure", "measure", "weight")


def sources_by_measure(cycle_id: int) -> dict[int, set[int]]:
    """Every measure of the year that is worked out of others, whatever the state of their scorecards."""
    edges: dict[int, set[int]] = defaultdict(set)
    for measure, source in MeasureInput.objects.filter(measure__cycle=cycle_id).values_list(
        "measure", "source"
    ):
        edges[measure].add(source)
    every = _rolled(Kpi.objects.filter(measure__cycle=cycle_id))
    for above, measure, _weight in _below(every, Scorecard.Status.values):
        edges[above].add(measure)
    return dict(edges)


def find_circle(measure: Measure) -> list[str]:
    """Names on the way from a measure back to itself; empty when there is none."""
    way = circle_from(measure.pk, sources_by_measure(measure.cycle_id))
    names = dict(Measure.objects.filter(pk__in=way).values_list("pk", "name")) if way else {}
    return [names[pk] for pk in way]


def circle_from(start: int, edges: Edges) -> list[int]:
    """The shortest way round through `start`, both ends included."""
    reached: dict[int, list[int]] = {start: [start]}
    queue = [start]
    while queue:
        at = queue.pop(0)
        for source in edges.get(at, ()):
            if source == start:
                return [*reached[at], start]
            if source not in reached:
                reached[source] = [*reached[at], source]
                queue.append(source)
    return []


def formula_sources(scorecard: Scorecard) -> QuerySet[Measure]:
    """KPIs of the year that a formula of this scorecard may take its figures from.

    Its own, and those of scorecards that were sent: drafts stay private to their unit. For CMS's own
    scorecards those of every corporate and directorate draft too; a person's rest on what he or she serves.
    """
    cards = Scorecard.objects.filter(cycle=scorecard.cycle_id)
    sent = scorecards_above(scorecard) if scorecard.is_personal else cards.exclude(status__in=EDITABLE)
    open_ = Scorecard.every.filter(Q(pk__in=sent.values("pk")) | Q(pk=scorecard.pk))
    if scorecard.unit.kind != Unit.Kind.DEPARTMENT:
        open_ |= cards.exclude(unit__kind=Unit.Kind.DEPARTMENT)
    return (
        Measure.objects.filter(kpis__objective__perspective__scorecard__in=open_)
        .exclude(value_source=Measure.ValueSource.OWN_GROWTH)
        .select_related("owner_unit")
        .order_by("owner_unit__name", "name", "pk")
        .distinct()
    )
