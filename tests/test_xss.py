"""Stored script (T57): hostile words in every typed field; pages and mails show them as mere words."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from mimetypes import guess_type
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import reverse
from playwright.sync_api import Browser, Route

from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from issues.models import IssueRegister, RowReview
from tests.company import PASSWORD, Company, build_company
from tests.crawl import crawl, text_of
from tests.everything import REMARK, build_everything, finalize_swot, lock_versions, write_everywhere
from tests.matrix.framework import browser

#: If one of them ran, it would call kenari(), which does not exist.
PAYLOADS = (
    "<script>kenari()</script>",
    '"><img src=x onerror=kenari()>',
    "' autofocus onfocus='kenari()",
    "</script><svg onload=kenari()>",
    "</textarea></title><script>kenari()</script>",
    "<b onclick=kenari()>",
    "javascript:kenari()",
    "{{7*7}}kenari{% now 'Y' %}",
    "\u202ekenari\u2066",
    "<svg/onload=kenari()>",
    "&lt;script&gt;kenari()",
    "<!--kenari--><a href=javascript:kenari()>x</a>",
    "${kenari()}`;kenari();//",
    "kenari' OR '1'='1' --",
)
ALL = " ".join(PAYLOADS)
SHORT = "<b onclick=kenari()>"
READERS = ("manager", "colleague", "cms_head", "bod", "director", "auditor")


def hostile(longest: int | None, number: int) -> str:
    """All of them where they fit, else the one whose turn it is."""
    if longest is None or longest >= len(ALL):
        return ALL
    fitting = [payload for payload in PAYLOADS if len(payload) + 6 <= longest]
    return f"{fitting[number % len(fitting)]}{number}" if fitting else SHORT


class Inspector(HTMLParser):
    """Reads a page as a browser would and remembers what would run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.crimes: list[str] = []
        self.words: list[str] = []
        self.script_type: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip().lower() for name, value in attrs}
        self.words.extend(value or "" for _name, value in attrs)
        self.script_type = values.get("type", "") if tag == "script" else None
        for name, value in values.items():
            if name.startswith(("on", "hx-on")) or name == "srcdoc":
                self.crimes.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction", "xlink:href") and self.runs(value):
                self.crimes.append(f"<{tag} {name}={value[:40]}>")

    @staticmethod
    def runs(address: str) -> bool:
        return address.startswith(("javascript:", "vbscript:", "data:text"))

    def handle_endtag(self, tag: str) -> None:
        self.script_type = None

    def handle_comment(self, data: str) -> None:
        if "kenari" in data:
            self.crimes.append(f"<!--{data[:40]}-->")

    def handle_data(self, data: str) -> None:
        if self.script_type is not None and self.script_type != "application/json" and data.strip():
            self.crimes.append(f"<script>{data[:40]}")
        self.words.append(data)


def inspect(html: str) -> Inspector:
    found = Inspector()
    found.feed(html)
    assert "49kenari" not in html, "a template was run"
    return found


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{PAYLOADS[0]}</p>",
        f'<input value="{PAYLOADS[1]}">',
        f"<input value='{PAYLOADS[2]}'>",
        f"<script>const name = '{PAYLOADS[3]}'</script>",
        f"<textarea>{PAYLOADS[4]}</textarea>",
        f"<p>{PAYLOADS[5]}</p>",
        f'<a href="{PAYLOADS[6]}">x</a>',
        f"<p>{PAYLOADS[9]}</p>",
        f"<p>{PAYLOADS[11]}</p>",
    ],
)
def test_the_inspector_finds_what_would_run(html: str) -> None:
    """The control: each payload, left as it is, is noticed."""
    assert inspect(html).crimes != []


@pytest.fixture
def hostile_company(db: None) -> Iterator[Company]:
    company = build_company()
    REMARK.text = ALL
    build_everything(company)
    assert write_everywhere(hostile) > 500
    for review in RowReview.objects.all():
        review.values = {**review.values, "issue": ALL, "needs": ALL, "stakeholder": ALL, "factor": ALL}
        review.save()
    lock_versions(company.cms_head)  # versions keep the words as they were
    yield company
    REMARK.text = "Mohon dilengkapi"


def pages_of(company: Company, name: str) -> dict[str, HttpResponse]:
    client = browser(getattr(company, name), raises=True)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return {address: answer for address, answer in crawl(client).items() if answer.status_code == 200}


def test_no_page_lets_a_word_run(hostile_company: Company) -> None:
    for name in READERS:
        pages = pages_of(hostile_company, name)
        inspected = {address: inspect(text_of(answer)) for address, answer in pages.items()}
        guilty = {address: found.crimes[:3] for address, found in inspected.items() if found.crimes}
        assert guilty == {}, name
        shown = [address for address, found in inspected.items() if "kenari" in " ".join(found.words)]
        assert len(shown) > 10, f"{name} saw the words on {len(shown)} of {len(pages)} pages"


def test_the_words_arrive_as_they_were_typed(hostile_company: Company) -> None:
    """Escaped once: neither twice nor stripped."""
    register = IssueRegister.objects.get(unit=hostile_company.department)
    page = text_of(browser(hostile_company.cms_head).get(f"/issues/registers/{register.pk}/"))
    text = " ".join(inspect(page).words)
    assert all(payload in text for payload in PAYLOADS)


def test_no_mail_lets_a_word_run(hostile_company: Company) -> None:
    mails = list(OutboxMail.objects.all())
    assert mails
    for mail in mails:
        content = render_mail(mail)
        assert inspect(content.html).crimes == []
        assert "\n" not in content.subject


def test_the_position_that_was_frozen_shows_words_too(hostile_company: Company) -> None:
    finalize_swot(hostile_company)
    page = browser(hostile_company.cms_head).get("/swot/2027/position/")
    assert inspect(text_of(page)).crimes == []


# --- In a browser -----------------------------------------------------------------------------------

ORIGIN = "http://localhost"


@pytest.mark.browser
def test_pages_full_of_hostile_words_open_quietly(hostile_company: Company, chromium: Browser) -> None:
    """No dialog, no script error, nothing that the policy had to stop."""
    everything = pages_of(hostile_company, "manager") | pages_of(hostile_company, "cms_head")
    shown = [page for page in everything.items() if page[1]["Content-Type"].startswith("text/html")]
    full = sorted(shown, key=lambda page: -text_of(page[1]).count("kenari"))[:15]
    for address, answer in full:
        complaints = open_in(chromium, address, answer)
        assert complaints == [], f"{address}: {complaints}"


def open_in(chromium: Browser, address: str, answer: HttpResponse) -> list[str]:
    """What a browser complains of while it shows the page and every field is entered once."""
    complaints: list[str] = []
    context = chromium.new_context(locale="id-ID")
    page = context.new_page()
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.accept()))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    page.route("**/*", lambda route: serve(route, answer))
    page.goto(f"{ORIGIN}{urlsplit(address).path}", wait_until="load")
    page.evaluate("document.querySelectorAll('input, textarea, [title]').forEach((it) => it.focus())")
    assert page.evaluate("typeof kenari") == "undefined"
    context.close()
    return complaints


def serve(route: Route, answer: HttpResponse) -> None:
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        file = finders.find(path.removeprefix("/static/"))
        kind = guess_type(path)[0] or "application/octet-stream"
        return route.fulfill(path=str(file), content_type=kind) if file else route.fulfill(status=404)
    if route.request.resource_type != "document":
        return route.fulfill(body=json.dumps({}), content_type="application/json")
    head = {name: answer[name] for name in ("Content-Security-Policy", "Content-Type")}
    return route.fulfill(body=text_of(answer), headers=head)
