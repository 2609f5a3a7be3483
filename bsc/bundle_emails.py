"""Mails about a Revisi Target Massal: one for all its scorecards."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.models import ChangeRequest
from cint_portal.notifications.kinds import EmailKind

BUNDLE_TO_REVIEW = "bsc.bundle_to_review"
BUNDLE_TO_DECIDE = "bsc.bundle_to_decide"
BUNDLE_RETURNED = "bsc.bundle_returned"
BUNDLE_DECIDED = "bsc.bundle_decided"

Status = ChangeRequest.Status
_CMS = _("Email ini dikirim karena Bapak/Ibu bertugas di CMS.")


def _while_in(status: str) -> Any:
    """Due while one of its requests waits there: they move together."""

    def still_due(mail: Any) -> bool:
        return mail.about is not None and mail.about.requests.filter(status=status).exists()

    return still_due


def _page(bundle: Any) -> str:
    return reverse("bsc:bundle-detail", args=[bundle.pk])


EMAIL_KINDS = (
    EmailKind(
        code=BUNDLE_TO_REVIEW,
        label=_("Revisi Target Massal menunggu pemeriksaan CMS"),
        template="emails/bsc/bundle_to_review.txt",
        url=_page,
        reason=_CMS,
        button=_("Periksa Revisi"),
        still_due=_while_in(Status.SENT_CMS),
    ),
    EmailKind(
        code=BUNDLE_TO_DECIDE,
        label=_("Revisi Target Massal menunggu keputusan Direksi"),
        template="emails/bsc/bundle_to_decide.txt",
        url=_page,
        reason=_("Email ini dikirim karena Bapak/Ibu tercatat sebagai Direksi (BOD)."),
        button=_("Buka dan Putuskan"),
        still_due=_while_in(Status.WITH_BOARD),
    ),
    EmailKind(
        code=BUNDLE_RETURNED,
        label=_("Revisi Target Massal dikembalikan"),
        is_compulsory=True,
        template="emails/bsc/bundle_returned.txt",
        url=_page,
        reason=_("Email ini dikirim karena Bapak/Ibu mengajukan revisi target ini."),
        button=_("Buka Revisi"),
        still_due=_while_in(Status.RETURNED),
    ),
    EmailKind(
        code=BUNDLE_DECIDED,
        label=_("Revisi Target Massal diputuskan Direksi"),
        template="emails/bsc/bundle_decided.txt",
        url=_page,
        reason=_CMS,
        button=_("Lihat Revisi"),
    ),
)
