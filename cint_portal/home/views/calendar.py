"""Kalender BSC: a month with the year's strip, the secret address, and the feed behind it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.home.calendar.entries import entries_of
from cint_portal.home.calendar.feed import feed_content
from cint_portal.home.calendar.month import Month, days_of, month_of
from cint_portal.home.calendar.schedule import cycles_around, deadlines_for, meetings_for
from cint_portal.home.calendar.services import digest_of, feed_of_secret, renew_feed, revoke_feed
from cint_portal.home.models import CalendarFeed
from cint_portal.home.selectors import todos_for
from cint_portal.home.strip import cycle_opened_by, year_steps
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person


@require_GET
def calendar_detail(request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """The month of the address, or the running one."""
    now = clock.now()
    today = clock.local_day(now)
    shown = month_of(*((today.year, today.month) if year is None or month is None else (year, month)))
    if shown is None:
        raise Http404
    user, cycles = person(request), cycles_around(shown.year)
    meetings = meetings_for(user, cycles)
    entries = entries_of(todos_for(user, now), deadlines_for(user, cycles), today, meetings)
    cycle = cycle_opened_by(shown.last_day)
    days = days_of(shown, entries, _work_week(cycles, shown), today)
    context = {
        "page_title": _("Kalender BSC"),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Kalender BSC"), None)],
        "today": today,
        "cycle": cycle,
        "steps": year_steps(cycle, now) if cycle else [],
        "days": days,
        "has_entries": any(day.entries for day in days if not day.outside),
        **_moves(shown, today),
    }
    return render(request, "home/calendar_detail.html", context)


def _work_week(cycles: list[PlanningCycle], shown: Month) -> str:
    found = next((cycle.work_week for cycle in cycles if cycle.year == shown.year), None)
    return found or PlanningCycle.WorkWeek.MON_FRI


def _moves(shown: Month, today: date) -> dict[str, Any]:
    """Where the arrows and the twelve months lead."""
    return {
        "month": shown,
        "previous": shown.shift(-1),
        "next": shown.shift(1),
        "year_before": shown.shift(-12),
        "year_after": shown.shift(12),
        "months": [Month(shown.year, number) for number in range(1, 13)],
        "is_running": (shown.year, shown.number) == (today.year, today.month),
    }


@require_GET
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Whether the person's calendar program may read along, and since when."""
    return render(request, "home/calendar_address.html", _address_context(request))


@require_POST
@once
def calendar_address_renew(request: HttpRequest) -> HttpResponse:
    """Show the new secret address: here and now only, it is stored nowhere."""
    secret = renew_feed(person=person(request), now=clock.now())
    address = settings.SITE_URL + reverse("calendar-feed", args=[secret])
    return render(request, "home/calendar_address.html", {**_address_context(request), "address": address})


@require_POST
@once
def calendar_address_revoke(request: HttpRequest) -> HttpResponse:
    if revoke_feed(person=person(request), now=clock.now()):
        messages.success(request, _("Alamat kalender dicabut: alamat itu tidak lagi menampilkan apa pun."))
    return redirect("calendar-address")


def _address_context(request: HttpRequest) -> dict[str, Any]:
    crumbs = [(_("Beranda"), reverse("home")), (_("Kalender BSC"), reverse("calendar-detail"))]
    return {
        "page_title": _("Langganan Kalender"),
        "breadcrumbs": [*crumbs, (_("Langganan Kalender"), None)],
        "feed": CalendarFeed.objects.in_force().filter(person=person(request)).first(),
    }


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The feed of a secret address; unknown, revoked and of people who left are all the same 404."""
    feed = feed_of_secret(secret)
    if feed is None:
        raise Http404
    content = feed_content(feed, clock.now())
    etag = quote_etag(digest_of(content.decode()))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kalender-bsc.ics"'
    response["ETag"] = etag
    if request.user.is_anonymous:  # calendar programs ask again with the ETag; people's pages keep no-store
        response["Cache-Control"] = "no-cache, private"
    return get_conditional_response(request, etag=etag, response=response) or response
