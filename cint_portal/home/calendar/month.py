"""A month as the page shows it: weeks of days with their entries, holidays and joint leave."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cint_portal.core.dates import format_day, format_month, format_short_month
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.home.calendar.entries import Entry
from cint_portal.workdays.models import Holiday
from cint_portal.workdays.selectors import WEEKENDS

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Day:
    """A cell of the grid; `outside` belongs to a neighbouring month."""

    day: date
    entries: tuple[Entry, ...]
    holiday: Holiday | None
    is_today: bool
    is_off: bool
    outside: bool

    @property
    def weekday(self) -> str:
        """Sab: the head of its column."""
        return format_day(self.day, reader_language()).split(",")[0]


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @property
    def name(self) -> str:
        return format_month(self.year, self.number, reader_language())

    @property
    def short(self) -> str:
        return format_short_month(self.year, self.number, reader_language()).split()[0]

    def shift(self, months: int) -> "Month | None":
        """A neighbouring month; None where the portal's years end."""
        years, number = divmod(self.number - 1 + months, 12)
        year = self.year + years
        return Month(year, number + 1) if FIRST_YEAR <= year <= LAST_YEAR else None

    @property
    def days(self) -> list[date]:
        """Whole weeks from Monday, so that the grid has no holes."""
        return [day for week in Calendar().monthdatescalendar(self.year, self.number) for day in week]

    @property
    def last_day(self) -> date:
        return max(day for day in self.days if day.month == self.number)


def month_of(year: int, number: int) -> Month | None:
    """The month of an address; None for what no calendar has."""
    known = FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12
    return Month(year, number) if known else None


def days_of(month: Month, entries: Iterable[Entry], work_week: str, today: date) -> list[Day]:
    """The cells of a month's grid. One query."""
    days = month.days
    holidays = {row.day: row for row in Holiday.objects.filter(day__range=(days[0], days[-1]))}
    found: dict[date, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.day, []).append(entry)
    return [
        Day(
            day=day,
            entries=tuple(found.get(day, ())),
            holiday=holidays.get(day),
            is_today=day == today,
            is_off=_is_off(day, holidays.get(day), work_week),
            outside=day.month != month.number,
        )
        for day in days
    ]


def _is_off(day: date, holiday: Holiday | None, work_week: str) -> bool:
    return day.weekday() in WEEKENDS[work_week] or (holiday is not None and holiday.is_closed)
