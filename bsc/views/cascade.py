"""The cascade matrix of CMS, and a department taking over what is cascaded to it (7.1.13)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.cascade import TakeForm, take_forms
from bsc.models import Scorecard
from bsc.permissions import can_cascade, can_see_cascade
from bsc.selectors.cascade import (
    cascaded_scorecards,
    department_structures,
    marked_for,
    matrix,
    orphans,
    target_gaps,
)
from bsc.selectors.structure import structures
from bsc.services.cascade import cascade_to_units, mark_cascade, take_over
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import form_context, require_editable, scorecard_shown, year_context
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.years import year_switch
from cint_portal.workflow.services import posted_version, require


@require_GET
def cascade_matrix(request: PersonRequest) -> HttpResponse:
    """Objectives × departments of a decided scorecard (`?scorecard=`), gaps, orphans, target gaps."""
    require(can_see_cascade(request.user))
    switch = year_switch(request.GET.get("year"), clock.now())
    sources = cascaded_scorecards(switch.cycle, request.user) if switch.cycle else []
    asked = request.GET.get("scorecard", "")
    chosen = next((row for row in sources if str(row.pk) == asked), sources[0] if sources else None)
    context: dict[str, Any] = {
        "page_title": f"{_('Cascading KPI')} {switch.current}",
        "breadcrumbs": [(_("BSC"), None), (_("Cascading KPI"), None)],
        "sources": sources,
        "chosen": chosen,
        "may_mark": can_cascade(request.user),
        **year_context(switch),
    }
    if chosen is not None and switch.cycle is not None:
        context |= {"matrix": matrix(chosen), **_findings(sources, switch.cycle, request)}
    return render(request, "bsc/cascade_matrix.html", context)


def _findings(sources: list[Scorecard], cycle: PlanningCycle, request: PersonRequest) -> dict[str, Any]:
    departments = department_structures(cycle, request.user).values()
    return {
        "orphans": orphans(departments),
        "target_gaps": target_gaps(structures(sources).values(), departments),
    }


@require_POST
@once
def cascade_mark(request: PersonRequest, pk: int) -> HttpResponse:
    """Save the whole matrix; with `announce` the marked departments are told at once."""
    scorecard = scorecard_shown(request, pk)
    changed = mark_cascade(
        scorecard=scorecard,
        actor=request.user,
        marks=posted_marks(request.POST),
        seen=request.POST.get("seen") or None,
    )
    text = ngettext("%(n)d tanda berubah.", "%(n)d tanda berubah.", changed) % {"n": changed}
    messages.success(request, _("Matriks disimpan. %(text)s") % {"text": text})
    if "announce" in request.POST:
        _announce(request, scorecard)
    year = scorecard.cycle.year
    return redirect(f"{reverse('bsc:cascade-matrix')}?year={year}&scorecard={scorecard.pk}")


def _announce(request: PersonRequest, scorecard: Scorecard) -> None:
    try:
        told = cascade_to_units(scorecard=scorecard, actor=request.user, now=clock.now())
    except InvalidInput as refusal:
        messages.warning(request, str(refusal))
        return
    text = ngettext("%(n)d departemen diberi tahu.", "%(n)d departemen diberi tahu.", told)
    messages.success(request, text % {"n": told})


def posted_marks(data: QueryDict) -> dict[tuple[int, int], str]:
    """Filled cells `mark-<objective>-<unit>`; what is no number is left out."""
    marks = {}
    for name, kind in data.items():
        head, _sep, cell = name.partition("mark-")
        objective, _sep, unit = cell.partition("-")
        row, column = whole_number(objective), whole_number(unit)
        if kind and not head and row is not None and column is not None:
            marks[(row, column)] = str(kind)
    return marks


@require_http_methods(["GET", "POST"])
@once
def objective_take(request: PersonRequest, pk: int) -> HttpResponse:
    """Ambil sasaran yang diturunkan: per marked objective taken over, supported, or left."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    rows = take_forms(scorecard, marked_for(scorecard), request.POST or None)
    # Every form is checked, so that all complaints show at once.
    valid = [form.is_valid() for form in rows]
    if request.method == "POST" and all(valid):
        try:
            taken = take_over(
                scorecard=scorecard,
                actor=request.user,
                takings=[taking for form in rows if (taking := form.taking())],
                version=posted_version(request.POST),
            )
        except InvalidInput as refusal:
            return _take_page(request, scorecard, rows, 422, str(refusal))
        text = ngettext("%(n)d sasaran diambil.", "%(n)d sasaran diambil.", len(taken))
        messages.success(request, text % {"n": len(taken)})
        return redirect("bsc:scorecard-detail", pk)
    return _take_page(request, scorecard, rows, 422 if request.method == "POST" else 200)


def _take_page(
    request: PersonRequest, scorecard: Scorecard, rows: list[TakeForm], status: int, refusal: str = ""
) -> HttpResponse:
    context = form_context(scorecard, _("Ambil sasaran yang diturunkan"), None)
    context |= {
        "rows": rows,
        "refusal": refusal,
        "taken": [row for row in marked_for(scorecard) if row.is_taken],
    }
    return render(request, "bsc/objective_take.html", context, status=status)
