"""From the workbook of a Revisi Target Massal to its cells, with everything a person should know of it."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from bsc.excel.bundle import CODE, READ, read_bundle_origin
from bsc.excel.cells import file_cell
from bsc.excel.table import Table
from cint_portal.core.errors import InvalidInput
from cint_portal.documents.excel_read import ReadWorkbook, Sheet
from cint_portal.documents.excel_rows import row_notes
from cint_portal.documents.excel_table import FileCell, FileRow
from cint_portal.documents.excel_words import folded
from cint_portal.organization.models import PlanningCycle

_HEADER_ROWS: Final = 40


def read_bundle(workbook: ReadWorkbook, cycle: PlanningCycle) -> Table:
    """The cells of the sheet; `marks` are the scorecards as the file knew them.

    Raises InvalidInput where it is no workbook of this year's targets that the portal made.
    """
    origin = read_bundle_origin(workbook)
    if origin is None:
        raise InvalidInput(
            _("Ini bukan lembar Revisi Target dari portal. Unduh lembarnya dahulu, lalu ubah targetnya.")
        )
    if origin.year != cycle.year:
        raise InvalidInput(
            _("Berkas ini lembar Revisi Target %(year)s. Unggah di tahun itu.") % {"year": origin.year}
        )
    sheet, header, columns = _place(workbook)
    rows = list(_rows(sheet, header, columns))
    return Table(
        form="bundle",
        sheet=sheet.name,
        letters={name: get_column_letter(number) for name, number in columns.items()},
        rows=rows,
        notes=row_notes(sheet, rows, [number for name, number in columns.items() if name != CODE]),
        marks=origin.scorecards,
        last_editor=workbook.last_editor,
        modified_at=workbook.modified_at,
    )


def _place(workbook: ReadWorkbook) -> tuple[Sheet, int, dict[str, int]]:
    """The sheet, its row of titles, and the column of each; raises InvalidInput naming missing titles."""
    words = {folded(title): name for name, title in READ.items()}
    best: tuple[Sheet, int, dict[str, int]] | None = None
    for sheet in workbook.sheets:
        for number, row in enumerate(sheet.rows[:_HEADER_ROWS], start=1):
            found: dict[str, int] = {}
            for column, cell in enumerate(row, start=1):
                name = words.get(folded(cell.value)) if isinstance(cell.value, str) else None
                if name:
                    found.setdefault(name, column)
            if best is None or len(found) > len(best[2]):
                best = (sheet, number, found)
    missing = [title for name, title in READ.items() if best is None or name not in best[2]]
    if best is None or missing:
        raise InvalidInput(_("Judul kolom belum lengkap: %(titles)s.") % {"titles": ", ".join(missing)})
    return best


def _rows(sheet: Sheet, header: int, columns: dict[str, int]) -> Iterator[FileRow]:
    for number in range(header + 1, len(sheet.rows) + 1):
        cells = {
            name: file_cell(sheet.at(number, column)) for name, column in columns.items() if name != CODE
        }
        code = sheet.at(number, columns[CODE]).value
        if code is None and not any(cell.text or cell.flaw for cell in cells.values()):
            continue
        yield FileRow(
            number,
            _joined(sheet, number, columns, cells),
            sheet.id_at(number, columns[CODE]),
            hidden=sheet.hidden_as(number),
        )


def _joined(
    sheet: Sheet, number: int, columns: dict[str, int], cells: dict[str, FileCell]
) -> dict[str, FileCell]:
    """Cells that were joined with others: which of them is meant, nobody knows."""
    boxes = [box for box in sheet.merged if box[0] <= number <= box[2]]
    hit = {name for name in cells if any(left <= columns[name] <= right for _top, left, _end, right in boxes)}
    return {name: FileCell(cell.text, "merged") if name in hit else cell for name, cell in cells.items()}
