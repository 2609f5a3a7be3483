"""Where the table stands in a workbook: the sheet, the row of titles, the column of each of ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cint_portal.core.errors import InvalidInput
from cint_portal.documents.excel_read import Cell, ReadWorkbook, Sheet
from cint_portal.documents.excel_words import folded
from issues.excel.columns import SIX, TAB, header_words

#: The hidden column of the template, and its sheet of advice.
ID_TITLE: Final = "Kode Baris"
HELP_SHEET: Final = "Petunjuk"
#: How far down a title may stand, and from how many titles on a row is taken for the header.
_HEADER_ROWS: Final = 40
_FEW_TITLES: Final = 3
_LISTED: Final = 12
#: Titles that number rows: no column of ours, and nothing to speak of.
_NUMBERING: Final = frozenset({"no", "nomor", "number", "num", ""})


@dataclass(frozen=True)
class Header:
    """A row of titles: `columns` maps our names to column numbers, `others` are titles of no column."""

    sheet: Sheet
    row: int
    columns: dict[str, int]
    others: dict[int, str]
    doubled: tuple[tuple[str, int, int], ...] = ()
    id_column: int = 0

    @property
    def unknown(self) -> dict[int, str]:
        """Titles that stand in the row without meaning anything to us."""
        return {place: title for place, title in self.others.items() if folded(title) not in _NUMBERING}

    @property
    def missing(self) -> list[str]:
        return [str(column.title) for column in SIX if column.name not in self.columns]

    def place(self, number: int) -> str:
        return f"{self.sheet.name}!{get_column_letter(number)}{self.row}"


def find_header(workbook: ReadWorkbook) -> Header:
    """The most complete row of titles; the company's tab wins among equals."""
    words = header_words()
    sheets = [sheet for sheet in workbook.sheets if sheet.visible and sheet.name != HELP_SHEET]
    found = [header for sheet in sheets for header in _headers(sheet, words)]
    if not found:
        raise InvalidInput(
            _("Judul kolom tidak ditemukan. Berkas memerlukan satu baris berisi keenam judul ini."),
            tuple(str(column.title) for column in SIX),
        )
    best = max(found, key=lambda header: (len(header.columns), header.sheet.name == TAB))
    problems = [*_missing(best), *_doubled(best)]
    if problems:
        raise InvalidInput(_("Judul kolom belum lengkap atau tidak jelas."), tuple(problems))
    return best


def _headers(sheet: Sheet, words: dict[str, str]) -> Iterable[Header]:
    for number, row in enumerate(sheet.rows[:_HEADER_ROWS], start=1):
        header = _header(sheet, number, row, words)
        if len(header.columns) >= _FEW_TITLES:
            yield header


def _header(sheet: Sheet, number: int, row: list[Cell], words: dict[str, str]) -> Header:
    columns: dict[str, int] = {}
    others: dict[int, str] = {}
    doubled = []
    id_column = 0
    for place, cell in enumerate(row, start=1):
        title = str(cell.value or "").strip()
        name = words.get(folded(title))
        if folded(title) == folded(ID_TITLE):
            id_column = place
        elif name is None:
            others[place] = title
        elif name in columns:
            doubled.append((title, columns[name], place))
        else:
            columns[name] = place
    return Header(sheet, number, columns, others, tuple(doubled), id_column)


def _missing(header: Header) -> list[str]:
    """What is not there, with the titles that may have been meant."""
    if not header.missing:
        return []
    unknown = [f"“{title[:60]}” ({header.place(place)})" for place, title in header.unknown.items()]
    lines = [
        _("Judul “%(title)s” tidak ada di baris %(row)d lembar %(sheet)s.")
        % {"title": title, "row": header.row, "sheet": header.sheet.name}
        for title in header.missing
    ]
    if unknown:
        lines.append(_("Judul yang tidak dikenal: %(titles)s.") % {"titles": ", ".join(unknown[:_LISTED])})
    return lines


def _doubled(header: Header) -> list[str]:
    return [
        _("Judul “%(title)s” berarti kolom yang sama: %(first)s dan %(second)s. Hapus salah satunya.")
        % {"title": title[:60], "first": header.place(first), "second": header.place(second)}
        for title, first, second in header.doubled
    ]
