"""Strategi Inisiatif: list, form, and the way back from each to the departments' issues (7.1.9)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cint_portal.core.errors import InvalidInput, Refusal, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from swot.forms import PERSPECTIVES, InitiativeForm
from swot.models import SwotAnalysis
from swot.permissions import can_edit_analysis
from swot.selectors.initiatives import initiatives_of, initiatives_visible_to, traced_strategies
from swot.selectors.items import analysis_of
from swot.selectors.sheet import sheet_of
from swot.services import create_initiative, delete_initiative, update_initiative
from swot.views.year import analysis_or_404, frame, require_editor, status_chip, year_page


@require_GET
@year_page
def initiative_list(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    analysis = analysis_of(cycle)
    context = {
        **frame(request, cycle, _("Strategi Inisiatif %(year)s") % {"year": cycle.year}),
        "analysis": analysis,
        "page_obj": Paginator(initiatives_of(cycle), 50).get_page(request.GET.get("page")),
    }
    if analysis is not None:
        context["status"] = status_chip(analysis)
        context["may_edit"] = can_edit_analysis(person(request), analysis)
        context["has_strategies"] = analysis.strategies.exists()
    return render(request, "swot/initiative_list.html", context)


@require_GET
def initiative_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, and which strategies, items, issues and departments it comes from."""
    initiative = get_object_or_404(initiatives_visible_to(person(request)), pk=pk)
    cycle = initiative.analysis.cycle
    context = {
        **frame(request, cycle, initiative.name, _crumb(cycle)),
        "initiative": initiative,
        "strategies": traced_strategies(initiative),
        "may_edit": can_edit_analysis(person(request), initiative.analysis),
    }
    return render(request, "swot/initiative_detail.html", context)


@require_http_methods(["GET", "POST"])
@once
@year_page
def initiative_create(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    wanted = request.GET.get("strategy", "")
    initial = {"strategies": {int(wanted)}} if wanted.isdecimal() and len(wanted) < 10 else {}
    form = _form(analysis, request, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_initiative(analysis=analysis, actor=person(request), fields=form.values())
        except InvalidInput as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(code)s ditambahkan.") % {"code": made.code})
            return redirect("swot:initiative-detail", made.pk)
    return _form_page(request, analysis, form, _("Tambah Strategi Inisiatif"))


@require_http_methods(["GET", "POST"])
@once
def initiative_update(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = get_object_or_404(initiatives_visible_to(person(request)), pk=pk)
    require_editor(request, initiative.analysis)
    seen, status = initiative.fingerprint(), 0
    title = _("Ubah %(code)s") % {"code": initiative.code}
    form = _form(initiative.analysis, request, instance=initiative)
    if request.method == "POST" and form.is_valid():
        try:
            update_initiative(
                initiative=initiative,
                actor=person(request),
                fields=form.values(),
                seen=request.POST.get("seen"),
            )
        except Refusal as refusal:
            status = 409 if isinstance(refusal, StaleVersion) else 422
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Strategi Inisiatif tersimpan."))
            return redirect("swot:initiative-detail", pk)
    back = reverse("swot:initiative-detail", args=[pk])
    return _form_page(request, initiative.analysis, form, title, status=status, seen=seen, back_url=back)


@require_http_methods(["GET", "POST"])
@once
def initiative_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove."""
    initiative = get_object_or_404(initiatives_visible_to(person(request)), pk=pk)
    require_editor(request, initiative.analysis)
    cycle, status, problem = initiative.analysis.cycle, 200, ""
    if request.method == "POST":
        try:
            delete_initiative(initiative=initiative, actor=person(request))
        except InvalidInput as refusal:
            status, problem = 422, str(refusal.message)
        else:
            messages.success(request, _("%(code)s dihapus.") % {"code": initiative.code})
            return redirect("swot:initiative-list", cycle.year)
    context = {
        **frame(request, cycle, _("Hapus %(code)s") % {"code": initiative.code}, _crumb(cycle)),
        "initiative": initiative,
        "problem": problem,
        "back_url": reverse("swot:initiative-detail", args=[pk]),
    }
    return render(request, "swot/initiative_delete.html", context, status=status)


def _form(analysis: SwotAnalysis, request: HttpRequest, **kwargs: Any) -> InitiativeForm:
    sheet = sheet_of(analysis, analysis.items.standing())
    return InitiativeForm(analysis, sheet, request.POST or None, **kwargs)


def _crumb(cycle: PlanningCycle) -> tuple[str, str]:
    return (_("Strategi Inisiatif"), reverse("swot:initiative-list", args=[cycle.year]))


def _form_page(
    request: HttpRequest,
    analysis: SwotAnalysis,
    form: InitiativeForm,
    title: str,
    *,
    status: int = 0,
    **extra: Any,
) -> HttpResponse:
    cycle = analysis.cycle
    context = {
        **frame(request, cycle, title, _crumb(cycle)),
        "form": form,
        "perspectives": PERSPECTIVES,
        "back_url": reverse("swot:initiative-list", args=[cycle.year]),
        "no_strategies": not form.fields["strategies"].queryset.exists(),  # type: ignore[attr-defined]
        **extra,
    }
    return render(
        request, "swot/initiative_form.html", context, status=status or (422 if form.errors else 200)
    )
