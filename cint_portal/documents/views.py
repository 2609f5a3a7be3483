"""A person's reports: progress while a worker builds them, then the file."""

from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core import clock
from cint_portal.documents.downloads import CONTENT_TYPES
from cint_portal.documents.models import ReportJob
from cint_portal.documents.reports import opening


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    jobs = ReportJob.objects.visible_to(request.user)
    context = {
        "page_title": _("Laporan"),
        "page_obj": Paginator(jobs, 20).get_page(request.GET.get("page")),
    }
    return render(request, "documents/report_list.html", context)


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(ReportJob.objects.visible_to(request.user), pk=pk)
    context = {
        "page_title": str(job),
        "breadcrumbs": [(_("Laporan"), reverse("documents:report-list")), (str(job), None)],
        "job": job,
    }
    return render(request, "documents/report_detail.html", context)


@require_GET
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that refreshes itself while the worker builds."""
    job = get_object_or_404(ReportJob.objects.visible_to(request.user), pk=pk)
    return render(request, "documents/_report_progress.html", {"job": job})


@require_GET
def report_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The finished file, as an attachment, logged as a download."""
    job = get_object_or_404(ReportJob.objects.visible_to(request.user), pk=pk, state=ReportJob.State.DONE)
    now = clock.now()
    opening(job, request.user, now)
    record(AuditEvent.Kind.DOWNLOAD, actor=request.user, at=now, label=str(job), sha256=job.file_sha256)
    return protected_file(job.file_path, name=job.file_name, content_type=CONTENT_TYPES[job.format])


def protected_file(path: str, *, name: str, content_type: str) -> HttpResponseBase:
    """Let the proxy send a file below MEDIA_ROOT, or send it ourselves where there is none."""
    file = Path(settings.MEDIA_ROOT) / path
    if not file.is_file():
        raise Http404
    if settings.PROTECTED_FILES_LOCATION:
        response: HttpResponseBase = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.PROTECTED_FILES_LOCATION.rstrip('/')}/{path}"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    else:
        response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
