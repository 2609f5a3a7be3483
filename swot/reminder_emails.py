"""Reminders about the position of a year, to CMS and to those above it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind, announcing
from swot.models import SwotAnalysis

POSITION_DUE = "swot.position_due"
POSITION_OVERDUE = "swot.position_overdue"


def position_is_open(mail: Any) -> bool:
    """Not final yet, and by the date that the reminder speaks of."""
    final = SwotAnalysis.objects.filter(cycle=mail.object_id, status=SwotAnalysis.Status.FINAL)
    return bool(mail.about.swot_due_on == mail.due_on) and not final.exists()


def _items(cycle: Any) -> str:
    return reverse("swot:item-list", args=[cycle.year])


def _position(cycle: Any) -> str:
    return reverse("swot:position-detail", args=[cycle.year])


_CMS = _("Email ini dikirim karena Bapak/Ibu bertugas di CMS.")

EMAIL_KINDS = (
    EmailKind(
        code=POSITION_DUE,
        template="emails/swot/position_due.txt",
        url=_items,
        reason=_CMS,
        button=_("Buka Perencanaan SWOT"),
        still_due=announcing(position_is_open),
        label=_("Pengingat posisi SWOT (CMS)"),
        is_compulsory=True,
        in_digest=True,
    ),
    EmailKind(
        code=POSITION_OVERDUE,
        template="emails/swot/position_due.txt",
        url=_position,
        reason=_CMS,
        button=_("Lihat Posisi SWOT"),
        still_due=position_is_open,
        label=_("Posisi SWOT lewat batas waktu (untuk pimpinan CMS)"),
        in_digest=True,
    ),
)
