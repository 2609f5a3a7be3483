"""The year's Penetapan in the demo: invitation, attendance, minutes with decisions, Rev. 00, signatures."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from bsc.models import Commitment, CommitmentSignature, Meeting, Scorecard
from bsc.selectors.invitees import proposed_guests
from bsc.selectors.meeting import agenda_for
from bsc.services.commitment import sign_commitment
from bsc.services.establishment import MeetingRecord, establish_set
from bsc.services.meeting import MeetingPlan, invite, plan_meeting
from bsc.services.meeting_decision import move_decision
from bsc.services.minutes import (
    Attendance,
    DecisionLine,
    Minutes,
    issue_minutes,
    record_attendance,
    write_minutes,
)
from cint_portal.audit.middleware import acting
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workdays.selectors import work_calendar

MINUTES = (
    "Kepala Bagian CMS memaparkan posisi perusahaan, Strategi Inisiatif, dan scorecard korporat. "
    "Setiap Manager memaparkan KPI departemennya; tidak ada perubahan target.\n\n"
    "Direktur Utama mengingatkan bahwa realisasi dikirim paling lambat tanggal 15 bulan berikutnya."
)


def hold_the_meeting(cast: Cast, cycle: PlanningCycle) -> None:
    """7.1.18–7.1.19 of one year: arranged by CMS, its decision recorded by the head, signed by everybody."""
    meeting = _arranged(cast, cycle)
    _held(cast, meeting)
    now = at(cycle.meeting_on, 15)
    with acting(cast.cms_head, now):
        meeting.refresh_from_db()
        establish_set(
            cycle=cycle,
            meeting=MeetingRecord(
                meeting.number, cycle.meeting_on, date(cycle.year, 1, 1), meeting.attendance, meeting.minutes
            ),
            scorecards=list(Scorecard.objects.filter(cycle=cycle)),
            actor=cast.cms_head,
            now=now,
            planned=meeting,
        )
    _issued(cast, meeting)
    _signed(meeting.commitment)


def _arranged(cast: Cast, cycle: PlanningCycle) -> Meeting:
    now = at(work_calendar(cycle).not_after(cycle.meeting_on - timedelta(days=12)), 10)
    with acting(cast.cms, now):
        meeting = plan_meeting(
            cycle=cycle,
            kind=Meeting.Kind.ESTABLISHMENT,
            plan=MeetingPlan(
                title="",
                starts_at=at(cycle.meeting_on, 9),
                ends_at=at(cycle.meeting_on, 12),
                place="Ruang Rapat Utama",
                agenda=agenda_for(cycle, Meeting.Kind.ESTABLISHMENT),
            ),
            guests=proposed_guests(Meeting.Kind.ESTABLISHMENT),
            actor=cast.cms,
            now=now,
        )
        return invite(meeting=meeting, actor=cast.cms, now=now)


def _held(cast: Cast, meeting: Meeting) -> None:
    """Everybody came but one."""
    cycle, now = meeting.cycle, at(meeting.cycle.meeting_on, 13)
    guests = list(meeting.invitees.order_by("pk"))
    presences = {guest.pk: Attendance("present") for guest in guests}
    presences[guests[-1].pk] = Attendance("absent", "kunjungan ke pelanggan")
    with acting(cast.cms, now):
        meeting = record_attendance(meeting=meeting, presences=presences, others="", actor=cast.cms, now=now)
        due_on = cycle.meeting_on + timedelta(days=21)
        write_minutes(
            meeting=meeting,
            record=Minutes(f"NR-01/BSC/{cycle.year}", cycle.meeting_on, MINUTES),
            decisions=[
                DecisionLine(f"Seluruh BSC Tahun {cycle.year} ditetapkan sebagai Rev. 00."),
                DecisionLine("Wrapping Commitment ditandatangani dalam 5 HK."),
                DecisionLine(
                    "Poster sasaran setiap departemen dipasang di area kerja.", cast.manager("HR"), due_on
                ),
            ],
            actor=cast.cms,
            now=now,
        )


def _issued(cast: Cast, meeting: Meeting) -> None:
    """The minutes go out the same day; the one task is reported and closed."""
    day = meeting.cycle.meeting_on
    meeting.refresh_from_db()
    with acting(cast.cms, at(day, 16)):
        issue_minutes(meeting=meeting, actor=cast.cms, now=at(day, 16))
    task = meeting.decisions.exclude(pic=None).get()
    done, closed = at(day + timedelta(days=14)), at(day + timedelta(days=15))
    pic = task.pic
    if pic is None:
        return
    with acting(pic, done):
        task = move_decision(
            decision=task, name="report", actor=pic, now=done, comment="Poster terpasang di semua departemen."
        )
    with acting(cast.cms, closed):
        move_decision(decision=task, name="close", actor=cast.cms, now=closed)


def _signed(commitment: Commitment) -> None:
    """Each person once for all units, within two days."""
    asked: dict[User, list[CommitmentSignature]] = defaultdict(list)
    for row in commitment.signatures.select_related("person"):
        asked[row.person].append(row)
    for number, (person, rows) in enumerate(asked.items()):
        now: datetime = commitment.opened_at + timedelta(hours=1, minutes=37 * number)
        with acting(person, now):
            sign_commitment(
                commitment=commitment,
                signatures=[row.pk for row in rows],
                content_sha256=commitment.content_sha256,
                actor=person,
                now=now,
            )
