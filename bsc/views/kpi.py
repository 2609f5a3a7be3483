"""KPIs: the dictionary entry, adding (own, joint, group, sub-indicator), changing, deleting."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bsc.forms.kpi import (
    GroupForm,
    JoinForm,
    KpiForm,
    WeighingForm,
    measure_initial,
    parent_initial,
    weighing_initial,
)
from bsc.models import Kpi, Objective
from bsc.permissions import can_edit_scorecard
from bsc.selectors.approval import status_chip
from bsc.selectors.establishment import in_force_since
from bsc.selectors.figure_class import FigureClassCard, figure_class_of
from bsc.selectors.lists import lanes_for_page
from bsc.selectors.origin import origin_of
from bsc.selectors.problems import yearly_target
from bsc.selectors.replacing import chain_of
from bsc.selectors.rows import KpiRow
from bsc.selectors.structure import structure
from bsc.services.kpi import add_group, add_kpi, delete_kpi, edit_kpi
from bsc.services.measure import deciding_scorecards
from bsc.views.approval_page import PersonRequest
from bsc.views.deleting import confirm_or_delete
from bsc.views.loading import (
    WRITTEN,
    form_context,
    kpi_shown,
    objective_shown,
    require_editable,
    trail,
    write,
)
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.workflow.services import posted_version


@require_GET
def kpi_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Everything that is set about a KPI (domain rules §9)."""
    kpi = kpi_shown(request, pk)
    scorecard = kpi.objective.perspective.scorecard
    read = structure(scorecard)
    lines = [line for lane in lanes_for_page(read) for row in lane.objectives for line in row.kpis]
    every = [one for line in lines for one in (line, *line.parts)]
    line = next(one for one in every if one.row.id == pk)
    context = {
        "page_title": line.row.name,
        "breadcrumbs": trail(scorecard, (line.row.name, None)),
        "period_strip": _("Tahun BSC %(year)s") % {"year": scorecard.cycle.year},
        "scorecard": scorecard,
        "status": status_chip(scorecard),
        "effective_from": in_force_since(scorecard),
        "objective": kpi.objective,
        "line": line,
        "origin": origin_of(kpi),
        "chain": chain_of(read, pk),
        "figure_class": _class_of(kpi),
        "yearly": yearly_target(line.row.measure) if line.row.measure else None,
        "editable": scorecard.status in scorecard.EDITABLE and can_edit_scorecard(request.user, scorecard),
    }
    return render(request, "bsc/kpi_detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def kpi_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a KPI with its own measure; `?group=` makes it a sub-indicator."""
    objective = objective_shown(request, pk)
    require_editable(request, objective.perspective.scorecard)
    group = _group(request, objective)
    form = KpiForm(
        request.POST or None,
        objective=objective,
        is_part=group is not None,
        initial=parent_initial(objective),
    )
    title = _("Tambah sub-indikator") if group else _("Tambah KPI")
    return _adding(
        request,
        objective,
        form,
        title,
        lambda: {"measure": form.measure_draft(), "group": group},
        group=group,
    )


@require_http_methods(["GET", "POST"])
@once
def kpi_join(request: PersonRequest, pk: int) -> HttpResponse:
    """Weigh another scorecard's measure here too (KPI Bersama)."""
    objective = objective_shown(request, pk)
    require_editable(request, objective.perspective.scorecard)
    form = JoinForm(
        request.POST or None, objective=objective, user=request.user, initial=parent_initial(objective)
    )
    return _adding(
        request, objective, form, _("Tambah KPI Bersama"), lambda: {"measure": form.cleaned_data["measure"]}
    )


@require_http_methods(["GET", "POST"])
@once
def group_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a row whose sub-indicators carry the figures."""
    objective = objective_shown(request, pk)
    require_editable(request, objective.perspective.scorecard)
    form = GroupForm(request.POST or None, objective=objective, initial=parent_initial(objective))
    return _adding(request, objective, form, _("Tambah kelompok sub-indikator"), dict)


def _adding(
    request: PersonRequest,
    objective: Objective,
    form: KpiForm | JoinForm | GroupForm,
    title: str,
    extra: Any,
    group: Kpi | None = None,
) -> HttpResponse:
    """Show the form, or add the row and lead back to the scorecard."""
    add = add_group if isinstance(form, GroupForm) else add_kpi
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: add(
                objective=objective,
                actor=request.user,
                kpi=form.kpi_draft(),
                version=posted_version(request.POST),
                **extra(),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("KPI ditambahkan."))
            return redirect("bsc:scorecard-detail", objective.perspective.scorecard_id)
    return _form_page(request, objective, form, title, status, group=group)


@require_http_methods(["GET", "POST"])
@once
def kpi_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a KPI; the measure too where this scorecard's unit owns it and nobody else had it approved."""
    kpi = kpi_shown(request, pk)
    objective = kpi.objective
    require_editable(request, objective.perspective.scorecard)
    row = _row(kpi)
    form = _form_of(request, kpi, row)
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: edit_kpi(
                kpi=kpi,
                actor=request.user,
                draft=form.kpi_draft(),
                measure=form.measure_draft() if isinstance(form, KpiForm) else None,
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("KPI disimpan."))
            return redirect("bsc:scorecard-detail", objective.perspective.scorecard_id)
    return _form_page(request, objective, form, _("Ubah KPI"), status, kpi=kpi, row=row, group=kpi.group)


def _form_of(request: PersonRequest, kpi: Kpi, row: KpiRow) -> Any:
    """The whole form for an own measure, only the weighing for a joint one, the name for a group."""
    data, initial = request.POST or None, weighing_initial(row)
    is_part = kpi.group_id is not None
    if row.measure is None or kpi.measure is None:
        return GroupForm(data, objective=kpi.objective, initial=initial)
    if not may_change_measure(kpi):
        return WeighingForm(data, objective=kpi.objective, is_part=is_part, initial=initial)
    initial |= measure_initial(kpi.measure, row.measure)
    return KpiForm(data, objective=kpi.objective, is_part=is_part, own=kpi.measure, initial=initial)


def may_change_measure(kpi: Kpi) -> bool:
    """Owned by this scorecard's unit, and in no scorecard that is decided already."""
    scorecard = kpi.objective.perspective.scorecard
    if kpi.measure is None or kpi.measure.owner_unit_id != scorecard.unit_id:
        return False
    return not deciding_scorecards(kpi.measure).exclude(pk=scorecard.pk).exists()


@require_http_methods(["GET", "POST"])
@once
def kpi_delete(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask with the consequences named, then delete."""
    kpi = kpi_shown(request, pk)
    version = posted_version(request.POST)
    return confirm_or_delete(
        request,
        kpi.objective.perspective.scorecard,
        title=_("Hapus KPI"),
        name=kpi.name,
        losses=[part.name for part in kpi.sub_indicators.select_related("measure")],
        delete=lambda: delete_kpi(kpi=kpi, actor=request.user, version=version),
    )


def _group(request: PersonRequest, objective: Objective) -> Kpi | None:
    asked = request.GET.get("group", "")
    if not asked:
        return None
    groups = Kpi.objects.filter(objective=objective, measure=None, group=None)
    return get_object_or_404(groups, pk=whole_number(asked) or 0)


def _row(kpi: Kpi) -> KpiRow:
    read = structure(kpi.objective.perspective.scorecard)
    return next(row for top in read.kpis for row in (top, *top.parts) if row.id == kpi.pk)


def _form_page(
    request: PersonRequest, objective: Objective, form: Any, title: str, status: int, **more: Any
) -> HttpResponse:
    scorecard = objective.perspective.scorecard
    read = structure(scorecard)
    own = more["row"].weight if more.get("row") else None
    context = form_context(scorecard, title, form) | more
    context |= {
        "objective": objective,
        "read": read,
        "figure_class": _class_of(more.get("kpi")),
        "weight_others": read.weights_sum - (own or Decimal(0)),
        "weights_are_summed": not read.is_weighted_by_perspective,
        "offers_other_kinds": isinstance(form, KpiForm) and not more.get("kpi") and not more.get("group"),
    }
    return render(request, "bsc/kpi_form.html", context, status=status)


def _class_of(kpi: Kpi | None) -> FigureClassCard | None:
    """Of the KPI's measure; a new KPI follows the rule of its perspective, a group has no figure."""
    return figure_class_of(kpi.measure) if kpi is not None and kpi.measure is not None else None
