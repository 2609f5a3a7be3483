"""The mail that tells a manager that the register is typed and waits for his or her look."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from issues.emails import department_reason, register_of
from issues.models import IssueRegister

HANDED_OVER = "issues.handed_over"


def occasion_of(register: IssueRegister) -> str:
    return f"handed-over-{register.version}"


def still_handed_over(mail: OutboxMail) -> bool:
    """Nobody is called to what was sent meanwhile, or is being typed at again."""
    return register_of(mail).is_handed_over


def _summary(register: IssueRegister) -> str:
    return reverse("issues:register-summary", args=[register.pk])


EMAIL_KINDS = (
    EmailKind(
        code=HANDED_OVER,
        label=_("Register isu siap diperiksa Manager"),
        template="emails/issues/handed_over.txt",
        url=_summary,
        reason=department_reason,
        button=_("Periksa dan Kirim"),
        still_due=still_handed_over,
    ),
)
