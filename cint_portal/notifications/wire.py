"""A message as it goes over the wire: headers, text and HTML in UTF-8, each in base64. Pure.

Django and the standard library build the same message many times slower, which a batch of thousands
feels; the tests hold both against each other.
"""

import re
from base64 import b64encode, encodebytes
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Protocol

WORD: Final = 45  # bytes of UTF-8 that make an encoded word of at most 75 characters (RFC 2047)
PLAIN: Final = 70  # a longer header is encoded too, which folds it
_SPECIAL: Final = re.compile(r'[()<>@,:;".\[\]\\]')
_CALENDAR: Final = (
    'Content-Type: text/calendar; charset="utf-8"; method={}; name="undangan.ics"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n"
)
_HEAD: Final = 'Content-Type: text/{}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'


@lru_cache(maxsize=1024)
def encoded(text: str) -> str:
    """The text of a header on one logical line: as it is in plain ASCII, else in encoded words."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable() and len(text) <= PLAIN and "=?" not in text:
        return text
    words, part = [], b""
    for character in text:
        raw = character.encode("utf-8", "replace")
        if len(part) + len(raw) > WORD:
            words.append(part)
            part = b""
        part += raw
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in [*words, part])


@lru_cache(maxsize=1024)
def mailbox(name: str, address: str) -> str:
    """`Name <address>`; a name with special characters is quoted, one beyond ASCII encoded."""
    name = " ".join(name.split())
    written = encoded(name)
    if written == name and _SPECIAL.search(name):
        written = '"' + re.sub(r'([\\"])', r"\\\1", name) + '"'
    return f"{written} <{address}>" if written else address


class Calendar(Protocol):
    """An invitation as it travels: what mail programs shall do with it, and its lines."""

    @property
    def method(self) -> str: ...

    @property
    def content(self) -> bytes: ...


def to_bytes(
    headers: Mapping[str, str], *, text: str, html: str, boundary: str, calendar: Calendar | None = None
) -> bytes:
    """A multipart/alternative message; the boundary must hold a character that base64 has not.

    A `calendar` is one more alternative (RFC 6047): the reader's program offers to enter it.
    """
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head += f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
    words = [("plain", _canonical(text)), ("html", _canonical(html))]
    parts = [f"{_HEAD.format(kind)}{_base64(raw)}" for kind, raw in words]
    if calendar is not None:
        parts.append(f"{_CALENDAR.format(calendar.method)}{_base64(calendar.content)}")
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"{head}{body}--{boundary}--\r\n".encode("ascii")


def _canonical(words: str) -> bytes:
    return words.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")


def _base64(raw: bytes) -> str:
    return encodebytes(raw).decode("ascii").replace("\n", "\r\n")
