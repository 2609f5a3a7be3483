"""A month of a year: its name, its due date, and who has not sent it."""

from datetime import date

from django.db.models import QuerySet

from bsc.periods import Period, due_on
from cint_portal.core.dates import format_month
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import WorkCalendar
from realization.models import Realization

Status = Realization.Status


def month_name(cycle: PlanningCycle, month: int) -> str:
    """Desember 2026, in the reader's language."""
    return format_month(cycle.year, month, reader_language())


def regular_deadline(cycle: PlanningCycle, month: int, calendar: WorkCalendar) -> date:
    """The 15th after the month (4.8), by the cycle's day and holiday rule."""
    return calendar.due(due_on(Period(cycle.year, month), cycle.realization_due_day))


def missing_in(cycle: PlanningCycle, month: int) -> QuerySet[Realization]:
    """Departments that have not sent the month for the first time, by name."""
    open_ = Realization.objects.filter(cycle=cycle, month=month, status__in=[Status.NOT_FILLED, Status.DRAFT])
    return open_.select_related("unit", "cycle").order_by("unit__name")
