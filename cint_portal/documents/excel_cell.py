"""Cells of an upload that are no plain text or number: named, with a proposal where there is one."""

from datetime import date, datetime, time, timedelta

from cint_portal.core.dates import format_short_date
from cint_portal.documents.excel_read import NO_RESULT, Cell
from cint_portal.documents.excel_table import FileCell


def special_cell(cell: Cell, language: str) -> FileCell | None:
    """Empty cells, errors, dates and TRUE/FALSE; None for what the app reads in its own way."""
    if cell.error:
        return FileCell("", "no_result" if cell.error == NO_RESULT else "error")
    value = cell.value
    if value is None:
        return FileCell()
    if isinstance(value, bool):
        return FileCell("", "boolean")
    if isinstance(value, date | time | timedelta):
        return FileCell(_moment_text(value, language), "date")
    return None


def _moment_text(value: date | time | timedelta, language: str) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return format_short_date(value, language) if isinstance(value, date) else str(value)
