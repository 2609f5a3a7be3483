"""The SWOT workbench in the browser: by keyboard and mouse at 1366 × 768, by finger at 360 px (7.1.7–7.1.9).

Score, merge, a tie decided, strategies by keyboard and by drag, ordered both ways, final, reopened.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from swot.models import SwotAnalysis
from swot.services import deploy_issues
from tests.company import PASSWORD
from tests.conftest import at
from tests.flows.hands import Finger, Keyboard
from tests.flows.stage import LAPTOP, PHONE, Stage, field, says
from tests.flows.start import found_company
from tests.live import running_portal
from tests.swot.scenes import accepted_issue

pytestmark = [pytest.mark.browser, pytest.mark.processes]

ISSUES = (
    ("S", "Jaringan distribusi luas di Jawa dan Bali"),
    ("S", "Jaringan distribusi yang luas di Jawa, Bali"),
    ("W", "Mesin las tua sering berhenti"),
    ("O", "Belanja perabot sekolah naik"),
    ("T", "Produk impor murah"),
)
#: Merged, S is 3,00 as W is: x lies on the axis. O is 4, T is 2.
SCORES = {"S1": (5, 3), "S2": (1, 1), "W1": (4, 3), "O1": (4, 4), "T1": (3, 2)}
REASON = "Jaringan distribusi lebih menentukan daripada mesin"
FIRST, SECOND, DRAGGED = "Paket perabot sekolah per provinsi", "Katalog sekolah daring", "Garansi lima tahun"


@pytest.fixture
def workbench(own_database: str, chromium: Browser, tmp_path: Path) -> Iterator[Stage]:
    """Five accepted issues of two departments stand in the SWOT, not rated; it is the fifth of November."""
    company = found_company()
    units = [company.department, company.sister_department]
    for number, (category, text) in enumerate(ISSUES):
        accepted_issue(units[number % 2], company.cycle, category, text)
    deploy_issues(cycle=company.cycle, actor=company.cms, now=at("2026-11-04 09:00"))
    with running_portal(own_database, tmp_path, WEB_CONCURRENCY="2") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        stage.move_clock("2026-11-05 09:00")
        portal.start("web")
        yield stage
        stage.leave()


def test_from_scores_to_a_final_position_and_back(workbench: Stage) -> None:
    page = workbench.as_("cms")
    keys = Keyboard(page)
    score(page, keys)
    merge(page, keys)
    decide_the_tie(page, keys)
    compose(page, keys)
    drag(workbench, page)
    finalize(workbench)
    read_on_a_phone(workbench)
    reopen(workbench)
    assert workbench.complaints == []


def go(page: Page, link: str) -> None:
    page.get_by_role("navigation", name="Halaman SWOT").get_by_role("link", name=link).click()


def score(page: Page, keys: Keyboard) -> None:
    """Tab by tab; totals follow the typing before anything is saved."""
    page.goto("/swot/2027/items/?tab=S")
    for code, (weight, rating) in SCORES.items():
        keys.write(page.get_by_label(f"Bobot {code}", exact=True), str(weight))
        keys.write(page.get_by_label(f"Rating {code}", exact=True), str(rating))
        if code != "S1":
            expect(page.locator("#foot-score")).to_have_text(
                {"S2": "2,6667", "W1": "3,00"}.get(code, f"{rating},00")
            )
            tab = code[0]
            name = "Simpan" if tab == "T" else f"Simpan, lanjut ke tab {'SWOT'['SWOT'.index(tab) + 1]}"
            keys.press(page.get_by_role("button", name=name, exact=True))
            says(page, "tersimpan.")
    says(page, "Keempat tab lengkap")


def merge(page: Page, keys: Keyboard) -> None:
    """The two look alike: the portal shows them, a person decides, both departments stay."""
    page.goto("/swot/2027/items/?tab=S")
    keys.press(page.get_by_role("link", name="Gabungkan isu"))
    keys.press(page.get_by_role("link", name="Pilih S1, S2"))
    expect(page.locator("#merge-form").get_by_role("checkbox", checked=True)).to_have_count(2)
    keys.press(page.get_by_role("button", name="Gabungkan"))
    says(page, "1 isu digabung ke S1.", "2 isu sumber")


def decide_the_tie(page: Page, keys: Keyboard) -> None:
    go(page, "Posisi")
    says(page, "Posisi tepat di sumbu: pilih kuadran", "x 0,00 · y 2,00")
    choice = page.get_by_label("SO – Expansion")
    keys.reach(choice.locator("xpath=ancestor::form").locator("[type=radio]").first)
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    keys.write(field(page, "Alasan pemilihan kuadran"), REASON)
    keys.press(page.get_by_role("button", name="Pilih kuadran"))
    says(page, "Kuadran tersimpan bersama alasannya.", "di sumbu, kuadran dipilih")


def compose(page: Page, keys: Keyboard) -> None:
    """Two strategies of SO by keyboard; the second one goes up."""
    go(page, "Matrix")
    for text in (FIRST, SECOND):
        keys.press(page.get_by_role("link", name="Tambah strategi SO"))
        keys.write(field(page, "Strategi"), text)
        for issue in ("Jaringan distribusi luas", "Belanja perabot"):
            keys.reach(page.get_by_label(issue))
            page.keyboard.press("Space")
        keys.press(page.get_by_role("button", name="Simpan"))
        says(page, "Strategi SO ditambahkan.", text)
    keys.press(page.get_by_role("button", name=f"Naikkan {SECOND}"))
    says(page, "Urutan strategi SO tersimpan.")
    expect(strategies(page, "SO")).to_contain_text([SECOND, FIRST])


def strategies(page: Page, cell: str) -> Locator:
    return page.locator(f"#{cell} article")


def drag(stage: Stage, page: Page) -> None:
    """An unanswered issue onto a cell, a strategy onto another one."""
    page.get_by_label("Score di atas").fill("1")
    page.get_by_role("button", name="Tampilkan").click()
    page.locator("[data-drag-item]", has_text="Produk impor murah").drag_to(page.locator("#ST .panel-head"))
    expect(page.get_by_label("Produk impor murah")).to_be_checked()
    field(page, "Strategi").fill(DRAGGED)
    page.get_by_label("Jaringan distribusi luas").check()
    page.get_by_role("button", name="Simpan").click()
    says(page, "Strategi ST ditambahkan.", DRAGGED)
    strategies(page, "SO").nth(0).drag_to(strategies(page, "SO").nth(1))
    says(page, "Urutan strategi SO tersimpan.")
    expect(strategies(page, "SO")).to_contain_text([FIRST, SECOND])
    stage.snap(page, "matrix-1366")


def finalize(stage: Stage) -> None:
    page = stage.as_("kepala.cms")
    keys = Keyboard(page)
    page.goto("/swot/2027/position/")
    keys.press(page.locator("summary", has_text="Tetapkan posisi final"))
    keys.press(page.get_by_role("button", name="Tetapkan posisi final"))
    says(page, "Posisi perusahaan ditetapkan", "Final", REASON)
    analysis = SwotAnalysis.objects.get()
    assert (analysis.status, analysis.chosen_quadrant) == ("final", "SO")
    stage.snap(page, "final-1366")


def read_on_a_phone(stage: Stage) -> None:
    """Every page of the year at 360 px: nothing sticks out; a strategy goes up by a tap."""
    stage.size = PHONE
    page = stage.as_("cms.dua")
    for address in ("items/", "items/?tab=T", "position/", "matrix/", "initiatives/"):
        page.goto(f"/swot/2027/{address}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, address
        stage.snap(page, f"{address.split('/')[0]}-360")
    page.goto("/swot/2027/matrix/")
    Finger(page).press(page.get_by_role("button", name=f"Turunkan {FIRST}"))
    says(page, "Urutan strategi SO tersimpan.")
    stage.size = LAPTOP


def reopen(stage: Stage) -> None:
    """Not without a reason; then the numbers can be typed again."""
    page = stage.as_("kepala.cms")
    keys = Keyboard(page)
    page.goto("/swot/2027/position/")
    keys.press(page.locator("summary", has_text="Buka Kembali"))
    keys.write(page.locator("details[open] textarea"), "Data ekspor dikoreksi")
    keys.press(page.get_by_role("button", name="Buka Kembali"))
    says(page, "Penilaian dibuka kembali.", "Data ekspor dikoreksi")
    page.goto("/swot/2027/items/?tab=S")
    expect(page.get_by_label("Bobot S1", exact=True)).to_have_value("5")
    assert SwotAnalysis.objects.get().result is None
