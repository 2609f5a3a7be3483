"""Which stored row a line of the file is, and what people should know of lines that they did not see."""

from collections.abc import Collection, Sequence
from typing import Final

from openpyxl.utils import get_column_letter

from cint_portal.documents.excel_mark import SHEET
from cint_portal.documents.excel_read import ReadWorkbook, Sheet
from cint_portal.documents.excel_table import FileRow, Note, notes_of

#: Sheets that our own files hide, beside the one with help.
_OWN: Final = frozenset({SHEET, "_daftar"})


class RowCodes:
    """Reads the hidden ids: one that stands twice or that the form never gave makes a new row."""

    def __init__(self, known: Collection[int] | None) -> None:
        self.known = None if known is None else frozenset(known)
        self.named: set[int] = set()
        self.copied: list[int] = []
        self.foreign: list[int] = []

    def take(self, number: int, found: int | None) -> int | None:
        """The id for line `number` of the sheet, None for a new row."""
        if self.known is None or found is None:
            return None
        if found not in self.known:
            self.foreign.append(number)
        elif found in self.named:
            self.copied.append(number)
        else:
            self.named.add(found)
            return found
        return None

    def notes(self) -> list[Note]:
        return notes_of({"copied_ids": ("rows", self.copied), "foreign_ids": ("rows", self.foreign)})


def row_notes(sheet: Sheet, rows: Sequence[FileRow], columns: Collection[int]) -> list[Note]:
    """Rows and columns that people did not see and that were read all the same."""
    folded = [get_column_letter(number) for number in columns if number in sheet.hidden_columns]
    return notes_of(
        {
            "hidden_rows": ("rows", [row.number for row in rows if row.hidden == "row"]),
            "filtered_rows": ("rows", [row.number for row in rows if row.hidden == "filter"]),
            "hidden_columns": ("columns", folded),
        }
    )


def sheet_notes(
    workbook: ReadWorkbook, sheet: Sheet, *, unknown: Sequence[str], help_sheet: str
) -> list[Note]:
    """Columns and sheets that were not read; `unknown` are the titles that nobody knows."""
    own = _OWN | {help_sheet}
    others = [one for one in workbook.sheets if one.rows and one is not sheet and one.name not in own]
    return notes_of(
        {
            "other_columns": ("columns", [title[:60] for title in unknown]),
            "other_sheets": ("sheets", [one.name for one in others if one.visible]),
            "hidden_sheets": ("sheets", [one.name for one in others if not one.visible]),
        }
    )
