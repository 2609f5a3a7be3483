"""A department fills its register and sends it (procedure 7.1.2, 5.2.1)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require
from issues import emails
from issues.models import Issue, IssueRegister
from issues.permissions import can_edit_register
from issues.rules import MAX_ROWS, RowValues
from issues.selectors import fillers_of, missing_cells, missing_sentences, reviewers_of
from issues.services.collection import require_still_taken
from issues.workflow import REGISTER

Status = IssueRegister.Status
Decision = Issue.Decision


@transaction.atomic
def save_rows(
    *,
    register: IssueRegister,
    rows: Mapping[int, RowValues],
    actor: User,
    now: datetime,
    version: int | None = None,
    tidy: bool = True,
) -> IssueRegister:
    """Store rows by their place in the grid, complete or not; raises Conflict (also stale), PermissionDenied.

    `tidy` removes rows that are entirely empty and closes the gaps; a page that saves itself leaves
    them, because the person may still be typing there. Saving what is already stored changes nothing.
    """
    row = lock(register, version=version)
    require(can_edit_register(actor, row))
    _require_editable(row)
    changed = _write(row, rows, actor)
    if tidy:
        changed = _tidy(row) or changed
    return _note_change(row, actor, now) if changed else row


def _require_editable(register: IssueRegister) -> None:
    if not register.is_editable:
        raise Conflict(
            _("Register ini tidak dapat diubah: statusnya sekarang “%(state)s”.")
            % {"state": register.get_status_display()}
        )


def _write(register: IssueRegister, rows: Mapping[int, RowValues], actor: User) -> bool:
    stored = {issue.position: issue for issue in register.issues.all()}
    changed = False
    for position, values in rows.items():
        issue = stored.get(position) or Issue(register=register, position=position)
        if issue.values == values:
            continue
        _require_open(issue)
        for name, value in asdict(values).items():
            setattr(issue, name, value)
        issue.filled_by = actor
        issue.save()
        changed = True
    return changed


def _require_open(issue: Issue) -> None:
    if issue.decision == Decision.ACCEPTED:
        raise Conflict(
            _("Baris %(number)d sudah diterima CMS dan tidak dapat diubah.") % {"number": issue.number}
        )
    if not 0 <= issue.position < MAX_ROWS:
        raise InvalidInput(_("Satu register memuat paling banyak %(count)d baris.") % {"count": MAX_ROWS})


def _tidy(register: IssueRegister) -> bool:
    """Drop empty rows; close the gaps as long as no comment of CMS speaks of a row by its number."""
    issues = list(register.issues.all())
    empty = [issue.pk for issue in issues if issue.values.is_empty]
    if empty:
        register.issues.filter(pk__in=empty).delete()
    moved = []
    if register.round == 0:
        kept = [issue for issue in issues if issue.pk not in empty]
        moved = [issue for place, issue in enumerate(kept) if issue.position != place]
        for place, issue in enumerate(kept):
            issue.position = place
        Issue.objects.bulk_update(moved, ["position"])
    return bool(empty or moved)


def _note_change(register: IssueRegister, actor: User, now: datetime) -> IssueRegister:
    """Count the edit and remember its author; the first one starts the draft."""
    if register.status == Status.NOT_STARTED:
        return perform_transition(
            REGISTER,
            register,
            "draft",
            actor=actor,
            now=now,
            change=lambda row: row.note_contributor(actor),
        )
    register.note_contributor(actor)
    register.version += 1
    register.save()
    return register


@transaction.atomic
def submit_register(
    *, register: IssueRegister, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Send a register to CMS; raises InvalidInput while a row is incomplete, Conflict, PermissionDenied."""

    def change(row: IssueRegister) -> None:
        require_still_taken(row, now)
        _require_complete(row)
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
    }
    row = perform_transition(
        REGISTER, register, "submit", actor=actor, now=now, version=version, change=change, details=details
    )
    _tell_reviewers(row, now)
    return row


def _require_complete(register: IssueRegister) -> None:
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
    _tidy(register)


def _stamp_receipt(register: IssueRegister, actor: User, now: datetime) -> None:
    """CMS has its working days after the day of receipt; a resubmission starts them anew (4.2)."""
    cycle = register.cycle
    register.round += 1
    register.submitted_at = now
    register.submitted_by = actor
    register.first_submitted_at = register.first_submitted_at or now
    register.review_due_on = work_calendar(cycle).add(local_day(now), cycle.review_days)
    register.reviewed_at = register.reviewer = None
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
        _tidy(row)
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
