"""A personal scorecard between its two people: sent by the employee, agreed or returned by the superior."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bsc.forms.personal import ReturnForm
from bsc.models import PersonalStatus, Scorecard
from bsc.personal_workflow import PERSONAL
from bsc.selectors.rounds import PERSONAL_RETURNS
from bsc.services.personal import agree_personal, return_personal, send_personal
from bsc.views.approval_page import PersonRequest, scorecard_context, show_problems
from bsc.views.loading import trail
from bsc.views.personal import personal_shown
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.fresh_login import ask_password, typed_before
from cint_portal.core.nonce import once
from cint_portal.workflow.machine import may
from cint_portal.workflow.services import posted_version, require


@require_POST
@once
def personal_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Kirim ke atasan; what is missing is shown on a page that leads back."""
    scorecard = personal_shown(request, pk)
    if name != "send":
        raise Http404
    require(may(PERSONAL.find(name), scorecard, request.user))
    now = clock.now()
    try:
        send_personal(scorecard=scorecard, actor=request.user, now=now, version=posted_version(request.POST))
    except InvalidInput as refusal:
        return show_problems(request, scorecard, refusal, now)
    messages.success(request, _("Scorecard Anda dikirim ke atasan."))
    return redirect("bsc:scorecard-detail", pk)


@require_GET
def personal_decide(request: PersonRequest, pk: int) -> HttpResponse:
    """All of it on one page; the superior confirms the password before it is his turn."""
    scorecard = personal_shown(request, pk)
    if _open_to(request, scorecard) and (gate := ask_password(request, back=request.path)):
        return gate
    return _show(request, scorecard, ReturnForm(typed_before(request) or None), clock.now())


def _open_to(request: PersonRequest, scorecard: Scorecard) -> bool:
    """May this person agree with it now?"""
    return scorecard.status == PersonalStatus.WITH_SUPERIOR and may(
        PERSONAL.find("agree"), scorecard, request.user
    )


def _show(
    request: PersonRequest,
    scorecard: Scorecard,
    form: forms.Form,
    now: datetime,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= scorecard_context(scorecard, request.user, now, [], rounds=PERSONAL_RETURNS)
    context |= {
        "breadcrumbs": trail(scorecard, (_("Kesepakatan"), None)),
        "form": form,
        "can_agree": _open_to(request, scorecard),
        "waits": scorecard.status == PersonalStatus.WITH_SUPERIOR,
    }
    return render(request, "bsc/personal_decide.html", context, status=status)


@require_POST
def personal_agree(request: PersonRequest, pk: int) -> HttpResponse:
    """Sepakati what the page showed; an old confirmation leads to the password and writes nothing."""
    scorecard = personal_shown(request, pk)
    require(may(PERSONAL.find("agree"), scorecard, request.user))
    return ask_password(request, back=_page(pk)) or _agree(request, scorecard)


@once
def _agree(request: PersonRequest, scorecard: Scorecard) -> HttpResponse:
    now = clock.now()
    try:
        agree_personal(
            scorecard=scorecard,
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
            content_sha256=request.POST.get("content_sha256", ""),
        )
    except Conflict as conflict:
        fresh = personal_shown(request, scorecard.pk)
        return _show(request, fresh, ReturnForm(), now, status=409, conflict=conflict)
    messages.success(request, _("Scorecard %(name)s disepakati.") % {"name": scorecard.employee})
    return redirect("bsc:scorecard-detail", scorecard.pk)


@require_POST
def personal_return(request: PersonRequest, pk: int) -> HttpResponse:
    """Kembalikan with the reason."""
    scorecard = personal_shown(request, pk)
    require(may(PERSONAL.find("return_by_superior"), scorecard, request.user))
    return ask_password(request, back=_page(pk), keeps=True) or _return(request, scorecard)


@once
def _return(request: PersonRequest, scorecard: Scorecard) -> HttpResponse:
    now, form = clock.now(), ReturnForm(request.POST)
    if not form.is_valid():
        return _show(request, scorecard, form, now, status=422)
    try:
        return_personal(
            scorecard=scorecard,
            actor=request.user,
            now=now,
            reason=form.cleaned_data["reason"],
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        fresh = personal_shown(request, scorecard.pk)
        return _show(request, fresh, form, now, status=409, conflict=conflict)
    messages.success(request, _("Scorecard %(name)s dikembalikan.") % {"name": scorecard.employee})
    return redirect("bsc:personal-list")


def _page(pk: int) -> str:
    return reverse("bsc:personal-decide", args=[pk])
