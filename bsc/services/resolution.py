"""Keputusan Rapat Direksi: recorded by CMS, without effect until it is confirmed (7.1.16, realities 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc import resolution_emails as emails
from bsc.models import (
    BoardResolution,
    ResolutionConfirmation,
    ResolutionItem,
    ResolutionObjection,
    Scorecard,
)
from bsc.permissions import (
    can_answer_objection,
    can_confirm_resolution,
    can_object,
    can_record_resolution,
)
from bsc.selectors.people import preparers_of
from bsc.selectors.resolutions import (
    confirmations_needed,
    confirmers_of,
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
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.selectors import board, cms_people
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require

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

    Raises PermissionDenied, Conflict (answered), InvalidInput (no text).
    """
    row = ResolutionObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    require(can_answer_objection(actor, row.resolution))
    if row.answer:
        raise Conflict(_("Keberatan ini sudah dijawab."))
    if not answer.strip():
        raise InvalidInput(_("Tuliskan jawaban Anda."))
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
