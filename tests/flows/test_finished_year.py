"""The demo's finished year: one number in page, workbook and PDF, also after an approved reopening."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from bsc.models import Scorecard
from cint_portal.demo.data.company import ACCOUNTS, PASSWORD
from cint_portal.documents.models import ReportJob
from cint_portal.organization.models import Unit
from tests.flows.stage import LAPTOP, PHONE, Stage, click, says
from tests.live import eventually, running_portal

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PRESIDENT, FINANCE, CMS_HEAD, CMS = "hartono.lim", "hendra.gunawan", "ratna.dewi", "budi.santoso"
YEAR = 2025


@pytest.fixture(scope="module")
def stage(demo_database: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The loaded demo with web and worker in front of it."""
    with running_portal(demo_database, tmp_path_factory.mktemp("finished"), "web", "worker") as portal:
        yield Stage(portal, chromium, PASSWORD)


@dataclass(frozen=True)
class Files:
    """The half-year review as it was downloaded."""

    workbook: bytes
    pdf: bytes

    def numbers(self) -> set[float]:
        """Every numeric cell of the summary sheet."""
        sheet = load_workbook(BytesIO(self.workbook), data_only=True)["Ringkasan"]
        cells = (cell.value for row in sheet.iter_rows() for cell in row)
        return {round(float(value), 3) for value in cells if isinstance(value, int | float)}

    def words(self) -> set[str]:
        sheet = load_workbook(BytesIO(self.workbook), data_only=True)["Ringkasan"]
        return {str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}

    def text(self) -> str:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(self.pdf)).pages)


def scorecard_address(unit: str) -> str:
    pk = Scorecard.objects.get(unit__code=unit, cycle__year=YEAR).pk
    return f"/realization/results/{pk}/?view=year"


def download(stage: Stage, button: str) -> bytes:
    """Ask for the review, watch the worker build it, take the file."""
    page = stage.as_(PRESIDENT)
    page.goto(f"/realization/review/?year={YEAR}&semester=2")
    before = ReportJob.objects.count()
    click(page, button)
    expect(page).to_have_url(re.compile(r"/reports/\d+/$"))
    job = eventually(lambda: ReportJob.objects.order_by("-pk").first(), "the job is there")
    assert ReportJob.objects.count() == before + 1
    eventually(lambda: _refreshed(job).worker_pid, "a worker has taken the job")
    assert is_child_of(_refreshed(job).worker_pid or 0, stage.portal.processes["worker"][0].pid)
    with page.expect_download(timeout=180_000) as waiting:
        page.get_by_role("link", name=re.compile("^Unduh (PDF|Excel)$")).click(timeout=180_000)
    done = _refreshed(job)
    assert (done.state, done.sections_done) == ("done", done.sections_total)
    assert done.sections_total > 12
    return Path(waiting.value.path()).read_bytes()


def _refreshed(job: ReportJob) -> ReportJob:
    job.refresh_from_db()
    return job


def is_child_of(pid: int, ancestor: int) -> bool:
    """Is this a process of the worker that the test started?"""
    while pid > 1:
        if pid == ancestor:
            return True
        status = Path(f"/proc/{pid}/status")
        if not status.exists():
            return False
        pid = int(re.search(r"^PPid:\s+(\d+)", status.read_text(), re.MULTILINE)[1])  # type: ignore[index]
    return False


def review(stage: Stage) -> Files:
    return Files(download(stage, "Buat Excel"), download(stage, "Buat PDF"))


def test_every_role_reaches_its_home(stage: Stage) -> None:
    """On a laptop and on a phone: no script error, no refused style, no sideways scrolling, no barrier."""
    for size in (LAPTOP, PHONE):
        visitor = Stage(stage.portal, stage.browser, PASSWORD, size=size)
        for role, login in ACCOUNTS:
            page = visitor.as_(login)
            expect(page.get_by_role("heading", level=1)).to_contain_text("Selamat datang")
            wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not wide, f"{role} scrolls sideways at {size['width']} px"
            assert serious(page) == [], role
            visitor.snap(page, f"home-{role}-{size['width']}")
        assert visitor.complaints == []
        visitor.leave()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [row["id"] for row in found if row["impact"] in ("serious", "critical")]


def test_one_number_in_page_workbook_and_pdf_before_and_after_a_reopening(stage: Stage) -> None:
    page = stage.as_(PRESIDENT)
    page.goto(scorecard_address("GMN"))
    says(page, "97,68", "25,80", "23,33", "24,80", "23,75")
    page.goto(scorecard_address("PE"))
    says(page, "0,915")
    expect(page.locator(".result-grade")).to_contain_text("A")
    files = review(stage)
    assert {97.68, 0.915} <= files.numbers()
    assert "A" in files.words()
    assert "97,68" in files.text()
    assert "0,915" in files.text()

    lower_december_revenue(stage)

    page.goto(scorecard_address("GMN"))
    says(page, "97,58")
    expect(page.locator("#content")).not_to_contain_text("97,68")
    files = review(stage)
    assert 97.58 in files.numbers()
    assert 97.68 not in files.numbers()
    assert "97,58" in files.text()
    assert "97,68" not in files.text()
    assert stage.complaints == []


def lower_december_revenue(stage: Stage) -> None:
    """The year's 52.000 becomes 51.000: request, approval, new figure, verification."""
    unit = Unit.objects.get(code="FIN").pk
    december = f"/realization/months/{YEAR}/12/{unit}/"
    manager, head, cms = stage.as_(FINANCE), stage.as_(CMS_HEAD), stage.as_(CMS)
    manager.goto(december)
    click(manager, "Buka Kembali")
    manager.get_by_label(re.compile("Alasan")).fill("Koreksi pendapatan setelah audit: −1.000.")
    click(manager, "Kirim ke CMS")
    says(manager, "Permintaan dikirim ke CMS.", "Koreksi pendapatan")

    head.goto(manager.url)
    click(head, "Setujui")
    says(head, "Keputusan disimpan")
    manager.goto(december)
    field = manager.get_by_role("textbox", name=re.compile(r"^Realisasi: Revenue(?! Growth)"))
    field.fill(minus_thousand(field.input_value()))
    click(manager, "Kirim ke CMS")
    says(manager, "Realisasi dikirim ke CMS.")

    cms.goto(f"{december}verify/")
    says(cms, "sebelumnya")
    click(cms, "Terima Semua dan Verifikasi")
    says(cms, "Realisasi diverifikasi.")
    stage.snap(cms, "verified-again")
    manager.goto(december)
    says(manager, "Diverifikasi")


def minus_thousand(shown: str) -> str:
    """4.420,00 → 3420,00 as a person would type it."""
    number = float(shown.replace(".", "").replace(",", ".")) - 1000
    return f"{number:.2f}".replace(".", ",")
