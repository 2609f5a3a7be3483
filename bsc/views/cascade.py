"""The cascade matrix of CMS, and a department taking over what is cascaded to it (7.1.13)."""

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
from bsc.selectors.cascade import column_groups, contributions, marked_for, matrix
from bsc.selectors.rows import DECIDED
from bsc.services.cascade import cascade_to_units, direct_units, mark_cascade, take_over
from bsc.views.approval_page import PersonRequest
from bsc.views.cascade_page import cascade_frame, cascade_source
from bsc.views.loading import form_context, require_editable, unit_objective_shown, unit_scorecard_shown
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.workflow.services import posted_version, require


@require_GET
def cascade_matrix(request: PersonRequest) -> HttpResponse:
    """Objectives × departments of a decided scorecard (`?scorecard=`, `?group=`); findings come after it."""
    source = cascade_source(request)
    may_mark = can_cascade(request.user)
    context = cascade_frame(source, "matrix") | {"may_mark": may_mark}
    if source.chosen is not None:
        own = () if may_mark else {role.unit_id for role in request.user.current_roles}
        context["matrix"] = matrix(source.chosen, request.GET.get("group", ""), own)
    return render(request, "bsc/cascade_matrix.html", context)


@require_POST
@once
def cascade_mark(request: PersonRequest, pk: int) -> HttpResponse:
    """Save the whole matrix; with `announce` the marked departments are told at once."""
    scorecard = unit_scorecard_shown(request, pk)
    group = request.POST.get("group", "")
    shown = next((one for one in column_groups(scorecard) if one.key == group), None)
    changed = mark_cascade(
        scorecard=scorecard,
        actor=request.user,
        marks=posted_marks(request.POST),
        seen=request.POST.get("seen") or None,
        units=[unit.pk for unit in shown.units] if shown else None,
    )
    text = ngettext("%(n)d tanda berubah.", "%(n)d tanda berubah.", changed) % {"n": changed}
    messages.success(request, _("Matriks disimpan. %(text)s") % {"text": text})
    if "announce" in request.POST:
        _announce(request, scorecard)
    page = f"{reverse('bsc:cascade-matrix')}?year={scorecard.cycle.year}&scorecard={scorecard.pk}"
    return redirect(f"{page}&group={group}" if group else page)


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
def cascade_objective(request: PersonRequest, pk: int) -> HttpResponse:
    """One objective: which departments contribute, how, with which direction (Arahan)."""
    objective = unit_objective_shown(request, pk)
    scorecard, refusal, status = objective.perspective.scorecard, "", 200
    require(can_see_cascade(request.user))
    if request.method == "POST":
        try:
            changed = direct_units(
                objective=objective,
                actor=request.user,
                marks=posted_contributions(request.POST),
                seen=request.POST.get("seen") or None,
            )
        except InvalidInput as problem:
            refusal, status = str(problem), 422
        else:
            text = ngettext("%(n)d kontribusi berubah.", "%(n)d kontribusi berubah.", changed)
            messages.success(request, text % {"n": changed})
            return redirect("bsc:cascade-objective", pk)
    groups, seen = contributions(objective)
    matrix_url = f"{reverse('bsc:cascade-matrix')}?year={scorecard.cycle.year}&scorecard={scorecard.pk}"
    context = {
        "page_title": _("Kontribusi pada sasaran"),
        "breadcrumbs": [(_("Cascading KPI"), matrix_url), (objective.name, None)],
        "objective": objective,
        "scorecard": scorecard,
        "groups": groups,
        "seen": seen,
        "refusal": refusal,
        "back_url": matrix_url,
        "may_mark": can_cascade(request.user) and scorecard.status in DECIDED,
    }
    return render(request, "bsc/cascade_objective.html", context, status=status)


def posted_contributions(data: QueryDict) -> dict[int, tuple[str, str]]:
    """Filled rows `mark-<unit>` with `note-<unit>`; what is no number is left out."""
    marks = {}
    for name, kind in data.items():
        head, _sep, unit = name.partition("mark-")
        key = whole_number(unit)
        if kind and not head and key is not None:
            marks[key] = (str(kind), str(data.get(f"note-{key}", "")))
    return marks


@require_http_methods(["GET", "POST"])
@once
def objective_take(request: PersonRequest, pk: int) -> HttpResponse:
    """Ambil sasaran yang diturunkan: per marked objective taken over, supported, or left."""
    scorecard = unit_scorecard_shown(request, pk)
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
