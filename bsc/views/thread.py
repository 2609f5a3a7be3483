"""Tanya jawab of a KPI: read by those who follow the scorecard, written by its three sides (7.1.15)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bsc.forms.resolution import MessageForm
from bsc.models import Kpi, Scorecard
from bsc.models.locking import LOCKED
from bsc.models.thread import Side
from bsc.permissions import can_decide_scorecard, can_read_thread, can_review_scorecard, side_of
from bsc.selectors.thread_words import threads_read_by
from bsc.selectors.threads import open_question
from bsc.services.thread import write_message
from bsc.views.approval_page import PersonRequest, page_title, period_strip
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.workflow.services import require


@require_http_methods(["GET", "POST"])
@once
def kpi_thread(request: PersonRequest, pk: int) -> HttpResponse:
    """The messages about one KPI, and the form of whoever speaks for a side."""
    kpi = _kpi(request, pk)
    scorecard = kpi.objective.perspective.scorecard
    require(can_read_thread(request.user, scorecard))
    side = side_of(request.user, scorecard)
    if request.method == "GET":
        return _show(request, kpi, scorecard, side, MessageForm(side=side))
    require(bool(side))
    form = MessageForm(request.POST, side=side)
    if not form.is_valid():
        return _show(request, kpi, scorecard, side, form, status=422)
    try:
        write_message(
            kpi=kpi,
            actor=request.user,
            now=clock.now(),
            text=form.cleaned_data["text"],
            asks=form.cleaned_data["asks"],
        )
    except InvalidInput as refusal:
        form.add_error(None, str(refusal.message))
        return _show(request, kpi, scorecard, side, form, status=422)
    messages.success(request, _("Pesan terkirim. Status scorecard tidak berubah."))
    return redirect("bsc:kpi-thread", pk)


def _kpi(request: PersonRequest, pk: int) -> Kpi:
    visible = Scorecard.objects.visible_to(request.user).values("pk")
    rows = Kpi.objects.filter(objective__perspective__scorecard__in=visible).select_related(
        "measure",
        "objective__perspective__scorecard__cycle",
        "objective__perspective__scorecard__unit__substitute_decider",
    )
    return get_object_or_404(rows, pk=pk)


def _show(
    request: PersonRequest, kpi: Kpi, scorecard: Scorecard, side: str, form: MessageForm, status: int = 200
) -> HttpResponse:
    back = _back(request, scorecard)
    context: dict[str, Any] = {
        "page_title": _("Tanya jawab: %(kpi)s") % {"kpi": kpi.name},
        "breadcrumbs": [(page_title(scorecard), back), (_("Tanya jawab"), None)],
        "period_strip": period_strip(scorecard, clock.now()),
        "kpi": kpi,
        "thread": threads_read_by(request.user, scorecard).get(kpi.pk),
        "waiting": open_question(kpi, side) if side else None,
        "side": Side(side).label if side else "",
        "can_write": bool(side) and scorecard.status not in LOCKED,
        "form": form,
        "back_url": back,
    }
    return render(request, "bsc/kpi_thread.html", context, status=status)


def _back(request: PersonRequest, scorecard: Scorecard) -> str:
    """The page on which this person works with the scorecard."""
    status = scorecard.status
    if status == Scorecard.Status.SENT_CMS and can_review_scorecard(request.user, scorecard):
        return reverse("bsc:approval-review", args=[scorecard.pk])
    if status == Scorecard.Status.WITH_BOARD and can_decide_scorecard(request.user, scorecard):
        return reverse("bsc:decision-detail", args=[scorecard.pk])
    return reverse("bsc:scorecard-detail", args=[scorecard.pk])
