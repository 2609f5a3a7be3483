"""Every address × method × person → one exact answer, written by hand and never derived from the code.

A table has one line per address, state and method; its columns are the people in the order of ACTORS.
`name@state` calls the same address with another scene. `200-` is a page that opens without the trace: the
list without the foreign row.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cint_portal.audit.grants import history_tables
from cint_portal.documents.models import ReportJob
from cint_portal.notifications.models import OutboxMail
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
REFUSED = {403, 404, 409}
#: One for all browsers, with and without tokens: each new one would list all static files again.
HANDLERS = {guarded: ClientHandler(enforce_csrf_checks=guarded) for guarded in (False, True)}


@dataclass(frozen=True)
class Line:
    """One row of a table; `name` is the address with its state, if it has one."""

    name: str
    method: str
    expected: tuple[str, ...]

    @property
    def address(self) -> str:
        return self.name.partition("@")[0]

    def cells(self) -> Iterator[tuple[str, str]]:
        return zip(ACTORS, self.expected, strict=True)

    def __str__(self) -> str:
        return f"{self.name}-{self.method}"


@dataclass(frozen=True)
class Request:
    """How the address is called: its arguments, the query of a GET, what is posted, and what must follow.

    `trace` is a text that only the allowed may see; `leads_to` where a redirect goes; `writes` whether an
    allowed POST changes anything; `fresh` whether the password was given a moment ago.
    """

    kwargs: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    trace: str = ""
    query: dict[str, Any] = field(default_factory=dict)
    leads_to: str = ""
    writes: bool = True
    fresh: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back: the page, where it leads, and whether rows, decisions or mails were stored."""

    status: int
    page: str
    location: str
    stored: bool


#: Builds what the row needs in the right state and says how to call the address.
Scene = Callable[[Company], Request]


def read_table(text: str) -> list[Line]:
    """Lines of `name METHOD status × people`; a comment starts with #."""
    lines = []
    for raw in text.strip().splitlines():
        words = raw.split("#")[0].split()
        if words:
            name, method, *statuses = words
            assert len(statuses) == len(ACTORS), f"{name} {method}: {len(statuses)} people"
            lines.append(Line(name, method, tuple(statuses)))
    return lines


def browser(
    person: User | None, *, fresh: bool = False, raises: bool = False, guarded: bool = False
) -> Client:
    """A logged-in person's browser; it shows the error page unless it `raises`, `guarded` asks for tokens."""
    client = Client(raise_request_exception=raises)
    client.handler = HANDLERS[guarded]
    if person is not None:
        session = client.session
        session.update(_facts_of_a_log_in(person, fresh=fresh))
        session.save()
    return client


def _facts_of_a_log_in(person: User, *, fresh: bool) -> dict[str, Any]:
    """What a log-in leaves in the session; thousands of them, so without its signals and mails."""
    user = str(person.pk)
    facts = {
        SESSION_KEY: user,
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    if fresh:
        facts |= {
            "account_authentication_methods": [
                {"method": "password", "at": time.time(), "reauthenticated": True}
            ],
            "account_authentication_methods_user": user,
        }
    return facts


def call(client: Client, line: Line, request: Request) -> HttpResponse:
    url = reverse(line.address, kwargs=request.kwargs)
    if line.method == "GET":
        return client.get(url, request.query)  # type: ignore[return-value]
    return client.post(url, request.data, query_params=request.query)  # type: ignore[return-value]


def answer_of(line: Line, request: Request, person: User | None) -> Answer:
    """Call once in a transaction that is undone."""
    posts = line.method == "POST"  # that a GET writes nothing is tested statement by statement
    with transaction.atomic():
        client = browser(person, fresh=request.fresh)
        before = stored_rows() if posts else []
        response = call(client, line, request)
        stored = posts and stored_rows() != before
        transaction.set_rollback(True)
    return Answer(response.status_code, body_of(response), response.get("Location", ""), stored)


def body_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def stored_rows() -> list[int]:
    """Lines of row history, transition log, mails and report jobs: any write adds one, a roll-back none."""
    tables = [*history_tables(), OutboxMail._meta.db_table, ReportJob._meta.db_table]
    counts = (f'(SELECT count(*) FROM "{table}")' for table in tables if table != "audit_auditevent")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}")
        return list(cursor.fetchone())


def seen(line: Line, request: Request, answer: Answer) -> str:
    """The answer in the words of the table."""
    opens = line.method == "GET" and answer.status == 200 and request.trace
    return f"{answer.status}-" if opens and request.trace not in answer.page else str(answer.status)


def all_addresses(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the portal; one without a name fails here."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from all_addresses(entry.url_patterns, inner)
        else:
            assert entry.name or namespace == "admin:", f"{entry.pattern} has no name"
            yield f"{namespace}{entry.name}", entry
