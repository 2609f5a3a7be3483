"""The year's collection for CMS and the Board, and the lists of registers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.presentation import actions, history_lines
from cint_portal.workflow.services import require
from issues.collection_filter import CollectionFilter
from issues.filters import RegisterFilter
from issues.models import IssueCollection, IssueRegister
from issues.permissions import can_close_collection, can_open_collection, can_see_collection
from issues.selectors import cycle_for, missing_units, register_lines, register_summary, with_counts
from issues.selectors.collection import collection_counts, collection_of
from issues.services import open_collection
from issues.views.page import PersonRequest
from issues.workflow import COLLECTION

PAGE_SIZE = 50


@require_GET
def register_landing(request: PersonRequest) -> HttpResponse:
    """Where the menu leads: CMS and the Board to the year, a department to its register."""
    if can_see_collection(request.user):
        return redirect("issues:collection-detail")
    registers = IssueRegister.objects.visible_to(request.user)[:2]
    if len(registers) == 1:
        return redirect("issues:register-detail", registers[0].pk)
    return redirect("issues:register-list")


@require_GET
def collection_detail(request: PersonRequest) -> HttpResponse:
    """All registers of a year with both clocks, and what may be done with the collection."""
    require(can_see_collection(request.user))
    now = clock.now()
    cycle = cycle_for(request.GET.get("year"), clock.local_day(now))
    if cycle is None:
        return render(request, "issues/collection_detail.html", {"page_title": _("Isu Internal & Eksternal")})
    return show_collection(request, cycle, now)


def show_collection(
    request: PersonRequest, cycle: PlanningCycle, now: datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The page, also as the answer to a step on it that was refused."""
    context |= {
        **_list_context(request, IssueRegister.objects.all(), cycle, now, filter_class=CollectionFilter),
        **_collection_context(request, cycle, now),
        "page_title": _("Isu Internal & Eksternal %(year)s") % {"year": cycle.year},
        "breadcrumbs": [(_("Isu"), None)],
    }
    return render(request, "issues/collection_detail.html", context, status=status)


def _collection_context(request: PersonRequest, cycle: PlanningCycle, now: datetime) -> dict[str, Any]:
    today = clock.local_day(now)
    collection = collection_of(cycle)
    has_begun = collection.status != IssueCollection.Status.PLANNED
    history = history_lines(COLLECTION, collection) if has_begun else []
    may_decide = can_close_collection(request.user, collection)
    url_name = "issues:collection-transition"
    return {
        "collection": collection,
        "has_begun": has_begun,
        "is_closed": collection.status == IssueCollection.Status.CLOSED,
        "closing": history[0] if history else None,
        "history": history,
        "summary": register_summary(cycle, today),
        "counts": collection_counts(cycle, today),
        "new_units": list(missing_units(cycle, today)) if has_begun else [],
        "may_open": can_open_collection(request.user, collection),
        "may_extend": may_decide and has_begun,
        "may_plan": may_decide and not has_begun,
        "actions": actions(COLLECTION, collection, request.user, url_name=url_name) if has_begun else [],
        "object_version": collection.version,
        "issues_due_on": work_calendar(cycle).due(cycle.issues_due_on),
    }


@require_GET
def register_list(request: PersonRequest) -> HttpResponse:
    """The registers that a person may see, for one year: two departments of one manager, a directorate."""
    now = clock.now()
    cycle = cycle_for(request.GET.get("year"), clock.local_day(now))
    context: dict[str, Any] = {"page_title": _("Isu Internal & Eksternal"), "breadcrumbs": [(_("Isu"), None)]}
    if cycle is not None:
        registers = IssueRegister.objects.visible_to(request.user)
        context |= _list_context(request, registers, cycle, now)
        context["page_title"] = _("Isu Internal & Eksternal %(year)s") % {"year": cycle.year}
    return render(request, "issues/register_list.html", context)


def _list_context(
    request: PersonRequest,
    registers: QuerySet[IssueRegister],
    cycle: PlanningCycle,
    now: datetime,
    *,
    filter_class: type[RegisterFilter] = RegisterFilter,
) -> dict[str, Any]:
    today = clock.local_day(now)
    wanted = request.GET.copy()
    wanted["year"] = str(cycle.year)
    filtered = filter_class(wanted, queryset=registers.filter(cycle=cycle), today=today)
    rows = with_counts(filtered.qs)
    rows = filtered.ordered(rows) if isinstance(filtered, CollectionFilter) else rows.order_by("unit__name")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = register_lines(page.object_list, calendar=work_calendar(cycle), today=today)
    return {"filter": filtered, "page_obj": page, "lines": lines, "cycle": cycle, "today": today}


@require_POST
@once
def collection_open(request: PersonRequest, year: int) -> HttpResponse:
    cycle = get_object_or_404(PlanningCycle, year=year)
    registers = open_collection(cycle=cycle, actor=request.user, now=clock.now())
    count = len(registers)
    done = ngettext(
        "%(n)d register dibuat; penanggung jawabnya dikirimi email.",
        "%(n)d register dibuat; penanggung jawabnya dikirimi email.",
        count,
    )
    messages.success(
        request, done % {"n": count} if count else _("Setiap departemen sudah mempunyai register.")
    )
    return redirect(f"{reverse('issues:collection-detail')}?year={cycle.year}")
