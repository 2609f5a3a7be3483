"""A department hands its register over and sends it (procedure 7.1.2, 5.2.1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.organization.selectors import responsible_for
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import perform_transition
from issues import emails, handover_emails
from issues.models import Issue, IssueRegister
from issues.selectors import fillers_of, missing_cells, missing_sentences, reviewers_of
from issues.services.collection import require_still_taken
from issues.services.rows import tidy_rows
from issues.workflow import REGISTER

Status = IssueRegister.Status
Decision = Issue.Decision


@transaction.atomic
def hand_over(
    *, register: IssueRegister, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Tell the manager that he or she may look and send; raises InvalidInput, Conflict, PermissionDenied.

    Blanks do not stop it: the manager may be the one who fills them.
    """

    def change(row: IssueRegister) -> None:
        tidy_rows(row, actor, now)
        if not row.issues.exists():
            raise InvalidInput(_("Register masih kosong. Isi paling sedikit satu baris."))
        row.handed_over_at, row.handed_over_by = now, actor
        row.note_contributor(actor)

    step = "hand_over_repair" if register.status == Status.RETURNED else "hand_over"
    row = perform_transition(REGISTER, register, step, actor=actor, now=now, version=version, change=change)
    enqueue(
        handover_emails.HANDED_OVER,
        recipients=responsible_for(row.unit),
        about=row,
        now=now,
        due_on=row.due_on,
        occasion=handover_emails.occasion_of(row),
        context={"drafter": actor.full_name},
    )
    return row


@transaction.atomic
def submit_register(
    *, register: IssueRegister, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Send a register to CMS; raises InvalidInput while a row is incomplete, Conflict, PermissionDenied."""

    def change(row: IssueRegister) -> None:
        require_still_taken(row, now)
        _require_complete(row, actor, now)
        row.nil_reason = ""
        row.issues.exclude(decision=Decision.ACCEPTED).update(
            decision=Decision.PENDING,
            decision_comment="",
            decided_category="",
            category_reason="",
            decided_by=None,
            decided_at=None,
        )
        _stamp_receipt(row, actor, now)

    details = {
        "round": register.round + 1,
        "filled_by": [person.full_name for person in fillers_of(register)],
        "handed_over_by": register.handed_over_by.full_name if register.handed_over_by else "",
    }
    row = perform_transition(
        REGISTER, register, "submit", actor=actor, now=now, version=version, change=change, details=details
    )
    _tell_reviewers(row, now)
    return row


def _require_complete(register: IssueRegister, actor: User, now: datetime) -> None:
    """Rows are named by the numbers that the person sees; only then are the gaps closed."""
    issues = [issue for issue in register.issues.all() if not issue.values.is_empty]
    if not issues:
        raise InvalidInput(_("Register masih kosong. Isi paling sedikit satu baris, atau nyatakan Nihil."))
    missing = missing_cells(issues)
    if missing:
        raise InvalidInput(
            _("Register belum dapat dikirim: masih ada kolom yang kosong."),
            missing_sentences(missing),
        )
    tidy_rows(register, actor, now)


def _stamp_receipt(register: IssueRegister, actor: User, now: datetime) -> None:
    """CMS has its working days after the day of receipt; a resubmission starts them anew (4.2)."""
    cycle = register.cycle
    register.round += 1
    register.submitted_at = now
    register.submitted_by = actor
    register.first_submitted_at = register.first_submitted_at or now
    register.review_due_on = work_calendar(cycle).add(local_day(now), cycle.review_days)
    register.reviewed_at = register.reviewer = None
    register.handed_over_at = register.handed_over_by = None
    register.note_contributor(actor)


def _tell_reviewers(register: IssueRegister, now: datetime) -> None:
    enqueue(
        emails.REGISTER_RECEIVED,
        recipients=reviewers_of(register),
        about=register,
        now=now,
        due_on=register.review_due_on,
        occasion=emails.round_of(register),
    )


@transaction.atomic
def declare_nil(
    *, register: IssueRegister, reason: str, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Report that there is no issue; raises InvalidInput without a reason or with rows, Conflict."""

    def change(row: IssueRegister) -> None:
        require_still_taken(row, now)
        tidy_rows(row, actor, now)
        if row.issues.exists():
            raise InvalidInput(
                _("Register berisi isu. Hapus barisnya dahulu, atau kirim register ini ke CMS.")
            )
        row.nil_reason = reason.strip()
        _stamp_receipt(row, actor, now)

    row = perform_transition(
        REGISTER,
        register,
        "declare_nil",
        actor=actor,
        now=now,
        comment=reason,
        version=version,
        change=change,
    )
    _tell_reviewers(row, now)
    return row
