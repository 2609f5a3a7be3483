"""Mails about the Wrapping Commitment: asking for signatures, chasing the missing ones."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.models import CommitmentSignature
from cint_portal.notifications.kinds import EmailKind, announcing

SIGNATURE_ASKED = "bsc.signature_asked"
COMMITMENT_COMPLETE = "bsc.commitment_complete"
SIGNATURE_DUE = "bsc.signature_due"
SIGNATURE_OVERDUE = "bsc.signature_overdue"


def missing_of(commitment_id: int, person_id: int) -> bool:
    """Does this person's signature still lack?"""
    asked = CommitmentSignature.objects.filter(commitment=commitment_id, person=person_id)
    return asked.filter(signed_at=None).exists()


def is_asked(mail: Any) -> bool:
    return missing_of(mail.object_id, mail.recipient_id)


def is_missing(mail: Any) -> bool:
    """The mail names whose signature it is about: the reader's own, or the one that is chased."""
    return missing_of(mail.object_id, mail.context["person"])


def _sign_page(commitment: Any) -> str:
    return reverse("bsc:commitment-sign", args=[commitment.pk])


def _status_page(commitment: Any) -> str:
    return reverse("bsc:commitment-detail", args=[commitment.pk])


_SIGNER = _("Email ini dikirim karena Bapak/Ibu tercatat sebagai penanda tangan Wrapping Commitment.")
_CMS = _("Email ini dikirim karena Bapak/Ibu mengikuti penandatanganan Wrapping Commitment.")

EMAIL_KINDS = (
    EmailKind(
        code=SIGNATURE_ASKED,
        label=_("Wrapping Commitment menunggu tanda tangan"),
        is_compulsory=True,
        template="emails/bsc/signature_asked.txt",
        url=_sign_page,
        reason=_SIGNER,
        button=_("Tanda Tangani"),
        still_due=is_asked,
    ),
    EmailKind(
        code=COMMITMENT_COMPLETE,
        label=_("Wrapping Commitment lengkap"),
        template="emails/bsc/commitment_complete.txt",
        url=_status_page,
        reason=_CMS,
        button=_("Lihat Wrapping Commitment"),
    ),
    EmailKind(
        code=SIGNATURE_DUE,
        label=_("Pengingat tanda tangan Wrapping Commitment"),
        in_digest=True,
        is_compulsory=True,
        template="emails/bsc/signature_due.txt",
        url=_sign_page,
        reason=_SIGNER,
        button=_("Tanda Tangani"),
        still_due=announcing(is_missing),
    ),
    EmailKind(
        code=SIGNATURE_OVERDUE,
        label=_("Tanda tangan Wrapping Commitment lewat batas waktu (untuk CMS)"),
        in_digest=True,
        template="emails/bsc/signature_due.txt",
        url=_status_page,
        reason=_CMS,
        button=_("Lihat Wrapping Commitment"),
        still_due=is_missing,
    ),
)
