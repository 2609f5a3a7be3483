"""Objectives with their action programmes: read, add, change, delete with what hangs on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.programme import ProgrammeFormSet, ProgressForm, programme_initial
from bsc.forms.scorecard import ObjectiveForm, objective_initial
from bsc.models import Objective, ProgrammeActivity, Scorecard
from bsc.permissions import can_edit_scorecard, can_report_progress
from bsc.selectors.approval import status_chip
from bsc.selectors.lists import lanes_for_page
from bsc.selectors.programme import reported_lines
from bsc.selectors.structure import activity_row, structure
from bsc.services.programme import report_progress
from bsc.services.scorecard import ObjectiveDraft, add_objective, delete_objective, edit_objective
from bsc.views.approval_page import PersonRequest
from bsc.views.deleting import confirm_or_delete
from bsc.views.loading import (
    WRITTEN,
    form_context,
    objective_shown,
    require_editable,
    scorecard_shown,
    trail,
    write,
)
from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.workflow.services import posted_version, require

PREFIX = "programme"


@require_GET
def objective_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """An objective with its basis, KPIs and action programme; progress is reported here."""
    return _detail_page(request, objective_shown(request, pk))


def _detail_page(
    request: PersonRequest, objective: Objective, typed: tuple[int, ProgressForm] | None = None
) -> HttpResponse:
    scorecard = objective.perspective.scorecard
    lines = [line for lane in lanes_for_page(structure(scorecard)) for line in lane.objectives]
    line = next(one for one in lines if one.row.id == objective.pk)
    context = {
        "page_title": objective.name,
        "breadcrumbs": trail(scorecard, (objective.name, None)),
        "period_strip": _("Tahun BSC %(year)s") % {"year": scorecard.cycle.year},
        "scorecard": scorecard,
        "status": status_chip(scorecard),
        "objective": line,
        "activities": reported_lines(objective, typed),
        "may_report": can_report_progress(request.user, scorecard),
        "editable": scorecard.status in scorecard.EDITABLE and can_edit_scorecard(request.user, scorecard),
    }
    return render(request, "bsc/objective_detail.html", context, status=422 if typed else 200)


@require_POST
@once
def activity_progress(request: PersonRequest, pk: int) -> HttpResponse:
    """Report how far an activity has come; the scorecard may be locked, its programme goes on."""
    visible = Scorecard.every.open_to(request.user)
    activity = get_object_or_404(ProgrammeActivity, pk=pk, objective__perspective__scorecard__in=visible)
    objective = objective_shown(request, activity.objective_id)
    require(can_report_progress(request.user, objective.perspective.scorecard))
    form = ProgressForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _detail_page(request, objective, (pk, form))
    report_progress(activity=activity, actor=request.user, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Kemajuan dicatat."))
    return redirect(f"{reverse('bsc:objective-detail', args=[objective.pk])}#activity-{pk}")


@require_http_methods(["GET", "POST"])
@once
def objective_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Add an objective; `?perspective=` chooses the lane."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    initial = {"perspective": whole_number(request.GET.get("perspective", ""))}
    form = ObjectiveForm(request.POST or None, scorecard=scorecard, initial=initial)

    def deed(draft: ObjectiveDraft) -> None:
        version = posted_version(request.POST)
        add_objective(scorecard=scorecard, actor=request.user, draft=draft, version=version)

    return _writing(request, scorecard, form, deed, _("Tambah sasaran"), _("Sasaran ditambahkan."))


@require_http_methods(["GET", "POST"])
@once
def objective_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change an objective and its programme."""
    objective = objective_shown(request, pk)
    scorecard = objective.perspective.scorecard
    require_editable(request, scorecard)
    form = ObjectiveForm(request.POST or None, scorecard=scorecard, initial=objective_initial(objective))

    def deed(draft: ObjectiveDraft) -> None:
        version = posted_version(request.POST)
        edit_objective(objective=objective, actor=request.user, draft=draft, version=version)

    return _writing(
        request, scorecard, form, deed, _("Ubah sasaran"), _("Sasaran disimpan."), objective=objective
    )


def _writing(
    request: PersonRequest,
    scorecard: Scorecard,
    form: ObjectiveForm,
    deed: Any,
    title: str,
    done: str,
    objective: Objective | None = None,
) -> HttpResponse:
    """Show the form with its programme, or write both and lead back to the scorecard."""
    programme = _programme(request, objective)
    status = 200
    if request.method == "POST":
        # Both are judged, so that every mistake is shown at once.
        lines_are_valid, status = not programme.is_bound or programme.is_valid(), 422
        if form.is_valid() and lines_are_valid:
            lines = programme.drafts() if programme.is_bound else None
            status = write(form, lambda: deed(form.draft(lines)))
        if status == WRITTEN:
            messages.success(request, done)
            return redirect("bsc:scorecard-detail", scorecard.pk)
    context = form_context(scorecard, title, form) | {"objective": objective, "programme": programme}
    return render(request, "bsc/objective_form.html", context, status=status)


def _programme(request: PersonRequest, objective: Objective | None) -> Any:
    """The lines as typed, else as stored; a post that carries no programme leaves it alone."""
    lines = tuple(map(activity_row, objective.programme.all())) if objective else ()
    typed = request.POST if f"{PREFIX}-TOTAL_FORMS" in request.POST else None
    return ProgrammeFormSet(typed, prefix=PREFIX, initial=programme_initial(lines))


@require_http_methods(["GET", "POST"])
@once
def objective_delete(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask with the consequences named, then delete."""
    objective = objective_shown(request, pk)
    version = posted_version(request.POST)
    return confirm_or_delete(
        request,
        objective.perspective.scorecard,
        title=_("Hapus sasaran"),
        name=objective.name,
        losses=_losses(objective),
        delete=lambda: delete_objective(objective=objective, actor=request.user, version=version),
    )


def _losses(objective: Objective) -> list[str]:
    activities = [_("Program Kerja: %(name)s") % {"name": row.activity} for row in objective.programme.all()]
    return [*(kpi.name for kpi in objective.kpis.select_related("measure")), *activities]
