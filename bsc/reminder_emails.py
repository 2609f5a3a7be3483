"""Reminders about scorecards: to departments, CMS, the board and whoever is invited to the meeting."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.models import Scorecard
from bsc.selectors.meeting import penetapan_of
from bsc.selectors.rounds import RETURNS, last_log, revision_due_on
from cint_portal.notifications.kinds import EmailKind, announcing
from cint_portal.organization.models import PlanningCycle, Unit

CORPORATE_DUE = "bsc.corporate_due"
CORPORATE_OVERDUE = "bsc.corporate_overdue"
DEPARTMENT_DUE = "bsc.department_due"
DEPARTMENT_OVERDUE = "bsc.department_overdue"
REPAIR_DUE = "bsc.repair_due"
REPAIR_OVERDUE = "bsc.repair_overdue"
REVIEW_DUE = "bsc.review_due"
REVIEW_OVERDUE = "bsc.review_overdue"
BOARD_DUE = "bsc.board_due"
BOARD_OVERDUE = "bsc.board_overdue"
MEETING_NEAR = "bsc.meeting_near"
MEETING_DUE = "bsc.meeting_due"
MEETING_OVERDUE = "bsc.meeting_overdue"

Status = Scorecard.Status


def unit_of(about: Any) -> Unit:
    """A scorecard's unit; the unit itself while it has no scorecard."""
    return about if isinstance(about, Unit) else about.unit


def _written_by(date_of: Callable[[PlanningCycle], Any]) -> Callable[[Any], bool]:
    """Still to be written and sent for the first time, by the year's own date."""

    def still_due(mail: Any) -> bool:
        if isinstance(mail.about, Unit):
            year = mail.context["year"]
            missing = not Scorecard.objects.filter(unit=mail.about, cycle__year=year).exists()
            return missing and date_of(PlanningCycle.objects.get(year=year)) == mail.due_on
        return bool(mail.about.status == Status.DRAFT and date_of(mail.about.cycle) == mail.due_on)

    return still_due


corporate_is_missing = _written_by(lambda cycle: cycle.corporate_to_board_on)
department_is_missing = _written_by(lambda cycle: cycle.departments_due_on)


def waits_for_repair(mail: Any) -> bool:
    returned = mail.about.status in (Status.RETURNED_CMS, Status.RETURNED_BOARD)
    return returned and revision_due_on(last_log(mail.about, *RETURNS)) == mail.due_on


def waits_for_review(mail: Any) -> bool:
    return bool(mail.about.status == Status.SENT_CMS and mail.about.review_due_on == mail.due_on)


def waits_for_board(mail: Any) -> bool:
    waiting = Scorecard.objects.filter(cycle=mail.object_id, status=Status.WITH_BOARD)
    return waiting.filter(pk__in=mail.context["scorecards"]).exists()


def meeting_is_ahead(mail: Any) -> bool:
    """Planned for the day that the mail speaks of, and not recorded yet."""
    found = penetapan_of([mail.about])[mail.object_id]
    return bool(found.day == mail.due_on) and not found.is_held


def meeting_is_announced(mail: Any) -> bool:
    """The same, as long as no invitation says more."""
    return meeting_is_ahead(mail) and not penetapan_of([mail.about])[mail.object_id].is_invited


def _page(about: Any) -> str:
    if isinstance(about, Unit):
        return reverse("bsc:scorecard-list")
    return reverse("bsc:scorecard-detail", args=[about.pk])


def _review_page(scorecard: Any) -> str:
    return reverse("bsc:approval-review", args=[scorecard.pk])


def _decisions(cycle: Any) -> str:
    return reverse("bsc:decision-list")


def _scorecards(cycle: Any) -> str:
    return f"{reverse('bsc:scorecard-list')}?year={cycle.year}"


def _meetings(cycle: Any) -> str:
    return f"{reverse('bsc:establishment-list')}?year={cycle.year}"


def _record_meeting(cycle: Any) -> str:
    return f"{reverse('bsc:establishment-create')}?year={cycle.year}"


_OWNER = _("Email ini dikirim karena Bapak/Ibu tercatat sebagai penanggung jawab KPI unit kerja ini.")
_CHASING = _("Email ini dikirim karena Bapak/Ibu mengikuti penyusunan KPI unit kerja tersebut.")
CMS_REASON = _("Email ini dikirim karena Bapak/Ibu bertugas di CMS.")
_BOARD = _("Email ini dikirim karena Bapak/Ibu tercatat sebagai Direksi (BOD).")
_INVITED = _("Email ini dikirim karena Bapak/Ibu diundang ke Rapat Penetapan BSC.")


def _reminder(code: str, template: str, **fields: Any) -> EmailKind:
    """Reminders of one person travel in one mail a day."""
    return EmailKind(code=code, template=f"emails/bsc/{template}.txt", in_digest=True, **fields)


EMAIL_KINDS = (
    _reminder(
        CORPORATE_DUE,
        "corporate_due",
        url=_page,
        reason=CMS_REASON,
        button=_("Susun KPI"),
        still_due=announcing(corporate_is_missing),
        label=_("Pengingat KPI korporat dan direktorat (CMS)"),
        is_compulsory=True,
        unit=unit_of,
    ),
    _reminder(
        CORPORATE_OVERDUE,
        "corporate_due",
        url=_page,
        reason=CMS_REASON,
        button=_("Lihat Scorecard"),
        still_due=corporate_is_missing,
        label=_("KPI korporat lewat batas waktu (untuk pimpinan CMS)"),
        unit=unit_of,
    ),
    _reminder(
        DEPARTMENT_DUE,
        "department_due",
        url=_page,
        reason=_OWNER,
        button=_("Buat KPI departemen"),
        still_due=announcing(department_is_missing),
        label=_("Pengingat penyusunan KPI departemen"),
        is_compulsory=True,
        unit=unit_of,
    ),
    _reminder(
        DEPARTMENT_OVERDUE,
        "department_overdue",
        url=_page,
        reason=_CHASING,
        button=_("Lihat Scorecard"),
        still_due=department_is_missing,
        label=_("KPI departemen belum dikirim setelah batas waktu (untuk atasan dan CMS)"),
        unit=unit_of,
    ),
    _reminder(
        REPAIR_DUE,
        "department_due",
        url=_page,
        reason=_OWNER,
        button=_("Perbaiki Scorecard"),
        still_due=announcing(waits_for_repair),
        label=_("Pengingat perbaikan scorecard"),
        is_compulsory=True,
    ),
    _reminder(
        REPAIR_OVERDUE,
        "department_overdue",
        url=_page,
        reason=_CHASING,
        button=_("Lihat Scorecard"),
        still_due=waits_for_repair,
        label=_("Perbaikan scorecard lewat batas waktu (untuk atasan dan CMS)"),
    ),
    _reminder(
        REVIEW_DUE,
        "review_due",
        url=_review_page,
        reason=CMS_REASON,
        button=_("Periksa KPI"),
        still_due=announcing(waits_for_review),
        label=_("Pengingat pemeriksaan KPI departemen (CMS)"),
        is_compulsory=True,
    ),
    _reminder(
        REVIEW_OVERDUE,
        "review_due",
        url=_page,
        reason=CMS_REASON,
        button=_("Lihat Scorecard"),
        still_due=waits_for_review,
        label=_("Pemeriksaan KPI lewat batas waktu (untuk pimpinan CMS)"),
    ),
    _reminder(
        BOARD_DUE,
        "board_due",
        url=_decisions,
        reason=_BOARD,
        button=_("Buka dan Putuskan"),
        still_due=announcing(waits_for_board),
        label=_("Pengingat keputusan Direksi atas KPI"),
    ),
    _reminder(
        BOARD_OVERDUE,
        "board_due",
        url=_scorecards,
        reason=_BOARD,
        button=_("Lihat Scorecard"),
        still_due=waits_for_board,
        label=_("Keputusan Direksi lewat jadwal (untuk Direktur Utama dan CMS)"),
    ),
    _reminder(
        MEETING_NEAR,
        "meeting_near",
        url=_meetings,
        reason=_INVITED,
        button=_("Lihat Penetapan BSC"),
        still_due=announcing(meeting_is_announced),
        label=_("Pengingat Rapat Penetapan BSC"),
    ),
    _reminder(
        MEETING_DUE,
        "meeting_due",
        url=_record_meeting,
        reason=CMS_REASON,
        button=_("Catat Rapat Penetapan"),
        still_due=announcing(meeting_is_ahead),
        label=_("Pengingat pencatatan Rapat Penetapan BSC (CMS)"),
        is_compulsory=True,
    ),
    _reminder(
        MEETING_OVERDUE,
        "meeting_due",
        url=_meetings,
        reason=CMS_REASON,
        button=_("Lihat Penetapan BSC"),
        still_due=meeting_is_ahead,
        label=_("Rapat Penetapan BSC belum dicatat (untuk pimpinan CMS)"),
    ),
)
