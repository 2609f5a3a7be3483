"""The register view: filters in the address, what each may see, the same rows in Excel and PDF."""

from collections.abc import Callable
from html import unescape
from io import BytesIO

import openpyxl
import pypdf
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cint_portal.core import clock
from cint_portal.documents.models import ReportJob
from cint_portal.documents.services import build_job, claim_job
from issues.models import Issue, IssueRegister, ReviewFactor
from issues.register_report import may_ask_register
from issues.services import decide_rows, save_rows, submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.crowd import crowd
from tests.issues.registers import FILLED, SENT, decisions, drafted, opened, reviewed, row, sent
from tests.issues.workbooks import TITLES

LogIn = Callable[[object], Client]
LIST = reverse("issues:issue-list")


@pytest.fixture(autouse=True)
def _wednesday(company: Company) -> None:
    clock.move_to(at("2026-11-05 09:00"))


def page(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def shown(answer: HttpResponse) -> list[str]:
    """The issues of the page in their order."""
    return [line.columns[2] for line, _cells in answer.context["lines"]]


def export(client: Client, columns: str = "company", **query: str) -> bytes:
    answer = client.get(reverse("issues:issue-export", args=[2027, columns]), query)
    assert answer.status_code == 200
    return answer.content


def rows_of(data: bytes, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(sheet).to_python()


@pytest.fixture
def mixed(company: Company) -> IssueRegister:
    """Rows that differ in every column that the list filters by."""
    register = opened(company)
    factors = {factor.name: factor.pk for factor in ReviewFactor.objects.all()}
    rows = {
        0: row(1, stakeholder="Pelanggan", issue="Pengiriman kursi terlambat", kinds=("quality",)),
        1: row(2, stakeholder="Pemasok", issue="Harga baja naik 12%", factor_id=factors["Ekonomi"]),
        2: row(3, stakeholder="Pelanggan", issue="Ekspor terbuka", source="external", category="O"),
    }
    return save_rows(register=register, rows=rows, actor=company.drafter, now=FILLED)


# --- Filters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Pengiriman kursi terlambat", "Harga baja naik 12%", "Ekspor terbuka"]),
        ({"stakeholder": "pelang"}, ["Pengiriman kursi terlambat", "Ekspor terbuka"]),
        ({"source": "external"}, ["Ekspor terbuka"]),
        ({"category": "O"}, ["Ekspor terbuka"]),
        ({"kind": "quality"}, ["Pengiriman kursi terlambat"]),
        ({"status": "draft", "category": "W"}, ["Pengiriman kursi terlambat", "Harga baja naik 12%"]),
        ({"status": "accepted"}, []),
        ({"q": "kursi lambat"}, ["Pengiriman kursi terlambat"]),
        ({"q": "12%"}, ["Harga baja naik 12%"]),
        ({"q": "ekonomi"}, ["Harga baja naik 12%"]),
        ({"q": "keuangan"}, []),
        ({"q": "'; drop table --"}, []),
        ({"q": "a & | ! ( <->"}, []),
        ({"year": "1999"}, ["Pengiriman kursi terlambat", "Harga baja naik 12%", "Ekspor terbuka"]),
        ({"ordering": "category"}, ["Ekspor terbuka", "Pengiriman kursi terlambat", "Harga baja naik 12%"]),
    ],
    ids=lambda value: "&".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_the_address_says_what_is_listed(
    company: Company, as_person: LogIn, mixed: IssueRegister, query: dict[str, str], expected: list[str]
) -> None:
    answer = as_person(company.manager).get(LIST, {"year": "2027", **query})
    if "ordering" in query:
        assert sorted(shown(answer)) == sorted(expected)
        assert shown(answer)[0] == expected[0]
    else:
        assert shown(answer) == expected


def test_units_are_found_by_name_or_code_and_factors_in_a_list(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    client = as_person(company.cms)
    ekonomi = ReviewFactor.objects.get(name="Ekonomi").pk
    assert shown(client.get(LIST, {"year": "2027", "factor": ekonomi})) == ["Harga baja naik 12%"]
    assert shown(client.get(LIST, {"year": "2027", "unit": "keuangan"})) == []
    assert len(shown(client.get(LIST, {"year": "2027", "unit": "ppic"}))) == 3
    assert len(shown(client.get(LIST, {"year": "2027", "unit": "Departemen PPIC"}))) == 3


@pytest.mark.parametrize(
    "query",
    [
        {"ordering": "register__unit__substitute_reviewer__password"},
        {"ordering": "-decided_by"},
        {"unit": "0 or 1=1"},
        {"status": "deleted"},
        {"factor": "-1"},
        {"kind": "quality'"},
        {"page": "-1"},
        {"page": "999999999999"},
        {"year": "0"},
        {"year": "²027"},
        {"q": "x" * 5000},
        {"stakeholder": "%_\\"},
    ],
    ids=str,
)
def test_nonsense_in_the_address_is_no_fault(
    company: Company, as_person: LogIn, mixed: IssueRegister, query: dict[str, str]
) -> None:
    assert as_person(company.cms).get(LIST, {"year": "2027", **query}).status_code == 200


def test_the_unit_filter_suggests_only_ones_own_units(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    foreign = as_person(company.manager).get(LIST, {"year": "2027", "unit": "keuangan"})
    assert "Departemen Keuangan" not in page(foreign)


# --- What is visible of a review ---------------------------------------------------------------------


def test_decisions_show_once_the_round_is_finished(company: Company, as_person: LogIn) -> None:
    register = sent(company, count=2)
    decide_rows(
        register=register, decisions=decisions(register, "accepted", "returned"), actor=company.cms, now=SENT
    )
    client = as_person(company.manager)
    assert len(shown(client.get(LIST, {"year": "2027", "status": "submitted"}))) == 2
    assert shown(client.get(LIST, {"year": "2027", "status": "accepted"})) == []


def test_after_the_round_each_row_has_its_own_status(company: Company, as_person: LogIn) -> None:
    register = reviewed(company, "accepted", "returned")
    client = as_person(company.manager)
    assert shown(client.get(LIST, {"year": "2027", "status": "accepted"})) == ["Isu nomor 1"]
    assert shown(client.get(LIST, {"year": "2027", "status": "returned"})) == ["Isu nomor 2"]
    save_rows(register=register, rows={1: row(2, issue="Diperbaiki")}, actor=company.manager, now=SENT)
    submit_register(
        register=IssueRegister.objects.get(pk=register.pk), actor=company.manager, now=at("2026-11-05 08:00")
    )
    assert shown(client.get(LIST, {"year": "2027", "status": "accepted"})) == ["Isu nomor 1"]
    assert shown(client.get(LIST, {"year": "2027", "status": "submitted"})) == ["Diperbaiki"]


def test_cms_category_is_the_one_shown_filtered_and_exported(company: Company, as_person: LogIn) -> None:
    reviewed(company, "accepted")
    Issue.objects.update(decided_category="T", category_reason="Dampaknya dari luar.")
    client = as_person(company.cms)
    assert shown(client.get(LIST, {"year": "2027", "category": "T"})) == ["Isu nomor 1"]
    assert "usulan: W – Weakness" in page(client.get(LIST, {"year": "2027"}))
    assert rows_of(export(client), "Isu Internal & Eksternal")[1][5] == "T – Threat"


# --- Exports -------------------------------------------------------------------------------------------


def test_the_companys_tab_has_exactly_the_six_titles_and_the_filtered_rows(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    data = export(as_person(company.cms), q="baja")
    lines = rows_of(data, "Isu Internal & Eksternal")
    assert tuple(lines[0]) == TITLES
    assert lines[1:] == [
        ["Pemasok", "Kebutuhan 2", "Harga baja naik 12%", "Ekonomi", "Internal", "W – Weakness"]
    ]
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.sheetnames[0] == "Isu Internal & Eksternal"
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")


def test_titles_of_the_companys_tab_are_indonesian_in_every_language(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    company.cms.language = "en"
    company.cms.save()
    lines = rows_of(export(as_person(company.cms)), "Isu Internal & Eksternal")
    assert tuple(lines[0]) == TITLES
    assert lines[3][4:] == ["Eksternal", "O – Opportunity"]


def test_number_revision_class_and_filters_go_with_the_file(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    company.cycle.procedure_number, company.cycle.procedure_revision = "PR-CMS-01", "02"
    company.cycle.confidentiality = "Dokumen internal"
    company.cycle.save()
    data = export(as_person(company.cms), source="external")
    about = {str(line[0]): str(line[1]) for line in rows_of(data, "Keterangan")}
    assert about["Nomor dokumen"] == "PR-CMS-01 · Rev. 02"
    assert about["Kerahasiaan"].startswith("Dokumen internal")
    assert (about["Jumlah isu"], about["Sumber Isu"]) == ("1", "Eksternal")
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert "PR-CMS-01" in sheet.oddHeader.right.text
    assert "Dokumen internal" in sheet.oddFooter.left.text


def test_the_full_workbook_has_every_column_and_where_rows_come_from(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    lines = rows_of(export(as_person(company.cms), "full"), "Register Isu")
    titles = next(line for line in lines if line[0] == "Unit Kerja")
    first = dict(zip(titles, lines[lines.index(titles) + 1], strict=True))
    assert (first["Unit Kerja"], first["No."], first["Jenis Sasaran"]) == ("Departemen PPIC", 1.0, "Mutu")
    assert first["Status"] == "Draf"


def test_an_export_holds_nothing_that_its_reader_may_not_see(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    for columns, sheet in (("company", "Isu Internal & Eksternal"), ("full", "Register Isu")):
        data = export(as_person(company.outsider), columns)
        assert not any("Pengiriman kursi" in str(cell) for line in rows_of(data, sheet) for cell in line)


def test_texts_that_look_like_formulas_stay_texts(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    texts = ["=1+1", "+62 811", "-5 persen", "@banci", "\t=A1", ";=1", "＝1+1", "=cmd|' /C calc'!A0"]
    rows = {place: row(1, issue=text) for place, text in enumerate(texts)}
    save_rows(register=register, rows=rows, actor=company.drafter, now=FILLED)
    book = openpyxl.load_workbook(BytesIO(export(as_person(company.cms))))
    cells = [line[2] for line in book.worksheets[0].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == texts


def test_the_pdf_is_asked_for_with_the_same_filters_and_built_by_a_worker(
    company: Company, as_person: LogIn, mixed: IssueRegister
) -> None:
    client = as_person(company.cms)
    answer = client.post(reverse("issues:issue-report", args=[2027]) + "?source=external&q=ekspor")
    assert answer["Location"].startswith("/reports/")
    job = claim_job()
    assert job is not None
    build_job(job)
    job.refresh_from_db()
    assert job.state == ReportJob.State.DONE
    text = "".join(part.extract_text() for part in pypdf.PdfReader(settings.MEDIA_ROOT / job.file_path).pages)
    assert "Ekspor terbuka" in text
    assert "Harga baja" not in text
    assert "Eksternal" in text
    assert "Salinan tidak terkendali" in text


def test_the_pdf_is_for_those_who_see_a_register_of_that_year(company: Company, mixed: IssueRegister) -> None:
    assert may_ask_register(company.manager, {"year": 2027})
    assert not may_ask_register(company.manager, {"year": 2026})
    assert not may_ask_register(company.nobody, {"year": 2027})
    assert not may_ask_register(company.manager, {})


def test_without_issues_the_page_says_what_to_do(company: Company, as_person: LogIn) -> None:
    opened(company)
    assert "Tidak ada isu yang cocok" in page(as_person(company.cms).get(LIST, {"year": "2027"}))


# --- Five thousand issues ----------------------------------------------------------------------------------


def test_list_filter_and_exports_ask_as_often_for_5000_issues_as_for_50(
    company: Company, as_person: LogIn
) -> None:
    drafted(company)
    crowd(company, departments=2, each=25)
    client = as_person(company.cms)
    addresses = [
        f"{LIST}?year=2027",
        f"{LIST}?year=2027&q=pengiriman&source=internal&ordering=-category",
        reverse("issues:issue-export", args=[2027, "company"]),
        reverse("issues:issue-export", args=[2027, "full"]) + "?kind=quality",
    ]
    few = [queries(client, address) for address in addresses]
    crowd(company, departments=198, each=25)
    assert [queries(client, address) for address in addresses] == few
    assert client.get(addresses[0]).context["page_obj"].paginator.count == 5002
    assert len(rows_of(export(client), "Isu Internal & Eksternal")) == 5003


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
