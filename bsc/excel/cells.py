"""One cell of an upload: text as it stands, numbers without loss, everything else named."""

from datetime import date, datetime, time, timedelta

from bsc.excel.stored import canonical
from bsc.excel.table import FileCell
from bsc.excel.targets import DIGITS, plain
from cint_portal.core.dates import format_short_date
from cint_portal.core.numbers import NumberError, number_from_cell
from cint_portal.documents.excel_read import NO_RESULT, Cell


def file_cell(cell: Cell) -> FileCell:
    """Percent cells as people see them: 0.95 in the format 0% is 95 (realities 13)."""
    if cell.error:
        return FileCell("", "no_result" if cell.error == NO_RESULT else "error")
    value = cell.value
    if value is None:
        return FileCell()
    if isinstance(value, bool):
        return FileCell("", "boolean")
    if isinstance(value, date | time | timedelta):
        return FileCell(_moment_text(value), "date")
    if isinstance(value, int | float):
        return _number(value, percent=cell.is_percent)
    return FileCell(canonical(value))


def _number(value: float, *, percent: bool) -> FileCell:
    try:
        found = number_from_cell(value, max_digits=DIGITS, max_decimals=8).value * (100 if percent else 1)
    except NumberError:
        return FileCell(str(value), "error")
    return FileCell(plain(found), is_number=True, is_percent=percent)


def _moment_text(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return format_short_date(value, "id") if isinstance(value, date) else str(value)
