"""A message as it goes over the wire: headers, text and HTML in UTF-8, each in base64. Pure.

Django and the standard library build the same message many times slower, which a batch of thousands
feels; the tests hold both against each other.
"""

import re
from base64 import b64encode, encodebytes
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

WORD: Final = 45  # bytes of UTF-8 that make an encoded word of at most 75 characters (RFC 2047)
PLAIN: Final = 70  # a longer header is encoded too, which folds it
_SPECIAL: Final = re.compile(r'[()<>@,:;".\[\]\\]')
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


def to_bytes(headers: Mapping[str, str], *, text: str, html: str, boundary: str) -> bytes:
    """A multipart/alternative message; the boundary must hold a character that base64 has not."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head += f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
    parts = "".join(
        f"--{boundary}\r\n{_HEAD.format(kind)}{_base64(words)}\r\n"
        for kind, words in (("plain", text), ("html", html))
    )
    return f"{head}{parts}--{boundary}--\r\n".encode("ascii")


def _base64(words: str) -> str:
    canonical = words.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
    return encodebytes(canonical).decode("ascii").replace("\n", "\r\n")
