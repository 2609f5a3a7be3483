"""The year that a page shows: chosen in the address, else the running one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cint_portal.core import clock
from cint_portal.core.numbers import whole_number
from cint_portal.organization.models import PlanningCycle


@dataclass(frozen=True)
class YearSwitch:
    """What the top bar offers; `cycle` is the chosen year's, None while no year exists."""

    current: int
    years: tuple[int, ...]
    cycle: PlanningCycle | None

    @property
    def previous(self) -> int | None:
        return max((y for y in self.years if y < self.current), default=None)

    @property
    def next(self) -> int | None:
        return min((y for y in self.years if y > self.current), default=None)


def switch_to(cycle: PlanningCycle) -> YearSwitch:
    """For a page that chose its year by a rule of its own. One query."""
    years = PlanningCycle.objects.order_by("year").values_list("year", flat=True)
    return YearSwitch(cycle.year, tuple(years), cycle)


def year_switch(
    asked: str | None, now: datetime, offered: QuerySet[PlanningCycle] | None = None
) -> YearSwitch:
    """The asked year when it exists, else the running calendar year, else the nearest one. One query.

    `offered` leaves out the years that the page knows nothing about.
    """
    rows = PlanningCycle.objects.all() if offered is None else offered
    cycles = {cycle.year: cycle for cycle in rows}
    running = clock.local_day(now).year
    wanted = whole_number(asked, digits=4) or running
    if wanted not in cycles and cycles:
        wanted = min(cycles, key=lambda year: (abs(year - running), year))
    return YearSwitch(wanted, tuple(sorted(cycles)), cycles.get(wanted))
