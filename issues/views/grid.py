"""Filling a register: the grid, its saving by itself, and what happens to single rows."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.workflow.services import posted_version, require
from issues.forms import RegisterGrid
from issues.models import IssueRegister
from issues.permissions import can_edit_register, can_hand_over_register, can_submit_register
from issues.selectors import (
    last_return_comment,
    missing_cells,
    removed_rows,
    stakeholder_suggestions,
)
from issues.selectors.carry_over import past_issues
from issues.selectors.supplements import is_still_sendable
from issues.services import hand_over, restore_row, save_rows, submit_register
from issues.views.page import PersonRequest, register_context, visible_register

#: Buttons of a single row, for browsers without scripts: name in the form → step.
STEPS = {"row_up": "up", "row_down": "down", "row_copy": "copy", "row_drop": "drop"}


@require_http_methods(["GET", "POST"])
@once
def register_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """The grid. An old link to a register that was sent meanwhile leads to its text."""
    register = visible_register(request, pk)
    require(can_edit_register(request.user, register))
    if request.method == "POST":
        return _save(request, register, clock.now())
    if not register.is_editable:
        return redirect("issues:register-detail", pk)
    grid = RegisterGrid(register=register)
    grid.focus_first_blank()
    return _show_grid(request, register, grid, clock.now())


def _save(request: PersonRequest, register: IssueRegister, now: datetime) -> HttpResponse:
    grid = RegisterGrid(request.POST, register=register)
    if not grid.is_valid():
        return _show_grid(request, register, grid, now, status=422)
    passes_on = "send" in request.POST or "hand_over" in request.POST
    step, at = _step(request.POST)
    try:
        # Places must stay as typed, should the sending be refused.
        saved = _store(request, register, grid, now, step=step, at=at, tidy=not (passes_on or step))
    except Conflict as conflict:
        return _show_conflict(request, visible_register(request, register.pk), now, conflict)
    except InvalidInput as refusal:
        return _show_grid(request, register, grid, now, status=422, refusal=refusal)
    if passes_on:
        return _pass_on(request, saved, grid, now)
    return _saved(request, saved, now, step)


def _step(data: QueryDict) -> tuple[str, str]:
    """The row's button that was pressed, and on which form."""
    return next(((step, str(data.get(name))) for name, step in STEPS.items() if name in data), ("", ""))


def _store(
    request: PersonRequest,
    register: IssueRegister,
    grid: RegisterGrid,
    now: datetime,
    *,
    step: str = "",
    at: str = "",
    tidy: bool = False,
) -> IssueRegister:
    sheet = grid.sheet(step, at)
    return save_rows(
        register=register,
        rows={place: line.values for place, line in sheet.items()},
        keys={place: line.key for place, line in sheet.items()},
        removed=grid.removed(sheet),
        actor=request.user,
        now=now,
        version=posted_version(request.POST),
        tidy=tidy,
        page=request.POST.get("page", ""),
    )


def _saved(request: PersonRequest, register: IssueRegister, now: datetime, step: str) -> HttpResponse:
    """Back to the grid; the row that was asked for is there again."""
    restored = request.POST.get("restore", "")
    if restored.isascii() and restored.isdigit():
        restore_row(register=register, pk=int(restored), actor=request.user, now=now)
    elif not step:
        messages.success(request, _("Register disimpan sebagai draf."))
    anchor = "" if not step else "#removed" if step == "drop" else "#register-form"
    return redirect(reverse("issues:register-edit", args=[register.pk]) + anchor)


def _pass_on(
    request: PersonRequest, register: IssueRegister, grid: RegisterGrid, now: datetime
) -> HttpResponse:
    """Send or hand over what was just saved; a refusal leaves it saved and says which cells are blank."""
    try:
        if "send" in request.POST:
            submit_register(register=register, actor=request.user, now=now)
            messages.success(request, _("Register dikirim ke CMS."))
            return redirect("issues:register-detail", register.pk)
        hand_over(register=register, actor=request.user, now=now)
    except InvalidInput as refusal:
        grid.mark(missing_cells(register.issues.all()))
        return _show_grid(request, register, grid, now, status=422, refusal=refusal)
    messages.success(request, _("Manager diberi tahu bahwa register siap diperiksa."))
    return redirect("issues:register-summary", register.pk)


def _show_conflict(
    request: PersonRequest, register: IssueRegister, now: datetime, conflict: Conflict
) -> HttpResponse:
    """Nothing was stored: the typed text stays on the page, with the stored one beside it."""
    grid = RegisterGrid(request.POST, register=register, compares=True)
    grid.is_valid()
    if register.is_editable:
        return _show_grid(request, register, grid, now, status=409, conflict=conflict)
    context = {**register_context(register, now, step=_("Isi register")), "conflict": conflict, "grid": grid}
    return render(request, "issues/register_conflict.html", context, status=409)


def _show_grid(
    request: PersonRequest,
    register: IssueRegister,
    grid: RegisterGrid,
    now: datetime,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    is_shut = not is_still_sendable(register, clock.local_day(now))
    context |= register_context(register, now, step=_("Isi register"))
    context |= {
        "grid": grid,
        "return_comment": last_return_comment(register),
        "removed": removed_rows(register),
        "may_send": can_submit_register(request.user, register) and not is_shut,
        "is_shut": is_shut,
        "past_count": past_issues(register).count(),
        "may_hand_over": can_hand_over_register(request.user, register),
        "stakeholders": stakeholder_suggestions(register),
    }
    return render(request, "issues/register_edit.html", context, status=status)


@require_POST
def register_autosave(request: PersonRequest, pk: int) -> HttpResponse:
    """Store the typing; emptied rows are neither removed nor closed up, the person may still be at them."""
    register = visible_register(request, pk)
    require(can_edit_register(request.user, register))
    now = clock.now()
    grid = RegisterGrid(request.POST, register=register)
    grid.is_valid()
    try:
        saved = _store(request, register, grid, now)
    except (Conflict, InvalidInput) as refusal:
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    return JsonResponse(
        {
            "saved_at": f"{now.astimezone(clock.WIB):%H.%M}",
            "version": saved.version,
            "errors": grid.errors_by_name,
            "cells": {f"warning-{form.index}": form.warning for form in grid.forms},
        }
    )
