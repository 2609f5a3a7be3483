"""Workbooks of realization: the half-year review with numeric cells."""

from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.scoring import Scale
from cint_portal.core.rounding import decimal_of, display, exact
from cint_portal.documents.excel_style import TWO_PLACES
from cint_portal.documents.excel_write import Column, SafeSheet, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity
from realization.selectors.results.review import ReviewReport, ReviewSection
from realization.selectors.results.shapes import KpiLine, Total

_COLORS = ("biru", "hijau", "kuning", "merah", "hitam")
_FORMATS = {Scale.PERCENT: "0.00", Scale.UNIT: "0.000", Scale.LEVEL: "0.00"}


def review_workbook(report: ReviewReport, document: DocumentIdentity) -> bytes:
    """Ringkasan, then a sheet per scorecard."""
    book = SafeWorkbook(document)
    _summary(book, report)
    for section in report.sections:
        _scorecard(book, report, section)
    return book.to_bytes()


def _summary(book: SafeWorkbook, report: ReviewReport) -> None:
    half, year = report.span.label, report.year_span.label
    columns = [
        Column(_("Unit Kerja"), 34),
        Column(_("Tingkat"), 14),
        Column(_("Skala"), 10),
        Column(_("Total %(period)s") % {"period": half}, 16, "number"),
        Column(_("Grade %(period)s") % {"period": half}, 24),
        Column(_("Total %(period)s") % {"period": year}, 16, "number"),
        Column(_("Grade %(period)s") % {"period": year}, 24),
        Column(_("KPI Tercapai"), 12, "number"),
        Column(_("KPI Tidak Tercapai"), 12, "number"),
        Column(_("Belum dinilai"), 12, "number"),
        Column(_("Keterangan"), 60),
    ]
    sheet = book.sheet(_("Ringkasan"), columns, facts=_facts(report))
    for section in report.sections:
        counts, half_total, year_total = section.counts, section.half.total, section.year.total
        row = sheet.row(
            [
                section.unit_name,
                section.unit_kind,
                _scale_word(half_total.scale),
                None,
                half_total.grade_text or half_total.state_text,
                None,
                year_total.grade_text or year_total.state_text,
                counts.met,
                counts.not_met,
                counts.open,
                " ".join(
                    [*half_total.notes, *(f"{line.unit_name}: {line.text}." for line in section.missing)]
                ),
            ]
        )
        _total(sheet, row, 4, half_total)
        _total(sheet, row, 6, year_total)
    _kinds(sheet, report)
    _issues(sheet, report)


def _facts(report: ReviewReport) -> list[tuple[str, str]]:
    facts = [
        (_("Periode"), report.span.label),
        (_("Dasar angka"), _("Hanya realisasi yang sudah diverifikasi CMS")),
    ]
    if report.has_illustration:
        facts.append((_("Catatan"), _("Memuat angka ilustrasi")))
    return facts


def _kinds(sheet: SafeSheet, report: ReviewReport) -> None:
    """Objectives achieved and not achieved per Jenis Sasaran, and who is missing."""
    sheet.next_row += 1
    sheet.row([_("Jenis Sasaran"), _("Tercapai"), _("Tidak Tercapai"), _("Belum dinilai")], styles="header")
    for label, counts in report.kinds:
        sheet.row([label, counts.met, counts.not_met, counts.open], styles={1: "number", 2: "number"})
    sheet.next_row += 1
    sheet.row([_("Data yang belum lengkap")], styles="header")
    for line in report.missing:
        sheet.row([line.unit_name, line.text])
    if not report.missing:
        sheet.row([_("Tidak ada")])


def _issues(sheet: SafeSheet, report: ReviewReport) -> None:
    """Top issues with this half-year's answer, late issues, and the year's climate statement (4.1)."""
    part = report.issues
    sheet.next_row += 1
    sheet.row(
        [_("Isu utama: masih berlaku?"), _("Unit Kerja"), _("Jawaban"), _("Keterangan")], styles="header"
    )
    for line in part.top:
        sheet.row([str(line.issue), str(line.issue.register.unit), line.label, line.note])
    if not part.top:
        sheet.row([_("Isu utama tahun ini belum dipilih CMS.")])
    sheet.next_row += 1
    sheet.row([_("Isu Susulan"), _("Unit Kerja"), _("Kategori SWOT")], styles="header")
    for issue in part.late:
        sheet.row([str(issue), str(issue.register.unit), issue.final_category])
    if not part.late:
        sheet.row([_("Tidak ada")])
    sheet.next_row += 1
    stated = part.climate.statement
    sheet.row([_("Perubahan iklim"), part.climate.text, stated.reason if stated else ""])


def _scale_word(scale: Scale) -> str:
    return _("persen") if scale is Scale.PERCENT else "0–1"


def _total(sheet: SafeSheet, row: int, column: int, total: Total) -> None:
    """The number itself, in the colour of its band; an empty cell when nothing counts."""
    style = f"band_{total.color}" if total.color in _COLORS else "total"
    sheet.cell(row, column, total.number, style=style, number_format=_FORMATS[total.scale])


def _scorecard(book: SafeWorkbook, report: ReviewReport, section: ReviewSection) -> None:
    half, year = report.span.label, report.year_span.label
    columns = [
        Column(_("KPI"), 44),
        Column(_("Satuan"), 16),
        Column(_("Bobot (%)"), 10, "number", TWO_PLACES),
        *_period_columns(half),
        *_period_columns(year),
        Column(_("Keterangan"), 70),
    ]
    facts = [(_("Unit Kerja"), section.unit_name), (_("Periode"), half)]
    if section.half.has_illustration:
        facts.append((_("Catatan"), _("Memuat angka ilustrasi")))
    sheet = book.sheet(section.unit_code, columns, facts=facts)
    format = _FORMATS[section.half.total.scale]
    for label, rows in section.rows:
        sheet.row([label], styles="total")
        for one, other in rows:
            _kpi(sheet, one, other, format)
    _foot(sheet, section)


def _period_columns(period: str) -> list[Column]:
    return [
        Column(_("Target %(period)s") % {"period": period}, 14, "number"),
        Column(_("Realisasi %(period)s") % {"period": period}, 14, "number"),
        Column(_("Pencapaian %(period)s (%%)") % {"period": period}, 14, "number", TWO_PLACES),
        Column(_("Skor %(period)s") % {"period": period}, 12, "number"),
        Column(_("Tercapai %(period)s") % {"period": period}, 16),
    ]


def _kpi(sheet: SafeSheet, half: KpiLine, year: KpiLine, format: str) -> None:
    row = sheet.row(
        [_name(half), half.unit, _hundredths(half.weight), *_cells(half), *_cells(year), half.explanation]
    )
    for column, line in ((7, half), (12, year)):
        sheet.cell(row, column, line.score, style="number", number_format=format)


def _name(line: KpiLine) -> str:
    code = f"{line.code} " if line.code else ""
    return f"{code}{line.name}" + (" " + _("(ilustrasi)") if line.is_illustration else "")


def _cells(line: KpiLine) -> list[Decimal | str | None]:
    verdict = line.chip.label if line.met is None and not line.is_counted else line.met_text
    actual = line.actual_text if line.is_veiled else line.actual
    achieved = line.achievement_text if line.is_veiled and line.achievement is None else None
    return [line.target, actual, achieved or _hundredths(line.achievement), None, verdict]


def _hundredths(share: Decimal | None) -> Decimal | None:
    """1.04 → 104.00, as the page shows it."""
    return None if share is None else display(decimal_of(exact(share) * 100), 2)


def _foot(sheet: SafeSheet, section: ReviewSection) -> None:
    half, year = section.half.total, section.year.total
    row = sheet.row([_("Total")], styles="total")
    for column, total in ((7, half), (12, year)):
        _total(sheet, row, column, total)
        sheet.cell(row, column + 1, total.grade_text or total.state_text, style="total")
    for note in half.notes:
        sheet.row([note], styles="note")
