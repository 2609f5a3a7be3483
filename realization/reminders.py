"""Pure: which reminder of a due date has its turn on a day (realities 17)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

#: Days from the due date: before it, on it, and once after it.
OFFSETS: Final = (-7, -3, -1, 0, 1)
_DAY: Final = timedelta(days=1)


def reached_offset(
    due_on: date, *, started_on: date, today: date, is_working: Callable[[date], bool]
) -> int | None:
    """The last reminder after `started_on` whose day has come, as days from `due_on`; None before the first.

    A reminder up to the due date that falls on a day off comes on the working day before it. A day on
    which nothing ran is caught up by the next, and only the latest reminder is sent.
    """
    reached = [n for n in OFFSETS if started_on < _turn(due_on, n, is_working) <= today]
    return max(reached, default=None)


def _turn(due_on: date, offset: int, is_working: Callable[[date], bool]) -> date:
    day = due_on + offset * _DAY
    while offset <= 0 and not is_working(day):
        day -= _DAY
    return day
