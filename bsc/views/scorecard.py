"""The list of scorecards, one scorecard, creating one, its weights."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bsc.filters import ScorecardFilter
from bsc.forms.scorecard import ScorecardForm, WeightsForm
from bsc.models import Scorecard
from bsc.permissions import can_edit_scorecard, is_department
from bsc.personal_workflow import machine_of
from bsc.selectors.approval import status_chip
from bsc.selectors.cascade import MarkedObjective, marked_for
from bsc.selectors.findings import Finding, Place
from bsc.selectors.guidance import warnings_before_sending
from bsc.selectors.lists import (
    lanes_for_page,
    listed_scorecards,
    uncovered_initiatives,
    units_without_scorecard,
)
from bsc.selectors.origin import proposals_of
from bsc.selectors.parent_seen import count_changes
from bsc.selectors.problems import problems_before_sending
from bsc.selectors.rows import ScorecardStructure
from bsc.selectors.standing import sent_by, standing
from bsc.selectors.structure import structure, structure_shown
from bsc.services.scorecard import create_scorecard, set_weights
from bsc.views.approval_page import PersonRequest, page_title, period_strip
from bsc.views.loading import (
    WRITTEN,
    form_context,
    require_editable,
    scorecard_shown,
    trail,
    write,
    year_context,
)
from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle, Unit
from cint_portal.organization.years import year_switch
from cint_portal.workflow.presentation import actions, history_lines
from cint_portal.workflow.services import posted_version, require

PER_PAGE = 50


@require_GET
def scorecard_list(request: PersonRequest) -> HttpResponse:
    """All visible scorecards of the year, with status, Σ of the weights and counts."""
    switch = year_switch(request.GET.get("year"), clock.now())
    context: dict[str, Any] = {
        "page_title": _("Scorecard & KPI"),
        "breadcrumbs": [(_("BSC"), None), (_("Scorecard & KPI"), None)],
        **year_context(switch),
    }
    if switch.cycle is not None:
        rows = listed_scorecards(request.user, switch.cycle)
        filtered = ScorecardFilter(request.GET, queryset=rows)
        page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "filter": filtered,
            "page_obj": page,
            "lines": [(row, status_chip(row)) for row in page],
            "missing": units_without_scorecard(request.user, switch.cycle),
        }
    return render(request, "bsc/scorecard_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def scorecard_create(request: PersonRequest) -> HttpResponse:
    """Create the scorecard of a unit; `?year=` and `?unit=` choose beforehand."""
    now = clock.now()
    cycle = year_switch(request.GET.get("year"), now).cycle
    missing = units_without_scorecard(request.user, cycle) if cycle else []
    require(bool(missing))
    units = Unit.objects.filter(pk__in=[unit.pk for unit in missing]).order_by("name")
    initial = {"unit": request.GET.get("unit") or missing[0].pk}
    form = ScorecardForm(request.POST or None, units=units, initial=initial)
    made: list[Scorecard] = []
    status = 200
    if request.method == "POST":
        status = write(form, lambda: made.append(_create(request, form, cycle)))
        if status == WRITTEN:
            messages.success(request, _("%(scorecard)s dibuat.") % {"scorecard": page_title(made[0])})
            return redirect("bsc:scorecard-detail", made[0].pk)
    list_url = f"{reverse('bsc:scorecard-list')}?year={cycle}"
    context = {
        "page_title": _("Buat scorecard %(year)s") % {"year": cycle},
        "breadcrumbs": [(_("Scorecard & KPI"), list_url), (_("Buat scorecard"), None)],
        "form": form,
        "back_url": list_url,
    }
    return render(request, "bsc/scorecard_form.html", context, status=status)


def _create(request: PersonRequest, form: ScorecardForm, cycle: PlanningCycle | None) -> Scorecard:
    if cycle is None:  # nothing was missing then: `require` has refused already
        raise LookupError
    return create_scorecard(cycle=cycle, actor=request.user, **form.cleaned_data)


@require_GET
def scorecard_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Lanes, objectives and KPIs; what is missing while it may be edited; what the person may do now."""
    scorecard, now = scorecard_shown(request, pk), clock.now()
    read = structure_shown(scorecard)
    editable = scorecard.status in Scorecard.EDITABLE and can_edit_scorecard(request.user, scorecard)
    problems = problems_before_sending(read) if editable else []
    buttons = actions(machine_of(scorecard), scorecard, request.user, url_name=_transitions(scorecard))
    context = {
        "page_title": page_title(scorecard),
        "breadcrumbs": trail(scorecard),
        "period_strip": period_strip(scorecard, now),
        "scorecard": scorecard,
        "read": read,
        "status": status_chip(scorecard),
        "lanes": lanes_for_page(read),
        "is_personal": scorecard.is_personal,
        **_motto(read, editable=editable),
        "editable": editable,
        "problems": problems,
        "warnings": _warnings(read) if editable else [],
        "waiting": _waiting(scorecard) if editable else [],
        "has_illustrations": any(leaf.measure and leaf.measure.is_illustration for leaf in read.leaves),
        # Sending stays possible to press, but stops being the first thing to do.
        "actions": [replace(button, style="secondary") for button in buttons] if problems else buttons,
        "sent_by": sent_by(scorecard) if editable and is_department(scorecard) and not buttons else "",
        "object_version": scorecard.version,
        "history": history_lines(machine_of(scorecard), scorecard),
        "standing": standing(scorecard, request.user, clock.local_day(now)),
        "proposals": proposals_of(scorecard) if editable else set(),
        "returned_rows": [row for row in read.kpis if row.is_returned],
        "parent_changes": count_changes(read),
    }
    return render(request, "bsc/scorecard_detail.html", context)


def _transitions(scorecard: Scorecard) -> str:
    return "bsc:personal-transition" if scorecard.is_personal else "bsc:scorecard-transition"


def _waiting(scorecard: Scorecard) -> list[MarkedObjective]:
    """What CMS cascaded to the department and nobody has taken; a person takes from the department."""
    marked = [] if scorecard.is_personal else marked_for(scorecard)
    return [row for row in marked if not row.is_taken]


def _motto(read: ScorecardStructure, *, editable: bool) -> dict[str, bool]:
    """The company's own page carries vision and mission; whoever writes another one reads them there."""
    is_corporate, written = read.unit_kind == Unit.Kind.CORPORATE, bool(read.vision or read.mission)
    shows = (is_corporate and (editable or written)) or (editable and written)
    return {"shows_motto": shows, "may_write_motto": editable and is_corporate}


def _warnings(read: ScorecardStructure) -> list[str]:
    """Guidance, and on the company's own scorecard the initiatives that reach no KPI yet."""
    found = warnings_before_sending(read)
    rows = uncovered_initiatives(read.cycle_id) if read.unit_kind == Unit.Kind.CORPORATE else []
    places = [Place(name, reverse("swot:initiative-detail", args=[pk])) for pk, name in rows]
    if places:
        found.append(Finding.about(_("Strategi Inisiatif tanpa KPI"), places))
    return found


@require_http_methods(["GET", "POST"])
@once
def scorecard_weights(request: PersonRequest, pk: int) -> HttpResponse:
    """Way of weighting, names and weights of the lanes, weights of all KPIs on one page."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    form = WeightsForm(request.POST or None, read=structure(scorecard))
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: set_weights(
                scorecard=scorecard,
                actor=request.user,
                weights=form.weights(),
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            return _after_weights(request, scorecard, form)
    context = form_context(scorecard, _("Bobot"), form)
    return render(request, "bsc/scorecard_weights.html", context, status=status)


def _after_weights(request: PersonRequest, scorecard: Scorecard, form: WeightsForm) -> HttpResponse:
    """Another way of weighting asks for other weights: back to the same page."""
    if form.cleaned_data["weighting"] != scorecard.weighting:
        messages.info(request, _("Cara pembobotan diubah. Isi bobotnya di bawah."))
        return redirect("bsc:scorecard-weights", scorecard.pk)
    messages.success(request, _("Bobot disimpan."))
    return redirect("bsc:scorecard-detail", scorecard.pk)
