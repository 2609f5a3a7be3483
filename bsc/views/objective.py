"""Objectives: add, change, delete with what hangs on them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bsc.forms.scorecard import ObjectiveForm, objective_initial
from bsc.models import Objective
from bsc.services.scorecard import add_objective, delete_objective, edit_objective
from bsc.views.approval_page import PersonRequest
from bsc.views.deleting import confirm_or_delete
from bsc.views.loading import (
    WRITTEN,
    form_context,
    objective_shown,
    require_editable,
    scorecard_shown,
    write,
)
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.workflow.services import posted_version


@require_http_methods(["GET", "POST"])
@once
def objective_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Add an objective; `?perspective=` chooses the lane."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    lane = request.GET.get("perspective", "")
    initial = {"perspective": whole_number(lane)}
    form = ObjectiveForm(request.POST or None, scorecard=scorecard, initial=initial)
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: add_objective(
                scorecard=scorecard,
                actor=request.user,
                draft=form.draft(),
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("Sasaran ditambahkan."))
            return redirect("bsc:scorecard-detail", pk)
    context = form_context(scorecard, _("Tambah sasaran"), form)
    return render(request, "bsc/objective_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def objective_edit(request: PersonRequest, pk: int) -> HttpResponse:
    objective = objective_shown(request, pk)
    scorecard = objective.perspective.scorecard
    require_editable(request, scorecard)
    form = ObjectiveForm(request.POST or None, scorecard=scorecard, initial=objective_initial(objective))
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: edit_objective(
                objective=objective,
                actor=request.user,
                draft=form.draft(),
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("Sasaran disimpan."))
            return redirect("bsc:scorecard-detail", scorecard.pk)
    context = form_context(scorecard, _("Ubah sasaran"), form) | {"objective": objective}
    return render(request, "bsc/objective_form.html", context, status=status)


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
        losses=_kpi_names(objective),
        delete=lambda: delete_objective(objective=objective, actor=request.user, version=version),
    )


def _kpi_names(objective: Objective) -> list[str]:
    return [kpi.name for kpi in objective.kpis.select_related("measure")]
