"""Confirming a board's list: with the last confirmation that is needed it takes effect (realities 19)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc import resolution_emails as emails
from bsc.models import BoardResolution, ResolutionConfirmation, ResolutionItem, Scorecard
from bsc.permissions import can_confirm_resolution
from bsc.selectors.people import preparers_of
from bsc.selectors.resolutions import (
    confirmations_needed,
    items_of,
    list_hash,
    not_for,
    valid_confirmations,
)
from bsc.services.decision import (
    Shown,
    approve_shown,
    hold_in_order,
    return_scorecard_by_board,
    tell_of_approval,
)
from bsc.workflow import RESOLUTION
from cint_portal.core import clock
from cint_portal.core.errors import Conflict
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import User
from cint_portal.organization.selectors import board, cms_people
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require

Kind = BoardResolution.Kind
Decision = ResolutionItem.Decision
Status = BoardResolution.Status


@transaction.atomic
def confirm_resolution(
    *,
    resolution: BoardResolution,
    actor: User,
    now: datetime,
    content_sha256: str,
    version: int | None = None,
) -> BoardResolution:
    """Confirm the list that was shown; with the last confirmation that is needed it takes effect.

    All or none: each scorecard gets its own decision in the log, with the minutes' number. Raises Conflict
    (list or a scorecard changed), PermissionDenied (own work is on the list), StaleVersion.
    """
    row = lock(resolution, version=version)
    require(can_confirm_resolution(actor, row) and actor.pk not in row.contributors)
    _require_recorded(row)
    items = items_of(row)
    hold_in_order(sorted(item.scorecard_id for item in items))
    digest = list_hash(row, items)
    if digest != content_sha256:
        raise Conflict(_("Daftar keputusan ini sudah berubah sejak ditampilkan kepada Anda."))
    _refuse_own_work(actor, [item.scorecard for item in items])
    if valid_confirmations(row, digest).filter(person=actor).exists():
        raise Conflict(_("Daftar ini sudah Anda konfirmasi."))
    ResolutionConfirmation.objects.create(resolution=row, person=actor, at=now, content_sha256=digest)
    signed = list(valid_confirmations(row, digest))
    if len(signed) < confirmations_needed(row):
        return row
    return _take_effect(row, items, actor, now, digest, [str(one.person) for one in signed])


def _take_effect(
    row: BoardResolution,
    items: Sequence[ResolutionItem],
    actor: User,
    now: datetime,
    digest: str,
    signed: list[str],
) -> BoardResolution:
    def change(locked: BoardResolution) -> None:
        locked.confirmed_at = now
        days = locked.cycle.objection_days
        locked.objections_until = work_calendar(locked.cycle).add(clock.local_day(now), days)

    details = {"content_sha256": digest, "confirmed_by": signed}
    row = perform_transition(RESOLUTION, row, "confirm", actor=actor, now=now, change=change, details=details)
    posts, kept = Posts(), {"minutes": row.reference, "resolution": row.pk, "confirmed_by": signed}
    for item in items:
        _decide(item, row, actor, now, kept, posts)
    _tell_board_and_cms(row, items, actor, now)
    return row


def _decide(
    item: ResolutionItem,
    row: BoardResolution,
    actor: User,
    now: datetime,
    kept: dict[str, Any],
    posts: Posts,
) -> None:
    """One line in the scorecard's log; the content must still be the one that CMS recorded it for."""
    comment = _comment(item, row)
    details = {**kept, "decision": item.decision}
    if item.decision == Decision.RETURN:
        return_scorecard_by_board(
            scorecard=item.scorecard,
            actor=actor,
            now=now,
            reason=comment,
            version=item.scorecard_version,
            details=details,
            posts=posts,
        )
        return
    shown = Shown(item.scorecard, item.scorecard_version, item.content_sha256)
    decided = approve_shown(shown, actor, now, comment=comment, details=details, posts=posts)
    tell_of_approval(decided, preparers_of(decided, posts), actor, now, note=item.note)


def _comment(item: ResolutionItem, row: BoardResolution) -> str:
    if row.kind == Kind.SPOKEN:
        source = _("Keputusan lisan %(day)s, dicatat oleh CMS") % {"day": f"{row.held_on:%d.%m.%Y}"}
    else:
        source = _("Keputusan Rapat Direksi, risalah %(number)s") % {"number": row.number}
    return f"{source}. {item.note}".strip() if item.note else source


def _refuse_own_work(actor: User, scorecards: list[Scorecard]) -> None:
    own = not_for(actor, scorecards)
    if own:
        raise Conflict(
            ngettext(
                "Belum ada yang diputuskan. Anda tidak boleh memutuskan %(names)s.",
                "Belum ada yang diputuskan. Anda tidak boleh memutuskan %(names)s.",
                len(own),
            )
            % {"names": ", ".join(str(one) for one in own)}
        )


def _require_recorded(row: BoardResolution) -> None:
    if row.status != Status.RECORDED:
        raise Conflict(
            _("Keputusan ini tidak sedang menunggu konfirmasi: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )


def _tell_board_and_cms(
    row: BoardResolution, items: Sequence[ResolutionItem], actor: User, now: datetime
) -> None:
    """The other members learn until when they may object; CMS that the list is in force."""
    context = {
        "sender": str(actor),
        "count": len(items),
        "returned": sum(item.decision == Decision.RETURN for item in items),
    }
    others = [person for person in board() if person.pk != actor.pk]
    enqueue(
        emails.IN_FORCE,
        recipients=[*others, *cms_people()],
        about=row,
        now=now,
        due_on=row.objections_until,
        context=context,
    )
