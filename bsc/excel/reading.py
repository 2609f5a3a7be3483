"""From a workbook to the rows of a form, with everything that a person should know of it (T49)."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from bsc.excel.cells import file_cell
from bsc.excel.columns import FormKind, Holds, form_of
from bsc.excel.guide import HELP_SHEET
from bsc.excel.header import Header, find_header
from bsc.excel.origin import Origin, read_origin
from bsc.excel.table import Table
from bsc.models import Scorecard
from cint_portal.core.errors import InvalidInput
from cint_portal.documents.excel_read import ReadWorkbook
from cint_portal.documents.excel_rows import RowCodes, row_notes, sheet_notes
from cint_portal.documents.excel_table import FileCell, FileRow, Note

MAX_ROWS: Final = 300


def read_table(workbook: ReadWorkbook, scorecard: Scorecard) -> Table:
    """The rows of an uploaded form; raises InvalidInput with what keeps it from being read."""
    origin, reason = read_origin(workbook)
    if origin is not None and origin.scorecard != scorecard.pk:
        raise InvalidInput(
            _("Berkas ini dari scorecard lain: %(unit)s %(year)s. Unggah di scorecard itu.")
            % {"unit": origin.unit, "year": origin.year}
        )
    by_perspective = scorecard.weighting == Scorecard.Weighting.PERSPECTIVE
    kinds = [FormKind(origin.form)] if origin else list(FormKind)
    forms = [form_of(kind, scorecard.cycle.year, by_perspective=by_perspective) for kind in kinds]
    header = find_header(workbook, forms)
    rows = _Rows(header, origin)
    if len(rows.found) > MAX_ROWS:
        raise InvalidInput(
            _("Lembar %(sheet)s berisi %(found)d baris; satu scorecard memuat paling banyak %(limit)d.")
            % {"sheet": header.sheet.name, "found": len(rows.found), "limit": MAX_ROWS}
        )
    notes = [Note(reason)] if reason else []
    return Table(
        form=header.form.kind,
        sheet=header.sheet.name,
        letters=header.letters,
        rows=rows.found,
        notes=[
            *notes,
            *row_notes(header.sheet, rows.found, header.read.values()),
            *sheet_notes(workbook, header.sheet, unknown=_unknown(header), help_sheet=HELP_SHEET),
            *rows.notes(),
        ],
        marks=origin.rows if origin else None,
        objectives=origin.objectives if origin else None,
        base_version=origin.version if origin else None,
        last_editor=workbook.last_editor,
        modified_at=workbook.modified_at,
    )


class _Rows:
    """The rows that say something, each with the codes that our form gave it.

    Below a merged title of lane or objective the cells are empty: they mean the same as the one above.
    """

    def __init__(self, header: Header, origin: Origin | None) -> None:
        self.header = header
        self.codes = RowCodes(origin.rows if origin else None)
        self.objectives = set(origin.objectives) if origin else set()
        self.found: list[FileRow] = []
        self.across = set(_joined_across(header))
        self.writes_what_is_not_read = False
        for number in range(header.last + 1, len(header.sheet.rows) + 1):
            self._take(number)

    def _take(self, number: int) -> None:
        cells = {name: self._cell(number, column) for name, column in self.header.read.items()}
        said = any(cell.text or cell.flaw for cell in cells.values())
        if not said or _is_total(cells):
            return
        silent = self.header.columns.keys() - self.header.read.keys() - {"no", "direction", "actual_unit"}
        self.writes_what_is_not_read |= any(
            self.header.sheet.at(number, self.header.columns[name]).value not in (None, "") for name in silent
        )
        sheet, (row_id, objective_id) = self.header.sheet, self.header.ids
        objective = sheet.id_at(number, objective_id)
        self.found.append(
            FileRow(
                number,
                cells,
                self.codes.take(number, sheet.id_at(number, row_id)),
                objective if objective in self.objectives else None,
                sheet.hidden_as(number),
            )
        )

    def _cell(self, number: int, column: int) -> FileCell:
        cell = file_cell(self.header.sheet.at(number, column))
        return FileCell(cell.text, "merged") if (number, column) in self.across else cell

    def notes(self) -> list[Note]:
        return [*self.codes.notes(), *([Note("not_read")] if self.writes_what_is_not_read else [])]


def _is_total(cells: dict[str, FileCell]) -> bool:
    """The form's last line "Total": weights are added up by the portal."""
    texts = {
        cells[name].text.strip(" :").casefold() for name in ("lane", "objective", "name") if name in cells
    }
    return bool(texts & {"total", "jumlah", "total score balance", "grade"}) and len(texts - {""}) == 1


def _joined_across(header: Header) -> Iterable[tuple[int, int]]:
    """Cells that one merged cell covers in several of our columns: which of them is meant, nobody knows."""
    numbers = set(header.read.values())
    for top, left, bottom, right in header.sheet.merged:
        ours = [number for number in range(left, min(right, left + 400) + 1) if number in numbers]
        if top > header.last and len(ours) > 1:
            last = min(bottom, top + MAX_ROWS, len(header.sheet.rows))
            yield from ((row, number) for row in range(top, last + 1) for number in ours)


def _unknown(header: Header) -> list[str]:
    """Titles that mean nothing to us; those of the form that hold nothing yet are no surprise."""
    silent = {header.form.title(c) for c in header.form.columns if c.holds == Holds.NOTHING}
    return [title for title in header.unknown.values() if title not in silent]
