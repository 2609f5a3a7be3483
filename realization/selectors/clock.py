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
        """Finished after its day, or not finished and its day has passed."""
        return self.due_on is not None and (self.finished_on or today) > self.due_on


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
    verified = [row.verified_at for row in rows if row.status == Status.VERIFIED and row.verified_at]
    settled = [row for row in rows if row.status in (Status.VERIFIED, Status.CLOSED_WITHOUT_DATA)]
    finished = started is not None and len(settled) == len(rows) and verified
    return VerificationClock(
        month=month,
        expected=len(rows),
        sent=len(first),
        late=sum(day > row.due_on for row, day in first),
        waiting=sum(row.status == Status.SUBMITTED for row in rows),
        verified=len(verified),
        closed_on=closed_on,
        due_on=_due(started, cycle, calendar) if started else None,
        finished_on=local_day(max(verified)) if finished else None,
    )


def _started(rows: list[Realization], first: list[date], closed_on: date | None) -> date | None:
    """The day of the last first submission, or of the closing when that comes earlier."""
    complete = max(first) if first and len(first) == len(rows) else None
    return min((day for day in (complete, closed_on) if day is not None), default=None)


def _due(started: date, cycle: PlanningCycle, calendar: WorkCalendar) -> date:
    if cycle.verification_days_kind == PlanningCycle.DaysKind.CALENDAR:
        return started + timedelta(days=cycle.verification_days)
    return calendar.add(started, cycle.verification_days)
