"""What reminders about issues can be about: registers with their dates, and CMS's review of them."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cint_portal.core.clock import local_day
from cint_portal.notifications.kinds import ReminderRule, Subject, told_reviewers
from cint_portal.notifications.reminding import LOOK_BACK
from issues import reminder_emails as emails
from issues import reminders, supplement_emails
from issues.models import IssueCollection, IssueRegister, SupplementaryIssue
from issues.selectors.registers import with_counts

Status = IssueRegister.Status


def registers_to_send(day: date) -> Iterator[Subject]:
    """Registers that may still be sent: those never sent are due, the others are done."""
    for register in _open_registers(day).exclude(status=Status.RETURNED):
        done = "" if register.is_editable else register.get_status_display()
        yield _subject(register, called_by=[register.cycle.issue_collection.opened_at], done=done)


def registers_to_repair(day: date) -> Iterator[Subject]:
    """Registers that CMS returned, with their own date."""
    for register in _open_registers(day).filter(status=Status.RETURNED):
        yield _subject(register, called_by=[register.reviewed_at])


def _open_registers(day: date) -> QuerySet[IssueRegister]:
    begun = (IssueCollection.Status.OPEN, IssueCollection.Status.CLOSED)
    open_ = IssueRegister.objects.still_taken(day).filter(
        cycle__issue_collection__status__in=begun, due_on__gte=day - LOOK_BACK
    )
    return with_counts(open_).select_related("unit", "cycle__issue_collection").prefetch_related("extensions")


def _subject(register: IssueRegister, *, called_by: list[datetime | None], done: str = "") -> Subject:
    """An extension is told of by a mail of its own: no reminder comes with it."""
    moments = [*called_by, *(extension.granted_at for extension in register.extensions.all())]
    return Subject(
        about=register,
        due_on=register.due_on,
        started_on=max((local_day(moment) for moment in moments if moment), default=register.due_on),
        cycle=register.cycle,
        unit=register.unit,
        context={"rows": register.row_count},  # type: ignore[attr-defined]
        done=done,
    )


def registers_to_review(day: date) -> Iterator[Subject]:
    """What CMS received and has not answered, with CMS's date."""
    waiting = IssueRegister.objects.awaiting_review().filter(review_due_on__gte=day - LOOK_BACK)
    for register in waiting.select_related("unit", "cycle"):
        if register.review_due_on is None or register.submitted_at is None:
            continue
        yield Subject(
            about=register,
            due_on=register.review_due_on,
            started_on=local_day(register.submitted_at),
            cycle=register.cycle,
            unit=register.unit,
            documents=((register.unit_id, register.contributors),),
        )


def supplements_to_review(day: date) -> Iterator[Subject]:
    """Isu Susulan that CMS received and has not answered."""
    waiting = SupplementaryIssue.objects.awaiting_review().filter(review_due_on__gte=day - LOOK_BACK)
    for supplement in waiting.select_related("register__unit", "register__cycle"):
        yield Subject(
            about=supplement,
            due_on=supplement.review_due_on,
            started_on=local_day(supplement.submitted_at),
            cycle=supplement.register.cycle,
            unit=supplement.unit,
            documents=((supplement.unit.pk, supplement.contributors),),
        )


def supplements_to_repair(day: date) -> Iterator[Subject]:
    """Isu Susulan that CMS returned, with their own date."""
    returned = SupplementaryIssue.objects.filter(
        status=SupplementaryIssue.Status.RETURNED, due_on__gte=day - LOOK_BACK
    )
    for supplement in returned.select_related("register__unit", "register__cycle"):
        if supplement.due_on is not None and supplement.reviewed_at is not None:
            yield Subject(
                about=supplement,
                due_on=supplement.due_on,
                started_on=local_day(supplement.reviewed_at),
                cycle=supplement.register.cycle,
                unit=supplement.unit,
            )


RULES = (
    ReminderRule(
        supplement_emails.SUPPLEMENT_REVIEW_DUE,
        _("Pemeriksaan Isu Susulan oleh CMS"),
        reminders.REVIEW,
        supplements_to_review,
        people=told_reviewers,
        escalation=supplement_emails.SUPPLEMENT_REVIEW_OVERDUE,
    ),
    ReminderRule(
        supplement_emails.SUPPLEMENT_REPAIR_DUE,
        _("Perbaikan Isu Susulan yang dikembalikan"),
        reminders.REPAIR,
        supplements_to_repair,
        escalation=supplement_emails.SUPPLEMENT_REPAIR_OVERDUE,
    ),
    ReminderRule(
        emails.REGISTER_DUE,
        _("Pengisian isu oleh departemen"),
        reminders.REGISTER,
        registers_to_send,
        escalation=emails.REGISTER_OVERDUE,
    ),
    ReminderRule(
        emails.REPAIR_DUE,
        _("Perbaikan isu yang dikembalikan"),
        reminders.REPAIR,
        registers_to_repair,
        escalation=emails.REPAIR_OVERDUE,
    ),
    ReminderRule(
        emails.REVIEW_DUE,
        _("Pemeriksaan isu oleh CMS"),
        reminders.REVIEW,
        registers_to_review,
        people=told_reviewers,
        escalation=emails.REVIEW_OVERDUE,
    ),
)
