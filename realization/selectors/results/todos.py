"""The half-year review as a task: built on its date whatever is missing (7.2.3)."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.selectors.rows import DECIDED
from cint_portal.documents.models import ReportJob
from cint_portal.organization.roles import Role
from cint_portal.workflow.todo import Todo
from realization.selectors.results.review import CODE, latest_semester
from realization.selectors.results.spans import semester_label

#: 20 July and 20 January.
DUE_DAY = 20


def review_todos(user: Any, now: datetime) -> list[Todo]:
    """For `cms_head`, from the day the half-year has ended until its report is built. Two queries."""
    if not user.has_role(Role.CMS_HEAD):
        return []
    year, semester = latest_semester(now)
    if not Scorecard.objects.filter(cycle__year=year, status__in=DECIDED).exists():
        return []
    if review_is_built(year, semester):
        return []
    label = semester_label(year, semester)
    return [
        Todo(
            kind="task",
            title=_("Buat Review %(semester)s") % {"semester": label},
            unit=_("Semua unit kerja"),
            period=label,
            url=f"{reverse('realization:review-detail')}?year={year}&semester={semester}",
            due_on=review_due_on(year, semester),
            milestone=f"review-{year}-{semester}",
        )
    ]


def review_due_on(year: int, semester: int) -> date:
    """20 July of the year, 20 January of the next."""
    return date(year, 7, DUE_DAY) if semester == 1 else date(year + 1, 1, DUE_DAY)


def review_is_built(year: int, semester: int) -> bool:
    built = ReportJob.objects.filter(code=CODE, params__year=year, params__semester=semester)
    return built.filter(state=ReportJob.State.DONE).exists()
