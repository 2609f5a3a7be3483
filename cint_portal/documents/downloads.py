"""Files that a request answers with, and names of files that people send."""

import re
import unicodedata
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record

CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAX_NAME: Final = 150
# Controls, marks that turn the direction of reading, and separators of folders (T52).
_UNSHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown_name(name: str) -> str:
    """A file's name as its person may see it again: no folders, no invisible characters, short."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(sign for sign in name if unicodedata.category(sign) not in _UNSHOWN).strip()
    return name[-MAX_NAME:] or "–"


def file_stem(text: str) -> str:
    """A name for a file of ours: letters, digits, hyphens."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-")[:120]


def attachment(data: bytes, *, stem: str, suffix: str, actor: Any, now: datetime) -> HttpResponse:
    """The file as an attachment, logged as a download."""
    name = f"{file_stem(stem)}.{suffix}"
    record(AuditEvent.Kind.DOWNLOAD, actor=actor, at=now, label=name)
    response = HttpResponse(data, content_type=CONTENT_TYPES[suffix])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
