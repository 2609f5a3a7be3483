"""Whose results a person may read (realities 27): actuals stay within the unit and what is above it."""

from django.db.models import Q, QuerySet

from bsc.models import Scorecard
from bsc.selectors.rows import DECIDED
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.selectors import is_president


def visible_results(user: User) -> QuerySet[Scorecard]:
    """Decided scorecards of the person's units and below; the corporate one for CMS, board and president."""
    decided = Scorecard.objects.filter(status__in=DECIDED).select_related("unit", "cycle")
    if user.is_cms or user.is_bod:
        return decided
    mine = decided.filter(unit__in=Unit.objects.visible_to(user))
    return mine if is_president(user) else mine.exclude(unit__kind=Unit.Kind.CORPORATE)


def results_of_year(user: User, cycle: PlanningCycle) -> list[Scorecard]:
    """The year's scorecards that the person may read: corporate, directorates, departments by name."""
    rank = {Unit.Kind.CORPORATE: 0, Unit.Kind.DIRECTORATE: 1, Unit.Kind.DEPARTMENT: 2}
    rows = visible_results(user).filter(Q(cycle=cycle))
    return sorted(rows, key=lambda row: (rank[Unit.Kind(row.unit.kind)], row.unit.name, row.pk))
