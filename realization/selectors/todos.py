"""What a person has to do about realizations, derived from states and rights."""

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.periods import Period
from cint_portal.core.clock import local_day
from cint_portal.core.dates import format_month
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, Role
from cint_portal.organization.selectors import responsible_by_unit
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.machine import may
from cint_portal.workflow.todo import Todo
from realization.models import ClosedMonth, Realization, ReopeningRequest
from realization.permissions import can_close_month
from realization.selectors.clock import verification_clocks, verification_due
from realization.selectors.entry import filled_counts
from realization.selectors.provided import provider_todos
from realization.workflow import REALIZATION, REOPENING

Status = Realization.Status


def todos_for(user: User, now: datetime) -> list[Todo]:
    """Months to fill, to verify and to close, reopenings to decide; the year switch plays no part."""
    units = user.unit_ids(*DRAFTING_ROLES) | _vacant_units(user)
    filling = [*department_todos(units, now), *provider_todos(units)] if units else []
    return [*filling, *_to_verify(user), *_to_close(user, local_day(now)), *_to_decide(user)]


def department_todos(units: Collection[int], now: datetime) -> list[Todo]:
    """Months that these departments have to send, whoever may do it."""
    open_ = Realization.objects.filter(
        unit__in=units,
        status__in=[Status.NOT_FILLED, Status.DRAFT, Status.RETURNED, Status.REOPENED],
    ).select_related("unit", "cycle")
    rows = list(open_)
    counts = filled_counts(rows)
    return [fill_todo(row, counts[row.pk]) for row in rows]


def _vacant_units(user: User) -> set[int]:
    """Departments without a head whose work falls to this director."""
    directed = user.unit_ids(Role.DIRECTOR)
    if not directed:
        return set()
    people = responsible_by_unit(Unit.objects.departments().below(directed))
    return {pk for pk, responsible in people.items() if user in responsible}


def fill_todo(row: Realization, filled: int) -> Todo:
    """The department's turn, as a task."""
    titles = {
        Status.RETURNED: _("Perbaiki realisasi yang dikembalikan CMS"),
        Status.REOPENED: _("Perbarui realisasi yang dibuka kembali"),
    }
    title = titles.get(Status(row.status), _("Isi dan kirim realisasi"))
    note = ngettext("%(n)d KPI terisi", "%(n)d KPI terisi", filled) % {"n": filled} if filled else ""
    return _todo("task", title, row, "realization-detail", row.deadline, note)


def _to_verify(user: User) -> list[Todo]:
    waiting = Realization.objects.filter(status=Status.SUBMITTED)
    waiting = waiting.select_related("unit", "cycle", "submitted_by")
    if not user.is_cms:
        waiting = waiting.filter(unit__substitute_reviewer=user)
    verify = REALIZATION.find("verify")
    rows = [row for row in waiting if may(verify, row, user)]
    cycles = {row.cycle_id: row.cycle for row in rows}
    clocks = {pk: verification_clocks(cycle) for pk, cycle in cycles.items()}
    calendars = {pk: work_calendar(cycle) for pk, cycle in cycles.items()}
    return [
        _todo(
            "decision",
            _("Verifikasi realisasi"),
            row,
            "verification-detail",
            verification_due(row, clocks[row.cycle_id][row.month], calendars[row.cycle_id]),
            _("dikirim %(name)s") % {"name": row.submitted_by} if row.submitted_by_id else "",
        )
        for row in rows
    ]


def _todo(kind: str, title: str, row: Realization, page: str, due_on: date | None, note: str) -> Todo:
    return Todo(
        kind=kind,
        title=title,
        unit=row.unit.name,
        period=row.month_name,
        url=reverse(f"realization:{page}", args=[row.cycle.year, row.month, row.unit_id]),
        due_on=due_on,
        note=note,
        unit_id=row.unit_id,
        milestone=f"{'month' if kind == 'task' else 'verification'}-{row.cycle.year}-{row.month:02d}",
    )


def _to_close(user: User, today: date) -> list[Todo]:
    """From the closing day on (default the 20th) the month waits for Tutup Bulan."""
    if not can_close_month(user):
        return []
    closed = set(ClosedMonth.objects.values_list("cycle_id", "month"))
    opened = Realization.objects.order_by().values_list("cycle_id", "month").distinct()
    waiting = [pair for pair in opened if pair not in closed]
    cycles = PlanningCycle.objects.in_bulk({cycle_id for cycle_id, _month in waiting})
    found = []
    for cycle_id, month in waiting:
        cycle = cycles[cycle_id]
        due_on = Period(cycle.year, month).shift(1).first_day.replace(day=cycle.closing_day)
        if today >= due_on:
            found.append(_close_task(cycle, month, due_on))
    return found


def _close_task(cycle: PlanningCycle, month: int, due_on: date) -> Todo:
    return Todo(
        kind="task",
        title=_("Tutup Bulan"),
        unit=_("Semua departemen"),
        period=format_month(cycle.year, month, reader_language()),
        url=reverse("realization:month-close", args=[cycle.year, month]),
        due_on=due_on,
        milestone=f"closing-{cycle.year}-{month:02d}",
    )


def _to_decide(user: User) -> list[Todo]:
    waiting = ReopeningRequest.objects.filter(status=ReopeningRequest.Status.SENT)
    if not can_close_month(user):
        waiting = waiting.filter(realization__unit__substitute_decider=user)
    approve = REOPENING.find("approve")
    rows = waiting.select_related("realization__unit", "realization__cycle", "requested_by")
    return [
        Todo(
            kind="decision",
            title=_("Putuskan permintaan membuka kembali realisasi"),
            unit=row.realization.unit.name,
            period=row.realization.month_name,
            url=reverse("realization:reopening-detail", args=[row.pk]),
            note=_("diminta %(name)s") % {"name": row.requested_by},
        )
        for row in rows
        if may(approve, row, user)
    ]
