"""The same numbers on the page, in numeric Excel cells and in the PDF (T56), from a real report job."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from bsc.models import Scorecard
from cint_portal.core import clock
from cint_portal.demo.data.corporate import CORPORATE
from cint_portal.demo.data.departments import PRODUCTION_ENGINEERING
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import PDF_INSTALL_LINE, pdf_available
from cint_portal.documents.services import build_job, claim_job
from cint_portal.organization.models import User
from tests.company import Company
from tests.realization.seeded import AFTER_THE_YEAR, fill_year, write_scorecard

LogIn = Callable[[User], Client]


def written(company: Company, **actuals: str) -> tuple[Scorecard, Scorecard]:
    """Corporate and Production Engineering of the seeds after the year."""
    clock.move_to(AFTER_THE_YEAR)
    corporate = write_scorecard(CORPORATE, company.corporate, company.cycle)
    department = write_scorecard(PRODUCTION_ENGINEERING, company.department, company.cycle)
    fill_year(CORPORATE, corporate, actuals)
    fill_year(PRODUCTION_ENGINEERING, department)
    return corporate, department


def asked(client: Client, format: str, semester: int = 2) -> ReportJob:
    """Ask on the page, then let a worker build it."""
    form = {"year": "2027", "semester": str(semester), "format": format}
    answer = client.post("/realization/review/request/", form)
    job = ReportJob.objects.get()
    assert answer.url == f"/reports/{job.pk}/"  # type: ignore[attr-defined]
    claimed = claim_job()
    assert claimed is not None
    build_job(claimed)
    job.refresh_from_db()
    assert job.state == ReportJob.State.DONE
    return job


def workbook_of(job: ReportJob) -> Workbook:
    return load_workbook(Path(settings.MEDIA_ROOT) / job.file_path, data_only=True)


def text_of(job: ReportJob) -> str:
    data = (Path(settings.MEDIA_ROOT) / job.file_path).read_bytes()
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def row_of(book: Workbook, name: str) -> list[object]:
    return next([c.value for c in row] for row in book["Ringkasan"].iter_rows() if row[0].value == name)


@pytest.mark.parametrize(("revenue", "total"), [("52000", "97.68"), ("51000", "97.58")])
def test_the_corporate_total_is_the_same_on_page_excel_and_pdf(
    company: Company, as_person: LogIn, revenue: str, total: str
) -> None:
    corporate, _department = written(company, Revenue=revenue)
    client = as_person(company.cms_head)
    shown = total.replace(".", ",") + "\u00a0%"
    assert shown in client.get(f"/realization/results/{corporate.pk}/?view=year").content.decode()
    book = workbook_of(asked(client, "xlsx"))
    row = row_of(book, company.corporate.name)
    assert Decimal(str(row[5])) == Decimal(total)
    assert isinstance(row[5], float)
    foot = next(row for row in book["CORP"].iter_rows() if row[0].value == "Total")
    assert Decimal(str(foot[11].value)) == Decimal(total)
    ReportJob.objects.all().delete()
    if not pdf_available():
        pytest.skip(f"needs Pango: {PDF_INSTALL_LINE}")
    assert total.replace(".", ",") + " %" in text_of(asked(client, "pdf"))


def test_production_engineering_is_0_915_and_a_in_all_three(company: Company, as_person: LogIn) -> None:
    _corporate, department = written(company)
    client = as_person(company.cms_head)
    html = client.get(f"/realization/results/{department.pk}/?view=year").content.decode()
    assert "0,915" in html
    assert 'band--netral">A<' in html
    row = row_of(workbook_of(asked(client, "xlsx")), company.department.name)
    assert row[5:7] == [0.915, "A"]
    ReportJob.objects.all().delete()
    if pdf_available():
        assert "Tahun 2027: 0,915 A" in text_of(asked(client, "pdf"))
