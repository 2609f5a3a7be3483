"""The list of who opened unpublished figures as a workbook."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cint_portal.documents.excel_write import Column, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity
from realization.selectors.openings import OpeningLine


def openings_workbook(lines: Sequence[OpeningLine], *, exported_by: str, now: datetime) -> bytes:
    """One row per person, thing and day."""
    title = _("Siapa yang Membuka Angka Terbatas")
    book = SafeWorkbook(DocumentIdentity(title=title, exported_by=exported_by, exported_at=now))
    columns = [
        Column(_("Waktu"), 26),
        Column(_("Orang"), 28),
        Column(_("Yang dibuka"), 24),
        Column(_("Bentuk"), 12),
        Column(_("Unit Kerja"), 28),
        Column(_("Periode"), 30),
        Column(_("KPI"), 70),
    ]
    sheet = book.sheet(_("Daftar"), columns, facts=[(_("Jumlah"), str(len(lines)))])
    for line in lines:
        sheet.row([line.when, line.person, line.place, line.medium, line.unit, line.period, line.kpis])
    return book.to_bytes()
