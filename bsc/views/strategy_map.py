"""Peta Strategi: the maps of a year, one map with its arrows, and its files."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bsc.forms.strategy_map import ArrowForm
from bsc.map_report import request_map
from bsc.models import MapArrow, Scorecard
from bsc.permissions import can_edit_scorecard
from bsc.selectors.approval import status_chip
from bsc.selectors.strategy_map import StrategyMap, listed_maps, strategy_map
from bsc.services.strategy_map import add_arrow, remove_arrow
from bsc.views.approval_page import PersonRequest, period_strip
from bsc.views.loading import WRITTEN, unit_scorecard_shown, write, year_context
from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.documents.downloads import attachment
from cint_portal.documents.pdf import pdf_available
from cint_portal.organization.years import year_switch
from cint_portal.workflow.services import posted_version

PER_PAGE = 30


@require_GET
def map_list(request: PersonRequest) -> HttpResponse:
    """The maps of the year, the company's first."""
    switch = year_switch(request.GET.get("year"), clock.now())
    context: dict[str, Any] = {
        "page_title": f"{_('Peta Strategi')} {switch.current}",
        "breadcrumbs": [(_("BSC"), None), (_("Peta Strategi"), None)],
        **year_context(switch),
    }
    if switch.cycle is not None:
        page = Paginator(listed_maps(switch.cycle, request.user), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "lines": [(row, status_chip(row)) for row in page]}
    return render(request, "bsc/map_list.html", context)


@require_GET
def map_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One map; `?objective=` shows the chain of that objective."""
    scorecard = unit_scorecard_shown(request, pk)
    drawn = strategy_map(scorecard, whole_number(request.GET.get("objective")))
    return render(request, "bsc/map_detail.html", _page(request, scorecard, drawn))


def _page(
    request: PersonRequest, scorecard: Scorecard, drawn: StrategyMap, form: ArrowForm | None = None
) -> dict[str, Any]:
    editable = scorecard.status in Scorecard.EDITABLE and can_edit_scorecard(request.user, scorecard)
    maps = f"{reverse('bsc:map-list')}?year={scorecard.cycle.year}"
    return {
        "page_title": map_title(scorecard),
        "breadcrumbs": [(_("Peta Strategi"), maps), (str(scorecard.unit), None)],
        "period_strip": period_strip(scorecard, clock.now()),
        "scorecard": scorecard,
        "status": status_chip(scorecard),
        "map": drawn,
        "editable": editable,
        "form": (form or ArrowForm(drawn=drawn)) if editable else None,
        "object_version": Scorecard.objects.only("version").get(pk=scorecard.pk).version,
        "has_results": scorecard.status in (Scorecard.Status.ESTABLISHED, Scorecard.Status.UNDER_CHANGE),
    }


def map_title(scorecard: Scorecard) -> str:
    return _("Peta Strategi %(unit)s %(year)s") % {"unit": scorecard.unit.name, "year": scorecard.cycle.year}


@require_POST
@once
def arrow_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Draw an arrow; what is refused is said beside the two choices."""
    scorecard = unit_scorecard_shown(request, pk)
    drawn = strategy_map(scorecard)
    form = ArrowForm(request.POST, drawn=drawn)
    status = write(
        form,
        lambda: add_arrow(
            scorecard=scorecard,
            cause=form.cleaned_data["cause"],
            effect=form.cleaned_data["effect"],
            actor=request.user,
            version=posted_version(request.POST),
        ),
    )
    if status != WRITTEN:
        return render(request, "bsc/map_detail.html", _page(request, scorecard, drawn, form), status=status)
    messages.success(request, _("Panah ditambahkan."))
    return redirect("bsc:map-detail", pk)


@require_POST
@once
def arrow_delete(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an arrow away."""
    visible = Scorecard.objects.visible_to(request.user)
    arrows = MapArrow.objects.filter(cause__perspective__scorecard__in=visible)
    arrow = get_object_or_404(
        arrows.select_related("cause__perspective__scorecard__unit__parent__parent"), pk=pk
    )
    remove_arrow(arrow=arrow, actor=request.user, version=posted_version(request.POST))
    messages.success(request, _("Panah dihapus."))
    return redirect("bsc:map-detail", arrow.cause.perspective.scorecard_id)


@require_GET
def map_download(request: PersonRequest, pk: int) -> HttpResponse:
    """The map as an SVG file: it opens in any browser, word processor or slide."""
    scorecard = unit_scorecard_shown(request, pk)
    text = render_to_string(
        "bsc/map.svg", {"map": strategy_map(scorecard), "title": map_title(scorecard), "is_file": True}
    )
    stem = f"peta-strategi-{scorecard.cycle.year}-{scorecard.unit.code}"
    return attachment(text.encode(), stem=stem, suffix="svg", actor=request.user, now=clock.now())


@require_POST
@once
def map_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Queue the print of the map and its process analysis; its page shows how far the worker is."""
    scorecard = unit_scorecard_shown(request, pk)
    if not pdf_available():
        messages.error(request, _("PDF belum dapat dibuat di server ini."))
        return redirect("bsc:map-detail", pk)
    job = request_map(scorecard=scorecard, actor=request.user, now=clock.now())
    return redirect("documents:report-detail", job.pk)
