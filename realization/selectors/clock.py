"""H+n: how long CMS has to verify a month, counted from the last first submission or the closing (7.2.2)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from cint_portal.core.clock import local_day
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import WorkCalendar, work_calendar
from realization.models import ClosedMonth, Realization

Status = Realization.Status


@dataclass(frozen=True)
class VerificationClock:
    """A month's submissions and CMS's date; `due_on` is None while departments are still to send."""

    month: int
    expected: int
    sent: int
    late: int
    waiting: int
    verified: int
    closed_on: date | None
    due_on: date | None
    finished_on: date | None

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def missing(self) -> int:
        return self.expected - self.sent

    def is_late(self, today: date) -> bool:
        """Finished after its day, or its day has passed and something still waits for CMS."""
        if self.due_on is None:
            return False
        return (
            self.finished_on > self.due_on if self.finished_on else bool(self.waiting) and today > self.due_on
        )


def verification_clocks(cycle: PlanningCycle) -> dict[int, VerificationClock]:
    """The clocks of every opened month of a year, by month. Three queries."""
    rows: dict[int, list[Realization]] = defaultdict(list)
    for row in Realization.objects.filter(cycle=cycle).order_by("month"):
        rows[row.month].append(row)
    closed = {row.month: local_day(row.closed_at) for row in ClosedMonth.objects.filter(cycle=cycle)}
    calendar = work_calendar(cycle)
    return {month: _clock(month, its, closed.get(month), cycle, calendar) for month, its in rows.items()}


def _clock(
    month: int, rows: list[Realization], closed_on: date | None, cycle: PlanningCycle, calendar: WorkCalendar
) -> VerificationClock:
    first = [(row, local_day(row.first_submitted_at)) for row in rows if row.first_submitted_at]
    started = _started(rows, [day for _row, day in first], closed_on)
    # Who sends after the closing is late; that does not make CMS late.
    counted = [row for row, day in first if started is not None and day <= started]
    verified = [row.verified_at for row in counted if row.verified_at]
    return VerificationClock(
        month=month,
        expected=len(rows),
        sent=len(first),
        late=sum(day > row.due_on for row, day in first),
        waiting=sum(row.status == Status.SUBMITTED for row in rows),
        verified=sum(row.verified_at is not None for row in rows),
        closed_on=closed_on,
        due_on=working_due(started, cycle, calendar) if started else None,
        finished_on=local_day(max(verified)) if verified and len(verified) == len(counted) else None,
    )


def _started(rows: list[Realization], first: list[date], closed_on: date | None) -> date | None:
    """The day of the last first submission, or of the closing when that comes earlier."""
    complete = max(first) if first and len(first) == len(rows) else None
    return min((day for day in (complete, closed_on) if day is not None), default=None)


def working_due(started: date, cycle: PlanningCycle, calendar: WorkCalendar) -> date:
    """CMS's date for what it received on a day, in the cycle's kind of days."""
    if cycle.verification_days_kind == PlanningCycle.DaysKind.CALENDAR:
        return started + timedelta(days=cycle.verification_days)
    return calendar.add(started, cycle.verification_days)


def verification_due(row: Realization, clock: VerificationClock, calendar: WorkCalendar) -> date | None:
    """Until when CMS verifies this submission: the month's date, or its own after a repair."""
    if row.submitted_at is None or row.submitted_at == row.first_submitted_at or clock.due_on is None:
        return clock.due_on
    return max(clock.due_on, working_due(local_day(row.submitted_at), row.cycle, calendar))
