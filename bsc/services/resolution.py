"""Keputusan Rapat Direksi: recorded by CMS, without effect until it is confirmed (7.1.16, realities 19)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import resolution_emails as emails
from bsc.models import (
    BoardResolution,
    ResolutionItem,
    Scorecard,
)
from bsc.permissions import (
    can_record_resolution,
)
from bsc.selectors.resolutions import (
    confirmers_of,
    items_of,
    not_for,
)
from bsc.services.decision import (
    Shown,
    hold_in_order,
)
from bsc.workflow import RESOLUTION
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.selectors import cms_people
from cint_portal.workflow.services import perform_transition, require

Kind = BoardResolution.Kind
Decision = ResolutionItem.Decision
Status = BoardResolution.Status


@dataclass(frozen=True)
class ItemDraft:
    """The board's decision on one scorecard, with version and hash of the content it is about."""

    shown: Shown
    decision: str
    note: str = ""


@dataclass(frozen=True)
class ResolutionDraft:
    """What the minutes, or the person at the telephone, say."""

    kind: str
    held_on: date
    attendance: str
    items: tuple[ItemDraft, ...]
    number: str = ""
    note: str = ""


@transaction.atomic
def record_resolution(
    *, cycle: PlanningCycle, draft: ResolutionDraft, actor: User, now: datetime
) -> BoardResolution:
    """Write down what the board decided; nothing takes effect yet.

    Raises PermissionDenied, InvalidInput (incomplete, number used), Conflict (not with the board any more).
    """
    require(can_record_resolution(actor))
    PlanningCycle.objects.select_for_update().get(pk=cycle.pk)  # one at a time takes its number
    _check_draft(cycle, draft, now)
    row = BoardResolution.objects.create(
        cycle=cycle,
        rule=cycle.board_rule,
        quorum=cycle.board_quorum,
        recorded_by=actor,
        recorded_at=now,
        contributors=[actor.pk],
        **_facts(draft),
    )
    _write_items(row, draft)
    _check_deciders(row)
    _tell_confirmers(row, actor, now)
    return row


@transaction.atomic
def change_resolution(
    *,
    resolution: BoardResolution,
    draft: ResolutionDraft,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> BoardResolution:
    """Repair a list that waits or came back; confirmations of the old list do not count for the new one.

    Raises as `record_resolution`, and StaleVersion.
    """

    def change(row: BoardResolution) -> None:
        _check_draft(row.cycle, draft, now, own=row)
        for name, value in _facts(draft).items():
            setattr(row, name, value)
        row.recorded_at = now
        row.note_contributor(actor)
        row.items.all().delete()
        _write_items(row, draft)

    row = perform_transition(
        RESOLUTION, resolution, "resend", actor=actor, now=now, version=version, change=change
    )
    _check_deciders(row)
    _tell_confirmers(row, actor, now)
    return row


@transaction.atomic
def withdraw_resolution(
    *, resolution: BoardResolution, actor: User, now: datetime, reason: str, version: int | None = None
) -> BoardResolution:
    """CMS takes back what was recorded in error; raises Conflict once it is confirmed, InvalidInput."""
    return perform_transition(
        RESOLUTION, resolution, "withdraw", actor=actor, now=now, comment=reason, version=version
    )


@transaction.atomic
def return_resolution(
    *, resolution: BoardResolution, actor: User, now: datetime, reason: str, version: int | None = None
) -> BoardResolution:
    """It is not what the board decided: back to CMS with the reason. Raises Conflict, InvalidInput."""
    row = perform_transition(
        RESOLUTION, resolution, "return_to_cms", actor=actor, now=now, comment=reason, version=version
    )
    enqueue(
        emails.RETURNED,
        recipients=cms_people(),
        about=row,
        now=now,
        occasion=f"v{row.version}",
        context={"sender": str(actor), "comment": reason.strip()},
    )
    return row


# --- Checks -----------------------------------------------------------------------------------------


def _facts(draft: ResolutionDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "number": draft.number.strip(),
        "held_on": draft.held_on,
        "attendance": draft.attendance.strip(),
        "note": draft.note.strip(),
    }


def _check_draft(
    cycle: PlanningCycle, draft: ResolutionDraft, now: datetime, own: BoardResolution | None = None
) -> None:
    if not draft.items:
        raise InvalidInput(_("Tentukan keputusan untuk sekurangnya satu scorecard."))
    if draft.kind == Kind.MEETING and not draft.number.strip():
        raise InvalidInput(_("Nomor risalah wajib diisi untuk keputusan rapat."))
    if not draft.attendance.strip():
        raise InvalidInput(_("Tuliskan siapa yang hadir atau menyampaikan keputusan."))
    if draft.held_on > clock.local_day(now):
        raise InvalidInput(_("Tanggal keputusan belum tiba. Keputusan dicatat setelah diambil."))
    _check_number(cycle, draft.number.strip(), own)
    silent = tuple(
        str(one.shown.scorecard)
        for one in draft.items
        if one.decision != Decision.APPROVE and not one.note.strip()
    )
    if silent:
        raise InvalidInput(_("Tuliskan catatan atau arahan Direksi untuk setiap scorecard berikut."), silent)


def _check_number(cycle: PlanningCycle, number: str, own: BoardResolution | None) -> None:
    used = cycle.board_resolutions.filter(number=number).exclude(status=Status.WITHDRAWN)
    if number and used.exclude(pk=own.pk if own else 0).exists():
        raise InvalidInput(_("Nomor risalah ini sudah dipakai pada tahun yang sama."))


def _write_items(row: BoardResolution, draft: ResolutionDraft) -> None:
    """Raises Conflict for a scorecard that does not wait for the board, or a version that no page shows."""
    ordered = sorted(draft.items, key=lambda one: one.shown.scorecard.pk)
    hold_in_order([one.shown.scorecard.pk for one in ordered])
    fresh = {
        one.pk: one for one in Scorecard.objects.filter(pk__in=[item.shown.scorecard.pk for item in ordered])
    }
    for one in ordered:
        found = fresh[one.shown.scorecard.pk]
        waits = found.cycle_id == row.cycle_id and found.status == Scorecard.Status.WITH_BOARD
        if not waits or (one.shown.version or 0) < 0:
            raise Conflict(
                _("%(scorecard)s tidak sedang menunggu keputusan Direksi.")
                % {"scorecard": one.shown.scorecard}
            )
    ResolutionItem.objects.bulk_create(_item(row, one) for one in ordered)


def _item(row: BoardResolution, one: ItemDraft) -> ResolutionItem:
    return ResolutionItem(
        resolution=row,
        scorecard=one.shown.scorecard,
        decision=one.decision,
        note=one.note.strip(),
        scorecard_version=one.shown.version or 0,
        content_sha256=one.shown.content_sha256,
    )


def _check_deciders(row: BoardResolution) -> None:
    """Who is to confirm must be able to decide on every scorecard; else it is decided by its substitute."""
    scorecards = [item.scorecard for item in items_of(row)]
    posts = Posts()
    barred = {person: not_for(person, scorecards, posts) for person in confirmers_of(row)}
    if not barred or all(barred.values()):
        names = {str(one) for own in barred.values() for one in own}
        raise InvalidInput(
            _(
                "Daftar ini tidak dapat dikonfirmasi: scorecard berikut harus diputuskan tersendiri oleh "
                "pengganti, karena yang mengonfirmasi tidak boleh memutuskan pekerjaannya sendiri."
            ),
            tuple(sorted(names)),
        )


# --- Mails ------------------------------------------------------------------------------------------


def _tell_confirmers(row: BoardResolution, actor: User, now: datetime) -> None:
    enqueue(
        emails.WAITING,
        recipients=confirmers_of(row),
        about=row,
        now=now,
        occasion=f"v{row.version}",
        context={"sender": str(actor), "count": row.items.count()},
    )
