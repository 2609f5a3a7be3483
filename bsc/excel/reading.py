"""From a workbook to the rows of a form, with everything that a person should know of it (T49)."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from bsc.excel.cells import file_cell
from bsc.excel.columns import FormKind, Holds, form_of
from bsc.excel.guide import HELP_SHEET
from bsc.excel.header import Header, find_header
from bsc.excel.origin import Origin, read_origin
from bsc.excel.table import Table
from bsc.models import Scorecard
from cint_portal.core.errors import InvalidInput
from cint_portal.core.numbers import whole_number
from cint_portal.documents.excel_mark import SHEET as ORIGIN_SHEET
from cint_portal.documents.excel_read import Cell, ReadWorkbook, Sheet
from cint_portal.documents.excel_table import FileCell, FileRow, Note

MAX_ROWS: Final = 300
_OWN_SHEETS: Final = frozenset({ORIGIN_SHEET, HELP_SHEET, "_daftar"})
_LISTED: Final = 12


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
        notes=[*notes, *_sheet_notes(workbook, header, rows), *rows.notes()],
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
        self.known = set(origin.rows) if origin else None
        self.objectives = set(origin.objectives) if origin else set()
        self.named: set[int] = set()
        self.found: list[FileRow] = []
        self.copied: list[int] = []
        self.foreign: list[int] = []
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
            _at(self.header.sheet, number, self.header.columns[name]).value not in (None, "")
            for name in silent
        )
        objective = self._number(number, self.header.ids[1])
        self.found.append(
            FileRow(
                number,
                cells,
                self._code(number),
                objective if objective in self.objectives else None,
                self._hidden(number),
            )
        )

    def _cell(self, number: int, column: int) -> FileCell:
        cell = file_cell(_at(self.header.sheet, number, column))
        return FileCell(cell.text, "merged") if (number, column) in self.across else cell

    def _number(self, number: int, column: int) -> int | None:
        """An id in one of the hidden columns."""
        if not column:
            return None
        value = _at(self.header.sheet, number, column).value
        return whole_number(format(value, ".0f") if isinstance(value, float) else value, digits=18)

    def _code(self, number: int) -> int | None:
        """Which row of the scorecard it is; a copied or strange code makes it a new one."""
        found = self._number(number, self.header.ids[0]) if self.known is not None else None
        if found is None:
            return None
        if found not in (self.known or ()):
            self.foreign.append(number)
        elif found in self.named:
            self.copied.append(number)
        else:
            self.named.add(found)
            return found
        return None

    def _hidden(self, number: int) -> str:
        sheet = self.header.sheet
        if number not in sheet.hidden_rows:
            return ""
        return "filter" if sheet.is_filtered else "row"

    def notes(self) -> list[Note]:
        named = {"copied_ids": self.copied, "foreign_ids": self.foreign}
        notes = [Note(code, {"rows": _list(rows)}) for code, rows in named.items() if rows]
        return notes + ([Note("not_read")] if self.writes_what_is_not_read else [])


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


def _at(sheet: Sheet, row: int, column: int) -> Cell:
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else []
    return cells[column - 1] if column <= len(cells) else Cell()


def _sheet_notes(workbook: ReadWorkbook, header: Header, rows: _Rows) -> list[Note]:
    """Everything that a person could think was read, and was not, or the other way round."""
    others = [s for s in workbook.sheets if s.rows and s is not header.sheet and s.name not in _OWN_SHEETS]
    folded = [get_column_letter(n) for n in header.read.values() if n in header.sheet.hidden_columns]
    silent = {header.form.title(c) for c in header.form.columns if c.holds == Holds.NOTHING}
    unknown = [title[:60] for title in header.unknown.values() if title not in silent]
    named: dict[str, tuple[str, list[str]]] = {
        "hidden_rows": ("rows", [str(row.number) for row in rows.found if row.hidden == "row"]),
        "filtered_rows": ("rows", [str(row.number) for row in rows.found if row.hidden == "filter"]),
        "hidden_columns": ("columns", folded),
        "other_columns": ("columns", unknown),
        "other_sheets": ("sheets", [sheet.name for sheet in others if sheet.visible]),
        "hidden_sheets": ("sheets", [sheet.name for sheet in others if not sheet.visible]),
    }
    return [Note(code, {name: _list(items)}) for code, (name, items) in named.items() if items]


def _list(items: Iterable[object]) -> str:
    """The first few, and how many more there are."""
    texts = [str(item) for item in items]
    more = len(texts) - _LISTED
    return ", ".join(texts[:_LISTED]) + (f", … (+{more})" if more > 0 else "")
