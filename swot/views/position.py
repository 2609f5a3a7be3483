"""Positioning: coordinates, quadrant, posture, priorities, and the decision that freezes them (7.1.8)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.core.rounding import display
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.workflow.services import posted_version
from issues.models import Category
from swot.forms import AxisForm
from swot.models import SwotAnalysis
from swot.permissions import can_edit_analysis
from swot.selectors.items import analysis_of
from swot.selectors.matrix import CELL_TITLES
from swot.selectors.merging import standing_items
from swot.selectors.sheet import Sheet, settings_lines, settings_of, sheet_of, total_text
from swot.selectors.standing import Standing, earlier_standings, moves, plot_of, standing_of
from swot.services import choose_quadrant, finalize_analysis, reopen_analysis
from swot.views.year import analysis_or_404, decisions, frame, require_editor, sections, year_page


@require_GET
@year_page
def position_detail(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    analysis = analysis_of(cycle)
    if analysis is None:
        return render(request, "swot/position_detail.html", frame(request, cycle, _title(cycle)))
    return render(request, "swot/position_detail.html", _page(request, analysis))


@require_POST
@once
@year_page
def quadrant_choose(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Keep a person's choice on the axis with its reason."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    form = AxisForm(settings_of(cycle), request.POST)
    if not form.is_valid():
        return render(request, "swot/position_detail.html", _page(request, analysis, form), status=422)
    try:
        choose_quadrant(
            analysis=analysis,
            actor=person(request),
            now=clock.now(),
            version=posted_version(request.POST),
            **form.cleaned_data,
        )
    except InvalidInput as refusal:
        return _refused(request, analysis, refusal, form)
    messages.success(request, _("Kuadran tersimpan bersama alasannya."))
    return redirect("swot:position-detail", cycle.year)


@require_POST
@once
def analysis_transition(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The buttons of the analysis: finalize and reopen."""
    visible = SwotAnalysis.objects.visible_to(person(request)).select_related("cycle")
    analysis = get_object_or_404(visible, pk=pk)
    step: dict[str, Any] = {
        "analysis": analysis,
        "actor": person(request),
        "now": clock.now(),
        "version": posted_version(request.POST),
    }
    try:
        if name == "finalize":
            finalize_analysis(**step)
            messages.success(request, _("Posisi perusahaan ditetapkan; angka dan pengaturannya terkunci."))
        elif name == "reopen":
            reopen_analysis(**step, reason=request.POST.get("comment", ""))
            messages.success(request, _("Penilaian dibuka kembali."))
        else:
            raise Http404
    except InvalidInput as refusal:
        open_action = name if name == "reopen" else ""
        return _refused(request, analysis, refusal, None, open_action=open_action)
    return redirect("swot:position-detail", analysis.cycle.year)


def _refused(
    request: HttpRequest,
    analysis: SwotAnalysis,
    refusal: InvalidInput,
    form: AxisForm | None,
    **extra: Any,
) -> HttpResponse:
    context = {**_page(request, analysis, form), "refusal": refusal, **extra}
    return render(request, "swot/position_detail.html", context, status=422)


def _title(cycle: PlanningCycle) -> str:
    return _("Posisi Perusahaan %(year)s") % {"year": cycle.year}


def _page(request: HttpRequest, analysis: SwotAnalysis, form: AxisForm | None = None) -> dict[str, Any]:
    cycle, items = analysis.cycle, standing_items(analysis)
    sheet = sheet_of(analysis, items)
    standing = standing_of(sheet, analysis.chosen_quadrant, analysis.axis_reason)
    context = {
        **frame(request, cycle, _title(cycle)),
        **decisions(request, analysis),
        "sections": sections(cycle, reverse("swot:position-detail", args=[cycle.year])),
        "sheet": sheet,
        "settings_lines": settings_lines(sheet.settings),
        "missing": [tab for tab in sheet.tabs.values() if not tab.complete],
        "standing": standing,
    }
    if standing is None:
        return context
    return {
        **context,
        **_numbers(standing),
        "moves": moves(items, sheet),
        "plot": plot_of(standing, cycle.year, earlier_standings(cycle)),
        "axis_form": _axis_form(request, analysis, sheet, standing, form),
    }


def _numbers(standing: Standing) -> dict[str, Any]:
    names = dict(Category.choices)
    ranks = [priority.rank for priority in standing.priorities]
    return {
        "totals": [(names[tab], total_text(total)) for tab, total in standing.totals.items()],
        "x": display(standing.x, 2),
        "y": display(standing.y, 2),
        "priorities": [
            (str(p.cell), str(CELL_TITLES[str(p.cell)]), display(p.sum, 4), p.rank, ranks.count(p.rank) > 1)
            for p in standing.priorities
        ],
    }


def _axis_form(
    request: HttpRequest,
    analysis: SwotAnalysis,
    sheet: Sheet,
    standing: Standing,
    form: AxisForm | None,
) -> AxisForm | None:
    """Offered on the axis only, while the position is open, to those who may choose."""
    is_open = analysis.status == SwotAnalysis.Status.DRAFT
    if not standing.on_axis or not is_open or not can_edit_analysis(person(request), analysis):
        return None
    chosen = {"quadrant": analysis.chosen_quadrant, "reason": analysis.axis_reason}
    return form or AxisForm(sheet.settings, initial=chosen)
