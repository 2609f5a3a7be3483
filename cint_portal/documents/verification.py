"""The verification page: is this paper, or this very file, one that the portal issued?

Open without log-in, because whoever holds the paper may ask: it tells what the paper says and no name.
"""

import hashlib
from typing import Any, Final

from allauth.core import ratelimit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cint_portal.documents.models import Seal, SealedFile
from cint_portal.documents.sealing import facts_of, normal_code, shown_code

MAX_BYTES: Final = 25 * 1024 * 1024
PDF_BEGINS: Final = b"%PDF-"


class CodeForm(forms.Form):
    """The code as it is printed beside the QR."""

    code = forms.CharField(label=gettext_lazy("Kode verifikasi"), max_length=60)


class FileForm(forms.Form):
    """A PDF that is compared by its bytes alone; it is neither opened nor kept."""

    file = forms.FileField(label=gettext_lazy("Berkas PDF"))

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("Berkas terlalu besar: paling besar 25 MB."))
        return file


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def verify_start(request: HttpRequest) -> HttpResponse:
    """Type the code of a paper."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and _too_often(request):
        return _show(request, None, code_form=form, too_often=True)
    if request.method == "POST" and form.is_valid():
        seal = _seal(form.cleaned_data["code"])
        if seal is not None:
            return redirect("verify-document", seal.code)
        form.add_error("code", _("Kode ini tidak dikenal. Periksa hurufnya sekali lagi."))
    return _show(request, None, code_form=form)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def verify_document(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal knows of the document with this code; a POST compares a file with those issued."""
    seal = _seal(code)
    if seal is None:
        return _show(request, None, code_form=CodeForm(), unknown=True)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _too_often(request):
        return _show(request, seal, form=form, too_often=True)
    if request.method == "POST" and form.is_valid():
        return _show(request, seal, form=FileForm(), **_compared(seal, form.cleaned_data["file"]))
    return _show(request, seal, form=form)


def _seal(code: str) -> Seal | None:
    return Seal.objects.filter(code=normal_code(code)).first()


def _too_often(request: HttpRequest) -> bool:
    """Checks from one address are counted (`ACCOUNT_RATE_LIMITS`); reading a page is not."""
    return not ratelimit.consume(request, action="verify_document")


def _compared(seal: Seal, file: "UploadedFile[Any]") -> dict[str, Any]:
    """The exact file as it was issued, or another one."""
    digest, is_pdf = hashlib.sha256(), file.read(len(PDF_BEGINS)) == PDF_BEGINS
    for chunk in file.chunks():
        digest.update(chunk)
    found = SealedFile.objects.filter(seal=seal, file_sha256=digest.hexdigest()).first()
    return {"checked": True, "issued": found, "is_pdf": is_pdf}


def _show(request: HttpRequest, seal: Seal | None, **context: Any) -> HttpResponse:
    context |= {"page_title": _("Verifikasi Dokumen"), "seal": seal}
    if seal is not None:
        context |= {
            "facts": facts_of(seal),
            "code": shown_code(seal.code),
            "latest": seal.files.first(),
        }
    status = 404 if context.get("unknown") else 429 if context.get("too_often") else _status(context)
    return render(request, "documents/verify_document.html", context, status=status)


def _status(context: dict[str, Any]) -> int:
    """A file that is not the issued one and a form that cannot be read are said by the status too."""
    forms_shown = (context.get("form"), context.get("code_form"))
    if any(form is not None and form.errors for form in forms_shown):
        return 422
    return 422 if context.get("checked") and context.get("issued") is None else 200
