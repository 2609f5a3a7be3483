"""Several people, each at a browser of their own, in front of one running portal."""

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, ViewportSize, expect

from tests.live import Portal, eventually

PATIENCE_MS = 20_000
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 360, "height": 740}

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Stage:
    """The portal, the browser, and one tab per person, which stays logged in until the end.

    `complaints` keeps what the console of any page said: script errors, refused styles, lost files.
    """

    portal: Portal
    browser: Browser
    password: str
    size: ViewportSize = field(default_factory=lambda: LAPTOP)
    complaints: list[str] = field(default_factory=list)
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    shots: int = 0

    def enter(self) -> Page:
        """A tab of somebody who has not logged in yet."""
        context = self.browser.new_context(
            viewport=self.size,
            locale="id-ID",
            base_url=self.portal.url,
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._note(page, line))
        return page

    def _note(self, page: Page, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.complaints.append(f"{page.url}: {line.text}")

    def as_(self, username: str) -> Page:
        """The person's own tab; the first time he or she logs in with the password."""
        if username not in self.contexts:
            page = self.enter()
            page.goto("/")
            self.log_in(page, username)
        return self.contexts[username].pages[0]

    def log_in(self, page: Page, username: str) -> None:
        """On the log-in page: type name and password. Leads on to where the person wanted to go."""
        page.get_by_label("Nama pengguna atau NIK").fill(username)
        page.get_by_label("Kata sandi", exact=True).fill(self.password)
        page.get_by_role("button", name="Masuk", exact=True).click()
        expect(page.get_by_label(re.compile("^Profil "))).to_be_visible()
        self.contexts[username] = page.context

    def leave(self) -> None:
        for context in self.contexts.values():
            context.close()
        self.contexts.clear()

    def move_clock(self, moment: str) -> None:
        """What `manage.py set_clock` does, in WIB: "2026-10-31 23:59"."""
        with open(os.devnull, "w") as quiet:
            call_command("set_clock", datetime.fromisoformat(moment).isoformat(), stdout=quiet)

    def mail(self, to: str, subject: str) -> EmailMessage:
        """The newest mail to an address whose subject contains the text; waits for its delivery."""
        return eventually(lambda: self._newest(to, subject), f"{to} gets “{subject}”")

    def _newest(self, to: str, subject: str) -> EmailMessage | None:
        found = [mail for mail in self.portal.sink.to(to) if subject in str(mail["Subject"])]
        return found[-1] if found else None

    def snap(self, page: Page, name: str) -> None:
        """Keep a picture of the page when a folder for it is named."""
        folder = os.environ.get("FLOW_SCREENSHOTS")
        if folder:
            self.shots += 1
            page.screenshot(path=Path(folder) / f"{self.shots:02d}-{name}.png", full_page=True)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    """The one address that the mail's text leads to."""
    (link,) = re.findall(r"https?://\S+", text_of(mail))
    return str(link)


def click(page: Page, name: str) -> None:
    """Press the button, or follow the link, of this name."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def follow(page: Page, *names: str) -> None:
    """Walk through the left menu."""
    menu = page.get_by_role("navigation", name="Menu utama")
    for name in names:
        menu.get_by_role("link", name=name, exact=True).click()


def says(page: Page, *texts: str) -> None:
    """The page's content shows each of these texts."""
    for text in texts:
        expect(page.locator("#content")).to_contain_text(text)


def field(page: Page, label: str) -> Locator:
    """The input with exactly this label; compulsory ones have a star behind it."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))
