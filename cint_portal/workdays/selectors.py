"""The calendar of a planning cycle as a value that rules can be asked with."""

from collections.abc import Iterable

from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.calendar import WorkCalendar
from cint_portal.workdays.models import Holiday

__all__ = ["WEEKENDS", "WorkCalendar", "work_calendar", "work_calendars"]

WEEKENDS = {"mon_fri": frozenset({5, 6}), "mon_sat": frozenset({6})}


def work_calendar(cycle: PlanningCycle) -> WorkCalendar:
    return work_calendars([cycle])[cycle.pk]


def work_calendars(cycles: Iterable[PlanningCycle]) -> dict[int, WorkCalendar]:
    """The calendars of several years by their ids, in one query."""
    days = frozenset(Holiday.objects.filter(is_closed=True).values_list("day", flat=True))
    return {cycle.pk: WorkCalendar(days, WEEKENDS[cycle.work_week], cycle.holiday_rule) for cycle in cycles}
