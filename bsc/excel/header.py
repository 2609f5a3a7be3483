"""Where the table of a form stands in a workbook: the sheet, one or two rows of titles, each column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from bsc.excel.columns import NEEDED, OBJECTIVE_ID, ROW_ID, Form, Holds, title_key, title_words
from bsc.excel.guide import HELP_SHEET
from cint_portal.core.errors import InvalidInput
from cint_portal.documents.excel_read import Cell, ReadWorkbook, Sheet
from cint_portal.documents.excel_words import folded

#: How far down a title may stand, and from how many titles on a row is taken for the header.
_HEADER_ROWS: Final = 40
_FEW_TITLES: Final = 3
_NUMBERING: Final = frozenset({"no", "nomor", "number", ""})


@dataclass(frozen=True)
class Header:
    """Titles of a form: `columns` maps our names to column numbers, `last` is the lower row of titles."""

    form: Form
    sheet: Sheet
    row: int
    last: int
    columns: dict[str, int]
    others: dict[int, str]
    doubled: tuple[tuple[str, int, int], ...] = ()
    ids: tuple[int, int] = (0, 0)

    @property
    def unknown(self) -> dict[int, str]:
        """Titles that stand there without meaning anything to us."""
        return {place: title for place, title in self.others.items() if folded(title) not in _NUMBERING}

    @property
    def letters(self) -> dict[str, str]:
        return {name: get_column_letter(number) for name, number in self.columns.items()}

    @property
    def read(self) -> dict[str, int]:
        """The columns whose cells count."""
        silent = {column.name for column in self.form.columns if column.holds == Holds.NOTHING}
        return {name: number for name, number in self.columns.items() if name not in silent}

    def place(self, number: int) -> str:
        return f"{self.sheet.name}!{get_column_letter(number)}{self.row}"


def find_header(workbook: ReadWorkbook, forms: Sequence[Form]) -> Header:
    """The most complete titles of any of the forms; raises InvalidInput naming what is missing."""
    sheets = [sheet for sheet in workbook.sheets if sheet.visible and sheet.name != HELP_SHEET]
    found = [header for form in forms for sheet in sheets for header in _headers(sheet, form)]
    if not found:
        raise InvalidInput(
            _("Judul kolom tidak ditemukan. Berkas memerlukan baris judul seperti formulir scorecard:"),
            tuple(_needed(forms[0])),
        )
    best = max(found, key=lambda header: (len(header.columns), -header.row))
    problems = [*_missing(best), *_doubled(best)]
    if problems:
        raise InvalidInput(_("Judul kolom belum lengkap atau tidak jelas."), tuple(problems))
    return best


def _headers(sheet: Sheet, form: Form) -> Iterable[Header]:
    words = title_words(form)
    for number in range(1, min(len(sheet.rows), _HEADER_ROWS) + 1):
        for last in (number, number + 1):
            header = _header(sheet, number, last, form, words)
            if len(header.columns) >= _FEW_TITLES:
                yield header


def _header(sheet: Sheet, row: int, last: int, form: Form, words: dict[str, str]) -> Header:
    columns: dict[str, int] = {}
    others: dict[int, str] = {}
    doubled = []
    ids = [0, 0]
    for place, (group, title) in _titles(sheet, row, last).items():
        name = words.get(title_key(group, title)) or words.get(folded(title))
        key = folded(title)
        if key in (folded(ROW_ID), folded(OBJECTIVE_ID)):
            ids[key == folded(OBJECTIVE_ID)] = place
        elif name is None:
            others[place] = title
        elif name in columns:
            doubled.append((title, columns[name], place))
        else:
            columns[name] = place
    return Header(form, sheet, row, last, columns, others, tuple(doubled), (ids[0], ids[1]))


def _titles(sheet: Sheet, row: int, last: int) -> dict[int, tuple[str, str]]:
    """By column: the title above it ("" in a single row of titles) and its own.

    A title above runs on to the right over empty cells; one that stands above nothing is a tall title.
    """
    upper = [_text(cell) for cell in _row(sheet, row)]
    lower = [_text(cell) for cell in _row(sheet, last)] if last != row else []
    titles: dict[int, tuple[str, str]] = {}
    group = ""
    for place in range(1, max(len(upper), len(lower)) + 1):
        above = upper[place - 1] if place <= len(upper) else ""
        below = lower[place - 1] if place <= len(lower) else ""
        group = above or group
        if last == row or not below:
            titles[place] = ("", above)
        else:
            titles[place] = (group, below)
    return titles


def _row(sheet: Sheet, number: int) -> list[Cell]:
    return sheet.rows[number - 1] if number <= len(sheet.rows) else []


def _text(cell: Cell) -> str:
    return str(cell.value or "").strip()


def _needed(form: Form) -> list[str]:
    return [form.title(column) for column in form.columns if column.name in NEEDED]


def _missing(header: Header) -> list[str]:
    """What is not there, with the titles that may have been meant."""
    form = header.form
    missing = [
        column for column in form.columns if column.name in NEEDED and column.name not in header.columns
    ]
    if not missing:
        return []
    lines = [
        _("Judul “%(title)s” tidak ada di baris %(row)d lembar %(sheet)s.")
        % {"title": form.title(column), "row": header.row, "sheet": header.sheet.name}
        for column in missing
    ]
    unknown = [f"“{title[:60]}” ({header.place(place)})" for place, title in header.unknown.items()]
    if unknown:
        lines.append(_("Judul yang tidak dikenal: %(titles)s.") % {"titles": ", ".join(unknown[:12])})
    return lines


def _doubled(header: Header) -> list[str]:
    silent = {header.form.title(c) for c in header.form.columns if c.holds == Holds.NOTHING}
    return [
        _("Judul “%(title)s” berarti kolom yang sama: %(first)s dan %(second)s. Hapus salah satunya.")
        % {"title": title[:60], "first": header.place(first), "second": header.place(second)}
        for title, first, second in header.doubled
        if title not in silent
    ]
