"""CMS is on the clock too: its own timeliness, for managers as well."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import PDF_INSTALL_LINE, pdf_available
from cint_portal.organization.models import PlanningCycle
from cint_portal.workflow.services import require
from issues.permissions import can_see_review_queue, can_see_timeliness
from issues.selectors import cycle_for
from issues.selectors.timeliness import CODE, ENOUGH, timeliness_report
from issues.timeliness_report import request_timeliness
from issues.views.page import PersonRequest


@require_GET
def review_timeliness(request: PersonRequest) -> HttpResponse:
    """Share within 3 HK, median, late list; per year, and per reviewer for CMS and BOD."""
    require(can_see_timeliness(request.user))
    now = clock.now()
    cycle = cycle_for(request.GET.get("year"), clock.local_day(now))
    context: dict[str, Any] = {
        "page_title": _("Ketepatan Waktu Pemeriksaan CMS"),
        "breadcrumbs": [(_("Isu"), reverse("issues:register-landing")), (_("Ketepatan waktu CMS"), None)],
        "cycle": cycle,
        "sees_queue": can_see_review_queue(request.user),
    }
    if cycle is not None:
        context |= {
            "page_title": _("Ketepatan Waktu Pemeriksaan CMS %(year)s") % {"year": cycle.year},
            "report": timeliness_report(request.user, cycle, now),
            "all_years": PlanningCycle.objects.order_by("-year").values_list("year", flat=True),
            "enough": ENOUGH,
            "formats": [
                ("pdf", _("Buat PDF"), "file-earmark-pdf"),
                ("xlsx", _("Buat Excel"), "file-earmark-excel"),
            ],
            "pdf_missing": "" if pdf_available() else PDF_INSTALL_LINE,
            "earlier": ReportJob.objects.visible_to(request.user).filter(code=CODE, params__year=cycle.year)[
                :5
            ],
        }
    return render(request, "issues/review_timeliness.html", context)


@require_POST
@once
def timeliness_request(request: PersonRequest) -> HttpResponse:
    """Queue the file in the format asked for; its page shows how far the worker is."""
    require(can_see_timeliness(request.user))
    year = request.POST.get("year", "")
    wanted = int(year) if year.isascii() and year.isdigit() and len(year) <= 4 else 0
    cycle = get_object_or_404(PlanningCycle, year=wanted)
    format = request.POST.get("format", "")
    if format not in ReportJob.Format.values:
        return HttpResponse(status=400)
    if format == "pdf" and not pdf_available():
        messages.error(request, _("PDF belum dapat dibuat di server ini."))
        return redirect(f"{reverse('issues:review-timeliness')}?year={cycle.year}")
    job = request_timeliness(cycle=cycle, format=format, actor=request.user, now=clock.now())
    return redirect("documents:report-detail", job.pk)
