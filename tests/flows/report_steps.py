"""Step 6: the half-year review as PDF and Excel, built by the worker (7.2.3)."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import psutil
from openpyxl import load_workbook
from playwright.sync_api import Page
from pypdf import PdfReader

from cint_portal.documents.models import ReportJob
from tests.flows.stage import Stage, click, says

LABELS = {"pdf": ("Buat PDF", "Unduh PDF"), "xlsx": ("Buat Excel", "Unduh Excel")}


def order_report(stage: Stage, page: Page, kind: str) -> bytes:
    """On the review's page: ask for the file, see it wait, being built and finished, and download it."""
    ask, download = LABELS[kind]
    with paused_worker(stage):
        click(page, ask)
        says(page, "Menunggu giliran")
    says(page, "Selesai")  # the page has asked again by itself
    job = ReportJob.objects.latest("pk")
    check_worker(stage, job)
    says(page, f"{job.sections_done} dari {job.sections_total} bagian", f"proses {job.worker_pid}")
    stage.snap(page, f"report-{kind}")
    with page.expect_download() as info:
        page.get_by_role("link", name=download).click()
    return Path(info.value.path()).read_bytes()


@contextmanager
def paused_worker(stage: Stage) -> Iterator[None]:
    """The worker is busy with other things for a while."""
    (worker,) = stage.portal.processes["worker"]
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGCONT)


def check_worker(stage: Stage, job: ReportJob) -> None:
    """A child of the real worker process built it, section by section."""
    (worker,) = stage.portal.processes["worker"]
    assert job.worker_pid in {child.pid for child in psutil.Process(worker.pid).children(recursive=True)}
    assert job.sections_done == job.sections_total > 1


def numbers_in(workbook: bytes) -> set[float]:
    """Every number of the workbook as it is printed: rounded to two decimals."""
    sheets = load_workbook(BytesIO(workbook), data_only=True)
    cells = (cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return {round(float(value), 2) for value in cells if isinstance(value, int | float)}


def words_in(pdf: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"[ \u00a0]+", " ", text)


def review_half_year(stage: Stage) -> None:
    """On 20 July CMS opens the review of January to June and takes it along as PDF and Excel."""
    stage.move_clock("2027-07-20 09:00")
    page = stage.as_("cms")
    page.goto("/realization/review/?year=2027&semester=1")
    says(page, "98,78", "99,67", "KPI Tercapai")
    stage.snap(page, "review")
    pdf = words_in(order_report(stage, page, "pdf"))
    for text in ("98,78", "99,67", "Revenue", "Akurasi stok", "Biru"):
        assert text in pdf, text
    page.go_back()
    workbook = order_report(stage, page, "xlsx")
    assert {98.78, 99.67} <= numbers_in(workbook)
