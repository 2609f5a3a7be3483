"""Nonsense in addresses and fields (T59, T68, T70): refused or ignored, never a broken page."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cint_portal.workflow.services import posted_version
from tests.company import Company
from tests.matrix.framework import ACTORS, Line, Request, browser
from tests.matrix.test_matrix import SCENES, TABLES

#: Written as a browser would send them; %00 is a NUL, ² and ٣ are digits to Python that int() may refuse.
VALUES = ("-1", "0", "abc", "9" * 30, "", "%00", "²", "٣", "1%272", "x" * 3000 + "%ff%fe")
#: What the pages read, and what they must not.
NAMES = (
    "page", "year", "month", "semester", "view", "tab", "q", "status", "state", "kind", "unit", "scorecard",
    "perspective", "group", "strategy", "item", "pk", "ordering", "o", "next", "format",
)  # fmt: skip
LOOKUPS = (
    "ordering=password&q__regex=(&unit__name__iregex=(((&status__in=a,b&tidak=dikenal&__proto__=1",
    "ordering=-unit__assignments__person__password&year=2026&year=2027&page=1&page=zwei&csrfmiddlewaretoken=x",
    "ordering=?&year[]=2027&year[$ne]=1&q=%27%20OR%201=1%20--&next=//evil.example&next=javascript:alert(1)",
    "q=%25_%5C&page=last&page=first;" + ";".join(["a=1"] * 50),
)
READ = [line for line in TABLES if line.method == "GET" and "@" not in line.name]
WRITE = [line for line in TABLES if line.method == "POST" and "@" not in line.name]
#: NUL, half a character, too long, digits of another script, a minus alone, a power.
TEXTS = ("a\x00b", "\ud800", "x" * 30_000, "９" * 40, "-", "²")
#: The one that a view could read as a number before any form has refused it.
ALONE = TEXTS[-1]
FINE = {200, 302, 400, 404, 422}


def opener_of(line: Line) -> str:
    """Who sees the most: the first of CMS, board and department to whom the page opens."""
    opens = {actor for actor, status in line.cells() if status in ("200", "302")}
    return next(actor for actor in ("cms_head", "bod", *ACTORS[1:]) if actor in opens)


def address_of(line: Line, request: Request, **changed: Any) -> str:
    return reverse(line.address, kwargs={**request.kwargs, **changed})


@pytest.mark.parametrize("line", READ, ids=str)
def test_no_query_breaks_a_page(line: Line, company: Company) -> None:
    request = SCENES[line.name](company)
    client = browser(getattr(company, opener_of(line)), fresh=request.fresh)
    statuses = {}
    for query, answer in answers(client, address_of(line, request)):
        statuses[query[:60]] = answer.status_code
        refuse_foreign_redirects(answer)
    assert {query: status for query, status in statuses.items() if status not in FINE} == {}


def answers(client: Client, address: str) -> Iterator[tuple[str, Any]]:
    """Each value under every name at once; the names that a page refuses are then asked one by one.

    A page that opens has read every name it knows; one that refuses may have stopped at the first.
    """
    picky: list[str] = []
    for value in VALUES:
        together = "&".join(f"{name}={value}" for name in NAMES if name not in picky)
        answer = client.get(f"{address}?{together}")
        yield together, answer
        alone = picky if answer.status_code == 200 or "\0" in unquote(value) else NAMES
        for name in tuple(alone):
            answer = client.get(f"{address}?{name}={value}")
            yield f"{name}={value}", answer
            if answer.status_code != 200 and name not in picky:
                picky.append(name)
    for query in LOOKUPS:
        yield query, client.get(f"{address}?{query}")


def refuse_foreign_redirects(answer: Any) -> None:
    """No query leads to another site (T60)."""
    location = answer.get("Location", "")
    assert "evil" not in location.partition("?")[0]
    assert not location.lower().startswith(("javascript:", "//", "http://e", "https://e"))


def odd_arguments(request: Request) -> Iterator[dict[str, Any]]:
    """The address's own numbers, too small, too large and of no calendar."""
    for name, value in request.kwargs.items():
        odd = (0, 13, 10**12, 10**30) if isinstance(value, int) else ("x", "²", "a-b", "%00")
        yield from ({name: it} for it in odd)


@pytest.mark.parametrize("part", sorted({line.name.partition(":")[0] for line in TABLES}))
def test_no_argument_breaks_an_address(part: str, company: Company) -> None:
    answers = {}
    for line in TABLES:
        if line.name.partition(":")[0] == part and "@" not in line.name:
            with transaction.atomic():
                answers |= odd_answers(line, company)
                transaction.set_rollback(True)
    assert {changed: status for changed, status in answers.items() if status not in FINE | {403, 409}} == {}


def odd_answers(line: Line, company: Company) -> dict[str, int]:
    request = SCENES[line.name](company)
    client = browser(getattr(company, opener_of(line)), fresh=request.fresh)
    answers = {}
    for changed in odd_arguments(request):
        try:
            address = address_of(line, request, **changed)
        except NoReverseMatch:
            continue
        send = client.get if line.method == "GET" else client.post
        answers[f"{line} {changed}"] = send(address, request.data).status_code
    return answers


@pytest.mark.parametrize("line", WRITE, ids=str)
def test_no_text_breaks_a_form(line: Line, company: Company) -> None:
    """The same text in every field at once, and in each kind of field alone, where others would hide it."""
    request = SCENES[line.name](company)
    client = browser(getattr(company, opener_of(line)), fresh=request.fresh)
    broken = {}
    for text in TEXTS:
        for name, data in spoilt(request, text):
            status = status_of_undone(client, line, request, data)
            if status not in FINE | {409}:
                broken[f"{name}={text[:8]!a}"] = status
    assert broken == {}


def spoilt(request: Request, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The post with this text everywhere, then in one field of each kind (rows of a grid are of one kind)."""
    yield "*", dict.fromkeys([*request.data, "version", "_nonce", "comment"], text)
    kinds = {re.sub(r"\d+", "0", name): name for name in request.data if text == ALONE}
    yield from ((name, {**request.data, name: text}) for name in kinds.values())


def status_of_undone(client: Client, line: Line, request: Request, data: dict[str, Any]) -> int:
    """Post as a browser sends a form, then undo it, so that the next one finds the same state."""
    body = urlencode(data, doseq=True, errors="surrogatepass")
    with transaction.atomic():
        answer = client.post(
            address_of(line, request), body, content_type="application/x-www-form-urlencoded"
        )
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("path", ["/%00", "/bsc/scorecards/%00/", "/issues/registers/1%00/"])
def test_a_nul_in_an_address_is_refused(path: str, company: Company) -> None:
    """Neither the page nor the log of refusals stumbles over it."""
    assert browser(company.cms_head).get(path).status_code == 400
    assert browser(None).get(path).status_code == 400


def test_what_breaks_a_form_is_answered_with_the_page_that_says_so(company: Company) -> None:
    answer = browser(company.manager).post(reverse("account_logout"), {"next": "/\0"})
    assert answer.status_code == 400
    assert "Permintaan tidak dapat dibaca" in answer.content.decode()


@pytest.mark.parametrize("charset", ["utf-7", "iso-8859-1", "utf-16", "tidak-ada"])
def test_a_body_in_another_encoding_is_refused_or_read_as_usual(company: Company, charset: str) -> None:
    """Before log-in too: neither the view nor the page of the refusal breaks."""
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    for person in (company.manager, None):
        for guarded in (False, True):
            client = browser(person, guarded=guarded)
            answer = client.generic("POST", reverse("language-switch"), b"language=id", content_type=kind)
            assert answer.status_code in (302, 400, 403)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=b", "application/json"]
)
def test_a_body_of_another_kind_is_refused_or_empty(company: Company, kind: str) -> None:
    answer = browser(company.manager).post(reverse("language-switch"), "--b\r\nx", content_type=kind)
    assert answer.status_code in (302, 400)


def test_a_version_that_is_no_number_is_of_no_page(company: Company) -> None:
    """Leaving it out names no version; nonsense never means that whatever is stored may be overwritten."""
    assert [posted_version({"version": text}) for text in ("7", "", "-1", "1e3", "²", "9" * 30)] == [
        7, None, -1, -1, -1, -1,
    ]  # fmt: skip
    assert posted_version({}) is None
