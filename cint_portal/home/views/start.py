"""Beranda, the full list of a person's tasks, the late units, and KPIs by colour."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.core import clock
from cint_portal.home.colors import Colors, colors_of, own_scorecards, result_year
from cint_portal.home.late import can_see_late, late_units
from cint_portal.home.selectors import todos_for
from cint_portal.home.strip import cycle_opened_by, year_steps
from cint_portal.home.tasks import has_departments_apart, task_board
from cint_portal.organization.models import User
from cint_portal.organization.requests import person
from cint_portal.organization.selectors import cycle_of
from cint_portal.organization.years import year_switch
from realization.permissions import can_see_realizations
from realization.selectors.opened import figures_stay_inside
from realization.selectors.results.access import results_of_year

#: Rows of a section of the start page; the rest is one click away.
SHOWN = 8
PER_PAGE = 50


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To do now, decisions that wait, KPIs by colour, late units, and where the year stands."""
    user, now = person(request), clock.now()
    today = clock.local_day(now)
    late = late_units(user, now)
    cycle = cycle_opened_by(today)
    context = {
        "page_title": _("Beranda"),
        "board": task_board(user, todos_for(user, now), today, limit=SHOWN),
        "today": today,
        "colors": _own_colors(user, now),
        "apart": has_departments_apart(user),
        "late": late[:SHOWN],
        "late_count": len(late),
        "may_see_late": can_see_late(user),
        "cycle": cycle,
        "steps": year_steps(cycle, now) if cycle else [],
    }
    return render(request, "home/home.html", context)


def _own_colors(user: User, now: Any) -> Colors | None:
    cycle = cycle_of(result_year(now))
    scorecards = own_scorecards(user, cycle) if cycle and can_see_realizations(user) else []
    with figures_stay_inside():  # the boxes count
        return colors_of(scorecards, cycle.year, now, user) if cycle and scorecards else None


@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, by department where there are several."""
    user, now = person(request), clock.now()
    today = clock.local_day(now)
    context = {
        "page_title": _("Tugas Saya"),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Tugas Saya"), None)],
        "board": task_board(user, todos_for(user, now), today),
        "apart": has_departments_apart(user),
        "today": today,
    }
    return render(request, "home/task_list.html", context)


@require_GET
def late_list(request: HttpRequest) -> HttpResponse:
    """Departments that owe something, each with the one message that asks for all of it."""
    user, now = person(request), clock.now()
    if not can_see_late(user):
        raise PermissionDenied
    units = late_units(user, now)
    context = {
        "page_title": _("Unit Terlambat"),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Unit Terlambat"), None)],
        "page_obj": Paginator(units, PER_PAGE).get_page(request.GET.get("page")),
        "today": clock.local_day(now),
    }
    return render(request, "home/late_list.html", context)


@require_GET
def kpi_list(request: HttpRequest) -> HttpResponse:
    """KPIs that the person may read, by colour and unit of the address, the weakest first."""
    user, now = person(request), clock.now()
    if not can_see_realizations(user):
        raise PermissionDenied
    switch = year_switch(request.GET.get("year") or str(result_year(now)), now)
    scorecards = results_of_year(user, switch.cycle) if switch.cycle else []
    unit = request.GET.get("unit", "")
    units = [(str(row.unit_id), row.unit.name) for row in scorecards]
    chosen = [row for row in scorecards if str(row.unit_id) == unit] or scorecards
    colors = colors_of(chosen, switch.current, now, user)
    color = request.GET.get("color", "")
    kpis = sorted((kpi for kpi in colors.kpis if color in ("", kpi.color)), key=lambda kpi: kpi.order)
    context = {
        "page_title": _("KPI per Warna %(year)s") % {"year": switch.current},
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("KPI per Warna"), None)],
        "year_switch": switch,
        "colors": colors,
        "color": color,
        "unit": unit,
        "units": units,
        "page_obj": Paginator(kpis, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "home/kpi_list.html", context)
