"""CMS's own timeliness: the figures by hand, who sees what, and the same numbers in page, Excel and PDF."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from cint_portal.core import clock
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import pdf_available
from cint_portal.organization.models import Unit, User
from issues.models import IssueRegister
from issues.selectors.timeliness import TimelinessReport, timeliness_report
from issues.services import decide_rows, finish_review, save_rows, submit_register
from issues.timeliness_report import build_timeliness, request_timeliness
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import decisions, opened, row

LogIn = Callable[[object], Client]
PAGE = "issues:review-timeliness"
NOW = at("2026-11-13 09:00")


def received(department: Unit, by: User, when: str) -> IssueRegister:
    register = IssueRegister.objects.get(unit=department)
    register = save_rows(register=register, rows={0: row(1)}, actor=by, now=at("2026-10-02 09:00"))
    return submit_register(register=register, actor=by, now=at(when))


def ended(register: IssueRegister, by: User, when: str, word: str = "accepted") -> IssueRegister:
    register = decide_rows(register=register, decisions=decisions(register, word), actor=by, now=at(when))
    return finish_review(register=register, actor=by, now=at(when))


@pytest.fixture
def year(company: Company) -> Company:
    """Five reviews: two in time (1 HK, 3 HK), one ended late (5 HK), one open and late, one just received."""
    opened(company, now=at("2026-10-01 08:00"))
    ppic = received(company.department, company.manager, "2026-10-12 09:00")
    ppic = ended(ppic, company.cms, "2026-10-13 10:00", "returned")  # 1 HK
    ppic = submit_register(register=ppic, actor=company.manager, now=at("2026-10-14 10:00"))
    ended(ppic, company.cms, "2026-10-19 23:59")  # 3 HK, the last minute of its date
    qa = received(company.sister_department, company.colleague, "2026-10-15 09:00")
    ended(qa, company.second_cms, "2026-10-22 00:00")  # 5 HK, due on the 20th
    received(company.other_department, company.outsider, "2026-11-02 09:00")  # due on the 5th
    received(company.cms_department, company.president, "2026-11-12 09:00")  # due on the 17th
    return company


def report(company: Company, reader: User | None = None, now: datetime = NOW) -> TimelinessReport:
    return timeliness_report(reader or company.cms, company.cycle, now)


def test_share_median_and_counts_are_those_of_the_hand_reckoning(year: Company) -> None:
    total = report(year).total
    assert (total.judged, total.on_time, total.late, total.running) == (4, 2, 2, 1)
    assert total.share == Decimal("50.00")
    assert total.median_days == Decimal("3.0")  # of 1, 3 and 5


def test_the_late_list_names_the_worst_first_open_ones_among_them(year: Company) -> None:
    found = report(year).late
    assert [(case.unit, case.round, case.days, case.late_days, case.ended_at) for case in found] == [
        ("Departemen Keuangan", 1, 9, 6, None),
        ("Departemen QA", 1, 5, 2, at("2026-10-22 00:00")),
    ]


def test_an_open_review_is_judged_from_the_first_moment_after_its_date(year: Company) -> None:
    assert report(year, now=at("2026-11-05 23:59")).total.running == 2
    after = report(year, now=at("2026-11-06 00:00")).total
    assert (after.running, after.late) == (1, 2)


def test_without_a_review_nothing_is_claimed(company: Company) -> None:
    total = report(company).total
    assert (total.judged, total.share, total.median_days) == (0, None, None)


def test_reviewers_are_counted_by_the_rounds_they_ended(year: Company) -> None:
    assert [(name, c.judged, c.on_time, c.is_enough) for name, c in report(year).reviewers] == [
        ("Budi Santoso", 2, 2, False),
        ("Citra Lestari", 1, 0, False),
    ]


def test_a_manager_sees_the_companys_figures_but_no_foreign_unit_and_no_reviewer(year: Company) -> None:
    seen = report(year, year.colleague)
    assert seen.total == report(year).total
    assert [case.unit for case in seen.late] == ["Departemen QA"]
    assert (seen.hidden_late, seen.shows_reviewers, seen.reviewers) == (1, False, [])
    assert report(year, year.bod).shows_reviewers


# --- Page -----------------------------------------------------------------------------------------


@pytest.fixture
def _friday(year: Company) -> None:
    clock.move_to(NOW)


@pytest.mark.usefixtures("_friday")
def test_the_page_shows_managers_that_cms_is_on_the_clock(year: Company, as_person: LogIn) -> None:
    html = as_person(year.manager).get(reverse(PAGE)).content.decode()
    assert "50,00\N{NO-BREAK SPACE}%" in html
    assert "2 dari 4 pemeriksaan" in html
    assert "2 pemeriksaan terlambat di departemen lain tidak dirinci." in html
    for foreign in ("Departemen QA", "Departemen Keuangan", "Citra Lestari"):
        assert foreign not in html
    everything = as_person(year.cms).get(reverse(PAGE)).content.decode()
    assert "Departemen Keuangan" in everything
    assert "Per pemeriksa" in everything
    assert as_person(year.nobody).get(reverse(PAGE)).status_code == 403


@pytest.mark.usefixtures("_friday")
@pytest.mark.parametrize("query", ["?year=1999", "?year=abc", "?year=99999999999999999999"])
def test_nonsense_in_the_address_leads_to_the_current_year(
    year: Company, as_person: LogIn, query: str
) -> None:
    assert as_person(year.cms).get(reverse(PAGE) + query).context["cycle"] == year.cycle


@pytest.mark.usefixtures("_friday")
def test_the_page_takes_the_same_queries_with_more_rounds(year: Company, as_person: LogIn) -> None:
    client = as_person(year.cms)

    def queries() -> int:
        client.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(PAGE))
        return len(captured)

    before = queries()
    register = IssueRegister.objects.get(unit=year.other_department)
    for day in range(10, 20):
        register = ended(register, year.cms, f"2026-11-{day} 10:00", "returned")
        register = submit_register(register=register, actor=year.outsider, now=at(f"2026-11-{day} 11:00"))
    assert queries() == before


# --- Files ----------------------------------------------------------------------------------------


def built(company: Company, reader: User, format: str) -> bytes:
    return build_timeliness({"year": 2027}, format, reader, NOW, lambda done, total: None)


def test_the_workbook_holds_the_same_numbers_as_numbers(year: Company) -> None:
    book = load_workbook(BytesIO(built(year, year.cms, "xlsx")))
    assert book.sheetnames == ["Per tahun", "Terlambat", "Per pemeriksa"]
    rows = [[cell.value for cell in line] for line in book["Per tahun"].iter_rows()]
    assert [2027, 4, 2, 2, 50, 3, 1] in rows
    late = [[cell.value for cell in line] for line in book["Terlambat"].iter_rows()]
    assert [line[0] for line in late if line[0] and str(line[0]).startswith("Departemen")] == [
        "Departemen Keuangan",
        "Departemen QA",
    ]
    people = [[cell.value for cell in line] for line in book["Per pemeriksa"].iter_rows()]
    assert ["Budi Santoso", 2, 2, 0, None, 2, 0] in people


def test_a_managers_workbook_names_no_foreign_unit(year: Company) -> None:
    book = load_workbook(BytesIO(built(year, year.manager, "xlsx")))
    assert book.sheetnames == ["Per tahun", "Terlambat"]
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [text for text in cells if "Departemen QA" in text or "Keuangan" in text]
    assert any(text.startswith("2 pemeriksaan terlambat di departemen lain") for text in cells)


@pytest.mark.skipif(not pdf_available(), reason="no text library on this machine")
def test_the_pdf_says_the_same(year: Company) -> None:
    pages = PdfReader(BytesIO(built(year, year.cms, "pdf"))).pages
    text = " ".join(page.extract_text() for page in pages)
    for words in (
        "50,00\N{NO-BREAK SPACE}%",
        "2 dari 4 pemeriksaan",
        "Departemen Keuangan",
        "Belum selesai",
        "Budi Santoso",
    ):
        assert words in text, words


@pytest.mark.usefixtures("_friday")
def test_the_page_orders_the_file_in_the_readers_name(year: Company, as_person: LogIn) -> None:
    url = reverse("issues:timeliness-request")
    response = as_person(year.manager).post(url, {"year": "2027", "format": "xlsx"})
    job = ReportJob.objects.get()
    assert response["Location"] == reverse("documents:report-detail", args=[job.pk])
    assert (job.requested_by, job.params, job.file_name) == (
        year.manager,
        {"year": 2027},
        "ketepatan-waktu-cms-2027.xlsx",
    )
    client = as_person(year.cms)
    assert client.post(url, {"year": "2027", "format": "exe"}).status_code == 400
    assert client.post(url, {"year": "1999", "format": "xlsx"}).status_code == 404


def test_who_has_no_part_in_the_issues_orders_nothing(year: Company) -> None:
    with pytest.raises(PermissionDenied):
        request_timeliness(cycle=year.cycle, format="xlsx", actor=year.nobody, now=NOW)
