"""The register by Excel: template out, file in, preview, draft."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.documents.downloads import attachment
from cint_portal.documents.excel_limits import WorkbookRefused
from cint_portal.documents.excel_table import FileTable
from cint_portal.documents.forms import UploadForm
from cint_portal.documents.taking import taken
from cint_portal.workflow.services import posted_version, require
from issues.excel.columns import SIX, vocabulary
from issues.excel.preview import Kind, Preview, preview
from issues.excel.reading import read_table
from issues.excel.resolving import repaired
from issues.excel.template import register_template
from issues.excel.texts import NOTES
from issues.models import IssueRegister, IssueUpload
from issues.permissions import can_edit_register
from issues.selectors.documents import document_of
from issues.services.rows import require_editable
from issues.services.uploads import apply_upload, repair_upload, store_upload
from issues.views.page import PersonRequest, register_context, visible_register


@require_GET
def template_download(request: PersonRequest, pk: int) -> HttpResponse:
    """The register's draft as a file to fill in."""
    register = _own_register(request, pk)
    now = clock.now()
    title = _("Register Isu %(year)s – %(unit)s") % {"year": register.cycle.year, "unit": register.unit}
    data = register_template(register, document_of(register.cycle, title, request.user, now), now)
    stem = f"isu-{register.cycle.year}-{register.unit.code}-templat"
    return attachment(data, stem=stem, suffix="xlsx", actor=request.user, now=now)


def _own_register(request: PersonRequest, pk: int) -> IssueRegister:
    """A register that this person may write now: else 404, 403 or 409."""
    register = visible_register(request, pk)
    require(can_edit_register(request.user, register))
    require_editable(register)
    return register


@require_http_methods(["GET", "POST"])
@once
def upload_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose a file; what is in it is shown before anything changes."""
    register = _own_register(request, pk)
    now = clock.now()
    if request.method == "GET":
        return _show_form(request, register, UploadForm(), now)
    form = UploadForm(request.POST, request.FILES)
    refusal = None
    if form.is_valid():
        try:
            return _store(request, register, form, now)
        except (WorkbookRefused, InvalidInput) as reason:
            form.refuse(reason)
            refusal = reason if isinstance(reason, InvalidInput) else None
    return _show_form(request, register, form, now, status=422, refusal=refusal)


def _store(request: PersonRequest, register: IssueRegister, form: UploadForm, now: datetime) -> HttpResponse:
    upload = store_upload(
        register=register,
        **taken(form, lambda book: read_table(book, register)),
        actor=request.user,
        now=now,
    )
    return redirect("issues:upload-detail", register.pk, upload.pk)


def _show_form(
    request: PersonRequest,
    register: IssueRegister,
    form: UploadForm,
    now: datetime,
    *,
    status: int = 200,
    refusal: InvalidInput | None = None,
) -> HttpResponse:
    waiting = IssueUpload.objects.visible_to(request.user).waiting()
    context = register_context(register, now, step=_("Unggah Excel"))
    context |= {
        "form": form,
        "refusal": refusal,
        "titles": [column.title for column in SIX],
        "waiting": waiting.filter(register=register, expires_at__gt=now).first(),
    }
    return render(request, "issues/upload_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def upload_detail(request: PersonRequest, pk: int, upload_pk: int) -> HttpResponse:
    """The preview: what changes, what must be repaired; on confirmation it becomes the draft."""
    register = _own_register(request, pk)
    uploads = IssueUpload.objects.visible_to(request.user).filter(register=register)
    upload = get_object_or_404(uploads, pk=upload_pk)
    now = clock.now()
    if upload.content is None or now >= upload.expires_at:
        return _over(request, upload)
    table = FileTable.from_json(upload.content)
    if request.method == "GET":
        return _show(request, upload, _preview(register, table), now)
    table = _repaired(table, register, request.POST)
    repair_upload(upload=upload, content=table.to_json(), actor=request.user, now=now)
    checked = _preview(register, table)
    if checked.problems or checked.surplus:
        return _show(request, upload, checked, now, status=422, is_checked=True)
    if "confirm" in request.POST:
        return _apply(request, upload, checked, now)
    messages.success(request, _("Tidak ada kesalahan lagi. Periksa perubahannya, lalu simpan."))
    return redirect("issues:upload-detail", pk, upload_pk)


def _over(request: PersonRequest, upload: IssueUpload) -> HttpResponse:
    """An old link: the draft when it was taken over, else the way to upload anew."""
    if upload.applied_at:
        return redirect("issues:register-edit", upload.register_id)
    messages.warning(request, _("Pratinjau ini sudah tidak berlaku. Unggah berkasnya sekali lagi."))
    return redirect("issues:upload-create", upload.register_id)


def _preview(register: IssueRegister, table: FileTable) -> Preview:
    issues = list(register.issues.select_related("factor"))
    return preview(table, issues, vocabulary(register), reorders=register.round == 0)


def _repaired(table: FileTable, register: IssueRegister, data: QueryDict) -> FileTable:
    """The table with what was typed into the preview, and the rows that were ticked away."""
    skipped = {int(number) for number in data.getlist("skip") if number.isascii() and number.isdigit()}
    table = replace(table, rows=[replace(row, skipped=row.number in skipped) for row in table.rows])
    return repaired(table, vocabulary(register), data)


def _apply(request: PersonRequest, upload: IssueUpload, checked: Preview, now: datetime) -> HttpResponse:
    try:
        apply_upload(
            upload=upload,
            draft=checked.draft(),
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
        )
    except StaleVersion as conflict:
        fresh = visible_register(request, upload.register_id)
        return _show(request, upload, _preview(fresh, checked.table), now, status=409, conflict=conflict)
    counts = checked.counts
    text = _("Draf disimpan dari Excel: %(added)d baru, %(changed)d berubah, %(removed)d dihapus.")
    messages.success(request, text % counts)
    return redirect("issues:register-edit", upload.register_id)


def _show(
    request: PersonRequest,
    upload: IssueUpload,
    shown: Preview,
    now: datetime,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    register = visible_register(request, upload.register_id)
    table = shown.table
    context |= register_context(register, now, step=_("Pratinjau unggahan"))
    context |= {
        "upload": upload,
        "preview": shown,
        "notes": [NOTES[note.code] % note.params for note in table.notes],
        "overtaken": table.base_version is not None and table.base_version != register.version,
        "main": shown.of(Kind.ADDED, Kind.CHANGED, Kind.REMOVED, Kind.SKIPPED),
        "left": shown.of(Kind.UNCHANGED, Kind.LOCKED, Kind.KEPT),
    }
    return render(request, "issues/upload_detail.html", context, status=status)
