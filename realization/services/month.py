"""Opening a month: every expected department gets its page on the 1st, with its due date (7.2.1)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.periods import Period
from cint_portal.audit.middleware import acting
from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_by_unit
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import cycle_of, holders
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import require
from realization import emails
from realization.models import ClosedMonth, Realization
from realization.permissions import can_open_month
from realization.selectors.expected import expected_units
from realization.selectors.months import regular_deadline


@transaction.atomic
def open_month(*, cycle: PlanningCycle, month: int, actor: User, now: datetime) -> list[Realization]:
    """Give every expected department its month; returns the new ones, a re-run adds only who is missing.

    Raises InvalidInput for a month that has not begun, Conflict for a closed one, PermissionDenied.
    """
    require(can_open_month(actor))
    # Two people, or a person and the schedule, at once: the second finds the first's rows.
    PlanningCycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if Period(cycle.year, month).first_day > local_day(now):
        raise InvalidInput(_("Bulan ini belum berjalan."))
    if ClosedMonth.objects.filter(cycle=cycle, month=month).exists():
        raise Conflict(_("Bulan ini sudah ditutup."))
    rows = _create_missing(cycle, month, today=local_day(now))
    _invite(rows, now)
    return rows


def _create_missing(cycle: PlanningCycle, month: int, *, today: date) -> list[Realization]:
    existing = set(Realization.objects.filter(cycle=cycle, month=month).values_list("unit_id", flat=True))
    deadline = _deadline(cycle, month, today)
    return Realization.objects.bulk_create(
        Realization(cycle=cycle, unit=unit, month=month, due_on=deadline)
        for unit in expected_units(cycle, month)
        if unit.pk not in existing
    )


def _deadline(cycle: PlanningCycle, month: int, today: date) -> date:
    """The 15th after the month (4.8); whoever is asked later than that gets the time of a repair."""
    calendar = work_calendar(cycle)
    regular = regular_deadline(cycle, month, calendar)
    return regular if today <= regular else calendar.add(today, cycle.return_days)


def _invite(rows: list[Realization], now: datetime) -> None:
    people = told_by_unit(row.unit for row in rows)
    for row in rows:
        enqueue(emails.MONTH_OPENED, recipients=people[row.unit_id], about=row, now=now, due_on=row.due_on)


def open_previous_month(day: date, now: datetime) -> int:
    """On the 1st the grid is there: opens the month before `day`, in the name of the head of CMS.

    Later in the month it adds departments whose scorecard was approved meanwhile. Nobody in that
    office, no such year or a closed month: nothing happens.
    """
    period = Period.of(day).shift(-1)
    cycle, heads = cycle_of(period.year), holders(Role.CMS_HEAD)
    if cycle is None or not heads:
        return 0
    if ClosedMonth.objects.filter(cycle=cycle, month=period.month).exists():
        return 0
    with acting(heads[0], now):
        return len(open_month(cycle=cycle, month=period.month, actor=heads[0], now=now))
