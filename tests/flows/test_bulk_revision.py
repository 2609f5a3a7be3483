"""Revisi Target Massal in the browser: sheet out, edited, in again, one decision, an Adendum each (7.1.19).

CMS works at a desk, the board decides on a phone; two scorecards in force.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from bsc.models import Kpi, Scorecard, ScorecardVersion
from cint_portal.workflow.models import TransitionLog
from tests.bsc.bundles import edited, first_kpi
from tests.bsc.changes import established
from tests.company import PASSWORD
from tests.flows.scorecard_steps import confirm_self
from tests.flows.stage import PHONE, Stage, click, field, says
from tests.flows.start import found_company
from tests.live import running_portal

pytestmark = [pytest.mark.browser, pytest.mark.processes]

REASON, ADVICE = "RKAP direvisi pada bulan Juni.", "Sesuai RKAP revisi."
UNITS = ("Departemen Keuangan", "Departemen PPIC")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def stage(own_database: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Both scorecards as established, in June; nobody needs a mail here."""
    company = found_company()
    for unit in (company.department, company.other_department):
        established(company, unit)
    with running_portal(own_database, tmp_path_factory.mktemp("bulk"), WEB_CONCURRENCY="2") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        stage.move_clock("2027-06-14 09:00")
        portal.start("web")
        yield stage
        stage.leave()
        assert stage.complaints == []


def test_one_file_one_decision_an_adendum_each(stage: Stage) -> None:
    page = stage.as_("cms")
    sheet = take_the_sheet_out(page)
    upload(page, edited(sheet, {cell(0): 97, cell(1): "kira-kira 98"}))
    find_the_bad_cell(stage, page)
    upload(page, edited(sheet, {cell(0): 97, cell(1): 98}))
    send_what_the_preview_shows(stage, page)
    recommend(stage.as_("kepala.cms"))
    decide_on_a_phone(stage)
    each_has_its_adendum()


def cell(number: int) -> tuple[int, str]:
    """The yearly target of the first KPI of a unit."""
    return (kpi_of(number).pk, "target")


def kpi_of(number: int) -> Kpi:
    return first_kpi(Scorecard.objects.get(unit__name=UNITS[number]))


def take_the_sheet_out(page: Page) -> bytes:
    page.goto("/bsc/changes/?year=2027")
    click(page, "Revisi Target Massal")
    says(page, "2 scorecard dapat direvisi")
    with page.expect_download() as download:
        click(page, "Unduh Lembar Target")
    return download.value.path().read_bytes()


def upload(page: Page, data: bytes) -> None:
    field(page, "Berlaku mulai").select_option(label="Juli 2027")
    field(page, "Alasan revisi").fill(REASON)
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="rkap.xlsx", mimeType=EXCEL, buffer=data)
    )
    click(page, "Unggah dan Lihat Pratinjau")


def find_the_bad_cell(stage: Stage, page: Page) -> None:
    """The good one is shown as a change, the bad one by its place, and nothing can be sent."""
    says(page, "1 hal perlu diperbaiki", "kira-kira 98", UNITS[1])
    problem = page.locator(".upload-problems tbody tr")
    expect(problem.locator("code")).to_have_text("Revisi Target!F10")
    expect(page.get_by_role("button", name="Kirim ke CMS")).to_have_count(0)
    stage.snap(page, "bad-cell")
    click(page, "Unggah berkas lain")


def send_what_the_preview_shows(stage: Stage, page: Page) -> None:
    for number, target in enumerate(("97", "98")):
        lines = page.locator(".panel", has_text=UNITS[number]).locator(".upload-lines tbody tr")
        expect(lines).to_have_count(1)
        expect(lines.locator("del")).to_contain_text("95")
        expect(lines.locator("ins")).to_contain_text(target)
    stage.snap(page, "preview")
    click(page, "Kirim ke CMS")
    says(page, "Dikirim ke CMS", REASON)


def recommend(page: Page) -> None:
    page.goto("/")
    click(page, "Periksa Revisi Target Massal")
    says(page, *UNITS, "≥ 97", "≥ 98")
    page.locator("summary", has_text="Teruskan ke Direksi").click()
    page.locator("#comment-forward").fill(ADVICE)
    page.locator("details[open]").get_by_role("button", name="Teruskan ke Direksi").click()
    says(page, "Menunggu Direksi")


def decide_on_a_phone(stage: Stage) -> None:
    """Everything that is decided fits the width; one tap and one password for both."""
    stage.size = PHONE
    board = stage.as_("direksi")
    click(board, "Putuskan Revisi Target Massal")
    confirm_self(stage, board)
    says(board, ADVICE, "Jan–Jun 95 · Jul–Des 97", "Jan–Jun 95 · Jul–Des 98")
    assert board.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    stage.snap(board, "board-on-a-phone")
    click(board, "Setujui semua")
    expect(board.get_by_text("Adendum 01")).to_have_count(2)


def each_has_its_adendum() -> None:
    """Rev. 01 from July for both, by one person at one moment, with the targets as they were typed."""
    versions = ScorecardVersion.objects.filter(revision=1).order_by("scorecard__unit__name")
    assert [(row.scorecard.unit.name, str(row.effective_from)) for row in versions] == [
        (unit, "2027-07-01") for unit in UNITS
    ]
    approvals = TransitionLog.objects.filter(machine="change_request", transition="approve")
    assert {(row.actor_name, row.at) for row in approvals} == {("Lukman Hakim", approvals[0].at)}
    for number, target in enumerate((97, 98)):
        measure = kpi_of(number).measure
        assert measure is not None
        months = dict(measure.targets.values_list("month", "value"))
        assert (measure.target, months[6], months[7]) == (target, 95, target)
