"""Revising a verified month: an approved reopening, or the correction of a provisional figure (7.2.5)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_about
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require
from realization import emails
from realization.models import Actual, Realization, ReopeningRequest
from realization.permissions import can_submit_realization
from realization.rules import ActualEntry
from realization.selectors.people import reopening_deciders
from realization.selectors.requests import half_year_is_open
from realization.selectors.words import mailable
from realization.services.entry import tell_reviewers, values_of
from realization.workflow import REALIZATION, REOPENING

Status = Realization.Status
Decision = Actual.Decision


@transaction.atomic
def request_reopening(
    *, realization: Realization, reason: str, actor: User, now: datetime
) -> ReopeningRequest:
    """Ask `cms_head` to reopen a verified month.

    Raises InvalidInput without a reason, Conflict, PermissionDenied.
    """
    row = lock(realization)
    require(can_submit_realization(actor, row))
    if row.status != Status.VERIFIED:
        raise Conflict(_("Hanya bulan yang sudah diverifikasi yang perlu dibuka kembali."))
    if row.reopening_requests.filter(status=ReopeningRequest.Status.SENT).exists():
        raise Conflict(_("Permintaan membuka kembali bulan ini sudah dikirim dan belum diputuskan."))
    if not reason.strip():
        raise InvalidInput(_("Tuliskan alasannya: angka mana yang berubah dan mengapa."))
    request = ReopeningRequest(realization=row, reason=reason.strip(), requested_by=actor, requested_at=now)
    request.note_contributor(actor)
    request.save()
    enqueue(
        emails.REOPENING_REQUESTED,
        recipients=reopening_deciders(row),
        about=request,
        now=now,
        context={"reason": mailable(row, request.reason)},
    )
    return request


@transaction.atomic
def approve_reopening(
    *, request: ReopeningRequest, actor: User, now: datetime, version: int | None = None
) -> ReopeningRequest:
    """Approve: the month is the department's again, with a date for the repair.

    Raises Conflict, StaleVersion, PermissionDenied.
    """
    row = perform_transition(
        REOPENING, request, "approve", actor=actor, now=now, version=version, change=_decided_at(now)
    )

    def change(realization: Realization) -> None:
        calendar = work_calendar(realization.cycle)
        realization.return_due_on = calendar.add(local_day(now), realization.cycle.return_days)

    row.realization = perform_transition(
        REALIZATION,
        row.realization,
        "reopen",
        actor=actor,
        now=now,
        comment=row.reason,
        change=change,
        details={"request": row.pk},
    )
    _tell_of_decision(row, now, comment="")
    return row


@transaction.atomic
def reject_reopening(
    *, request: ReopeningRequest, comment: str, actor: User, now: datetime, version: int | None = None
) -> ReopeningRequest:
    """Refuse: the month stays verified. Raises InvalidInput without comment, Conflict, PermissionDenied."""
    row = perform_transition(
        REOPENING,
        request,
        "reject",
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=_decided_at(now),
    )
    _tell_of_decision(row, now, comment=comment)
    return row


def _decided_at(now: datetime) -> Callable[[ReopeningRequest], None]:
    def change(row: ReopeningRequest) -> None:
        row.decided_at = now

    return change


def _tell_of_decision(row: ReopeningRequest, now: datetime, *, comment: str) -> None:
    unit = row.realization.unit
    enqueue(
        emails.REOPENING_DECIDED,
        recipients=[row.requested_by, *told_about(unit)],
        about=row,
        now=now,
        due_on=row.realization.return_due_on if row.status == ReopeningRequest.Status.APPROVED else None,
        context={"comment": mailable(row.realization, comment)},
    )


@transaction.atomic
def correct_provisional(
    *,
    realization: Realization,
    entries: Mapping[int, ActualEntry],
    reason: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Realization:
    """Replace provisional figures of a verified month until its half-year closes; CMS verifies them again.

    `entries` by measure id. Raises InvalidInput (no reason, nothing changed), Conflict (row is not
    provisional, half-year closed, state), StaleVersion, PermissionDenied.
    """

    def change(row: Realization) -> None:
        _require_open_half_year(row)
        if not _correct(row, entries):
            raise InvalidInput(_("Belum ada angka yang berubah."))
        row.note_contributor(actor)
        row.submitted_at, row.submitted_by = now, actor

    row = perform_transition(
        REALIZATION,
        realization,
        "correct",
        actor=actor,
        now=now,
        comment=reason,
        version=version,
        change=change,
    )
    tell_reviewers(row, now)
    return row


def _require_open_half_year(row: Realization) -> None:
    if not half_year_is_open(row):
        raise Conflict(_("Semester ini sudah ditutup: ajukan pembukaan kembali bulan ini."))


def _correct(row: Realization, entries: Mapping[int, ActualEntry]) -> bool:
    actuals = {actual.measure_id: actual for actual in row.actuals.select_related("measure")}
    changed = []
    for measure_id, entry in entries.items():
        actual = actuals.get(measure_id)
        if actual is None or not actual.is_provisional:
            raise Conflict(_("Koreksi hanya untuk angka sementara."))
        values = values_of(entry, is_ratio=actual.denominator is not None)
        if all(getattr(actual, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(actual, name, value)
        actual.decision = Decision.PENDING
        changed.append(actual)
    for actual in changed:
        actual.save()
    return bool(changed)
