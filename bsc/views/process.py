"""Analisa proses of a unit: shown, written as a grid, and followed by objectives (7.1.13)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bsc.forms.process import FollowingForm, RowFormSet, row_forms
from bsc.models import ProcessRow, Scorecard
from bsc.permissions import can_edit_scorecard
from bsc.selectors.approval import status_chip
from bsc.selectors.process import process_analysis
from bsc.services.process import link_objectives, write_process
from bsc.views.approval_page import PersonRequest, period_strip
from bsc.views.loading import (
    WRITTEN,
    form_context,
    require_editable,
    trail,
    unit_scorecard_shown,
    write,
)
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.workflow.services import posted_version


@require_GET
def process_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Output, customer, expectation, and the objectives with their KPIs that follow."""
    scorecard = unit_scorecard_shown(request, pk)
    title = _("Analisa Proses %(unit)s %(year)s") % {
        "unit": scorecard.unit.name,
        "year": scorecard.cycle.year,
    }
    context = {
        "page_title": title,
        "breadcrumbs": trail(scorecard, (_("Analisa Proses"), None)),
        "period_strip": period_strip(scorecard, clock.now()),
        "scorecard": scorecard,
        "status": status_chip(scorecard),
        "analysis": process_analysis(scorecard),
        "editable": scorecard.status in Scorecard.EDITABLE and can_edit_scorecard(request.user, scorecard),
    }
    return render(request, "bsc/process_detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def process_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """All rows in one grid; an emptied row is deleted."""
    scorecard = unit_scorecard_shown(request, pk)
    require_editable(request, scorecard)
    rows = row_forms(process_analysis(scorecard).rows, request.POST or None)
    if request.method != "POST":
        return _edit_page(request, scorecard, rows, 200, "")
    if not rows.is_valid():
        return _edit_page(
            request, scorecard, rows, 422, _("Belum dapat disimpan. Periksa baris yang ditandai.")
        )
    try:
        write_process(
            scorecard=scorecard,
            rows=rows.drafts(),
            actor=request.user,
            version=posted_version(request.POST),
        )
    except StaleVersion as refusal:
        text = _("Ketikan Anda belum disimpan dan tetap ada di bawah. Periksa, lalu simpan lagi.")
        return _edit_page(request, scorecard, rows, 409, f"{refusal} {text}")
    except InvalidInput as refusal:
        return _edit_page(request, scorecard, rows, 422, str(refusal))
    messages.success(request, _("Analisa proses disimpan."))
    return redirect("bsc:process-detail", pk)


def _edit_page(
    request: PersonRequest, scorecard: Scorecard, rows: RowFormSet, status: int, refusal: str
) -> HttpResponse:
    context = form_context(scorecard, _("Ubah analisa proses"), None)
    context |= {
        "formset": rows,
        "refusal": refusal,
        "back_url": reverse("bsc:process-detail", args=[scorecard.pk]),
    }
    return render(request, "bsc/process_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def process_link(request: PersonRequest, pk: int) -> HttpResponse:
    """The objectives that follow from one row: existing ones, and a new indirect one."""
    visible = Scorecard.objects.visible_to(request.user)
    rows = ProcessRow.objects.filter(scorecard__in=visible)
    row = get_object_or_404(rows.select_related("scorecard__cycle", "scorecard__unit__parent__parent"), pk=pk)
    scorecard = row.scorecard
    require_editable(request, scorecard)
    linked = list(row.links.values_list("objective", flat=True))
    form = FollowingForm(request.POST or None, scorecard=scorecard, linked=linked)
    status = write(form, lambda: _link(request, row, form)) if request.method == "POST" else 200
    if request.method == "POST" and status == WRITTEN:
        messages.success(request, _("Sasaran untuk output ini disimpan."))
        return redirect("bsc:process-detail", scorecard.pk)
    context: dict[str, Any] = form_context(scorecard, _("Sasaran dari analisa proses"), form)
    context |= {"row": row, "back_url": reverse("bsc:process-detail", args=[scorecard.pk])}
    return render(request, "bsc/process_link.html", context, status=status)


def _link(request: PersonRequest, row: ProcessRow, form: FollowingForm) -> None:
    link_objectives(
        row=row,
        objectives=form.cleaned_data.get("objectives", []),
        new=form.new_objective(),
        actor=request.user,
        version=posted_version(request.POST),
    )
