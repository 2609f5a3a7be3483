"""Recording a meeting: attendance, minutes with decisions, scans, the PDF (7.1.18, realities 14)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.meeting import AttendanceForm, MinutesForm, ScanForm, decision_forms
from bsc.meeting_permissions import can_arrange_meeting
from bsc.meeting_reports import request_minutes
from bsc.meeting_workflow import MEETING_DECISION
from bsc.models import Meeting, MeetingDecision, MeetingScan
from bsc.selectors.meeting import decision_line, roll_of
from bsc.services.meeting_decision import move_decision
from bsc.services.minutes import issue_minutes, keep_scan, record_attendance, write_minutes
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import WRITTEN, write
from bsc.views.meeting import meeting_shown, meeting_trail, show_meeting
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.documents.pdf import pdf_available
from cint_portal.documents.views import protected_file
from cint_portal.organization.models import User
from cint_portal.workflow.presentation import actions, history_lines
from cint_portal.workflow.services import posted_version, require

OPEN = (*Meeting.AHEAD, Meeting.Status.HELD)


def _to_record(request: PersonRequest, pk: int) -> Meeting:
    """The meeting while it can be recorded; 404, 403 or 409 otherwise."""
    meeting = meeting_shown(request, pk)
    require(can_arrange_meeting(request.user))
    if meeting.status not in OPEN:
        text = _("Rapat ini tidak dapat diubah lagi: statusnya sekarang “%(state)s”.")
        raise Conflict(text % {"state": meeting.get_status_display()})
    return meeting


@require_http_methods(["GET", "POST"])
@once
def meeting_attendance(request: PersonRequest, pk: int) -> HttpResponse:
    """Tick who came; who did not may say why."""
    meeting = _to_record(request, pk)
    rows = roll_of(meeting).rows
    form = AttendanceForm(request.POST or None, rows=rows, initial={"others": meeting.attendance})
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: record_attendance(
                meeting=meeting,
                presences=form.presences(),
                others=form.cleaned_data["others"],
                actor=request.user,
                now=clock.now(),
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("Kehadiran disimpan."))
            return redirect("bsc:meeting-detail", pk)
    context = {**_page(meeting, _("Catat Kehadiran")), "form": form}
    return render(request, "bsc/meeting_attendance.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def meeting_minutes(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the minutes and their numbered decisions; they stay a draft until they are issued."""
    meeting = _to_record(request, pk)
    day = meeting.day or clock.local_day(clock.now())
    known = {"number": meeting.number, "held_on": day, "minutes": meeting.minutes}
    form = MinutesForm(request.POST or None, initial=known)
    lines = decision_forms(meeting.decisions.all(), _people(), request.POST or None)
    if request.method == "POST":
        status = 422 if not lines.is_valid() else write(form, lambda: _write(request, meeting, form, lines))
        if status == WRITTEN:
            messages.success(request, _("Notulen disimpan sebagai draf."))
            return redirect("bsc:meeting-detail", pk)
    context = {**_page(meeting, _("Tulis Notulen")), "form": form, "lines": lines}
    return render(
        request, "bsc/meeting_minutes.html", context, status=200 if request.method == "GET" else status
    )


def _write(request: PersonRequest, meeting: Meeting, form: MinutesForm, lines: object) -> Meeting:
    return write_minutes(
        meeting=meeting,
        record=form.record(),
        decisions=[one.line() for one in lines if one.has_changed() or one.initial],  # type: ignore[attr-defined]
        actor=request.user,
        now=clock.now(),
        version=posted_version(request.POST),
    )


def _people() -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("full_name")


def _page(meeting: Meeting, title: str) -> dict[str, object]:
    url = reverse("bsc:meeting-detail", args=[meeting.pk])
    fresh = Meeting.objects.only("version").get(pk=meeting.pk)
    return {
        "page_title": title,
        "breadcrumbs": meeting_trail(meeting.cycle, (meeting.name, url), (title, None)),
        "meeting": meeting,
        "object_version": fresh.version,
        "back_url": url,
    }


@require_POST
@once
def meeting_issue(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the minutes; their decisions become tasks."""
    meeting = meeting_shown(request, pk)
    try:
        issue_minutes(
            meeting=meeting, actor=request.user, now=clock.now(), version=posted_version(request.POST)
        )
    except InvalidInput as refusal:
        return show_meeting(request, meeting, status=422, problem=str(refusal))
    messages.success(request, _("Notulen diterbitkan dan dikirim kepada undangan."))
    return redirect("bsc:meeting-detail", pk)


@require_POST
@once
def meeting_scan(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep a scan of the signed attendance list."""
    meeting = meeting_shown(request, pk)
    require(can_arrange_meeting(request.user))
    form = ScanForm(request.POST, request.FILES)
    status = write(
        form,
        lambda: keep_scan(
            meeting=meeting, scan=form.cleaned_data["file"], actor=request.user, now=clock.now()
        ),
    )
    if status != WRITTEN:
        return show_meeting(request, meeting, status=status, scan_form=form)
    messages.success(request, _("Pindaian disimpan."))
    return redirect("bsc:meeting-detail", pk)


@require_GET
def meeting_scan_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    scan = get_object_or_404(MeetingScan.objects.select_related("meeting"), pk=pk)
    meeting_shown(request, scan.meeting_id)
    require(can_arrange_meeting(request.user))
    return protected_file(scan.file_path, name=scan.file_name, content_type=scan.content_type)


@require_POST
@once
def meeting_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Queue the minutes as PDF."""
    meeting = meeting_shown(request, pk)
    if not pdf_available():
        messages.error(request, _("PDF belum dapat dibuat di server ini."))
        return redirect("bsc:meeting-detail", pk)
    job = request_minutes(meeting=meeting, actor=request.user, now=clock.now())
    return redirect("documents:report-detail", job.pk)


@require_GET
def meeting_decision_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One decision with its report and history; the PIC and CMS settle it here."""
    return _show_decision(request, _decision_shown(request, pk))


def _decision_shown(request: PersonRequest, pk: int) -> MeetingDecision:
    found = MeetingDecision.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    if not can_arrange_meeting(request.user):
        found = found.filter(meeting__status=Meeting.Status.ISSUED)
    return get_object_or_404(found.select_related("meeting__cycle", "pic"), pk=pk)


def _show_decision(
    request: PersonRequest, row: MeetingDecision, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    today = clock.local_day(clock.now())
    title = _("Keputusan %(number)d") % {"number": row.number}
    url = reverse("bsc:meeting-detail", args=[row.meeting_id])
    issued = row.meeting.status == Meeting.Status.ISSUED
    name = "bsc:meeting-decision-transition"
    context = {
        "page_title": title,
        "breadcrumbs": meeting_trail(row.meeting.cycle, (row.meeting.name, url), (title, None)),
        "line": decision_line(row, today),
        "meeting": row.meeting,
        "actions": actions(MEETING_DECISION, row, request.user, url_name=name) if issued else [],
        "object_version": row.version,
        "history": history_lines(MEETING_DECISION, row),
        "problem": problem,
        "today": today,
    }
    return render(request, "bsc/meeting_decision_detail.html", context, status=status)


@require_POST
@once
def meeting_decision_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    row = _decision_shown(request, pk)
    if name not in {step.name for step in MEETING_DECISION.transitions}:
        return _show_decision(request, row, status=404)
    try:
        move_decision(
            decision=row,
            name=name,
            actor=request.user,
            now=clock.now(),
            comment=request.POST.get("comment", ""),
            version=posted_version(request.POST),
        )
    except InvalidInput as refusal:
        return _show_decision(request, row, status=422, problem=str(refusal))
    messages.success(request, _("Tersimpan."))
    return redirect("bsc:meeting-decision-detail", pk)
