"""Documents that can be recognised later: a code for the QR, and the hash of every file that was issued.

Each app registers who tells about its documents; the kernel knows no app.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import segno
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cint_portal.documents.models import Seal, SealedFile

#: No vowels, no look-alikes: 20 signs are 97 bits, which nobody guesses.
ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 20
_GROUPS: Final = re.compile(".{5}")


@dataclass(frozen=True)
class SealFacts:
    """What anybody who holds the document may be told: nothing that is not printed on it."""

    title: str
    number: str
    revision: str
    dated_on: date
    content_sha256: str
    signed: int
    expected: int


@dataclass(frozen=True)
class SealKind:
    """`facts(object_id)` tells about one document of this kind as it stands now."""

    code: str
    facts: Callable[[int], SealFacts]


_kinds: dict[str, SealKind] = {}


def register(*entries: SealKind) -> None:
    """Called from `AppConfig.ready()`; a code registered twice is a programming error."""
    for entry in entries:
        if _kinds.get(entry.code, entry) != entry:
            raise ValueError(f"{entry.code} is registered twice")
        _kinds[entry.code] = entry


def facts_of(seal: Seal) -> SealFacts:
    return _kinds[seal.kind].facts(seal.object_id)


@transaction.atomic
def seal_of(kind: str, object_id: int, now: datetime) -> Seal:
    """The document's seal, made with its first issue."""
    code = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))
    Seal.objects.bulk_create(
        [Seal(code=code, kind=kind, object_id=object_id, created_at=now)], ignore_conflicts=True
    )
    return Seal.objects.get(kind=kind, object_id=object_id)


def note_issue(seal: Seal, data: bytes, *, actor: Any, now: datetime) -> SealedFile:
    """Remember the exact file; the same bytes are one file."""
    facts = facts_of(seal)
    row, _new = SealedFile.objects.get_or_create(
        file_sha256=hashlib.sha256(data).hexdigest(),
        defaults={
            "seal": seal,
            "issued_at": now,
            "issued_by": actor,
            "signed": facts.signed,
            "expected": facts.expected,
        },
    )
    return row


def normal_code(text: str) -> str:
    """A code as somebody types it from paper: groups, spaces and small letters do not matter."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:LENGTH]


def shown_code(code: str) -> str:
    """BCDFG-HJKMN-PQRST-VWXYZ."""
    return "-".join(_GROUPS.findall(code)) or code


def address_of(seal: Seal) -> str:
    """Where the QR leads."""
    return settings.SITE_URL + reverse("verify-document", args=[seal.code])


def qr_data_uri(seal: Seal) -> str:
    """The QR of the verification page as an SVG that stands in the page itself."""
    return str(segno.make(address_of(seal), error="m").svg_data_uri(scale=4, border=2))
