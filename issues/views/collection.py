"""The year's collection for CMS and the Board, and the lists of registers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import require
from issues.filters import RegisterFilter
from issues.models import IssueCollection, IssueRegister
from issues.permissions import can_open_collection, can_see_collection
from issues.selectors import cycle_for, missing_units, register_lines, register_summary, with_counts
from issues.services import open_collection
from issues.views.page import PersonRequest

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
    """All registers of a year with both clocks, and the button that opens the collection."""
    require(can_see_collection(request.user))
    now = clock.now()
    cycle = cycle_for(request.GET.get("year"), clock.local_day(now))
    if cycle is None:
        return render(request, "issues/collection_detail.html", {"page_title": _("Isu Internal & Eksternal")})
    registers = IssueRegister.objects.all()
    context = {
        **_list_context(request, registers, cycle, now),
        **_collection_context(request, cycle, now),
        "page_title": _("Isu Internal & Eksternal %(year)s") % {"year": cycle.year},
        "breadcrumbs": [(_("Isu"), None)],
    }
    return render(request, "issues/collection_detail.html", context)


def _collection_context(request: PersonRequest, cycle: PlanningCycle, now: datetime) -> dict[str, Any]:
    today = clock.local_day(now)
    collection = IssueCollection.objects.filter(cycle=cycle).first() or IssueCollection(cycle=cycle)
    is_open = collection.status == IssueCollection.Status.OPEN
    return {
        "collection": collection,
        "is_open": is_open,
        "summary": register_summary(cycle, today),
        "new_units": list(missing_units(cycle, today)) if is_open else [],
        "may_open": can_open_collection(request.user, collection),
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
    request: PersonRequest, registers: QuerySet[IssueRegister], cycle: PlanningCycle, now: datetime
) -> dict[str, Any]:
    today = clock.local_day(now)
    wanted = request.GET.copy()
    wanted["year"] = str(cycle.year)
    filtered = RegisterFilter(wanted, queryset=registers.filter(cycle=cycle), today=today)
    page = Paginator(with_counts(filtered.qs).order_by("unit__name"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    lines = register_lines(
        page.object_list, calendar=work_calendar(cycle), today=today, language=(get_language() or "id")[:2]
    )
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
