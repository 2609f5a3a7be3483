"""Reminders about registers: to the department, to those above it, and to CMS about its own clock."""

from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind, announcing
from cint_portal.notifications.models import OutboxMail
from issues.emails import cms_reason, department_reason, form_page, register_of, register_page, review_page
from issues.models import IssueRegister

REGISTER_DUE = "issues.register_due"
REGISTER_OVERDUE = "issues.register_overdue"
REPAIR_DUE = "issues.repair_due"
REPAIR_OVERDUE = "issues.repair_overdue"
REVIEW_DUE = "issues.review_due"
REVIEW_OVERDUE = "issues.review_overdue"

Status = IssueRegister.Status


def waits_for_first_sending(mail: OutboxMail) -> bool:
    """Still to be sent for the first time, and by the date that the reminder speaks of."""
    register = register_of(mail)
    waits = register.is_editable and register.status != Status.RETURNED
    return waits and register.due_on == mail.due_on


def waits_for_repair_by(mail: OutboxMail) -> bool:
    register = register_of(mail)
    return register.status == Status.RETURNED and register.due_on == mail.due_on


def waits_for_review_by(mail: OutboxMail) -> bool:
    register = register_of(mail)
    return register.awaits_review and register.review_due_on == mail.due_on


_CHASING = _("Email ini dikirim karena Bapak/Ibu mengikuti pengisian isu unit kerja tersebut.")

EMAIL_KINDS = (
    EmailKind(
        code=REGISTER_DUE,
        template="emails/issues/register_due.txt",
        url=form_page,
        reading_url=register_page,
        reason=department_reason,
        button=_("Isi Register Isu"),
        still_due=announcing(waits_for_first_sending),
        label=_("Pengingat pengisian isu"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=REGISTER_OVERDUE,
        template="emails/issues/register_overdue.txt",
        url=register_page,
        reason=_CHASING,
        button=_("Lihat Register Isu"),
        still_due=waits_for_first_sending,
        label=_("Isu belum dikirim setelah batas waktu (untuk atasan dan CMS)"),
        in_digest=True,
    ),
    EmailKind(
        code=REPAIR_DUE,
        template="emails/issues/register_due.txt",
        url=form_page,
        reading_url=register_page,
        reason=department_reason,
        button=_("Perbaiki Isu"),
        still_due=announcing(waits_for_repair_by),
        label=_("Pengingat perbaikan isu"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=REPAIR_OVERDUE,
        template="emails/issues/register_overdue.txt",
        url=register_page,
        reason=_CHASING,
        button=_("Lihat Register Isu"),
        still_due=waits_for_repair_by,
        label=_("Perbaikan isu lewat batas waktu (untuk atasan dan CMS)"),
        in_digest=True,
    ),
    EmailKind(
        code=REVIEW_DUE,
        template="emails/issues/review_due.txt",
        url=review_page,
        reason=cms_reason,
        button=_("Periksa Isu"),
        still_due=announcing(waits_for_review_by),
        label=_("Pengingat pemeriksaan isu (CMS)"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=REVIEW_OVERDUE,
        template="emails/issues/review_due.txt",
        url=register_page,
        reason=cms_reason,
        button=_("Lihat Register Isu"),
        still_due=waits_for_review_by,
        label=_("Pemeriksaan isu lewat batas waktu (untuk pimpinan CMS)"),
        in_digest=True,
    ),
)
