"""KPIs that a change request adds or defines anew, each on a page of its own (7.1.19)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bsc.forms.definition import DefinitionForm, definition_initial
from bsc.forms.kpi import KpiForm, measure_initial, parent_initial, weighing_initial
from bsc.models import ChangeAddition, ChangeRequest, Kpi, Measure, Objective
from bsc.selectors.change import requests_visible_to
from bsc.selectors.rows import KpiRow
from bsc.selectors.specs import spec_of
from bsc.selectors.stored_rows import read_row
from bsc.selectors.structure import structure
from bsc.services.addition import drop_addition, put_addition
from bsc.services.change import check_editable_by
from bsc.services.definition import define_kpi
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import WRITTEN, write
from cint_portal.core.nonce import once
from cint_portal.workflow.services import posted_version


@require_http_methods(["GET", "POST"])
@once
def addition_create(request: PersonRequest, pk: int, objective_pk: int) -> HttpResponse:
    """A new KPI under one of the scorecard's objectives."""
    row = _editable(request, pk)
    found = Objective.objects.select_related("perspective__scorecard__unit", "perspective__scorecard__cycle")
    objective = get_object_or_404(found, pk=objective_pk, perspective__scorecard=row.scorecard_id)
    form = KpiForm(request.POST or None, objective=objective, initial=parent_initial(objective))
    return _adding(request, row, objective, form, None)


@require_http_methods(["GET", "POST"])
@once
def addition_edit(request: PersonRequest, pk: int, addition_pk: int) -> HttpResponse:
    """Change a KPI that the request adds."""
    row = _editable(request, pk)
    found = row.additions.select_related(
        "objective__perspective__scorecard__unit", "objective__perspective__scorecard__cycle"
    )
    addition = get_object_or_404(found, pk=addition_pk)
    form = KpiForm(request.POST or None, objective=addition.objective, initial=_typed(addition))
    return _adding(request, row, addition.objective, form, addition)


def _typed(addition: ChangeAddition) -> dict[str, Any]:
    """The stored row as the form shows it."""
    objective = addition.objective
    shown: KpiRow = read_row(addition.row, objective_id=objective.pk, lane_id=objective.perspective_id)
    assert shown.measure is not None  # noqa: S101 (additions have one)
    initial = weighing_initial(shown) | measure_initial(Measure(cap=shown.measure.own_cap), shown.measure)
    return initial | {"parent": addition.row["parent_id"]}


def _adding(
    request: PersonRequest,
    row: ChangeRequest,
    objective: Objective,
    form: KpiForm,
    addition: ChangeAddition | None,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: put_addition(
                request=row,
                objective=objective,
                kpi=form.kpi_draft(),
                measure=form.measure_draft(),
                actor=request.user,
                addition=addition,
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("KPI baru disimpan dalam permintaan. Periksa jumlah bobotnya."))
            return redirect("bsc:change-detail", row.pk)
    title = _("Ubah KPI baru") if addition else _("Tambah KPI lewat perubahan")
    read = structure(row.scorecard)
    context = {
        "objective": objective,
        "addition": addition,
        "read": read,
        "weight_others": read.weights_sum,
        "weights_are_summed": not read.is_weighted_by_perspective,
    }
    return _page(request, "bsc/change_addition.html", row, title, form, status, **context)


@require_POST
@once
def addition_drop(request: PersonRequest, pk: int, addition_pk: int) -> HttpResponse:
    """Take a new KPI out of the request again."""
    row = _editable(request, pk)
    addition = get_object_or_404(row.additions.all(), pk=addition_pk)
    drop_addition(addition=addition, actor=request.user, version=posted_version(request.POST))
    messages.success(request, _("KPI baru dikeluarkan dari permintaan."))
    return redirect("bsc:change-detail", pk)


@require_http_methods(["GET", "POST"])
@once
def definition_edit(request: PersonRequest, pk: int, kpi_pk: int) -> HttpResponse:
    """Range, definition, source, evidence and filler of an established KPI."""
    row = _editable(request, pk)
    found = Kpi.objects.filter(
        objective__perspective__scorecard=row.scorecard_id, measure__isnull=False, through_month=None
    )
    kpi = get_object_or_404(
        found.select_related("measure__cycle", "measure__owner_unit", "measure__filler_unit"), pk=kpi_pk
    )
    assert kpi.measure is not None  # noqa: S101 (filtered)
    spec = spec_of(kpi.measure)
    line = row.lines.filter(kpi=kpi).first()
    initial = definition_initial(spec, line.definition if line else {})
    form = DefinitionForm(request.POST or None, scorecard=row.scorecard, spec=spec, initial=initial)
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: define_kpi(
                request=row,
                kpi=kpi,
                definition=form.values(),
                actor=request.user,
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("Perubahan definisi disimpan dalam permintaan."))
            return redirect("bsc:change-detail", row.pk)
    title = _("Ubah definisi %(kpi)s") % {"kpi": kpi.name}
    return _page(request, "bsc/change_definition.html", row, title, form, status, kpi=kpi)


def _editable(request: PersonRequest, pk: int) -> ChangeRequest:
    """404 for whom it is none of, 403 and 409 as for the request itself."""
    row = get_object_or_404(requests_visible_to(request.user), pk=pk)
    check_editable_by(row, request.user)
    return row


def _page(
    request: PersonRequest,
    template: str,
    row: ChangeRequest,
    title: str,
    form: Any,
    status: int,
    **context: Any,
) -> HttpResponse:
    fresh = ChangeRequest.objects.only("version").get(pk=row.pk)
    own = reverse("bsc:change-detail", args=[row.pk])
    context |= {
        "page_title": title,
        "breadcrumbs": [(str(row), own), (title, None)],
        "row": row,
        "scorecard": row.scorecard,
        "form": form,
        "object_version": fresh.version,
        "back_url": own,
    }
    return render(request, template, context, status=status)
