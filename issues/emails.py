"""Mails about registers: opened, received, returned, accepted."""

from typing import cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from issues.models import IssueRegister

COLLECTION_OPENED = "issues.collection_opened"
REGISTER_RECEIVED = "issues.register_received"
REGISTER_RETURNED = "issues.register_returned"
REGISTER_ACCEPTED = "issues.register_accepted"


def form_page(register: IssueRegister) -> str:
    return reverse("issues:register-edit", args=[register.pk])


def register_page(register: IssueRegister) -> str:
    return reverse("issues:register-detail", args=[register.pk])


def review_page(register: IssueRegister) -> str:
    return reverse("issues:register-review", args=[register.pk])


def register_of(mail: OutboxMail) -> IssueRegister:
    return cast(IssueRegister, mail.about)


def never_sent(mail: OutboxMail) -> bool:
    return register_of(mail).first_submitted_at is None


def waits_for_review(mail: OutboxMail) -> bool:
    """Nobody is called to a round that is already decided."""
    register = register_of(mail)
    return register.awaits_review and mail.occasion == round_of(register)


def waits_for_repair(mail: OutboxMail) -> bool:
    register = register_of(mail)
    return register.status == IssueRegister.Status.RETURNED and mail.occasion == round_of(register)


def round_of(register: IssueRegister) -> str:
    return f"round-{register.round}"


department_reason = _(
    "Email ini dikirim karena Anda tercatat sebagai penanggung jawab isu departemen tersebut."
)
cms_reason = _("Email ini dikirim karena Anda tercatat sebagai pemeriksa isu di CMS.")

EMAIL_KINDS = (
    EmailKind(
        code=COLLECTION_OPENED,
        label=_("Pengumpulan isu dibuka"),
        is_compulsory=True,
        template="emails/issues/collection_opened.txt",
        url=form_page,
        reading_url=register_page,
        reason=department_reason,
        button=_("Isi Register Isu"),
        still_due=never_sent,
    ),
    EmailKind(
        code=REGISTER_RECEIVED,
        label=_("Register isu menunggu pemeriksaan"),
        template="emails/issues/register_received.txt",
        url=review_page,
        reason=cms_reason,
        button=_("Periksa Isu"),
        still_due=waits_for_review,
    ),
    EmailKind(
        code=REGISTER_RETURNED,
        label=_("Register isu dikembalikan"),
        is_compulsory=True,
        template="emails/issues/register_returned.txt",
        url=form_page,
        reading_url=register_page,
        reason=department_reason,
        button=_("Perbaiki Isu"),
        still_due=waits_for_repair,
    ),
    EmailKind(
        code=REGISTER_ACCEPTED,
        label=_("Register isu diterima"),
        template="emails/issues/register_accepted.txt",
        url=register_page,
        reason=department_reason,
        button=_("Lihat Register Isu"),
    ),
)
