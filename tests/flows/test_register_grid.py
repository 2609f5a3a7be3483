"""The register's grid as people use it: keyboard only, two sizes, power cuts, lost sessions, two tabs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from issues.models import IssueRegister
from issues.services import open_collection, save_rows
from tests import databases
from tests.company import PASSWORD, Company
from tests.conftest import _clone_of
from tests.flows.stage import LAPTOP, PHONE, Stage, click, says
from tests.flows.start import found_company
from tests.issues.registers import FILLED, OPENED, row, rows, texts
from tests.live import running_portal

pytestmark = [pytest.mark.browser, pytest.mark.processes]
STATE = "[data-save-state]"


@pytest.fixture(scope="module")
def founded(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Company, Path]]:
    """One company for all tests here; each of them fills a register of its own."""
    with _clone_of(databases.template_name(), django_db_blocker) as name:
        company = found_company()
        open_collection(cycle=company.cycle, actor=company.cms_head, now=OPENED)
        yield name, company, tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="module")
def stage(founded: tuple[str, Company, Path], chromium: Browser) -> Iterator[Stage]:
    name, _company, folder = founded
    with running_portal(name, folder, WEB_CONCURRENCY="2") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        stage.move_clock("2026-10-20 22:14")
        portal.start("web")
        yield stage
        stage.leave()


@pytest.fixture
def company(founded: tuple[str, Company, Path]) -> Company:
    return founded[1]


def register_of(company: Company, unit: str = "department") -> IssueRegister:
    return IssueRegister.objects.get(cycle=company.cycle, unit=getattr(company, unit))


def emptied(company: Company, unit: str = "department") -> IssueRegister:
    """The register as on its first day."""
    register = register_of(company, unit)
    register.issues.all().delete()
    register.handed_over_at = register.handed_over_by = None
    register.save()
    return register


def filled(company: Company, count: int = 3) -> IssueRegister:
    register = emptied(company)
    return save_rows(register=register, rows=rows(count), actor=company.drafter, now=FILLED)


def opened(stage: Stage, who: str, register: IssueRegister, size: ViewportSize = LAPTOP) -> Page:
    page = stage.as_(who)
    page.set_viewport_size(size)
    page.goto(f"/issues/registers/{register.pk}/edit/")
    return page


def cell(page: Page, column: str, number: int) -> Locator:
    """The input of a column in the row that a person counts as this number."""
    return page.locator("[data-row]:not([hidden])").nth(number - 1).get_by_label(column, exact=True)


def expect_saved(page: Page) -> None:
    expect(page.locator(STATE)).to_have_text(re.compile(r"^tersimpan 22\.\d\d$"))


def reopened(page: Page) -> Page:
    """The browser is gone with a bang; later the same address is opened again in it."""
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(page.url)
    return again


def shown(page: Page) -> list[str]:
    fields = page.locator('[data-row]:not([hidden]) [name$="-issue"]')
    return [value for value in fields.evaluate_all("all => all.map(f => f.value)") if value]


# --- Keyboard only ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "who", "unit"),
    [(LAPTOP, "admin.ppic", "department"), (PHONE, "manager.fin", "other_department")],
    ids=["laptop", "phone"],
)
def test_ten_rows_are_filled_by_keyboard_alone(
    stage: Stage, company: Company, size: ViewportSize, who: str, unit: str
) -> None:
    register = emptied(company, unit)
    page = opened(stage, who, register, size)
    press, write = page.keyboard.press, page.keyboard.type
    while page.evaluate("!document.activeElement.name?.endsWith('-stakeholder')"):
        press("Tab")
    for number in range(1, 11):
        for text in ("Pelanggan", f"Kebutuhan {number}", f"Isu nomor {number}"):
            write(text)
            press("Tab")
        for choice in ("Metode", "Internal", "W"):
            write(choice)
            press("Tab")
        for _stop in ("row tools", "fold-out of the next row"):
            press("Tab")
    expect_saved(page)
    assert texts(register) == [f"Isu nomor {number}" for number in range(1, 11)]
    assert all(not issue.values.missing for issue in register.issues.all())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_rows_are_moved_duplicated_deleted_and_brought_back_by_keyboard(
    stage: Stage, company: Company
) -> None:
    register = filled(company)
    page = opened(stage, "admin.ppic", register)
    cell(page, "Isu", 1).focus()
    page.keyboard.press("Alt+ArrowDown")
    assert shown(page) == ["Isu nomor 2", "Isu nomor 1", "Isu nomor 3"]
    assert page.evaluate("document.activeElement.value") == "Isu nomor 1"
    expect(page.locator("[data-grid-say]")).to_have_text("Baris 1 dipindah ke tempat 2.")
    page.keyboard.press("Alt+Shift+ArrowDown")
    page.keyboard.type("Salinan")
    cell(page, "Isu", 1).focus()
    page.keyboard.press("Alt+Delete")
    expect(page.locator("[data-undo]")).to_contain_text("Baris 1 dihapus.")
    expect_saved(page)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 1Salinan", "Isu nomor 3"]
    page.keyboard.press("Alt+z")
    expect(page.locator("[data-undo]")).to_be_hidden()
    expect_saved(page)
    brought_back = ["Isu nomor 2", "Isu nomor 1", "Isu nomor 1Salinan", "Isu nomor 3"]
    assert texts(register) == shown(page) == brought_back
    # The same by the mouse: the first row is dragged by its number below the third.
    third = page.locator("[data-row]:not([hidden])").nth(2)
    box = third.bounding_box()
    assert box is not None
    below = {"x": 60, "y": box["height"] - 6}
    page.locator("[data-row-handle]").first.drag_to(third, target_position=below)  # type: ignore[arg-type]
    expect(page.locator("[data-grid-say]")).to_have_text("Baris 1 dipindah ke tempat 3.")
    expect_saved(page)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 1Salinan", "Isu nomor 2", "Isu nomor 3"]


def test_the_way_back_survives_a_reload(stage: Stage, company: Company) -> None:
    register = filled(company)
    page = opened(stage, "admin.ppic", register)
    page.get_by_role("button", name="Hapus baris").nth(1).click()
    expect_saved(page)
    page.reload()
    assert shown(page) == ["Isu nomor 1", "Isu nomor 3"]
    says(page, "1 baris dihapus", "Isu nomor 2")
    page.get_by_role("button", name="Urungkan Isu nomor 2").click()
    expect(page.locator("#removed")).to_have_count(0)
    assert shown(page) == ["Isu nomor 1", "Isu nomor 2", "Isu nomor 3"]


def test_the_optional_columns_fold_out_and_are_kept(stage: Stage, company: Company) -> None:
    register = filled(company, 1)
    page = opened(stage, "admin.ppic", register)
    expect(page.get_by_label("Asal informasi").first).to_be_hidden()
    page.get_by_role("button", name="Kolom tambahan").nth(1).press("Enter")
    page.get_by_label("K3").first.check()
    page.get_by_label("Acuan kewajiban").first.fill("PP 22/2021")
    page.get_by_label("Terkait perubahan iklim").first.check()
    expect_saved(page)
    issue = register.issues.get()
    assert (issue.kinds, issue.is_obligation, issue.obligation_reference) == (["ohs"], True, "PP 22/2021")
    page.reload()
    expect(page.get_by_label("Acuan kewajiban").first).to_have_value("PP 22/2021")


def test_a_block_from_excel_fills_rows_and_adds_those_that_are_missing(
    stage: Stage, company: Company
) -> None:
    register = emptied(company)
    page = opened(stage, "admin.ppic", register)
    block = "\r\n".join(f"Pemasok\tButuh {n}\tTempelan {n}\tHukum\tEksternal\tT" for n in range(1, 13))
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    cell(page, "Stakeholders", 1).focus()
    page.keyboard.press("Control+V")
    expect_saved(page)
    assert texts(register) == [f"Tempelan {n}" for n in range(1, 13)]
    assert {issue.category for issue in register.issues.all()} == {"T"}


# --- What goes wrong -------------------------------------------------------------------------------


def test_after_a_power_cut_the_typing_is_offered_again(stage: Stage, company: Company) -> None:
    register = filled(company, 1)
    page = opened(stage, "admin.ppic", register)
    page.route("**/autosave/", lambda route: route.abort("internetdisconnected"))
    cell(page, "Isu", 2).fill("Diketik saat listrik padam")
    expect(page.locator("[data-save-note]")).to_contain_text("Tidak ada sambungan")
    expect(page.locator(STATE)).to_have_text("belum tersimpan")
    page.unroute("**/autosave/")
    page = reopened(page)
    assert shown(page) == ["Isu nomor 1"]
    click(page, "Pulihkan")
    assert shown(page) == ["Isu nomor 1", "Diketik saat listrik padam"]
    expect_saved(page)
    assert texts(register) == ["Isu nomor 1", "Diketik saat listrik padam"]


def test_a_lost_session_leads_back_to_the_same_cell_with_its_text(stage: Stage, company: Company) -> None:
    register = filled(company, 1)
    page = opened(stage, "admin.ppic", register)
    page.context.clear_cookies()
    cell(page, "Kebutuhan & Harapan Pihak Berkepentingan", 2).fill("Diketik sampai sesi habis")
    expect(page.locator("[data-save-note]")).to_contain_text("Sesi berakhir")
    page.locator("[data-save-note]").get_by_role("link", name="Muat ulang").click()
    stage.log_in(page, "admin.ppic")
    field = cell(page, "Kebutuhan & Harapan Pihak Berkepentingan", 2)
    expect(field).to_be_focused()
    expect(field).to_have_value("Diketik sampai sesi habis")
    expect_saved(page)
    assert register.issues.get(position=1).needs == "Diketik sampai sesi habis"


def test_the_second_tab_sees_the_conflict_and_both_texts(stage: Stage, company: Company) -> None:
    register = filled(company, 1)
    first = opened(stage, "admin.ppic", register)
    second = first.context.new_page()
    second.goto(first.url)
    cell(first, "Isu", 1).fill("Dari tab pertama")
    expect_saved(first)
    cell(second, "Isu", 1).fill("Dari tab kedua")
    expect(second.locator("[data-save-note]")).to_contain_text("sudah berubah sejak Anda membukanya")
    expect(second.locator(STATE)).to_have_text("belum tersimpan")
    click(second, "Lihat kedua isi")
    expect(cell(second, "Isu", 1)).to_have_value("Dari tab kedua")
    says(second, "Tersimpan: Dari tab pertama")
    assert texts(register) == ["Dari tab pertama"]
    cell(second, "Isu", 1).press("End")
    second.keyboard.type(", digabung")
    click(second, "Simpan")
    says(second, "Register disimpan sebagai draf.")
    assert texts(register) == ["Dari tab kedua, digabung"]
    second.close()


def test_a_save_whose_answer_got_lost_is_repeated_without_a_conflict(stage: Stage, company: Company) -> None:
    register = emptied(company)
    page = opened(stage, "admin.ppic", register)

    def lose_answer(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    page.route("**/autosave/", lose_answer, times=1)
    cell(page, "Isu", 1).fill("Sampai, tetapi jawabannya hilang")
    expect(page.locator("[data-save-note]")).to_contain_text("Tidak ada sambungan")
    assert texts(register) == ["Sampai, tetapi jawabannya hilang"]
    expect_saved(page)  # tried again by itself
    assert texts(register) == ["Sampai, tetapi jawabannya hilang"]


# --- Handing over -----------------------------------------------------------------------------------


def test_a_drafter_cannot_send_and_the_manager_sends_from_one_page(stage: Stage, company: Company) -> None:
    register = emptied(company)
    save_rows(register=register, rows=rows(2) | {2: row(3, category="O")}, actor=company.drafter, now=FILLED)
    page = opened(stage, "admin.ppic", register)
    expect(page.get_by_role("button", name="Kirim ke CMS")).to_have_count(0)
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    for address in ("edit/", "transitions/submit/"):
        forged = page.request.post(
            f"/issues/registers/{register.pk}/{address}",
            form={"send": "1", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"},
            headers={"X-CSRFToken": token or "", "Referer": page.url},
        )
        assert forged.status == 403
    click(page, "Siap Diperiksa Manager")
    says(page, "Manager diberi tahu bahwa register siap diperiksa.", "Menunggu Manager")
    manager = stage.as_("manager")
    manager.set_viewport_size(LAPTOP)
    manager.goto("/")
    manager.get_by_role("link", name="Periksa dan kirim isu").first.click()
    says(manager, "Fitri Handayani", "Baris 3: internal biasanya S/W, eksternal O/T.")
    serious(manager)
    click(manager, "Kirim ke CMS")
    says(manager, "Register dikirim ke CMS.", "Andi Wijaya")
    register.refresh_from_db()
    assert (register.status, register.submitted_by, register.is_handed_over) == (
        "submitted",
        company.manager,
        False,
    )


# --- For everybody ----------------------------------------------------------------------------------


def serious(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    grave = [rule for rule in found if rule["impact"] in ("serious", "critical")]
    assert not grave, [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in grave]


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_grid_holds_nothing_that_shuts_people_out_and_stays_small(
    stage: Stage, company: Company, size: ViewportSize
) -> None:
    register = emptied(company, "sister_department")
    page = opened(stage, "manager.qa", register, size)
    page.get_by_role("button", name="Kolom tambahan").nth(1).click()
    serious(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    answer = page.request.get(page.url)
    assert len(answer.body()) <= 150_000
    provoked = re.compile(r"net::ERR|status of (403|409)")
    assert [line for line in stage.complaints if not provoked.search(line)] == []
