"""Revisi Target Massal: the sheet out, the file in, its preview, and the one way of the bundle (7.1.19)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bsc.excel.bundle import bundle_workbook
from bsc.excel.bundle_preview import BundlePreview, preview_bundle
from bsc.excel.bundle_reading import read_bundle
from bsc.excel.table import Table
from bsc.forms.bundle import BundleForm, SelectionForm
from bsc.models import BundleUpload, ChangeBundle, ChangeRequest
from bsc.permissions import can_revise_in_bulk
from bsc.selectors.bundle import bundles_visible_to, may_all, requests_of, revisable, status_of
from bsc.services.bundle import send_upload, store_bundle_upload
from bsc.views.approval_page import PersonRequest
from cint_portal.core import clock
from cint_portal.core.dates import format_month
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.documents.downloads import attachment
from cint_portal.documents.excel_limits import WorkbookRefused
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.taking import taken
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.years import year_switch
from cint_portal.workflow.services import require


@require_http_methods(["GET", "POST"])
@once
def bundle_create(request: PersonRequest) -> HttpResponse:
    """Take the sheet out, bring it back with reason and month; `?bundle=` repairs a returned one."""
    require(can_revise_in_bulk(request.user))
    now = clock.now()
    repairs = _repaired(request)
    cycle = repairs.cycle if repairs else _cycle(request, now)
    if request.method == "GET":
        return _show_form(
            request, cycle, repairs, BundleForm(initial=_initial(repairs, now), year=cycle.year)
        )
    form = BundleForm(request.POST, request.FILES, year=cycle.year)
    if form.is_valid():
        try:
            return _store(request, cycle, repairs, form, now)
        except (WorkbookRefused, InvalidInput) as reason:
            form.refuse(reason)
    return _show_form(request, cycle, repairs, form, status=422)


def _cycle(request: PersonRequest, now: datetime) -> PlanningCycle:
    """The year of the address; its plans must exist."""
    cycle = year_switch(request.GET.get("year"), now).cycle
    if cycle is None:
        raise Http404
    return cycle


def _repaired(request: PersonRequest) -> ChangeBundle | None:
    """The returned bundle whose sheet this is; 409 once it is under way again."""
    asked = request.GET.get("bundle", "")
    if not asked:
        return None
    bundle = get_object_or_404(bundles_visible_to(request.user), pk=whole_number(asked) or 0)
    rows = requests_of(bundle)
    require(may_all(request.user, rows, "withdraw"))
    if status_of(rows) not in ChangeRequest.EDITABLE:
        raise Conflict(_("Revisi ini tidak sedang dikembalikan."))
    return bundle


def _initial(repairs: ChangeBundle | None, now: datetime) -> dict[str, Any]:
    if repairs is None:
        return {"effective_month": min(12, clock.local_day(now).month + 1)}
    first = requests_of(repairs)[0]
    names = ("effective_month", "reason", "reaches_back")
    return {name: getattr(first, name) for name in names}


def _store(
    request: PersonRequest,
    cycle: PlanningCycle,
    repairs: ChangeBundle | None,
    form: BundleForm,
    now: datetime,
) -> HttpResponse:
    upload = store_bundle_upload(
        cycle=cycle,
        **taken(form, lambda book: read_bundle(book, cycle)),
        actor=request.user,
        now=now,
        repairs=repairs,
        reason=form.cleaned_data["reason"].strip(),
        effective_month=form.cleaned_data["effective_month"],
        reaches_back=form.cleaned_data["reaches_back"],
    )
    return redirect("bsc:bundle-upload", upload.pk)


def _show_form(
    request: PersonRequest,
    cycle: PlanningCycle,
    repairs: ChangeBundle | None,
    form: BundleForm,
    *,
    status: int = 200,
) -> HttpResponse:
    scorecards = revisable(request.user, cycle, repairs)
    waiting = BundleUpload.objects.visible_to(request.user).waiting()
    context = {
        "page_title": _("Revisi Target Massal %(year)s") % {"year": cycle.year},
        "breadcrumbs": [(_("BSC"), None), (_("Revisi Target Massal"), None)],
        "cycle": cycle,
        "repairs": repairs,
        "form": form,
        "selection": SelectionForm(scorecards=scorecards),
        "scorecards": scorecards,
        "waiting": waiting.filter(cycle=cycle, expires_at__gt=clock.now()).first(),
    }
    return render(request, "bsc/bundle_create.html", context, status=status)


@require_GET
def bundle_template(request: PersonRequest) -> HttpResponse:
    """The sheet of the chosen unit and perspective."""
    require(can_revise_in_bulk(request.user))
    now, repairs = clock.now(), _repaired(request)
    cycle = repairs.cycle if repairs else _cycle(request, now)
    scorecards = revisable(request.user, cycle, repairs)
    form = SelectionForm(request.GET, scorecards=scorecards)
    if not form.is_valid():
        raise Http404
    unit, lane = form.cleaned_data["unit"], form.cleaned_data["lane"]
    chosen = [row for row in scorecards if unit in (None, row.pk)]
    document = DocumentIdentity(
        title=_("Revisi Target %(year)s") % {"year": cycle.year},
        exported_by=request.user.full_name,
        exported_at=now,
        confidentiality=cycle.confidentiality,
    )
    try:
        data = bundle_workbook(chosen, document, now, lane_kind=lane)
    except ValueError:
        messages.warning(request, _("Tidak ada KPI berjalan dalam pilihan itu."))
        return redirect(f"{request.path.removesuffix('template/')}create/?year={cycle.year}")
    return attachment(data, stem=f"revisi-target-{cycle.year}", suffix="xlsx", actor=request.user, now=now)


@require_http_methods(["GET", "POST"])
@once
def bundle_upload(request: PersonRequest, pk: int) -> HttpResponse:
    """The preview, cell by cell; sending makes it one bundle on its way to CMS."""
    uploads = BundleUpload.objects.visible_to(request.user).select_related("cycle", "repairs")
    upload, now = get_object_or_404(uploads, pk=pk), clock.now()
    require(can_revise_in_bulk(request.user))
    if upload.content is None or now >= upload.expires_at:
        messages.info(request, _("Pratinjau ini sudah dikirim atau tidak berlaku lagi."))
        return redirect("bsc:change-list")
    shown = _preview(request, upload)
    if request.method == "GET":
        return _show_preview(request, upload, shown)
    if shown.problems:
        refusal = InvalidInput(_("Perbaiki dahulu sel yang disebut di bawah di Excel, lalu unggah lagi."))
        return _show_preview(request, upload, shown, status=422, refusal=refusal)
    try:
        bundle = send_upload(upload=upload, drafts=shown.drafts, actor=request.user, now=now)
    except InvalidInput as refusal:
        return _show_preview(request, upload, shown, status=422, refusal=refusal)
    messages.success(request, _("Revisi Target Massal dikirim ke CMS."))
    return redirect("bsc:bundle-detail", bundle.pk)


def _preview(request: PersonRequest, upload: BundleUpload) -> BundlePreview:
    assert upload.content is not None  # noqa: S101 (asked before)
    return preview_bundle(
        Table.from_json(upload.content),
        revisable(request.user, upload.cycle, upload.repairs),
        reason=upload.reason,
        month=upload.effective_month,
        reaches_back=upload.reaches_back,
        repairs=upload.repairs_id,
    )


def _show_preview(
    request: PersonRequest,
    upload: BundleUpload,
    shown: BundlePreview,
    *,
    status: int = 200,
    refusal: InvalidInput | None = None,
) -> HttpResponse:
    context = {
        "page_title": _("Pratinjau Revisi Target Massal"),
        "breadcrumbs": [(_("BSC"), None), (_("Revisi Target Massal"), None)],
        "upload": upload,
        "month_name": format_month(upload.cycle.year, upload.effective_month, reader_language()),
        "preview": shown,
        "refusal": refusal,
    }
    return render(request, "bsc/bundle_upload.html", context, status=status)
