"""CMS verifies a month row by row, and ends the round (7.2.2)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_about
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.machine import may
from cint_portal.workflow.services import lock, perform_transition, require
from realization import emails
from realization.models import Actual, Realization
from realization.rules import RowDecision
from realization.selectors.entry import hidden_actuals
from realization.selectors.words import mailable
from realization.workflow import REALIZATION

Status = Realization.Status
Decision = Actual.Decision
Decisions = Mapping[int, RowDecision]


@transaction.atomic
def decide_rows(
    *, realization: Realization, decisions: Decisions, actor: User, version: int | None = None
) -> Realization:
    """Keep decisions by the rows' ids without ending the round.

    Raises InvalidInput (return without comment, a figure that the actor may not know), Conflict,
    StaleVersion, PermissionDenied.
    """
    row = lock(realization, version=version)
    require(may(REALIZATION.find("verify"), row, actor))
    if row.status != Status.SUBMITTED:
        raise Conflict(
            _("Realisasi ini tidak sedang diperiksa: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
    if _store(row, decisions, actor):
        row.version += 1
        row.save()
    return row


@transaction.atomic
def return_realization(
    *,
    realization: Realization,
    decisions: Decisions,
    actor: User,
    now: datetime,
    comment: str = "",
    version: int | None = None,
) -> Realization:
    """Send the month back with at least one returned row and a date for the repair; tells the department.

    Raises InvalidInput, Conflict, StaleVersion, PermissionDenied.
    """

    def change(row: Realization) -> None:
        _store(row, decisions, actor)
        if not _names(row, Decision.RETURNED):
            raise InvalidInput(_("Tandai sekurangnya satu KPI yang dikembalikan, beserta komentarnya."))
        row.return_due_on = work_calendar(row.cycle).add(local_day(now), row.cycle.return_days)
        details["returned"] = list(_names(row, Decision.RETURNED))

    details: dict[str, object] = {}
    row = perform_transition(
        REALIZATION,
        realization,
        "return",
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=change,
        details=details,
    )
    _tell_of_return(row, now, comment)
    return row


@transaction.atomic
def verify_realization(
    *,
    realization: Realization,
    decisions: Decisions,
    actor: User,
    now: datetime,
    version: int | None = None,
    accept_rest: bool = False,
) -> Realization:
    """Verify the month once every row is accepted; `accept_rest` accepts those without a decision.

    Raises InvalidInput naming the rows that are not accepted, Conflict, StaleVersion, PermissionDenied.
    """

    def change(row: Realization) -> None:
        _store(row, decisions, actor)
        if accept_rest:
            known = row.actuals.exclude(pk__in=hidden_actuals(row, actor))
            known.filter(decision=Decision.PENDING).update(decision=Decision.ACCEPTED)
        open_rows = _names(row, Decision.PENDING, Decision.RETURNED)
        if open_rows:
            raise InvalidInput(
                _("Belum dapat diverifikasi: setiap KPI harus diterima lebih dahulu."), open_rows
            )
        if row.verified_at is None:
            row.verified_at, row.verified_by = now, actor
        row.return_due_on = None

    row = perform_transition(
        REALIZATION, realization, "verify", actor=actor, now=now, version=version, change=change
    )
    enqueue(
        emails.VERIFIED,
        recipients=told_about(row.unit),
        about=row,
        now=now,
        occasion=emails.occasion_of(row),
        context={"verifier": str(actor)},
    )
    return row


def _store(row: Realization, decisions: Decisions, actor: User) -> bool:
    actuals = {actual.pk: actual for actual in row.actuals.select_related("measure")}
    if not actuals.keys() >= decisions.keys():
        raise Conflict(_("Daftar KPI bulan ini sudah berubah sejak Anda membuka halaman ini."))
    changed = [actuals[pk] for pk, decision in decisions.items() if _decide(actuals[pk], decision)]
    _require_known(row, changed, actor)
    silent = tuple(
        actual.measure.name
        for actual in changed
        if actual.decision == Decision.RETURNED and not actual.decision_comment
    )
    if silent:
        raise InvalidInput(_("Tuliskan komentar untuk setiap KPI yang dikembalikan."), silent)
    Actual.objects.bulk_update(changed, ["decision", "decision_comment"])
    return bool(changed)


def _require_known(row: Realization, changed: list[Actual], actor: User) -> None:
    """Nobody decides on a figure that he may not know; raises InvalidInput naming the rows."""
    hidden = hidden_actuals(row, actor) if changed else {}
    names = tuple(hidden[actual.pk] for actual in changed if actual.pk in hidden)
    if names:
        raise InvalidInput(_("Angka Terbatas diperiksa oleh orang CMS yang diberi akses."), names)


def _decide(actual: Actual, decision: RowDecision) -> bool:
    """Set one row's decision; False when it says what is already stored."""
    comment = decision.comment.strip() if decision.decision == Decision.RETURNED else ""
    if (actual.decision, actual.decision_comment) == (decision.decision, comment):
        return False
    actual.decision, actual.decision_comment = decision.decision, comment
    return True


def _names(row: Realization, *states: str) -> tuple[str, ...]:
    return tuple(row.actuals.filter(decision__in=states).values_list("measure__name", flat=True))


def _tell_of_return(row: Realization, now: datetime, comment: str) -> None:
    enqueue(
        emails.RETURNED,
        recipients=told_about(row.unit),
        about=row,
        now=now,
        due_on=row.deadline,
        occasion=emails.occasion_of(row),
        context={"rows": list(_names(row, Decision.RETURNED)), "comment": mailable(row, comment)},
    )
