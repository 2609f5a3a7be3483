"""What waits for CMS and for the board: queues with clocks, and the tasks that come of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import PersonalStatus, Scorecard
from bsc.models.scorecard import ScorecardQuerySet
from bsc.permissions import (
    can_decide_scorecard,
    can_record_meeting,
    can_send_to_board,
    can_submit_scorecard,
    is_department,
)
from bsc.selectors.rounds import (
    RETURNS,
    last_logs,
    revision_due_on,
)
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workdays.selectors import WorkCalendar
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.presentation import StatusChip
from cint_portal.workflow.todo import Todo

Status = Scorecard.Status
#: The order in which the board reads: the company first.
LEVELS: list[str] = [Unit.Kind.CORPORATE, Unit.Kind.DIRECTORATE, Unit.Kind.DEPARTMENT]


_LOOK: dict[str, tuple[str, str]] = {
    Status.DRAFT: ("pencil", "neutral"),
    Status.SENT_CMS: ("send", "info"),
    Status.RETURNED_CMS: ("arrow-return-left", "warning"),
    Status.WITH_BOARD: ("hourglass-split", "info"),
    Status.RETURNED_BOARD: ("arrow-return-left", "warning"),
    Status.APPROVED: ("check-circle", "success"),
    Status.ESTABLISHED: ("lock", "success"),
    Status.UNDER_CHANGE: ("arrow-repeat", "warning"),
    PersonalStatus.WITH_SUPERIOR: ("hourglass-split", "info"),
    PersonalStatus.RETURNED: ("arrow-return-left", "warning"),
    PersonalStatus.AGREED: ("check-circle", "success"),
}


def status_chip(scorecard: Scorecard) -> StatusChip:
    icon, tone = _LOOK[scorecard.status]
    return StatusChip(scorecard.get_status_display(), icon, tone)


@dataclass(frozen=True)
class Clock:
    """Until when, in working days: `text` for the chip, `tone` for its colour."""

    due_on: date
    text: str
    tone: str
    late_days: int

    @property
    def is_late(self) -> bool:
        """Also on the days off right after the date, when no working day has passed yet."""
        return self.tone == "danger"


def clock_until(due_on: date | None, calendar: WorkCalendar, today: date) -> Clock | None:
    """2 HK lagi · hari ini · terlambat 1 HK (4.2, 7.1.15)."""
    if due_on is None:
        return None
    late = calendar.between(due_on, today)
    if today > due_on:
        text = _("Terlambat %(n)d HK") % {"n": late} if late else _("Terlambat kurang dari 1 HK")
        return Clock(due_on, text, "danger", late)
    left = calendar.between(today, due_on)
    if left == 0:
        return Clock(due_on, _("Hari ini"), "warning", 0)
    return Clock(due_on, _("%(n)d HK lagi") % {"n": left}, "warning" if left == 1 else "info", 0)


_OF_YEAR = ("year", "work_week", "holiday_rule", "board_corporate_on", "board_departments_on")
#: Scorecards that wait may be hundreds: of their year, which is wide, only what says until when.
_WAITING = (
    *(one.name for one in Scorecard._meta.concrete_fields),
    *(f"unit__{one.name}" for one in Unit._meta.concrete_fields),
    *(f"cycle__{name}" for name in _OF_YEAR),
)


def to_review(user: User, rows: ScorecardQuerySet | None = None) -> ScorecardQuerySet:
    """Departments' scorecards that this person may review now, the most urgent first."""
    return _visible(user, rows).reviewable_by(user).order_by("review_due_on", "unit__name")


def to_decide(user: User, rows: ScorecardQuerySet | None = None) -> list[Scorecard]:
    """What waits for this member of the board: corporate first, then directorates, then departments."""
    waiting = _visible(user, rows).filter(status=Status.WITH_BOARD)
    if not user.is_bod:
        waiting = waiting.filter(unit__substitute_decider=user)
    found = list(_narrow(waiting).select_related("unit__substitute_decider"))
    posts = Posts() if found else None
    mine = [row for row in found if can_decide_scorecard(user, row, posts)]
    return sorted(mine, key=lambda row: (row.cycle.year, from_the_top(row.unit)))


def from_the_top(unit: Unit) -> tuple[int, str]:
    """The place of a unit in lists that people read: the company, directorates, departments by name."""
    return LEVELS.index(unit.kind), unit.name


def _visible(user: User, rows: ScorecardQuerySet | None = None) -> ScorecardQuerySet:
    """`rows` is what a filter leaves."""
    return (Scorecard.objects.all() if rows is None else rows).visible_to(user)


def _narrow(rows: ScorecardQuerySet) -> ScorecardQuerySet:
    return rows.select_related("unit", "cycle").only(*_WAITING)


def board_due_on(row: Scorecard) -> date | None:
    """The year's date of the board; a unit founded after it has none (Penetapan Susulan)."""
    cycle = row.cycle
    day: date = cycle.board_departments_on if is_department(row) else cycle.board_corporate_on
    return day if row.unit.valid_from <= day else None


# --- Tasks ------------------------------------------------------------------------------------------


def approval_todos(user: User, now: datetime) -> list[Todo]:
    """Reviews, decisions, revisions and the meeting to record: from states and rights alone."""
    return [*_reviews(user), *_decisions(user), *_revisions(user), *_meetings(user)]


def _reviews(user: User) -> list[Todo]:
    return [
        Todo(
            kind="decision",
            title=_("Periksa KPI departemen"),
            unit=row.unit.name,
            period=str(row.cycle.year),
            url=reverse("bsc:approval-review", args=[row.pk]),
            due_on=row.review_due_on,
            unit_id=row.unit_id,
        )
        for row in _narrow(to_review(user))
    ]


def _decisions(user: User) -> list[Todo]:
    return [
        Todo(
            kind="decision",
            title=_("Putuskan scorecard"),
            unit=row.unit.name,
            period=str(row.cycle.year),
            url=reverse("bsc:decision-detail", args=[row.pk]),
            due_on=board_due_on(row),
            unit_id=row.unit_id,
            milestone=f"board-{'departments' if is_department(row) else 'corporate'}-{row.cycle.year}",
        )
        for row in to_decide(user)
    ]


def _revisions(user: User) -> list[Todo]:
    returned = _narrow(_visible(user)).filter(Q(status=Status.RETURNED_CMS) | Q(status=Status.RETURNED_BOARD))
    mine = [row for row in returned if can_submit_scorecard(user, row) or can_send_to_board(user, row)]
    return revision_todos(mine)


def revision_todos(rows: Sequence[Scorecard]) -> list[Todo]:
    """What came back and has to be sent again, with what was said about it. One query."""
    logs = last_logs(rows, *RETURNS) if rows else {}
    return [_revision(row, logs.get(row.pk)) for row in rows]


def _revision(row: Scorecard, log: TransitionLog | None) -> Todo:
    return Todo(
        kind="task",
        title=_("Perbaiki scorecard yang dikembalikan"),
        unit=row.unit.name,
        period=str(row.cycle.year),
        url=reverse("bsc:scorecard-detail", args=[row.pk]),
        due_on=revision_due_on(log) if is_department(row) else None,
        note=log.comment if log else "",
        unit_id=row.unit_id,
    )


def _meetings(user: User) -> list[Todo]:
    if not can_record_meeting(user):
        return []
    return [_meeting(cycle, n) for cycle, n in approved_by_cycle()]


def approved_by_cycle() -> Iterable[tuple[PlanningCycle, int]]:
    """Years with approved scorecards that no meeting has established yet, and how many."""
    counts: dict[PlanningCycle, int] = {}
    for row in Scorecard.objects.filter(status=Status.APPROVED).select_related("cycle"):
        counts[row.cycle] = counts.get(row.cycle, 0) + 1
    return counts.items()


def _meeting(cycle: PlanningCycle, n: int) -> Todo:
    text = ngettext("%(n)d scorecard disetujui", "%(n)d scorecard disetujui", n)
    return Todo(
        kind="task",
        title=_("Catat Rapat Penetapan BSC"),
        unit="",
        period=str(cycle.year),
        url=f"{reverse('bsc:establishment-create')}?year={cycle.year}",
        due_on=cycle.meeting_on,
        note=text % {"n": n},
        milestone=f"meeting-{cycle.year}",
    )
