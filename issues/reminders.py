"""Pure: which reminder of a due date has its turn on a day."""

from datetime import date, timedelta
from typing import Final

#: Days from the due date: before it, on it, and once after it.
OFFSETS: Final = (-7, -3, -1, 0, 1)


def reached_offset(due_on: date, *, started_on: date, today: date) -> int | None:
    """The last reminder day after `started_on` that has come, as days from `due_on`; None before the first.

    A day on which nothing ran is caught up by the next, and only the latest reminder is sent.
    """
    reached = [n for n in OFFSETS if started_on < due_on + timedelta(days=n) <= today]
    return max(reached, default=None)
