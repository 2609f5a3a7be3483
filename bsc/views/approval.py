"""Sending a scorecard, and CMS's review of departments' KPIs (7.1.14–7.1.17)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.filters import ReviewFilter
from bsc.forms.approval import MAX_COMMENT, Decision, ReviewForms
from bsc.models import Scorecard
from bsc.models.recommendation import Recommendation
from bsc.permissions import can_see_review_queue
from bsc.selectors.approval import clock_until
from bsc.selectors.queues import PAGE_SIZE, review_queue
from bsc.selectors.rounds import last_log
from bsc.services.approval import (
    forward_scorecard,
    return_scorecard,
    review_kpis,
    rows_of,
    send_scorecard,
)
from bsc.views.approval_page import (
    PersonRequest,
    review_trail,
    scorecard_context,
    show_problems,
    visible_scorecard,
)
from bsc.workflow import SCORECARD
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.machine import may
from cint_portal.workflow.services import posted_version, require

Status = Scorecard.Status
SENDINGS = ("submit", "send_to_board")


@require_POST
@once
def scorecard_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Kirim ke CMS, Kirim ke Direksi; what is missing is shown on a page that leads back."""
    scorecard = visible_scorecard(request, pk)
    if name not in SENDINGS:
        raise Http404
    require(may(SCORECARD.find(name), scorecard, request.user))
    now = clock.now()
    try:
        sent = send_scorecard(
            scorecard=scorecard, actor=request.user, now=now, version=posted_version(request.POST)
        )
    except InvalidInput as refusal:
        return show_problems(request, scorecard, refusal, now)
    messages.success(request, _sent_text(sent))
    return redirect("bsc:scorecard-detail", pk)


def _sent_text(scorecard: Scorecard) -> str:
    to_cms = scorecard.status == Status.SENT_CMS
    text = _("Scorecard %(unit)s dikirim ke CMS.") if to_cms else _("Scorecard %(unit)s dikirim ke Direksi.")
    return text % {"unit": scorecard.unit.name}


@require_GET
def approval_list(request: PersonRequest) -> HttpResponse:
    """Pemeriksaan KPI Departemen: what waits for CMS, with its clock."""
    require(can_see_review_queue(request.user))
    filtered = ReviewFilter(request.GET, queryset=Scorecard.objects.all())
    queue = review_queue(request.user, clock.now(), filtered.qs)
    page = Paginator(queue.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filter": filtered,
        "summary": queue.summary(),
        "page_title": _("Pemeriksaan KPI Departemen"),
        "breadcrumbs": [(_("BSC"), None), (_("Pemeriksaan KPI Departemen"), None)],
        "page_obj": page,
        "lines": queue.lines(list(page)),
    }
    return render(request, "bsc/approval_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def approval_review(request: PersonRequest, pk: int) -> HttpResponse:
    """KPI by KPI. An old link to a round that is over leads to the scorecard."""
    scorecard = visible_scorecard(request, pk)
    require(may(SCORECARD.find("forward"), scorecard, request.user))
    now = clock.now()
    if request.method == "POST":
        return _review(request, scorecard, now)
    if scorecard.status != Status.SENT_CMS:
        return redirect("bsc:scorecard-detail", pk)
    return _show(request, scorecard, ReviewForms(rows_of(scorecard)), now)


def _review(request: PersonRequest, scorecard: Scorecard, now: datetime) -> HttpResponse:
    forms = ReviewForms(rows_of(scorecard), request.POST)
    try:
        if not forms.is_valid():
            return _show(request, scorecard, forms, now, status=422)
        return _take_step(request, scorecard, forms, now)
    except InvalidInput as refusal:
        return _show(request, scorecard, forms, now, status=422, refusal=refusal)
    except StaleVersion as conflict:
        fresh = visible_scorecard(request, scorecard.pk)
        if fresh.status != Status.SENT_CMS:
            raise
        return _show(request, fresh, forms, now, status=409, conflict=conflict)


def _take_step(
    request: PersonRequest, scorecard: Scorecard, forms: ReviewForms, now: datetime
) -> HttpResponse:
    """Save, return or forward: the button that was pressed says which."""
    step = request.POST.get("step", "save")
    default = Decision.ACCEPTED if step == "accept_rest" else Decision.PENDING
    common: dict[str, Any] = {
        "scorecard": scorecard,
        "decisions": forms.decisions(default=default),
        "actor": request.user,
        "version": posted_version(request.POST),
    }
    comment = request.POST.get("comment", "")[:MAX_COMMENT]
    if step in ("return", "forward"):
        if step == "return":
            row = return_scorecard(**common, now=now, comment=comment)
        else:
            advice = request.POST.get("recommendation", "")
            row = forward_scorecard(**common, now=now, comment=comment, recommendation=advice)
        messages.success(request, _step_text(row))
        return redirect("bsc:approval-list")
    review_kpis(**common)
    messages.success(
        request, _("Keputusan disimpan. Departemen melihatnya setelah dikembalikan atau diteruskan.")
    )
    return redirect("bsc:approval-review", scorecard.pk)


def _step_text(row: Scorecard) -> str:
    if row.status == Status.WITH_BOARD:
        return _("Scorecard %(unit)s diteruskan ke Direksi.") % {"unit": row.unit.name}
    return _("Scorecard %(unit)s dikembalikan ke departemen.") % {"unit": row.unit.name}


def _show(
    request: PersonRequest,
    scorecard: Scorecard,
    forms: ReviewForms,
    now: datetime,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= scorecard_context(scorecard, request.user, now, review_trail(), forms.forms)
    calendar = work_calendar(scorecard.cycle)
    context |= {
        "clock": clock_until(scorecard.review_due_on, calendar, clock.local_day(now)),
        "sending": last_log(scorecard, "submit"),
        "progress_text": forms.progress,
        "wrong": forms.wrong,
        "autosave_url": reverse("bsc:approval-autosave", args=[scorecard.pk]),
        "comment": request.POST.get("comment", ""),
        "recommendations": Recommendation.choices,
        "recommendation": request.POST.get("recommendation", ""),
    }
    return render(request, "bsc/approval_review.html", context, status=status)


@require_POST
def approval_autosave(request: PersonRequest, pk: int) -> HttpResponse:
    """Store the decisions that are complete; a return still without a comment waits."""
    scorecard = visible_scorecard(request, pk)
    require(may(SCORECARD.find("forward"), scorecard, request.user))
    now, forms = clock.now(), ReviewForms(rows_of(scorecard), request.POST)
    try:
        saved = review_kpis(
            scorecard=scorecard,
            decisions=forms.decisions(),
            actor=request.user,
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        return JsonResponse({"message": conflict.message}, status=409)
    return JsonResponse(
        {
            "saved_at": f"{now.astimezone(clock.WIB):%H.%M}",
            "version": saved.version,
            "errors": forms.errors_by_name,
            "cells": {"progress": ReviewForms(rows_of(saved)).progress},
        }
    )
