"""Opening a month by hand, and Tutup Bulan."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.workflow.services import require
from realization.permissions import can_close_month, can_open_month
from realization.selectors import closed_months
from realization.selectors.clock import verification_clocks
from realization.selectors.months import missing_in, month_name
from realization.services import close_month, open_month


def _cycle(year: int, month: int) -> PlanningCycle:
    if not 1 <= month <= 12:
        raise Http404
    return get_object_or_404(PlanningCycle, year=year)


def _overview(cycle: PlanningCycle) -> str:
    return f"{reverse('realization:realization-list')}?year={cycle.year}"


@require_POST
@once
def month_open(request: HttpRequest, year: int, month: int) -> HttpResponse:
    require(can_open_month(person(request)))
    cycle = _cycle(year, month)
    try:
        rows = open_month(cycle=cycle, month=month, actor=person(request), now=clock.now())
    except InvalidInput as refusal:
        messages.error(request, str(refusal.message))
        return redirect(_overview(cycle))
    done = ngettext(
        "%(n)d departemen diminta mengisi dan dikirimi e-mail.",
        "%(n)d departemen diminta mengisi dan dikirimi e-mail.",
        len(rows),
    )
    nobody = _("Tidak ada departemen baru dengan KPI yang diukur pada bulan ini.")
    messages.success(request, done % {"n": len(rows)} if rows else nobody)
    return redirect(_overview(cycle))


@require_http_methods(["GET", "POST"])
@once
def month_close(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Who is missing and what closing means, then the decision."""
    require(can_close_month(person(request)))
    cycle = _cycle(year, month)
    if request.method == "GET":
        return _show(request, cycle, month)
    try:
        close_month(cycle=cycle, month=month, actor=person(request), now=clock.now())
    except InvalidInput as refusal:
        return _show(request, cycle, month, status=422, refusal=refusal)
    messages.success(request, _("%(month)s ditutup.") % {"month": month_name(cycle, month)})
    return redirect(_overview(cycle))


def _show(
    request: HttpRequest, cycle: PlanningCycle, month: int, *, status: int = 200, **context: Any
) -> HttpResponse:
    name = month_name(cycle, month)
    context |= {
        "page_title": _("Tutup Bulan %(month)s") % {"month": name},
        "breadcrumbs": [(_("Realisasi"), _overview(cycle)), (_("Tutup Bulan"), None)],
        "cycle": cycle,
        "month_name": name,
        "missing": list(missing_in(cycle, month)),
        "clock": verification_clocks(cycle).get(month),
        "is_closed": month in closed_months(cycle),
        "blank_counts_zero": cycle.blank_in_closed == PlanningCycle.BlankInClosed.ZERO,
        "back_url": _overview(cycle),
    }
    return render(request, "realization/closing_detail.html", context, status=status)
