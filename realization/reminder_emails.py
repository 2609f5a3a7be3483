"""Reminders about a month: to the department, to those above it, and to CMS about H+2, closing and review."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind, announcing
from realization.emails import cms_reason, department_reason, month_page, waits_for_department
from realization.models import Actual, ClosedMonth, Realization
from realization.selectors.results.todos import review_is_built

MONTH_DUE = "realization.month_due"
MONTH_OVERDUE = "realization.month_overdue"
PROVIDED_DUE = "realization.provided_due"
PROVIDED_OVERDUE = "realization.provided_overdue"
REPAIR_DUE = "realization.repair_due"
REPAIR_OVERDUE = "realization.repair_overdue"
VERIFICATION_DUE = "realization.verification_due"
VERIFICATION_OVERDUE = "realization.verification_overdue"
CLOSING_DUE = "realization.closing_due"
HALF_YEAR_DUE = "realization.half_year_due"
HALF_YEAR_OVERDUE = "realization.half_year_overdue"


def months_wait_for_verification(mail: Any) -> bool:
    waiting = Realization.objects.filter(
        cycle=mail.object_id, month=mail.context["month"], status=Realization.Status.SUBMITTED
    )
    return waiting.exists()


def data_is_missing(mail: Any) -> bool:
    """The receiver's month waits, whatever its own date, and one of the figures does not stand in it."""
    if not mail.about.is_editable or mail.about.status == Realization.Status.CLOSED_WITHOUT_DATA:
        return False
    wanted = set(mail.context["measures"])
    stands = Actual.objects.filter(measure__in=wanted, month=mail.about.month)
    return bool(wanted - set(stands.exclude(state=Actual.State.BLANK).values_list("measure", flat=True)))


def month_is_open(mail: Any) -> bool:
    return not ClosedMonth.objects.filter(cycle=mail.object_id, month=mail.context["month"]).exists()


def review_is_missing(mail: Any) -> bool:
    return not review_is_built(mail.about.year, mail.context["semester"])


def _months(cycle: Any) -> str:
    return f"{reverse('realization:realization-list')}?year={cycle.year}"


def _review(cycle: Any) -> str:
    return f"{reverse('realization:review-detail')}?year={cycle.year}"


_CHASING = _("Email ini dikirim karena Bapak/Ibu mengikuti pengisian realisasi unit kerja tersebut.")

EMAIL_KINDS = (
    EmailKind(
        code=MONTH_DUE,
        template="emails/realization/month_due.txt",
        url=month_page,
        reason=department_reason,
        button=_("Isi Realisasi"),
        still_due=announcing(waits_for_department),
        label=_("Pengingat pengisian realisasi"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=MONTH_OVERDUE,
        template="emails/realization/month_overdue.txt",
        url=month_page,
        reason=_CHASING,
        button=_("Lihat Realisasi"),
        still_due=waits_for_department,
        label=_("Realisasi belum dikirim setelah batas waktu (untuk atasan dan CMS)"),
        in_digest=True,
    ),
    EmailKind(
        code=PROVIDED_DUE,
        template="emails/realization/provided_due.txt",
        url=month_page,
        reason=_("Email ini dikirim karena unit kerja Bapak/Ibu tercatat sebagai Penyedia Data."),
        button=_("Lihat Data yang Diminta"),
        still_due=announcing(data_is_missing),
        label=_("Pengingat penyerahan data ke departemen lain"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=PROVIDED_OVERDUE,
        template="emails/realization/provided_due.txt",
        url=month_page,
        reason=_CHASING,
        button=_("Lihat Data yang Diminta"),
        still_due=data_is_missing,
        label=_("Data untuk departemen lain lewat batas waktu (untuk atasan dan CMS)"),
        in_digest=True,
    ),
    EmailKind(
        code=REPAIR_DUE,
        template="emails/realization/month_due.txt",
        url=month_page,
        reason=department_reason,
        button=_("Perbaiki Realisasi"),
        still_due=announcing(waits_for_department),
        label=_("Pengingat perbaikan realisasi"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=REPAIR_OVERDUE,
        template="emails/realization/month_overdue.txt",
        url=month_page,
        reason=_CHASING,
        button=_("Lihat Realisasi"),
        still_due=waits_for_department,
        label=_("Perbaikan realisasi lewat batas waktu (untuk atasan dan CMS)"),
        in_digest=True,
    ),
    EmailKind(
        code=VERIFICATION_DUE,
        template="emails/realization/verification_due.txt",
        url=_months,
        reason=cms_reason,
        button=_("Verifikasi Realisasi"),
        still_due=announcing(months_wait_for_verification),
        label=_("Pengingat verifikasi realisasi (CMS)"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=VERIFICATION_OVERDUE,
        template="emails/realization/verification_due.txt",
        url=_months,
        reason=cms_reason,
        button=_("Lihat Realisasi"),
        still_due=months_wait_for_verification,
        label=_("Verifikasi realisasi lewat batas waktu (untuk pimpinan CMS)"),
        in_digest=True,
    ),
    EmailKind(
        code=CLOSING_DUE,
        template="emails/realization/closing_due.txt",
        url=_months,
        reason=cms_reason,
        button=_("Tutup Bulan"),
        still_due=month_is_open,
        label=_("Pengingat Tutup Bulan (CMS)"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=HALF_YEAR_DUE,
        template="emails/realization/half_year_due.txt",
        url=_review,
        reason=cms_reason,
        button=_("Buat Review Semester"),
        still_due=announcing(review_is_missing),
        label=_("Pengingat Review Semester (CMS)"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=HALF_YEAR_OVERDUE,
        template="emails/realization/half_year_due.txt",
        url=_review,
        reason=cms_reason,
        button=_("Lihat Review Semester"),
        still_due=review_is_missing,
        label=_("Review Semester lewat batas waktu (untuk pimpinan CMS)"),
        in_digest=True,
    ),
)
