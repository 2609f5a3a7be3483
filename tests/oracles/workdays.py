"""Working days by writing the calendar down, day after day, and counting the lines."""

from datetime import date, timedelta


def working(first: date, last: date, holidays: set[date], weekend: frozenset[int]) -> list[date]:
    """All working days from `first` to `last`, both included."""
    listed, day = [], first
    while day <= last:
        if not (day in holidays or day.weekday() in weekend):
            listed.append(day)
        day += timedelta(days=1)
    return listed
