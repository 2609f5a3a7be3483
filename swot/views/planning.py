"""Asking for the planning workbook or its print."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import pdf_available
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from swot.reports import request_planning
from swot.views.year import analysis_or_404, year_page


@require_POST
@once
@year_page
def planning_request(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Queue it in the format asked for; its page shows how far the worker is."""
    analysis_or_404(cycle)
    format = request.POST.get("format", "")
    if format not in ReportJob.Format.values:
        return HttpResponse(status=400)
    if format == ReportJob.Format.PDF and not pdf_available():
        messages.error(request, _("PDF belum dapat dibuat di server ini."))
        return redirect("swot:position-detail", cycle.year)
    job = request_planning(cycle=cycle, format=format, actor=person(request), now=clock.now())
    return redirect("documents:report-detail", job.pk)
