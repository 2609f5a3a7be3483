"""A scorecard by Excel: the company's forms out, a file in, preview, draft."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bsc.excel.columns import FormKind
from bsc.excel.lines import Kind, Preview
from bsc.excel.preview import plan_of, preview
from bsc.excel.reading import read_table
from bsc.excel.resolving import repaired
from bsc.excel.table import Table
from bsc.excel.texts import NOTES
from bsc.models import Scorecard, ScorecardUpload
from bsc.selectors.documents import document_of
from bsc.selectors.structure import structure
from bsc.services.uploads import apply_upload, repair_upload, store_upload
from bsc.views.approval_page import PersonRequest, page_title
from bsc.views.exporting import FORMS, Export, workbook_answer
from bsc.views.loading import form_context, require_editable, scorecard_shown
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.documents.excel_limits import WorkbookRefused
from cint_portal.documents.forms import UploadForm
from cint_portal.documents.taking import taken
from cint_portal.workflow.services import posted_version

#: Lines that a person should look at.
_SHOWN = (Kind.ADDED, Kind.CHANGED, Kind.REMOVED, Kind.SKIPPED)


@require_GET
def scorecard_export(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """The scorecard in one of the forms, as it is printed and passed on."""
    return _workbook(request, scorecard_shown(request, pk), kind)


@require_GET
def template_download(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """The draft as a form to fill in and bring back."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    return _workbook(request, scorecard, kind, suffix="-isian", fillable=True)


def _workbook(request: PersonRequest, scorecard: Scorecard, kind: str, **how: Any) -> HttpResponse:
    now = clock.now()
    document = document_of(scorecard, request.user, now)
    return workbook_answer(request, kind, Export(scorecard, structure(scorecard), document, **how), now)


@require_http_methods(["GET", "POST"])
@once
def upload_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a form, choose a file; what is in it is shown before anything changes."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    now = clock.now()
    if request.method == "GET":
        return _show_form(request, scorecard, UploadForm(), now)
    form = UploadForm(request.POST, request.FILES)
    refusal = None
    if form.is_valid():
        try:
            return _store(request, scorecard, form, now)
        except (WorkbookRefused, InvalidInput) as reason:
            form.refuse(reason)
            refusal = reason if isinstance(reason, InvalidInput) else None
    return _show_form(request, scorecard, form, now, status=422, refusal=refusal)


def _store(request: PersonRequest, scorecard: Scorecard, form: UploadForm, now: datetime) -> HttpResponse:
    upload = store_upload(
        scorecard=scorecard,
        **taken(form, lambda book: read_table(book, scorecard)),
        actor=request.user,
        now=now,
    )
    return redirect("bsc:upload-detail", scorecard.pk, upload.pk)


def _show_form(
    request: PersonRequest,
    scorecard: Scorecard,
    form: UploadForm,
    now: datetime,
    *,
    status: int = 200,
    refusal: InvalidInput | None = None,
) -> HttpResponse:
    waiting = ScorecardUpload.objects.visible_to(request.user).waiting()
    context = form_context(scorecard, _("Excel"), form)
    context |= {
        "refusal": refusal,
        "forms": [(kind.value, *FORMS[kind]) for kind in FormKind],
        "waiting": waiting.filter(scorecard=scorecard, expires_at__gt=now).first(),
    }
    return render(request, "bsc/upload_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def upload_detail(request: PersonRequest, pk: int, upload_pk: int) -> HttpResponse:
    """The preview: what changes, what must be repaired; on confirmation it becomes the draft."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    uploads = ScorecardUpload.objects.visible_to(request.user).filter(scorecard=scorecard)
    upload = get_object_or_404(uploads, pk=upload_pk)
    now = clock.now()
    if upload.content is None or now >= upload.expires_at:
        return _over(request, upload)
    table = Table.from_json(upload.content)
    if request.method == "GET":
        return _show(request, scorecard, upload, preview(table, scorecard))
    table = _repaired(table, scorecard, request.POST)
    repair_upload(upload=upload, content=table.to_json(), actor=request.user, now=now)
    checked = preview(table, scorecard)
    if checked.problems:
        return _show(request, scorecard, upload, checked, status=422, is_checked=True)
    if "confirm" in request.POST:
        return _apply(request, scorecard, upload, checked, now)
    messages.success(request, _("Tidak ada kesalahan lagi. Periksa perubahannya, lalu simpan."))
    return redirect("bsc:upload-detail", pk, upload_pk)


def _over(request: PersonRequest, upload: ScorecardUpload) -> HttpResponse:
    """An old link: the scorecard when it was taken over, else the way to upload anew."""
    if upload.applied_at:
        return redirect("bsc:scorecard-detail", upload.scorecard_id)
    messages.warning(request, _("Pratinjau ini sudah tidak berlaku. Unggah berkasnya sekali lagi."))
    return redirect("bsc:upload-create", upload.scorecard_id)


def _repaired(table: Table, scorecard: Scorecard, data: QueryDict) -> Table:
    """The table with what was typed into the preview, rows ticked away and rows ticked to stay."""
    skipped = {whole_number(number) for number in data.getlist("skip")}
    keeps = [pk for pk in map(whole_number, data.getlist("keep")) if pk]
    rows = [replace(row, skipped=row.number in skipped) for row in table.rows]
    table = replace(table, rows=rows, keeps=keeps)
    return repaired(table, preview(table, scorecard).problems, data)


def _apply(
    request: PersonRequest, scorecard: Scorecard, upload: ScorecardUpload, checked: Preview, now: datetime
) -> HttpResponse:
    version = posted_version(request.POST)
    try:
        apply_upload(upload=upload, plan=plan_of(checked), actor=request.user, now=now, version=version)
    except StaleVersion as conflict:
        fresh = scorecard_shown(request, scorecard.pk)
        return _show(request, fresh, upload, preview(checked.table, fresh), status=409, conflict=conflict)
    except InvalidInput as refusal:
        return _show(request, scorecard, upload, checked, status=422, refusal=refusal)
    text = _("Draf disimpan dari Excel: %(added)d KPI baru, %(changed)d berubah, %(removed)d dihapus.")
    messages.success(request, text % checked.counts)
    return redirect("bsc:scorecard-detail", scorecard.pk)


def _show(
    request: PersonRequest,
    scorecard: Scorecard,
    upload: ScorecardUpload,
    shown: Preview,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    table = shown.table
    back = reverse("bsc:upload-create", args=[scorecard.pk])
    frame = form_context(scorecard, _("Pratinjau unggahan"), None)
    crumbs = [*frame["breadcrumbs"][:-1], (_("Excel"), back), (_("Pratinjau unggahan"), None)]
    context |= {
        **frame,
        "breadcrumbs": crumbs,
        "page_title": f"{_('Pratinjau unggahan')} · {page_title(scorecard)}",
        "upload": upload,
        "preview": shown,
        "form_name": FORMS[table.form][0],
        "notes": [NOTES[note.code] % note.params for note in table.notes],
        "overtaken": table.base_version is not None and table.base_version != frame["object_version"],
        "main": [line for line in shown.lines if line.kind in _SHOWN or line.is_kept_by_hand],
        "left": [line for line in shown.of(Kind.UNCHANGED, Kind.KEPT) if not line.is_kept_by_hand],
    }
    return render(request, "bsc/upload_detail.html", context, status=status)
