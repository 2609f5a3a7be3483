"""The calendar of a planning cycle as a value that rules can be asked with."""

from dataclasses import dataclass
from datetime import date

from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.calendar import add_working_days, shift_due, working_days_between
from cint_portal.workdays.models import Holiday

WEEKENDS = {"mon_fri": frozenset({5, 6}), "mon_sat": frozenset({6})}


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and weekend of the company; answers in dates."""

    holidays: frozenset[date]
    weekend: frozenset[int]
    holiday_rule: str = "stays"

    def add(self, start: date, days: int) -> date:
        return add_working_days(start, days, holidays=self.holidays, weekend=self.weekend)

    def between(self, start: date, end: date) -> int:
        return working_days_between(start, end, holidays=self.holidays, weekend=self.weekend)

    def due(self, day: date) -> date:
        """A fixed due date after the cycle's rule for holidays (default: it stays)."""
        return shift_due(day, self.holiday_rule, holidays=self.holidays, weekend=self.weekend)

    def is_working(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays


def work_calendar(cycle: PlanningCycle) -> WorkCalendar:
    days = Holiday.objects.filter(is_closed=True).values_list("day", flat=True)
    return WorkCalendar(frozenset(days), WEEKENDS[cycle.work_week], cycle.holiday_rule)
