"""CMS verifies a month: number and evidence side by side, a decision per row."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.organization.requests import person
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.machine import may
from cint_portal.workflow.services import posted_version, require
from realization.forms import decision_forms, posted_decisions
from realization.models import Realization
from realization.permissions import can_verify_realization
from realization.selectors.clock import verification_clocks, verification_due
from realization.selectors.entry import month_grid
from realization.services import decide_rows, return_realization, verify_realization
from realization.views.page import address, month_context, page_rows, visible_month
from realization.workflow import REALIZATION


@require_GET
def verification_detail(request: HttpRequest, year: int, month: int, unit_id: int) -> HttpResponse:
    """The rows to decide on; an old link to a month that is not with CMS leads to its text."""
    realization = visible_month(request, year, month, unit_id)
    require(can_verify_realization(person(request), realization))
    if realization.status != Realization.Status.SUBMITTED:
        return redirect(address(realization))
    return _show(request, realization, clock.now())


def _show(
    request: HttpRequest,
    realization: Realization,
    now: datetime,
    *,
    data: Any = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    grid = month_grid(realization, person(request))
    forms = decision_forms(grid.due, data)
    clock_ = verification_clocks(realization.cycle).get(realization.month)
    calendar = work_calendar(realization.cycle)
    context |= month_context(realization, person(request), now, step=_("Verifikasi"))
    rows = page_rows(realization, [(form.row, form) for form in forms])
    context |= {
        "grid": grid,
        "hidden": [row for row in grid.due if row.is_veiled and row.actual is not None],
        "to_decide": [it for it in rows if not it.row.is_accepted],
        "accepted": [it for it in rows if it.row.is_accepted],
        "verification_due": verification_due(realization, clock_, calendar) if clock_ else None,
        "days_text": _("H+%(n)d") % {"n": realization.cycle.verification_days},
        "may_decide": may(REALIZATION.find("verify"), realization, person(request)),
    }
    return render(request, "realization/verification_detail.html", context, status=status)


@require_POST
@once
def verification_decide(request: HttpRequest, year: int, month: int, unit_id: int) -> HttpResponse:
    """Keep the decisions; with `return`, `verify` or `accept_rest` also end the round."""
    realization, now = visible_month(request, year, month, unit_id), clock.now()
    require(may(REALIZATION.find("verify"), realization, person(request)))
    try:
        return _decide(request, realization, now)
    except InvalidInput as refusal:
        return _show(request, realization, now, data=request.POST, status=422, refusal=refusal)
    except Conflict as conflict:
        fresh = visible_month(request, year, month, unit_id)
        if fresh.status != Realization.Status.SUBMITTED:
            raise
        return _show(request, fresh, now, data=request.POST, status=409, conflict=conflict)


def _decide(request: HttpRequest, realization: Realization, now: datetime) -> HttpResponse:
    """One button, one service; raises what the service raises."""
    step: dict[str, Any] = {
        "realization": realization,
        "decisions": posted_decisions(
            decision_forms(month_grid(realization, person(request)).due, request.POST)
        ),
        "actor": person(request),
        "version": posted_version(request.POST),
    }
    if "return" in request.POST:
        return_realization(**step, now=now, comment=request.POST.get("comment", "")[:2000])
        messages.success(request, _("Realisasi dikembalikan ke departemen."))
    elif "verify" in request.POST or "accept_rest" in request.POST:
        verify_realization(**step, now=now, accept_rest="accept_rest" in request.POST)
        messages.success(request, _("Realisasi diverifikasi."))
    else:
        decide_rows(**step)
        messages.success(request, _("Keputusan disimpan."))
        return redirect(address(realization, "verification-detail"))
    return redirect(address(realization))
