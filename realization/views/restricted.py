"""Angka Terbatas: what is released, who may read before that, who has read."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.documents.downloads import attachment
from cint_portal.organization.granting import can_grant_restricted, end_grant, grant_restricted
from cint_portal.organization.models import PlanningCycle, RestrictedGrant
from cint_portal.organization.requests import person
from cint_portal.organization.years import year_switch
from cint_portal.workflow.services import require
from realization.access_forms import GrantForm, ReleaseForm, WithdrawalForm
from realization.filters import OpeningFilter
from realization.openings_excel import openings_workbook
from realization.permissions import can_release_figures, can_watch_restricted
from realization.selectors.openings import opening_line, openings
from realization.selectors.releases import ReleaseState, grant_lines, release_state
from realization.services.releases import release_figures, withdraw_release

PER_PAGE = 50


def _frame(title: str, current: str) -> dict[str, Any]:
    tabs = {
        "realization:release-list": _("Rilis"),
        "realization:grant-list": _("Akses"),
        "realization:opening-list": _("Siapa yang membuka"),
    }
    return {
        "page_title": title,
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Angka Terbatas"), None)],
        "tabs": [(reverse(name), label, name == current) for name, label in tabs.items()],
    }


# --- Release ----------------------------------------------------------------------------------------


@require_GET
def release_list(request: HttpRequest) -> HttpResponse:
    """The year of the switch: what is released, and every step of the past."""
    require(can_watch_restricted(person(request)))
    switch = year_switch(request.GET.get("year"), clock.now())
    return _show_release(request, switch.cycle, clock.now())


def _show_release(
    request: HttpRequest,
    cycle: PlanningCycle | None,
    now: datetime,
    *,
    release: ReleaseForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _frame(_("Rilis Angka Terbatas"), "realization:release-list")
    context["year_switch"] = year_switch(str(cycle.year) if cycle else None, now)
    if cycle is not None:
        state = release_state(cycle, now)
        seen = {"seen": state.through}
        context |= {"cycle": cycle, "state": state}
        if can_release_figures(person(request)):
            if state.releasable or release:
                first = {**seen, "published_on": clock.local_day(now)}
                context["release"] = release or ReleaseForm(months=state.releasable, initial=first)
            if state.withdrawable or withdrawal:
                context["withdrawal"] = withdrawal or WithdrawalForm(months=state.withdrawable, initial=seen)
    return render(request, "realization/release_list.html", context, status=status)


@require_POST
@once
def release_create(request: HttpRequest, year: int) -> HttpResponse:
    """Release further months after their publication."""
    cycle, state = _releasing(request, year)
    form = ReleaseForm(request.POST, months=state.releasable)
    done = _("Angka dirilis: kini terbaca seperti angka lain.")
    return _take_step(request, cycle, release_figures, {"release": form}, done)


@require_POST
@once
def release_withdraw(request: HttpRequest, year: int) -> HttpResponse:
    """Close again what was released by mistake."""
    cycle, state = _releasing(request, year)
    form = WithdrawalForm(request.POST, months=state.withdrawable)
    return _take_step(request, cycle, withdraw_release, {"withdrawal": form}, _("Rilis ditarik."))


def _releasing(request: HttpRequest, year: int) -> tuple[PlanningCycle, ReleaseState]:
    """The year with what may be released and taken back; for who may do that."""
    require(can_release_figures(person(request)))
    cycle = get_object_or_404(PlanningCycle, year=year)
    return cycle, release_state(cycle, clock.now())


def _take_step(
    request: HttpRequest,
    cycle: PlanningCycle,
    service: Callable[..., object],
    shown: dict[str, Any],
    done: str,
) -> HttpResponse:
    """Run the service with the one form of `shown`; a refusal shows the page with it, and nothing is lost."""
    (form,), now = shown.values(), clock.now()
    step = {"cycle": cycle, "actor": person(request), "now": now}
    status = _write(form, lambda: service(**step, **form.cleaned_data))
    if status != 302:
        return _show_release(request, cycle, now, **shown, status=status)
    messages.success(request, done)
    return redirect(f"{reverse('realization:release-list')}?year={cycle.year}")


def _write(form: Any, deed: Callable[[], object]) -> int:
    """Run the service with a valid form; 302, or the status with which the form is shown again."""
    if not form.is_valid():
        return 422
    try:
        deed()
    except Conflict as refusal:
        form.add_error(None, str(refusal.message))
        return 409
    except InvalidInput as refusal:
        form.add_error(None, str(refusal.message))
        return 422
    return 302


# --- Access -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@once
def grant_list(request: HttpRequest) -> HttpResponse:
    """Who was granted access; the head of CMS grants it here."""
    user, now = person(request), clock.now()
    may_grant = can_grant_restricted(user)
    require(may_grant if request.method == "POST" else can_watch_restricted(user))
    form, status = GrantForm(request.POST or None, today=clock.local_day(now)), 200
    if request.method == "POST":
        status = _write(form, lambda: grant_restricted(actor=user, now=now, **form.cleaned_data))
        if status == 302:
            messages.success(request, _("Akses diberikan dan dicatat."))
            return redirect("realization:grant-list")
    context = _frame(_("Akses Angka Terbatas"), "realization:grant-list")
    context |= {"grants": grant_lines(now), "form": form if may_grant else None, "may_grant": may_grant}
    return render(request, "realization/grant_list.html", context, status=status)


@require_POST
@once
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's access at once."""
    require(can_grant_restricted(person(request)))
    end_grant(grant=get_object_or_404(RestrictedGrant, pk=pk), actor=person(request), now=clock.now())
    messages.success(request, _("Akses diakhiri."))
    return redirect("realization:grant-list")


# --- Who opened -------------------------------------------------------------------------------------


@require_GET
def opening_list(request: HttpRequest) -> HttpResponse:
    """Who opened unpublished figures, newest first."""
    require(can_watch_restricted(person(request)))
    filtered = OpeningFilter(request.GET, queryset=openings())
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = _frame(_("Siapa yang Membuka Angka Terbatas"), "realization:opening-list")
    context |= {
        "filter": filtered,
        "page_obj": page,
        "lines": [opening_line(row) for row in page.object_list],
        "export_url": f"{reverse('realization:opening-export')}?{request.GET.urlencode()}",
    }
    return render(request, "realization/opening_list.html", context)


@require_GET
def opening_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, logged as a download; it holds no figure."""
    user, now = person(request), clock.now()
    require(can_watch_restricted(user))
    rows = [opening_line(row) for row in OpeningFilter(request.GET, queryset=openings()).qs]
    data = openings_workbook(rows, exported_by=user.full_name, now=now)
    return attachment(data, stem="pembuka-angka-terbatas", suffix="xlsx", actor=user, now=now)
