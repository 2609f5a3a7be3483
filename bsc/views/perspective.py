"""What heads a scorecard: its perspectives, and on the company's own the vision and mission."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bsc.forms.perspective import LaneFormSet, MottoForm, lanes_initial
from bsc.selectors.structure import structure
from bsc.services.motto import write_motto
from bsc.services.perspective import arrange_perspectives
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import (
    WRITTEN,
    form_context,
    require_editable,
    scorecard_shown,
    unit_scorecard_shown,
    write,
)
from cint_portal.core.nonce import once
from cint_portal.organization.models import Unit
from cint_portal.workflow.services import posted_version


@require_http_methods(["GET", "POST"])
@once
def scorecard_perspectives(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename, reorder, add and remove perspectives; their weights have a page of their own."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    read = structure(scorecard)
    lanes = LaneFormSet(request.POST or None, prefix="lanes", initial=lanes_initial(read))
    form = forms.Form(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if lanes.is_valid():
            status = write(
                form,
                lambda: arrange_perspectives(
                    scorecard=scorecard,
                    actor=request.user,
                    lanes=lanes.arranged(),
                    version=posted_version(request.POST),
                ),
            )
        if status == WRITTEN:
            return _arranged(request, pk, len(lanes.arranged()) != len(read.perspectives))
    context = form_context(scorecard, _("Perspektif"), form) | {"lanes": lanes, "read": read}
    return render(request, "bsc/scorecard_perspectives.html", context, status=status)


def _arranged(request: PersonRequest, pk: int, number_changed: bool) -> HttpResponse:
    """More or fewer perspectives ask for other weights."""
    messages.success(request, _("Perspektif disimpan."))
    if number_changed:
        messages.info(request, _("Jumlah perspektif berubah: periksa bobotnya."))
        return redirect("bsc:scorecard-weights", pk)
    return redirect("bsc:scorecard-detail", pk)


@require_http_methods(["GET", "POST"])
@once
def year_motto(request: PersonRequest, pk: int) -> HttpResponse:
    """Vision and mission of the year, written on the corporate scorecard."""
    scorecard = unit_scorecard_shown(request, pk)
    if scorecard.unit.kind != Unit.Kind.CORPORATE:
        raise Http404
    require_editable(request, scorecard)
    initial = {"vision": scorecard.cycle.vision, "mission": scorecard.cycle.mission}
    form = MottoForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: write_motto(
                scorecard=scorecard,
                actor=request.user,
                version=posted_version(request.POST),
                **form.cleaned_data,
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("Visi dan misi disimpan."))
            return redirect("bsc:scorecard-detail", pk)
    context = form_context(scorecard, _("Visi dan misi"), form)
    return render(request, "bsc/year_motto.html", context, status=status)
