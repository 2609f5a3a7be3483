"""One cell of an upload as text; what is no text is named, with a proposal where there is one."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import get_language

from cint_portal.core.dates import format_short_date
from cint_portal.documents.excel_read import NO_RESULT, Cell
from issues.excel.columns import canonical
from issues.excel.table import FileCell


def file_cell(column: str, cell: Cell) -> FileCell:
    """Text and numbers are taken as Excel shows them; dates, errors and the like ask for a person."""
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
        return FileCell(_number_text(cell))
    return FileCell(canonical(column, value))


def _moment_text(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return format_short_date(value, (get_language() or "id")[:2])
    return str(value)


def _number_text(cell: Cell) -> str:
    """2027 stays 2027; 0.95 in a cell with the format 0% is 95%, as people see it."""
    number = Decimal(repr(cell.value)) * (100 if cell.is_percent else 1)
    plain = format(number.normalize(), "f")
    if get_language() != "en":
        plain = plain.replace(".", ",")
    return f"{plain}%" if cell.is_percent else plain
