"""Workbooks that people may open without fear: text is always text, formulas come only from code."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cint_portal.documents import excel_style as style
from cint_portal.documents.excel_cached import Cached, with_cached_values
from cint_portal.documents.excel_values import Value, content_of, format_of, margin_text, safe_text
from cint_portal.documents.identity import DocumentIdentity

_LISTS: Final = "_daftar"
# Such a text is written as text anyway; the quote mark keeps it text when a person edits the cell.
_FORMULA_LIKE: Final = re.compile(r"[\s;,\"']*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_FORMULA: Final = re.compile(
    r"""=(?:[A-Z0-9$:.,()+\-*/<>=& %_]|"[A-Za-z0-9 ]*"|'[^'\[\]*?:/\\|"]+'!|(?<=[A-Z0-9_])!)+"""
)
_FUNCTIONS: Final = frozenset(
    {
        "ABS",
        "AND",
        "AVERAGE",
        "COUNT",
        "COUNTA",
        "IF",
        "IFERROR",
        "INDEX",
        "INT",
        "MATCH",
        "MAX",
        "MEDIAN",
        "MIN",
    }
    | {"NOT", "OR", "PRODUCT", "RANK", "ROUND", "SUM", "SUMIF", "SUMPRODUCT", "VLOOKUP"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: header, width in characters, how its cells look; `group` is a title above."""

    header: str | Promise
    width: float = 14
    style: str = "text"
    number_format: str | None = None
    group: str | Promise = ""


class SafeSheet:
    """One sheet; rows are written from top to bottom, single cells anywhere."""

    def __init__(self, sheet: Worksheet, book: "SafeWorkbook", columns: Sequence[Column]) -> None:
        self._sheet, self._book, self._columns = sheet, book, columns
        self.cached: dict[str, Cached] = {}
        self.next_row = 1

    @property
    def title(self) -> str:
        """The name on the tab, as cleaned."""
        return str(self._sheet.title)

    def cell(
        self, row: int, column: int, value: Value, *, style: str = "text", number_format: str | None = None
    ) -> str:
        """Write one value and return its coordinate; raises ValueError for what a cell cannot hold."""
        cell = self._sheet.cell(row, column)
        content, natural_format = content_of(value)
        if content is not None:
            cell.value = content
        quoted = isinstance(content, str) and _FORMULA_LIKE.match(content) is not None
        self._book.dress(cell, style, number_format or natural_format, quoted)
        if isinstance(content, str):
            cell.data_type = "s"
        return str(cell.coordinate)

    def formula(
        self,
        cell: str,
        expression: str,
        cached: Cached,
        *,
        style: str = "number",
        number_format: str | None = None,
    ) -> None:
        """Write a live formula with the value that readers without a calculator see; raises ValueError.

        The expression is code, never data: only listed functions, no other workbook, no free text.
        """
        called = set(re.findall(r"([A-Z][A-Z0-9.]*) *\(", expression))
        if not _FORMULA.fullmatch(expression) or not called <= _FUNCTIONS:
            raise ValueError(f"not a formula of ours: {expression!r}")
        target = self._sheet[cell]
        target.value = expression
        self._book.dress(target, style, number_format or format_of(cached), False)
        self.cached[target.coordinate] = cached

    def row(self, values: Iterable[Value], *, styles: Mapping[int, str] | str | None = None) -> int:
        """Write the next row by the columns' styles and return its number; `styles` overrides by position."""
        number = self.next_row
        for index, value in enumerate(values):
            column = self._columns[index] if index < len(self._columns) else Column("")
            own = styles if isinstance(styles, str) else (styles or {}).get(index)
            self.cell(number, index + 1, value, style=own or column.style, number_format=column.number_format)
        self.next_row += 1
        return number

    def choices(self, cells: str, options: Sequence[str | Promise]) -> None:
        """A drop-down for a range such as "B5:B200"; the options live on a hidden sheet."""
        rule = DataValidation(type="list", formula1=self._book.option_range(options), allow_blank=True)
        rule.showErrorMessage = True
        rule.error = _("Pilih salah satu dari daftar.")
        self._sheet.add_data_validation(rule)
        rule.add(cells)

    def at_most(self, cells: str, characters: int) -> None:
        """Excel refuses a longer text in these cells."""
        rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(characters))
        rule.allow_blank = rule.showErrorMessage = True
        rule.error = _("Paling banyak %(n)d karakter.") % {"n": characters}
        self._sheet.add_data_validation(rule)
        rule.add(cells)

    @staticmethod
    def range(column: int, first: int, last: int) -> str:
        """B5:B200 for a column by its number."""
        letter = get_column_letter(column)
        return f"{letter}{first}:{letter}{last}"

    def fold_columns(self, first: int, last: int) -> None:
        """Columns that few need, behind Excel's [+]."""
        letters = get_column_letter(first), get_column_letter(last)
        self._sheet.column_dimensions.group(*letters, outline_level=1, hidden=False)

    def hide_column(self, column: int) -> None:
        self._sheet.column_dimensions[get_column_letter(column)].hidden = True

    def sortable(self, header: int, last: int, columns: int) -> None:
        """Sorting and filtering move whole rows, hidden columns with them."""
        self._sheet.auto_filter.ref = f"A{header}:{get_column_letter(columns)}{last}"

    def hide(self) -> None:
        """Hide the sheet so that only a macro or a program shows it: for ids and the template version."""
        self._sheet.sheet_state = "veryHidden"

    def protect(self) -> None:
        """Lock all cells but the `input` ones against slips; without a password it is no secret."""
        self._sheet.protection.sheet = True
        for allowed in ("formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
            setattr(self._sheet.protection, allowed, False)  # False: not forbidden

    def merge(self, cells: str) -> None:
        """Join cells for a heading; tables of data stay unmerged."""
        self._sheet.merge_cells(cells)

    def _set_up(
        self, document: DocumentIdentity, *, paper: str, landscape: bool, freeze_columns: int
    ) -> None:
        """Header row, widths, panes, paper, running header and footer."""
        sheet, first = self._sheet, self.next_row
        header_row = first + 1 if any(column.group for column in self._columns) else first
        for index, column in enumerate(self._columns, start=1):
            self.cell(header_row, index, column.header, style="header")
            sheet.column_dimensions[get_column_letter(index)].width = column.width
        if header_row != first:
            self._group_titles(first)
        self.next_row = header_row + 1
        sheet.freeze_panes = sheet.cell(header_row + 1, freeze_columns + 1)
        sheet.print_title_rows = f"{first}:{header_row}"
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = style.PAPER[paper]
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddHeader.left.text = margin_text(document.title, 110)
        sheet.oddHeader.right.text = margin_text(document.number_line, 110)
        sheet.oddFooter.left.text = margin_text(document.copy_line, 90)
        sheet.oddFooter.center.text = margin_text(document.export_line, 90)
        sheet.oddFooter.right.text = _("Halaman %(page)s dari %(pages)s") % {"page": "&P", "pages": "&N"}

    def _group_titles(self, row: int) -> None:
        """Titles above several columns, joined; a column without one is one tall title."""
        places = enumerate(self._columns, start=1)
        for title, run in groupby(places, key=lambda place: place[1].group or place[0]):
            numbers = [number for number, _column in run]
            first, last = get_column_letter(numbers[0]), get_column_letter(numbers[-1])
            if isinstance(title, int):
                self.cell(row, title, self._columns[title - 1].header, style="header")
                self._sheet[f"{first}{row + 1}"].value = None
                self.merge(f"{first}{row}:{first}{row + 1}")
                continue
            for number in numbers:
                self.cell(row, number, title if number == numbers[0] else None, style="header")
            if len(numbers) > 1:
                self.merge(f"{first}{row}:{last}{row}")

    def print_only(self, columns: int, last: int) -> None:
        """What comes on paper: the first columns down to a row; the others are for the screen."""
        self._sheet.print_area = f"A1:{get_column_letter(columns)}{last}"


class SafeWorkbook:
    """A workbook of one document; `sheet()` adds tables, `to_bytes()` ends it."""

    def __init__(self, document: DocumentIdentity) -> None:
        self.document = document
        self._book = Workbook()
        self._book.remove(self._book.active)
        self._book.properties.creator = safe_text(document.exported_by)
        self._book.properties.title = safe_text(document.title)
        self._book.calculation.fullCalcOnLoad = True
        for named in style.named_styles():
            self._book.add_named_style(named)
        self._dressed: dict[tuple[str, str, bool], Any] = {}
        self._sheets: list[SafeSheet] = []
        self._options: dict[tuple[str, ...], str] = {}

    def sheet(
        self,
        title: str | Promise,
        columns: Sequence[Column],
        *,
        facts: Sequence[tuple[str | Promise, Value]] = (),
        heading: bool = True,
        paper: str = "a4",
        landscape: bool = True,
        freeze_columns: int = 1,
    ) -> SafeSheet:
        """Add a sheet: title and document line, facts such as the unit, then the header of the table."""
        sheet = SafeSheet(self._book.create_sheet(self._tab(title)), self, columns)
        self._sheets.append(sheet)
        if heading:
            sheet.cell(1, 1, self.document.title, style="title")
            sheet.cell(2, 1, self.document.number_line, style="note")
            sheet.next_row = 3
            for label, value in facts:
                sheet.cell(sheet.next_row, 1, label, style="note")
                sheet.cell(sheet.next_row, 2, value, style="note")
                sheet.next_row += 1
            sheet.next_row += 1
        sheet._set_up(self.document, paper=paper, landscape=landscape, freeze_columns=freeze_columns)
        return sheet

    def to_bytes(self) -> bytes:
        """The finished file; raises ValueError for a workbook without a sheet."""
        if not self._sheets:
            raise ValueError("a workbook needs a sheet")
        if self._options and _LISTS in self._book.sheetnames:
            self._book.move_sheet(_LISTS, len(self._book.sheetnames))
        buffer = BytesIO()
        self._book.save(buffer)
        order = {name: number for number, name in enumerate(self._book.sheetnames, start=1)}
        cached = {order[sheet.title]: sheet.cached for sheet in self._sheets if sheet.cached}
        return with_cached_values(buffer.getvalue(), cached)

    def dress(self, cell: Cell, name: str, number_format: str | None, quoted: bool) -> None:
        """Give a cell its style; each combination is composed once, which keeps large exports fast."""
        key = (name, number_format or style.GENERAL, quoted)
        if key not in self._dressed:
            cell.style = f"portal_{name}"
            cell.number_format = key[1]
            cell.quotePrefix = quoted
            self._dressed[key] = copy(cell._style)
        cell._style = copy(self._dressed[key])

    def option_range(self, options: Sequence[str | Promise]) -> str:
        """Where a list of options stands on the hidden sheet; equal lists share their cells."""
        texts = tuple(safe_text(option) for option in options)
        if texts not in self._options:
            if _LISTS not in self._book.sheetnames:
                self._book.create_sheet(_LISTS).sheet_state = "veryHidden"
            hidden = SafeSheet(self._book[_LISTS], self, ())
            letter = get_column_letter(len(self._options) + 1)
            for row, text in enumerate(texts, start=1):
                hidden.cell(row, len(self._options) + 1, text)
            self._options[texts] = f"{quote_sheetname(_LISTS)}!${letter}$1:${letter}${len(texts)}"
        return self._options[texts]

    def _tab(self, title: str | Promise) -> str:
        """A tab name that Excel accepts and that no other sheet has."""
        base = re.sub(r"[\[\]:*?/\\]", " ", safe_text(title)).strip("' \n\t") or "Sheet"
        name, number = base[:31], 2
        taken = {existing.lower() for existing in self._book.sheetnames} | {_LISTS, "history"}
        while name.lower() in taken:
            suffix = f" ({number})"
            name, number = base[: 31 - len(suffix)] + suffix, number + 1
        return name
