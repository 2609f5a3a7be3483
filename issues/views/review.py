"""CMS reviews a register: decisions per row, questions to the department, then the end of the round."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput, Refusal, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.workflow.services import posted_version, require
from issues.forms import MAX_TEXT, ReviewForms
from issues.models import Issue, IssueRegister, Question
from issues.selectors import last_review_step, next_to_review
from issues.services import (
    accept_nil,
    ask_department,
    decide_rows,
    finish_review,
    return_nil,
    withdraw_question,
)
from issues.views.page import PersonRequest, register_context, visible_register
from issues.workflow import may_review

Status = IssueRegister.Status


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
        if register.status == Status.NIL:
            return _end_nil(request, register, now)
        if register.status == Status.SUBMITTED and not forms.is_valid():
            return _show(request, register, forms, now, status=422)
        return _store(request, register, forms, now)
    except InvalidInput as refusal:
        return _show_again(request, register, now, status=422, refusal=refusal)
    except Conflict as conflict:
        return _show_overtaken(request, register, now, conflict)


def _store(
    request: PersonRequest, register: IssueRegister, forms: ReviewForms, now: datetime
) -> HttpResponse:
    """Save what was decided, then do what the pressed button says."""
    default = Issue.Decision.ACCEPTED if "accept_rest" in request.POST else Issue.Decision.PENDING
    step: dict[str, Any] = {"actor": request.user, "now": now}
    version = posted_version(request.POST)
    register = decide_rows(
        register=register, decisions=forms.decisions(default=default), version=version, **step
    )
    if "finish" in request.POST:
        return _ended(request, finish_review(register=register, comment=_comment(request), **step))
    if "ask" in request.POST:
        return _ask(request, register, forms, step)
    if "withdraw" in request.POST:
        return _withdraw(request, register, step)
    messages.success(request, _("Keputusan disimpan. Departemen melihatnya setelah putaran ini diakhiri."))
    return redirect("issues:register-review", register.pk)


def _ask(
    request: PersonRequest, register: IssueRegister, forms: ReviewForms, step: dict[str, Any]
) -> HttpResponse:
    row = _posted_id(request, "ask")
    question = ask_department(register=register, row=row, text=forms.question_on(row), **step)
    messages.success(
        request,
        _("Pertanyaan tentang baris %(number)d dikirim ke departemen. Waktu pemeriksaan CMS tetap berjalan.")
        % {"number": question.number},
    )
    return _back_to_row(register, row)


def _withdraw(request: PersonRequest, register: IssueRegister, step: dict[str, Any]) -> HttpResponse:
    question = get_object_or_404(Question, pk=_posted_id(request, "withdraw"), register=register)
    withdraw_question(question=question, **step)
    messages.success(request, _("Pertanyaan ditarik."))
    return _back_to_row(register, question.issue_id or 0)


def _posted_id(request: PersonRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _back_to_row(register: IssueRegister, row: int) -> HttpResponse:
    return redirect(f"{reverse('issues:register-review', args=[register.pk])}#row-{row}")


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
    """Say how the round ended; go on to the next register of the queue if the reviewer wants to."""
    text = {
        Status.RETURNED: _("%(unit)s: putaran ke-%(round)d diakhiri, register dikembalikan ke departemen."),
        Status.ACCEPTED: _("%(unit)s: putaran ke-%(round)d diakhiri, register diterima."),
        Status.NIL: _("%(unit)s: putaran ke-%(round)d diakhiri, Nihil diterima."),
    }[Status(register.status)]
    messages.success(request, text % {"unit": register.unit, "round": register.round})
    following = next_to_review(request.user) if "next" in request.POST else None
    if following is not None:
        return redirect("issues:register-review", following.pk)
    return redirect("issues:register-detail", register.pk)


def _show_again(
    request: PersonRequest, register: IssueRegister, now: datetime, *, status: int, **context: Any
) -> HttpResponse:
    """The page with everything that was typed, on what is stored now."""
    fresh = visible_register(request, register.pk)
    forms = ReviewForms(fresh, request.POST)
    forms.is_valid()
    return _show(request, fresh, forms, now, status=status, **context)


def _show_overtaken(
    request: PersonRequest, register: IssueRegister, now: datetime, conflict: Conflict
) -> HttpResponse:
    """Nothing was stored: what was typed stays in sight, with who was faster (T16, T17)."""
    fresh = visible_register(request, register.pk)
    faster = last_review_step(fresh)
    if fresh.status == Status.SUBMITTED and isinstance(conflict, StaleVersion):
        return _show_again(request, fresh, now, status=409, conflict=conflict, faster=faster)
    forms = ReviewForms(fresh, request.POST)
    context = {
        **register_context(fresh, now, step=_("Pemeriksaan CMS")),
        "conflict": conflict,
        "faster": faster,
        "typed": [(form.row, form.typed) for form in forms.forms if form.was_posted and form.typed],
        "comment": _comment(request),
    }
    return render(request, "issues/review_conflict.html", context, status=409)


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
    context |= {
        "forms": forms,
        "comment": _comment(request),
        "following": next_to_review(request.user, after=register),
    }
    return render(request, "issues/register_review.html", context, status=status)


@require_POST
def register_review_autosave(request: PersonRequest, pk: int) -> HttpResponse:
    """Store the rows that are complete; a return still without comment waits beside its field."""
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
    except Refusal as refusal:
        return JsonResponse({"message": _autosave_refusal(request, register, refusal)}, status=refusal.status)
    return JsonResponse(
        {
            "saved_at": f"{now.astimezone(clock.WIB):%H.%M}",
            "version": saved.version,
            "errors": forms.errors_by_name,
            "cells": ReviewForms(saved).cells,
        }
    )


def _autosave_refusal(request: PersonRequest, register: IssueRegister, refusal: Refusal) -> str:
    faster = last_review_step(visible_register(request, register.pk))
    if not isinstance(refusal, Conflict) or faster is None:
        return str(refusal.message)
    return f"{refusal.message} {faster}"
