"""Filters that print numbers, days and instants in the reader's language; a missing value prints a dash."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.translation import get_language

from cint_portal.core import dates, numbers

register = template.Library()

MISSING = "–"


def reader_language() -> str:
    """The language of the page, in the two letters that the formatters know."""
    return (get_language() or numbers.INDONESIAN)[:2]


@register.filter
def num(value: Decimal | int | None, places: int | None = None) -> str:
    """1.234,56: `{{ value|num }}` or `{{ value|num:2 }}`."""
    return MISSING if value is None else numbers.format_number(value, places, reader_language())


@register.filter
def pct(value: Decimal | int | None, places: int | None = None) -> str:
    """95,5 %: for values that already count in hundredths."""
    return MISSING if value is None else numbers.format_percent(value, places, reader_language())


@register.filter
def day(value: date | None) -> str:
    """Sab, 15 Agu 2026."""
    return _on_day(value, dates.format_day)


@register.filter
def short_date(value: date | None) -> str:
    """15 Agu 2026."""
    return _on_day(value, dates.format_short_date)


@register.filter
def long_day(value: date | None) -> str:
    """Sabtu, 15 Agustus 2026."""
    return _on_day(value, dates.format_long_day)


@register.filter
def month_of(year: int, month: int) -> str:
    """Desember 2026: `{{ year|month_of:month }}`."""
    return dates.format_month(year, month, reader_language())


@register.filter
def moment(value: datetime | None) -> str:
    """Sab, 15 Agu 2026, 23.59 WIB: always Jakarta time."""
    return MISSING if value is None else dates.format_moment(value, reader_language())


@register.filter
def clock_time(value: datetime | None) -> str:
    """09.30, in Jakarta."""
    return dates.format_clock(value, reader_language()) if value else MISSING


@register.filter
def relative(value: date | None, today: date) -> str:
    """3 hari lagi: `{{ due_on|relative:today }}`."""
    return MISSING if value is None else dates.relative_day(value, today, reader_language())


@register.filter
def deadline(value: date | None, today: date) -> str:
    """3 hari lagi · Sab, 15 Agu 2026, 23.59 WIB: `{{ due_on|deadline:today }}`."""
    return MISSING if value is None else dates.format_deadline(value, today, reader_language())


def _on_day(value: date | None, written: Callable[[date, str], str]) -> str:
    if value is None:
        return MISSING
    return written(dates.jakarta_date(value) if isinstance(value, datetime) else value, reader_language())
