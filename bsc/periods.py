"""Months, views and phased targets of a year (domain.md §3, Periods); dates and numbers only."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cint_portal.core.rounding import Number, decimal_of, exact

_MONTHS_PER_YEAR = 12
_MONTHS_PER_SEMESTER = 6

Months = tuple[Decimal | None, ...]


class View(StrEnum):
    """The spans for which a scorecard is shown."""

    MONTH = "month"
    YEAR_TO_DATE = "year-to-date"
    HALF_YEAR = "half-year"
    YEAR = "year"


class Frequency(StrEnum):
    """How often a KPI is measured; always in the month that ends its period."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"

    @classmethod
    def _missing_(cls, value: object) -> "Frequency | None":
        return cls.HALF_YEARLY if value == "half_yearly" else None

    @property
    def every(self) -> int:
        """Months from one measurement to the next."""
        return {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[self.value]


@dataclass(frozen=True, order=True)
class Period:
    """One month of realization."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not date.min.year <= self.year <= date.max.year:
            raise ValueError(f"not a year: {self.year}")
        if not 1 <= self.month <= _MONTHS_PER_YEAR:
            raise ValueError(f"not a month: {self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def of(cls, day: date) -> "Period":
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def semester(self) -> int:
        """1 for January to June, 2 for July to December."""
        return 1 if self.month <= _MONTHS_PER_SEMESTER else 2

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def shift(self, months: int) -> "Period":
        """The month so many months later, or earlier when negative."""
        year, month = divmod(self.year * _MONTHS_PER_YEAR + self.month - 1 + months, _MONTHS_PER_YEAR)
        return Period(year, month + 1)


def months_of(period: Period, view: View | str) -> tuple[Period, ...]:
    """The months of a view around a month; half-years stand on their own: Jan–Jun, Jul–Dec (§3)."""
    last_of_half = period.semester * _MONTHS_PER_SEMESTER
    first, last = {
        View.MONTH: (period.month, period.month),
        View.YEAR_TO_DATE: (1, period.month),
        View.HALF_YEAR: (last_of_half - _MONTHS_PER_SEMESTER + 1, last_of_half),
        View.YEAR: (1, _MONTHS_PER_YEAR),
    }[View(view)]
    return tuple(Period(period.year, month) for month in range(first, last + 1))


def is_measured(period: Period, frequency: Frequency | str) -> bool:
    """Whether a KPI of this frequency is due in the month: quarterly in March, June, September, December."""
    return period.month % Frequency(frequency).every == 0


def measured_months(year: int, frequency: Frequency | str) -> tuple[Period, ...]:
    """The months of a year in which a KPI of this frequency is measured."""
    months = months_of(Period(year, 1), View.YEAR)
    return tuple(month for month in months if is_measured(month, frequency))


def due_on(period: Period, day: int = 15) -> date:
    """Due date of a month's realization: `day` of the month after it, at most its last day (4.8)."""
    following = period.shift(1)
    if not 1 <= day <= 31:
        raise ValueError(f"not a day of a month: {day}")
    return following.first_day.replace(day=min(day, following.last_day.day))


def first_full_month(valid_from: date) -> Period:
    """The first month that a unit founded on that day reports (realities.md, row 5 and case 14)."""
    period = Period.of(valid_from)
    return period if valid_from == period.first_day else period.shift(1)


def phase_evenly(
    yearly: Number,
    *,
    adds_up: bool,
    frequency: Frequency | str = Frequency.MONTHLY,
    first_month: int = 1,
    places: int = 2,
) -> Months:
    """Twelve monthly targets from a yearly one; None in months without measurement (§3).

    `adds_up` (consolidation `sum`): equal shares cut to `places` decimals, or as many as the yearly target
    has, with the remainder in the last month; otherwise the same target every month.
    """
    start, value = Period(2000, first_month), exact(yearly)
    measured = [period.month for period in measured_months(2000, frequency) if period >= start]
    shares = _equal_shares(value, len(measured), max(places, _decimals(yearly)))
    by_month = dict(zip(measured, shares if adds_up else [value] * len(measured), strict=True))
    return _decimals_of(by_month.get(month) for month in range(1, _MONTHS_PER_YEAR + 1))


def rephase(phased: Sequence[Number | None], yearly: Number, *, adds_up: bool, from_month: int) -> Months:
    """Targets after a revision in mid-year, "sisa dibagi rata": earlier months stay (realities.md case 11).

    From `from_month` on, months with a target share what the new yearly target leaves (`adds_up`) or take
    the new target. ValueError when no such month is left.
    """
    if len(phased) != _MONTHS_PER_YEAR:
        raise ValueError("a year has twelve monthly targets")
    split, value = Period(2000, from_month).month - 1, exact(yearly)
    targets = [None if target is None else exact(target) for target in phased]
    before, after = targets[:split], targets[split:]
    count = len(after) - after.count(None)
    if not count:
        raise ValueError("no measured month is left to carry the new target")
    rest = value - sum((target for target in before if target is not None), Fraction(0))
    shares = _equal_shares(rest, count, max(2, _decimals(decimal_of(rest))))
    revised = iter(shares if adds_up else [value] * count)
    return _decimals_of(before + [None if target is None else next(revised) for target in after])


def _decimals_of(values: Iterable[Fraction | None]) -> Months:
    return tuple(None if value is None else decimal_of(value) for value in values)


def _equal_shares(total: Fraction, count: int, places: int) -> list[Fraction]:
    # Cut toward zero: rounded up, eleven shares of a small target could exceed it and turn the last negative.
    unit = 10**places
    share = Fraction(int(total * unit / count), unit)
    return [share] * (count - 1) + [total - share * (count - 1)]


def _decimals(value: Number) -> int:
    exponent = Decimal(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def cumulative_from_monthly(values: Sequence[Number | None]) -> Months:
    """Running totals January to the month; a blank month stays blank and adds nothing."""
    total = Fraction(0)
    totals: list[Fraction | None] = []
    for value in values:
        total += exact(value or 0)
        totals.append(None if value is None else total)
    return _decimals_of(totals)


def monthly_from_cumulative(values: Sequence[Number | None]) -> Months:
    """What each report adds to the one before it (100, 210, 205 → 100, 110, −5); blank stays blank.

    After a blank month the figure covers every month since the last report: compare it with
    `targets_as_reported`.
    """
    last = Fraction(0)
    months: list[Fraction | None] = []
    for value in values:
        months.append(None if value is None else exact(value) - last)
        last = last if value is None else exact(value)
    return _decimals_of(months)


def targets_as_reported(targets: Sequence[Number | None], values: Sequence[Number | None]) -> Months:
    """Monthly targets of a cumulative KPI joined over the months that each of its reports covers."""
    waiting: list[Fraction] = []
    joined: list[Fraction | None] = []
    for target, value in zip(targets, values, strict=True):
        waiting += [] if target is None else [exact(target)]
        joined.append(sum(waiting, Fraction(0)) if waiting and value is not None else None)
        waiting = waiting if value is None else []
    return _decimals_of(joined)


def cumulative_falls(values: Sequence[Number | None]) -> tuple[int, ...]:
    """Months (1..12) whose cumulative figure is below the last reported one: ask "turun?" (case 12)."""
    added = monthly_from_cumulative(values)
    reported = [month for month, value in enumerate(added, start=1) if value is not None]
    return tuple(month for month in reported[1:] if (added[month - 1] or 0) < 0)
