"""Mails about changes of established scorecards."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.emails import while_in
from bsc.models import ChangeRequest
from cint_portal.notifications.kinds import EmailKind

TO_REVIEW = "bsc.change_to_review"
TO_DECIDE = "bsc.change_to_decide"
RETURNED = "bsc.change_returned"
IN_FORCE = "bsc.change_in_force"
REJECTED = "bsc.change_rejected"

Status = ChangeRequest.Status
_OWNER = _("Email ini dikirim karena Bapak/Ibu tercatat sebagai penanggung jawab scorecard ini.")
_FOLLOWER = _("Email ini dikirim karena Bapak/Ibu menyiapkan atau memeriksa scorecard ini.")


def _page(request: Any) -> str:
    return reverse("bsc:change-detail", args=[request.pk])


EMAIL_KINDS = (
    EmailKind(
        code=TO_REVIEW,
        label=_("Permintaan perubahan menunggu pemeriksaan CMS"),
        template="emails/bsc/change_to_review.txt",
        url=_page,
        reason=_("Email ini dikirim karena Bapak/Ibu tercatat sebagai pemeriksa scorecard ini."),
        button=_("Periksa Perubahan"),
        still_due=while_in(Status.SENT_CMS),
    ),
    EmailKind(
        code=TO_DECIDE,
        label=_("Permintaan perubahan menunggu keputusan Direksi"),
        template="emails/bsc/change_to_decide.txt",
        url=_page,
        reason=_("Email ini dikirim karena Bapak/Ibu tercatat sebagai Direksi (BOD)."),
        button=_("Buka dan Putuskan"),
        still_due=while_in(Status.WITH_BOARD),
    ),
    EmailKind(
        code=RETURNED,
        label=_("Permintaan perubahan dikembalikan"),
        is_compulsory=True,
        template="emails/bsc/change_returned.txt",
        url=_page,
        reason=_OWNER,
        button=_("Buka Permintaan"),
        still_due=while_in(Status.RETURNED),
    ),
    EmailKind(
        code=IN_FORCE,
        label=_("Adendum berlaku"),
        template="emails/bsc/change_in_force.txt",
        url=_page,
        reason=_FOLLOWER,
        button=_("Lihat Adendum"),
    ),
    EmailKind(
        code=REJECTED,
        label=_("Permintaan perubahan ditolak Direksi"),
        template="emails/bsc/change_rejected.txt",
        url=_page,
        reason=_FOLLOWER,
        button=_("Lihat Permintaan"),
    ),
)
