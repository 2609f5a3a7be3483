"""Exceptions of the collection, decided by the head of CMS: dates, closing, reopening, more time for one."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.workflow.services import posted_version, require
from issues.forms import MAX_TEXT
from issues.forms.collection import CollectionDatesForm, ExtensionForm
from issues.models import IssueCollection, IssueRegister
from issues.permissions import can_close_collection, can_extend_register, can_see_collection
from issues.selectors.collection import collection_of
from issues.services import close_collection, extend_register, plan_collection, reopen_collection
from issues.views.collection import show_collection
from issues.views.page import PersonRequest, register_context, visible_register


def _back(cycle: PlanningCycle) -> str:
    return f"{reverse('issues:collection-detail')}?year={cycle.year}"


@require_POST
@once
def collection_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Close or reopen the collection, with the reason."""
    require(can_see_collection(request.user))
    collection = get_object_or_404(IssueCollection.objects.select_related("cycle"), pk=pk)
    if name not in ("close", "reopen"):
        raise Http404
    now = clock.now()
    step: dict[str, Any] = {"actor": request.user, "now": now, "version": posted_version(request.POST)}
    step["reason"] = request.POST.get("comment", "")[:MAX_TEXT]
    try:
        if name == "close":
            close_collection(collection=collection, **step)
            messages.success(request, _("Pengumpulan ditutup. Departemen yang belum mengirim diberi tahu."))
        else:
            reopen_collection(collection=collection, **step)
            messages.success(
                request, _("Pengumpulan dibuka kembali. Departemen yang belum mengirim diberi tahu.")
            )
    except InvalidInput as refusal:
        return show_collection(request, collection.cycle, now, status=422, refusal=refusal, open_action=name)
    return redirect(_back(collection.cycle))


@require_http_methods(["GET", "POST"])
@once
def collection_plan(request: PersonRequest, year: int) -> HttpResponse:
    """The dates of a collection that is not open yet."""
    cycle = get_object_or_404(PlanningCycle, year=year)
    collection = collection_of(cycle)
    require(can_close_collection(request.user, collection))
    if request.method == "GET":
        if collection.status != IssueCollection.Status.PLANNED:
            return redirect(_back(cycle))
        dates = {"opens_on": cycle.collection_opens_on, "due_on": cycle.issues_due_on}
        return _show_plan(request, cycle, CollectionDatesForm(initial=dates))
    form = CollectionDatesForm(request.POST)
    if form.is_valid():
        try:
            plan_collection(cycle=cycle, actor=request.user, now=clock.now(), **form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error("due_on", str(refusal.message))
    if not form.is_valid():
        return _show_plan(request, cycle, form, status=422)
    messages.success(request, _("Jadwal pengumpulan disimpan."))
    return redirect(_back(cycle))


def _show_plan(
    request: PersonRequest, cycle: PlanningCycle, form: CollectionDatesForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "page_title": _("Jadwal pengumpulan isu %(year)s") % {"year": cycle.year},
        "breadcrumbs": [(_("Isu"), _back(cycle)), (_("Jadwal"), None)],
        "cycle": cycle,
        "form": form,
        "back_url": _back(cycle),
    }
    return render(request, "issues/collection_plan.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def extension_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Perpanjangan Waktu for one department."""
    register, now = visible_register(request, pk), clock.now()
    require(can_extend_register(request.user, register))
    earliest = _earliest(register, now)
    if request.method == "GET":
        if not register.is_editable:
            return redirect("issues:register-detail", pk)
        return _show_extension(request, register, ExtensionForm(earliest=earliest), now)
    form = ExtensionForm(request.POST, earliest=earliest)
    if not register.is_editable:
        raise Conflict(
            _("Register ini tidak menunggu departemen: statusnya sekarang “%(state)s”.")
            % {"state": register.get_status_display()}
        )
    if form.is_valid():
        try:
            extend_register(register=register, actor=request.user, now=now, **form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error("until", str(refusal.message))
    if not form.is_valid():
        return _show_extension(request, register, form, now, status=422)
    messages.success(request, _("%(unit)s: batas waktu diperpanjang.") % {"unit": register.unit})
    return redirect(_back(register.cycle) if can_see_collection(request.user) else _page(register))


def _page(register: IssueRegister) -> str:
    return reverse("issues:register-detail", args=[register.pk])


def _earliest(register: IssueRegister, now: datetime) -> Any:
    """The first day that an extension may name: after everybody's date, and not past."""
    common = register.cycle.issue_collection.due_on
    return max(clock.local_day(now), common + timedelta(days=1))


def _show_extension(
    request: PersonRequest, register: IssueRegister, form: ExtensionForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    context = {
        **register_context(register, now, step=_("Perpanjangan Waktu")),
        "page_title": _("Perpanjangan Waktu – %(unit)s") % {"unit": register.unit},
        "form": form,
        "extensions": register.extensions.select_related("granted_by"),
        "back_url": _back(register.cycle) if can_see_collection(request.user) else _page(register),
    }
    return render(request, "issues/extension_form.html", context, status=status)
