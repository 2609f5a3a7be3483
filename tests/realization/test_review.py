"""Review Semester: verified figures, what is missing by name, reports with what the asker may see."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from bsc.models import Objective, Scorecard
from bsc.models.measure import Measure
from cint_portal.core import clock
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import PDF_INSTALL_LINE, pdf_available
from cint_portal.documents.services import build_job, claim_job
from cint_portal.home.selectors import todos_for
from cint_portal.organization.models import PlanningCycle, User
from realization.selectors.results.review import CODE, ReviewReport, review_report
from realization.selectors.results.todos import review_todos
from realization.views import review as review_views
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import Status
from tests.realization.results_scenes import one_kpi, sent, some_kpis
from tests.realization.seeded import close

LogIn = Callable[[User], Client]
PAGE, ASK = "/realization/review/", "/realization/review/request/"
JULY = at("2027-07-20 09:00")


@pytest.fixture(autouse=True)
def _july(company: Company) -> None:
    clock.move_to(JULY)


def a_half_year(company: Company, owner: str = "department", value: int = 90) -> tuple[Scorecard, Measure]:
    """January to June, verified."""
    unit = getattr(company, owner)
    scorecard, measure = one_kpi(unit, company.cycle, name=f"Ukuran {owner}")
    for month in range(1, 7):
        sent(unit, company.cycle, month, {measure: value})
    return scorecard, measure


def report_of(company: Company, who: str = "cms_head", semester: int = 1) -> ReviewReport:
    return review_report(getattr(company, who), company.cycle, semester, JULY)


def page(client: Client, **query: object) -> str:
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def ask(client: Client, **changes: str) -> str:
    """Ask for a report; the address it leads to."""
    form = {"year": "2027", "semester": "1", "format": "xlsx", **changes}
    answer = client.post(ASK, form)
    assert answer.status_code == 302, answer.status_code
    return answer.url  # type: ignore[attr-defined,no-any-return]


def built() -> ReportJob:
    job = claim_job()
    assert job is not None
    build_job(job)
    job.refresh_from_db()
    return job


def file_of(job: ReportJob) -> bytes:
    return (Path(settings.MEDIA_ROOT) / job.file_path).read_bytes()


# --- The figures ----------------------------------------------------------------------------------------


def test_a_complete_half_year_has_its_total_and_grade(company: Company) -> None:
    a_half_year(company)
    (section,) = report_of(company).sections
    assert (section.half.total.text, section.half.total.grade_text) == ("90,00\u00a0%", "Biru – Sangat Baik")
    assert (section.year.total.text, section.year.total.grade) == ("90,00\u00a0%", None)


def test_only_verified_months_count(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    for month in range(1, 6):
        sent(company.department, company.cycle, month, {measure: 90})
    sent(company.department, company.cycle, 6, {measure: 10}, Status.SUBMITTED)
    report = report_of(company)
    (section,) = report.sections
    assert section.scorecard_id == scorecard.pk
    assert (section.half.total.text, section.half.total.grade) == ("90,00\u00a0%", None)
    assert [(line.unit_name, line.text) for line in report.missing] == [
        ("Departemen PPIC", "belum diverifikasi: Jun")
    ]


def test_departments_are_missing_by_name_with_their_months(company: Company) -> None:
    _scorecard, measure = one_kpi(company.department, company.cycle)
    for month in (1, 2, 4):
        sent(company.department, company.cycle, month, {measure: 90})
    _other, theirs = a_half_year(company, "sister_department")
    close(company.cycle, company.cms_head, 3)
    assert [(line.unit_name, line.text) for line in report_of(company).missing] == [
        ("Departemen PPIC", "ditutup tanpa data: Mar; belum ada data: Mei, Jun")
    ]
    assert theirs.actuals.count() == 6


def test_what_another_department_fills_is_missing_there(company: Company) -> None:
    one_kpi(company.corporate, company.cycle, filler_unit=company.other_department)
    (line,) = report_of(company).missing
    assert line.unit_name == "Departemen Keuangan"


def test_kpis_and_objectives_are_counted_by_kind(company: Company) -> None:
    scorecard, measures = some_kpis(company.department, company.cycle, 50, 50)
    lane = scorecard.perspectives.get(kind="process")
    with unlocked():
        safety = Objective.objects.create(
            perspective=lane, name="Nihil kecelakaan", kinds=["ohs", "environment"]
        )
    with unlocked():
        measures[1].kpis.update(objective=safety)
    for month in range(1, 7):
        sent(company.department, company.cycle, month, {measures[0]: 100, measures[1]: 80})
    report = report_of(company)
    assert (report.counts.met, report.counts.not_met, report.counts.open) == (1, 1, 0)
    assert [(label, counts.met, counts.not_met, counts.open) for label, counts in report.kinds] == [
        ("Mutu", 1, 0, 0),
        ("K3", 0, 1, 0),
        ("Lingkungan", 0, 1, 0),
    ]


def test_an_objective_without_a_judged_kpi_is_open(company: Company) -> None:
    one_kpi(company.department, company.cycle, frequency="yearly")
    report = report_of(company)
    assert report.kinds[0][1].open == 1
    assert report.counts.open == 1


def test_progress_counts_each_section_and_the_writing(company: Company) -> None:
    a_half_year(company)
    a_half_year(company, "sister_department")
    steps: list[tuple[int, int]] = []
    review_report(company.cms_head, company.cycle, 1, JULY, lambda n, m: steps.append((n, m)))
    assert steps == [(1, 3), (2, 3)]


# --- The page -------------------------------------------------------------------------------------------


def test_the_page_shows_totals_counts_and_who_is_missing(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    one_kpi(company.sister_department, company.cycle)
    html = page(as_person(company.cms_head))
    assert "Review Semester I 2027" in html
    assert "90,00 %" in html
    assert "<strong>Departemen QA</strong>: belum ada data: Jan, Feb, Mar, Apr, Mei, Jun" in html


@pytest.mark.parametrize(
    ("now", "title"),
    [
        ("2027-06-30 09:00", "Review Semester II 2026"),
        ("2027-07-01 00:00", "Review Semester I 2027"),
        ("2028-01-05 09:00", "Review Semester II 2027"),
    ],
)
def test_the_page_opens_on_the_half_year_that_ended_last(
    company: Company, as_person: LogIn, now: str, title: str
) -> None:
    PlanningCycle.objects.open_year(2026)
    clock.move_to(at(now))
    assert title in page(as_person(company.cms_head))


def test_a_running_half_year_is_shown_as_running(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    html = page(as_person(company.cms_head), year=2027, semester=2)
    assert "Semester ini belum berakhir" in html
    assert "Belum ada bulan yang berakhir." in html


@pytest.mark.parametrize("query", [{"semester": "3"}, {"semester": "x"}, {"year": "abcd"}, {"year": "9999"}])
def test_an_odd_address_shows_a_half_year_that_exists(
    company: Company, as_person: LogIn, query: dict[str, str]
) -> None:
    a_half_year(company)
    assert "Review Semester" in page(as_person(company.manager), **query)


def test_nobody_without_results_rights_sees_or_asks(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    client = as_person(company.nobody)
    assert client.get(PAGE).status_code == 403
    assert client.post(ASK, {"year": "2027", "semester": "1", "format": "xlsx"}).status_code == 403
    assert not ReportJob.objects.exists()


def test_without_a_scorecard_to_read_there_is_nothing_to_ask_for(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    client = as_person(company.outsider)
    assert "Belum ada scorecard untuk ditinjau" in page(client)
    assert client.post(ASK, {"year": "2027", "semester": "1", "format": "xlsx"}).status_code == 403


def test_where_pdf_cannot_be_made_the_page_names_the_line_that_installs_it(
    company: Company, as_person: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_half_year(company)
    monkeypatch.setattr(review_views, "pdf_available", lambda: False)
    client = as_person(company.cms_head)
    assert PDF_INSTALL_LINE in page(client)
    assert ask(client, format="pdf") == f"{PAGE}?year=2027&semester=1"
    assert not ReportJob.objects.exists()


# --- Asking and building --------------------------------------------------------------------------------


def test_asking_leads_to_the_page_of_the_job(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    a_half_year(company, "sister_department")
    client = as_person(company.cms_head)
    address = ask(client)
    job = ReportJob.objects.get()
    assert address == f"/reports/{job.pk}/"
    assert client.get(address).status_code == 200
    assert (job.code, job.params) == (CODE, {"year": 2027, "semester": 1})
    assert (job.title, job.file_name) == ("Review Semester I 2027", "review-semester-I-2027-2-unit.xlsx")
    assert job.title in page(client)


def test_a_second_click_asks_once(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    client = as_person(company.cms_head)
    assert ask(client, _nonce="n-xlsx") == ask(client, _nonce="n-xlsx")
    assert ReportJob.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"format": "exe"}, 400),
        ({"format": ""}, 400),
        ({"semester": "3"}, 400),
        ({"semester": "²"}, 400),
        ({"year": "1999"}, 404),
        ({"year": "x"}, 404),
    ],
)
def test_a_forged_form_is_refused(
    company: Company, as_person: LogIn, changes: dict[str, str], status: int
) -> None:
    a_half_year(company)
    form = {"year": "2027", "semester": "1", "format": "xlsx", **changes}
    assert as_person(company.cms_head).post(ASK, form).status_code == status
    assert not ReportJob.objects.exists()


def test_asking_by_get_is_not_possible(company: Company, as_person: LogIn) -> None:
    assert as_person(company.cms_head).get(ASK).status_code == 405


def test_the_job_ends_with_all_sections_done(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    a_half_year(company, "sister_department")
    ask(as_person(company.cms_head))
    job = built()
    assert (job.state, job.sections_done, job.sections_total) == (ReportJob.State.DONE, 3, 3)


def test_a_report_holds_only_what_its_asker_may_see(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    a_half_year(company, "sister_department")
    a_half_year(company, "corporate")
    client = as_person(company.manager)
    ask(client)
    job = built()
    assert job.file_name == "review-semester-I-2027-PPIC.xlsx"
    book = load_workbook(BytesIO(file_of(job)))
    assert book.sheetnames == ["Ringkasan", "PPIC"]
    with zipfile.ZipFile(BytesIO(file_of(job))) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Departemen QA" not in everything
    assert b"PT Uji Sentosa" not in everything
    assert as_person(company.colleague).get(f"/reports/{job.pk}/").status_code == 404


def test_the_pdf_names_what_is_missing_and_who_took_it_out(company: Company, as_person: LogIn) -> None:
    if not pdf_available():
        pytest.skip(f"needs Pango: {PDF_INSTALL_LINE}")
    PlanningCycle.objects.filter(pk=company.cycle.pk).update(
        procedure_number="CINT-CMS-P-01", procedure_revision="02", is_illustration=True
    )
    _scorecard, measure = one_kpi(company.department, company.cycle, is_illustration=True)
    sent(company.department, company.cycle, 1, {measure: 90})
    close(company.cycle, company.cms_head, 2)
    ask(as_person(company.cms_head), format="pdf")
    pages = PdfReader(BytesIO(file_of(built()))).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).replace("\u00a0", " ").split())
    for words in (
        "BSC Report – Review Semester I 2027",
        "CINT-CMS-P-01 · Rev. 02",
        "Dokumen internal PT Chitose Internasional Tbk",
        "Diekspor oleh Ratna Dewi",
        "Departemen PPIC: ditutup tanpa data: Feb; belum ada data: Mar, Apr, Mei, Jun",
        "ilustrasi",
        "Metode skor versi 1.",
    ):
        assert words in text, words
    assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)


def test_excel_keeps_numbers_as_numbers_and_names_as_text(company: Company, as_person: LogIn) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, name="=HYPERLINK(1)")
    for month in range(1, 7):
        sent(company.department, company.cycle, month, {measure: 90})
    ask(as_person(company.cms_head))
    sheet = load_workbook(BytesIO(file_of(built())))["PPIC"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "=HYPERLINK(1)")
    assert row[0].data_type == "s"
    assert [row[n].value for n in (2, 3, 4, 5, 6)] == [100, 100, 90, 90, 90]
    assert row[7].value == "Tidak Tercapai"
    assert scorecard.pk


# --- The task -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "title", "due"),
    [
        ("2027-07-01 00:00", "Buat Review Semester I 2027", "2027-07-20"),
        ("2027-12-31 23:59", "Buat Review Semester I 2027", "2027-07-20"),
        ("2028-01-01 00:00", "Buat Review Semester II 2027", "2028-01-20"),
    ],
)
def test_the_head_of_cms_has_the_review_to_do(company: Company, now: str, title: str, due: str) -> None:
    a_half_year(company)
    (todo,) = review_todos(company.cms_head, at(now))
    assert (todo.title, str(todo.due_on)) == (title, due)
    assert todo.url.startswith(PAGE)


def test_others_and_years_without_scorecards_have_no_review_to_do(company: Company) -> None:
    assert review_todos(company.cms_head, JULY) == []
    a_half_year(company)
    assert review_todos(company.cms, JULY) == []
    assert review_todos(company.manager, JULY) == []


def test_a_report_that_was_built_settles_the_task(company: Company, as_person: LogIn) -> None:
    a_half_year(company)
    ask(as_person(company.cms_head))
    assert review_todos(company.cms_head, JULY) != []
    assert "Buat Review Semester I 2027" in [todo.title for todo in todos_for(company.cms_head, JULY)]
    built()
    assert review_todos(company.cms_head, JULY) == []
