"""The workbench: deploying issues, and Bobot and Rating of each item in four tabs (7.1.6, 7.1.7)."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from issues.models import Category
from swot.forms import TabScoreForm
from swot.models import SwotAnalysis, SwotItem
from swot.permissions import can_edit_analysis
from swot.rules import Spread
from swot.selectors.items import (
    ItemRow,
    analysis_of,
    chosen_tab,
    item_row,
    tab_foot,
    waiting_by_category,
)
from swot.selectors.merging import standing_items, standing_with_evidence
from swot.selectors.rounds import closed_round_of, open_round_of, spreads_of
from swot.selectors.sheet import (
    TABS,
    Sheet,
    missing_lines,
    score_sheet,
    settings_lines,
    settings_of,
    sheet_of,
    total_text,
)
from swot.services import deploy_issues, rate_items
from swot.services.ratings import stored
from swot.views.year import analysis_or_404, frame, require_editor, status_chip, year_page


@dataclass(frozen=True)
class FormRow:
    """A line of the grid: what is shown and the two inputs, or None where nothing may be typed."""

    row: ItemRow
    weight: BoundField | None
    rating: BoundField | None
    spread: tuple[Spread | None, Spread | None] = (None, None)


@require_GET
@year_page
def item_list(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Four tabs of items, one at a time: `?tab=S`."""
    analysis = analysis_of(cycle)
    if analysis is None:
        return render(request, "swot/item_list.html", _page(request, cycle, None))
    tab = chosen_tab(request.GET.get("tab", ""))
    items = standing_with_evidence(analysis, tab)
    return render(request, "swot/item_list.html", _workbench(request, analysis, items, tab))


@require_POST
@once
@year_page
def item_score(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Save one tab; what cannot be saved stays on the page with its reason."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    tab = chosen_tab(request.POST.get("tab", ""))
    form = _form(standing_items(analysis), tab, analysis, request.POST)
    try:
        if not form.is_valid():
            raise InvalidInput(_("Belum disimpan: ada isian yang perlu diperbaiki."))
        saved = rate_items(analysis=analysis, actor=person(request), ratings=form.ratings())
    except InvalidInput as refusal:
        context = _workbench(request, analysis, standing_with_evidence(analysis, tab), tab, form)
        return render(request, "swot/item_list.html", {**context, "problem": refusal.message}, status=422)
    except StaleVersion as refusal:
        return _beside_the_current(request, analysis, tab, str(refusal.message))
    messages.success(request, _saved_text(saved))
    return redirect(f"{reverse('swot:item-list', args=[cycle.year])}?tab={_next_tab(request, tab)}")


@require_POST
@year_page
def item_preview(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Shares, scores and totals of what is typed, while it is typed; stores nothing."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    tab = chosen_tab(request.POST.get("tab", ""))
    items = standing_items(analysis)
    form = _form(items, tab, analysis, request.POST)
    form.is_valid()
    for item in form.items:
        item.weight, item.rating = form.pair(item)
    sheet = score_sheet(items, settings_of(cycle))
    return render(
        request,
        "swot/_item_numbers.html",
        {**_numbers(items, sheet, tab, form), "cycle": cycle, "live": True},
    )


@require_POST
@once
@year_page
def analysis_deploy(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Add what was accepted since the last deployment."""
    require_editor(request, analysis_of(cycle) or SwotAnalysis(cycle=cycle))
    added = deploy_issues(cycle=cycle, actor=person(request), now=clock.now())
    if added:
        text = ngettext("%(n)s isu masuk ke SWOT.", "%(n)s isu masuk ke SWOT.", added) % {"n": added}
        messages.success(request, text)
    else:
        messages.info(request, _("Tidak ada isu baru: semua isu yang diterima sudah ada di SWOT."))
    return redirect("swot:item-list", cycle.year)


def _form(items: list[SwotItem], tab: str, analysis: SwotAnalysis, data: Any = None) -> TabScoreForm:
    own = [item for item in items if item.category == tab]
    return TabScoreForm(own, analysis.cycle.scale_max, data)


def _page(request: HttpRequest, cycle: PlanningCycle, analysis: SwotAnalysis | None) -> dict[str, Any]:
    title = _("Perencanaan Strategis SWOT %(year)s") % {"year": cycle.year}
    context = frame(request, cycle, title)
    context["breadcrumbs"] = [context["breadcrumbs"][0], (_("SWOT %(year)s") % {"year": cycle.year}, None)]
    may_edit = can_edit_analysis(person(request), analysis or SwotAnalysis(cycle=cycle))
    waiting = waiting_by_category(cycle)
    return {
        **context,
        "analysis": analysis,
        "may_edit": may_edit,
        "is_open": analysis is None or analysis.status == SwotAnalysis.Status.DRAFT,
        **_rounds(analysis),
        "waiting": waiting,
        "waiting_count": sum(count for _tab, count in waiting),
    }


def _rounds(analysis: SwotAnalysis | None) -> dict[str, Any]:
    if analysis is None or not analysis.cycle.several_raters:
        return {"open_round": None}
    return {"open_round": open_round_of(analysis), "closed_round": closed_round_of(analysis)}


def _workbench(
    request: HttpRequest,
    analysis: SwotAnalysis,
    items: list[SwotItem],
    tab: str,
    form: TabScoreForm | None = None,
) -> dict[str, Any]:
    page = _page(request, analysis.cycle, analysis)
    sheet = sheet_of(analysis, items)
    if form is None and page["may_edit"] and page["is_open"] and page["open_round"] is None:
        form = _form(items, tab, analysis)
    numbers = _numbers(items, sheet, tab, form)
    spreads = spreads_of(analysis, items)
    numbers["rows"] = [replace(row, spread=spreads.get(row.row.pk, (None, None))) for row in numbers["rows"]]
    return {
        **page,
        **numbers,
        "status": status_chip(analysis),
        "settings_lines": settings_lines(sheet.settings),
        "tab_label": dict(Category.choices)[tab],
        "form": form,
        "merged": [line.row for line in numbers["rows"] if line.row.parts],
        "next_tab": TABS[TABS.index(tab) + 1] if tab != TABS[-1] else "",
    }


def _numbers(items: list[SwotItem], sheet: Sheet, tab: str, form: TabScoreForm | None) -> dict[str, Any]:
    """What changes while people type."""
    names = dict(Category.choices)
    return {
        "tab": tab,
        "tabs": [(state, names[code], _word(str(names[code]))) for code, state in sheet.tabs.items()],
        "missing": missing_lines(sheet),
        "state": sheet.tabs[tab],
        "total": total_text(sheet.tabs[tab].total),
        "foot": tab_foot(items, sheet, tab),
        "sheet": sheet,
        "rows": [_form_row(item, sheet, form) for item in items if item.category == tab],
    }


def _word(label: str) -> str:
    """The category's word without its letter, which a narrow screen leaves out."""
    return str(label).partition(" – ")[2] or str(label)


def _form_row(item: SwotItem, sheet: Sheet, form: TabScoreForm | None) -> FormRow:
    if form is None:
        return FormRow(item_row(item, sheet), None, None)
    return FormRow(item_row(item, sheet), form[f"weight_{item.pk}"], form[f"rating_{item.pk}"])


def _beside_the_current(request: HttpRequest, analysis: SwotAnalysis, tab: str, message: str) -> HttpResponse:
    """What was typed, next to what somebody else stored meanwhile; saving again replaces it knowingly."""
    items = standing_with_evidence(analysis, tab)
    data = request.POST.copy()
    before = _form(items, tab, analysis, request.POST)
    before.is_valid()
    stale = {rating.item_id for rating in before.ratings()}
    for item in before.items:
        data[f"initial-weight_{item.pk}"], data[f"initial-rating_{item.pk}"] = map(_text, stored(item))
    form = _form(items, tab, analysis, data)
    form.is_valid()
    for item in form.items:
        if item.pk in stale and before.seen(item) != stored(item):
            form.add_error(f"weight_{item.pk}", _now_stored(item))
    context = _workbench(request, analysis, items, tab, form)
    return render(request, "swot/item_list.html", {**context, "problem": message}, status=409)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _now_stored(item: SwotItem) -> str:
    return _("Sekarang tersimpan: bobot %(weight)s, rating %(rating)s.") % {
        "weight": item.weight or "–",
        "rating": item.rating or "–",
    }


def _saved_text(saved: int) -> str:
    if not saved:
        return _("Tidak ada perubahan.")
    return ngettext("%(n)s isu tersimpan.", "%(n)s isu tersimpan.", saved) % {"n": saved}


def _next_tab(request: HttpRequest, tab: str) -> str:
    return TABS[min(TABS.index(tab) + 1, len(TABS) - 1)] if "next" in request.POST else tab
