"""Tasks that come of meetings: signing, carrying out decisions, arranging and recording."""

from collections import defaultdict
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.meeting_permissions import can_sign
from bsc.models import Commitment, CommitmentSignature, Meeting, MeetingDecision
from bsc.selectors.commitment import sign_todo
from cint_portal.core.clock import local_day
from cint_portal.organization.models import User
from cint_portal.workflow.todo import Todo

Step = MeetingDecision.Status


def meeting_todos(user: User, now: datetime) -> list[Todo]:
    """Three queries at most."""
    todos = [*_signing(user), *_decisions(user)]
    return [*todos, *_recording(now)] if user.is_cms else todos


def _signing(user: User) -> list[Todo]:
    rows = CommitmentSignature.objects.filter(person=user, signed_at=None)
    units: dict[Commitment, list[str]] = defaultdict(list)
    for row in rows.select_related("commitment__cycle", "unit").order_by("pk"):
        if can_sign(user, row):
            units[row.commitment].append(row.unit.name)
    return [sign_todo(commitment, names) for commitment, names in units.items()]


def _decisions(user: User) -> list[Todo]:
    """What the person carries out, and what CMS has to judge."""
    rows = MeetingDecision.objects.filter(meeting__status=Meeting.Status.ISSUED)
    mine = rows.filter(pic=user, status=Step.OPEN)
    found = mine | rows.filter(status=Step.REPORTED).exclude(pic=user) if user.is_cms else mine
    return [_decision(row) for row in found.select_related("meeting__cycle", "pic").order_by("due_on", "pk")]


def _decision(row: MeetingDecision) -> Todo:
    reported = row.status == Step.REPORTED
    title = _("Periksa tindak lanjut rapat") if reported else _("Tindak lanjuti keputusan rapat")
    return Todo(
        kind="task",
        title=title,
        unit=str(row.meeting),
        period=str(row.meeting.cycle.year),
        url=reverse("bsc:meeting-decision-detail", args=[row.pk]),
        due_on=None if reported else row.due_on,
        note=row.text,
    )


def _recording(now: datetime) -> list[Todo]:
    """Invitations that were never sent, meetings that are over and not recorded, minutes never issued."""
    waiting = (Meeting.Status.PLANNED, Meeting.Status.INVITED, Meeting.Status.HELD)
    rows = Meeting.objects.filter(status__in=waiting).select_related("cycle").order_by("starts_at", "pk")
    return [todo for row in rows if (todo := _next_step(row, now))]


def _next_step(row: Meeting, now: datetime) -> Todo | None:
    if row.status == Meeting.Status.HELD:
        return _arranging(row, _("Terbitkan notulen"), None)
    if row.ends_at is not None and row.ends_at <= now:
        return _arranging(row, _("Catat rapat"), local_day(row.ends_at))
    if row.status == Meeting.Status.PLANNED and row.starts_at is not None:
        return _arranging(row, _("Kirim undangan rapat"), local_day(row.starts_at))
    return None


def _arranging(row: Meeting, title: str, due_on: date | None) -> Todo:
    return Todo(
        kind="task",
        title=title,
        unit=row.name,
        period=str(row.cycle.year),
        url=reverse("bsc:meeting-detail", args=[row.pk]),
        due_on=due_on,
    )
