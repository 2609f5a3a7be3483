"""Merging similar items of a tab, and splitting them again (7.1.6)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, Refusal
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.workflow.services import posted_version
from swot.forms import MergeForm
from swot.models import SwotAnalysis
from swot.selectors.items import chosen_tab
from swot.selectors.merging import lookalikes
from swot.selectors.sheet import sheet_of
from swot.services import merge_items, split_item
from swot.views.year import analysis_or_404, frame, require_editor, year_page


@require_http_methods(["GET", "POST"])
@once
@year_page
def item_merge(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """One page per tab: the pairs that look alike, and the choice of what is one; `?item=` ticks."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    tab = chosen_tab(request.POST.get("tab", request.GET.get("tab", "")))
    form = _form(request, analysis, tab)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _merged(request, analysis, tab, form)
            status = 422
        except Refusal as refusal:
            status = 422 if isinstance(refusal, InvalidInput) else 409
            form.add_error(None, str(refusal.message))
    return render(request, "swot/item_merge.html", _page(request, analysis, tab, form), status=status)


def _form(request: HttpRequest, analysis: SwotAnalysis, tab: str) -> MergeForm:
    items = analysis.items.standing().filter(category=tab).order_by("position")
    ticked = [int(text) for text in request.GET.getlist("item") if text.isdecimal() and len(text) < 10]
    initial = {"items": ticked, "speaker": ticked[0] if ticked else None}
    return MergeForm(items, sheet_of(analysis, items), request.POST or None, initial=initial)


def _merged(request: HttpRequest, analysis: SwotAnalysis, tab: str, form: MergeForm) -> HttpResponse:
    chosen, speaker = form.cleaned_data["items"], form.cleaned_data["speaker"]
    merge_items(
        analysis=analysis,
        speaker=speaker,
        others=list(chosen),
        actor=person(request),
        now=clock.now(),
        text=form.cleaned_data["text"],
        version=posted_version(request.POST),
    )
    text = _("%(n)s isu digabung ke %(code)s. Semua sumbernya tetap tercatat.")
    messages.success(request, text % {"n": len(chosen) - 1, "code": speaker.code})
    return redirect(_tab_url(analysis, tab))


@require_POST
@once
@year_page
def item_split(request: HttpRequest, cycle: PlanningCycle, pk: int) -> HttpResponse:
    """Let a merged item stand for itself again."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    item = get_object_or_404(analysis.items, pk=pk)
    try:
        split_item(
            analysis=analysis,
            item=item,
            actor=person(request),
            now=clock.now(),
            version=posted_version(request.POST),
        )
    except InvalidInput as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("%(code)s berdiri sendiri lagi seperti semula.") % {"code": item.code})
    return redirect(_tab_url(analysis, item.category))


def _tab_url(analysis: SwotAnalysis, tab: str) -> str:
    return f"{reverse('swot:item-list', args=[analysis.cycle.year])}?tab={tab}"


def _page(request: HttpRequest, analysis: SwotAnalysis, tab: str, form: MergeForm) -> dict[str, Any]:
    title = _("Gabungkan isu tab %(tab)s") % {"tab": tab}
    return {
        **frame(request, analysis.cycle, title),
        "analysis": analysis,
        "tab": tab,
        "form": form,
        "lookalikes": lookalikes(analysis, tab),
        "is_open": analysis.status == SwotAnalysis.Status.DRAFT,
        "back_url": _tab_url(analysis, tab),
    }
