"""When mail may leave: office hours for notices, working days for reminders."""

from datetime import date, datetime

from django.conf import settings

from cint_portal.core.clock import WIB, local_day
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import WEEKENDS, WorkCalendar, work_calendar


def is_quiet(now: datetime) -> bool:
    """Outside the hours in which mail goes out; without such hours never."""
    if settings.MAIL_HOURS is None:
        return False
    opens, closes = settings.MAIL_HOURS
    return not opens <= now.astimezone(WIB).time() < closes


def is_day_off(now: datetime) -> bool:
    """A weekend or holiday in WIB, by the calendar of that year's cycle. Two queries."""
    if settings.MAIL_HOURS is None:
        return False
    day = local_day(now)
    return not _calendar(day).is_working(day)


def _calendar(day: date) -> WorkCalendar:
    cycle = PlanningCycle.objects.filter(year__lte=day.year).order_by("-year").first()
    cycle = cycle or PlanningCycle.objects.order_by("year").first()
    return work_calendar(cycle) if cycle else WorkCalendar(frozenset(), WEEKENDS["mon_fri"])
