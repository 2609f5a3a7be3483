"""Review Semester: the half-year on one page, and as PDF or Excel (7.2.3)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import PDF_INSTALL_LINE, pdf_available
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.organization.years import year_switch
from realization.permissions import can_see_realizations
from realization.selectors.opened import figures_stay_inside
from realization.selectors.results.review import CODE, default_semester, latest_semester, review_report
from realization.selectors.results.spans import SEMESTERS
from realization.services.review import request_review


@require_GET
def review_detail(request: HttpRequest) -> HttpResponse:
    """All visible scorecards of a half-year, verified figures only."""
    user, now = person(request), clock.now()
    if not can_see_realizations(user):
        raise PermissionDenied
    switch = year_switch(request.GET.get("year") or str(latest_semester(now)[0]), now)
    context: dict[str, Any] = {
        "page_title": _("Review Semester"),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Review Semester"), None)],
        "year_switch": switch,
        "cycle": switch.cycle,
    }
    if switch.cycle is None:
        return render(request, "realization/review_detail.html", context)
    asked = request.GET.get("semester")
    semester = int(asked) if asked in ("1", "2") else default_semester(switch.cycle, now)
    with figures_stay_inside():  # totals and counts only
        report = review_report(user, switch.cycle, semester, now)
    context |= {
        "page_title": report.title,
        "report": report,
        "semesters": [
            (label, f"?year={switch.current}&semester={number}", number == semester)
            for number, label in SEMESTERS.items()
        ],
        "formats": [
            ("pdf", _("Buat PDF"), "file-earmark-pdf"),
            ("xlsx", _("Buat Excel"), "file-earmark-excel"),
        ],
        "pdf_missing": "" if pdf_available() else PDF_INSTALL_LINE,
        "earlier": ReportJob.objects.visible_to(user).filter(
            code=CODE, params__year=switch.current, params__semester=semester
        )[:5],
    }
    return render(request, "realization/review_detail.html", context)


@require_POST
@once
def review_request(request: HttpRequest) -> HttpResponse:
    """Queue the report in the format asked for; its page shows how far the worker is."""
    user = person(request)
    year, semester = _number(request, "year"), _number(request, "semester")
    cycle = get_object_or_404(PlanningCycle, year=year)
    format = request.POST.get("format", "")
    if semester not in SEMESTERS or format not in ReportJob.Format.values:
        return HttpResponse(status=400)
    if format == "pdf" and not pdf_available():
        messages.error(request, _("PDF belum dapat dibuat di server ini."))
        return redirect(f"{reverse('realization:review-detail')}?year={year}&semester={semester}")
    job = request_review(cycle=cycle, semester=semester, format=format, actor=user, now=clock.now())
    return redirect("documents:report-detail", job.pk)


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, ""), digits=4) or 0
