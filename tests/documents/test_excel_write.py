"""Exported text is never a formula, numbers stay numbers, and the sheet prints like a form (T50, T56)."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cint_portal.documents import excel_style
from cint_portal.documents.excel_values import safe_text
from cint_portal.documents.excel_write import Column, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity

IDENTITY = DocumentIdentity(
    title="Register Isu",
    exported_by="Siti Aminah",
    exported_at=datetime(2026, 8, 15, 16, 59, tzinfo=UTC),
    number="BSC/2027/PPIC/001",
    revision="Rev. 00",
    effective_on=date(2027, 1, 15),
    confidentiality="Internal",
)
COLUMNS = [Column("KPI", 40), Column("Target", 12, "number"), Column("Catatan", 30)]
FIRST = 5
"""Row of the first record: title, document line, blank, header."""

FORMULA_LIKE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"klik")',
    "+1+1",
    "-1+1",
    "-",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    ";=1+1",
    ",=1+1",
    "'=1+1",
    '"=1+1"',
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "DDE(1)",
    "#N/A",
    "#DIV/0!",
    "TRUE",
    "1.234",
    "15/08/2026",
]


@pytest.fixture(autouse=True)
def indonesian_reader():
    with translation.override("id"):
        yield


def workbook(*rows, **options):
    book = SafeWorkbook(IDENTITY)
    sheet = book.sheet("Isu", COLUMNS, **options)
    for row in rows:
        sheet.row(row)
    return book, sheet


def reopened(book, **options):
    return openpyxl.load_workbook(BytesIO(book.to_bytes()), **options)["Isu"]


@pytest.mark.parametrize("text", FORMULA_LIKE)
def test_a_text_that_looks_like_a_formula_is_written_as_text(text):
    book, _sheet = workbook([text, None, text])
    data = book.to_bytes()
    sheet_xml = ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet_xml
    cell = openpyxl.load_workbook(BytesIO(data))["Isu"].cell(FIRST, 1)
    assert cell.data_type == "s"
    assert cell.value == safe_text(text)
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(data))
        .get_sheet_by_name("Isu")
        .to_python(skip_empty_area=False)
    )
    assert rows[FIRST - 1][0] == safe_text(text)


@pytest.mark.parametrize("text", FORMULA_LIKE[:21])
def test_such_a_text_carries_the_quote_mark_so_that_editing_the_cell_does_not_run_it(text):
    book, _sheet = workbook([text])
    assert reopened(book).cell(FIRST, 1).quotePrefix


def test_an_ordinary_text_carries_no_quote_mark():
    book, _sheet = workbook(["Ketepatan kirim"], ["=1"], ["Ketepatan kirim"])
    sheet = reopened(book)
    assert [bool(sheet.cell(FIRST + row, 1).quotePrefix) for row in range(3)] == [False, True, False]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=30))
def test_any_text_is_written_and_read_back_without_a_formula(texts):
    book = SafeWorkbook(IDENTITY)
    sheet = book.sheet("Isu", COLUMNS, heading=False)
    for text in texts:
        sheet.row([text])
    read = reopened(book)
    for row, text in enumerate(texts, start=2):
        assert read.cell(row, 1).data_type != "f"
        assert (read.cell(row, 1).value or "") == safe_text(text)


def test_characters_that_a_workbook_cannot_hold_are_left_out():
    assert safe_text("a\x00b\x0bc\ud800d\uffffe\x1ff") == "abcdef"
    assert safe_text("a\r\nb\rc\td") == "a\nb\nc\td"
    assert safe_text("x" * 40_000) == "x" * 32_767
    assert safe_text("👩‍👩‍👧 ‮RTL") == "👩‍👩‍👧 ‮RTL"


def test_numbers_stay_numbers_with_their_sign_and_digits():
    book, _sheet = workbook(
        ["a", Decimal("-1234.560000")], ["b", 0], ["c", 2.5], ["d", Decimal("0.000001")], ["e", None]
    )
    sheet = reopened(book)
    values = [sheet.cell(FIRST + row, 2) for row in range(5)]
    assert [cell.value for cell in values] == [-1234.56, 0, 2.5, 0.000001, None]
    assert [cell.data_type for cell in values] == ["n"] * 5
    assert [cell.number_format for cell in values[:3]] == [
        excel_style.NUMBER,
        excel_style.INTEGER,
        excel_style.NUMBER,
    ]


def test_a_column_may_have_its_own_number_format():
    book = SafeWorkbook(IDENTITY)
    columns = [Column("Bobot", number_format=excel_style.PERCENT_POINTS, style="number")]
    book.sheet("Isu", columns).row([Decimal("12.5")])
    cell = reopened(book).cell(FIRST, 1)
    assert (cell.value, cell.number_format) == (12.5, excel_style.PERCENT_POINTS)


def test_dates_are_dates_and_instants_are_jakarta_time():
    book, _sheet = workbook([date(2026, 8, 15), datetime(2026, 12, 31, 17, 0, tzinfo=UTC)])
    sheet = reopened(book)
    assert sheet.cell(FIRST, 1).value == datetime(2026, 8, 15)  # noqa: DTZ001
    assert sheet.cell(FIRST, 1).number_format == excel_style.DAY
    assert sheet.cell(FIRST, 2).value == datetime(2027, 1, 1, 0, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("-Infinity"),
        datetime(2026, 8, 15),  # noqa: DTZ001
        object(),
        [1],
        b"x",
    ],
)
def test_what_a_cell_cannot_hold_is_an_error_and_not_a_wrong_value(value):
    _book, sheet = workbook()
    with pytest.raises(ValueError):
        sheet.row([value])


def test_a_lazy_text_and_a_truth_value_are_written():
    book, _sheet = workbook([gettext_lazy("Satuan"), True])
    sheet = reopened(book)
    assert sheet.cell(FIRST, 1).value == "Satuan"
    assert sheet.cell(FIRST, 2).value is True


def test_a_live_formula_has_the_cached_value_for_readers_that_do_not_calculate():
    book, sheet = workbook(["a", 2], ["b", Decimal("3.5")], ["=2+2", None])
    sheet.formula("B7", "=SUM(B5:B6)", Decimal("5.50"), style="total")
    sheet.formula("C7", '=IF(B7<10,"kurang","cukup")', "kurang & <sedikit>")
    sheet.formula("D7", "=B7>1", True)
    data = book.to_bytes()
    live = openpyxl.load_workbook(BytesIO(data))["Isu"]
    assert live["B7"].value == "=SUM(B5:B6)"
    assert live["A7"].data_type == "s"
    seen = openpyxl.load_workbook(BytesIO(data), data_only=True)["Isu"]
    assert (seen["B7"].value, seen["C7"].value, seen["D7"].value) == (5.5, "kurang & <sedikit>", True)
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(data))
        .get_sheet_by_name("Isu")
        .to_python(skip_empty_area=False)
    )
    assert rows[6][1:4] == [5.5, "kurang & <sedikit>", True]


def test_formulas_of_several_sheets_keep_their_own_values():
    book = SafeWorkbook(IDENTITY)
    first, second = book.sheet("Satu", COLUMNS), book.sheet("Dua", COLUMNS)
    first.choices("A5:A9", ["ya", "tidak"])
    first.formula("B5", "=1+1", 2)
    second.formula("B5", "='Satu'!B5*2", 4)
    read = openpyxl.load_workbook(BytesIO(book.to_bytes()), data_only=True)
    assert (read["Satu"]["B5"].value, read["Dua"]["B5"].value) == (2, 4)


@pytest.mark.parametrize(
    "expression",
    [
        "SUM(A1)",
        '=HYPERLINK("x")',
        "=WEBSERVICE(A1)",
        "=cmd|'/C calc'!A0",
        "='[other.xlsx]Isu'!A1",
        '=IF(A1,"http://x","")',
        "=A1;B1",
        "=",
        "=INDIRECT(A1)",
    ],
)
def test_a_formula_that_is_not_ours_is_refused(expression):
    _book, sheet = workbook()
    with pytest.raises(ValueError, match="not a formula of ours"):
        sheet.formula("A1", expression, 0)


def test_the_sheet_prints_on_one_page_width_with_its_header_row_repeated():
    book, _sheet = workbook(["a"], paper="legal")
    sheet = reopened(book)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 5)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "B5"
    assert sheet.column_dimensions["A"].width == 40


def test_a_portrait_sheet_without_heading_starts_with_its_header():
    book, _sheet = workbook(["a"], heading=False, landscape=False, freeze_columns=0)
    sheet = reopened(book)
    assert [cell.value for cell in sheet[1]] == ["KPI", "Target", "Catatan"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert sheet.freeze_panes == "A2"


def test_the_running_lines_carry_number_revision_class_and_who_took_it_out_when():
    book, _sheet = workbook(["a"])
    sheet = reopened(book)
    assert sheet.oddHeader.left.text == "Register Isu"
    assert sheet.oddHeader.right.text == "BSC/2027/PPIC/001 · Rev. 00 · Berlaku 15 Jan 2027"
    assert sheet.oddFooter.left.text == "Internal · Salinan tidak terkendali bila dicetak"
    assert sheet.oddFooter.center.text == "Diekspor oleh Siti Aminah pada Sab, 15 Agu 2026, 23.59 WIB"
    assert sheet.oddFooter.right.text == "Halaman &P dari &N"


def test_a_title_cannot_bring_layout_codes_into_the_running_header():
    hostile = DocumentIdentity("&P &A &[File]\n" + "&" * 300, "x" * 400, IDENTITY.exported_at)
    book = SafeWorkbook(hostile)
    book.sheet("Isu", COLUMNS)
    raw = ZipFile(BytesIO(book.to_bytes())).read("xl/worksheets/sheet1.xml").decode()
    header = raw.split("<oddHeader>")[1].split("</oddHeader>")[0].replace("&amp;", "&")
    footer = raw.split("<oddFooter>")[1].split("</oddFooter>")[0].replace("&amp;", "&")
    assert header.startswith("&L&&P &&A &&")
    assert len(header) <= 255
    assert len(footer) <= 255


def test_facts_stand_above_the_table():
    book, _sheet = workbook(["a"], facts=[("Unit Kerja", "=PPIC"), ("Tahun BSC", 2027)])
    sheet = reopened(book)
    assert (sheet["A1"].value, sheet["A2"].value) == ("Register Isu", IDENTITY.number_line)
    assert (sheet["A3"].value, sheet["B3"].value, sheet["B4"].value) == ("Unit Kerja", "=PPIC", 2027)
    assert sheet["B3"].data_type == "s"
    assert sheet["A6"].value == "KPI"


def test_a_cell_may_have_its_own_style_by_position_or_the_whole_row_one():
    book = SafeWorkbook(IDENTITY)
    sheet = book.sheet("Isu", COLUMNS)
    sheet.row(["a", 97, "b"], styles={1: "band_hijau"})
    sheet.row(["Jumlah", 97], styles="total")
    read = reopened(book)
    assert read.cell(FIRST, 2).fill.fgColor.rgb == "FF27784B"
    assert read.cell(FIRST, 1).style == "portal_text"
    assert [read.cell(FIRST + 1, column).style for column in (1, 2)] == ["portal_total", "portal_total"]


def test_every_style_is_available():
    book = SafeWorkbook(IDENTITY)
    sheet = book.sheet("Isu", COLUMNS)
    for name in sorted(excel_style.STYLES):
        sheet.row([name], styles=name)
    assert reopened(book).max_row == FIRST - 1 + len(excel_style.STYLES)


def test_choices_live_on_a_hidden_sheet_and_equal_lists_share_it():
    book, sheet = workbook(["a"])
    other = book.sheet("Lain", COLUMNS)
    sheet.choices("A5:A50", ["Internal", "Eksternal, pasar", "=1+1"])
    other.choices("A5:A50", ["Internal", "Eksternal, pasar", "=1+1"])
    other.choices("B5:B50", ["S", "W"])
    read = openpyxl.load_workbook(BytesIO(book.to_bytes()))
    assert read.sheetnames == ["Isu", "Lain", "_daftar"]
    assert read["_daftar"].sheet_state == "veryHidden"
    assert [read["_daftar"].cell(row, 1).value for row in (1, 2, 3)] == [
        "Internal",
        "Eksternal, pasar",
        "=1+1",
    ]
    assert read["_daftar"].cell(3, 1).data_type == "s"
    rule = read["Isu"].data_validations.dataValidation[0]
    assert (rule.formula1, str(rule.sqref)) == ("'_daftar'!$A$1:$A$3", "A5:A50")
    assert [rule.formula1 for rule in read["Lain"].data_validations.dataValidation] == [
        "'_daftar'!$A$1:$A$3",
        "'_daftar'!$B$1:$B$2",
    ]


def test_a_protected_sheet_locks_all_but_the_input_cells():
    book, sheet = workbook(["a"])
    sheet.row(["b"], styles="input")
    sheet.protect()
    read = reopened(book)
    assert read.protection.sheet
    assert read.cell(FIRST, 1).protection.locked
    assert not read.cell(FIRST + 1, 1).protection.locked


def test_a_hidden_sheet_and_a_merged_heading():
    book, sheet = workbook(["a"])
    sheet.merge("A1:C1")
    book.sheet("_meta", [Column("id")], heading=False).hide()
    read = openpyxl.load_workbook(BytesIO(book.to_bytes()))
    assert read["_meta"].sheet_state == "veryHidden"
    assert [str(merged) for merged in read["Isu"].merged_cells.ranges] == ["A1:C1"]


@pytest.mark.parametrize(
    ("wanted", "tab"),
    [
        ("A/B: [C]*?\\", "A B   C"),
        ("'petik'", "petik"),
        ("", "Sheet"),
        ("***", "Sheet"),
        ("x" * 40, "x" * 31),
        ("History", "History (2)"),
        ("Isu", "Isu (2)"),
        ("ISU", "ISU (2)"),
        ("_daftar", "_daftar (2)"),
    ],
)
def test_a_tab_gets_a_name_that_is_allowed_and_free(wanted, tab):
    book, _sheet = workbook()
    assert book.sheet(wanted, COLUMNS).title == tab
    assert tab in openpyxl.load_workbook(BytesIO(book.to_bytes())).sheetnames


def test_long_names_that_begin_alike_get_different_tabs():
    book = SafeWorkbook(IDENTITY)
    titles = [book.sheet("Departemen Perencanaan dan Pengendalian", COLUMNS).title for _ in range(3)]
    assert len(set(titles)) == 3
    assert all(len(title) <= 31 for title in titles)


def test_a_workbook_without_a_sheet_is_refused():
    with pytest.raises(ValueError, match="needs a sheet"):
        SafeWorkbook(IDENTITY).to_bytes()


def test_the_identity_leaves_out_what_is_not_known():
    bare = DocumentIdentity("Judul", "Budi", IDENTITY.exported_at)
    assert bare.number_line == ""
    assert bare.copy_line == "Salinan tidak terkendali bila dicetak"
    with translation.override("en"):
        assert IDENTITY.export_line.endswith("Sat, 15 Aug 2026, 23:59 WIB")


def test_a_large_export_stays_fast():
    book = SafeWorkbook(IDENTITY)
    sheet = book.sheet("Isu", [Column("Kolom") for _ in range(12)])
    started = time.process_time()
    for row in range(2_000):
        sheet.row([Decimal(row), "teks"] * 6)
    book.to_bytes()
    assert time.process_time() - started < 5
