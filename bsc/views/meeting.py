"""Rapat: the list of a year, arranging one, inviting, calling off (7.1.18)."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.meeting import CancelForm, MeetingForm, ScanForm, planned_values
from bsc.invitation import CANCEL, PUBLISH, REQUEST, invitation
from bsc.meeting_permissions import can_arrange_meeting
from bsc.meeting_workflow import MEETING
from bsc.models import Meeting
from bsc.permissions import can_record_meeting
from bsc.selectors.establishment import approved_scorecards, decisions_of
from bsc.selectors.invitees import guest_groups, proposed_guests
from bsc.selectors.meeting import agenda_for, decision_lines, meetings_in, roll_of
from bsc.services.meeting import cancel_meeting, change_meeting, invite, plan_meeting
from bsc.views.approval_page import PersonRequest, Trail
from bsc.views.loading import WRITTEN, write
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.years import year_switch
from cint_portal.workflow.presentation import history_lines
from cint_portal.workflow.services import posted_version, require

PAGE_SIZE = 25
CHIPS = {
    Meeting.Status.PLANNED: ("neutral", "pencil"),
    Meeting.Status.INVITED: ("info", "envelope-check"),
    Meeting.Status.HELD: ("warning", "journal-text"),
    Meeting.Status.ISSUED: ("success", "journal-check"),
    Meeting.Status.CANCELLED: ("muted", "x-circle"),
}


def meeting_shown(request: PersonRequest, pk: int) -> Meeting:
    """A meeting that the person may read, else 404."""
    found = Meeting.objects.visible_to(request.user).select_related("cycle", "arranged_by", "recorded_by")
    return get_object_or_404(found, pk=pk)


def meeting_trail(cycle: PlanningCycle, *more: tuple[str, str | None]) -> Trail:
    return [(_("Rapat & Notulen"), f"{reverse('bsc:meeting-list')}?year={cycle.year}"), *more]


def status_chip(meeting: Meeting) -> dict[str, str]:
    tone, icon = CHIPS[Meeting.Status(meeting.status)]
    return {"label": str(meeting.get_status_display()), "tone": tone, "icon": icon}


@require_GET
def meeting_list(request: PersonRequest) -> HttpResponse:
    """The meetings of a year that concern the person."""
    years = year_switch(request.GET.get("year"), clock.now())
    page = Paginator(meetings_in(years.cycle, request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Rapat & Notulen %(year)s") % {"year": years.current},
        "breadcrumbs": [(_("BSC"), None), (_("Rapat & Notulen"), None)],
        "year_switch": years,
        "page_obj": page,
        "lines": [(row, status_chip(row)) for row in page],
        "may_arrange": can_arrange_meeting(request.user) and years.cycle is not None,
        "kinds": Meeting.Kind.choices,
        "cycle": years.cycle,
    }
    return render(request, "bsc/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def meeting_create(request: PersonRequest) -> HttpResponse:
    """Arrange a meeting of the asked kind; invitations go with a step of their own."""
    require(can_arrange_meeting(request.user))
    now = clock.now()
    cycle = year_switch(request.GET.get("year"), now).cycle
    if cycle is None:
        return redirect("bsc:meeting-list")
    kind = request.GET.get("kind", "")
    kind = kind if kind in Meeting.Kind.values else Meeting.Kind.ESTABLISHMENT
    draft = Meeting(cycle=cycle, kind=kind)
    if request.method == "GET":
        return _show_form(request, draft, MeetingForm(initial=_proposed(draft, now)))
    form, made = MeetingForm(request.POST), []
    status = write(
        form,
        lambda: made.append(
            plan_meeting(
                cycle=cycle,
                kind=kind,
                plan=form.plan(),
                guests=list(form.cleaned_data["guests"]),
                actor=request.user,
                now=now,
            )
        ),
    )
    if status != WRITTEN:
        return _show_form(request, draft, form, status=status)
    messages.success(request, _("Rapat disimpan. Undangan belum dikirim."))
    return redirect("bsc:meeting-detail", made[0].pk)


def _proposed(draft: Meeting, now: datetime) -> dict[str, Any]:
    """The year's date, office hours, the agenda from the scorecards, the guests of the procedure."""
    today = clock.local_day(now)
    own_day = draft.kind == Meeting.Kind.ESTABLISHMENT and draft.cycle.meeting_on > today
    return {
        "day": draft.cycle.meeting_on if own_day else None,
        "starts": time(9, 0),
        "ends": time(12, 0),
        "agenda": agenda_for(draft.cycle, draft.kind),
        "guests": [person.pk for person in proposed_guests(draft.kind)],
    }


@require_http_methods(["GET", "POST"])
@once
def meeting_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a meeting that is ahead; who was invited gets the change."""
    meeting = meeting_shown(request, pk)
    require(can_arrange_meeting(request.user))
    if not meeting.is_ahead:
        return _gone(request, meeting)
    if request.method == "GET":
        guests = list(meeting.invitees.values_list("person", flat=True))
        return _show_form(
            request, meeting, MeetingForm(initial={**planned_values(meeting), "guests": guests})
        )
    form = MeetingForm(request.POST)
    status = write(
        form,
        lambda: change_meeting(
            meeting=meeting,
            plan=form.plan(),
            guests=list(form.cleaned_data["guests"]),
            actor=request.user,
            now=clock.now(),
            version=posted_version(request.POST),
        ),
    )
    if status != WRITTEN:
        return _show_form(request, meeting, form, status=status)
    told = meeting.status == Meeting.Status.INVITED
    messages.success(request, _("Perubahan dikirim kepada undangan.") if told else _("Rapat disimpan."))
    return redirect("bsc:meeting-detail", pk)


def _gone(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """What was held or called off is not arranged any more."""
    text = _("Rapat ini tidak dapat diubah lagi: statusnya sekarang “%(state)s”.")
    message = text % {"state": meeting.get_status_display()}
    return render(request, "409.html", {"message": message}, status=409)


def _show_form(
    request: PersonRequest, meeting: Meeting, form: MeetingForm, *, status: int = 200
) -> HttpResponse:
    fresh = Meeting.objects.only("version").get(pk=meeting.pk) if meeting.pk else None
    chosen = [pk for text in form["guests"].value() or [] if (pk := whole_number(str(text))) is not None]
    title = _("Ubah Rapat") if fresh else _("Undang Rapat: %(kind)s") % {"kind": meeting.get_kind_display()}
    context = {
        "page_title": title,
        "breadcrumbs": meeting_trail(meeting.cycle, (title, None)),
        "meeting": meeting,
        "form": form,
        "groups": guest_groups(chosen),
        "chosen_count": len(chosen),
        "object_version": fresh.version if fresh else None,
        "back_url": reverse("bsc:meeting-detail", args=[meeting.pk])
        if fresh
        else f"{reverse('bsc:meeting-list')}?year={meeting.cycle.year}",
    }
    return render(request, "bsc/meeting_form.html", context, status=status)


@require_GET
def meeting_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Invitation, attendance, minutes, decisions and what was established: one page for its whole life."""
    return show_meeting(request, meeting_shown(request, pk))


def show_meeting(
    request: PersonRequest, meeting: Meeting, *, status: int = 200, **context: Any
) -> HttpResponse:
    now = clock.now()
    arranges = can_arrange_meeting(request.user)
    establishes = meeting.kind == Meeting.Kind.ESTABLISHMENT
    reads = arranges or meeting.status == Meeting.Status.ISSUED
    context = {
        "page_title": meeting.name,
        "breadcrumbs": meeting_trail(meeting.cycle, (meeting.number or meeting.name, None)),
        "meeting": meeting,
        "status": status_chip(meeting),
        "roll": roll_of(meeting),
        "reads_minutes": reads,
        "decisions": decision_lines(meeting, clock.local_day(now)) if reads else [],
        "rows": decisions_of(meeting, request.user),
        "commitment": getattr(meeting, "commitment", None),
        "scans": list(meeting.scans.all()) if arranges else [],
        "arranges": arranges,
        "is_over": meeting.starts_at is None or meeting.starts_at <= now,
        "may_establish": establishes and can_record_meeting(request.user) and _has_approved(meeting),
        "history": history_lines(MEETING, meeting),
        "object_version": meeting.version,
        "cancel_form": CancelForm(),
        "scan_form": ScanForm(),
        **context,
    }
    return render(request, "bsc/meeting_detail.html", context, status=status)


def _has_approved(meeting: Meeting) -> bool:
    """Is there anything that the meeting could establish?"""
    return approved_scorecards(meeting.cycle).exists()


@require_POST
@once
def meeting_invite(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = meeting_shown(request, pk)
    try:
        invite(meeting=meeting, actor=request.user, now=clock.now(), version=posted_version(request.POST))
    except InvalidInput as refusal:
        return show_meeting(request, meeting, status=422, problem=str(refusal))
    messages.success(request, _("Undangan dikirim."))
    return redirect("bsc:meeting-detail", pk)


@require_POST
@once
def meeting_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    meeting, form = meeting_shown(request, pk), CancelForm(request.POST)
    require(can_arrange_meeting(request.user))
    status = write(
        form,
        lambda: cancel_meeting(
            meeting=meeting,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=clock.now(),
            version=posted_version(request.POST),
        ),
    )
    if status != WRITTEN:
        return show_meeting(request, meeting, status=status, cancel_form=form)
    messages.success(request, _("Rapat dibatalkan. Undangan yang sudah terkirim mendapat pembatalan."))
    return redirect("bsc:meeting-detail", pk)


@require_GET
def meeting_calendar(request: PersonRequest, pk: int) -> HttpResponse:
    """The entry as a file: for people without a mailbox, and for who may read it uninvited."""
    meeting = meeting_shown(request, pk)
    if meeting.starts_at is None or meeting.invited_at is None:
        return _gone(request, meeting)
    method = _method(request, meeting)
    part = invitation(meeting, request.user, method=method, stamped_at=clock.now())
    response = HttpResponse(part.content, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = 'attachment; filename="undangan.ics"'
    return response


def _method(request: PersonRequest, meeting: Meeting) -> str:
    """Only a guest with an address can be asked; to anybody else the entry is published (RFC 5546, 3.2)."""
    if meeting.status == Meeting.Status.CANCELLED:
        return CANCEL
    is_guest = meeting.invitees.filter(person=request.user).exists()
    return REQUEST if is_guest and request.user.email else PUBLISH
