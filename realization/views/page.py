"""What every page about one month shows around its content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.periods import Period
from cint_portal.core.clock import is_on_time, local_day
from cint_portal.organization.models import User
from cint_portal.organization.requests import person
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.presentation import history_lines
from realization.models import Realization
from realization.selectors.entry import fillers_of
from realization.selectors.grid import GridRow
from realization.selectors.overview import late_days, status_chip
from realization.selectors.previous import previous_figures, previous_lines
from realization.selectors.words import spoken_to
from realization.workflow import REALIZATION


def visible_month(request: HttpRequest, year: int, month: int, unit_id: int) -> Realization:
    """The department's month, or 404 when it is none of this person's."""
    months = Realization.objects.visible_to(person(request))
    found = months.select_related("unit__parent", "cycle", "submitted_by", "verified_by")
    return get_object_or_404(found, cycle__year=year, month=month, unit=unit_id)


def address(realization: Realization, page: str = "realization-detail") -> str:
    args = [realization.cycle.year, realization.month, realization.unit_id]
    return reverse(f"realization:{page}", args=args)


def month_context(realization: Realization, reader: User, now: datetime, *, step: str = "") -> dict[str, Any]:
    """Title, trail, strip, status, timeliness and history; `step` names a page below the month's own."""
    today = local_day(now)
    title = _("Realisasi %(month)s – %(unit)s") % {
        "month": realization.month_name,
        "unit": realization.unit,
    }
    return {
        "page_title": title,
        "breadcrumbs": _trail(realization, step),
        "period_strip": _period_strip(realization, today),
        "realization": realization,
        "status": status_chip(realization.status),
        "today": today,
        "timeliness": timeliness(realization, today),
        "due_on": realization.deadline if realization.is_editable else None,
        "late_days": _late_now(realization, today),
        "history": spoken_to(reader, realization, history_lines(REALIZATION, realization)),
        "fillers": fillers_of(realization),
        "object_version": realization.version,
    }


@dataclass(frozen=True)
class PageRow:
    """A row with its form, if any, and what stood there before."""

    row: GridRow
    form: Any
    previous: list[str]


def page_rows(realization: Realization, pairs: Iterable[tuple[GridRow, Any]]) -> list[PageRow]:
    """Rows as the pages draw them. One query."""
    previous = previous_figures(realization)
    return [PageRow(row, form, previous_lines(row, previous)) for row, form in pairs]


def _trail(realization: Realization, step: str) -> list[tuple[str, str | None]]:
    months = f"{reverse('realization:realization-list')}?year={realization.cycle.year}"
    name = f"{realization.month_name} – {realization.unit}"
    trail: list[tuple[str, str | None]] = [
        (_("Realisasi"), months),
        (name, address(realization) if step else None),
    ]
    return [*trail, (step, None)] if step else trail


def _period_strip(realization: Realization, today: date) -> str:
    """The running month of realization is the one before today's; any other says what it is."""
    period = Period(realization.cycle.year, realization.month)
    if period == Period.of(today).shift(-1):
        return ""
    return _("Bulan %(month)s · Tahun BSC %(year)s") % {
        "month": realization.month_name,
        "year": realization.cycle.year,
    }


def timeliness(realization: Realization, today: date) -> str:
    """Of the first submission: "Tepat waktu", or how many working days late; empty before it."""
    first = realization.first_submitted_at
    if first is None:
        return ""
    if is_on_time(first, realization.due_on):
        return _("Tepat waktu")
    days = late_days(realization, work_calendar(realization.cycle), today)
    return _("Terlambat %(n)d HK") % {"n": days}


def _late_now(realization: Realization, today: date) -> int:
    """Working days by which the department's current date has passed; 0 when it is not its turn."""
    if not realization.is_editable:
        return 0
    return work_calendar(realization.cycle).between(realization.deadline, today)
