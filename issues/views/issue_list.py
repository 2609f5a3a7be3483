"""The register view: every issue that a person may see, filtered, and the same as Excel and PDF."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.documents.downloads import attachment
from cint_portal.organization.models import PlanningCycle
from issues.excel.export import company_workbook, full_workbook
from issues.filters import filtered_issues
from issues.register_report import request_register, title_of
from issues.selectors import COLUMN_TITLES, cycle_for
from issues.selectors.documents import document_of
from issues.selectors.issue_list import issue_lines, page_of, stakeholders_of, units_of
from issues.views.page import PersonRequest

PAGE_SIZE = 50
#: The workbooks by the name in the address, with the end of the file's name.
_WORKBOOKS: dict[str, tuple[Callable[..., bytes], str]] = {
    "company": (company_workbook, "isu-internal-eksternal"),
    "full": (full_workbook, "register-isu-lengkap"),
}


@require_GET
def issue_list(request: PersonRequest) -> HttpResponse:
    """One year's issues; filters, order and page are in the address."""
    now = clock.now()
    cycle = cycle_for(request.GET.get("year"), clock.local_day(now))
    context: dict[str, Any] = {
        "page_title": _("Daftar Isu"),
        "breadcrumbs": [(_("Isu"), reverse("issues:register-landing")), (_("Daftar Isu"), None)],
    }
    if cycle is not None:
        context |= _list_context(request, cycle)
    return render(request, "issues/issue_list.html", context)


def _list_context(request: PersonRequest, cycle: PlanningCycle) -> dict[str, Any]:
    chosen = filtered_issues(request.user, cycle, request.GET)
    # All ids at once: counting first would sort or search twice.
    ids = list(chosen.qs.values_list("pk", flat=True))
    page = Paginator(ids, PAGE_SIZE).get_page(request.GET.get("page"))
    titles = [str(title) for title in COLUMN_TITLES.values()]
    return {
        "page_title": _("Daftar Isu %(year)s") % {"year": cycle.year},
        "cycle": cycle,
        "filter": chosen,
        "page_obj": page,
        "lines": [(line, line.cells(titles)) for line in issue_lines(page_of(page))],
        "query": request.GET.urlencode(),
    }


@require_GET
def issue_suggestions(request: PersonRequest, year: int) -> HttpResponse:
    """What the text filters propose, fetched when somebody begins to filter."""
    cycle = get_object_or_404(PlanningCycle, year=year)
    context = {
        "units": units_of(request.user, cycle),
        "stakeholders": stakeholders_of(filtered_issues(request.user, cycle, QueryDict()).queryset),
    }
    return render(request, "issues/_issue_suggestions.html", context)


@require_GET
def issue_export(request: PersonRequest, year: int, columns: str) -> HttpResponse:
    """The list as it is filtered, as a workbook: the company's six columns, or all of them."""
    if columns not in _WORKBOOKS:
        raise Http404
    cycle = get_object_or_404(PlanningCycle, year=year)
    now = clock.now()
    chosen = filtered_issues(request.user, cycle, request.GET)
    issues = list(chosen.qs)
    build, stem = _WORKBOOKS[columns]
    document = document_of(cycle, title_of(cycle), request.user, now)
    data = build(issues, document, chosen.facts(len(issues)))
    return attachment(data, stem=f"{stem}-{year}", suffix="xlsx", actor=request.user, now=now)


@require_POST
@once
def issue_report(request: PersonRequest, year: int) -> HttpResponse:
    """Ask for the PDF; a worker builds it."""
    cycle = get_object_or_404(PlanningCycle, year=year)
    now: datetime = clock.now()
    job = request_register(cycle=cycle, query=request.GET, actor=request.user, now=now)
    return redirect("documents:report-detail", job.pk)
