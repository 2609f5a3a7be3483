"""Arranging a meeting: place, time, guests, invitations that update and cancel (7.1.18)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import meeting_emails as emails
from bsc.meeting_permissions import can_arrange_meeting
from bsc.meeting_workflow import MEETING
from bsc.models import Meeting, MeetingInvitee
from bsc.selectors.invitees import capacity_of
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import lock, perform_transition, require

Status = Meeting.Status


@dataclass(frozen=True)
class MeetingPlan:
    """What is arranged; every field is part of the invitation."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""
    agenda: str = ""


@transaction.atomic
def plan_meeting(
    *,
    cycle: PlanningCycle,
    kind: str,
    plan: MeetingPlan,
    guests: Sequence[User],
    actor: User,
    now: datetime,
) -> Meeting:
    """Store a meeting that nobody is invited to yet; raises PermissionDenied, InvalidInput."""
    require(can_arrange_meeting(actor))
    _check(plan, guests)
    meeting = Meeting(cycle=cycle, kind=kind, arranged_by=actor)
    _write(meeting, plan)
    meeting.save()
    _add_guests(meeting, guests)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: Meeting,
    plan: MeetingPlan,
    guests: Sequence[User],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Meeting:
    """Change a meeting that is ahead; who was invited is told, who is no longer invited gets a cancellation.

    Raises Conflict (held, cancelled), StaleVersion, PermissionDenied, InvalidInput.
    """
    row = lock(meeting, version=version)
    require(can_arrange_meeting(actor))
    _require_ahead(row)
    _check(plan, guests)
    changed = _write(row, plan)
    left, new = _change_guests(row, guests)
    if row.status == Status.INVITED and (changed or left or new):
        row.sequence += 1
    row.version += 1
    row.save()
    if row.status == Status.INVITED:
        _tell_of_change(row, left, new, [one for one in guests if changed and one not in new], now)
    return row


@transaction.atomic
def invite(*, meeting: Meeting, actor: User, now: datetime, version: int | None = None) -> Meeting:
    """Send the invitations; raises Conflict, StaleVersion, PermissionDenied, InvalidInput (in the past)."""

    def change(row: Meeting) -> None:
        if row.starts_at is None or row.starts_at <= now:
            raise InvalidInput(_("Waktu rapat sudah lewat. Ubah waktunya sebelum mengundang."))
        row.invited_at = now

    row = perform_transition(MEETING, meeting, "invite", actor=actor, now=now, version=version, change=change)
    _send(emails.INVITATION, row, _people(row), now)
    return row


@transaction.atomic
def cancel_meeting(
    *, meeting: Meeting, reason: str, actor: User, now: datetime, version: int | None = None
) -> Meeting:
    """Call a meeting off and tell who was invited; raises Conflict, PermissionDenied, InvalidInput."""

    def change(row: Meeting) -> None:
        row.sequence += 1

    row = perform_transition(
        MEETING, meeting, "cancel", actor=actor, now=now, comment=reason, version=version, change=change
    )
    if row.invited_at is not None:
        _send(emails.CANCELLATION, row, _people(row), now, reason=reason.strip())
    return row


def _require_ahead(row: Meeting) -> None:
    if not row.is_ahead:
        raise Conflict(
            _("Rapat ini tidak dapat diubah lagi: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )


def _check(plan: MeetingPlan, guests: Sequence[User]) -> None:
    if plan.ends_at <= plan.starts_at:
        raise InvalidInput(_("Waktu selesai harus setelah waktu mulai."))
    if not plan.place.strip() and not plan.link.strip():
        raise InvalidInput(_("Isi tempat rapat atau tautan rapat daring."))
    if not guests:
        raise InvalidInput(_("Pilih sekurangnya satu undangan."))


def _write(row: Meeting, plan: MeetingPlan) -> bool:
    """Returns whether anything of the invitation changed."""
    before = [getattr(row, one.name) for one in fields(plan)]
    for one in fields(plan):
        value = getattr(plan, one.name)
        setattr(row, one.name, value.strip() if isinstance(value, str) else value)
    return before != [getattr(row, one.name) for one in fields(plan)]


def _add_guests(meeting: Meeting, guests: Iterable[User]) -> None:
    roles = capacity_of(guests)
    MeetingInvitee.objects.bulk_create(
        MeetingInvitee(meeting=meeting, person=person, **roles[person.pk]) for person in guests
    )


def _change_guests(row: Meeting, guests: Sequence[User]) -> tuple[list[User], list[User]]:
    """Who left the list and who is new on it."""
    known = {one.person_id: one.person for one in row.invitees.select_related("person")}
    wanted = {person.pk for person in guests}
    left = [person for pk, person in known.items() if pk not in wanted]
    new = [person for person in guests if person.pk not in known]
    row.invitees.filter(person__in=left).delete()
    _add_guests(row, new)
    return left, new


def _tell_of_change(
    row: Meeting, left: Collection[User], new: Collection[User], stayed: Iterable[User], now: datetime
) -> None:
    """Who is new reads an invitation, not that one which never came has changed."""
    _send(emails.WITHDRAWAL, row, left, now)
    _send(emails.INVITATION, row, new, now)
    _send(emails.INVITATION, row, stayed, now, replaces=True)


def _people(row: Meeting) -> list[User]:
    return [one.person for one in row.invitees.select_related("person")]


def _send(code: str, row: Meeting, people: Iterable[User], now: datetime, **context: str | bool) -> None:
    """One mail per person and invitation: its number tells them apart."""
    enqueue(
        code,
        recipients=people,
        about=row,
        now=now,
        occasion=f"seq-{row.sequence}",
        context=context,
    )
