"""CMS reviews a register: decisions per row, then the end of the round."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.workflow.services import posted_version, require
from issues.forms import MAX_TEXT, ReviewForms
from issues.models import Issue, IssueRegister
from issues.services import accept_nil, decide_rows, finish_review, return_nil
from issues.views.page import PersonRequest, register_context, visible_register
from issues.workflow import may_review


@require_http_methods(["GET", "POST"])
@once
def register_review(request: PersonRequest, pk: int) -> HttpResponse:
    """Row by row. An old link to a round that is decided leads to the register's text."""
    register = visible_register(request, pk)
    require(may_review(request.user, register))
    if request.method == "POST":
        return _decide(request, register, clock.now())
    if not register.awaits_review:
        return redirect("issues:register-detail", pk)
    return _show(request, register, ReviewForms(register), clock.now())


def _decide(request: PersonRequest, register: IssueRegister, now: datetime) -> HttpResponse:
    forms = ReviewForms(register, request.POST)
    try:
        if register.status == IssueRegister.Status.NIL:
            return _end_nil(request, register, now)
        if not forms.is_valid():
            return _show(request, register, forms, now, status=422)
        return _store(request, register, forms, now)
    except InvalidInput as refusal:
        fresh = visible_register(request, register.pk)
        return _show(request, fresh, forms, now, status=422, refusal=refusal)
    except StaleVersion as conflict:
        fresh = visible_register(request, register.pk)
        if not fresh.awaits_review:
            raise
        return _show(request, fresh, forms, now, status=409, conflict=conflict)


def _store(
    request: PersonRequest, register: IssueRegister, forms: ReviewForms, now: datetime
) -> HttpResponse:
    """Save what was decided, accept the rest if asked to, end the round if asked to."""
    accepts_rest = "accept_rest" in request.POST
    step: dict[str, Any] = {"actor": request.user, "now": now}
    register = decide_rows(
        register=register,
        decisions=forms.decisions(
            default=Issue.Decision.ACCEPTED if accepts_rest else Issue.Decision.PENDING
        ),
        version=posted_version(request.POST),
        **step,
    )
    if "finish" not in request.POST:
        messages.success(
            request, _("Keputusan disimpan. Departemen melihatnya setelah pemeriksaan diselesaikan.")
        )
        return redirect("issues:register-review", register.pk)
    register = finish_review(register=register, comment=_comment(request), **step)
    return _ended(request, register)


def _end_nil(request: PersonRequest, register: IssueRegister, now: datetime) -> HttpResponse:
    step: dict[str, Any] = {"actor": request.user, "now": now, "version": posted_version(request.POST)}
    if "accept_nil" in request.POST:
        register = accept_nil(register=register, **step)
    else:
        register = return_nil(register=register, comment=_comment(request), **step)
    return _ended(request, register)


def _comment(request: PersonRequest) -> str:
    return request.POST.get("comment", "")[:MAX_TEXT]


def _ended(request: PersonRequest, register: IssueRegister) -> HttpResponse:
    returned = register.status == IssueRegister.Status.RETURNED
    text = _("%(unit)s: dikembalikan ke departemen.") if returned else _("%(unit)s: diterima.")
    messages.success(request, text % {"unit": register.unit})
    return redirect("issues:register-detail", register.pk)


def _show(
    request: PersonRequest,
    register: IssueRegister,
    forms: ReviewForms,
    now: datetime,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= register_context(register, now, step=_("Pemeriksaan CMS"))
    context |= {"forms": forms, "comment": _comment(request)}
    return render(request, "issues/register_review.html", context, status=status)


@require_POST
def register_review_autosave(request: PersonRequest, pk: int) -> HttpResponse:
    """Store the decisions that are complete; a return still without comment waits."""
    register = visible_register(request, pk)
    require(may_review(request.user, register))
    now = clock.now()
    forms = ReviewForms(register, request.POST)
    try:
        saved = decide_rows(
            register=register,
            decisions=forms.decisions(),
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        return JsonResponse({"message": conflict.message}, status=409)
    return JsonResponse(
        {
            "saved_at": f"{now.astimezone(clock.WIB):%H.%M}",
            "version": saved.version,
            "errors": forms.errors_by_name,
            "cells": {"progress": ReviewForms(saved).progress},
        }
    )
