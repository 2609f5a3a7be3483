"""Mails about resolutions of the board, and about questions on single KPIs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.models import BoardResolution
from cint_portal.notifications.kinds import EmailKind

WAITING = "bsc.resolution_waiting"
RETURNED = "bsc.resolution_returned"
IN_FORCE = "bsc.resolution_in_force"
OBJECTION = "bsc.resolution_objection"
ANSWERED = "bsc.resolution_answered"
QUESTION = "bsc.kpi_question"
ANSWER = "bsc.kpi_answer"

Status = BoardResolution.Status
_BOARD = _("Email ini dikirim karena Bapak/Ibu tercatat sebagai Direksi (BOD).")
_FOLLOWER = _("Email ini dikirim karena Bapak/Ibu tercatat sebagai Direksi (BOD) atau bertugas di CMS.")
_THREAD = _("Email ini dikirim karena Bapak/Ibu menyusun, memeriksa, atau memutuskan scorecard ini.")


def _page(resolution: Any) -> str:
    return reverse("bsc:resolution-detail", args=[resolution.pk])


def _thread(scorecard: Any) -> str:
    return reverse("bsc:scorecard-detail", args=[scorecard.pk])


def _waits(mail: Any) -> bool:
    return mail.about is not None and mail.about.status == Status.RECORDED


EMAIL_KINDS = (
    EmailKind(
        code=WAITING,
        label=_("Keputusan Rapat Direksi menunggu konfirmasi"),
        template="emails/bsc/resolution_waiting.txt",
        url=_page,
        reason=_BOARD,
        button=_("Baca dan Konfirmasi"),
        still_due=_waits,
    ),
    EmailKind(
        code=RETURNED,
        label=_("Keputusan Rapat Direksi dikembalikan ke CMS"),
        is_compulsory=True,
        template="emails/bsc/resolution_returned.txt",
        url=_page,
        reason=_("Email ini dikirim karena Bapak/Ibu bertugas di CMS."),
        button=_("Perbaiki"),
    ),
    EmailKind(
        code=IN_FORCE,
        label=_("Keputusan Rapat Direksi berlaku"),
        template="emails/bsc/resolution_in_force.txt",
        url=_page,
        reason=_FOLLOWER,
        button=_("Lihat Keputusan"),
    ),
    EmailKind(
        code=OBJECTION,
        label=_("Keberatan atas keputusan Rapat Direksi"),
        is_compulsory=True,
        template="emails/bsc/resolution_objection.txt",
        url=_page,
        reason=_FOLLOWER,
        button=_("Baca Keberatan"),
    ),
    EmailKind(
        code=ANSWERED,
        label=_("Keberatan dijawab"),
        template="emails/bsc/resolution_answered.txt",
        url=_page,
        reason=_FOLLOWER,
        button=_("Baca Jawaban"),
    ),
    EmailKind(
        code=QUESTION,
        label=_("Pertanyaan tentang KPI"),
        template="emails/bsc/kpi_question.txt",
        url=_thread,
        reason=_THREAD,
        button=_("Jawab"),
    ),
    EmailKind(
        code=ANSWER,
        label=_("Jawaban tentang KPI"),
        template="emails/bsc/kpi_answer.txt",
        url=_thread,
        reason=_THREAD,
        button=_("Baca Jawaban"),
    ),
)
