"""Units × months of a year: who has sent what, how late, and what CMS still has to do."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.periods import Period
from cint_portal.core.clock import local_day
from cint_portal.core.dates import format_month, format_short_month
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.roles import UNIT_ROLES
from cint_portal.workdays.selectors import WorkCalendar
from cint_portal.workflow.chasing import wa_text
from cint_portal.workflow.presentation import StatusChip
from realization.models import Realization
from realization.selectors.clock import VerificationClock
from realization.selectors.entry import filled_counts
from realization.selectors.expected import uninvited_units
from realization.selectors.months import regular_deadline
from realization.selectors.todos import fill_todo

Status = Realization.Status
MONTHS = range(1, 13)


LOOK = {
    Status.NOT_FILLED: ("circle", "neutral"),
    Status.DRAFT: ("pencil", "neutral"),
    Status.SUBMITTED: ("send", "info"),
    Status.RETURNED: ("arrow-return-left", "warning"),
    Status.VERIFIED: ("check-circle", "success"),
    Status.REOPENED: ("unlock", "warning"),
    Status.CLOSED_WITHOUT_DATA: ("slash-circle", "danger"),
}


def status_chip(status: str) -> StatusChip:
    icon, tone = LOOK[Status(status)]
    return StatusChip(str(Status(status).label), icon, tone)


def legend() -> list[StatusChip]:
    """Every status with its sign, for the foot of the matrix."""
    return [status_chip(status) for status in LOOK]


@dataclass(frozen=True)
class MonthCell:
    """A department's month in the matrix."""

    status: StatusChip
    is_late: bool
    url: str
    title: str


@dataclass(frozen=True)
class UnitLine:
    name: str
    cells: tuple[MonthCell | None, ...]


@dataclass(frozen=True)
class MonthHead:
    """A column of the matrix: "Jan", its submissions and whether it is closed."""

    month: int
    short: str
    name: str
    clock: VerificationClock | None
    sent: int
    expected: int


@dataclass(frozen=True)
class Matrix:
    heads: tuple[MonthHead, ...]
    lines: tuple[UnitLine, ...]


def matrix(user: User, cycle: PlanningCycle, clocks: dict[int, VerificationClock], today: date) -> Matrix:
    """What this person may see of the year; one query for the months."""
    rows: dict[str, dict[int, Realization]] = defaultdict(dict)
    visible = Realization.objects.visible_to(user).filter(cycle=cycle).select_related("unit", "cycle")
    for row in visible.order_by("unit__kind", "unit__name"):
        rows[row.unit.name][row.month] = row
    lines = tuple(
        UnitLine(name, tuple(_cell(months[m], user, today) if m in months else None for m in MONTHS))
        for name, months in rows.items()
    )
    return Matrix(tuple(_head(cycle, month, clocks, rows.values()) for month in MONTHS), lines)


def _head(
    cycle: PlanningCycle,
    month: int,
    clocks: dict[int, VerificationClock],
    rows: Iterable[dict[int, Realization]],
) -> MonthHead:
    language = reader_language()
    its = [months[month] for months in rows if month in months]
    return MonthHead(
        month=month,
        short=format_short_month(cycle.year, month, language).split()[0],
        name=format_month(cycle.year, month, language),
        clock=clocks.get(month),
        sent=sum(row.first_submitted_at is not None for row in its),
        expected=len(its),
    )


def _cell(row: Realization, user: User, today: date) -> MonthCell:
    chip = status_chip(row.status)
    late = is_late(row, today)
    verifies = row.status == Status.SUBMITTED and user.is_cms
    page = "verification-detail" if verifies else "realization-detail"
    words = [row.unit.name, row.month_name, chip.label, *([_("Terlambat")] if late else [])]
    return MonthCell(
        status=chip,
        is_late=late,
        url=reverse(f"realization:{page}", args=[row.cycle.year, row.month, row.unit_id]),
        title=" · ".join(words),
    )


def is_late(row: Realization, today: date) -> bool:
    """First sent after its due date, or not sent and the date has passed; a return changes nothing."""
    first = row.first_submitted_at
    return (local_day(first) if first else today) > row.due_on


def late_days(row: Realization, calendar: WorkCalendar, today: date) -> int:
    """Working days by which the first submission missed its date, or misses it until today."""
    first = row.first_submitted_at
    return calendar.between(row.due_on, local_day(first) if first else today)


@dataclass(frozen=True)
class OwnMonth:
    """A month of one's own department, as a line of the list."""

    realization: Realization
    status: StatusChip
    filled: int
    url: str
    late_days: int
    #: The department's turn: the date it works against now, and the text that asks for it.
    due_on: date | None
    wa_text: str


def own_months(
    user: User, cycle: PlanningCycle, calendar: WorkCalendar, today: date
) -> dict[str, list[OwnMonth]]:
    """Months of the units a person works for, newest first, by unit name. Two queries."""
    units = user.unit_ids(*UNIT_ROLES)
    rows = list(
        Realization.objects.filter(cycle=cycle, unit__in=units)
        .select_related("unit", "cycle")
        .order_by("unit__name", "-month")
    )
    counts = filled_counts(rows)
    found: dict[str, list[OwnMonth]] = defaultdict(list)
    for row in rows:
        found[row.unit.name].append(
            OwnMonth(
                realization=row,
                status=status_chip(row.status),
                filled=counts[row.pk],
                url=reverse("realization:realization-detail", args=[cycle.year, row.month, row.unit_id]),
                late_days=late_days(row, calendar, today),
                due_on=row.deadline if row.is_editable else None,
                wa_text=wa_text([fill_todo(row, counts[row.pk])], today) if row.is_editable else "",
            )
        )
    return dict(found)


def openable_months(cycle: PlanningCycle, clocks: dict[int, VerificationClock], today: date) -> list[int]:
    """Months that are over or running and were never opened."""
    return [month for month in MONTHS if month not in clocks and Period(cycle.year, month).first_day <= today]


@dataclass(frozen=True)
class OpenMonth:
    """A month that CMS has not finished: what is missing, its clock, whether it can be closed."""

    name: str
    month: int
    clock: VerificationClock
    is_closable: bool
    is_late: bool
    late_days: int
    #: Departments that are expected by now and were not asked to fill it.
    uninvited: int


def unfinished_months(
    cycle: PlanningCycle, clocks: dict[int, VerificationClock], calendar: WorkCalendar, today: date
) -> list[OpenMonth]:
    """Months that are not closed or not verified completely, newest first."""
    found = []
    uninvited = uninvited_units(cycle, _asked_units(cycle, clocks))
    for month, clock in sorted(clocks.items(), reverse=True):
        if clock.is_closed and clock.finished_on is not None:
            continue
        due_on = clock.due_on
        found.append(
            OpenMonth(
                name=format_month(cycle.year, month, reader_language()),
                month=month,
                clock=clock,
                is_closable=_is_closable(cycle, clock, calendar, today),
                is_late=clock.is_late(today),
                late_days=calendar.between(due_on, clock.finished_on or today) if due_on else 0,
                uninvited=uninvited.get(month, 0),
            )
        )
    return found


def _asked_units(cycle: PlanningCycle, clocks: dict[int, VerificationClock]) -> dict[int, set[int]]:
    """Units that have a page, for each opened month that is not closed."""
    asked: dict[int, set[int]] = {month: set() for month, clock in clocks.items() if not clock.is_closed}
    rows = Realization.objects.filter(cycle=cycle, month__in=list(asked))
    for month, unit_id in rows.values_list("month", "unit_id"):
        asked[month].add(unit_id)
    return asked


def _is_closable(cycle: PlanningCycle, clock: VerificationClock, calendar: WorkCalendar, today: date) -> bool:
    """Over, and nobody is missing whose date has not passed."""
    over = Period(cycle.year, clock.month).last_day < today
    return over and (clock.missing == 0 or today > regular_deadline(cycle, clock.month, calendar))
