"""Beranda and the full list of a person's tasks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.core import clock
from cint_portal.home.selectors import todos_for
from cint_portal.home.strip import cycle_opened_by, year_steps


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To do now, decisions that wait, and where the year stands."""
    now = clock.now()
    todos = todos_for(request.user, now)
    cycle = cycle_opened_by(clock.local_day(now))
    context = {
        "page_title": _("Beranda"),
        "tasks": [task for task in todos if task.kind == "task"],
        "decisions": [task for task in todos if task.kind == "decision"],
        "today": clock.local_day(now),
        "cycle": cycle,
        "steps": year_steps(cycle, now) if cycle else [],
    }
    return render(request, "home/home.html", context)


@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    return home(request)
