"""What every page about one register shows around its content."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.presentation import history_lines
from issues.models import IssueRegister
from issues.selectors import receipt, repair_clock, review_clock, status_chip
from issues.workflow import REGISTER


class PersonRequest(HttpRequest):
    """A request as views get it: the middleware lets only people in."""

    user: User


def visible_register(request: PersonRequest, pk: int) -> IssueRegister:
    """The register, or 404 when it is none of this person's."""
    registers = IssueRegister.objects.visible_to(request.user).select_related("unit", "cycle", "submitted_by")
    return get_object_or_404(registers, pk=pk)


def register_context(register: IssueRegister, now: datetime, *, step: str = "") -> dict[str, Any]:
    """Title, trail, status, both clocks and history; `step` names a page below the register's own."""
    today = local_day(now)
    calendar = work_calendar(register.cycle)
    return {
        "page_title": _("Isu %(year)s – %(unit)s") % {"year": register.cycle.year, "unit": register.unit},
        "breadcrumbs": _trail(register, step),
        "period_strip": _period_strip(register, today),
        "register": register,
        "status": status_chip(register),
        "today": today,
        "due_on": register.due_on if register.is_editable else None,
        "late_days": calendar.between(register.due_on, today),
        "receipt": receipt(register, calendar),
        "review": review_clock(register, calendar, today),
        "repair": repair_clock(register, calendar, today),
        "history": history_lines(REGISTER, register),
        "object_version": register.version,
    }


def _trail(register: IssueRegister, step: str) -> list[tuple[str, str | None]]:
    page = reverse("issues:register-detail", args=[register.pk])
    trail: list[tuple[str, str | None]] = [
        (_("Isu"), reverse("issues:register-landing")),
        (str(register.cycle.year), f"{reverse('issues:register-list')}?year={register.cycle.year}"),
        (register.unit.name, page if step else None),
    ]
    return [*trail, (step, None)] if step else trail


def _period_strip(register: IssueRegister, today: date) -> str:
    """Issues are collected for the coming year: the page says so."""
    if register.cycle.year == today.year:
        return ""
    return _("Tahun BSC %(year)s") % {"year": register.cycle.year}
