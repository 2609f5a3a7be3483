"""Penetapan BSC: the meeting's decision locks approved scorecards as Rev. 00 (7.1.18–7.1.19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import emails
from bsc.models import EstablishedScorecard, Meeting, Scorecard, ScorecardVersion
from bsc.permissions import can_record_meeting
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.establishment import FIRST_REVISION
from bsc.selectors.people import invited_to_establishment
from bsc.selectors.rounds import approved_hash
from bsc.workflow import SCORECARD
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import perform_transition, require


@dataclass(frozen=True)
class MeetingRecord:
    """What the minutes say about the meeting itself."""

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
) -> Meeting:
    """Establish every chosen scorecard or none; a later meeting establishes further units the same way.

    Raises PermissionDenied, InvalidInput (nothing chosen, number used, dates), Conflict (not approved).
    """
    require(can_record_meeting(actor))
    PlanningCycle.objects.select_for_update().get(pk=cycle.pk)  # one meeting at a time takes its number
    _check_meeting(cycle, meeting, scorecards, now)
    row = Meeting.objects.create(
        cycle=cycle,
        status=Meeting.Status.HELD,
        number=meeting.number.strip(),
        held_on=meeting.held_on,
        effective_from=meeting.effective_from,
        attendance=meeting.attendance.strip(),
        minutes=meeting.minutes.strip(),
        recorded_by=actor,
        recorded_at=now,
    )
    established = [_establish(one, row, actor, now) for one in sorted(scorecards, key=lambda one: one.pk)]
    _tell_everybody(row, established, now)
    return row


def _check_meeting(
    cycle: PlanningCycle, meeting: MeetingRecord, scorecards: Sequence[Scorecard], now: datetime
) -> None:
    if not scorecards:
        raise InvalidInput(_("Pilih sekurangnya satu scorecard yang ditetapkan."))
    if not meeting.number.strip() or not meeting.attendance.strip():
        raise InvalidInput(_("Nomor notulen dan daftar hadir wajib diisi."))
    if cycle.meetings.filter(number=meeting.number.strip()).exists():
        raise InvalidInput(_("Nomor notulen ini sudah dipakai pada tahun yang sama."))
    if meeting.held_on > clock.local_day(now):
        raise InvalidInput(_("Tanggal rapat belum tiba. Rapat dicatat setelah berlangsung."))
    if meeting.effective_from.year != cycle.year:
        raise InvalidInput(_("Tanggal berlaku harus pada Tahun BSC %(year)s.") % {"year": cycle.year})
    if any(one.cycle_id != cycle.pk for one in scorecards):
        raise Conflict(_("Scorecard yang dipilih bukan dari Tahun BSC ini."))


def _establish(scorecard: Scorecard, meeting: Meeting, actor: User, now: datetime) -> Scorecard:
    details: dict[str, Any] = {"meeting": meeting.number, "revision": FIRST_REVISION}

    def change(row: Scorecard) -> None:
        row.revision = FIRST_REVISION
        row.effective_from = meeting.effective_from
        details["content_sha256"] = _keep_version(row, meeting.effective_from, actor, now)

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
    EstablishedScorecard.objects.create(meeting=meeting, scorecard=row)
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
