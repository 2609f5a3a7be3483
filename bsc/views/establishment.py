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

from bsc.forms.meeting import EstablishmentForm
from bsc.meeting_permissions import can_arrange_meeting
from bsc.models import Meeting, Scorecard
from bsc.permissions import can_record_meeting, can_see_meetings
from bsc.reports import request_version
from bsc.selectors.cards import lanes_of, total_weight
from bsc.selectors.commitment import commitments_of
from bsc.selectors.establishment import (
    approved_scorecards,
    meeting_of,
    meetings_of,
    versions_visible_to,
)
from bsc.selectors.meeting import establishing_meeting, roll_of
from bsc.selectors.signatures import signatures_of
from bsc.services.establishment import establish_set
from bsc.views.approval_page import PersonRequest, Trail
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.documents.pdf import pdf_available
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.years import YearSwitch, year_switch
from cint_portal.workflow.services import require

PAGE_SIZE = 25


@require_GET
def establishment_list(request: PersonRequest) -> HttpResponse:
    """Where the year's Penetapan stands: what waits, its meetings, its commitments."""
    require(can_see_meetings(request.user))
    years = year_switch(request.GET.get("year"), clock.now())
    page = Paginator(meetings_of(years.cycle), PAGE_SIZE).get_page(request.GET.get("page"))
    ahead = establishing_meeting(years.cycle)
    context = {
        "page_title": _("Penetapan BSC %(year)s") % {"year": years.current},
        "breadcrumbs": [(_("BSC"), None), (_("Penetapan BSC"), None)],
        "year_switch": years,
        "page_obj": page,
        "waiting": approved_scorecards(years.cycle).visible_to(request.user).count(),
        "ahead": ahead,
        "commitments": list(commitments_of(years.cycle, request.user)),
        "create_url": _create_url(years, ahead) if can_record_meeting(request.user) else "",
        "may_arrange": can_arrange_meeting(request.user),
        "cycle": years.cycle,
    }
    return render(request, "bsc/establishment_list.html", context)


def _create_url(years: YearSwitch, ahead: Meeting | None) -> str:
    """Recording goes to the meeting that was arranged, where there is one."""
    url = f"{reverse('bsc:establishment-create')}?year={years.current}"
    return f"{url}&meeting={ahead.pk}" if ahead else url


@require_http_methods(["GET", "POST"])
@once
def establishment_create(request: PersonRequest) -> HttpResponse:
    """Record the meeting's decision; the ticked scorecards are locked as Rev. 00, all or none."""
    require(can_record_meeting(request.user))
    now = clock.now()
    cycle = year_switch(request.GET.get("year"), now).cycle
    if cycle is None:
        return redirect("bsc:establishment-list")
    planned = _planned(request, cycle)
    approved = approved_scorecards(cycle)
    if request.method == "GET":
        chosen = [row.pk for row in approved]
        initial = _proposed(cycle, planned, chosen, now)
        return _show_form(request, EstablishmentForm(cycle=cycle, planned=planned, initial=initial), planned)
    form = EstablishmentForm(request.POST, cycle=cycle, planned=planned, initial=_known(planned))
    if not form.is_valid():
        return _show_form(request, form, planned, status=422)
    try:
        return _establish(request, form, planned, now)
    except InvalidInput as refusal:
        form.add_error(None, str(refusal.message))
        return _show_form(request, form, planned, status=422)


def _planned(request: PersonRequest, cycle: PlanningCycle) -> Meeting | None:
    """The arranged meeting that the address names; 404 for any other."""
    if "meeting" not in request.GET:
        return None
    meetings = Meeting.objects.standing().filter(cycle=cycle, kind=Meeting.Kind.ESTABLISHMENT)
    return get_object_or_404(meetings.select_related("cycle"), pk=whole_number(request.GET["meeting"]) or 0)


def _known(planned: Meeting | None) -> dict[str, Any]:
    """What was recorded of the meeting already."""
    if planned is None:
        return {}
    fields = {name: getattr(planned, name) for name in ("number", "attendance", "minutes")}
    return {**fields, "held_on": planned.day}


def _proposed(
    cycle: PlanningCycle, planned: Meeting | None, chosen: list[int], now: datetime
) -> dict[str, Any]:
    today = clock.local_day(now)
    effective = today if today.year == cycle.year else cycle.meeting_on
    return {"held_on": today, **_known(planned), "effective_from": effective, "scorecards": chosen}


def _establish(
    request: PersonRequest, form: EstablishmentForm, planned: Meeting | None, now: datetime
) -> HttpResponse:
    meeting = establish_set(
        cycle=form.cycle,
        meeting=form.record(),
        scorecards=list(form.cleaned_data["scorecards"]),
        actor=request.user,
        now=now,
        planned=planned,
    )
    n = form.cleaned_data["scorecards"].count()
    text = ngettext("%(n)d scorecard ditetapkan.", "%(n)d scorecard ditetapkan.", n)
    messages.success(request, text % {"n": n})
    return redirect("bsc:meeting-detail", meeting.pk)


def _show_form(
    request: PersonRequest, form: EstablishmentForm, planned: Meeting | None, status: int = 200
) -> HttpResponse:
    cycle = form.cycle
    context = {
        "page_title": _("Catat Rapat Penetapan BSC %(year)s") % {"year": cycle.year},
        "breadcrumbs": [*_trail(cycle), (_("Catat rapat"), None)],
        "form": form,
        "cycle": cycle,
        "planned": planned,
        "roll": roll_of(planned) if planned else None,
        "approved": list(approved_scorecards(cycle)),
        "chosen": [str(pk) for pk in (form["scorecards"].value() or [])],
    }
    return render(request, "bsc/establishment_create.html", context, status=status)


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
