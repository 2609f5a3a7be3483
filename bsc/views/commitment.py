"""Wrapping Commitment: who signed, signing for one's units, wet signatures on a scan (4.7, 7.1.19)."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.commitment import MarkForm, SignForm
from bsc.forms.meeting import ScanForm
from bsc.meeting_permissions import can_keep_commitment, can_sign
from bsc.meeting_reports import request_commitment
from bsc.models import Commitment, CommitmentScan, CommitmentSignature
from bsc.selectors.commitment import capacity_of, meaning_of, missing_people, signature_lines, title_of
from bsc.services.commitment import (
    keep_commitment_scan,
    mark_on_scan,
    renew_signatories,
    sign_commitment,
    unmark,
)
from bsc.views.approval_page import PersonRequest, Trail
from bsc.views.loading import WRITTEN, write
from cint_portal.core import clock
from cint_portal.core.fresh_login import ask_password
from cint_portal.core.nonce import once
from cint_portal.documents.pdf import pdf_available
from cint_portal.documents.views import protected_file
from cint_portal.workflow.services import require


def _shown(request: PersonRequest, pk: int) -> Commitment:
    found = Commitment.objects.visible_to(request.user).select_related("cycle", "meeting__cycle", "opened_by")
    return get_object_or_404(found, pk=pk)


def _trail(commitment: Commitment, *more: tuple[str, str | None]) -> Trail:
    year = commitment.cycle.year
    own = reverse("bsc:commitment-detail", args=[commitment.pk]) if more else None
    list_url = f"{reverse('bsc:establishment-list')}?year={year}"
    return [(_("Penetapan BSC"), list_url), (title_of(commitment), own), *more]


@require_GET
def commitment_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Who signed and when, who is missing; CMS chases and marks from here."""
    return _show(request, _shown(request, pk), ScanForm())


def _show(
    request: PersonRequest, commitment: Commitment, scan_form: ScanForm, *, status: int = 200
) -> HttpResponse:
    today, keeps = clock.local_day(clock.now()), can_keep_commitment(request.user)
    lines = signature_lines(commitment)
    signed = sum(line.is_signed for line in lines)
    waits = any(not line.is_signed and can_sign(request.user, line.row) for line in lines)
    context = {
        "page_title": title_of(commitment),
        "breadcrumbs": _trail(commitment),
        "commitment": commitment,
        "lines": lines,
        "signed": signed,
        "expected": len(lines),
        "is_complete": signed == len(lines),
        "sign_url": reverse("bsc:commitment-sign", args=[commitment.pk]) if waits else "",
        "keeps": keeps,
        "missing": missing_people(lines, commitment, today) if keeps else [],
        "scans": list(commitment.scans.all()) if keeps else [],
        "scan_form": scan_form,
        "today": today,
    }
    return render(request, "bsc/commitment_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def commitment_sign(request: PersonRequest, pk: int) -> HttpResponse:
    """One page for all units of a person; the password is asked once more before it."""
    commitment = _shown(request, pk)
    rows = commitment.signatures.filter(person=request.user).select_related("unit").order_by("pk")
    mine = list(rows)
    require(bool(mine))
    waiting = [row for row in mine if row.signed_at is None and can_sign(request.user, row)]
    if not waiting and request.method == "GET":
        return redirect("bsc:commitment-detail", pk)
    if gate := ask_password(request, back=request.path):
        return gate
    if request.method == "POST":
        return _take_signatures(request, commitment, mine, waiting)
    form = SignForm(rows=mine, initial={"content_sha256": commitment.content_sha256})
    return _show_sign(request, commitment, form, mine, waiting)


@once  # behind the confirmation: a form that came too late may be sent again after it
def _take_signatures(
    request: PersonRequest,
    commitment: Commitment,
    mine: list[CommitmentSignature],
    waiting: list[CommitmentSignature],
) -> HttpResponse:
    form = SignForm(request.POST, rows=mine)
    if write(form, lambda: _sign(request, commitment, form)) != WRITTEN:
        return _show_sign(request, commitment, form, mine, waiting, status=422)
    n = len(form.cleaned_data["signatures"])
    text = ngettext("%(n)d tanda tangan tercatat.", "%(n)d tanda tangan tercatat.", n)
    messages.success(request, text % {"n": n})
    return redirect("bsc:commitment-detail", commitment.pk)


def _show_sign(
    request: PersonRequest,
    commitment: Commitment,
    form: SignForm,
    mine: list[CommitmentSignature],
    waiting: list[CommitmentSignature],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page_title": _("Tanda Tangani %(title)s") % {"title": title_of(commitment)},
        "breadcrumbs": _trail(commitment, (_("Tanda Tangani"), None)),
        "commitment": commitment,
        "scorecards": commitment.content["scorecards"],
        "ticks": [(row, capacity_of(row), meaning_of(row)) for row in waiting],
        "signed": [row for row in mine if row.signed_at is not None],
        "form": form,
        "chosen": [str(pk) for pk in form["signatures"].value() or []],
    }
    return render(request, "bsc/commitment_sign.html", context, status=status)


def _sign(request: PersonRequest, commitment: Commitment, form: SignForm) -> int:
    return sign_commitment(
        commitment=commitment,
        signatures=form.cleaned_data["signatures"],
        content_sha256=form.cleaned_data["content_sha256"],
        actor=request.user,
        now=clock.now(),
    )


@require_POST
@once
def commitment_scan(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep a scan with wet signatures, then mark whose they are."""
    commitment, made = _shown(request, pk), []
    require(can_keep_commitment(request.user))
    form = ScanForm(request.POST, request.FILES)
    status = write(
        form,
        lambda: made.append(
            keep_commitment_scan(
                commitment=commitment,
                scan=form.cleaned_data["file"],
                actor=request.user,
                now=clock.now(),
            )
        ),
    )
    if status != WRITTEN:
        return _show(request, commitment, form, status=status)
    return redirect("bsc:commitment-mark", made[0].pk)


def _scan_shown(request: PersonRequest, pk: int) -> CommitmentScan:
    scans = CommitmentScan.objects.filter(commitment__in=Commitment.objects.visible_to(request.user))
    scan = get_object_or_404(scans.select_related("commitment__cycle", "commitment__meeting"), pk=pk)
    require(can_keep_commitment(request.user))
    return scan


@require_http_methods(["GET", "POST"])
@once
def commitment_mark(request: PersonRequest, pk: int) -> HttpResponse:
    """Whose wet signature stands on which page."""
    scan = _scan_shown(request, pk)
    waiting = scan.commitment.signatures.filter(signed_at=None).select_related("person", "unit")
    form, status = MarkForm(request.POST or None, rows=list(waiting)), 200
    if request.method == "POST":
        status = write(
            form,
            lambda: mark_on_scan(scan=scan, pages=form.pages(), actor=request.user, now=clock.now()),
        )
        if status == WRITTEN:
            messages.success(request, _("Tanda tangan basah dicatat."))
            return redirect("bsc:commitment-detail", scan.commitment_id)
    context = {
        "page_title": _("Tandai tanda tangan basah"),
        "breadcrumbs": _trail(scan.commitment, (_("Tandai tanda tangan basah"), None)),
        "scan": scan,
        "form": form,
    }
    return render(request, "bsc/commitment_mark.html", context, status=status)


@require_GET
def commitment_scan_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    scan = _scan_shown(request, pk)
    return protected_file(scan.file_path, name=scan.file_name, content_type=scan.content_type)


@require_POST
@once
def commitment_unmark(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a mark that CMS set on a scan by mistake."""
    rows = CommitmentSignature.objects.filter(commitment__in=Commitment.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("commitment"), pk=pk)
    unmark(signature=row, actor=request.user)
    messages.success(request, _("Tanda pada pindaian dibatalkan."))
    return redirect("bsc:commitment-detail", row.commitment_id)


@require_POST
@once
def commitment_renew(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask those in office today."""
    commitment = _shown(request, pk)
    new, left = renew_signatories(commitment=commitment, actor=request.user, now=clock.now())
    if not new and not left:
        messages.info(request, _("Daftar penanda tangan sudah sesuai dengan jabatan hari ini."))
    else:
        text = _("Daftar diperbarui: %(new)d ditambahkan, %(left)d dihapus.")
        messages.success(request, text % {"new": new, "left": left})
    return redirect("bsc:commitment-detail", pk)


@require_POST
@once
def commitment_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Queue the PDF with its QR."""
    commitment = _shown(request, pk)
    if not pdf_available():
        messages.error(request, _("PDF belum dapat dibuat di server ini."))
        return redirect("bsc:commitment-detail", pk)
    job = request_commitment(commitment=commitment, actor=request.user, now=clock.now())
    return redirect("documents:report-detail", job.pk)
