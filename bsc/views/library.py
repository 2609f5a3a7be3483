"""Pustaka KPI: the list, one definition, taking it over, CMS's word on it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bsc.forms.library import MarkForm, TakeForm
from bsc.library_filters import LibraryFilter
from bsc.models import Kpi, Measure, Objective, Scorecard
from bsc.permissions import can_mark_library
from bsc.selectors.figure_class import figure_class_of
from bsc.selectors.library import library, library_line, library_lines, open_objectives
from bsc.selectors.rows import DECIDED
from bsc.services.library import mark_definition, take_definition
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import WRITTEN, objective_shown, require_editable, write
from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.workflow.services import require

PER_PAGE = 50


@require_GET
def library_list(request: PersonRequest) -> HttpResponse:
    """Definitions that the person may see; `?objective=` is what one is looked for."""
    entries = library(request.user)
    filtered = LibraryFilter(request.GET, queryset=entries, user=request.user)
    page = Paginator(filtered.qs.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page_title": _("Pustaka KPI"),
        "breadcrumbs": [(_("Scorecard & KPI"), reverse("bsc:scorecard-list")), (_("Pustaka KPI"), None)],
        "filter": filtered,
        "page_obj": page,
        "lines": library_lines(entries, request.user, list(page.object_list)),
        "objective": _wanted(request),
    }
    return render(request, "bsc/library_list.html", context)


def _wanted(request: PersonRequest) -> Objective | None:
    """The objective of an own draft for which a definition is looked for."""
    asked = whole_number(request.GET.get("objective", ""))
    return next((row for row in open_objectives(request.user) if row.pk == asked), None) if asked else None


def _entry(request: PersonRequest, pk: int) -> Measure:
    """A definition of the person's library with the rows that weigh it, else 404."""
    scorecards = Scorecard.objects.visible_to(request.user).filter(status__in=DECIDED)
    rows = Kpi.objects.filter(objective__perspective__scorecard__in=scorecards).select_related(
        "objective__perspective__scorecard__unit", "objective__perspective__scorecard__cycle"
    )
    return get_object_or_404(
        library(request.user).prefetch_related(Prefetch("kpis", rows, to_attr="seen")), pk=pk
    )


@require_GET
def library_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """The definition, who weighs it, and the way to take it over."""
    return _page(request, _entry(request, pk))


def _page(
    request: PersonRequest,
    entry: Measure,
    *,
    take: TakeForm | None = None,
    mark: MarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    objectives, wanted = open_objectives(request.user), _wanted(request)
    standing = {"standing": entry.standing, "reason": entry.standing_reason}  # type: ignore[attr-defined]
    context = {
        "page_title": entry.name,
        "breadcrumbs": [(_("Pustaka KPI"), reverse("bsc:library-list")), (entry.name, None)],
        "entry": entry,
        "line": library_line(entry),
        "facts": _facts(entry),
        "figure_class": figure_class_of(entry),
        "take": take
        or (TakeForm(objectives=objectives, initial={"objective": wanted}) if objectives else None),
        "mark": mark or (MarkForm(initial=standing) if can_mark_library(request.user) else None),
    }
    return render(request, "bsc/library_detail.html", context, status=status)


def _facts(entry: Measure) -> list[tuple[str, str]]:
    """What would be taken over, as far as it is said."""
    facts = [
        (_("Definisi"), entry.definition),
        (_("Tujuan KPI"), entry.purpose),
        (_("Rumus"), entry.formula_text),
        (_("Cara perhitungan data"), entry.calculation),
        (_("Satuan"), entry.unit),
        (_("Sifat"), str(entry.get_polarity_display())),
        (_("Frekuensi Pengukuran"), str(entry.get_frequency_display())),
        (_("Konsolidasi"), str(entry.get_consolidation_display())),
        (_("Cara Input"), str(entry.get_input_mode_display())),
        (_("Data yang dibutuhkan"), entry.data_needed),
        (_("Penyedia Data"), str(entry.data_provider or "")),
        (_("Bukti"), entry.evidence_required),
        (_("Bila menyimpang dari target"), entry.deviation_action),
        (_("Standar"), " ".join(text for text in (entry.standard, entry.clause) if text)),
    ]
    return [(label, text) for label, text in facts if text]


@require_POST
@once
def library_take(request: PersonRequest, pk: int) -> HttpResponse:
    """Make it a KPI of an own draft, and go on to its figures."""
    entry = _entry(request, pk)
    objectives = open_objectives(request.user)
    require(bool(objectives))
    form = TakeForm(request.POST, objectives=objectives)
    made: list[Kpi] = []
    status = write(form, lambda: made.append(_take(request, entry, form)))
    if status != WRITTEN:
        return _page(request, entry, take=form, status=status)
    messages.success(request, _("KPI diambil dari Pustaka KPI. Lengkapi target dan bobotnya."))
    return redirect("bsc:kpi-edit", made[0].pk)


def _take(request: PersonRequest, entry: Measure, form: TakeForm) -> Kpi:
    objective = objective_shown(request, form.cleaned_data["objective"].pk)
    require_editable(request, objective.perspective.scorecard)
    return take_definition(
        objective=objective,
        source=entry,
        actor=request.user,
        with_target=form.cleaned_data["with_target"],
    )


@require_POST
@once
def library_mark(request: PersonRequest, pk: int) -> HttpResponse:
    """CMS recommends the definition as the standard, or retires it."""
    entry = _entry(request, pk)
    require(can_mark_library(request.user))
    form = MarkForm(request.POST)
    now = clock.now()
    status = write(
        form, lambda: mark_definition(measure=entry, actor=request.user, now=now, **form.cleaned_data)
    )
    if status != WRITTEN:
        return _page(request, entry, mark=form, status=status)
    messages.success(request, _("Catatan CMS disimpan."))
    return redirect("bsc:library-detail", pk)
