"""Working-day arithmetic (domain.md §8): dates in, dates out; the table of days off is an argument."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

SATURDAY_SUNDAY = frozenset({5, 6})
_WEEKDAYS = frozenset(range(7))
_DAY = timedelta(days=1)


class HolidayRule(StrEnum):
    """What happens to a fixed due date that is not a working day (procedure.md §3)."""

    STAYS = "stays"
    BEFORE = "before"
    AFTER = "after"


def add_working_days(
    start: date, days: int, *, holidays: Collection[date], weekend: Collection[int] = SATURDAY_SUNDAY
) -> date:
    """The `days`-th working day strictly after `start`; 0 gives `start` (§8: 3 HK, H+2)."""
    _check(start, weekend)
    if days < 0:
        raise ValueError(f"working days to add must not be negative: {days}")
    day = start
    following = _working_days(start, _DAY, holidays, weekend)
    for _ in range(days):
        day = next(following)
    return day


def working_days_between(
    start: date, end: date, *, holidays: Collection[date], weekend: Collection[int] = SATURDAY_SUNDAY
) -> int:
    """Working days d with start < d ≤ end; 0 when `end` is not after `start` (§8)."""
    _check(start, weekend)
    _check(end, weekend)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays=holidays, weekend=weekend) for day in days)


def is_working_day(
    day: date, *, holidays: Collection[date], weekend: Collection[int] = SATURDAY_SUNDAY
) -> bool:
    """Whether the company works on that day."""
    return day.weekday() not in weekend and day not in holidays


def last_working_day_before(
    day: date, *, holidays: Collection[date], weekend: Collection[int] = SATURDAY_SUNDAY
) -> date:
    """The nearest working day strictly before `day`: the day of the last reminder (realities.md row 17)."""
    _check(day, weekend)
    return next(_working_days(day, -_DAY, holidays, weekend))


def shift_due(
    day: date,
    rule: HolidayRule | str,
    *,
    holidays: Collection[date],
    weekend: Collection[int] = SATURDAY_SUNDAY,
) -> date:
    """A fixed due date after the cycle's holiday rule; a working day never moves (procedure.md §3)."""
    rule = HolidayRule(rule)
    _check(day, weekend)
    if rule is HolidayRule.STAYS or is_working_day(day, holidays=holidays, weekend=weekend):
        return day
    step = _DAY if rule is HolidayRule.AFTER else -_DAY
    return next(_working_days(day, step, holidays, weekend))


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and weekend of the company as one value; answers in dates."""

    holidays: frozenset[date]
    weekend: frozenset[int] = SATURDAY_SUNDAY
    holiday_rule: str = HolidayRule.STAYS

    def add(self, start: date, days: int) -> date:
        return add_working_days(start, days, holidays=self.holidays, weekend=self.weekend)

    def between(self, start: date, end: date) -> int:
        return working_days_between(start, end, holidays=self.holidays, weekend=self.weekend)

    def due(self, day: date) -> date:
        """A fixed due date after the cycle's rule for holidays (default: it stays)."""
        return shift_due(day, self.holiday_rule, holidays=self.holidays, weekend=self.weekend)

    def is_working(self, day: date) -> bool:
        return is_working_day(day, holidays=self.holidays, weekend=self.weekend)

    def not_after(self, day: date) -> date:
        """The day itself when the company works, else the last working day before it."""
        if self.is_working(day):
            return day
        return last_working_day_before(day, holidays=self.holidays, weekend=self.weekend)


def _working_days(
    start: date, step: timedelta, holidays: Collection[date], weekend: Collection[int]
) -> Iterator[date]:
    day = start
    while True:
        try:
            day += step
        except OverflowError as error:
            raise ValueError("the calendar has no working day left") from error
        if is_working_day(day, holidays=holidays, weekend=weekend):
            yield day


def _check(day: date, weekend: Collection[int]) -> None:
    # A datetime is a date to Python but equals none of the holidays: it would silently count them as worked.
    if isinstance(day, datetime):
        raise TypeError("working days are counted in dates, not instants")
    if not _WEEKDAYS.issuperset(weekend):
        raise ValueError(f"weekdays are 0 (Monday) to 6 (Sunday): {sorted(weekend)}")
    if _WEEKDAYS.issubset(weekend):
        raise ValueError("a week needs at least one working day")
