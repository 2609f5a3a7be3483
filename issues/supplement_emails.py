"""Mails about an Isu Susulan: received, added by CMS, returned, accepted, due soon."""

from typing import cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind, announcing
from cint_portal.notifications.models import OutboxMail
from issues.emails import cms_reason, department_reason
from issues.models import SupplementaryIssue

SUPPLEMENT_RECEIVED = "issues.supplement_received"
SUPPLEMENT_ADDED = "issues.supplement_added"
SUPPLEMENT_RETURNED = "issues.supplement_returned"
SUPPLEMENT_ACCEPTED = "issues.supplement_accepted"
SUPPLEMENT_REVIEW_DUE = "issues.supplement_review_due"
SUPPLEMENT_REVIEW_OVERDUE = "issues.supplement_review_overdue"
SUPPLEMENT_REPAIR_DUE = "issues.supplement_repair_due"
SUPPLEMENT_REPAIR_OVERDUE = "issues.supplement_repair_overdue"


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


def waits_for_review_by(mail: OutboxMail) -> bool:
    supplement = cast(SupplementaryIssue, mail.about)
    waits = supplement.status == SupplementaryIssue.Status.SUBMITTED
    return waits and supplement.review_due_on == mail.due_on


def waits_for_repair_by(mail: OutboxMail) -> bool:
    supplement = cast(SupplementaryIssue, mail.about)
    return supplement.status == SupplementaryIssue.Status.RETURNED and supplement.due_on == mail.due_on


EMAIL_KINDS = (
    EmailKind(
        code=SUPPLEMENT_REVIEW_DUE,
        label=_("Pengingat pemeriksaan Isu Susulan (CMS)"),
        template="emails/issues/supplement_review_due.txt",
        url=_page,
        reason=cms_reason,
        button=_("Periksa Isu Susulan"),
        still_due=announcing(waits_for_review_by),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=SUPPLEMENT_REVIEW_OVERDUE,
        label=_("Pemeriksaan Isu Susulan lewat batas waktu (untuk pimpinan CMS)"),
        template="emails/issues/supplement_review_due.txt",
        url=_page,
        reason=cms_reason,
        button=_("Lihat Isu Susulan"),
        still_due=waits_for_review_by,
        in_digest=True,
    ),
    EmailKind(
        code=SUPPLEMENT_REPAIR_DUE,
        label=_("Pengingat perbaikan Isu Susulan"),
        template="emails/issues/supplement_repair_due.txt",
        url=_form,
        reading_url=_page,
        reason=department_reason,
        button=_("Perbaiki Isu Susulan"),
        still_due=announcing(waits_for_repair_by),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=SUPPLEMENT_REPAIR_OVERDUE,
        label=_("Perbaikan Isu Susulan lewat batas waktu (untuk atasan dan CMS)"),
        template="emails/issues/supplement_repair_due.txt",
        url=_page,
        reason=department_reason,
        button=_("Lihat Isu Susulan"),
        still_due=waits_for_repair_by,
        in_digest=True,
    ),
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
        reading_url=_page,
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
