"""CMS reviews what it received, row by row, and ends the round (procedure 7.1.3–7.1.5, 4.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_about
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require
from issues import emails
from issues.models import Issue, IssueRegister
from issues.rules import RowDecision
from issues.services.rounds import close_questions, record_round
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
    """Store decisions by the rows' ids; they count for the department once the round has ended.

    Raises InvalidInput for a decision that lacks its words or passes over the row's thread, Conflict for a
    row that an earlier round accepted or when it is not CMS's turn, StaleVersion, PermissionDenied.
    """
    row = lock_for_review(register, actor, version)
    issues = {issue.pk: issue for issue in row.issues.prefetch_related("questions")}
    changed = False
    for pk, decision in decisions.items():
        if pk not in issues:
            raise Conflict(_("Salah satu baris sudah tidak ada di register ini."))
        changed = _decide(issues[pk], row, decision, actor, now) or changed
    if changed:
        note_review(row, actor)
    return row


def lock_for_review(register: IssueRegister, actor: User, version: int | None) -> IssueRegister:
    """The register under lock, while this person may decide its rows; raises Conflict, StaleVersion."""
    row = lock(register, version=version)
    require(may_review(actor, row))
    if row.status != Status.SUBMITTED:
        raise Conflict(
            _("Register ini tidak sedang diperiksa: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
    return row


def note_review(register: IssueRegister, actor: User) -> None:
    """Count the change, so that another reviewer's older page is stopped, and say who has begun."""
    register.reviewer = register.reviewer or actor
    register.version += 1
    register.save()


def _decide(issue: Issue, register: IssueRegister, decision: RowDecision, actor: User, now: datetime) -> bool:
    """Set one row's decision and annotation; False when both say what is already stored."""
    _require_thread_is_read(issue, decision)
    annotated = _annotate(issue, register, decision.annotation, actor, now)
    new = _stored_form(issue, decision)
    decided = new != (issue.decision, issue.decision_comment, issue.decided_category, issue.category_reason)
    if decided:
        _require_undecided_before(issue, register)
        _require_words(issue, decision, new)
        issue.decision, issue.decision_comment, issue.decided_category, issue.category_reason = new
        pending = decision.decision == Decision.PENDING
        issue.decided_by, issue.decided_at = (None, None) if pending else (actor, now)
    if decided or annotated:
        issue.save()
    return decided or annotated


def _stored_form(issue: Issue, decision: RowDecision) -> tuple[str, str, str, str]:
    """Decision, comment, category and its reason; a row without decision keeps only what differs."""
    category = decision.category or issue.category
    differs = category != issue.category
    if decision.decision == Decision.PENDING and not differs:
        category = ""
    return decision.decision, decision.comment.strip(), category, decision.reason.strip() if differs else ""


def _annotate(
    issue: Issue, register: IssueRegister, annotation: str | None, actor: User, now: datetime
) -> bool:
    """CMS's words stand beside the row, with their author; the department's columns are never touched."""
    if annotation is None or annotation.strip() == issue.annotation:
        return False
    _require_undecided_before(issue, register)
    issue.annotation = annotation.strip()
    issue.annotated_by, issue.annotated_at = (actor, now) if issue.annotation else (None, None)
    return True


def _require_thread_is_read(issue: Issue, decision: RowDecision) -> None:
    """Nobody decides past an answer that came after the page was opened (T18)."""
    if decision.decision == Decision.PENDING or decision.seen in (None, issue.thread_size):
        return
    raise InvalidInput(
        _("Baris %(number)d: tanya jawabnya bertambah sejak halaman ini dibuka. Baca dahulu, lalu putuskan.")
        % {"number": issue.number}
    )


def _require_undecided_before(issue: Issue, register: IssueRegister) -> None:
    if issue.is_settled(register):
        raise Conflict(
            _("Baris %(number)d sudah diterima pada putaran sebelumnya.") % {"number": issue.number}
        )


def _require_words(issue: Issue, decision: RowDecision, new: tuple[str, str, str, str]) -> None:
    """A return says what to repair, another category why; an open question waits for its answer."""
    number = {"number": issue.number}
    _word, comment, category, reason = new
    if decision.decision == Decision.RETURNED and not comment:
        raise InvalidInput(_("Baris %(number)d: tuliskan apa yang perlu diperbaiki.") % number)
    if decision.decision != Decision.PENDING and category != issue.category and not reason:
        raise InvalidInput(_("Baris %(number)d: tuliskan alasan perubahan kategori.") % number)
    if decision.decision == Decision.ACCEPTED and issue.has_open_question:
        raise InvalidInput(
            _("Baris %(number)d: departemen belum menjawab pertanyaan CMS. Tunggu atau tarik pertanyaannya.")
            % number
        )


@transaction.atomic
def finish_review(
    *, register: IssueRegister, actor: User, now: datetime, version: int | None = None, comment: str = ""
) -> IssueRegister:
    """End the round: with a returned row the register goes back, else it is accepted; tells the department.

    Raises InvalidInput while a row has no decision, Conflict, StaleVersion, PermissionDenied.
    """
    fresh = lock(register, version=version)
    decided = [issue for issue in fresh.issues.select_related("factor") if not issue.is_settled(fresh)]
    returned = [issue.number for issue in decided if issue.decision == Decision.RETURNED]

    def change(row: IssueRegister) -> None:
        _require_decided(row)
        _end(row, returned=bool(returned), now=now)
        close_questions(row, actor, now)
        record_round(row, decided, actor=actor, returned=bool(returned), comment=comment)

    row = perform_transition(
        REGISTER,
        fresh,
        "return" if returned else "accept",
        actor=actor,
        now=now,
        comment=comment,
        change=change,
        details={"round": fresh.round, "returned_rows": returned},
    )
    changes = [_category_change(issue) for issue in decided if issue.has_other_category]
    _tell_department(row, now, comment=comment, rows=len(returned), changes=changes)
    return row


def _require_decided(register: IssueRegister) -> None:
    pending = [issue.number for issue in register.issues.filter(decision=Decision.PENDING)]
    if pending:
        numbers = ", ".join(str(number) for number in pending)
        raise InvalidInput(
            _("Belum semua baris diperiksa. Baris tanpa keputusan: %(rows)s.") % {"rows": numbers}
        )


def _end(register: IssueRegister, *, returned: bool, now: datetime) -> None:
    """The department gets a date of its own for the repair; what it first sent keeps its timeliness."""
    register.reviewed_at = now
    if returned:
        cycle = register.cycle
        register.due_on = work_calendar(cycle).add(local_day(now), cycle.return_days)


def _category_change(issue: Issue) -> dict[str, Any]:
    """What the mail says about a row whose category CMS decided otherwise."""
    return {
        "number": issue.number,
        "issue": issue.issue[:200],
        "proposed": issue.get_category_display(),
        "decided": issue.get_decided_category_display(),
        "reason": issue.category_reason,
    }


def _tell_department(
    register: IssueRegister,
    now: datetime,
    *,
    comment: str,
    rows: int = 0,
    changes: list[dict[str, Any]] | None = None,
) -> None:
    returned = register.status == Status.RETURNED
    enqueue(
        emails.REGISTER_RETURNED if returned else emails.REGISTER_ACCEPTED,
        recipients=told_about(register.unit),
        about=register,
        now=now,
        due_on=register.due_on if returned else None,
        occasion=emails.round_of(register),
        context={"rows": rows, "comment": comment, "changes": changes or []},
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
        _end(row, returned=True, now=now)
        record_round(row, [], actor=actor, returned=True, comment=comment)

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
        _end(row, returned=False, now=now)
        record_round(row, [], actor=actor, returned=False, comment="")

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
