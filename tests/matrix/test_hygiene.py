"""What holds for every address: reading writes nothing, posting needs a token, headers are complete."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from tests.company import Company
from tests.matrix.framework import Line, browser, call
from tests.matrix.test_matrix import SCENES, TABLES

#: One scene per address is enough here.
READ = [line for line in TABLES if line.method == "GET" and "@" not in line.name]
WRITE = [line for line in TABLES if line.method == "POST" and "@" not in line.name]
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE)\b[^\"]*\"(\w+)\"", re.IGNORECASE)
#: The session, the audit trail (refusals, downloads) and the list of who opened figures are no content.
EXEMPT = {"django_session", "audit_auditevent", "realization_restrictedopening"}
PEOPLE = ("manager", "cms_head", "bod", "director", "admin")
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    found = WRITES.match(sql)
    assert not found or found[2] in EXEMPT, f"a GET writes: {sql[:200]}"
    return execute(sql, params, many, context)


@pytest.mark.parametrize("line", READ, ids=str)
def test_reading_writes_nothing(line: Line, company: Company) -> None:
    request = SCENES[line.name](company)
    for name in PEOPLE:
        client = browser(getattr(company, name), raises=True)
        with connection.execute_wrapper(refuse_writes):
            call(client, line, request)


@pytest.mark.parametrize("line", READ, ids=str)
def test_every_answer_carries_the_protecting_headers(line: Line, company: Company) -> None:
    request = SCENES[line.name](company)
    for name in ("manager", "nobody"):
        client = browser(getattr(company, name))
        answer = call(client, line, request)
        assert {key: answer[key] for key in HEADERS} == HEADERS
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("line", WRITE, ids=str)
def test_posting_without_a_token_is_refused(line: Line, company: Company) -> None:
    request = SCENES[line.name](company)
    client = browser(company.cms_head, guarded=True)
    answer = call(client, line, request)
    assert answer.status_code == 403
    assert "403_csrf.html" in [template.name for template in answer.templates]  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", WRITE, ids=str)
def test_an_address_that_writes_does_not_answer_to_a_disguised_get(line: Line, company: Company) -> None:
    if any(other.address == line.address and other.method == "GET" for other in TABLES):
        return  # the same address shows a form; that its GET writes nothing is tested above
    request = SCENES[line.name](company)
    client = browser(company.cms_head)
    address = reverse(line.address, kwargs=request.kwargs)
    assert client.get(address, headers={"X-HTTP-Method-Override": "POST"}).status_code == 405


def test_an_error_page_tells_nothing_but_its_number(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("rahasia: SELECT * FROM organization_user")

    monkeypatch.setattr("cint_portal.home.views.start.todos_for", broken)
    client = browser(company.manager)
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in page
    assert "rahasia" not in page
    assert "Traceback" not in page


def test_without_the_database_the_portal_says_so(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("cint_portal.home.views.start.todos_for", broken)
    client = browser(company.manager)
    answer = client.get("/")
    assert answer.status_code == 503
    assert "server closed" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/static/../manage.py", "/media/x", "/settings.py"]
)
def test_nothing_of_the_source_is_served(path: str, db: None) -> None:
    assert Client().get(path).status_code in (302, 404)
