"""From a workbook to the rows of a register, with everything that a person should know of it (T49)."""

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cint_portal.core.errors import InvalidInput
from cint_portal.documents.excel_read import ReadWorkbook
from cint_portal.documents.excel_rows import RowCodes, row_notes, sheet_notes
from cint_portal.documents.excel_table import FileCell, FileRow, FileTable, Note, listed
from issues.excel.cells import file_cell
from issues.excel.header import HELP_SHEET, Header, find_header
from issues.excel.origin import Origin, read_origin
from issues.models import IssueRegister
from issues.rules import MAX_ROWS


def read_table(workbook: ReadWorkbook, register: IssueRegister) -> FileTable:
    """The register's rows in an uploaded workbook; raises InvalidInput with what keeps it from being read."""
    origin, reason = read_origin(workbook)
    if origin is not None and origin.register != register.pk:
        raise InvalidInput(
            _("Berkas ini templat register lain: %(unit)s %(year)s. Unggah di register itu.")
            % {"unit": origin.unit, "year": origin.year}
        )
    header = find_header(workbook)
    merged = _Merged(header)
    rows = _Rows(header, merged, origin)
    if len(rows.found) > MAX_ROWS:
        raise InvalidInput(
            _("Lembar %(sheet)s berisi %(found)d isu; satu register memuat paling banyak %(limit)d.")
            % {"sheet": header.sheet.name, "found": len(rows.found), "limit": MAX_ROWS}
        )
    notes = [Note(reason)] if reason else []
    return FileTable(
        sheet=header.sheet.name,
        letters={name: get_column_letter(number) for name, number in header.columns.items()},
        rows=rows.found,
        notes=[
            *notes,
            *row_notes(header.sheet, rows.found, header.columns.values()),
            *sheet_notes(
                workbook, header.sheet, unknown=list(header.unknown.values()), help_sheet=HELP_SHEET
            ),
            *([Note("is_1904")] if workbook.is_1904 else []),
            *merged.notes(rows.found),
            *rows.codes.notes(),
        ],
        marks=origin.rows if origin else None,
        base_version=origin.version if origin else None,
        last_editor=workbook.last_editor,
        modified_at=workbook.modified_at,
    )


class _Merged:
    """Joined cells below the titles. Down a column they count for each row, across columns they are flaws."""

    def __init__(self, header: Header) -> None:
        self.columns = header.columns
        self.first_row = header.row + 1
        self.origins: dict[tuple[int, int], tuple[int, int]] = {}
        self.across: set[tuple[int, int]] = set()
        self.down: list[tuple[int, int, int]] = []
        self._room = len(header.sheet.rows) * len(header.columns)
        for top, left, bottom, right in header.sheet.merged:
            if top <= header.row <= bottom:
                self.first_row = max(self.first_row, bottom + 1)  # a title over two rows
            elif top > header.row:
                self._take(top, left, min(bottom, len(header.sheet.rows)), right)

    def _take(self, top: int, left: int, bottom: int, right: int) -> None:
        ours = [number for number in self.columns.values() if left <= number <= right]
        self._room -= len(ours) * (bottom - top + 1)
        if self._room < 0:  # Excel never writes that; taking it all in could go on for ever
            raise InvalidInput(_("Sel gabungan di berkas ini saling bertumpuk. Pisahkan, lalu unggah lagi."))
        if len(ours) > 1:
            self.across |= {(row, number) for row in range(top, bottom + 1) for number in ours}
        elif ours:
            self.down.append((top, bottom, ours[0]))
            self.origins |= {(row, ours[0]): (top, left) for row in range(top, bottom + 1)}

    def repeats(self, row: int, column: int) -> bool:
        """Does the cell only repeat what stands above it? Such a cell makes no row of its own."""
        return self.origins.get((row, column), (row, column))[0] != row

    def notes(self, rows: list[FileRow]) -> list[Note]:
        numbers = {row.number for row in rows}
        cells = [
            f"{get_column_letter(column)}{top}:{get_column_letter(column)}{bottom}"
            for top, bottom, column in self.down
            if bottom > top and not numbers.isdisjoint(range(top, bottom + 1))
        ]
        return [Note("merged_rows", {"cells": listed(cells)})] if cells else []


class _Rows:
    """The rows that hold something, each with the code that the template gave it."""

    def __init__(self, header: Header, merged: _Merged, origin: Origin | None) -> None:
        self.header, self.merged = header, merged
        self.codes = RowCodes(origin.rows if origin else None)
        self.found: list[FileRow] = []
        for number in range(merged.first_row, len(header.sheet.rows) + 1):
            self._take(number)

    def _take(self, number: int) -> None:
        places = self.header.columns
        cells = {name: self._cell(number, name, column) for name, column in places.items()}
        if any(
            (cells[name].text or cells[name].flaw) and not self.merged.repeats(number, place)
            for name, place in places.items()
        ):
            sheet = self.header.sheet
            code = self.codes.take(number, sheet.id_at(number, self.header.id_column))
            self.found.append(FileRow(number, cells, code, hidden=sheet.hidden_as(number)))

    def _cell(self, number: int, name: str, column: int) -> FileCell:
        row, place = self.merged.origins.get((number, column), (number, column))
        cell = file_cell(name, self.header.sheet.at(row, place))
        return FileCell(cell.text, "merged") if (number, column) in self.merged.across else cell
