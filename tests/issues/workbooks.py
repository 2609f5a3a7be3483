"""Workbooks of the tests: the portal's template as a person edits it, and files of departments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from cint_portal.documents.excel_read import read_workbook
from cint_portal.documents.identity import DocumentIdentity
from issues.excel.columns import TAB, vocabulary
from issues.excel.preview import Preview, preview
from issues.excel.reading import read_table
from issues.excel.template import register_template
from issues.models import IssueRegister
from tests.conftest import at

NOW = at("2026-10-21 09:00")
TITLES = (
    "Stakeholders",
    "Kebutuhan & Harapan Pihak Berkepentingan",
    "Isu",
    "Tinjauan Faktor",
    "Sumber Isu",
    "Kategori SWOT",
)
LINE = ("Pelanggan", "Pengiriman tepat waktu", "Lead time 21 hari", "Metode", "Internal", "W – Weakness")
#: Where the template's titles stand, and its first row of issues.
TITLE_ROW = 8
FIRST_ROW = TITLE_ROW + 1


def template_of(register: IssueRegister) -> bytes:
    document = DocumentIdentity(title="Register Isu", exported_by="Andi Wijaya", exported_at=NOW)
    return register_template(register, document, NOW)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[Worksheet], None], sheet: str = TAB) -> bytes:
    """The workbook after a person has worked on one of its sheets."""
    book = openpyxl.load_workbook(BytesIO(data))
    change(book[sheet])
    return saved(book)


def typed(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """The template with some cells typed over."""

    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return changed(data, change)


def file_of(
    *lines: Sequence[Any],
    titles: Sequence[Any] = TITLES,
    above: Iterable[Sequence[Any]] = (),
    sheet: str = "Isu",
) -> bytes:
    """A department's own file: some lines, the titles, then the rows."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for line in (*above, titles, *lines):
        book.active.append(list(line))
    return saved(book)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed byte by byte."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(buffer, "w", ZIP_DEFLATED) as after:
        for entry in before.namelist():
            content = before.read(entry)
            after.writestr(entry, change(content) if entry == name else content)
    return buffer.getvalue()


def compared(data: bytes, register: IssueRegister) -> Preview:
    """What the preview of a file says."""
    register.refresh_from_db()
    table = read_table(read_workbook(data), register)
    return preview(table, list(register.issues.all()), vocabulary(register), reorders=register.round == 0)


def kinds(shown: Preview) -> list[str]:
    return [line.kind.value for line in shown.lines]


def reasons(shown: Preview) -> dict[str, str]:
    """Each cell that must be repaired, with its reason."""
    return {problem.reference: problem.reason for problem in shown.problems}
