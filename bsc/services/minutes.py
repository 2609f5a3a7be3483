"""Recording a meeting: who came, the minutes and their numbered decisions, scans (7.1.18, realities 14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import meeting_emails as emails
from bsc.meeting_permissions import can_arrange_meeting
from bsc.meeting_workflow import MEETING
from bsc.models import Meeting, MeetingDecision, MeetingInvitee, MeetingScan
from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.documents.scans import Scan
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, perform_transition, require

Presence = MeetingInvitee.Presence
Status = Meeting.Status


@dataclass(frozen=True)
class Attendance:
    """Whether an invited person came; `reason` only for who did not."""

    presence: str
    reason: str = ""


@dataclass(frozen=True)
class DecisionLine:
    """A decision as it is typed; one that somebody carries out has a PIC and a date."""

    text: str
    pic: User | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Minutes:
    """What the minutes say about the meeting itself."""

    number: str
    held_on: date
    minutes: str = ""
    attendance: str = ""


@transaction.atomic
def record_attendance(
    *,
    meeting: Meeting,
    presences: Mapping[int, Attendance],
    others: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Meeting:
    """Tick who came, by invitee; raises Conflict (not yet, issued), StaleVersion, PermissionDenied."""
    row = lock(meeting, version=version)
    require(can_arrange_meeting(actor))
    _require_unissued(row)
    if row.starts_at is not None and row.is_ahead and local_day(row.starts_at) > local_day(now):
        raise Conflict(_("Rapat belum berlangsung, sehingga kehadiran belum dapat dicatat."))
    for guest in row.invitees.all():
        came = presences.get(guest.pk, Attendance(""))
        guest.presence = came.presence
        guest.reason = came.reason.strip() if came.presence == Presence.ABSENT else ""
        guest.save(update_fields=["presence", "reason"])
    row.attendance = others.strip()
    row.version += 1
    row.save(update_fields=["attendance", "version"])
    return row


@transaction.atomic
def write_minutes(
    *,
    meeting: Meeting,
    record: Minutes,
    decisions: Sequence[DecisionLine],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Meeting:
    """Store the minutes and their decisions, numbered in their order, until they are issued.

    Raises InvalidInput (number used, day to come, PIC without date), Conflict, PermissionDenied.
    """

    def change(row: Meeting) -> None:
        hold(row, record, actor, now)
        _store_decisions(row, decisions)

    if meeting.is_ahead:
        return perform_transition(
            MEETING, meeting, "record", actor=actor, now=now, version=version, change=change
        )
    row = lock(meeting, version=version)
    require(can_arrange_meeting(actor))
    _require_unissued(row)
    change(row)
    row.version += 1
    row.save()
    return row


def hold(row: Meeting, record: Minutes, actor: User, now: datetime) -> None:
    """Write into a locked row that the meeting took place; raises InvalidInput."""
    number = record.number.strip()
    if not number:
        raise InvalidInput(_("Nomor notulen wajib diisi."))
    if row.cycle.meetings.filter(number=number).exclude(pk=row.pk).exists():
        raise InvalidInput(_("Nomor notulen ini sudah dipakai pada tahun yang sama."))
    if record.held_on > local_day(now):
        raise InvalidInput(_("Tanggal rapat belum tiba. Rapat dicatat setelah berlangsung."))
    row.number, row.held_on, row.minutes = number, record.held_on, record.minutes.strip()
    row.attendance = record.attendance.strip() or row.attendance
    row.recorded_by, row.recorded_at = actor, now


def _store_decisions(row: Meeting, decisions: Sequence[DecisionLine]) -> None:
    """They are drafts until the minutes are issued, so they are written anew."""
    lines = [line for line in decisions if line.text.strip()]
    if any((line.pic is None) != (line.due_on is None) for line in lines):
        raise InvalidInput(_("Keputusan dengan PIC perlu batas waktu, dan sebaliknya."))
    row.decisions.all().delete()
    MeetingDecision.objects.bulk_create(
        MeetingDecision(
            meeting=row,
            number=number,
            text=line.text.strip(),
            pic=line.pic,
            due_on=line.due_on,
            status=MeetingDecision.Status.OPEN if line.pic else MeetingDecision.Status.NOTED,
        )
        for number, line in enumerate(lines, start=1)
    )


@transaction.atomic
def issue_minutes(*, meeting: Meeting, actor: User, now: datetime, version: int | None = None) -> Meeting:
    """Send the minutes to who was invited; from now on its decisions are tasks and nothing is rewritten.

    Raises InvalidInput (nobody's presence is known), Conflict, StaleVersion, PermissionDenied.
    """

    def change(row: Meeting) -> None:
        came = row.invitees.filter(presence=Presence.PRESENT).exists()
        if not came and not row.attendance:
            raise InvalidInput(_("Catat kehadiran lebih dahulu."))
        row.issued_at = now

    row = perform_transition(MEETING, meeting, "issue", actor=actor, now=now, version=version, change=change)
    _tell(row, now)
    return row


def _tell(row: Meeting, now: datetime) -> None:
    decisions = list(row.decisions.select_related("pic"))
    enqueue(
        emails.MINUTES,
        recipients=[guest.person for guest in row.invitees.select_related("person")],
        about=row,
        now=now,
        context={"decisions": "\n".join(f"{one.number}. {one.text}" for one in decisions)},
    )
    for one in decisions:
        if one.pic is not None:
            enqueue(emails.DECISION_GIVEN, recipients=[one.pic], about=one, now=now, due_on=one.due_on)


@transaction.atomic
def keep_scan(*, meeting: Meeting, scan: Scan, actor: User, now: datetime) -> MeetingScan:
    """Keep a scan of the signed list; raises PermissionDenied, Conflict (cancelled)."""
    require(can_arrange_meeting(actor))
    row = lock(meeting)
    if row.status == Status.CANCELLED:
        raise Conflict(_("Rapat ini dibatalkan."))
    return MeetingScan.objects.create(meeting=row, **scan.kept(actor=actor, now=now))


def _require_unissued(row: Meeting) -> None:
    if row.status in (Status.ISSUED, Status.CANCELLED):
        raise Conflict(
            _("Rapat ini tidak dapat diubah lagi: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
