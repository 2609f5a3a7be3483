"""Mails of a question about a row: to the department that is asked, and back to who asked."""

from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from issues.emails import cms_reason, department_reason, register_of, register_page, review_page
from issues.models import IssueRegister, Question

QUESTION_ASKED = "issues.question_asked"
QUESTION_ANSWERED = "issues.question_answered"


def occasion_of(question: Question) -> str:
    return f"question-{question.pk}"


def waits_for_answer(mail: OutboxMail) -> bool:
    """Nobody is asked what is answered or withdrawn."""
    return any(mail.occasion == occasion_of(question) for question in register_of(mail).questions.open())


def still_with_cms(mail: OutboxMail) -> bool:
    return register_of(mail).status == IssueRegister.Status.SUBMITTED


def _questions(register: IssueRegister) -> str:
    return register_page(register) + "#pertanyaan"


EMAIL_KINDS = (
    EmailKind(
        code=QUESTION_ASKED,
        template="emails/issues/question_asked.txt",
        url=_questions,
        reason=department_reason,
        button=_("Jawab Pertanyaan"),
        label=_("CMS minta konfirmasi isu"),
        still_due=waits_for_answer,
    ),
    EmailKind(
        code=QUESTION_ANSWERED,
        template="emails/issues/question_answered.txt",
        url=review_page,
        reason=cms_reason,
        button=_("Lanjutkan Pemeriksaan"),
        label=_("Konfirmasi isu dijawab"),
        still_due=still_with_cms,
    ),
)
