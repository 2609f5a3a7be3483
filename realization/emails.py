"""Mails about a department's month: opened, received, returned, verified, closed, reopened."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind
from realization.models import Realization, ReopeningRequest

MONTH_OPENED = "realization.month_opened"
RECEIVED = "realization.received"
RETURNED = "realization.returned"
VERIFIED = "realization.verified"
CLOSED_WITHOUT_DATA = "realization.closed_without_data"
REOPENING_REQUESTED = "realization.reopening_requested"
REOPENING_DECIDED = "realization.reopening_decided"

Status = Realization.Status


def address(realization: Realization) -> list[int]:
    """Year, month and unit: what the address of a month's pages is made of."""
    return [realization.cycle.year, realization.month, realization.unit_id]


def occasion_of(realization: Realization) -> str:
    """Tells the mails of two rounds apart: each submission starts one."""
    sent_at = realization.submitted_at
    return f"sent-{int(sent_at.timestamp())}" if sent_at else ""


def month_page(realization: Realization) -> str:
    return reverse("realization:realization-detail", args=address(realization))


def _verification(realization: Realization) -> str:
    return reverse("realization:verification-detail", args=address(realization))


def _request(request: ReopeningRequest) -> str:
    return reverse("realization:reopening-detail", args=[request.pk])


def never_sent(mail: Any) -> bool:
    return bool(mail.about.first_submitted_at is None)


def waits_for_department(mail: Any) -> bool:
    """Still to be sent, and by the date that the mail speaks of."""
    turn = mail.about.is_editable and mail.about.status != Status.CLOSED_WITHOUT_DATA
    return bool(turn and mail.about.deadline == mail.due_on)


def waits_for_verification(mail: Any) -> bool:
    """Nobody is called to a round that is already decided."""
    return bool(mail.about.status == Status.SUBMITTED and mail.occasion == occasion_of(mail.about))


def waits_for_repair(mail: Any) -> bool:
    return bool(mail.about.status == Status.RETURNED and mail.about.deadline == mail.due_on)


def waits_for_decision(mail: Any) -> bool:
    return bool(mail.about.status == ReopeningRequest.Status.SENT)


department_reason = _(
    "Email ini dikirim karena Anda tercatat sebagai penanggung jawab realisasi unit tersebut."
)
cms_reason = _("Email ini dikirim karena Anda tercatat sebagai pemeriksa realisasi di CMS.")

EMAIL_KINDS = (
    EmailKind(
        MONTH_OPENED,
        "emails/realization/month_opened.txt",
        month_page,
        department_reason,
        _("Isi Realisasi"),
        still_due=never_sent,
        label=_("Realisasi bulan baru dibuka"),
        is_compulsory=True,
    ),
    EmailKind(
        RECEIVED,
        "emails/realization/received.txt",
        _verification,
        cms_reason,
        _("Verifikasi Realisasi"),
        still_due=waits_for_verification,
        label=_("Realisasi menunggu verifikasi"),
    ),
    EmailKind(
        RETURNED,
        "emails/realization/returned.txt",
        month_page,
        department_reason,
        _("Perbaiki Realisasi"),
        still_due=waits_for_repair,
        label=_("Realisasi dikembalikan"),
        is_compulsory=True,
    ),
    EmailKind(
        VERIFIED,
        "emails/realization/verified.txt",
        month_page,
        department_reason,
        _("Lihat Realisasi"),
        label=_("Realisasi diverifikasi"),
    ),
    EmailKind(
        CLOSED_WITHOUT_DATA,
        "emails/realization/closed_without_data.txt",
        month_page,
        department_reason,
        _("Isi Realisasi"),
        still_due=never_sent,
        label=_("Bulan ditutup tanpa data"),
    ),
    EmailKind(
        REOPENING_REQUESTED,
        "emails/realization/reopening_requested.txt",
        _request,
        _("Email ini dikirim karena Anda memutuskan permintaan pembukaan kembali realisasi."),
        _("Putuskan Permintaan"),
        still_due=waits_for_decision,
        label=_("Permintaan membuka kembali"),
    ),
    EmailKind(
        REOPENING_DECIDED,
        "emails/realization/reopening_decided.txt",
        _request,
        department_reason,
        _("Lihat Permintaan"),
        label=_("Permintaan membuka kembali diputuskan"),
    ),
)
