"""Changing what was established: request, CMS, board, and the Adendum that puts it in force (7.1.19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import change_emails as emails
from bsc.models import (
    ChangeLane,
    ChangeLine,
    ChangeRequest,
    Kpi,
    Measure,
    MeasureTarget,
    Scorecard,
    ScorecardPerspective,
    ScorecardVersion,
)
from bsc.permissions import can_change_established, is_department
from bsc.selectors.change import refusals_of, weighing_scorecards
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.people import preparers_of, reviewers_of, told_of_decision
from bsc.selectors.proposal import Content, KpiChange, Proposal, proposal_of, proposed_content, rows_in
from bsc.services.decision import hold_measures
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
def create_change(*, scorecard: Scorecard, draft: ChangeDraft, actor: User, now: datetime) -> ChangeRequest:
    """Begin a request for an established scorecard.

    Raises PermissionDenied, Conflict (not established, another one open), InvalidInput (no reason).
    """
    row = lock(scorecard)
    require(can_change_established(actor, row))
    if row.status != Scorecard.Status.ESTABLISHED:
        raise Conflict(
            _("Perubahan hanya untuk scorecard yang sudah ditetapkan: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
    if row.change_requests.filter(status__in=ChangeRequest.OPEN).exists():
        raise Conflict(_("Permintaan perubahan lain untuk scorecard ini belum selesai."))
    request = ChangeRequest(scorecard=row, requested_by=actor, requested_at=now, effective_month=1)
    _write(request, draft, actor)
    return request


@transaction.atomic
def edit_change(
    *, request: ChangeRequest, draft: ChangeDraft, actor: User, version: int | None = None
) -> ChangeRequest:
    """Replace what the request says; raises PermissionDenied, Conflict, StaleVersion, InvalidInput."""
    row = lock(request, version=version)
    require(can_change_established(actor, row.scorecard))
    if row.status not in ChangeRequest.EDITABLE:
        raise Conflict(
            _("Permintaan ini tidak dapat diubah: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
    row.version += 1
    _write(row, draft, actor)
    return row


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
    known = set(
        Kpi.objects.filter(objective__perspective__scorecard=request.scorecard_id).values_list(
            "pk", flat=True
        )
    )
    if any(change.kpi_id not in known for change in draft.kpis):
        raise Conflict(_("Daftar KPI sudah berubah sejak Anda membuka halaman ini."))
    request.lines.exclude(kpi__in=[change.kpi_id for change in draft.kpis]).delete()
    for change in draft.kpis:
        values = {
            "target": change.target,
            "months": _stored_months(change),
            "weight": change.weight,
            "ends": change.ends,
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
    scorecard = lock(request.scorecard)
    name = "submit" if is_department(scorecard) else "send_to_board"

    def change(row: ChangeRequest) -> None:
        _check(row)
        row.note_contributor(actor)
        if name == "submit":
            row.review_due_on = _working_days(row, now, scorecard.cycle.review_days)

    row = perform_transition(CHANGE, request, name, actor=actor, now=now, version=version, change=change)
    row.scorecard = _mark(scorecard, "begin_change", actor, now)
    _tell(row, now, actor)
    return row


@transaction.atomic
def return_change(
    *, request: ChangeRequest, actor: User, now: datetime, comment: str, version: int | None = None
) -> ChangeRequest:
    """CMS or the board gives it back with the reason; raises InvalidInput, Conflict, PermissionDenied."""
    name = "return_by_cms" if request.status == Status.SENT_CMS else "return_by_board"
    row = perform_transition(CHANGE, request, name, actor=actor, now=now, comment=comment, version=version)
    _tell(row, now, actor, comment=comment)
    return row


@transaction.atomic
def forward_change(
    *, request: ChangeRequest, actor: User, now: datetime, comment: str = "", version: int | None = None
) -> ChangeRequest:
    """CMS hands it to the board; `comment` is its recommendation. Raises InvalidInput, Conflict."""
    row = perform_transition(
        CHANGE,
        request,
        "forward",
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=_check,
    )
    _tell(row, now, actor, comment=comment)
    return row


@transaction.atomic
def end_change(
    *, request: ChangeRequest, name: str, actor: User, now: datetime, comment: str, version: int | None = None
) -> ChangeRequest:
    """`reject` by the board or `withdraw` by the department: the scorecard stays as it is."""
    scorecard = lock(request.scorecard)
    row = perform_transition(CHANGE, request, name, actor=actor, now=now, comment=comment, version=version)
    row.scorecard = _mark(scorecard, "end_change", actor, now)
    if name == "reject":
        _tell(row, now, actor, comment=comment)
    return row


@transaction.atomic
def approve_change(
    *, request: ChangeRequest, actor: User, now: datetime, version: int | None, content_sha256: str
) -> ChangeRequest:
    """The board approves what it was shown: the Adendum is in force at once, from its month on.

    Raises Conflict (another content than shown, a scorecard between approval and establishment),
    InvalidInput, StaleVersion, PermissionDenied.
    """
    scorecard, others = _hold(request)
    details: dict[str, Any] = {"content_sha256": content_sha256}

    def change(row: ChangeRequest) -> None:
        _check(row)
        proposed = proposed_content(content_of(scorecard), proposal_of(row))
        if content_hash(proposed) != content_sha256:
            raise Conflict(
                _("Isi perubahan sudah berbeda dari yang ditampilkan kepada Anda. Belum ada yang disetujui.")
            )
        row.decided_at = now

    row = perform_transition(
        CHANGE, request, "approve", actor=actor, now=now, version=version, change=change, details=details
    )
    return _apply(row, scorecard, others, actor, now)


def _hold(request: ChangeRequest) -> tuple[Scorecard, list[Scorecard]]:
    """The scorecard and those that weigh a measure of the request, locked in one order for everybody."""
    ids = [request.scorecard_id, *weighing_scorecards(request).values_list("pk", flat=True)]
    rows = Scorecard.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    held = {row.pk: row for row in rows.select_related("unit", "cycle")}
    scorecard = held.pop(request.scorecard_id)
    hold_measures(scorecard)
    return scorecard, list(held.values())


def _apply(
    request: ChangeRequest, scorecard: Scorecard, others: Sequence[Scorecard], actor: User, now: datetime
) -> ChangeRequest:
    """Write the lines while the request is `approved`; new versions; then the request is in force."""
    proposed = proposed_content(content_of(scorecard), proposal_of(request))
    _write_tables(request, proposed)
    revised = [_new_version(row, request, actor, now) for row in (scorecard, *others)]
    if revised[0].content_sha256 != content_hash(proposed):
        raise Conflict(_("Perubahan ini tidak dapat diterapkan sebagaimana ditampilkan. Hubungi CMS."))
    number = revised[0].revision

    def change(row: ChangeRequest) -> None:
        row.number = number

    row = perform_transition(CHANGE, request, "apply", actor=actor, now=now, change=change)
    row.scorecard = _mark(scorecard, "end_change", actor, now, details={"revision": number})
    _tell(row, now, actor)
    return row


def _write_tables(request: ChangeRequest, proposed: Content) -> None:
    rows = {row["id"]: row for row in rows_in(proposed)}
    for line in request.lines.select_related("kpi__measure"):
        _write_kpi(line, rows[line.kpi_id], request.effective_month)
    weights = {lane["id"]: lane["weight"] for lane in proposed["perspectives"]}
    for lane in request.lanes.select_related("perspective"):
        lane.perspective.weight = Decimal(weights[lane.perspective_id])
        lane.perspective.save(update_fields=["weight"])


def _write_kpi(line: ChangeLine, row: Content, month: int) -> None:
    kpi = line.kpi
    if line.ends:
        ended = Kpi.objects.filter(pk__in=[kpi.pk, *(part["id"] for part in row["parts"])])
        ended.update(through_month=row["through_month"])
        return
    if line.weight is not None:
        kpi.weight = line.weight
        kpi.save(update_fields=["weight"])
    if kpi.measure is not None and (line.target is not None or line.months):
        _write_targets(kpi.measure, row["measure"], month)


def _write_targets(measure: Measure, wanted: Content, month: int) -> None:
    if wanted["target"] is not None:
        measure.target = Decimal(wanted["target"])
        measure.save(update_fields=["target"])
    for key, (value, denominator) in wanted["targets"].items():
        if int(key) >= month:
            MeasureTarget.objects.update_or_create(
                measure=measure,
                month=int(key),
                defaults={
                    "value": Decimal(value),
                    "denominator": None if denominator is None else Decimal(denominator),
                },
            )


def _new_version(
    scorecard: Scorecard, request: ChangeRequest, actor: User, now: datetime
) -> ScorecardVersion:
    """Rev. n + 1 of this scorecard; one that only shares a measure follows with its own number."""
    row = Scorecard.objects.get(pk=scorecard.pk)
    row.revision = (row.revision or 0) + 1
    row.save(update_fields=["revision"])
    content = content_of(row)
    return ScorecardVersion.objects.create(
        scorecard=row,
        revision=row.revision,
        effective_from=date(row.cycle.year, request.effective_month, 1),
        change=request,
        content=content,
        content_sha256=content_hash(content),
        created_at=now,
        created_by=actor,
    )


def _check(row: ChangeRequest) -> None:
    refusals = refusals_of(row)
    if refusals:
        raise InvalidInput(_("Permintaan ini belum dapat diteruskan."), tuple(refusals))


def _mark(
    scorecard: Scorecard, name: str, actor: User, now: datetime, details: dict[str, Any] | None = None
) -> Scorecard:
    """The locked scorecard's own status follows; nothing when it stands there already."""
    if scorecard.status not in SCORECARD.find(name).sources:
        return scorecard
    fresh = Scorecard.objects.get(pk=scorecard.pk)
    return perform_transition(SCORECARD, fresh, name, actor=actor, now=now, details=details)


def _working_days(row: ChangeRequest, now: datetime, days: int) -> date:
    return work_calendar(row.scorecard.cycle).add(clock.local_day(now), days)


def _tell(row: ChangeRequest, now: datetime, actor: User, *, comment: str = "") -> None:
    """Who has to act next, or learns how it ended."""
    scorecard = row.scorecard
    code, recipients = {
        Status.SENT_CMS: (emails.TO_REVIEW, reviewers_of(scorecard)),
        Status.WITH_BOARD: (emails.TO_DECIDE, board()),
        Status.RETURNED: (emails.RETURNED, preparers_of(scorecard)),
        Status.IN_FORCE: (emails.IN_FORCE, told_of_decision(scorecard)),
        Status.REJECTED: (emails.REJECTED, told_of_decision(scorecard)),
    }[Status(row.status)]
    enqueue(
        code,
        recipients=recipients,
        about=row,
        now=now,
        due_on=row.review_due_on if row.status == Status.SENT_CMS else None,
        occasion=f"v{row.version}",
        context={"sender": str(actor), "comment": comment.strip(), "lines": row.lines.count()},
    )
