"""Every address × method × person → one exact status, written by hand and never derived from the code.

A table has one line per address and method; its columns are the people in the order of ACTORS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cint_portal.organization.models import User
from tests.company import Company

#: Owner's side first, then other units, then CMS, then those above, then those outside the cycle.
ACTORS = (
    "anonymous",
    "manager",
    "second_layer",
    "drafter",
    "colleague",
    "outsider",
    "director",
    "other_director",
    "cms",
    "cms_head",
    "cms_with_department",
    "bod",
    "president",
    "auditor",
    "admin",
    "nobody",
)
BACKEND = "cint_portal.organization.backends.UsernameOrNikBackend"


@dataclass(frozen=True)
class Line:
    """One row of a table."""

    name: str
    method: str
    expected: tuple[int, ...]

    def cells(self) -> Iterator[tuple[str, int]]:
        return zip(ACTORS, self.expected, strict=True)

    def __str__(self) -> str:
        return f"{self.name}-{self.method}"


@dataclass(frozen=True)
class Request:
    """How the address is called: its arguments, what is posted, and a text that only the allowed may see."""

    kwargs: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    trace: str = ""


#: Builds what the row needs in the right state and says how to call the address.
Scene = Callable[[Company], Request]


def read_table(text: str) -> list[Line]:
    """Lines of `name METHOD status × people`; a comment starts with #."""
    lines = []
    for raw in text.strip().splitlines():
        words = raw.split("#")[0].split()
        if words:
            name, method, *statuses = words
            lines.append(Line(name, method, tuple(map(int, statuses))))
    return lines


def status_of(line: Line, request: Request, person: User | None) -> tuple[int, str]:
    """Call once in a transaction that is undone; returns the status and the page's text."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend=BACKEND)
    with transaction.atomic():
        call = getattr(client, line.method.lower())
        response = call(reverse(line.name, kwargs=request.kwargs), request.data)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return response.status_code, body.decode(errors="replace")


def all_addresses(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the portal; one without a name fails here."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from all_addresses(entry.url_patterns, inner)
        else:
            assert entry.name or namespace == "admin:", f"{entry.pattern} has no name"
            yield f"{namespace}{entry.name}", entry
