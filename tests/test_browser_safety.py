"""What a browser can be tricked into: foreign redirects, forged forms, frames (T57, T60–T62, T81)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.company import PASSWORD, Company
from tests.matrix.framework import all_addresses, browser

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cint_portal", "issues", "swot", "bsc", "realization")
#: Typed as `next`: whether the portal follows it.
TARGETS = {
    "/reports/": True,
    "/reports/?page=2": True,
    "http://testserver/reports/": True,
    "@evil.example": True,  # a path of our own
    "//evil.example": False,
    "///evil.example": False,
    "/\\evil.example": False,
    "\\\\evil.example": False,
    "https:evil.example": False,
    "https:///evil.example": False,
    "https://evil.example/": False,
    "http://testserver@evil.example/": False,
    "http://testserver.evil.example/": False,
    "ftp://testserver/": False,
    "javascript:alert(1)": False,
    "data:text/html,x": False,
    " //evil.example": False,
    "\t//evil.example": False,
}
HEADERS = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def leads_out(location: str) -> bool:
    """As a browser reads it: white space dropped, backslashes turned, a host or scheme of its own."""
    read = re.sub(r"[\s\x00-\x1f]", "", location).replace("\\", "/")
    is_own = re.match(r"http://testserver/", read)
    return not is_own and bool(re.match(r"//|[a-z][a-z0-9+.-]*:", read, re.IGNORECASE))


@pytest.mark.parametrize("target", TARGETS, ids=ascii)
def test_log_in_log_out_and_the_language_switch_lead_to_own_pages_only(company: Company, target: str) -> None:
    steps = [
        Client().post(reverse("account_login"), {"login": "manager", "password": PASSWORD, "next": target}),
        Client().post(reverse("language-switch"), {"language": "en", "next": target}),
        browser(company.manager).post(reverse("account_logout"), {"next": target}),
        browser(company.manager).post(
            reverse("account_reauthenticate"), {"password": PASSWORD, "next": target}
        ),
    ]
    for answer in steps:
        assert answer.status_code == 302
        assert not leads_out(answer["Location"]), (target, answer["Location"])
        if not TARGETS[target]:
            assert "evil" not in answer["Location"]
    if TARGETS[target]:
        assert steps[0]["Location"] == steps[1]["Location"] == target


def test_the_control_knows_what_leads_out() -> None:
    assert [t for t in TARGETS if leads_out(t)] == [t for t, own in TARGETS.items() if not own]


def test_log_in_asks_for_a_token_and_log_out_for_a_post(company: Company) -> None:
    guarded = Client(enforce_csrf_checks=True)
    answer = guarded.post(reverse("account_login"), {"login": "manager", "password": PASSWORD})
    assert answer.status_code == 403
    assert "sessionid" not in guarded.cookies
    client = browser(company.manager)
    client.get(reverse("account_logout"))
    assert client.get("/").status_code == 200


def test_the_session_cookie_is_for_this_site_and_no_script(company: Company) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "manager", "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)


@pytest.mark.parametrize(
    "path", ["/", "/tidak-ada/", "/account/login/", "/bsc/scorecards/%00/", "/account/2fa/"]
)
@pytest.mark.parametrize("name", [None, "manager"])
def test_pages_and_refusals_carry_the_protecting_headers(
    company: Company, path: str, name: str | None
) -> None:
    answer = browser(getattr(company, name) if name else None).get(path)
    assert {key: answer[key] for key in HEADERS} == HEADERS
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "Permissions-Policy" in answer


def test_a_refused_token_and_a_wrong_method_carry_them_too(company: Company) -> None:
    forged = browser(company.cms_head, guarded=True).post(reverse("language-switch"))
    client = browser(company.cms_head)
    for status, answer in {403: forged, 405: client.get(reverse("language-switch"))}.items():
        assert answer.status_code == status
        assert {key: answer[key] for key in HEADERS} == HEADERS


def test_static_files_carry_them(tmp_path: Path, settings: pytest.FixtureRequest, db: None) -> None:
    """Served by the portal itself, as in production, from the collected folder."""
    settings.STATIC_ROOT = tmp_path / "static"  # type: ignore[attr-defined]
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / "portal.css").write_text("a {}")
    answer = Client().get("/static/css/portal.css")
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def sources(*patterns: str) -> Iterator[Path]:
    for package in PACKAGES:
        for pattern in patterns:
            yield from (path for path in (ROOT / package).rglob(pattern) if "migrations" not in path.parts)


@pytest.mark.parametrize(
    "word", ["mark_safe", "SafeString(", "csrf_exempt", "xframe_options_exempt", "csp_exempt"]
)
def test_no_source_switches_a_protection_off(word: str) -> None:
    assert [str(path) for path in sources("*.py") if word in path.read_text()] == []


@pytest.mark.parametrize(
    "path",
    [
        "/.git/HEAD",
        "/.env",
        "/manage.py",
        "/cint_portal/settings.py",
        "/static/../../manage.py",
        "/static/%2e%2e/manage.py",
        "/media/",
        "/admin/",
        "/debug/",
        "/__debug__/",
        "/api/",
        "/server-status",
    ],
)
def test_neither_sources_nor_tools_answer(company: Company, path: str) -> None:
    answer = browser(company.admin).get(path)
    assert answer.status_code == 404
    assert b"Traceback" not in answer.content
    assert b"DJANGO_SETTINGS" not in answer.content


def test_the_pages_of_a_debugger_are_no_address() -> None:
    assert not settings.DEBUG
    assert not [name for name, _pattern in all_addresses() if "debug" in name]
    assert finders.find("manage.py") is None
