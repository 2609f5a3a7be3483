"""Chromium with pages that exist only here: real templates and scripts, invented answers, no server."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

ARRIVED = "<!doctype html><title>Terkirim</title>"
ORIGIN = "http://localhost"  # a secure context, as the portal behind https


def policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def render(body: str, context: dict[str, Any]) -> str:
    """A page of the portal's outer frame with this content."""
    source = '{% extends "entrance.html" %}{% load static %}{% block content %}' + body + "{% endblock %}"
    source += "{% block scripts %}" + "".join(
        f"<script src=\"{{% static 'js/{name}.js' %}}\" defer></script>"
        for name in ("grid", "rows", "row_drag", "drafts", "autosave", "weights")
    )
    request = RequestFactory().get("/")
    with translation.override("id"):
        return str(engines["django"].from_string(source + "{% endblock %}").render(context, request))


@dataclass
class Bench:
    """A browser page, what it posted, and the next answer to a POST.

    The answer is a status with JSON, or with an address when the form navigates; None is a lost network.
    """

    page: Page
    posts: list[dict[str, list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: tuple[int, Any] | None = (200, {"saved_at": "22.14", "version": 2})
    answer_headers: dict[str, str] = field(default_factory=dict)
    html: str = ""
    styled: bool = False  # behaviour needs no style sheets, and they cost a second per page
    complaints: list[str] = field(default_factory=list)

    def show(self, body: str, **context: Any) -> Page:
        self.html = render(body, context)
        self.page.goto(f"{ORIGIN}/page/")
        return self.page

    def serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            self._serve_static(route, path.removeprefix("/static/"))
        elif route.request.method == "POST":
            self._take_post(route)
        else:
            head = {"Content-Security-Policy": policy(), "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=self.html, headers=head)

    def _serve_static(self, route: Route, name: str) -> None:
        if not self.styled and not name.endswith(".js"):
            return route.fulfill(status=200, body="", content_type="text/css")
        return route.fulfill(path=finders.find(name) or "")

    def _take_post(self, route: Route) -> None:
        if self.answer is None:
            return route.abort("internetdisconnected")
        self.posts.append(posted_fields(route.request.post_data or ""))
        self.headers.append(route.request.headers)
        status, answer = self.answer
        if isinstance(answer, str):
            return route.fulfill(status=status, headers={"Location": answer}, body=ARRIVED)
        head = {"Content-Type": "application/json", **self.answer_headers}
        return route.fulfill(status=status, body=json.dumps(answer), headers=head)


def posted_fields(body: str) -> dict[str, list[str]]:
    """Fields of an encoded or multipart form; enough for short values."""
    if "form-data" not in body:
        return parse_qs(body, keep_blank_values=True)
    fields: dict[str, list[str]] = {}
    for part in body.split('name="')[1:]:
        name, _quote, rest = part.partition('"')
        fields.setdefault(name, []).append(rest.split("\r\n\r\n", 1)[1].rsplit("\r\n--", 1)[0])
    return fields


@pytest.fixture
def bench(chromium: Browser) -> Iterator[Bench]:
    """A fresh browser profile; a refused script, style or a script error fails the test."""
    context = chromium.new_context(locale="id-ID")
    made = Bench(context.new_page())
    made.page.route("**/*", made.serve)
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.on(
        "console", lambda line: "Content Security" in line.text and made.complaints.append(line.text)
    )
    yield made
    context.close()
    assert made.complaints == []


@pytest.fixture
def paste(bench: Bench) -> Callable[[str, str], None]:
    """Paste a text into the field with this name, as from a spreadsheet."""

    def into(name: str, text: str) -> None:
        bench.page.evaluate(
            """([name, text]) => {
              const field = document.querySelector(`[name="${name}"]`);
              const data = new DataTransfer();
              data.setData("text/plain", text);
              field.focus();
              const kind = {clipboardData: data, bubbles: true, cancelable: true};
              field.dispatchEvent(new ClipboardEvent("paste", kind));
            }""",
            [name, text],
        )

    return into
