"""Mails about scorecards: what they are called, why people get them, when they are still due."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.models import Scorecard
from cint_portal.notifications.kinds import EmailKind

CASCADED = "bsc.cascaded"
SENT_TO_CMS = "bsc.sent_to_cms"
RETURNED_BY_CMS = "bsc.returned_by_cms"
SENT_TO_BOARD = "bsc.sent_to_board"
RETURNED_BY_BOARD = "bsc.returned_by_board"
APPROVED = "bsc.approved"
BATCH_APPROVED = "bsc.batch_approved"
ESTABLISHED = "bsc.established"

Status = Scorecard.Status


def while_in(*states: str) -> Any:
    """The mail is due while what it is about waits in one of these states."""

    def still_due(mail: Any) -> bool:
        return mail.about is not None and mail.about.status in states

    return still_due


def _scorecard_page(scorecard: Scorecard) -> str:
    return reverse("bsc:scorecard-detail", args=[scorecard.pk])


EMAIL_KINDS = (
    EmailKind(
        code=CASCADED,
        label=_("KPI diturunkan ke departemen"),
        template="emails/bsc/cascaded.txt",
        url=_scorecard_page,
        reason=_("Email ini dikirim karena Bapak/Ibu tercatat sebagai penanggung jawab KPI unit kerja ini."),
        button=_("Buat KPI departemen"),
        still_due=while_in(*Scorecard.EDITABLE),
    ),
    EmailKind(
        code=SENT_TO_CMS,
        label=_("KPI menunggu pemeriksaan CMS"),
        template="emails/bsc/sent_to_cms.txt",
        url=lambda scorecard: reverse("bsc:approval-review", args=[scorecard.pk]),
        reason=_("Email ini dikirim karena Bapak/Ibu tercatat sebagai pemeriksa scorecard ini."),
        button=_("Periksa KPI"),
        still_due=while_in(Status.SENT_CMS),
    ),
    EmailKind(
        code=RETURNED_BY_CMS,
        label=_("KPI dikembalikan CMS"),
        is_compulsory=True,
        template="emails/bsc/returned_by_cms.txt",
        url=_scorecard_page,
        reason=_("Email ini dikirim karena Bapak/Ibu tercatat sebagai penanggung jawab scorecard ini."),
        button=_("Buka Scorecard"),
        still_due=while_in(Status.RETURNED_CMS),
    ),
    EmailKind(
        code=SENT_TO_BOARD,
        label=_("KPI menunggu keputusan Direksi"),
        template="emails/bsc/sent_to_board.txt",
        url=lambda scorecard: reverse("bsc:decision-detail", args=[scorecard.pk]),
        reason=_("Email ini dikirim karena Bapak/Ibu tercatat sebagai Direksi (BOD)."),
        button=_("Buka dan Putuskan"),
        still_due=while_in(Status.WITH_BOARD),
    ),
    EmailKind(
        code=RETURNED_BY_BOARD,
        label=_("KPI dikembalikan Direksi"),
        is_compulsory=True,
        template="emails/bsc/returned_by_board.txt",
        url=_scorecard_page,
        reason=_("Email ini dikirim karena Bapak/Ibu menyiapkan atau memeriksa scorecard ini."),
        button=_("Buka Scorecard"),
        still_due=while_in(Status.RETURNED_BOARD),
    ),
    EmailKind(
        code=APPROVED,
        label=_("KPI disetujui Direksi"),
        template="emails/bsc/approved.txt",
        url=_scorecard_page,
        reason=_("Email ini dikirim karena Bapak/Ibu menyiapkan atau memeriksa scorecard ini."),
        button=_("Buka Scorecard"),
    ),
    EmailKind(
        code=BATCH_APPROVED,
        label=_("KPI beberapa departemen disetujui"),
        template="emails/bsc/batch_approved.txt",
        url=lambda cycle: reverse("bsc:establishment-create") + f"?year={cycle.year}",
        reason=_("Email ini dikirim karena Bapak/Ibu bertugas di CMS."),
        button=_("Catat Rapat Penetapan"),
    ),
    EmailKind(
        code=ESTABLISHED,
        label=_("BSC ditetapkan"),
        template="emails/bsc/established.txt",
        url=lambda meeting: reverse("bsc:meeting-detail", args=[meeting.pk]),
        reason=_("Email ini dikirim karena Bapak/Ibu diundang ke Rapat Penetapan BSC."),
        button=_("Lihat Penetapan BSC"),
    ),
)
