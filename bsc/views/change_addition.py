"""Rows that a change request adds, each on a page of its own; some in place of a KPI that ends (7.1.19)."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bsc.forms.addition import (
    AdditionForm,
    AnyAdditionForm,
    JoinByChangeForm,
    addition_initial,
    freed_weight,
    replacement_initial,
)
from bsc.forms.kpi import GroupForm, parent_initial
from bsc.models import ChangeAddition, ChangeRequest, Kpi, Measure, Objective
from bsc.selectors.change import proposed_by
from bsc.selectors.structure import structure
from bsc.services.addition import ClassWish, Place, drop_addition, instead_of, place_of, put_addition
from bsc.services.drafts import MeasureDraft
from bsc.views.approval_page import PersonRequest
from bsc.views.change_definition import row_shown
from bsc.views.change_sheet import Sheet, answer, editable_request
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.workflow.services import posted_version

OWN, JOINT, GROUP = "own", "join", "group"
_SCORECARD = ("objective__perspective__scorecard__unit__parent", "objective__perspective__scorecard__cycle")


@require_http_methods(["GET", "POST"])
@once
def addition_create(request: PersonRequest, pk: int, objective_pk: int) -> HttpResponse:
    """A new KPI; `?group=` (a KPI) or `?above=` (an addition) makes it a sub-indicator."""
    row = editable_request(request, pk)
    objective = _objective(row, objective_pk)
    place = Place(objective, group=_group(request, objective), above=_above(request, row, objective))
    return _sheet(request, row, place, OWN, initial={} if place.is_part else parent_initial(objective))


@require_http_methods(["GET", "POST"])
@once
def addition_join(request: PersonRequest, pk: int, objective_pk: int) -> HttpResponse:
    """An established measure of another scorecard, weighed here too (KPI Bersama)."""
    row = editable_request(request, pk)
    objective = _objective(row, objective_pk)
    return _sheet(request, row, Place(objective), JOINT, initial=parent_initial(objective))


@require_http_methods(["GET", "POST"])
@once
def addition_group(request: PersonRequest, pk: int, objective_pk: int) -> HttpResponse:
    """A row whose sub-indicators carry the figures."""
    row = editable_request(request, pk)
    objective = _objective(row, objective_pk)
    return _sheet(request, row, Place(objective), GROUP, initial=parent_initial(objective))


@require_http_methods(["GET", "POST"])
@once
def replacement_create(request: PersonRequest, pk: int, kpi_pk: int) -> HttpResponse:
    """The KPI ends and another takes its place: of its own, or with `?by=join|group`."""
    row = editable_request(request, pk)
    found = Kpi.objects.filter(objective__perspective__scorecard=row.scorecard_id, through_month=None)
    old = get_object_or_404(found.select_related("measure__cycle", "group", *_SCORECARD), pk=kpi_pk)
    kind = request.GET.get("by", OWN)
    if kind not in (JOINT, GROUP) or old.group_id is not None:
        kind = OWN
    initial = replacement_initial(row_shown(row.scorecard, old.pk))
    return _sheet(request, row, instead_of(old), kind, initial=initial)


@require_http_methods(["GET", "POST"])
@once
def addition_edit(request: PersonRequest, pk: int, addition_pk: int) -> HttpResponse:
    """Change a row that the request adds."""
    row = editable_request(request, pk)
    found = row.additions.select_related("group", "above", "replaces__measure", "measure", *_SCORECARD)
    addition = get_object_or_404(found, pk=addition_pk)
    kind = JOINT if addition.measure_id else GROUP if addition.is_group else OWN
    initial = addition_initial(addition)
    return _sheet(request, row, place_of(addition), kind, addition=addition, initial=initial)


@require_POST
@once
def addition_drop(request: PersonRequest, pk: int, addition_pk: int) -> HttpResponse:
    """Take a row out of the request again."""
    row = editable_request(request, pk)
    addition = get_object_or_404(row.additions.all(), pk=addition_pk)
    drop_addition(addition=addition, actor=request.user, version=posted_version(request.POST))
    messages.success(request, _("“%(kpi)s” dikeluarkan dari permintaan.") % {"kpi": addition})
    return redirect("bsc:change-detail", row.pk)


# --- Where it stands --------------------------------------------------------------------------------


def _objective(row: ChangeRequest, pk: int) -> Objective:
    found = Objective.objects.filter(perspective__scorecard=row.scorecard_id)
    units = ("perspective__scorecard__unit__parent", "perspective__scorecard__cycle")
    return get_object_or_404(found.select_related(*units), pk=pk)


def _group(request: PersonRequest, objective: Objective) -> Kpi | None:
    groups = Kpi.objects.filter(objective=objective, measure=None, group=None, through_month=None)
    found: Kpi | None = _asked(request, "group", groups)
    return found


def _above(request: PersonRequest, row: ChangeRequest, objective: Objective) -> ChangeAddition | None:
    rows = row.additions.filter(objective=objective, measure=None)
    found: ChangeAddition | None = _asked(request, "above", rows)
    return found


def _asked(request: PersonRequest, name: str, rows: QuerySet[Any]) -> Any:
    asked = request.GET.get(name, "")
    return get_object_or_404(rows, pk=whole_number(asked) or 0) if asked else None


# --- The page ---------------------------------------------------------------------------------------


def _sheet(
    request: PersonRequest,
    row: ChangeRequest,
    place: Place,
    kind: str,
    *,
    initial: dict[str, Any],
    addition: ChangeAddition | None = None,
) -> HttpResponse:
    form = _form(request, place, kind, initial)
    version = posted_version(request.POST)
    return answer(
        request,
        row,
        form,
        Sheet(
            "bsc/change_addition.html",
            _title(place, kind, addition),
            _("Disimpan dalam permintaan. Periksa jumlah bobotnya."),
            _context(row, place, kind, addition),
        ),
        lambda: put_addition(
            request=row,
            place=place,
            kpi=form.kpi_draft(),
            measure=_measure(form),
            wish=form.wish() if isinstance(form, AdditionForm) else ClassWish(),
            actor=request.user,
            addition=addition,
            version=version,
        ),
    )


def _form(request: PersonRequest, place: Place, kind: str, initial: dict[str, Any]) -> AnyAdditionForm:
    data, objective = request.POST or None, place.objective
    if kind == JOINT:
        return JoinByChangeForm(data, objective=objective, user=request.user, initial=initial)
    if kind == GROUP:
        return GroupForm(data, objective=objective, initial=initial)
    return AdditionForm(
        data, objective=objective, is_part=place.is_part, replaces=place.replaces, initial=initial
    )


def _measure(form: AnyAdditionForm) -> MeasureDraft | Measure | None:
    if isinstance(form, AdditionForm):
        return form.measure_draft()
    return form.cleaned_data["measure"] if isinstance(form, JoinByChangeForm) else None


def _title(place: Place, kind: str, addition: ChangeAddition | None) -> str:
    if place.replaces is not None:
        return _("Ganti KPI – %(kpi)s") % {"kpi": place.replaces.name}
    if addition is not None:
        return _("Ubah tambahan – %(kpi)s") % {"kpi": addition}
    if place.is_part:
        return _("Tambah sub-indikator lewat perubahan")
    return {
        OWN: _("Tambah KPI lewat perubahan"),
        JOINT: _("Tambah KPI Bersama lewat perubahan"),
        GROUP: _("Tambah kelompok sub-indikator lewat perubahan"),
    }[kind]


def _context(row: ChangeRequest, place: Place, kind: str, addition: ChangeAddition | None) -> dict[str, Any]:
    """The weights are those that the request would bring, without this row."""
    read = proposed_by(row).structure or structure(row.scorecard)
    own = addition.row.get("weight") if addition else _freed(row, place)
    return {
        "objective": place.objective,
        "place": place,
        "kind": kind,
        "addition": addition,
        "read": read,
        "weight_others": read.weights_sum - Decimal(own or 0),
        "weights_are_summed": not read.is_weighted_by_perspective,
    }


def _freed(row: ChangeRequest, place: Place) -> Decimal | None:
    """The weight that the KPI which makes place leaves."""
    if place.replaces is None:
        return None
    return freed_weight(row_shown(row.scorecard, place.replaces.pk))
