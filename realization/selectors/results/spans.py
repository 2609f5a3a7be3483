"""The months that a result covers: a month, January to a month, a half-year, the year."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bsc.periods import Period, View, months_of
from cint_portal.core.clock import local_day
from cint_portal.core.dates import format_month, format_short_month
from cint_portal.core.templatetags.portal_format import reader_language

SEMESTERS = {1: "I", 2: "II"}


@dataclass(frozen=True)
class Span:
    """A view around a month; `through` is the year's last month that is over (0: none yet)."""

    year: int
    view: View
    month: int
    through: int

    @property
    def months(self) -> tuple[int, ...]:
        return tuple(period.month for period in months_of(Period(self.year, self.month), self.view))

    @property
    def is_over(self) -> bool:
        return self.months[-1] <= self.through

    @property
    def has_begun(self) -> bool:
        """Whether a month of it is over, so that something can be due."""
        return self.months[0] <= self.through

    @property
    def label(self) -> str:
        """Juni 2027 · Januari–Juni 2027 · Semester I 2027 · Tahun 2027."""
        if self.view is View.MONTH:
            return month_name(self.year, self.month)
        if self.view is View.YEAR_TO_DATE:
            return _("S.d. %(month)s") % {"month": month_name(self.year, self.month)}
        if self.view is View.HALF_YEAR:
            return semester_label(self.year, 1 if self.month <= 6 else 2)
        return _("Tahun %(year)s") % {"year": self.year}


def semester_label(year: int, semester: int) -> str:
    return _("Semester %(number)s %(year)s") % {"number": SEMESTERS[semester], "year": year}


def month_name(year: int, month: int) -> str:
    return format_month(year, month, reader_language())


def short_month(month: int, year: int = 2000) -> str:
    """Jun: as a column or a tab shows it."""
    return format_short_month(year, month, reader_language()).split()[0]


def month_through(year: int, now: datetime) -> int:
    """The last month of the year that is over; 0 while January runs, 12 once the year has ended."""
    today = local_day(now)
    if today.year != year:
        return 12 if today.year > year else 0
    return today.month - 1


def semester_span(year: int, semester: int, now: datetime) -> Span:
    return Span(year, View.HALF_YEAR, 6 * semester, month_through(year, now))


def year_span(year: int, now: datetime) -> Span:
    through = month_through(year, now)
    return Span(year, View.YEAR, through or 1, through)
