"""Reminders before and after a month's due date; the page and the mail say the same date."""

from datetime import date, datetime, timedelta

from bsc.periods import Period
from cint_portal.notifications.services import enqueue
from cint_portal.organization.selectors import responsible_by_unit
from cint_portal.workdays.selectors import WorkCalendar, work_calendar
from realization import emails
from realization.models import Realization
from realization.reminders import reached_offset
from realization.selectors.entry import filled_counts

Status = Realization.Status
#: A worker that was away longer than this finds the reminder senseless.
CATCH_UP = timedelta(days=7)
#: A repair has three working days: it is reminded the day before, on the day and once after.
REPAIR_NOTICE = timedelta(days=2)


def remind_due(day: date, now: datetime) -> int:
    """Queue the reminder whose turn has come, to each month's responsible people; never on a day off."""
    open_ = Realization.objects.filter(
        status__in=[Status.NOT_FILLED, Status.DRAFT, Status.RETURNED, Status.REOPENED]
    ).select_related("unit", "cycle")
    rows = [row for row in open_ if row.deadline >= day - CATCH_UP]
    people = responsible_by_unit(row.unit for row in rows)
    counts = filled_counts(rows)
    calendars = {row.cycle_id: work_calendar(row.cycle) for row in {r.cycle_id: r for r in rows}.values()}
    queued = 0
    for row in rows:
        offset = _offset(row, day, calendars[row.cycle_id])
        if offset is not None:
            queued += enqueue(
                emails.MONTH_DUE,
                recipients=people[row.unit_id],
                about=row,
                now=now,
                due_on=row.deadline,
                occasion=f"due{offset:+d}",
                context={"filled": counts[row.pk], "late": offset > 0},
            )
    return queued


def _offset(row: Realization, day: date, calendar: WorkCalendar) -> int | None:
    if not calendar.is_working(day):
        return None
    opened = Period(row.cycle.year, row.month).shift(1).first_day
    started = row.deadline - REPAIR_NOTICE if row.return_due_on else min(opened, row.due_on)
    return reached_offset(row.deadline, started_on=started, today=day, is_working=calendar.is_working)
