"""What every SWOT page shares: the year in the address, who may see it, the frame around the content."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.core import clock
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.organization.years import switch_to
from cint_portal.workflow.presentation import HistoryLine, actions, history_lines
from swot.models import SwotAnalysis
from swot.permissions import can_edit_analysis, can_see_analysis
from swot.selectors.items import analysis_of, cycle_to_show
from swot.workflow import ANALYSIS

Crumb = tuple[str, str | None]


def year_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view its cycle; 404 for an unknown year and for people to whom SWOT is not open.

    The year switch of the shell leads to the same page of the other year.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, year: int, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_see_analysis(person(request)):
            raise Http404
        wanted = request.GET.get("year", "")
        if request.method == "GET" and wanted.isdecimal() and wanted != str(year) and len(wanted) == 4:
            return redirect(_same_page(request, int(wanted)))
        return view(request, get_object_or_404(PlanningCycle, year=year), *args, **kwargs)

    return wrapper


def _same_page(request: HttpRequest, year: int) -> str:
    """The address of this page in another year."""
    match = request.resolver_match
    return reverse(match.view_name, kwargs={**match.kwargs, "year": year}) if match else reverse("swot:index")


def analysis_or_404(cycle: PlanningCycle) -> SwotAnalysis:
    analysis = analysis_of(cycle)
    if analysis is None:
        raise Http404
    return analysis


def require_editor(request: HttpRequest, analysis: SwotAnalysis) -> None:
    """Readers get 403 before anything is bound."""
    if not can_edit_analysis(person(request), analysis):
        raise PermissionDenied


def frame(request: HttpRequest, cycle: PlanningCycle, title: str, *crumbs: Crumb) -> dict[str, Any]:
    """Title, breadcrumbs, year switch and the pages of the year."""
    now = clock.now()
    home: Crumb = (_("SWOT %(year)s") % {"year": cycle.year}, reverse("swot:item-list", args=[cycle.year]))
    is_running = cycle.year == clock.local_day(now).year
    return {
        "page_title": title,
        "breadcrumbs": [(_("Beranda"), reverse("home")), home, *crumbs, (title, None)],
        "cycle": cycle,
        "today": clock.local_day(now),
        "year_switch": switch_to(cycle),
        "period_strip": ""
        if is_running
        else _("Perencanaan untuk Tahun BSC %(year)s") % {"year": cycle.year},
        "sections": sections(cycle, request.path),
    }


def sections(cycle: PlanningCycle, path: str) -> list[tuple[str, str, bool]]:
    """The pages of a year: label, address, and whether the reader is there."""
    pages = [
        (_("Isu SWOT"), reverse("swot:item-list", args=[cycle.year])),
        (_("Posisi & Prioritas"), reverse("swot:position-detail", args=[cycle.year])),
        (_("Matrix Strategy SWOT"), reverse("swot:matrix-detail", args=[cycle.year])),
        (_("Strategi Inisiatif"), reverse("swot:initiative-list", args=[cycle.year])),
    ]
    here = max((url for _label, url in pages if path.startswith(url)), key=len, default="")
    return [(label, url, url == here) for label, url in pages]


def status_chip(analysis: SwotAnalysis) -> dict[str, str]:
    final = analysis.status == SwotAnalysis.Status.FINAL
    return {
        "label": analysis.get_status_display(),
        "icon": "lock" if final else "pencil",
        "tone": "success" if final else "info",
    }


def decisions(request: HttpRequest, analysis: SwotAnalysis) -> dict[str, Any]:
    """Status, buttons and history of the analysis."""
    return {
        "analysis": analysis,
        "status": status_chip(analysis),
        "actions": actions(ANALYSIS, analysis, request.user, url_name="swot:analysis-transition"),
        "object_version": analysis.version,
        "history": [_without_standstill(line) for line in history_lines(ANALYSIS, analysis)],
    }


def _without_standstill(line: HistoryLine) -> HistoryLine:
    """Deploying and choosing leave the status as it was: no arrow from Draf to Draf."""
    return replace(line, from_label="", to_label="") if line.from_label == line.to_label else line


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The menu's address: leads to the year in planning, editors to the items, readers to the position."""
    if not can_see_analysis(person(request)):
        raise Http404
    cycle = cycle_to_show(clock.local_day(clock.now()))
    if cycle is None:
        messages.info(request, _("Belum ada Tahun BSC. Administrator membukanya di Pengaturan."))
        return redirect("home")
    page = "swot:item-list" if person(request).is_cms else "swot:position-detail"
    return redirect(page, cycle.year)
