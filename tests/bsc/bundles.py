"""Workbooks of targets as a person edits them, and bundles on their way, for tests."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import openpyxl

from bsc.excel.bundle import READ, TAB, bundle_workbook
from bsc.excel.bundle_preview import BundlePreview, preview_bundle
from bsc.excel.bundle_reading import read_bundle
from bsc.excel.table import Table
from bsc.models import ChangeBundle, Kpi, Scorecard
from bsc.selectors.bundle import digest_of, parts_of, requests_of, revisable
from bsc.services.bundle import forward_bundle, send_upload, store_bundle_upload
from cint_portal.documents.excel_read import read_workbook
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.organization.models import User
from tests.bsc.changes import NOW
from tests.company import Company

Edits = Mapping[tuple[int, str], Any]


def sheet_of(scorecards: list[Scorecard]) -> bytes:
    return bundle_workbook(scorecards, DocumentIdentity("Revisi Target", "Siti", NOW), NOW)


def edited(data: bytes, edits: Edits, *, hide: tuple[int, ...] = ()) -> bytes:
    """The workbook with cells overwritten, by KPI id and column; `hide` names KPIs whose rows are hidden."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book[TAB]
    header = next(row for row in sheet.iter_rows(max_row=20) if row[-1].value == READ["code"])
    columns = {cell.value: cell.column for cell in header}
    rows = {
        sheet.cell(number, columns[READ["code"]]).value: number
        for number in range(header[0].row + 1, sheet.max_row + 1)
    }
    for (kpi, name), value in edits.items():
        sheet.cell(rows[kpi], columns[READ[name]]).value = value
    for kpi in hide:
        sheet.row_dimensions[rows[kpi]].hidden = True
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table_of(company: Company, data: bytes) -> Table:
    """As it is stored and read again."""
    return Table.from_json(read_bundle(read_workbook(data), company.cycle).to_json())


def previewed(company: Company, data: bytes, actor: User | None = None, month: int = 7) -> BundlePreview:
    return preview_bundle(
        table_of(company, data),
        revisable(actor or company.cms, company.cycle),
        reason="RKAP direvisi",
        month=month,
        reaches_back=False,
    )


def sent(
    company: Company,
    scorecards: list[Scorecard],
    edits: Edits,
    *,
    actor: User | None = None,
    month: int = 7,
    repairs: ChangeBundle | None = None,
) -> ChangeBundle:
    """A bundle with CMS's review ahead."""
    who = actor or company.cms
    table = table_of(company, edited(sheet_of(scorecards), edits))
    upload = store_bundle_upload(
        cycle=company.cycle,
        content=table.to_json(),
        actor=who,
        now=NOW,
        repairs=repairs,
        file_name="revisi.xlsx",
        file_sha256="0" * 64,
        reason="RKAP direvisi",
        effective_month=month,
    )
    shown = preview_bundle(
        table,
        revisable(who, company.cycle, repairs),
        reason="RKAP direvisi",
        month=month,
        reaches_back=False,
        repairs=repairs.pk if repairs else None,
    )
    assert not shown.problems
    return send_upload(upload=upload, drafts=shown.drafts, actor=who, now=NOW)


def digest(bundle: ChangeBundle) -> str:
    return digest_of(parts_of(requests_of(bundle)))


def recommended(company: Company, bundle: ChangeBundle) -> ChangeBundle:
    forward_bundle(
        bundle=bundle, actor=company.cms_head, now=NOW, comment="Sesuai RKAP", digest=digest(bundle)
    )
    return bundle


def first_kpi(scorecard: Scorecard) -> Kpi:
    return Kpi.objects.filter(objective__perspective__scorecard=scorecard).order_by("pk")[0]
