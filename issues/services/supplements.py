"""Isu Susulan: sent at any time after the register, reviewed by itself, then a row of it (procedure 4.1)."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.organization.selectors import responsible_for
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require
from issues import supplement_emails as emails
from issues.models import Issue, IssueRegister, SupplementaryIssue
from issues.permissions import can_add_supplement
from issues.rules import RowValues
from issues.selectors import reviewers_of
from issues.selectors.supplements import takes_supplements
from issues.workflow import SUPPLEMENT


@transaction.atomic
def send_supplement(
    *, register: IssueRegister, values: RowValues, occasion: str, actor: User, now: datetime
) -> SupplementaryIssue:
    """Make an Isu Susulan and send it; raises InvalidInput, Conflict while the register takes rows itself."""
    row = lock(register)
    require(can_add_supplement(actor, row))
    if not takes_supplements(row, local_day(now)):
        raise Conflict(
            _("Register ini masih dikerjakan (%(state)s): tambahkan isunya sebagai baris register.")
            % {"state": row.get_status_display()}
        )
    supplement = SupplementaryIssue(register=row, submitted_by=actor)
    _fill(supplement, values, occasion)
    supplement.submitted_at, supplement.review_due_on = now, local_day(now)
    supplement.save()
    sent = _submit(supplement, actor, now)
    if actor.is_cms:
        _tell(sent, emails.SUPPLEMENT_ADDED, responsible_for(row.unit), now, leaving_out=actor)
    return sent


@transaction.atomic
def resend_supplement(
    *,
    supplement: SupplementaryIssue,
    values: RowValues,
    occasion: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> SupplementaryIssue:
    """Send a returned one again, repaired; raises InvalidInput, Conflict, StaleVersion, PermissionDenied."""
    return _submit(supplement, actor, now, values=values, occasion=occasion, version=version)


def _fill(supplement: SupplementaryIssue, values: RowValues, occasion: str) -> None:
    if values.missing or not occasion.strip():
        raise InvalidInput(_("Isu Susulan dikirim lengkap: masih ada isian yang kosong."))
    for name, value in asdict(values).items():
        setattr(supplement, name, list(value) if isinstance(value, tuple) else value)
    supplement.occasion = occasion.strip()


def _submit(
    supplement: SupplementaryIssue,
    actor: User,
    now: datetime,
    *,
    values: RowValues | None = None,
    occasion: str = "",
    version: int | None = None,
) -> SupplementaryIssue:
    """CMS has its working days after the day of receipt, as for a register (4.2)."""

    def change(row: SupplementaryIssue) -> None:
        if values is not None:
            _fill(row, values, occasion)
        cycle = row.register.cycle
        row.round += 1
        row.submitted_at, row.submitted_by = now, actor
        row.review_due_on = work_calendar(cycle).add(local_day(now), cycle.review_days)
        row.due_on = None
        row.note_contributor(actor)

    row = perform_transition(
        SUPPLEMENT, supplement, "submit", actor=actor, now=now, version=version, change=change
    )
    reviewers = [person for person in reviewers_of(row.register) if person.pk not in row.contributors]
    _tell(row, emails.SUPPLEMENT_RECEIVED, reviewers, now)
    return row


@transaction.atomic
def return_supplement(
    *,
    supplement: SupplementaryIssue,
    comment: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> SupplementaryIssue:
    """Ask for a repair in its own days; raises InvalidInput without comment, Conflict, PermissionDenied."""

    def change(row: SupplementaryIssue) -> None:
        cycle = row.register.cycle
        row.decision_comment, row.decided_by, row.reviewed_at = comment.strip(), actor, now
        row.due_on = work_calendar(cycle).add(local_day(now), cycle.return_days)

    row = perform_transition(
        SUPPLEMENT,
        supplement,
        "return",
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=change,
    )
    _tell_senders(row, emails.SUPPLEMENT_RETURNED, now)
    return row


@transaction.atomic
def accept_supplement(
    *,
    supplement: SupplementaryIssue,
    category: str,
    comment: str = "",
    actor: User,
    now: datetime,
    version: int | None = None,
) -> SupplementaryIssue:
    """Make it a row of the register, marked; another category needs its reason in the comment.

    Raises InvalidInput, Conflict, StaleVersion, PermissionDenied.
    """

    def change(row: SupplementaryIssue) -> None:
        if category != row.category and not comment.strip():
            raise InvalidInput(_("Tuliskan alasan perubahan kategori; departemen membacanya."))
        row.decision_comment, row.decided_category = comment.strip(), category
        row.decided_by, row.reviewed_at = actor, now
        row.row = _join(row, actor, now)

    row = perform_transition(
        SUPPLEMENT,
        supplement,
        "accept",
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=change,
    )
    _tell_senders(row, emails.SUPPLEMENT_ACCEPTED, now)
    return row


def _join(supplement: SupplementaryIssue, actor: User, now: datetime) -> Issue:
    """The next row of the register; a page that is being filled there learns that it was overtaken."""
    register = lock(supplement.register)
    last = register.issues.aggregate(last=Max("position"))["last"]
    other = supplement.decided_category != supplement.category
    issue = Issue.objects.create(
        register=register,
        position=0 if last is None else last + 1,
        **asdict(supplement.values),
        filled_by=supplement.submitted_by,
        decision=Issue.Decision.ACCEPTED,
        decided_category=supplement.decided_category,
        category_reason=supplement.decision_comment if other else "",
        decided_by=actor,
        decided_at=now,
        is_late=True,
    )
    register.version += 1
    register.save(update_fields=["version"])
    return issue


@transaction.atomic
def withdraw_supplement(
    *,
    supplement: SupplementaryIssue,
    reason: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> SupplementaryIssue:
    """Give a returned one up, with the reason; raises InvalidInput, Conflict, PermissionDenied."""
    return perform_transition(
        SUPPLEMENT, supplement, "withdraw", actor=actor, now=now, comment=reason, version=version
    )


def _tell_senders(supplement: SupplementaryIssue, kind: str, now: datetime) -> None:
    people = responsible_for(supplement.unit)
    _tell(supplement, kind, [*people, supplement.submitted_by], now)


def _tell(
    supplement: SupplementaryIssue,
    kind: str,
    people: list[User],
    now: datetime,
    *,
    leaving_out: User | None = None,
) -> None:
    enqueue(
        kind,
        recipients=[person for person in people if person != leaving_out],
        about=supplement,
        now=now,
        due_on=supplement.due_on or (supplement.review_due_on if supplement.awaits_review else None),
        occasion=f"round-{supplement.round}",
    )
