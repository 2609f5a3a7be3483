"""Mails about personal scorecards: that one waits, never whose KPIs or which (realities 27)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.emails import while_in
from bsc.models import PersonalStatus, Scorecard
from cint_portal.notifications.kinds import EmailKind

SENT = "bsc.personal_sent"
RETURNED = "bsc.personal_returned"
AGREED = "bsc.personal_agreed"


def _own_page(scorecard: Scorecard) -> str:
    return reverse("bsc:scorecard-detail", args=[scorecard.pk])


_OWN = _("Email ini dikirim karena scorecard ini adalah scorecard pribadi Bapak/Ibu.")

EMAIL_KINDS = (
    EmailKind(
        code=SENT,
        label=_("Scorecard pribadi menunggu kesepakatan atasan"),
        template="emails/bsc/personal_sent.txt",
        url=lambda scorecard: reverse("bsc:personal-decide", args=[scorecard.pk]),
        reason=_("Email ini dikirim karena Bapak/Ibu adalah atasan langsung karyawan ini."),
        button=_("Buka dan Sepakati"),
        still_due=while_in(PersonalStatus.WITH_SUPERIOR),
    ),
    EmailKind(
        code=RETURNED,
        label=_("Scorecard pribadi dikembalikan atasan"),
        is_compulsory=True,
        template="emails/bsc/personal_returned.txt",
        url=_own_page,
        reason=_OWN,
        button=_("Buka Scorecard"),
        still_due=while_in(PersonalStatus.RETURNED),
    ),
    EmailKind(
        code=AGREED,
        label=_("Scorecard pribadi disepakati"),
        template="emails/bsc/personal_agreed.txt",
        url=_own_page,
        reason=_OWN,
        button=_("Buka Scorecard"),
    ),
)
