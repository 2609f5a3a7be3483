"""Walks through the portal as a person does: from the start page along every link."""

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

HREF = re.compile(r'href="([^"#]+)')
#: Leads out of the pages, or is tested as files.
ELSEWHERE = ("/static/", "/account/", "/settings/", "/alive/")


def crawl(client: Client, starts: Iterable[str] = ("/",), *, alike: int = 3) -> dict[str, HttpResponse]:
    """Every kind of page that links lead to, by address, so many of each kind; redirects are followed.

    Addresses that differ in numbers or in their query are of one kind.
    """
    waiting, pages = deque(starts), {}
    kinds: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        path = urlsplit(address).path
        kind = re.sub(r"\d+", "0", path)
        if address in pages or path.startswith(ELSEWHERE) or kinds[kind] >= alike:
            continue
        kinds[kind] += 1
        pages[address] = answer = client.get(address)
        waiting.extend(_links(address, answer))
    return pages  # type: ignore[return-value]


def _links(address: str, answer: object) -> list[str]:
    if answer.status_code in (301, 302):  # type: ignore[attr-defined]
        return [urljoin(address, answer["Location"])]  # type: ignore[index]
    if not answer.get("Content-Type", "").startswith("text/html"):  # type: ignore[attr-defined]
        return []
    found = (urljoin(address, unescape(href)) for href in HREF.findall(text_of(answer)))
    return [link for link in found if link.startswith("/")]


def text_of(answer: object) -> str:
    """What the page says; of a workbook the texts of its sheets."""
    body: bytes = b"".join(answer) if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined,call-overload]
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        parts = [name for name in sorted(book.namelist()) if name.startswith(("xl/worksheets/", "xl/shared"))]
        return "".join(book.read(name).decode() for name in parts)
