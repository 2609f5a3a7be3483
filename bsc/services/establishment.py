"""Penetapan BSC: the meeting's decision locks approved scorecards as Rev. 00 (7.1.18–7.1.19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import emails
from bsc.meeting_workflow import MEETING
from bsc.models import EstablishedScorecard, Meeting, MeetingInvitee, Scorecard, ScorecardVersion
from bsc.permissions import can_record_meeting
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.establishment import FIRST_REVISION, board_decision_of
from bsc.selectors.people import invited_to_establishment
from bsc.selectors.resolutions import held_up_by_objection
from bsc.selectors.rounds import approved_hash
from bsc.services.commitment import open_commitment
from bsc.services.minutes import Minutes, hold
from bsc.workflow import SCORECARD
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import lock, perform_transition, require


@dataclass(frozen=True)
class MeetingRecord:
    """What the minutes say about the meeting itself; `attendance` names who was not invited by the portal."""

    number: str
    held_on: date
    effective_from: date
    attendance: str
    minutes: str = ""


@transaction.atomic
def establish_set(
    *,
    cycle: PlanningCycle,
    meeting: MeetingRecord,
    scorecards: Sequence[Scorecard],
    actor: User,
    now: datetime,
    planned: Meeting | None = None,
) -> Meeting:
    """Establish every chosen scorecard or none, and open the Wrapping Commitment of the set.

    `planned` is the meeting that was invited to; without it one is recorded that was arranged elsewhere. A
    later meeting establishes further units the same way (Penetapan Susulan).
    Raises PermissionDenied, InvalidInput (nothing chosen, number used, dates), Conflict (not approved).
    """
    require(can_record_meeting(actor))
    PlanningCycle.objects.select_for_update().get(pk=cycle.pk)  # one meeting at a time takes its number
    _check_choice(cycle, meeting, scorecards)
    row = _held(planned or Meeting(cycle=cycle), meeting, actor, now)
    ordered = sorted(scorecards, key=lambda one: one.pk)
    established = [_establish(one, row, meeting.effective_from, actor, now) for one in ordered]
    open_commitment(meeting=row, scorecards=established, actor=actor, now=now)
    _tell_everybody(row, established, now)
    return row


def _check_choice(cycle: PlanningCycle, meeting: MeetingRecord, scorecards: Sequence[Scorecard]) -> None:
    if not scorecards:
        raise InvalidInput(_("Pilih sekurangnya satu scorecard yang ditetapkan."))
    if meeting.effective_from.year != cycle.year:
        raise InvalidInput(_("Tanggal berlaku harus pada Tahun BSC %(year)s.") % {"year": cycle.year})
    if any(one.cycle_id != cycle.pk for one in scorecards):
        raise Conflict(_("Scorecard yang dipilih bukan dari Tahun BSC ini."))
    held_up = held_up_by_objection(scorecards)
    if held_up:
        names = tuple(str(one) for one in scorecards if one.pk in held_up)
        message = _("Keberatan anggota Direksi atas scorecard berikut belum dijawab: %(names)s.")
        raise InvalidInput(message % {"names": ", ".join(names)}, names)


def _held(row: Meeting, record: MeetingRecord, actor: User, now: datetime) -> Meeting:
    """The meeting as recorded: its minutes are kept if they were written before, else written now."""
    minutes = Minutes(record.number, record.held_on, record.minutes, record.attendance)

    def change(locked: Meeting) -> None:
        hold(locked, minutes, actor, now)
        _check_attendance(locked)
        locked.effective_from = record.effective_from

    if row.pk is None:
        change(row)
        row.status = Meeting.Status.HELD  # recorded as it is: it never passed through the portal's planning
        row.save()
        return row
    if row.is_ahead:
        return perform_transition(MEETING, row, "record", actor=actor, now=now, change=change)
    locked = lock(row)
    if locked.status == Meeting.Status.CANCELLED or locked.established.exists():
        raise Conflict(_("Rapat ini dibatalkan, atau keputusannya sudah dicatat."))
    if locked.status == Meeting.Status.HELD:
        change(locked)
    locked.effective_from = record.effective_from
    locked.version += 1
    locked.save()
    return locked


def _check_attendance(row: Meeting) -> None:
    came = row.pk is not None and row.invitees.filter(presence=MeetingInvitee.Presence.PRESENT).exists()
    if not came and not row.attendance:
        raise InvalidInput(_("Nomor notulen dan daftar hadir wajib diisi."))


def _establish(
    scorecard: Scorecard, meeting: Meeting, effective_from: date, actor: User, now: datetime
) -> Scorecard:
    details: dict[str, Any] = {"meeting": meeting.number, "revision": FIRST_REVISION}

    def change(row: Scorecard) -> None:
        row.revision = FIRST_REVISION
        row.effective_from = effective_from
        details["content_sha256"] = _keep_version(row, effective_from, actor, now)

    row = perform_transition(
        SCORECARD,
        scorecard,
        "establish",
        actor=actor,
        now=now,
        comment=_("Notulen %(number)s") % {"number": meeting.number},
        change=change,
        details=details,
    )
    EstablishedScorecard.objects.create(meeting=meeting, scorecard=row, note=board_decision_of(row)[:300])
    return row


def _keep_version(row: Scorecard, effective_from: date, actor: User, now: datetime) -> str:
    """Store the content as Rev. 00; Conflict unless it is the content that the board approved."""
    content = content_of(row)
    digest = content_hash(content)
    if digest != approved_hash(row):
        raise Conflict(
            _("Isi %(scorecard)s berbeda dari yang disetujui Direksi, sehingga belum dapat ditetapkan.")
            % {"scorecard": row}
        )
    ScorecardVersion.objects.create(
        scorecard=row,
        revision=FIRST_REVISION,
        effective_from=effective_from,
        content=content,
        content_sha256=digest,
        created_at=now,
        created_by=actor,
    )
    return digest


def _tell_everybody(meeting: Meeting, established: Sequence[Scorecard], now: datetime) -> None:
    enqueue(
        emails.ESTABLISHED,
        recipients=invited_to_establishment(),
        about=meeting,
        now=now,
        context={
            "count": len(established),
            "units": "\n".join(f"• {row.unit}" for row in established),
        },
    )
