"""Bobot and Rating by the planning workbook: file in, preview, draft."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.core.numbers import format_number
from cint_portal.core.rounding import display
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.documents.excel_limits import WorkbookRefused
from cint_portal.documents.forms import UploadForm
from cint_portal.documents.taking import taken
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.requests import person
from cint_portal.workflow.services import posted_version
from swot.excel.preview import Preview, preview
from swot.excel.reading import read_table
from swot.excel.table import table_from_json
from swot.excel.texts import NOTES
from swot.models import SwotAnalysis, SwotItem, SwotUpload
from swot.selectors.planning import TAB_TITLES
from swot.selectors.sheet import total_text
from swot.selectors.standing import Standing
from swot.services.ratings import require_open
from swot.services.uploads import apply_upload, store_upload
from swot.views.year import analysis_or_404, frame, require_editor, status_chip, year_page


@require_http_methods(["GET", "POST"])
@once
@year_page
def upload_create(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Choose a file; what is in it is shown before anything changes."""
    analysis, now = _open_analysis(request, cycle), clock.now()
    if request.method == "GET":
        return _form_page(request, analysis, UploadForm(), now)
    form = UploadForm(request.POST, request.FILES)
    refusal = None
    if form.is_valid():
        try:
            return _store(request, analysis, form, now)
        except (WorkbookRefused, InvalidInput) as reason:
            form.refuse(reason)
            refusal = reason if isinstance(reason, InvalidInput) else None
    return _form_page(request, analysis, form, now, status=422, refusal=refusal)


def _open_analysis(request: HttpRequest, cycle: PlanningCycle) -> SwotAnalysis:
    """The year's analysis while this person may write its numbers: else 404, 403 or 409."""
    analysis = analysis_or_404(cycle)
    require_editor(request, analysis)
    require_open(analysis)
    return analysis


def _store(request: HttpRequest, analysis: SwotAnalysis, form: UploadForm, now: datetime) -> HttpResponse:
    upload = store_upload(
        analysis=analysis,
        **taken(form, lambda book: read_table(book, analysis)),
        actor=person(request),
        now=now,
    )
    return redirect("swot:upload-detail", analysis.cycle.year, upload.pk)


def _form_page(
    request: HttpRequest,
    analysis: SwotAnalysis,
    form: UploadForm,
    now: datetime,
    *,
    status: int = 200,
    refusal: InvalidInput | None = None,
) -> HttpResponse:
    cycle = analysis.cycle
    waiting = SwotUpload.objects.visible_to(person(request)).waiting()
    context = {
        **frame(request, cycle, _("Unggah Excel")),
        "analysis": analysis,
        "status": status_chip(analysis),
        "form": form,
        "refusal": refusal,
        "sheets": list(TAB_TITLES.values()),
        "waiting": waiting.filter(analysis=analysis, expires_at__gt=now).first(),
    }
    return render(request, "swot/upload_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
@year_page
def upload_detail(request: HttpRequest, cycle: PlanningCycle, pk: int) -> HttpResponse:
    """The preview: what changes, what keeps it from being saved; confirmed, it is the draft."""
    analysis, now = _open_analysis(request, cycle), clock.now()
    uploads = SwotUpload.objects.visible_to(person(request)).filter(analysis=analysis)
    upload = get_object_or_404(uploads, pk=pk)
    if upload.content is None or now >= upload.expires_at:
        return _over(request, upload, cycle)
    checked = _preview(analysis, upload)
    if request.method == "GET":
        return _show(request, analysis, upload, checked)
    if checked.problems:
        return _show(request, analysis, upload, checked, status=422)
    try:
        saved = apply_upload(
            upload=upload,
            ratings=checked.ratings(),
            actor=person(request),
            now=now,
            version=posted_version(request.POST),
        )
    except StaleVersion as conflict:
        fresh = analysis_or_404(cycle)
        return _show(request, fresh, upload, _preview(fresh, upload), status=409, conflict=conflict)
    text = ngettext("%(n)s isu disimpan dari Excel.", "%(n)s isu disimpan dari Excel.", saved)
    messages.success(request, text % {"n": saved})
    return redirect("swot:item-list", cycle.year)


def _over(request: HttpRequest, upload: SwotUpload, cycle: PlanningCycle) -> HttpResponse:
    """An old link: the workbench when it was taken over, else the way to upload anew."""
    if upload.applied_at:
        return redirect("swot:item-list", cycle.year)
    messages.warning(request, _("Pratinjau ini sudah tidak berlaku. Unggah berkasnya sekali lagi."))
    return redirect("swot:upload-create", cycle.year)


def _preview(analysis: SwotAnalysis, upload: SwotUpload) -> Preview:
    items = list(SwotItem.objects.in_tab_order().filter(analysis=analysis))
    return preview(table_from_json(upload.content or {}), analysis, items)


def _show(
    request: HttpRequest,
    analysis: SwotAnalysis,
    upload: SwotUpload,
    shown: Preview,
    *,
    status: int = 200,
    conflict: StaleVersion | None = None,
) -> HttpResponse:
    cycle, table = analysis.cycle, shown.table
    crumb = (_("Unggah Excel"), reverse("swot:upload-create", args=[cycle.year]))
    context = {
        **frame(request, cycle, _("Pratinjau unggahan"), crumb),
        "analysis": analysis,
        "status": status_chip(analysis),
        "upload": upload,
        "preview": shown,
        "conflict": conflict,
        "notes": [NOTES[note.code] % note.params for note in table.notes],
        "overtaken": table.base_version is not None and table.base_version != analysis.version,
        "effect": _effect(shown),
    }
    return render(request, "swot/upload_detail.html", context, status=status)


def _effect(shown: Preview) -> list[tuple[str, str, str]]:
    """What the file does to totals and position: label, before, after."""
    rows: list[tuple[str, Any, Any]] = [
        (f"Σ Score {tab}", total_text(shown.before.totals[tab]), total_text(shown.after.totals[tab]))
        for tab in shown.before.totals
    ]
    before, after = (_place(standing) for standing in shown.standings)
    return [*rows, (_("Posisi Perusahaan"), before, after)]


def _place(standing: Standing | None) -> str:
    if standing is None:
        return _("belum lengkap")
    quadrant = standing.quadrant or _("di sumbu")
    x, y = (format_number(display(value, 2), 2, reader_language()) for value in (standing.x, standing.y))
    return f"{quadrant} · {standing.posture} (x {x} · y {y})"
