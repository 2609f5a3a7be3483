"""A department's register: reading it, filling the grid, sending it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.workflow.presentation import Action, actions
from cint_portal.workflow.services import posted_version, require
from issues.forms import MAX_TEXT, RegisterGrid
from issues.models import Issue, IssueRegister
from issues.permissions import can_answer_question, can_edit_register, can_submit_register
from issues.selectors import (
    fillers_of,
    last_return_comment,
    missing_cells,
    previous_round,
    questions_of_round,
    stakeholder_suggestions,
    with_reviews,
)
from issues.services import declare_nil, save_rows, submit_register
from issues.views.page import PersonRequest, register_context, visible_register
from issues.workflow import REGISTER, may_review


@require_GET
def register_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """The register as text, for everybody who may see it, with what this person may do."""
    return show_register(request, visible_register(request, pk), clock.now())


def _row(issue: Issue, register: IssueRegister) -> dict[str, Any]:
    """A row with CMS's decision on it, which the department sees once the review is finished."""
    decided = not register.awaits_review or issue.is_settled(register)
    return {
        "issue": issue,
        "previous": previous_round(issue),
        "shows_decision": decided and register.round > 0,
    }


def _actions(request: PersonRequest, register: IssueRegister, *, filled: bool) -> list[Action]:
    """Rows are sent, no rows are declared Nihil: never both buttons."""
    available = actions(REGISTER, register, request.user, url_name="issues:register-transition")
    return [action for action in available if action.name == ("submit" if filled else "declare_nil")]


def show_register(
    request: PersonRequest, register: IssueRegister, now: datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The register's page, also as the answer to a step on it that was refused."""
    issues = with_reviews(register.issues.all())
    rows = [_row(issue, register) for issue in issues]
    context |= {
        **register_context(register, now),
        "rows": rows,
        "has_decisions": any(row["shows_decision"] for row in rows),
        "fillers": fillers_of(register),
        "may_edit": register.is_editable and can_edit_register(request.user, register),
        "may_review": register.awaits_review and may_review(request.user, register),
        "actions": _actions(request, register, filled=bool(rows)),
        "questions": questions_of_round(register),
        "may_answer": can_answer_question(request.user, register),
    }
    return render(request, "issues/register_detail.html", context, status=status)


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
    return _show_grid(request, register, RegisterGrid(register=register), clock.now())


def _save(request: PersonRequest, register: IssueRegister, now: datetime) -> HttpResponse:
    grid = RegisterGrid(request.POST, register=register)
    if not grid.is_valid():
        return _show_grid(request, register, grid, now, status=422)
    sends = "send" in request.POST
    try:
        saved = save_rows(
            register=register,
            rows=grid.values(),
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
            tidy=not sends,  # places must stay as typed, should the sending be refused
        )
    except Conflict as conflict:
        return _show_conflict(request, visible_register(request, register.pk), now, conflict)
    return _send(request, saved, grid, now) if sends else _saved(request, saved)


def _saved(request: PersonRequest, register: IssueRegister) -> HttpResponse:
    messages.success(request, _("Register disimpan sebagai draf."))
    return redirect("issues:register-edit", register.pk)


def _send(request: PersonRequest, register: IssueRegister, grid: RegisterGrid, now: datetime) -> HttpResponse:
    """Send what was just saved; a refusal leaves it saved and says which cells are blank."""
    try:
        submit_register(register=register, actor=request.user, now=now)
    except InvalidInput as refusal:
        grid.mark(missing_cells(register.issues.all()))
        return _show_grid(request, register, grid, now, status=422, refusal=refusal)
    messages.success(request, _("Register dikirim ke CMS."))
    return redirect("issues:register-detail", register.pk)


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
    context |= register_context(register, now, step=_("Isi register"))
    context |= {
        "grid": grid,
        "return_comment": last_return_comment(register),
        "may_send": can_submit_register(request.user, register),
        "stakeholders": stakeholder_suggestions(register),
    }
    return render(request, "issues/register_edit.html", context, status=status)


@require_POST
def register_autosave(request: PersonRequest, pk: int) -> HttpResponse:
    """Store the typing; rows are neither removed nor moved, for the person may still be at them."""
    register = visible_register(request, pk)
    require(can_edit_register(request.user, register))
    now = clock.now()
    grid = RegisterGrid(request.POST, register=register)
    grid.is_valid()
    try:
        saved = save_rows(
            register=register,
            rows=grid.values(deleting=False),
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
            tidy=False,
        )
    except Conflict as conflict:
        return JsonResponse({"message": conflict.message}, status=409)
    return JsonResponse(
        {
            "saved_at": f"{now.astimezone(clock.WIB):%H.%M}",
            "version": saved.version,
            "errors": grid.errors_by_name,
            "cells": {f"warning-{form.index}": form.warning for form in grid.forms},
        }
    )


@require_POST
@once
def register_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """The steps that have a button on the register's page; a review ends on its own page."""
    register = visible_register(request, pk)
    if name not in ("submit", "declare_nil"):
        raise Http404
    now = clock.now()
    step: dict[str, Any] = {"actor": request.user, "now": now, "version": posted_version(request.POST)}
    try:
        if name == "submit":
            submit_register(register=register, **step)
            messages.success(request, _("Register dikirim ke CMS."))
        else:
            declare_nil(register=register, reason=request.POST.get("comment", "")[:MAX_TEXT], **step)
            messages.success(request, _("Pernyataan Nihil dikirim ke CMS."))
    except InvalidInput as refusal:
        return show_register(request, register, now, status=refusal.status, refusal=refusal)
    return redirect("issues:register-detail", pk)
