"""Matrix Strategy SWOT: the board, and composing a strategy from items of two tabs (7.1.9)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core.errors import InvalidInput, Refusal, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from swot.forms import AboveForm, StrategyForm
from swot.models import Cell, Strategy, SwotAnalysis
from swot.permissions import can_edit_analysis
from swot.selectors.initiatives import strategies_visible_to
from swot.selectors.items import analysis_of
from swot.selectors.matrix import CELL_TITLES, matrix, strategies_of, unanswered
from swot.selectors.merging import standing_items
from swot.selectors.sheet import settings_lines, sheet_of
from swot.services import create_strategy, delete_strategy, move_strategy, update_strategy
from swot.views.year import analysis_or_404, frame, require_editor, status_chip, year_page


@require_GET
@year_page
def matrix_detail(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """The 2×2 board in priority order, and the strong items that no strategy answers."""
    context = frame(request, cycle, _("Matrix Strategy SWOT %(year)s") % {"year": cycle.year})
    analysis = analysis_of(cycle)
    if analysis is None:
        return render(request, "swot/matrix_detail.html", context)
    items, strategies = standing_items(analysis), strategies_of(analysis)
    sheet = sheet_of(analysis, items)
    above = AboveForm(request.GET)
    above.is_valid()
    context |= {
        "analysis": analysis,
        "status": status_chip(analysis),
        "may_edit": can_edit_analysis(person(request), analysis),
        "cells": matrix(strategies, sheet),
        "strategy_count": len(strategies),
        "above_form": above,
        "unanswered": unanswered(items, strategies, sheet, above.cleaned_data.get("above")),
        "sheet": sheet,
        "settings_lines": settings_lines(sheet.settings),
    }
    return render(request, "swot/matrix_detail.html", context)


@require_http_methods(["GET", "POST"])
@once
@year_page
def strategy_create(request: HttpRequest, cycle: PlanningCycle, cell: str) -> HttpResponse:
    if cell not in Cell.values:
        raise Http404
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    form = _form(request, analysis, cell)
    if request.method == "POST" and form.is_valid():
        text, items = form.cleaned_data["text"], form.chosen_items()
        try:
            create_strategy(analysis=analysis, actor=person(request), cell=cell, text=text, items=items)
        except InvalidInput as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Strategi %(cell)s ditambahkan.") % {"cell": cell})
            return redirect(f"{reverse('swot:matrix-detail', args=[cycle.year])}#{cell}")
    title = _("Tambah strategi %(cell)s") % {"cell": cell}
    return _form_page(request, analysis, cell, form, title)


@require_http_methods(["GET", "POST"])
@once
def strategy_update(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = _strategy_or_404(request, pk)
    analysis = strategy.analysis
    form = _form(request, analysis, strategy.cell, instance=strategy)
    status = 0
    seen = strategy.fingerprint()
    if request.method == "POST" and form.is_valid():
        try:
            _update(request, pk, form)
        except Refusal as refusal:
            status = 409 if isinstance(refusal, StaleVersion) else 422
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Strategi tersimpan."))
            return redirect(f"{reverse('swot:matrix-detail', args=[analysis.cycle.year])}#{strategy.cell}")
    title = _("Ubah strategi %(cell)s") % {"cell": strategy.cell}
    return _form_page(request, analysis, strategy.cell, form, title, status=status, seen=seen, strategy_pk=pk)


def _update(request: HttpRequest, pk: int, form: StrategyForm) -> None:
    update_strategy(
        strategy=_strategy_or_404(request, pk),
        actor=person(request),
        text=form.cleaned_data["text"],
        items=form.chosen_items(),
        seen=request.POST.get("seen"),
    )


@require_http_methods(["GET", "POST"])
@once
def strategy_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove."""
    strategy = _strategy_or_404(request, pk)
    cycle, status, problem = strategy.analysis.cycle, 200, ""
    if request.method == "POST":
        try:
            delete_strategy(strategy=strategy, actor=person(request))
        except InvalidInput as refusal:
            status, problem = 422, str(refusal.message)
        else:
            messages.success(request, _("Strategi dihapus."))
            return redirect("swot:matrix-detail", cycle.year)
    context = {
        **frame(request, cycle, _("Hapus strategi %(cell)s") % {"cell": strategy.cell}, _crumb(cycle)),
        "strategy": strategy,
        "problem": problem,
        "items": strategy.items.in_tab_order(),
        "back_url": reverse("swot:matrix-detail", args=[cycle.year]),
    }
    return render(request, "swot/strategy_delete.html", context, status=status)


@require_POST
@once
def strategy_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Up, down, or dropped on a place of its cell; the focus stays on the strategy that was moved."""
    strategy = _strategy_or_404(request, pk)
    place = whole_number(request.POST.get("place", ""))
    if place is None:
        return HttpResponse(status=400)
    move_strategy(strategy=strategy, actor=person(request), place=place)
    messages.success(request, _("Urutan strategi %(cell)s tersimpan.") % {"cell": strategy.cell})
    page = reverse("swot:matrix-detail", args=[strategy.analysis.cycle.year])
    return redirect(f"{page}#strategy-{pk}")


def _form(request: HttpRequest, analysis: SwotAnalysis, cell: str, **kwargs: Any) -> StrategyForm:
    """`?item=` ticks an issue: the link beside it, or where it was dropped."""
    sheet = sheet_of(analysis, analysis.items.standing())
    wanted = request.GET.get("item", "")
    also = [int(wanted)] if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else []
    return StrategyForm(analysis, cell, sheet, request.POST or None, also=also, **kwargs)


def _strategy_or_404(request: HttpRequest, pk: int) -> Strategy:
    strategy = get_object_or_404(strategies_visible_to(person(request)), pk=pk)
    require_editor(request, strategy.analysis)
    return strategy


def _crumb(cycle: PlanningCycle) -> tuple[str, str]:
    return (_("Matrix Strategy SWOT"), reverse("swot:matrix-detail", args=[cycle.year]))


def _form_page(
    request: HttpRequest,
    analysis: SwotAnalysis,
    cell: str,
    form: StrategyForm,
    title: str,
    *,
    status: int = 0,
    **extra: Any,
) -> HttpResponse:
    cycle = analysis.cycle
    context = {
        **frame(request, cycle, title, _crumb(cycle)),
        "form": form,
        "cell": cell,
        "cell_title": CELL_TITLES[cell],
        "back_url": reverse("swot:matrix-detail", args=[cycle.year]),
        **extra,
    }
    return render(request, "swot/strategy_form.html", context, status=status or (422 if form.errors else 200))
