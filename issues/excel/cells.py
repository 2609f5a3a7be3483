"""One cell of an upload as text; what is no text is named, with a proposal where there is one."""

from decimal import Decimal

from django.utils.translation import get_language

from cint_portal.documents.excel_cell import special_cell
from cint_portal.documents.excel_read import Cell
from cint_portal.documents.excel_table import FileCell
from issues.excel.columns import canonical


def file_cell(column: str, cell: Cell) -> FileCell:
    """Text and numbers are taken as Excel shows them; dates, errors and the like ask for a person."""
    special = special_cell(cell, (get_language() or "id")[:2])
    if special is not None:
        return special
    if isinstance(cell.value, int | float):
        return FileCell(_number_text(cell))
    return FileCell(canonical(column, str(cell.value)))


def _number_text(cell: Cell) -> str:
    """2027 stays 2027; 0.95 in a cell with the format 0% is 95%, as people see it."""
    number = Decimal(repr(cell.value)) * (100 if cell.is_percent else 1)
    plain = format(number.normalize(), "f")
    if get_language() != "en":
        plain = plain.replace(".", ",")
    return f"{plain}%" if cell.is_percent else plain
