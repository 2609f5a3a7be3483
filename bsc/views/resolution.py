"""Keputusan Rapat Direksi: CMS records, the board confirms once, its other members may object (7.1.16)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.resolution import ItemForms, ObjectionForm, ResolutionForm, resolution_draft
from bsc.models import BoardResolution, ResolutionFile, ResolutionObjection
from bsc.permissions import (
    can_answer_objection,
    can_object,
    can_record_resolution,
    can_see_resolutions,
)
from bsc.selectors.resolutions import (
    confirmations_needed,
    confirmers_of,
    decidable,
    in_order,
    items_of,
    lines_of,
    list_hash,
    may_object_until,
    not_for,
    resolution_chip,
    resolutions_of,
    valid_confirmations,
)
from bsc.services.confirmation import confirm_resolution
from bsc.services.objection import answer_objection, object_to_resolution
from bsc.services.resolution import (
    change_resolution,
    record_resolution,
    return_resolution,
    withdraw_resolution,
)
from bsc.views.approval_page import PersonRequest, Trail
from bsc.workflow import RESOLUTION
from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.fresh_login import ask_password, typed_before
from cint_portal.core.nonce import once
from cint_portal.documents.views import protected_file
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.years import year_switch
from cint_portal.workflow.machine import may
from cint_portal.workflow.presentation import history_lines
from cint_portal.workflow.services import posted_version, require

Status = BoardResolution.Status
PAGE_SIZE = 25


@require_GET
def resolution_list(request: PersonRequest) -> HttpResponse:
    """The year's resolutions, and how many scorecards wait for one."""
    require(can_see_resolutions(request.user))
    years = year_switch(request.GET.get("year"), clock.now())
    page = Paginator(resolutions_of(request.user, years.cycle), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Keputusan Rapat Direksi %(year)s") % {"year": years.current},
        "breadcrumbs": [(_("BSC"), None), (_("Keputusan Rapat Direksi"), None)],
        "year_switch": years,
        "page_obj": page,
        "rows": [(row, resolution_chip(row)) for row in page],
        "waiting": len(decidable(years.cycle)) if years.cycle else 0,
        "create_url": f"{reverse('bsc:resolution-create')}?year={years.current}"
        if can_record_resolution(request.user)
        else "",
    }
    return render(request, "bsc/resolution_list.html", context)


# --- Recording --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@once
def resolution_create(request: PersonRequest) -> HttpResponse:
    """CMS records a decision per scorecard; `?fill=approve` proposes consent for all of them."""
    require(can_record_resolution(request.user))
    now = clock.now()
    cycle = year_switch(request.GET.get("year"), now).cycle
    if cycle is None:
        return redirect("bsc:resolution-list")
    lines = lines_of(decidable(cycle))
    if request.method == "GET":
        proposed = "approve" if request.GET.get("fill") == "approve" else ""
        form = ResolutionForm(initial={"held_on": clock.local_day(now)})
        return _show_form(request, cycle, form, ItemForms(lines, proposed=proposed))
    form, items = ResolutionForm(request.POST, request.FILES), ItemForms(lines, request.POST)
    return _write(
        request,
        cycle,
        form,
        items,
        lambda draft: record_resolution(cycle=cycle, draft=draft, actor=request.user, now=now),
        now,
    )


@require_http_methods(["GET", "POST"])
@once
def resolution_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Repair a list that waits or came back from the board."""
    require(can_record_resolution(request.user))
    row, now = _resolution(request, pk), clock.now()
    if row.status not in (Status.RECORDED, Status.RETURNED):
        raise Conflict(_("Keputusan ini sudah berlaku atau ditarik; isinya tidak dapat diubah."))
    stored = {item.scorecard_id: item for item in items_of(row)}
    listed = in_order({*decidable(row.cycle), *(item.scorecard for item in stored.values())})
    lines = lines_of(listed, stored)
    if request.method == "GET":
        return _show_form(request, row.cycle, ResolutionForm(initial=_initial(row)), ItemForms(lines), row)
    form, items = ResolutionForm(request.POST, request.FILES), ItemForms(lines, request.POST)
    version = posted_version(request.POST)
    return _write(
        request,
        row.cycle,
        form,
        items,
        lambda draft: change_resolution(
            resolution=row, draft=draft, actor=request.user, now=now, version=version
        ),
        now,
        row,
    )


def _initial(row: BoardResolution) -> dict[str, Any]:
    names = ("kind", "number", "held_on", "attendance", "note")
    return {name: getattr(row, name) for name in names}


def _write(
    request: PersonRequest,
    cycle: PlanningCycle,
    form: ResolutionForm,
    items: ItemForms,
    write: Callable[[Any], BoardResolution],
    now: datetime,
    row: BoardResolution | None = None,
) -> HttpResponse:
    valid = [form.is_valid(), items.is_valid()]
    if not all(valid):
        return _show_form(request, cycle, form, items, row, status=422)
    try:
        made = write(resolution_draft(form, items))
    except InvalidInput as refusal:
        return _show_form(request, cycle, form, items, row, status=422, refusal=refusal)
    except Conflict as conflict:
        return _show_form(request, cycle, form, items, row, status=409, refusal=conflict)
    if scan := form.cleaned_data["minutes"]:
        ResolutionFile.objects.create(resolution=made, **scan.kept(actor=request.user, now=now))
    messages.success(request, _("Keputusan dicatat. Belum berlaku sampai dikonfirmasi Direksi."))
    return redirect("bsc:resolution-detail", made.pk)


def _show_form(
    request: PersonRequest,
    cycle: PlanningCycle,
    form: ResolutionForm,
    items: ItemForms,
    row: BoardResolution | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {
        "page_title": _("Catat Keputusan Rapat Direksi %(year)s") % {"year": cycle.year},
        "breadcrumbs": [*_trail(cycle), (row.reference if row else _("Catat keputusan"), None)],
        "form": form,
        "items": items,
        "cycle": cycle,
        "resolution": row,
        "object_version": row.version if row else None,
        "back_url": reverse("bsc:resolution-detail", args=[row.pk])
        if row
        else f"{reverse('bsc:resolution-list')}?year={cycle.year}",
    }
    return render(request, "bsc/resolution_form.html", context, status=status)


# --- Reading and confirming -------------------------------------------------------------------------


@require_GET
def resolution_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """The list with its decisions; who confirms it gives the password or PIN first, once for all."""
    row = _resolution(request, pk)
    if _may_confirm(request, row) and (gate := ask_password(request, back=request.path)):
        return gate
    return _show(request, row, clock.now(), comment=typed_before(request).get("comment", ""))


def _may_confirm(request: PersonRequest, row: BoardResolution) -> bool:
    waits = row.status == Status.RECORDED and may(RESOLUTION.find("confirm"), row, request.user)
    own = row.confirmations.filter(person=request.user, at__gte=row.recorded_at)
    return waits and not own.exists()


def _show(
    request: PersonRequest, row: BoardResolution, now: datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    items = items_of(row)
    stored = {item.scorecard_id: item for item in items}
    lines = lines_of([item.scorecard for item in items], stored)
    digest, user = list_hash(row, items), request.user
    waits, confirmable = row.status == Status.RECORDED, _may_confirm(request, row)
    until = may_object_until(row, now)
    context |= {
        "page_title": row.reference,
        "breadcrumbs": [*_trail(row.cycle), (row.reference, None)],
        "resolution": row,
        "status": resolution_chip(row),
        "lines": lines,
        "counts": _counts(lines),
        "waits": waits,
        "stale": [line for line in lines if line.is_stale] if waits else [],
        "content_sha256": digest,
        "object_version": row.version,
        "can_confirm": confirmable,
        "own_work": not_for(user, [line.scorecard for line in lines]) if confirmable else [],
        "confirmers": confirmers_of(row) if waits else [],
        "needed": confirmations_needed(row),
        "confirmations": list(row.confirmations.select_related("person"))
        if not waits
        else list(valid_confirmations(row, digest)),
        "can_change": row.status in (Status.RECORDED, Status.RETURNED) and can_record_resolution(user),
        "files": row.files.all(),
        "objections": row.objections.select_related("person", "answered_by", "scorecard__unit"),
        "objects_until": until,
        "objection_form": context.get("objection_form")
        or (ObjectionForm(resolution=row) if until and can_object(user, row) else None),
        "can_answer": can_answer_objection(user, row),
        "history": history_lines(RESOLUTION, row),
    }
    return render(request, "bsc/resolution_detail.html", context, status=status)


def _counts(lines: list[Any]) -> dict[str, int]:
    decisions = [line.decision for line in lines]
    return {name: decisions.count(name) for name in ("approve", "note", "return")}


@require_POST
def resolution_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """One confirmation for the whole list, with a fresh password or PIN."""
    row = _resolution(request, pk)
    require(may(RESOLUTION.find("confirm"), row, request.user))
    return ask_password(request, back=_page(pk)) or _confirm(request, row)


@once
def _confirm(request: PersonRequest, row: BoardResolution) -> HttpResponse:
    now = clock.now()
    try:
        done = confirm_resolution(
            resolution=row,
            actor=request.user,
            now=now,
            content_sha256=request.POST.get("content_sha256", ""),
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        return _show(request, _resolution(request, row.pk), now, status=409, conflict=conflict)
    in_force = done.status == Status.CONFIRMED
    text = _("Keputusan dikonfirmasi dan berlaku.") if in_force else _("Konfirmasi Anda tercatat.")
    messages.success(request, text)
    return redirect("bsc:resolution-detail", row.pk)


@require_POST
def resolution_return(request: PersonRequest, pk: int) -> HttpResponse:
    """It is not what was decided: back to CMS with the reason."""
    row = _resolution(request, pk)
    require(may(RESOLUTION.find("return_to_cms"), row, request.user))
    return ask_password(request, back=_page(pk), keeps=True) or _move(request, row, return_resolution)


@require_POST
def resolution_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """CMS takes back what it recorded in error."""
    row = _resolution(request, pk)
    require(may(RESOLUTION.find("withdraw"), row, request.user))
    return _move(request, row, withdraw_resolution)


@once
def _move(request: PersonRequest, row: BoardResolution, step: Callable[..., Any]) -> HttpResponse:
    now, reason = clock.now(), request.POST.get("comment", "")
    try:
        moved = step(
            resolution=row, actor=request.user, now=now, reason=reason, version=posted_version(request.POST)
        )
    except InvalidInput as refusal:
        return _show(request, row, now, status=422, refusal=refusal, comment=reason)
    except Conflict as conflict:
        return _show(
            request, _resolution(request, row.pk), now, status=409, conflict=conflict, comment=reason
        )
    messages.success(request, _("Keputusan: %(state)s.") % {"state": moved.get_status_display()})
    return redirect("bsc:resolution-detail", row.pk)


# --- Objections -------------------------------------------------------------------------------------


@require_POST
@once
def resolution_object(request: PersonRequest, pk: int) -> HttpResponse:
    """Keberatan of another member, within its days."""
    row, now = _resolution(request, pk), clock.now()
    require(can_object(request.user, row))
    form = ObjectionForm(request.POST, resolution=row)
    if not form.is_valid():
        return _show(request, row, now, status=422, objection_form=form)
    object_to_resolution(
        resolution=row,
        actor=request.user,
        now=now,
        text=form.cleaned_data["text"],
        scorecard=form.cleaned_data["scorecard"],
    )
    messages.success(request, _("Keberatan Anda tercatat dan diberitahukan."))
    return redirect("bsc:resolution-detail", pk)


@require_POST
@once
def resolution_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Whoever confirmed answers an objection."""
    require(can_see_resolutions(request.user))
    visible = BoardResolution.objects.visible_to(request.user).values("pk")
    objection = get_object_or_404(ResolutionObjection, pk=pk, resolution__in=visible)
    require(can_answer_objection(request.user, objection.resolution))
    now = clock.now()
    try:
        answer_objection(
            objection=objection, actor=request.user, now=now, answer=request.POST.get("answer", "")
        )
    except InvalidInput as refusal:
        row = _resolution(request, objection.resolution_id)
        return _show(request, row, now, status=422, refusal=refusal)
    messages.success(request, _("Keberatan dijawab."))
    return redirect("bsc:resolution-detail", objection.resolution_id)


@require_GET
def resolution_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The minutes, as an attachment, logged as a download."""
    require(can_see_resolutions(request.user))
    visible = BoardResolution.objects.visible_to(request.user).values("pk")
    file = get_object_or_404(ResolutionFile, pk=pk, resolution__in=visible)
    record(
        AuditEvent.Kind.DOWNLOAD,
        actor=request.user,
        at=clock.now(),
        label=file.file_name,
        sha256=file.file_sha256,
    )
    return protected_file(file.file_path, name=file.file_name, content_type=file.content_type)


def _resolution(request: PersonRequest, pk: int) -> BoardResolution:
    require(can_see_resolutions(request.user))
    rows = BoardResolution.objects.visible_to(request.user).select_related("cycle", "recorded_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(pk: int) -> str:
    return reverse("bsc:resolution-detail", args=[pk])


def _trail(cycle: PlanningCycle) -> Trail:
    return [(_("Keputusan Rapat Direksi"), f"{reverse('bsc:resolution-list')}?year={cycle.year}")]
