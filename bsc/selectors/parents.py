"""What a unit's objectives and KPIs may hang on: the scorecards above it (7.1.13)."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from bsc.models import Kpi, Measure, Objective, Scorecard
from bsc.selectors.rows import DECIDED
from cint_portal.organization.models import Unit, User


def scorecards_above(scorecard: Scorecard) -> QuerySet[Scorecard]:
    """Corporate and the own directorate, this year.

    A department hangs on what is decided; CMS writes directorates beside the corporate scorecard. A person
    serves the own department, once it is decided: what a draft loses later would name who hangs on it.
    """
    if scorecard.is_personal:
        own = Scorecard.objects.filter(cycle=scorecard.cycle_id, unit=scorecard.unit_id)
        return own.filter(status__in=DECIDED)
    above = Scorecard.objects.filter(cycle=scorecard.cycle_id, unit__in=list(units_above(scorecard.unit)))
    return above.filter(status__in=DECIDED) if scorecard.unit.kind == Unit.Kind.DEPARTMENT else above


def units_above(unit: Unit) -> Iterable[int]:
    """Ids of the units over this one, and of the company (three levels at most)."""
    parent = unit.parent
    while parent is not None:
        yield parent.pk
        parent = parent.parent


def parent_objectives(scorecard: Scorecard) -> QuerySet[Objective]:
    """Objectives that one of this scorecard may take over or support."""
    return (
        Objective.objects.filter(perspective__scorecard__in=scorecards_above(scorecard))
        .select_related("perspective__scorecard__unit")
        .order_by("perspective__scorecard__unit__kind", "perspective__position", "position", "id")
    )


def parent_kpis(scorecard: Scorecard) -> QuerySet[Kpi]:
    """KPIs that one of this scorecard may serve; sub-indicators are served through their group."""
    return (
        Kpi.objects.filter(objective__perspective__scorecard__in=scorecards_above(scorecard), group=None)
        .select_related("measure", "objective__perspective__scorecard__unit")
        .order_by(
            "objective__perspective__scorecard__unit__kind",
            "objective__perspective__position",
            "objective__position",
            "position",
            "id",
        )
    )


def _shareable(scorecard: Scorecard, user: User) -> QuerySet[Scorecard]:
    sent = Scorecard.objects.exclude(status__in=Scorecard.EDITABLE).filter(cycle=scorecard.cycle_id)
    return sent | Scorecard.objects.visible_to(user).filter(cycle=scorecard.cycle_id)


def joinable_measures(scorecard: Scorecard, user: User) -> QuerySet[Measure]:
    """Measures of other scorecards that this one may weigh too (KPI Bersama), not weighed yet.

    Drafts stay private to their unit; from the moment it is sent, a scorecard's KPIs may be shared. A person
    shares those of the own department.
    """
    above = Scorecard.objects.filter(pk__in=scorecards_above(scorecard))
    visible = above if scorecard.is_personal else _shareable(scorecard, user)
    own = Kpi.objects.filter(objective__perspective__scorecard=scorecard, measure__isnull=False)
    return (
        Measure.objects.filter(
            Q(kpis__objective__perspective__scorecard__in=visible)
            | Q(kpis__objective__perspective__scorecard__in=above)
        )
        .exclude(pk__in=own.values("measure"))
        .select_related("owner_unit", "filler_unit")
        .order_by("owner_unit__name", "name")
        .distinct()
    )


def joinable_by_change(scorecard: Scorecard, user: User) -> QuerySet[Measure]:
    """Of these, what an Adendum may take: in force in an established scorecard, so that nobody edits it."""
    running = Kpi.objects.filter(
        through_month=None,
        objective__perspective__scorecard__status__in=(
            Scorecard.Status.ESTABLISHED,
            Scorecard.Status.UNDER_CHANGE,
        ),
    )
    return joinable_measures(scorecard, user).filter(pk__in=running.values("measure"))
