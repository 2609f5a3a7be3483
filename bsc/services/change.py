"""Changing what was established: a request is written, sent, reviewed, returned or withdrawn (7.1.19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import change_emails as emails
from bsc.models import (
    ChangeBundle,
    ChangeLane,
    ChangeLine,
    ChangeRequest,
    Kpi,
    Scorecard,
    ScorecardPerspective,
)
from bsc.permissions import can_change_established, can_prepare_change, is_department
from bsc.selectors.change import refusals_of
from bsc.selectors.people import preparers_of, reviewers_of, told_of_decision
from bsc.selectors.proposal import KpiChange, Proposal
from bsc.services.figure_class import check_classes
from bsc.workflow import CHANGE, SCORECARD
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.rounding import plain_text
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.organization.selectors import board
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require

Status = ChangeRequest.Status
#: What becomes of the scorecard's own status with a step of its request.
_MARKS = {
    "submit": "begin_change",
    "send_to_board": "begin_change",
    "withdraw": "end_change",
    "reject": "end_change",
}
_SENDING = ("submit", "send_to_board")


@dataclass(frozen=True)
class ChangeDraft:
    """A request as it was typed."""

    effective_month: int
    reason: str
    reaches_back: bool = False
    kpis: Sequence[KpiChange] = ()
    lanes: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def proposal(self) -> Proposal:
        return Proposal(self.effective_month, tuple(self.kpis), self.lanes)


@transaction.atomic
def create_change(
    *,
    scorecard: Scorecard,
    draft: ChangeDraft,
    actor: User,
    now: datetime,
    bundle: ChangeBundle | None = None,
) -> ChangeRequest:
    """Begin a request for an established scorecard.

    Raises PermissionDenied, Conflict (not established, another one open), InvalidInput (no reason).
    """
    row = lock(scorecard)
    require(can_change_established(actor, row) or (bundle is not None and bundle.by_cms and actor.is_cms))
    if row.status != Scorecard.Status.ESTABLISHED:
        raise Conflict(
            _("Perubahan hanya untuk scorecard yang sudah ditetapkan: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
    if row.change_requests.filter(status__in=ChangeRequest.OPEN).exists():
        raise Conflict(_("Permintaan perubahan lain untuk %(scorecard)s belum selesai.") % {"scorecard": row})
    request = ChangeRequest(
        scorecard=row, requested_by=actor, requested_at=now, effective_month=1, bundle=bundle
    )
    _write(request, draft, actor)
    return request


@transaction.atomic
def edit_change(
    *, request: ChangeRequest, draft: ChangeDraft, actor: User, version: int | None = None
) -> ChangeRequest:
    """Replace what the request says; raises PermissionDenied, Conflict, StaleVersion, InvalidInput."""
    row = editable(request, actor, version)
    row.version += 1
    _write(row, draft, actor)
    return row


def editable(request: ChangeRequest, actor: User, version: int | None = None) -> ChangeRequest:
    """The request under lock; raises PermissionDenied, Conflict (sent already), StaleVersion."""
    row = lock(request, version=version)
    check_editable_by(row, actor)
    return row


def check_editable_by(row: ChangeRequest, actor: User) -> None:
    """Raise PermissionDenied, or Conflict once it was sent."""
    require(can_prepare_change(actor, row))
    if row.status not in ChangeRequest.EDITABLE:
        raise Conflict(
            _("Permintaan ini tidak dapat diubah: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )


def _write(request: ChangeRequest, draft: ChangeDraft, actor: User) -> None:
    if not draft.reason.strip():
        raise InvalidInput(_("Tuliskan alasan perubahan."))
    request.reason, request.reaches_back = draft.reason.strip(), draft.reaches_back
    request.effective_month = draft.effective_month
    request.note_contributor(actor)
    request.save()
    _write_lines(request, draft)
    _write_lanes(request, draft)


def _write_lines(request: ChangeRequest, draft: ChangeDraft) -> None:
    rows = Kpi.objects.filter(objective__perspective__scorecard=request.scorecard_id)
    known = set(rows.values_list("pk", flat=True))
    if any(change.kpi_id not in known for change in draft.kpis):
        raise Conflict(_("Daftar KPI sudah berubah sejak Anda membuka halaman ini."))
    # What makes place for another KPI ends with it; that is settled on the other's page.
    replaced = set(request.additions.exclude(replaces=None).values_list("replaces", flat=True))
    typed = [change for change in draft.kpis if change.kpi_id not in replaced]
    gone = request.lines.exclude(kpi__in=[*replaced, *(change.kpi_id for change in typed)])
    gone.filter(definition={}).delete()
    # What was defined anew on its own page stays, unless the KPI ends.
    gone.update(target=None, months={}, weight=None, ends=False)
    for change in typed:
        values = {
            "target": change.target,
            "months": _stored_months(change),
            "weight": change.weight,
            "ends": change.ends,
            **({"definition": {}} if change.ends else {}),
        }
        ChangeLine.objects.update_or_create(request=request, kpi_id=change.kpi_id, defaults=values)


def _stored_months(change: KpiChange) -> dict[str, list[str | None]]:
    return {
        str(month): [plain_text(value), None if denominator is None else plain_text(denominator)]
        for month, (value, denominator) in sorted(change.months.items())
    }


def _write_lanes(request: ChangeRequest, draft: ChangeDraft) -> None:
    known = set(
        ScorecardPerspective.objects.filter(scorecard=request.scorecard_id).values_list("pk", flat=True)
    )
    if not set(draft.lanes) <= known:
        raise Conflict(_("Daftar perspektif sudah berubah sejak Anda membuka halaman ini."))
    request.lanes.exclude(perspective__in=draft.lanes).delete()
    for pk, weight in draft.lanes.items():
        ChangeLane.objects.update_or_create(request=request, perspective_id=pk, defaults={"weight": weight})


@transaction.atomic
def submit_change(
    *, request: ChangeRequest, actor: User, now: datetime, version: int | None = None
) -> ChangeRequest:
    """Send to CMS, or to the board what is CMS's own; raises InvalidInput naming what does not fit."""
    name = "submit" if is_department(request.scorecard) else "send_to_board"
    return _alone(request, name, actor, now, version=version)


@transaction.atomic
def return_change(
    *, request: ChangeRequest, actor: User, now: datetime, comment: str, version: int | None = None
) -> ChangeRequest:
    """CMS or the board gives it back with the reason; raises InvalidInput, Conflict, PermissionDenied."""
    name = "return_by_cms" if request.status == Status.SENT_CMS else "return_by_board"
    return _alone(request, name, actor, now, comment=comment, version=version)


@transaction.atomic
def forward_change(
    *, request: ChangeRequest, actor: User, now: datetime, comment: str = "", version: int | None = None
) -> ChangeRequest:
    """CMS hands it to the board; `comment` is its recommendation. Raises InvalidInput, Conflict."""
    return _alone(request, "forward", actor, now, comment=comment, version=version)


@transaction.atomic
def end_change(
    *, request: ChangeRequest, name: str, actor: User, now: datetime, comment: str, version: int | None = None
) -> ChangeRequest:
    """`reject` by the board or `withdraw` by the department: the scorecard stays as it is."""
    return _alone(request, name, actor, now, comment=comment, version=version)


def refuse_alone(request: ChangeRequest) -> None:
    """Raise Conflict for a request that moves with its bundle only."""
    if request.bundle_id is not None:
        raise Conflict(_("Permintaan ini bagian dari Revisi Target Massal dan diputuskan bersama."))


def _alone(
    request: ChangeRequest,
    name: str,
    actor: User,
    now: datetime,
    *,
    comment: str = "",
    version: int | None = None,
) -> ChangeRequest:
    refuse_alone(request)
    row = move(request, name, actor, now, comment=comment, version=version)
    tell(row, now, actor, comment=comment)
    return row


def move(
    request: ChangeRequest,
    name: str,
    actor: User,
    now: datetime,
    *,
    comment: str = "",
    version: int | None = None,
) -> ChangeRequest:
    """One step of a request with its scorecard's, without mails; raises as the steps above."""
    scorecard = lock(request.scorecard)

    def change(row: ChangeRequest) -> None:
        if name in (*_SENDING, "forward"):
            check_ready(row)
        if name in ("send_to_board", "forward"):
            check_classes(row, actor)
        if name in _SENDING:
            row.note_contributor(actor)
        if name == "submit":
            row.review_due_on = _working_days(row, now, scorecard.cycle.review_days)

    row = perform_transition(
        CHANGE, request, name, actor=actor, now=now, comment=comment, version=version, change=change
    )
    if name in _MARKS:
        row.scorecard = mark_scorecard(scorecard, _MARKS[name], actor, now)
    return row


def check_ready(row: ChangeRequest) -> None:
    """Raise InvalidInput naming what keeps the request from going on."""
    refusals = refusals_of(row)
    if refusals:
        raise InvalidInput(_("Permintaan ini belum dapat diteruskan."), tuple(refusals))


def mark_scorecard(
    scorecard: Scorecard, name: str, actor: User, now: datetime, details: dict[str, Any] | None = None
) -> Scorecard:
    """The locked scorecard's own status follows; nothing when it stands there already."""
    if scorecard.status not in SCORECARD.find(name).sources:
        return scorecard
    fresh = Scorecard.objects.get(pk=scorecard.pk)
    return perform_transition(SCORECARD, fresh, name, actor=actor, now=now, details=details)


def _working_days(row: ChangeRequest, now: datetime, days: int) -> date:
    return work_calendar(row.scorecard.cycle).add(clock.local_day(now), days)


def tell(
    row: ChangeRequest, now: datetime, actor: User, *, comment: str = "", told: Sequence[Any] | None = None
) -> None:
    """Who has to act next, or learns how it ended; a withdrawal concerns nobody else."""
    scorecard = row.scorecard
    if row.status == Status.WITHDRAWN:
        return
    code, recipients = {
        Status.SENT_CMS: (emails.TO_REVIEW, reviewers_of(scorecard)),
        Status.WITH_BOARD: (emails.TO_DECIDE, board()),
        Status.RETURNED: (emails.RETURNED, preparers_of(scorecard)),
        Status.IN_FORCE: (emails.IN_FORCE, told_of_decision(scorecard)),
        Status.REJECTED: (emails.REJECTED, told_of_decision(scorecard)),
    }[Status(row.status)]
    enqueue(
        code,
        recipients=recipients if told is None else told,
        about=row,
        now=now,
        due_on=row.review_due_on if row.status == Status.SENT_CMS else None,
        occasion=f"v{row.version}",
        context={"sender": str(actor), "comment": comment.strip(), "lines": row.kpi_count},
    )
