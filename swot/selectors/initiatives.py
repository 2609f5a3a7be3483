"""Strategi Inisiatif of a year and where each comes from: strategies, items, issues, departments."""

import re

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When

from cint_portal.core.clock import Today
from cint_portal.organization.models import PlanningCycle, Unit, User
from swot.models import StrategicInitiative, Strategy, SwotAnalysis, SwotItem
from swot.permissions import can_see_analysis
from swot.selectors.merging import show_speakers, speakers_of, standing_with_evidence

_CODE = re.compile(r"SI-(\d{1,6})")


def initiatives_of(cycle: PlanningCycle) -> QuerySet[StrategicInitiative]:
    """The year's initiatives with owner and strategies, for lists and for the scorecard. Two queries."""
    return (
        StrategicInitiative.objects.filter(analysis__cycle=cycle)
        .select_related("owner_unit")
        .prefetch_related("strategies")
        .order_by("code")
    )


def initiatives_visible_to(user: User) -> QuerySet[StrategicInitiative]:
    initiatives = StrategicInitiative.objects.select_related("analysis__cycle", "owner_unit")
    return initiatives if can_see_analysis(user) else initiatives.none()


def strategies_visible_to(user: User) -> QuerySet[Strategy]:
    strategies = Strategy.objects.select_related("analysis__cycle")
    return strategies if can_see_analysis(user) else strategies.none()


def strategies_in_order(analysis: SwotAnalysis, cells: list[str]) -> QuerySet[Strategy]:
    """The strategies to choose from, in the order of the cells given (priority)."""
    place = Case(
        *(When(cell=cell, then=Value(n)) for n, cell in enumerate(cells)),
        default=Value(len(cells)),
        output_field=IntegerField(),
    )
    return Strategy.objects.filter(analysis=analysis).order_by(place, "position", "pk")


def traced_strategies(initiative: StrategicInitiative) -> list[Strategy]:
    """Strategies ← items ← issues ← departments, ready for the page. Four queries."""
    standing = {item.pk: item for item in standing_with_evidence(initiative.analysis)}
    items = SwotItem.objects.in_tab_order()
    strategies = list(
        Strategy.objects.filter(initiatives=initiative).prefetch_related(Prefetch("items", items))
    )
    roots = {pk: standing[item.pk] for pk, item in speakers_of(initiative.analysis).items()}
    show_speakers(strategies, roots)
    return strategies


def serves_downstream(initiative: StrategicInitiative) -> bool:
    """Does anything built on it still name it? Asked of whatever refers here, not of an app by name."""
    return any(
        getattr(initiative, str(relation.get_accessor_name())).exists()
        for relation in initiative._meta.related_objects
        if relation.many_to_many
    )


def next_code(analysis: SwotAnalysis) -> str:
    """SI-01, SI-02 …: one more than the highest number in use."""
    codes = analysis.initiatives.values_list("code", flat=True)
    numbers = [int(match[1]) for match in map(_CODE.fullmatch, codes) if match]
    return f"SI-{max(numbers, default=0) + 1:02d}"


def owner_units(initiative: StrategicInitiative | None = None) -> QuerySet[Unit]:
    """Units that exist today; an owner that no longer exists stays selectable on its own initiative."""
    units = Unit.objects.existing_on(Today())
    if initiative is not None and initiative.pk:
        units = units | Unit.objects.filter(pk=initiative.owner_unit_id)
    return units.order_by("kind", "name")
