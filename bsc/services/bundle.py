"""Revisi Target Massal: many change requests on one way, each step for all of them or for none (7.1.19)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import bundle_emails as emails
from bsc.models import BundleUpload, ChangeBundle, ChangeRequest, Scorecard
from bsc.permissions import can_revise_in_bulk
from bsc.selectors.bundle import digest_of, parts_of, requests_of, reviewers_of_bundle
from bsc.selectors.people import preparers_of
from bsc.services.addendum import ShownChange, approve_together
from bsc.services.change import ChangeDraft, create_change, edit_change, move, tell
from bsc.services.decision import hold_in_order
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.selectors import board, cms_people
from cint_portal.workflow.services import require

Status = ChangeRequest.Status
Drafts = Mapping[int, ChangeDraft]


@transaction.atomic
def store_bundle_upload(
    *,
    cycle: PlanningCycle,
    content: dict[str, Any],
    actor: User,
    now: datetime,
    repairs: ChangeBundle | None = None,
    **fields: Any,
) -> BundleUpload:
    """Keep what was read for the preview, in place of the person's earlier one. Raises PermissionDenied.

    `fields` are the file's name and hash, the reason, the effective month and whether it reaches back.
    """
    require(can_revise_in_bulk(actor))
    return BundleUpload.objects.keep(
        {"cycle": cycle}, content, uploaded_by=actor, now=now, repairs=repairs, **fields
    )


@transaction.atomic
def send_upload(*, upload: BundleUpload, drafts: Drafts, actor: User, now: datetime) -> ChangeBundle:
    """Make a request of each draft, by scorecard id, and send them to CMS as one.

    Raises Conflict (over, a scorecard's state), InvalidInput (nothing changes, weights, nobody to review it),
    PermissionDenied.
    """
    row = (
        BundleUpload.objects.select_for_update(of=("self",))
        .select_related("cycle", "repairs")
        .get(pk=upload.pk)
    )
    require(row.uploaded_by_id == actor.pk and can_revise_in_bulk(actor))
    row.check_waiting(now)
    if not drafts:
        raise InvalidInput(_("Belum ada yang diubah."))
    bundle = row.repairs or ChangeBundle.objects.create(
        cycle=row.cycle, requested_by=actor, requested_at=now, by_cms=actor.is_cms
    )
    _write(bundle, drafts, actor, now)
    _send(bundle, actor, now)
    row.close(now)
    return bundle


def _write(bundle: ChangeBundle, drafts: Drafts, actor: User, now: datetime) -> None:
    """New requests, changed ones, and those that a repaired workbook no longer asks for."""
    hold_in_order(list(drafts))
    held = {row.scorecard_id: row for row in requests_of(bundle) if row.status in ChangeRequest.EDITABLE}
    for pk, row in held.items():
        if pk not in drafts:
            move(row, "withdraw", actor, now, comment=_("Tidak lagi dalam Revisi Target Massal."))
    for scorecard in Scorecard.objects.filter(pk__in=drafts).select_related("unit", "cycle").order_by("pk"):
        if scorecard.pk in held:
            edit_change(request=held[scorecard.pk], draft=drafts[scorecard.pk], actor=actor)
        else:
            create_change(
                scorecard=scorecard, draft=drafts[scorecard.pk], actor=actor, now=now, bundle=bundle
            )


def _send(bundle: ChangeBundle, actor: User, now: datetime) -> None:
    rows = _each(bundle, lambda row: move(row, "submit", actor, now))
    reviewers = reviewers_of_bundle(rows)
    if not reviewers:
        raise InvalidInput(
            _(
                "Tidak ada orang CMS lain yang boleh memeriksa semua scorecard ini. "
                "Ajukan scorecard CMS sendiri secara terpisah."
            )
        )
    _tell(emails.BUNDLE_TO_REVIEW, rows, reviewers, now, actor, due_on=rows[0].review_due_on)


@transaction.atomic
def forward_bundle(
    *, bundle: ChangeBundle, actor: User, now: datetime, comment: str, digest: str
) -> list[ChangeRequest]:
    """CMS recommends all of it to the board; raises InvalidInput, Conflict (changed meanwhile)."""
    _check_shown(bundle, digest)
    rows = _each(bundle, lambda row: move(row, "forward", actor, now, comment=comment))
    _tell(emails.BUNDLE_TO_DECIDE, rows, board(), now, actor, comment=comment)
    return rows


@transaction.atomic
def return_bundle(
    *, bundle: ChangeBundle, actor: User, now: datetime, comment: str, digest: str
) -> list[ChangeRequest]:
    """CMS or the board gives all of it back; raises as `forward_bundle`."""
    _check_shown(bundle, digest)

    def back(row: ChangeRequest) -> ChangeRequest:
        name = "return_by_cms" if row.status == Status.SENT_CMS else "return_by_board"
        return move(row, name, actor, now, comment=comment)

    rows = _each(bundle, back)
    _tell(emails.BUNDLE_RETURNED, rows, _askers(bundle, rows), now, actor, comment=comment)
    return rows


@transaction.atomic
def end_bundle(
    *, bundle: ChangeBundle, name: str, actor: User, now: datetime, comment: str, digest: str
) -> list[ChangeRequest]:
    """`reject` by the board or `withdraw` by who asked: every scorecard stays as it is."""
    _check_shown(bundle, digest)
    rows = _each(bundle, lambda row: move(row, name, actor, now, comment=comment))
    if name == "reject":
        for row in rows:
            tell(row, now, actor, comment=comment, told=preparers_of(row.scorecard))
        _tell(emails.BUNDLE_DECIDED, rows, cms_people(), now, actor, comment=comment)
    return rows


@transaction.atomic
def approve_bundle(*, bundle: ChangeBundle, actor: User, now: datetime, digest: str) -> list[ChangeRequest]:
    """The board's one decision: one numbered Adendum for each scorecard, all of them or none.

    Raises Conflict (another content than shown, state), InvalidInput, PermissionDenied.
    """
    shown = _check_shown(bundle, digest)
    rows = approve_together(shown, actor, now)
    for row in rows:
        tell(row, now, actor, told=preparers_of(row.scorecard))
    _tell(emails.BUNDLE_DECIDED, rows, cms_people(), now, actor)
    return rows


def _check_shown(bundle: ChangeBundle, digest: str) -> list[ShownChange]:
    """The bundle under lock, exactly as it was shown; raises Conflict.

    Every step takes its scorecards before the bundle, so that two of them never wait for each other.
    """
    hold_in_order([row.scorecard_id for row in requests_of(bundle)])
    ChangeBundle.objects.select_for_update().get(pk=bundle.pk)
    parts = parts_of(requests_of(bundle))
    if digest_of(parts) != digest:
        raise Conflict(
            _("Revisi ini sudah berubah sejak ditampilkan kepada Anda. Belum ada yang diputuskan.")
        )
    return [ShownChange(part.request, part.request.version, part.proposed.digest) for part in parts]


def _each(bundle: ChangeBundle, deed: Callable[[ChangeRequest], ChangeRequest]) -> list[ChangeRequest]:
    """One step for every request; what one of them lacks is named with its unit, and none has moved."""
    rows, problems = [], []
    for row in requests_of(bundle):
        try:
            with transaction.atomic():
                rows.append(deed(row))
        except InvalidInput as refusal:
            problems += [f"{row.unit}: {text}" for text in refusal.problems or (str(refusal),)]
    if problems:
        raise InvalidInput(_("Revisi Target Massal ini belum dapat diteruskan."), tuple(problems))
    return rows


def _askers(bundle: ChangeBundle, rows: Sequence[ChangeRequest]) -> Sequence[Any]:
    return cms_people() if bundle.by_cms else preparers_of(rows[0].scorecard)


def _tell(
    code: str,
    rows: Sequence[ChangeRequest],
    recipients: Sequence[Any],
    now: datetime,
    actor: User,
    *,
    comment: str = "",
    due_on: date | None = None,
) -> None:
    """One mail about all of it."""
    first = rows[0]
    assert first.bundle is not None  # noqa: S101 (rows of a bundle)
    enqueue(
        code,
        recipients=recipients,
        about=first.bundle,
        now=now,
        due_on=due_on,
        occasion=f"v{first.version}",
        context={
            "sender": str(actor),
            "comment": comment.strip(),
            "count": len(rows),
            "units": "\n".join(f"• {row.unit}" for row in rows),
            "month": first.month_name,
            "reason": first.reason,
            "is_approved": first.status == Status.IN_FORCE,
        },
    )
