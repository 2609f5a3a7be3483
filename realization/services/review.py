"""Asking for the half-year review (7.2.3)."""

from datetime import datetime

from django.utils.translation import gettext as _

from cint_portal.documents.models import ReportJob
from cint_portal.documents.services import request_report
from cint_portal.organization.models import PlanningCycle, User
from realization.selectors.results.access import results_of_year
from realization.selectors.results.review import CODE
from realization.selectors.results.spans import SEMESTERS, semester_label


def request_review(
    *, cycle: PlanningCycle, semester: int, format: str, actor: User, now: datetime
) -> ReportJob:
    """Queue the review of what this person may see; raises PermissionDenied."""
    return request_report(
        CODE,
        actor=actor,
        now=now,
        format=format,
        title=_("Review %(semester)s") % {"semester": semester_label(cycle.year, semester)},
        file_stem=f"review-semester-{SEMESTERS[semester]}-{cycle.year}-{_scope(actor, cycle)}",
        year=cycle.year,
        semester=semester,
    )


def _scope(user: User, cycle: PlanningCycle) -> str:
    """What the file name says about its content: the one unit, or how many."""
    units = [row.unit.code for row in results_of_year(user, cycle)]
    return units[0] if len(units) == 1 else f"{len(units)}-unit"
