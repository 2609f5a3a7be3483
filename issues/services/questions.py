"""Minta Konfirmasi: CMS asks about a row, the department answers; nothing is bounced (7.1.3, 4.2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_about
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require
from issues import question_emails as emails
from issues.models import Issue, IssueRegister, Question
from issues.permissions import can_answer_question
from issues.selectors import reviewers_of
from issues.services.review import lock_for_review, note_review
from issues.workflow import may_review


@transaction.atomic
def ask_department(
    *, register: IssueRegister, row: int, text: str, actor: User, now: datetime, version: int | None = None
) -> Question:
    """Ask about the row with this id and tell the department; a decision on the row becomes undecided again.

    Raises InvalidInput without words or while a question on the row is open, Conflict, StaleVersion,
    PermissionDenied.
    """
    locked = lock_for_review(register, actor, version)
    issue = locked.issues.prefetch_related("questions").filter(pk=row).first()
    if issue is None:
        raise Conflict(_("Salah satu baris sudah tidak ada di register ini."))
    _require_askable(issue, locked, text.strip())
    if issue.decision != Issue.Decision.PENDING:
        issue.decision, issue.decided_by, issue.decided_at = Issue.Decision.PENDING, None, None
        issue.save()
    note_review(locked, actor)
    question = Question.objects.create(
        register=locked,
        issue=issue,
        number=issue.number,
        round=locked.round,
        text=text.strip(),
        asked_by=actor,
        asked_at=now,
    )
    _tell_department(question, now)
    return question


def _require_askable(issue: Issue, register: IssueRegister, text: str) -> None:
    number = {"number": issue.number}
    if issue.is_settled(register):
        raise Conflict(_("Baris %(number)d sudah diterima pada putaran sebelumnya.") % number)
    if issue.has_open_question:
        raise InvalidInput(_("Baris %(number)d: pertanyaan sebelumnya belum dijawab.") % number)
    if not text:
        raise InvalidInput(_("Baris %(number)d: tuliskan pertanyaannya.") % number)


def _tell_department(question: Question, now: datetime) -> None:
    register = question.register
    enqueue(
        emails.QUESTION_ASKED,
        recipients=told_about(register.unit),
        about=register,
        now=now,
        occasion=emails.occasion_of(question),
        context=_in_mail(question),
    )


def _in_mail(question: Question) -> dict[str, object]:
    return {
        "number": question.number,
        "issue": question.issue.issue[:200] if question.issue else "",
        "question": question.text,
        "asker": question.asked_by.full_name,
    }


@transaction.atomic
def answer_question(*, question: Question, text: str, actor: User, now: datetime) -> Question:
    """Answer for the department and tell who asked; raises InvalidInput, Conflict, PermissionDenied.

    The register's version stays: the reviewer's page goes on saving, only the row itself waits to be read.
    """
    register = lock(question.register)
    require(can_answer_question(actor, register))
    fresh = Question.objects.select_related("answered_by", "withdrawn_by", "issue").get(pk=question.pk)
    require_open(fresh)
    if not text.strip():
        raise InvalidInput(_("Tuliskan jawabannya."))
    fresh.answer, fresh.answered_by, fresh.answered_at = text.strip(), actor, now
    fresh.save()
    register.note_contributor(actor)
    register.save()
    _tell_asker(fresh, register, now)
    return fresh


def require_open(question: Question) -> None:
    """Raise Conflict that says who closed the question."""
    if question.answered_by is not None:
        raise Conflict(
            _("Pertanyaan ini sudah dijawab oleh %(name)s.") % {"name": question.answered_by.full_name}
        )
    if question.withdrawn_by is not None:
        raise Conflict(
            _("Pertanyaan ini tidak menunggu jawaban lagi: ditutup oleh %(name)s (CMS).")
            % {"name": question.withdrawn_by.full_name}
        )


def _tell_asker(question: Question, register: IssueRegister, now: datetime) -> None:
    """Who asked; when he or she may not review any more, those who may."""
    asker = question.asked_by
    recipients = [asker] if asker.is_active and may_review(asker, register) else reviewers_of(register)
    enqueue(
        emails.QUESTION_ANSWERED,
        recipients=recipients,
        about=register,
        now=now,
        occasion=emails.occasion_of(question),
        context={
            **_in_mail(question),
            "answer": question.answer,
            "answerer": str(question.answered_by),
        },
    )


@transaction.atomic
def withdraw_question(
    *, question: Question, actor: User, now: datetime, version: int | None = None
) -> Question:
    """Take a question back, by any reviewer; raises Conflict (also closed, stale), PermissionDenied."""
    register = lock_for_review(question.register, actor, version)
    fresh = Question.objects.select_related("answered_by", "withdrawn_by").get(pk=question.pk)
    require_open(fresh)
    fresh.withdrawn_by, fresh.withdrawn_at = actor, now
    fresh.save()
    note_review(register, actor)
    return fresh
