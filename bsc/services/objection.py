"""Objections to a confirmed list of the board, and their answers (realities 19)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import resolution_emails as emails
from bsc.models import BoardResolution, ResolutionObjection, Scorecard
from bsc.permissions import can_answer_objection, can_object
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.organization.selectors import cms_people
from cint_portal.workflow.services import check_length, lock, require

Status = BoardResolution.Status


@transaction.atomic
def object_to_resolution(
    *,
    resolution: BoardResolution,
    actor: User,
    now: datetime,
    text: str,
    scorecard: Scorecard | None = None,
) -> ResolutionObjection:
    """Another member objects within its days, to the list or to one scorecard of it.

    Raises PermissionDenied, Conflict (not in force, days are over), InvalidInput (no text).
    """
    row = lock(resolution)
    require(can_object(actor, row))
    until = row.objections_until
    if row.status != Status.CONFIRMED or until is None or clock.local_day(now) > until:
        raise Conflict(_("Masa keberatan atas keputusan ini sudah lewat atau belum dimulai."))
    if not text.strip():
        raise InvalidInput(_("Tuliskan keberatan Anda."))
    if scorecard is not None and not row.items.filter(scorecard=scorecard).exists():
        raise Conflict(_("Scorecard itu tidak ada dalam daftar keputusan ini."))
    made = ResolutionObjection.objects.create(
        resolution=row, scorecard=scorecard, person=actor, at=now, text=text.strip()
    )
    confirmed = [one.person for one in row.confirmations.select_related("person")]
    enqueue(
        emails.OBJECTION,
        recipients=[*confirmed, *cms_people()],
        about=row,
        now=now,
        occasion=f"objection-{made.pk}",
        context={
            "sender": str(actor),
            "comment": made.text,
            "unit": str(scorecard.unit) if scorecard else "",
        },
    )
    return made


@transaction.atomic
def answer_objection(
    *, objection: ResolutionObjection, actor: User, now: datetime, answer: str
) -> ResolutionObjection:
    """Whoever confirmed the list answers; then its scorecards may be established.

    Raises PermissionDenied, Conflict (answered), InvalidInput (no text, or an endless one).
    """
    row = ResolutionObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    require(can_answer_objection(actor, row.resolution))
    if row.answer:
        raise Conflict(_("Keberatan ini sudah dijawab."))
    if not answer.strip():
        raise InvalidInput(_("Tuliskan jawaban Anda."))
    check_length(answer)
    row.answer, row.answered_by, row.answered_at = answer.strip(), actor, now
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    enqueue(
        emails.ANSWERED,
        recipients=[row.person, *cms_people()],
        about=row.resolution,
        now=now,
        occasion=f"answer-{row.pk}",
        context={"sender": str(actor), "comment": row.answer},
    )
    return row
