"""A department's month: reading it, filling the grid, sending it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.workflow.services import posted_version, require
from realization.forms import MonthForms
from realization.models import Realization
from realization.permissions import (
    can_fill_realization,
    can_submit_realization,
    can_verify_realization,
)
from realization.selectors.entry import month_grid
from realization.selectors.grid import MonthGrid
from realization.selectors.requests import may_correct, may_request_reopening, requests_of
from realization.services import save_actuals, submit_realization
from realization.views.page import address, month_context, page_rows, visible_month


@require_GET
def realization_detail(request: HttpRequest, year: int, month: int, unit_id: int) -> HttpResponse:
    """The grid for those who fill it now; for everybody else the month as text."""
    realization, now = visible_month(request, year, month, unit_id), clock.now()
    if realization.is_editable and can_fill_realization(person(request), realization):
        return _show_grid(request, realization, now)
    return _show_text(request, realization, now)


def _show_text(
    request: HttpRequest, realization: Realization, now: datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    user = person(request)
    context |= month_context(realization, person(request), now)
    grid = month_grid(realization, person(request))
    context |= {
        "grid": grid,
        "rows": page_rows(realization, [(row, None) for row in grid.due]),
        "requests": requests_of(realization),
        "may_verify": realization.status == Realization.Status.SUBMITTED
        and can_verify_realization(user, realization),
        "may_reopen": may_request_reopening(user, realization),
        "may_correct": may_correct(user, realization),
    }
    return render(request, "realization/realization_detail.html", context, status=status)


def _show_grid(
    request: HttpRequest,
    realization: Realization,
    now: datetime,
    *,
    data: Any = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    grid = month_grid(realization, person(request))
    forms = MonthForms(grid, data)
    if data is None:
        forms.focus_first_blank()
    else:
        forms.is_valid()
    context |= month_context(realization, person(request), now)
    context |= {
        "grid": grid,
        "forms": forms,
        "rows": page_rows(realization, [(row, forms.forms.get(row.spec.id)) for row in grid.due]),
        "requests": requests_of(realization),
        "may_send": can_submit_realization(person(request), realization),
        "blank_counts_zero": blank_counts_zero(realization),
        "autosave_url": address(realization, "realization-autosave"),
    }
    return render(request, "realization/realization_edit.html", context, status=status)


def blank_counts_zero(realization: Realization) -> bool:
    """What an empty KPI means once the month is closed (the cycle's policy)."""
    return realization.cycle.blank_in_closed == PlanningCycle.BlankInClosed.ZERO


@require_POST
@once
def realization_save(request: HttpRequest, year: int, month: int, unit_id: int) -> HttpResponse:
    """Save the grid; with `send` also send it, by way of the summary while something is blank."""
    realization, now = visible_month(request, year, month, unit_id), clock.now()
    require(can_fill_realization(person(request), realization))
    forms = MonthForms(month_grid(realization, person(request)), request.POST)
    if realization.is_editable and not forms.is_valid():
        return _show_grid(request, realization, now, data=request.POST, status=422)
    try:
        saved = save_actuals(
            realization=realization,
            entries=forms.entries,
            actor=person(request),
            now=now,
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        return _show_conflict(request, visible_month(request, year, month, unit_id), now, conflict)
    _echo(request, forms)
    if "send" in request.POST:
        return _send(request, saved, now)
    messages.success(request, _("Realisasi disimpan."))
    return redirect(address(saved))


def _echo(request: HttpRequest, forms: MonthForms) -> None:
    """Numbers that could be read in two ways are said back."""
    if forms.readings:
        messages.info(request, " ".join(f"{name}: {reading}" for name, reading in forms.readings))


def _send(request: HttpRequest, realization: Realization, now: datetime) -> HttpResponse:
    try:
        submit_realization(realization=realization, actor=person(request), now=now)
    except InvalidInput as refusal:
        if refusal.problems:
            return redirect(address(realization, "realization-submit"))
        return _show_grid(request, realization, now, status=422, refusal=refusal)
    messages.success(request, _("Realisasi dikirim ke CMS."))
    return redirect(address(realization))


def _show_conflict(
    request: HttpRequest, realization: Realization, now: datetime, conflict: Conflict
) -> HttpResponse:
    """Nothing was stored: what was typed stays on the page, with what is stored beside it."""
    if realization.is_editable:
        return _show_grid(request, realization, now, data=request.POST, status=409, conflict=conflict)
    return _show_text(request, realization, now, status=409, conflict=conflict)


@require_POST
def realization_autosave(request: HttpRequest, year: int, month: int, unit_id: int) -> JsonResponse:
    """Keep what is typed while it is typed; rows with an error wait, the others are stored."""
    realization, now = visible_month(request, year, month, unit_id), clock.now()
    require(can_fill_realization(person(request), realization))
    forms = MonthForms(month_grid(realization, person(request)), request.POST)
    try:
        saved = save_actuals(
            realization=realization,
            entries=forms.entries,
            actor=person(request),
            now=now,
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        return JsonResponse({"message": str(conflict.message)}, status=409)
    return JsonResponse(
        {
            "saved_at": f"{now.astimezone(clock.WIB):%H.%M}",
            "version": saved.version,
            "errors": forms.errors,
            "cells": _cells(month_grid(saved, person(request)), forms),
        }
    )


def _cells(grid: MonthGrid, forms: MonthForms) -> dict[str, Any]:
    """Results and questions beside the numbers, and how far the month is filled."""
    cells: dict[str, Any] = {"filled": str(grid.filled)}
    for pk, row in grid.rows.items():
        form = forms.forms.get(pk)
        reading = form.reading if form is not None else ""
        cells[f"chip-{pk}"] = {"text": row.chip.label, "band": row.chip.color}
        cells[f"why-{pk}"] = row.result.explanation
        cells[f"ask-{pk}"] = " ".join(text for text in (reading, *row.doubts, row.in_words) if text)
    return cells


@require_http_methods(["GET", "POST"])
@once
def realization_submit(request: HttpRequest, year: int, month: int, unit_id: int) -> HttpResponse:
    """The summary before sending: what is blank and what that will mean."""
    realization, now = visible_month(request, year, month, unit_id), clock.now()
    require(can_submit_realization(person(request), realization))
    if request.method == "POST":
        return _submit(request, realization, now)
    if not realization.is_editable:
        return redirect(address(realization))
    return _show_summary(request, realization, now)


def _submit(request: HttpRequest, realization: Realization, now: datetime) -> HttpResponse:
    try:
        submit_realization(
            realization=realization,
            actor=person(request),
            now=now,
            version=posted_version(request.POST),
            allow_blank=True,
        )
    except InvalidInput as refusal:
        return _show_summary(request, realization, now, status=422, refusal=refusal)
    messages.success(request, _("Realisasi dikirim ke CMS."))
    return redirect(address(realization))


def _show_summary(
    request: HttpRequest, realization: Realization, now: datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= month_context(realization, person(request), now, step=_("Kirim ke CMS"))
    context |= {
        "grid": month_grid(realization, person(request)),
        "blank_counts_zero": blank_counts_zero(realization),
        "back_url": address(realization),
    }
    return render(request, "realization/realization_submit.html", context, status=status)
