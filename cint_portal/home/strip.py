"""The cycle at a glance: each phase of the year, done by the data, late by its date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Scorecard
from cint_portal.core import clock
from cint_portal.core.templatetags.portal_format import day
from cint_portal.documents.models import ReportJob
from cint_portal.organization.models import PlanningCycle, Unit
from issues.models import IssueRegister
from realization.selectors.results.review import CODE
from realization.selectors.results.todos import review_due_on
from swot.models import SwotAnalysis

Status = Scorecard.Status
DECIDED = [Status.APPROVED, Status.ESTABLISHED, Status.UNDER_CHANGE]


@dataclass(frozen=True)
class Step:
    label: str
    state: str
    due: str
    url: str


def cycle_opened_by(today: date) -> PlanningCycle | None:
    """The newest year whose collection has opened: next year's from October on."""
    return PlanningCycle.objects.filter(collection_opens_on__lte=today).order_by("-year").first()


def year_steps(cycle: PlanningCycle, now: datetime) -> list[Step]:
    """Phases of 7.1 and the half-year reviews, in order. Four queries."""
    today = clock.local_day(now)
    done = [*_issues_and_swot(cycle), *_scorecards(cycle), *_reviews(cycle)]
    phases = [
        (_("Isu"), cycle.issues_due_on),
        (_("Posisi SWOT"), cycle.swot_due_on),
        (_("KPI korporat ke Direksi"), cycle.corporate_to_board_on),
        (_("Keputusan Direksi"), cycle.board_corporate_on),
        (_("KPI departemen"), cycle.departments_due_on),
        (_("Persetujuan Direksi"), cycle.board_departments_on),
        (_("Penetapan BSC"), cycle.meeting_on),
        (_("Review Semester I"), review_due_on(cycle.year, 1)),
        (_("Review Semester II"), review_due_on(cycle.year, 2)),
    ]
    first_open = next((i for i, is_done in enumerate(done) if not is_done), len(done))
    return [
        Step(label, _state(done[i], due, today, is_first=i == first_open), day(due), _month_of(due))
        for i, (label, due) in enumerate(phases)
    ]


def _month_of(due: date) -> str:
    return reverse("calendar-month", args=[due.year, due.month])


def _state(is_done: bool, due: date, today: date, *, is_first: bool) -> str:
    if is_done:
        return "done"
    if due < today:
        return "late"
    return "current" if is_first else "todo"


def _issues_and_swot(cycle: PlanningCycle) -> list[bool]:
    settled = [IssueRegister.Status.ACCEPTED, IssueRegister.Status.NIL]
    registers = IssueRegister.objects.filter(cycle=cycle).aggregate(
        n=Count("pk"), done=Count("pk", filter=Q(status__in=settled))
    )
    final = SwotAnalysis.objects.filter(cycle=cycle, status=SwotAnalysis.Status.FINAL).exists()
    return [registers["n"] > 0 and registers["n"] == registers["done"], final]


def _scorecards(cycle: PlanningCycle) -> list[bool]:
    rows = Scorecard.objects.filter(cycle=cycle).values_list("unit__kind", "status")
    corporate = [status for kind, status in rows if kind == Unit.Kind.CORPORATE]
    departments = [status for kind, status in rows if kind == Unit.Kind.DEPARTMENT]

    def every(statuses: Sequence[str], accepted: Sequence[str]) -> bool:
        return bool(statuses) and all(status in accepted for status in statuses)

    sent = [Status.WITH_BOARD, *DECIDED]
    return [
        every(corporate, sent),
        every(corporate, DECIDED),
        every(departments, [Status.SENT_CMS, *sent]),
        every(departments, DECIDED),
        every([*corporate, *departments], [Status.ESTABLISHED, Status.UNDER_CHANGE]),
    ]


def _reviews(cycle: PlanningCycle) -> Iterator[bool]:
    """Each half-year: its report was built."""
    built = ReportJob.objects.filter(code=CODE, state=ReportJob.State.DONE, params__year=cycle.year)
    semesters = {params["semester"] for params in built.values_list("params", flat=True)}
    yield from (semester in semesters for semester in (1, 2))
