"""Revising a verified month: the request, its decision, and the correction of a provisional figure."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.organization.requests import person
from cint_portal.workflow.presentation import StatusChip, actions, history_lines
from cint_portal.workflow.services import posted_version, require
from realization.forms import ActualForm, ReasonForm
from realization.models import Realization, ReopeningRequest
from realization.permissions import can_submit_realization
from realization.selectors.entry import month_grid
from realization.selectors.words import readable_by, spoken_to
from realization.services import (
    approve_reopening,
    correct_provisional,
    reject_reopening,
    request_reopening,
)
from realization.views.page import address, month_context, page_rows, visible_month
from realization.workflow import REOPENING

LOOK = {"sent": ("send", "info"), "approved": ("check-circle", "success"), "rejected": ("x-circle", "danger")}


@require_http_methods(["GET", "POST"])
@once
def reopening_create(request: HttpRequest, year: int, month: int, unit_id: int) -> HttpResponse:
    """Ask to reopen a verified month, with the reason."""
    realization, now = visible_month(request, year, month, unit_id), clock.now()
    require(can_submit_realization(person(request), realization))
    if request.method == "GET":
        return _show_request_form(request, realization, now, ReasonForm())
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_request_form(request, realization, now, form, status=422)
    row = request_reopening(
        realization=realization, reason=form.cleaned_data["reason"], actor=person(request), now=now
    )
    messages.success(request, _("Permintaan dikirim ke CMS."))
    return redirect("realization:reopening-detail", row.pk)


def _show_request_form(
    request: HttpRequest, realization: Realization, now: datetime, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    if realization.status != Realization.Status.VERIFIED and status == 200:
        return redirect(address(realization))
    context = month_context(realization, person(request), now, step=_("Buka Kembali"))
    context |= {"form": form, "back_url": address(realization)}
    return render(request, "realization/reopening_create.html", context, status=status)


def _visible_request(request: HttpRequest, pk: int) -> ReopeningRequest:
    rows = ReopeningRequest.objects.visible_to(person(request))
    return get_object_or_404(
        rows.select_related("realization__unit__parent", "realization__cycle", "requested_by"), pk=pk
    )


@require_GET
def reopening_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_request(request, _visible_request(request, pk))


def _show_request(
    request: HttpRequest, row: ReopeningRequest, *, status: int = 200, **context: Any
) -> HttpResponse:
    icon, tone = LOOK[row.status]
    context |= month_context(
        row.realization, person(request), clock.now(), step=_("Permintaan membuka kembali")
    )
    context |= {
        "page_title": _("Permintaan membuka kembali – %(month)s %(unit)s")
        % {"month": row.realization.month_name, "unit": row.realization.unit},
        "row": row,
        "status": StatusChip(row.get_status_display(), icon, tone),
        "reason": readable_by(person(request), row.realization)(row.reason),
        "history": spoken_to(person(request), row.realization, history_lines(REOPENING, row)),
        "actions": actions(REOPENING, row, person(request), url_name="realization:reopening-transition"),
        "object_version": row.version,
        "month_url": address(row.realization),
    }
    return render(request, "realization/reopening_detail.html", context, status=status)


@require_POST
@once
def reopening_transition(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Approve or refuse."""
    if name not in ("approve", "reject"):
        raise Http404
    row = _visible_request(request, pk)
    step: dict[str, Any] = {
        "request": row,
        "actor": person(request),
        "now": clock.now(),
        "version": posted_version(request.POST),
    }
    try:
        if name == "approve":
            approve_reopening(**step)
        else:
            reject_reopening(**step, comment=request.POST.get("comment", "")[:2000])
    except InvalidInput as refusal:
        return _show_request(request, row, status=422, refusal=refusal, open_action=name)
    messages.success(request, _("Keputusan disimpan dan departemen diberi tahu."))
    return redirect("realization:reopening-detail", pk)


@require_http_methods(["GET", "POST"])
@once
def realization_correct(request: HttpRequest, year: int, month: int, unit_id: int) -> HttpResponse:
    """Make provisional figures final until the half-year closes (realities 20)."""
    realization, now = visible_month(request, year, month, unit_id), clock.now()
    require(can_submit_realization(person(request), realization))
    rows = [
        row
        for row in month_grid(realization, person(request)).due
        if row.actual and row.actual.is_provisional
    ]
    bound = request.POST if request.method == "POST" else None
    forms = [ActualForm(bound, row=row) for row in rows]
    reason = ReasonForm(bound)
    if bound is None:
        return _show_correction(request, realization, now, forms, reason)
    if not all([form.is_valid() for form in [*forms, reason]]):  # noqa: C419 (every error is shown)
        return _show_correction(request, realization, now, forms, reason, status=422)
    try:
        correct_provisional(
            realization=realization,
            entries={form.row.spec.id: form.entry for form in forms},
            reason=reason.cleaned_data["reason"],
            actor=person(request),
            now=now,
            version=posted_version(request.POST),
        )
    except InvalidInput as refusal:
        return _show_correction(request, realization, now, forms, reason, status=422, refusal=refusal)
    messages.success(request, _("Koreksi dikirim ke CMS untuk diverifikasi."))
    return redirect(address(realization))


def _show_correction(
    request: HttpRequest,
    realization: Realization,
    now: datetime,
    forms: list[ActualForm],
    reason: ReasonForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    if status == 200 and (realization.status != Realization.Status.VERIFIED or not forms):
        return redirect(address(realization))
    context |= month_context(realization, person(request), now, step=_("Koreksi"))
    context |= {
        "rows": page_rows(realization, [(form.row, form) for form in forms]),
        "form": reason,
        "back_url": address(realization),
    }
    return render(request, "realization/correction_form.html", context, status=status)
