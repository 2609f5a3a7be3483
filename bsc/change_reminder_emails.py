"""Reminders about changes after the lock: CMS's own clock."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.models import ChangeBundle, ChangeRequest
from bsc.reminder_emails import CMS_REASON
from cint_portal.notifications.kinds import EmailKind, announcing

CHANGE_REVIEW_DUE = "bsc.change_review_due"
CHANGE_REVIEW_OVERDUE = "bsc.change_review_overdue"


def waits_for_review(mail: Any) -> bool:
    """Still with CMS, on the date that the mail speaks of."""
    if mail.about is None:
        return False
    rows = mail.about.requests.all() if isinstance(mail.about, ChangeBundle) else [mail.about]
    waiting = ChangeRequest.Status.SENT_CMS
    return any(row.status == waiting and row.review_due_on == mail.due_on for row in rows)


def _page(about: Any) -> str:
    name = "bsc:bundle-detail" if isinstance(about, ChangeBundle) else "bsc:change-detail"
    return reverse(name, args=[about.pk])


EMAIL_KINDS = (
    EmailKind(
        code=CHANGE_REVIEW_DUE,
        template="emails/bsc/change_review_due.txt",
        url=_page,
        reason=CMS_REASON,
        button=_("Periksa Perubahan"),
        still_due=announcing(waits_for_review),
        label=_("Pengingat pemeriksaan permintaan perubahan (CMS)"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=CHANGE_REVIEW_OVERDUE,
        template="emails/bsc/change_review_due.txt",
        url=_page,
        reason=CMS_REASON,
        button=_("Lihat Perubahan"),
        still_due=waits_for_review,
        label=_("Pemeriksaan perubahan lewat batas waktu (untuk pimpinan CMS)"),
        in_digest=True,
    ),
)
