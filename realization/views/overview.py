"""Who has sent what: the year's matrix for those who watch, one's own months for those who fill."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.core import clock
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.requests import person
from cint_portal.organization.roles import Role
from cint_portal.organization.years import year_switch
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import require
from realization.permissions import can_close_month, can_open_month, can_see_realizations
from realization.selectors.clock import verification_clocks
from realization.selectors.months import month_name
from realization.selectors.overview import (
    legend,
    matrix,
    openable_months,
    own_months,
    unfinished_months,
)


@require_GET
def realization_list(request: HttpRequest) -> HttpResponse:
    """The year of the switch: own months first, then the matrix of what the person may see."""
    user, now = person(request), clock.now()
    require(can_see_realizations(user))
    switch = year_switch(request.GET.get("year"), now)
    context: dict[str, Any] = {
        "page_title": _("Realisasi %(year)s") % {"year": switch.current},
        "breadcrumbs": [(_("BSC"), None), (_("Realisasi"), None)],
        "year_switch": switch,
        "cycle": switch.cycle,
    }
    if switch.cycle is not None:
        context |= _year_context(user, switch.cycle, clock.local_day(now))
    return render(request, "realization/realization_list.html", context)


def _year_context(user: User, cycle: PlanningCycle, today: date) -> dict[str, Any]:
    calendar = work_calendar(cycle)
    context: dict[str, Any] = {"today": today, "own": own_months(user, cycle, calendar, today)}
    if not _watches(user):
        return context
    sees_all = user.is_cms or user.is_bod
    clocks = verification_clocks(cycle) if sees_all else {}
    context |= {
        "matrix": matrix(user, cycle, clocks, today),
        "legend": legend(),
        "clocks": clocks,
        "unfinished": unfinished_months(cycle, clocks, calendar, today),
        "may_close": can_close_month(user),
        "may_open": can_open_month(user),
        "days_kind": cycle.get_verification_days_kind_display(),
    }
    if can_open_month(user):
        months = openable_months(cycle, clocks, today)
        context["openable"] = [(month, month_name(cycle, month)) for month in months]
    return context


def _watches(user: User) -> bool:
    return user.is_cms or user.is_bod or user.has_role(Role.DIRECTOR, Role.AUDITOR)
