"""The class of a KPI's figures, Terbatas or Internal: who sees it, CMS's word on it, its history."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bsc.forms.figure_class import INTERNAL, RESTRICTED, FigureClassForm
from bsc.permissions import can_classify_figures, can_declassify_figures
from bsc.selectors.figure_class import FigureClassCard, figure_class_of
from bsc.selectors.joint import measures_seen_by
from bsc.services.figure_class import classify_figures
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import WRITTEN, write
from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.workflow.services import require


@require_http_methods(["GET", "POST"])
@once
def figure_class_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Read by whoever sees the measure; set by CMS, before and after the lock."""
    measure = get_object_or_404(measures_seen_by(request.user), pk=pk)
    card = figure_class_of(measure)
    may_set = can_classify_figures(request.user)
    if request.method == "GET":
        return _page(request, card, _form(request, card) if may_set else None)
    require(may_set)
    form, now = _form(request, card), clock.now()
    status = write(
        form,
        lambda: classify_figures(
            measure=measure,
            restricted=form.restricted,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=now,
        ),
    )
    if status != WRITTEN:
        return _page(request, card, form, status)
    messages.success(request, _("Kelas angka disimpan."))
    return redirect("bsc:figure-class-edit", pk)


def _form(request: PersonRequest, card: FigureClassCard) -> FigureClassForm:
    """With the class that holds now."""
    return FigureClassForm(
        request.POST or None,
        may_open=can_declassify_figures(request.user),
        initial={"figure_class": RESTRICTED if card.is_restricted else INTERNAL},
    )


def _page(
    request: PersonRequest, card: FigureClassCard, form: FigureClassForm | None, status: int = 200
) -> HttpResponse:
    measure = card.measure
    own = reverse("bsc:measure-detail", args=[measure.pk])
    context = {
        "page_title": _("Kelas angka – %(kpi)s") % {"kpi": measure.name},
        "breadcrumbs": [(measure.name, own), (_("Kelas angka"), None)],
        "period_strip": _("Tahun BSC %(year)s") % {"year": measure.cycle.year},
        "card": card,
        "form": form,
        "back_url": own,
    }
    return render(request, "bsc/figure_class_edit.html", context, status=status)
