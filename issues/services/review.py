"""CMS reviews what it received, row by row, and ends the round (procedure 7.1.3–7.1.5, 4.2)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.organization.selectors import responsible_for
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require
from issues import emails
from issues.models import Issue, IssueRegister
from issues.rules import RowDecision
from issues.workflow import REGISTER, may_review

Status = IssueRegister.Status
Decision = Issue.Decision


@transaction.atomic
def decide_rows(
    *,
    register: IssueRegister,
    decisions: Mapping[int, RowDecision],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> IssueRegister:
    """Store decisions by the rows' ids; they count for the department once the review is finished.

    Raises InvalidInput for a return without comment, Conflict for a row that an earlier round
    accepted or when it is not CMS's turn, StaleVersion, PermissionDenied.
    """
    row = _lock_for_review(register, actor, version)
    issues = {issue.pk: issue for issue in row.issues.all()}
    changed = False
    for pk, decision in decisions.items():
        if pk not in issues:
            raise Conflict(_("Salah satu baris sudah tidak ada di register ini."))
        changed = _decide(issues[pk], row, decision, actor, now) or changed
    if changed:
        row.version += 1
        row.save()
    return row


def _lock_for_review(register: IssueRegister, actor: User, version: int | None) -> IssueRegister:
    row = lock(register, version=version)
    require(may_review(actor, row))
    if row.status != Status.SUBMITTED:
        raise Conflict(
            _("Register ini tidak sedang diperiksa: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
    return row


def _decide(issue: Issue, register: IssueRegister, decision: RowDecision, actor: User, now: datetime) -> bool:
    """Set one row's decision; False when it says what is already stored."""
    pending = decision.decision == Decision.PENDING
    category = "" if pending else decision.category or issue.category
    new = (decision.decision, decision.comment.strip(), category)
    if new == (issue.decision, issue.decision_comment, issue.decided_category):
        return False
    if issue.is_settled(register):
        raise Conflict(
            _("Baris %(number)d sudah diterima pada putaran sebelumnya.") % {"number": issue.number}
        )
    if decision.decision == Decision.RETURNED and not decision.comment.strip():
        raise InvalidInput(
            _("Baris %(number)d: tuliskan apa yang perlu diperbaiki.") % {"number": issue.number}
        )
    issue.decision, issue.decision_comment, issue.decided_category = new
    issue.decided_by, issue.decided_at = (None, None) if pending else (actor, now)
    issue.save()
    return True


@transaction.atomic
def finish_review(
    *, register: IssueRegister, actor: User, now: datetime, version: int | None = None, comment: str = ""
) -> IssueRegister:
    """End the round: with a returned row the register goes back, else it is accepted; tells the department.

    Raises InvalidInput while a row has no decision, Conflict, StaleVersion, PermissionDenied.
    """
    fresh = lock(register, version=version)
    returned = list(fresh.issues.filter(decision=Decision.RETURNED).select_related("factor"))

    def change(row: IssueRegister) -> None:
        _require_decided(row)
        row.reviewed_at = now
        if returned:
            _reopen(row, now)
            _keep_returned_text(returned, row.round)

    row = perform_transition(
        REGISTER,
        fresh,
        "return" if returned else "accept",
        actor=actor,
        now=now,
        comment=comment,
        change=change,
        details={"round": fresh.round, "returned_rows": [issue.number for issue in returned]},
    )
    _tell_department(row, now, comment=comment, rows=len(returned))
    return row


def _require_decided(register: IssueRegister) -> None:
    pending = [issue.number for issue in register.issues.filter(decision=Decision.PENDING)]
    if pending:
        numbers = ", ".join(str(number) for number in pending)
        raise InvalidInput(
            _("Belum semua baris diperiksa. Baris tanpa keputusan: %(rows)s.") % {"rows": numbers}
        )


def _reopen(register: IssueRegister, now: datetime) -> None:
    """The department gets a date of its own for the repair; what it first sent keeps its timeliness."""
    cycle = register.cycle
    register.due_on = work_calendar(cycle).add(local_day(now), cycle.return_days)


def _keep_returned_text(issues: list[Issue], round_: int) -> None:
    for issue in issues:
        issue.returned_values = {
            **asdict(issue.values),
            "factor": str(issue.factor or ""),
            "comment": issue.decision_comment,
            "round": round_,
        }
    Issue.objects.bulk_update(issues, ["returned_values"])


def _tell_department(register: IssueRegister, now: datetime, *, comment: str, rows: int = 0) -> None:
    returned = register.status == Status.RETURNED
    enqueue(
        emails.REGISTER_RETURNED if returned else emails.REGISTER_ACCEPTED,
        recipients=responsible_for(register.unit),
        about=register,
        now=now,
        due_on=register.due_on if returned else None,
        occasion=emails.round_of(register),
        context={"rows": rows, "comment": comment},
    )


@transaction.atomic
def return_nil(
    *, register: IssueRegister, comment: str, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Ask a department that reported Nihil for its issues; raises InvalidInput without comment, Conflict."""

    def change(row: IssueRegister) -> None:
        _require_undecided_nil(row)
        if not comment.strip():
            raise InvalidInput(_("Tuliskan alasannya, agar departemen tahu apa yang perlu dilengkapi."))
        row.reviewed_at = now
        _reopen(row, now)

    row = perform_transition(
        REGISTER, register, "return", actor=actor, now=now, comment=comment, version=version, change=change
    )
    _tell_department(row, now, comment=comment)
    return row


@transaction.atomic
def accept_nil(
    *, register: IssueRegister, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Agree that a department has nothing to report; raises Conflict, PermissionDenied."""

    def change(row: IssueRegister) -> None:
        _require_undecided_nil(row)
        row.reviewed_at = now

    row = perform_transition(
        REGISTER, register, "accept_nil", actor=actor, now=now, version=version, change=change
    )
    _tell_department(row, now, comment="")
    return row


def _require_undecided_nil(register: IssueRegister) -> None:
    if register.status != Status.NIL or register.reviewed_at is not None:
        raise Conflict(
            _("Nihil ini sudah diperiksa: statusnya sekarang “%(state)s”.")
            % {"state": register.get_status_display()}
        )
