"""A director's phone with a passkey: registered, used to enter, and to confirm a decision once more (T75).

Chromium's virtual authenticator is the phone's; whether its owner shows the right finger is set by the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, CDPSession, Page, expect

from bsc.models import Scorecard
from cint_portal.audit.models import AuditEvent
from cint_portal.organization.models import PlanningCycle, Unit, User
from tests.bsc.scorecards import accept_all, make_scorecard
from tests.company import PASSWORD
from tests.flows.scorecard_steps import PPIC
from tests.flows.stage import PHONE, Stage, click, field, says
from tests.flows.start import found_company
from tests.live import running_portal

pytestmark = [pytest.mark.browser, pytest.mark.processes]

REASON = "Naikkan target pengiriman menjadi 97 %"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Phone:
    """The director's browser and the sensor under its screen."""

    page: Page
    sensor: CDPSession
    device: str

    def finger(self, is_right: bool) -> None:
        self.sensor.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.device, "isUserVerified": is_right}
        )


@pytest.fixture
def stage(own_database: str, chromium: Browser, tmp_path: Path) -> Iterator[Stage]:
    found_company()
    with running_portal(own_database, tmp_path, "web", host="localhost") as portal:
        stage = Stage(portal, chromium, PASSWORD, size=PHONE)
        yield stage
        stage.leave()
        assert stage.complaints == []


def test_a_director_enters_and_decides_with_a_passkey(stage: Stage) -> None:
    stage.move_clock("2026-12-14 09:00")
    waiting = with_board()
    phone = take_out_phone(stage)
    register(stage, phone)
    enter(phone)
    return_with_direction(stage, phone, waiting)
    waiting.refresh_from_db()
    assert waiting.status == Scorecard.Status.RETURNED_BOARD
    by = [line.detail["by"] for line in AuditEvent.objects.filter(kind="confirmed").order_by("pk")]
    assert by == ["password", "webauthn", "webauthn"]


def with_board() -> Scorecard:
    manager = User.objects.get(username="manager")
    scorecard = make_scorecard(
        PlanningCycle.objects.get(year=2027), Unit.objects.get(name=PPIC), "with_board", manager
    )
    accept_all(scorecard)
    return scorecard


def take_out_phone(stage: Stage) -> Phone:
    page = stage.as_("direksi")
    sensor = page.context.new_cdp_session(page)
    sensor.send("WebAuthn.enable")
    made = sensor.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    phone = Phone(page, sensor, made["authenticatorId"])
    phone.finger(is_right=True)
    return phone


def register(stage: Stage, phone: Phone) -> None:
    """From the profile menu; a new way in asks for the password first."""
    page = phone.page
    page.get_by_label("Profil Lukman Hakim").click()
    click(page, "Keamanan akun")
    click(page, "Tambah passkey")
    field(page, "Kata sandi").fill(stage.password)
    click(page, "Lanjutkan")
    field(page, "Nama passkey").fill("Ponsel direksi")
    click(page, "Simpan passkey")
    says(page, "Passkey “Ponsel direksi” ditambahkan.", "belum pernah dipakai")
    stage.snap(page, "passkey-list")


def enter(phone: Phone) -> None:
    page = phone.page
    page.get_by_label("Profil Lukman Hakim").click()
    click(page, "Keluar")
    click(page, "Masuk dengan Passkey")
    expect(page.get_by_label("Profil Lukman Hakim")).to_be_visible()


def return_with_direction(stage: Stage, phone: Phone, waiting: Scorecard) -> None:
    """A wrong finger costs nothing; after five minutes the direction waits for the finger once more."""
    page = phone.page
    page.goto(f"/bsc/decisions/{waiting.pk}/")
    phone.finger(is_right=False)
    click(page, "Gunakan Passkey")
    says(page, "Passkey dibatalkan atau waktunya habis.")
    stage.snap(page, "passkey-cancelled")
    confirm(phone)
    page.get_by_role("link", name="Kembalikan").click()
    field(page, "Arahan Direksi").fill(REASON)
    let_five_minutes_pass(page)
    click(page, "Kembalikan dengan arahan")
    confirm(phone)
    expect(field(page, "Arahan Direksi")).to_have_value(REASON)
    click(page, "Kembalikan dengan arahan")
    says(page, "dikembalikan dengan arahan")


def confirm(phone: Phone) -> None:
    phone.finger(is_right=True)
    click(phone.page, "Gunakan Passkey")
    says(phone.page, "Pengiriman tepat waktu")


def let_five_minutes_pass(page: Page) -> None:
    """As if everything in this session had happened earlier."""
    (cookie,) = (one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookie["value"])
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
