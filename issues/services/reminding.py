"""Reminders before and after a register's due date; the page and the mail say the same date."""

from datetime import date, datetime, timedelta

from cint_portal.core.clock import local_day
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.selectors import responsible_by_unit
from cint_portal.workdays.selectors import work_calendar
from issues import emails
from issues.models import IssueCollection, IssueRegister
from issues.reminders import reached_offset

#: A worker that was away longer than this finds the reminder senseless.
CATCH_UP = timedelta(days=7)


def remind_due(day: date, now: datetime) -> int:
    """Queue the reminder whose day has come, to each register's responsible people; never on a day off."""
    cycles = PlanningCycle.objects.filter(issue_collection__status=IssueCollection.Status.OPEN)
    return sum(_remind_cycle(cycle, day, now) for cycle in cycles if work_calendar(cycle).is_working(day))


def _remind_cycle(cycle: PlanningCycle, day: date, now: datetime) -> int:
    open_ = IssueRegister.objects.to_send().filter(cycle=cycle, due_on__gte=day - CATCH_UP)
    open_ = open_.select_related("unit", "cycle__issue_collection")
    registers = list(open_)
    people = responsible_by_unit(register.unit for register in registers)
    queued = 0
    for register in registers:
        offset = reached_offset(register.due_on, started_on=_started_on(register), today=day)
        if offset is not None:
            queued += enqueue(
                emails.REGISTER_DUE,
                recipients=people[register.unit_id],
                about=register,
                now=now,
                due_on=register.due_on,
                occasion=f"due{offset:+d}",
            )
    return queued


def _started_on(register: IssueRegister) -> date:
    """The day of the mail that called for this round: a reminder never comes with it."""
    started = register.reviewed_at or register.cycle.issue_collection.opened_at
    return local_day(started) if started else register.due_on
