"""Mails about an Isu Susulan: received, added by CMS, returned, accepted."""

from typing import cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from issues.emails import cms_reason, department_reason
from issues.models import SupplementaryIssue

SUPPLEMENT_RECEIVED = "issues.supplement_received"
SUPPLEMENT_ADDED = "issues.supplement_added"
SUPPLEMENT_RETURNED = "issues.supplement_returned"
SUPPLEMENT_ACCEPTED = "issues.supplement_accepted"


def _page(supplement: SupplementaryIssue) -> str:
    return reverse("issues:supplement-detail", args=[supplement.pk])


def _form(supplement: SupplementaryIssue) -> str:
    return reverse("issues:supplement-edit", args=[supplement.pk])


def _is_of_round(mail: OutboxMail, status: str) -> bool:
    supplement = cast(SupplementaryIssue, mail.about)
    return supplement.status == status and mail.occasion == f"round-{supplement.round}"


def waits_for_review(mail: OutboxMail) -> bool:
    return _is_of_round(mail, SupplementaryIssue.Status.SUBMITTED)


def waits_for_repair(mail: OutboxMail) -> bool:
    return _is_of_round(mail, SupplementaryIssue.Status.RETURNED)


EMAIL_KINDS = (
    EmailKind(
        code=SUPPLEMENT_RECEIVED,
        label=_("Isu Susulan untuk diperiksa"),
        template="emails/issues/supplement_received.txt",
        url=_page,
        reason=cms_reason,
        button=_("Periksa Isu Susulan"),
        still_due=waits_for_review,
    ),
    EmailKind(
        code=SUPPLEMENT_ADDED,
        label=_("Isu Susulan ditambahkan CMS"),
        template="emails/issues/supplement_added.txt",
        url=_page,
        reason=department_reason,
        button=_("Lihat Isu Susulan"),
    ),
    EmailKind(
        code=SUPPLEMENT_RETURNED,
        label=_("Isu Susulan dikembalikan"),
        template="emails/issues/supplement_returned.txt",
        url=_form,
        reason=department_reason,
        button=_("Perbaiki Isu Susulan"),
        still_due=waits_for_repair,
    ),
    EmailKind(
        code=SUPPLEMENT_ACCEPTED,
        label=_("Isu Susulan diterima"),
        template="emails/issues/supplement_accepted.txt",
        url=_page,
        reason=department_reason,
        button=_("Lihat Isu Susulan"),
    ),
)
