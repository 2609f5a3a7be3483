"""Meetings for their pages: the list of a year, what one contains, its decisions, the proposed agenda."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import Meeting, MeetingDecision, MeetingInvitee, Scorecard
from bsc.selectors.lists import LEVELS
from cint_portal.core.clock import WIB
from cint_portal.organization.models import PlanningCycle, User

Presence = MeetingInvitee.Presence
Step = MeetingDecision.Status
OPEN = (Step.OPEN, Step.REPORTED)


def meetings_in(cycle: PlanningCycle | None, user: User) -> QuerySet[Meeting]:
    """A year's meetings that the person may read, the newest day first, with their open decisions."""
    meetings = Meeting.objects.visible_to(user).filter(cycle=cycle).select_related("cycle")
    day = Coalesce("held_on", TruncDate("starts_at", tzinfo=WIB))
    issued = Q(status=Meeting.Status.ISSUED, decisions__status__in=OPEN)
    counted = meetings.annotate(open_count=Count("decisions", filter=issued, distinct=True), day_of=day)
    return counted.order_by(F("day_of").desc(nulls_last=True), "-id")


@dataclass(frozen=True)
class Roll:
    """Who was invited and who came."""

    rows: tuple[MeetingInvitee, ...]

    @property
    def present(self) -> int:
        return sum(row.presence == Presence.PRESENT for row in self.rows)

    @property
    def absent(self) -> tuple[MeetingInvitee, ...]:
        return tuple(row for row in self.rows if row.presence == Presence.ABSENT)

    @property
    def is_taken(self) -> bool:
        return any(row.presence for row in self.rows)


def roll_of(meeting: Meeting) -> Roll:
    """One query."""
    return Roll(tuple(meeting.invitees.select_related("person", "unit").order_by("person__full_name")))


@dataclass(frozen=True)
class DecisionLine:
    """A numbered decision as pages show it."""

    decision: MeetingDecision
    label: str
    tone: str
    icon: str
    is_late: bool


TONES = {
    Step.NOTED: ("muted", "dash-circle"),
    Step.OPEN: ("warning", "circle"),
    Step.REPORTED: ("info", "hourglass-split"),
    Step.CLOSED: ("success", "check2-circle"),
}


def decision_lines(meeting: Meeting, today: date) -> list[DecisionLine]:
    """In the order of the minutes. One query."""
    return [decision_line(row, today) for row in meeting.decisions.select_related("pic")]


def decision_line(row: MeetingDecision, today: date) -> DecisionLine:
    tone, icon = TONES[Step(row.status)]
    is_late = row.status == Step.OPEN and row.due_on is not None and row.due_on < today
    label = str(row.get_status_display())
    return DecisionLine(row, label, "danger" if is_late else tone, icon, is_late)


def agenda_for(cycle: PlanningCycle, kind: str) -> str:
    """The agenda of a Penetapan, from the scorecards as they stand; others begin with an empty one."""
    if kind != Meeting.Kind.ESTABLISHMENT:
        return ""
    rows = Scorecard.objects.filter(cycle=cycle).select_related("unit").order_by(LEVELS, "unit__name")
    return "\n".join(f"{n}. {line}" for n, line in enumerate(_items(cycle, list(rows)), start=1))


def _items(cycle: PlanningCycle, rows: Sequence[Scorecard]) -> list[str]:
    approved = [row.unit.name for row in rows if row.status == Scorecard.Status.APPROVED]
    pending = [row for row in rows if row.status not in DECIDED]
    items = [_("Pembukaan dan visi, misi, serta arah Tahun BSC %(year)s") % {"year": cycle.year}]
    items += [_("Pembahasan dan penetapan BSC %(unit)s") % {"unit": unit} for unit in approved]
    if pending:
        text = ngettext(
            "%(n)d scorecard yang belum disetujui: %(units)s",
            "%(n)d scorecard yang belum disetujui: %(units)s",
            len(pending),
        )
        items.append(text % {"n": len(pending), "units": ", ".join(row.unit.name for row in pending)})
    return [*items, _("Penandatanganan Wrapping Commitment"), _("Penutup")]


DECIDED = (
    Scorecard.Status.APPROVED,
    Scorecard.Status.ESTABLISHED,
    Scorecard.Status.UNDER_CHANGE,
)


def establishing_meeting(cycle: PlanningCycle | None) -> Meeting | None:
    """The Penetapan of the year that is ahead, or held without having established anything yet."""
    meetings = Meeting.objects.filter(cycle=cycle, kind=Meeting.Kind.ESTABLISHMENT).standing()
    return meetings.filter(established=None).select_related("cycle").order_by("-id").first()


@dataclass(frozen=True)
class Penetapan:
    """When a year's scorecards are established: the arranged meeting's day, else the date of the year."""

    day: date
    is_invited: bool
    is_held: bool


def penetapan_of(cycles: Iterable[PlanningCycle]) -> dict[int, Penetapan]:
    """By cycle. One query."""
    years = {cycle.pk: cycle for cycle in cycles}
    rows = Meeting.objects.filter(cycle__in=years, kind=Meeting.Kind.ESTABLISHMENT).standing().order_by("pk")
    found = {pk: Penetapan(cycle.meeting_on, False, False) for pk, cycle in years.items()}
    for row in rows:
        known = found[row.cycle_id]
        found[row.cycle_id] = Penetapan(
            day=row.day if row.is_ahead and row.day else known.day,
            is_invited=known.is_invited or row.invited_at is not None,
            is_held=known.is_held or not row.is_ahead,
        )
    return found
