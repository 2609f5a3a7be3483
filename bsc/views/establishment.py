"""Penetapan BSC: meetings, what they established, and the locked versions (7.1.18–7.1.19)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.approval import MeetingForm
from bsc.models import Meeting, Scorecard
from bsc.permissions import can_record_meeting, can_see_meetings
from bsc.reports import request_version
from bsc.selectors.cards import lanes_of, total_weight
from bsc.selectors.establishment import (
    approved_scorecards,
    decisions_of,
    meeting_of,
    meetings_of,
    versions_visible_to,
)
from bsc.selectors.signatures import signatures_of
from bsc.services.establishment import establish_set
from bsc.views.approval_page import PersonRequest, Trail
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.documents.pdf import pdf_available
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.years import YearSwitch, year_switch
from cint_portal.workflow.services import require

PAGE_SIZE = 25


@require_GET
def establishment_list(request: PersonRequest) -> HttpResponse:
    """Meetings of a year, and what is approved but not yet established."""
    require(can_see_meetings(request.user))
    years = year_switch(request.GET.get("year"), clock.now())
    page = Paginator(meetings_of(years.cycle), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Penetapan BSC %(year)s") % {"year": years.current},
        "breadcrumbs": [(_("BSC"), None), (_("Penetapan BSC"), None)],
        "year_switch": years,
        "page_obj": page,
        "waiting": approved_scorecards(years.cycle).visible_to(request.user).count(),
        "create_url": _create_url(years) if can_record_meeting(request.user) else "",
        "cycle": years.cycle,
    }
    return render(request, "bsc/establishment_list.html", context)


def _create_url(years: YearSwitch) -> str:
    return f"{reverse('bsc:establishment-create')}?year={years.current}"


@require_http_methods(["GET", "POST"])
@once
def establishment_create(request: PersonRequest) -> HttpResponse:
    """Record the meeting's decision; the ticked scorecards are locked as Rev. 00, all or none."""
    require(can_record_meeting(request.user))
    now = clock.now()
    cycle = year_switch(request.GET.get("year"), now).cycle
    if cycle is None:
        return redirect("bsc:establishment-list")
    approved = approved_scorecards(cycle)
    if request.method == "GET":
        chosen = [row.pk for row in approved]
        return _show_form(request, MeetingForm(cycle=cycle, initial=_proposed(cycle, chosen, now)), cycle)
    form = MeetingForm(request.POST, cycle=cycle)
    if not form.is_valid():
        return _show_form(request, form, cycle, status=422)
    try:
        return _establish(request, form, cycle, now)
    except InvalidInput as refusal:
        form.add_error(None, str(refusal.message))
        return _show_form(request, form, cycle, status=422)


def _proposed(cycle: PlanningCycle, chosen: list[int], now: datetime) -> dict[str, Any]:
    today = clock.local_day(now)
    effective = today if today.year == cycle.year else cycle.meeting_on
    return {"held_on": today, "effective_from": effective, "scorecards": chosen}


def _establish(
    request: PersonRequest, form: MeetingForm, cycle: PlanningCycle, now: datetime
) -> HttpResponse:
    meeting = establish_set(
        cycle=cycle,
        meeting=form.record(),
        scorecards=list(form.cleaned_data["scorecards"]),
        actor=request.user,
        now=now,
    )
    n = form.cleaned_data["scorecards"].count()
    text = ngettext("%(n)d scorecard ditetapkan.", "%(n)d scorecard ditetapkan.", n)
    messages.success(request, text % {"n": n})
    return redirect("bsc:establishment-detail", meeting.pk)


def _show_form(
    request: PersonRequest, form: MeetingForm, cycle: PlanningCycle, status: int = 200
) -> HttpResponse:
    approved = list(approved_scorecards(cycle))
    context = {
        "page_title": _("Catat Rapat Penetapan BSC %(year)s") % {"year": cycle.year},
        "breadcrumbs": [*_trail(cycle), (_("Catat rapat"), None)],
        "form": form,
        "cycle": cycle,
        "approved": approved,
        "chosen": [str(pk) for pk in (form["scorecards"].value() or [])],
    }
    return render(request, "bsc/establishment_create.html", context, status=status)


@require_GET
def establishment_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One meeting with its minutes and the scorecards that the reader may see."""
    require(can_see_meetings(request.user))
    meeting = get_object_or_404(Meeting.objects.select_related("cycle", "recorded_by"), pk=pk)
    context = {
        "page_title": _("Rapat Penetapan BSC %(year)s") % {"year": meeting.cycle.year},
        "breadcrumbs": [*_trail(meeting.cycle), (meeting.number, None)],
        "meeting": meeting,
        "rows": decisions_of(meeting, request.user),
    }
    return render(request, "bsc/establishment_detail.html", context)


@require_GET
def version_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """A locked version as it was established, read from its stored content."""
    version = get_object_or_404(versions_visible_to(request.user), pk=pk)
    scorecard: Scorecard = version.scorecard
    context = {
        "page_title": f"{scorecard} – Rev.\N{NO-BREAK SPACE}{version.revision:02d}",
        "breadcrumbs": [*_trail(scorecard.cycle), (scorecard.unit.name, None)],
        "version": version,
        "scorecard": scorecard,
        "lanes": lanes_of(version.content),
        "weight_total": total_weight(version.content),
        "meeting": meeting_of(version),
        "sees_meetings": can_see_meetings(request.user),
        "signatures": signatures_of(version),
    }
    return render(request, "bsc/establishment_version.html", context)


@require_POST
@once
def version_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Queue the signed print; its page shows how far the worker is."""
    version = get_object_or_404(versions_visible_to(request.user), pk=pk)
    if not pdf_available():
        messages.error(request, _("PDF belum dapat dibuat di server ini."))
        return redirect("bsc:version-detail", pk)
    job = request_version(version=version, actor=request.user, now=clock.now())
    return redirect("documents:report-detail", job.pk)


def _trail(cycle: PlanningCycle) -> Trail:
    return [(_("Penetapan BSC"), f"{reverse('bsc:establishment-list')}?year={cycle.year}")]
