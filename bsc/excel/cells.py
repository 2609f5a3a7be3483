"""One cell of an upload: text as it stands, numbers without loss, everything else named."""

from bsc.excel.stored import canonical
from bsc.excel.targets import DIGITS, plain
from cint_portal.core.numbers import NumberError, number_from_cell
from cint_portal.documents.excel_cell import special_cell
from cint_portal.documents.excel_read import Cell
from cint_portal.documents.excel_table import FileCell


def file_cell(cell: Cell) -> FileCell:
    """Percent cells as people see them: 0.95 in the format 0% is 95 (realities 13)."""
    special = special_cell(cell, "id")
    if special is not None:
        return special
    if isinstance(cell.value, int | float):
        return _number(cell.value, percent=cell.is_percent)
    return FileCell(canonical(cell.value))


def _number(value: float, *, percent: bool) -> FileCell:
    try:
        found = number_from_cell(value, max_digits=DIGITS, max_decimals=8).value * (100 if percent else 1)
    except NumberError:
        return FileCell(str(value), "error")
    return FileCell(plain(found), is_number=True, is_percent=percent)
