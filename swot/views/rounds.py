"""Rounds of blind rating: open, rate unseen, close, agree (domain rules §1)."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.workflow.services import posted_version
from issues.models import Category
from swot.forms import RatersForm, TabScoreForm
from swot.models import RatingRound, RoundRater, SwotAnalysis, SwotItem
from swot.permissions import can_edit_analysis
from swot.selectors.merging import standing_with_evidence
from swot.selectors.rounds import candidates, compared, own_ratings, progress_of, rater_in
from swot.selectors.sheet import TABS
from swot.services import adopt_medians, close_round, open_round, save_blind_ratings
from swot.services.ratings import require_open
from swot.views.year import analysis_or_404, frame, require_editor, status_chip, year_page


@require_http_methods(["GET", "POST"])
@once
@year_page
def round_create(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Choose the raters; the round opens at once."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    require_open(analysis)
    if not cycle.several_raters:
        raise Conflict(_("Penilaian oleh beberapa orang belum diaktifkan untuk Tahun BSC ini."))
    form = RatersForm(candidates(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _opened(request, analysis, form)
        except InvalidInput as refusal:
            form.add_error("raters", str(refusal.message))
        else:
            messages.success(request, _("Putaran ke-%(n)s dibuka.") % {"n": made.number})
            return redirect("swot:round-detail", cycle.year, made.number)
    context = {
        **frame(request, cycle, _("Buka putaran penilaian")),
        "analysis": analysis,
        "status": status_chip(analysis),
        "form": form,
        "back_url": reverse("swot:item-list", args=[cycle.year]),
    }
    return render(request, "swot/round_create.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, analysis: SwotAnalysis, form: RatersForm) -> RatingRound:
    return open_round(
        analysis=analysis,
        raters=list(form.cleaned_data["raters"]),
        actor=person(request),
        now=clock.now(),
        version=posted_version(request.POST),
    )


@require_GET
@year_page
def round_detail(request: HttpRequest, cycle: PlanningCycle, number: int) -> HttpResponse:
    """How far everybody is; once closed, what each rater gave, with the spread."""
    round = _round_or_404(cycle, number)
    analysis = round.analysis
    context = {
        **frame(request, cycle, _("Putaran penilaian ke-%(n)s") % {"n": number}),
        "analysis": analysis,
        "status": status_chip(analysis),
        "round": round,
        "may_edit": can_edit_analysis(person(request), analysis),
        "own": rater_in(round, person(request)),
        "progress": progress_of(round),
    }
    if not round.is_open:
        context |= _comparison(round)
    return render(request, "swot/round_detail.html", context)


def _comparison(round: RatingRound) -> dict[str, Any]:
    names = dict(Category.choices)
    items = SwotItem.objects.in_tab_order().standing().filter(analysis=round.analysis)
    people, lines = compared(round, items)
    groups = [(names[tab], [line for line in lines if line.item.category == tab]) for tab in TABS]
    differing = sum(
        any(one is not None and not one.is_agreed for one in (line.weight, line.rating)) for line in lines
    )
    return {
        "people": people,
        "groups": groups,
        "differing": differing,
        "width": len(people) + 3,
        "line_count": len(lines),
    }


@require_http_methods(["GET", "POST"])
@once
@year_page
def round_rate(request: HttpRequest, cycle: PlanningCycle, number: int) -> HttpResponse:
    """A rater's own values, of all four tabs; nobody else's are on the page, the working values neither."""
    round = _round_or_404(cycle, number)
    rater = rater_in(round, person(request))
    if rater is None:
        raise PermissionDenied
    if request.method == "GET" and not round.is_open:
        return redirect("swot:round-detail", cycle.year, number)
    items = _as_rated(standing_with_evidence(round.analysis), rater)
    form = TabScoreForm(items, cycle.scale_max, request.POST or None)
    if request.method == "GET":
        return _rate_page(request, round, rater, form)
    try:
        if not form.is_valid():
            raise InvalidInput(_("Belum disimpan: ada isian yang perlu diperbaiki."))
        is_done = "done" in request.POST
        save_blind_ratings(
            round=round, actor=person(request), pairs=form.pairs(), now=clock.now(), is_done=is_done
        )
    except InvalidInput as refusal:
        return _rate_page(request, round, rater, form, status=422, problem=refusal.message)
    done_text = _("Penilaian Anda selesai. Anda masih dapat mengubahnya sampai putaran ditutup.")
    messages.success(request, done_text if is_done else _("Penilaian Anda tersimpan."))
    return redirect("swot:round-rate", cycle.year, number)


def _as_rated(items: list[SwotItem], rater: RoundRater) -> list[SwotItem]:
    """The items with this rater's numbers in place of the working values."""
    own = own_ratings(rater)
    shown = []
    for item in items:
        twin = copy(item)
        twin.weight, twin.rating = own.get(item.pk, (None, None))
        shown.append(twin)
    return shown


def _rate_page(
    request: HttpRequest, round: RatingRound, rater: RoundRater, form: TabScoreForm, **extra: Any
) -> HttpResponse:
    cycle, status = round.analysis.cycle, extra.pop("status", 200)
    names = dict(Category.choices)
    rows = [(item, form[f"weight_{item.pk}"], form[f"rating_{item.pk}"]) for item in form.items]
    context = {
        **frame(request, cycle, _("Penilaian saya, putaran ke-%(n)s") % {"n": round.number}),
        "analysis": round.analysis,
        "round": round,
        "rater": rater,
        "scale_max": cycle.scale_max,
        "groups": [(names[tab], [row for row in rows if row[0].category == tab]) for tab in TABS],
        **extra,
    }
    return render(request, "swot/round_rate.html", context, status=status)


@require_POST
@once
@year_page
def round_close(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """End the open round: the values become visible, agreed ones the working values."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    closed = close_round(
        analysis=analysis,
        actor=person(request),
        now=clock.now(),
        version=posted_version(request.POST),
    )
    messages.success(request, _("Putaran ke-%(n)s ditutup.") % {"n": closed.number})
    return redirect("swot:round-detail", cycle.year, closed.number)


@require_POST
@once
@year_page
def round_adopt(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Take the median wherever nothing has been agreed yet."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    filled = adopt_medians(analysis=analysis, actor=person(request))
    text = ngettext("%(n)s isu diisi median.", "%(n)s isu diisi median.", filled) % {"n": filled}
    messages.success(request, text)
    return redirect("swot:item-list", cycle.year)


def _round_or_404(cycle: PlanningCycle, number: int) -> RatingRound:
    rounds = RatingRound.objects.select_related("analysis__cycle").filter(analysis__cycle=cycle)
    return get_object_or_404(rounds, number=number)
