"""Scans and photographs on their way in: what they really are, kept under a name of ours (T51, T52)."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from cint_portal.documents.downloads import shown_name
from cint_portal.documents.services import store

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 60_000_000
#: Longest side of a kept photograph: readable on A4, a tenth of what a phone takes.
LONGEST: Final = 2600
CONTENT_TYPES: Final = {"pdf": "application/pdf", "jpg": "image/jpeg"}
_SCRIPTED: Final = (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile")


@dataclass(frozen=True)
class Scan:
    """A file that was looked into: a PDF as it came, a photograph written anew without its metadata."""

    name: str
    suffix: str
    data: bytes

    def kept(self, *, actor: Any, now: datetime) -> dict[str, Any]:
        """Store it and give the columns of its `KeptFile` row."""
        return {
            "file_path": store(self.data, suffix=self.suffix),
            "file_name": self.name,
            "file_sha256": hashlib.sha256(self.data).hexdigest(),
            "content_type": CONTENT_TYPES[self.suffix],
            "size": len(self.data),
            "uploaded_by": actor,
            "uploaded_at": now,
        }


class ScanField(forms.FileField):
    """Cleans to a `Scan`; raises ValidationError for what is neither a PDF nor a photograph."""

    widget = forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("PDF, JPG, atau PNG, paling besar 10 MB."))
        super().__init__(max_length=255, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        upload = super().clean(data, initial)
        return read_scan(upload) if isinstance(upload, UploadedFile) else None


def read_scan(upload: "UploadedFile[Any]") -> Scan:
    """What the bytes are, whatever the name says; raises ValidationError."""
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("Berkas terlalu besar: paling besar 10 MB."), code="too_large")
    data = upload.read()
    name = shown_name(str(upload.name)).rpartition(".")[0] or "scan"
    if data.startswith(b"%PDF-"):
        return Scan(f"{name}.pdf", "pdf", _plain_pdf(data))
    return Scan(f"{name}.jpg", "jpg", _photograph(data))


def _plain_pdf(data: bytes) -> bytes:
    """It stays as it came (a signature may lie over it), so it must end as one and carry no programs."""
    if b"%%EOF" not in data[-2048:]:
        raise ValidationError(_("PDF ini tidak lengkap. Pindai atau simpan sekali lagi."), code="broken")
    if any(word in data for word in _SCRIPTED):
        raise ValidationError(
            _("PDF ini memuat skrip atau lampiran. Pindai dokumennya sebagai PDF biasa."), code="scripted"
        )
    return data


def _photograph(data: bytes) -> bytes:
    """Decoded and written anew: no location, no hidden content, upright, of a sensible size."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("Gambar terlalu besar. Perkecil resolusinya."), code="too_large")
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = _("Berkas ini bukan PDF, JPG, atau PNG yang dapat dibaca.")
        raise ValidationError(message, code="unknown") from error
    upright.thumbnail((LONGEST, LONGEST))
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
