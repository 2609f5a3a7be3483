"""Before sending: a register on one page, and all of a person's departments on one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.workflow.services import posted_version, require
from issues.models import IssueRegister
from issues.permissions import (
    can_edit_register,
    can_hand_over_register,
    can_see_summaries,
    can_submit_register,
)
from issues.selectors import registers_to_send, summaries
from issues.services import submit_register
from issues.views.page import PersonRequest, register_context, visible_register


@require_GET
def register_summary(request: PersonRequest, pk: int) -> HttpResponse:
    """Who fills reads it too; once the register is sent, its own page tells more."""
    register = visible_register(request, pk)
    require(can_edit_register(request.user, register))
    if not register.is_editable:
        return redirect("issues:register-detail", pk)
    context = {
        **register_context(register, clock.now(), step=_("Ringkasan")),
        "summary": summaries([register])[0],
        "may_send": can_submit_register(request.user, register),
        "may_hand_over": can_hand_over_register(request.user, register),
        "others": [other for other in registers_to_send(request.user) if other.pk != pk],
    }
    return render(request, "issues/register_summary.html", context)


@require_http_methods(["GET", "POST"])
@once
def summary_list(request: PersonRequest) -> HttpResponse:
    """All registers that this person may send, each on one page; sent together they go or stay together."""
    require(can_see_summaries(request.user))
    registers = registers_to_send(request.user)
    if request.method == "POST":
        return _send_all(request, registers, clock.now())
    return _show(request, registers)


def _send_all(request: PersonRequest, registers: list[IssueRegister], now: datetime) -> HttpResponse:
    """Send what was ticked; one that is refused keeps all of them back."""
    chosen = [register for register in registers if str(register.pk) in request.POST.getlist("register")]
    try:
        if not chosen:
            raise InvalidInput(_("Pilih paling sedikit satu register."))
        with transaction.atomic():
            for register in chosen:
                _send(request, register, now)
    except InvalidInput as refusal:
        return _show(request, registers, status=refusal.status, refusal=refusal)
    sent = ngettext("%(n)d register dikirim ke CMS.", "%(n)d register dikirim ke CMS.", len(chosen))
    messages.success(request, sent % {"n": len(chosen)})
    return redirect("home")


def _send(request: PersonRequest, register: IssueRegister, now: datetime) -> None:
    version = posted_version({"version": request.POST.get(f"version-{register.pk}", "")})
    try:
        submit_register(register=register, actor=request.user, now=now, version=version)
    except InvalidInput as refusal:
        raise InvalidInput(f"{register.unit}: {refusal.message}", refusal.problems) from refusal


def _show(
    request: PersonRequest, registers: list[IssueRegister], *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        "page_title": _("Ringkasan isu departemen saya"),
        "breadcrumbs": [(_("Isu"), reverse("issues:register-landing")), (_("Ringkasan"), None)],
        "summaries": summaries(registers),
    }
    return render(request, "issues/summary_list.html", context, status=status)
