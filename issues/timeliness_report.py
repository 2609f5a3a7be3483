"""The report of CMS's own timeliness as a file that a worker builds: Excel and PDF."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cint_portal.core.dates import format_moment
from cint_portal.documents.excel_style import TWO_PLACES
from cint_portal.documents.excel_write import Column, SafeSheet, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import render_pdf
from cint_portal.documents.reports import Progress, ReportKind
from cint_portal.documents.services import request_report
from cint_portal.organization.models import PlanningCycle, User
from issues.permissions import can_see_timeliness
from issues.selectors.timeliness import CODE, Timeliness, TimelinessReport, timeliness_report


def request_timeliness(*, cycle: PlanningCycle, format: str, actor: User, now: datetime) -> ReportJob:
    """Queue the report as this person may see it; raises PermissionDenied."""
    return request_report(
        CODE,
        actor=actor,
        now=now,
        format=format,
        title=_("Ketepatan Waktu Pemeriksaan CMS %(year)s") % {"year": cycle.year},
        file_stem=f"ketepatan-waktu-cms-{cycle.year}",
        year=cycle.year,
    )


def build_timeliness(
    params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress
) -> bytes:
    """The same figures as the page; raises PdfUnavailable."""
    cycle = PlanningCycle.objects.get(year=params["year"])
    report = timeliness_report(user, cycle, now)
    progress(1, 2)
    document = _identity(cycle, user, now)
    if format == "xlsx":
        return timeliness_workbook(report, document)
    return render_pdf("issues/print_timeliness.html", {"report": report}, base_context={"document": document})


def _identity(cycle: PlanningCycle, user: User, now: datetime) -> DocumentIdentity:
    revision = _("Rev. %(number)s") % {"number": cycle.procedure_revision} if cycle.procedure_revision else ""
    return DocumentIdentity(
        title=_("Ketepatan Waktu Pemeriksaan CMS %(year)s") % {"year": cycle.year},
        exported_by=user.full_name,
        exported_at=now,
        number=cycle.procedure_number,
        revision=revision,
        confidentiality=cycle.confidentiality,
    )


def timeliness_workbook(report: TimelinessReport, document: DocumentIdentity) -> bytes:
    """Per year, the late reviews, and reviewers where the reader may see them."""
    book = SafeWorkbook(document)
    facts = [
        (_("Keadaan per"), format_moment(report.now, document.language)),
        (_("Batas"), _("%(n)d HK setelah hari penerimaan") % {"n": report.review_days}),
    ]
    years = book.sheet(_("Per tahun"), _columns(_("Tahun BSC")), facts=facts)
    for year, counts in report.years:
        years.row([year, *_figures(counts)])
    _late(book, report)
    if report.shows_reviewers:
        people = book.sheet(_("Per pemeriksa"), _columns(_("Pemeriksa")), facts=facts)
        for name, counts in report.reviewers:
            people.row([name, *_figures(counts, small=not counts.is_enough)])
    return book.to_bytes()


def _columns(first: str) -> list[Column]:
    return [
        Column(first, 28),
        Column(_("Pemeriksaan"), 14, "number"),
        Column(_("Tepat waktu"), 14, "number"),
        Column(_("Terlambat"), 14, "number"),
        Column(_("Tepat waktu (%)"), 16, "number", TWO_PLACES),
        Column(_("Median (HK)"), 14, "number", "0.0"),
        Column(_("Masih berjalan"), 16, "number"),
    ]


def _figures(counts: Timeliness, *, small: bool = False) -> list[Any]:
    share = None if small else counts.share
    return [counts.judged, counts.on_time, counts.late, share, counts.median_days, counts.running]


def _late(book: SafeWorkbook, report: TimelinessReport) -> SafeSheet:
    columns = [
        Column(_("Unit Kerja"), 34),
        Column(_("Dokumen"), 14),
        Column(_("Putaran"), 10, "number"),
        Column(_("Diterima CMS (WIB)"), 20),
        Column(_("Batas waktu CMS"), 16),
        Column(_("Diperiksa (WIB)"), 20),
        Column(_("Lama (HK)"), 10, "number"),
        Column(_("Terlambat (HK)"), 14, "number"),
    ]
    sheet = book.sheet(_("Terlambat"), columns)
    for case in report.late:
        sheet.row(
            [
                case.unit,
                case.subject,
                case.round,
                case.received_at,
                case.due_on,
                case.ended_at or _("Belum selesai"),
                case.days,
                case.late_days,
            ]
        )
    if report.hidden_late:
        text = _("%(n)d pemeriksaan terlambat di departemen lain tidak dirinci.") % {"n": report.hidden_late}
        sheet.row([text], styles="note")
    return sheet


def may_ask_timeliness(user: User, params: dict[str, Any]) -> bool:
    """Whoever reads the page, for a year that exists."""
    return can_see_timeliness(user) and PlanningCycle.objects.filter(year=params.get("year", 0)).exists()


REVIEW_TIMELINESS = ReportKind(CODE, build_timeliness, may_ask_timeliness)
