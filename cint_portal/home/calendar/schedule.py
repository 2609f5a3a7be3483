"""The dates of a Tahun BSC and whom each concerns: phases of 7.1, months of 7.2, half-year reviews."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import Meeting
from bsc.periods import Period
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.roles import UNIT_ROLES, Role
from cint_portal.workdays.selectors import WorkCalendar, work_calendar
from realization.selectors.clock import verification_clocks
from realization.selectors.months import month_name, regular_deadline
from realization.selectors.results.spans import semester_label
from realization.selectors.results.todos import review_due_on

Roles = frozenset[Role]
CMS: Roles = frozenset({Role.CMS, Role.CMS_HEAD})
BOARD: Roles = CMS | {Role.BOD}
DEPARTMENTS: Roles = CMS | UNIT_ROLES
INVITED: Roles = BOARD | {Role.DIRECTOR, Role.MANAGER, Role.SECOND_LAYER, Role.AUDITOR}
REVIEWERS: Roles = BOARD | {Role.DIRECTOR, Role.AUDITOR}


@dataclass(frozen=True)
class Deadline:
    """A date of the year. `milestone` is its name for ever; `fields` are the settings that it comes from."""

    day: date
    title: str
    url: str
    milestone: str
    cycle_id: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phase:
    """A phase whose date stands in the cycle's `field`; `page` is where one works on it."""

    code: str
    field: str
    label: Any
    roles: Roles
    page: str


PHASES = (
    Phase(
        "collection",
        "collection_opens_on",
        gettext_lazy("Pengumpulan isu dibuka"),
        DEPARTMENTS,
        "issues:register-landing",
    ),
    Phase(
        "issues",
        "issues_due_on",
        gettext_lazy("Batas waktu isu internal & eksternal"),
        DEPARTMENTS,
        "issues:register-landing",
    ),
    Phase("swot", "swot_due_on", gettext_lazy("Posisi SWOT final"), BOARD, "swot:index"),
    Phase(
        "corporate",
        "corporate_to_board_on",
        gettext_lazy("KPI korporat dan direktorat ke Direksi"),
        CMS,
        "bsc:scorecard-list",
    ),
    Phase(
        "board-corporate",
        "board_corporate_on",
        gettext_lazy("Keputusan Direksi atas KPI korporat"),
        BOARD,
        "bsc:scorecard-list",
    ),
    Phase(
        "departments",
        "departments_due_on",
        gettext_lazy("KPI departemen dikirim ke CMS"),
        DEPARTMENTS,
        "bsc:scorecard-list",
    ),
    Phase(
        "board-departments",
        "board_departments_on",
        gettext_lazy("Keputusan Direksi atas KPI departemen"),
        BOARD,
        "bsc:scorecard-list",
    ),
    Phase("meeting", "meeting_on", gettext_lazy("Rapat Penetapan BSC"), INVITED, "bsc:establishment-list"),
)


def cycles_around(year: int) -> list[PlanningCycle]:
    """The cycles with dates in a calendar year: last year's end, its own, next year's planning. One query."""
    return list(PlanningCycle.objects.filter(year__range=(year - 1, year + 1)).order_by("year"))


def meetings_for(user: User, cycles: Iterable[PlanningCycle]) -> list[Meeting]:
    """The meetings that this person is invited to. One query."""
    rows = Meeting.objects.standing().filter(invitees__person=user, cycle__in=list(cycles))
    rows = rows.filter(invited_at__isnull=False, starts_at__isnull=False)
    return list(rows.select_related("cycle").order_by("starts_at", "pk"))


def deadlines_for(user: User, cycles: Iterable[PlanningCycle]) -> list[Deadline]:
    """The dates that concern this person's roles, by day; a constant number of queries per cycle."""
    roles = {Role(assignment.role) for assignment in user.current_roles}
    if not roles:
        return []
    found = [deadline for cycle in cycles for deadline in _of_cycle(cycle, roles)]
    return sorted(found, key=lambda deadline: (deadline.day, deadline.title))


def _of_cycle(cycle: PlanningCycle, roles: set[Role]) -> Iterator[Deadline]:
    yield from _phases(cycle, roles)
    if roles & DEPARTMENTS:
        yield from _months(cycle, work_calendar(cycle))
    if roles & CMS:
        yield from _closings(cycle)
        yield from _verifications(cycle)
    if roles & REVIEWERS:
        yield from _reviews(cycle)


def _phases(cycle: PlanningCycle, roles: set[Role]) -> Iterator[Deadline]:
    for phase in PHASES:
        if roles & phase.roles:
            yield Deadline(
                day=getattr(cycle, phase.field),
                title=f"{phase.label} {cycle.year}",
                url=f"{reverse(phase.page)}?year={cycle.year}",
                milestone=f"{phase.code}-{cycle.year}",
                cycle_id=cycle.pk,
                fields=(phase.field,),
            )


def _months(cycle: PlanningCycle, calendar: WorkCalendar) -> Iterator[Deadline]:
    """The 15th of the following month, or what the year sets (4.8)."""
    for month in range(1, 13):
        title = _("Batas waktu realisasi %(month)s") % {"month": month_name(cycle, month)}
        day = regular_deadline(cycle, month, calendar)
        yield _monthly(cycle, month, "month", day, title, "realization_due_day", "holiday_rule")


def _closings(cycle: PlanningCycle) -> Iterator[Deadline]:
    for month in range(1, 13):
        title = _("Tutup Bulan %(month)s") % {"month": month_name(cycle, month)}
        day = Period(cycle.year, month).shift(1).first_day.replace(day=cycle.closing_day)
        yield _monthly(cycle, month, "closing", day, title, "closing_day")


def _verifications(cycle: PlanningCycle) -> Iterator[Deadline]:
    """H+2 exists once everybody has sent or the month is closed (7.2.2)."""
    for month, clock in verification_clocks(cycle).items():
        if clock.due_on is not None:
            words = {"month": month_name(cycle, month), "n": cycle.verification_days}
            title = _("Verifikasi realisasi %(month)s (H+%(n)d)") % words
            yield _monthly(cycle, month, "verification", clock.due_on, title)


def _monthly(cycle: PlanningCycle, month: int, code: str, day: date, title: str, *fields: str) -> Deadline:
    url = f"{reverse('realization:realization-list')}?year={cycle.year}"
    return Deadline(day, title, url, f"{code}-{cycle.year}-{month:02d}", cycle.pk, fields)


def _reviews(cycle: PlanningCycle) -> Iterator[Deadline]:
    for semester in (1, 2):
        label = semester_label(cycle.year, semester)
        yield Deadline(
            day=review_due_on(cycle.year, semester),
            title=_("Review %(semester)s") % {"semester": label},
            url=f"{reverse('realization:review-detail')}?year={cycle.year}&semester={semester}",
            milestone=f"review-{cycle.year}-{semester}",
            cycle_id=cycle.pk,
        )
