"""A department's file is read by its titles, and whatever a person should know about it is named (T49)."""

from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from openpyxl.worksheet.worksheet import Worksheet

from cint_portal.core.errors import InvalidInput
from cint_portal.documents import excel_mark
from cint_portal.documents.excel_read import read_workbook
from cint_portal.documents.excel_table import FileTable
from issues.excel import origin
from issues.excel.columns import TAB
from issues.excel.reading import read_table
from issues.models import IssueRegister, ReviewFactor
from tests.company import Company
from tests.issues.registers import drafted, opened, sent
from tests.issues.workbooks import (
    FIRST_ROW,
    LINE,
    TITLES,
    changed,
    compared,
    file_of,
    kinds,
    reasons,
    saved,
    template_of,
    typed,
    with_part,
)

SHUFFLED = ("Isu", "Kategori SWOT", "Stakeholders", "Sumber Isu", "Tinjauan Faktor", TITLES[1])


@pytest.fixture
def register(company: Company) -> IssueRegister:
    return opened(company)


def read(data: bytes, register: IssueRegister) -> FileTable:
    return read_table(read_workbook(data), register)


def notes(data: bytes, register: IssueRegister) -> dict[str, Any]:
    return {note.code: note.params for note in read(data, register).notes}


def refusal(data: bytes, register: IssueRegister) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read(data, register)
    return refused.value


def values(data: bytes, register: IssueRegister) -> list[tuple[Any, ...]]:
    shown = compared(data, register)
    assert reasons(shown) == {}
    return [
        (line.values.stakeholder, line.values.issue, line.values.source, line.values.category)
        for line in shown.lines
    ]


# --- Titles and places ------------------------------------------------------------------------------


def test_the_six_titles_in_any_order_are_read(register: IssueRegister) -> None:
    line = ("Lead time 21 hari", "W", "Pelanggan", "Internal", "Metode", "Tepat waktu")
    assert values(file_of(line, titles=SHUFFLED), register) == [
        ("Pelanggan", "Lead time 21 hari", "internal", "W")
    ]


def test_titles_need_not_stand_in_the_first_row_nor_column(register: IssueRegister) -> None:
    above = [["PT CHITOSE"], ["Isu Internal & Eksternal 2027"], []]
    data = file_of(("1", *LINE), titles=("No.", *TITLES), above=above)
    assert values(data, register) == [("Pelanggan", "Lead time 21 hari", "internal", "W")]
    assert compared(data, register).table.reference(read(data, register).rows[0], "issue") == "Isu!D5"
    assert notes(data, register) == {}


@pytest.mark.parametrize(
    "titles",
    [
        tuple(title.upper() for title in TITLES),
        tuple(f"  {title} \n" for title in TITLES),
        ("Stakeholder", "Kebutuhan dan Harapan", "Isu Internal & Eksternal", "Faktor", "Sumber", "Kategori"),
        ("Pihak Berkepentingan", "Kebutuhan & Harapan", "Issue", "Factor", "Source", "SWOT"),
    ],
    ids=["capitals", "spaces", "other words", "half English"],
)
def test_titles_that_mean_the_same_are_known(register: IssueRegister, titles: tuple[str, ...]) -> None:
    assert len(values(file_of(LINE, titles=titles), register)) == 1


def test_a_missing_title_is_named_with_those_that_stand_there(register: IssueRegister) -> None:
    titles = (*TITLES[:3], "Tinjauan Fktr", *TITLES[4:])
    reason = refusal(file_of(LINE, titles=titles), register)
    assert reason.problems == (
        "Judul “Tinjauan Faktor” tidak ada di baris 1 lembar Isu.",
        "Judul yang tidak dikenal: “Tinjauan Fktr” (Isu!D1).",
    )


def test_a_file_without_any_of_the_titles_tells_all_six(register: IssueRegister) -> None:
    assert refusal(file_of(["a", "b"], titles=["Produk", "Harga"]), register).problems == TITLES


def test_two_columns_of_one_title_are_named(register: IssueRegister) -> None:
    reason = refusal(file_of((*LINE, "x"), titles=(*TITLES, "Isu")), register)
    assert reason.problems == (
        "Judul “Isu” berarti kolom yang sama: Isu!C1 dan Isu!G1. Hapus salah satunya.",
    )


def test_the_company_tab_wins_among_equal_sheets_and_the_other_is_named(register: IssueRegister) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Tahun lalu"
    for sheet, text in ((book.active, "lama"), (book.create_sheet(TAB), "baru")):
        sheet.append(TITLES)
        sheet.append((text, *LINE[1:]))
    assert values(saved(book), register)[0][0] == "baru"
    assert notes(saved(book), register) == {"other_sheets": {"sheets": "Tahun lalu"}}


def test_columns_of_other_titles_are_named_and_left_alone(register: IssueRegister) -> None:
    data = file_of((*LINE, "Budi"), titles=(*TITLES, "PIC"))
    assert notes(data, register) == {"other_columns": {"columns": "PIC"}}


# --- What hides --------------------------------------------------------------------------------------


def test_hidden_rows_columns_and_sheets_are_named(register: IssueRegister) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.parent.create_sheet("rahasia").append(["x"])
        sheet.parent["rahasia"].sheet_state = "hidden"

    data = changed(file_of(LINE, LINE), hide, "Isu")
    assert notes(data, register) == {
        "hidden_rows": {"rows": "2"},
        "hidden_columns": {"columns": "B"},
        "hidden_sheets": {"sheets": "rahasia"},
    }
    assert [row.hidden for row in read(data, register).rows] == ["row", ""]


def test_rows_hidden_by_a_filter_are_read_and_named(register: IssueRegister) -> None:
    def filter_(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:F3"
        sheet.auto_filter.add_filter_column(0, ["Pelanggan"])
        sheet.row_dimensions[3].hidden = True

    data = changed(file_of(LINE, ("Pemasok", *LINE[1:])), filter_, "Isu")
    assert notes(data, register) == {"filtered_rows": {"rows": "3"}}
    assert len(values(data, register)) == 2


# --- Cells -------------------------------------------------------------------------------------------


def test_cells_joined_down_a_column_count_for_each_row(register: IssueRegister) -> None:
    data = changed(file_of(LINE, (None, *LINE[1:]), LINE), lambda sheet: sheet.merge_cells("A2:A3"), "Isu")
    assert [line[0] for line in values(data, register)] == ["Pelanggan"] * 3
    assert notes(data, register) == {"merged_rows": {"cells": "A2:A3"}}


def test_a_joined_cell_below_the_last_issue_makes_no_row(register: IssueRegister) -> None:
    data = changed(file_of(LINE), lambda sheet: sheet.merge_cells("A2:A9"), "Isu")
    assert len(values(data, register)) == 1


def test_cells_joined_across_columns_must_be_repaired(register: IssueRegister) -> None:
    data = changed(file_of(LINE), lambda sheet: sheet.merge_cells("B2:C2"), "Isu")
    assert set(reasons(compared(data, register))) == {"Isu!B2", "Isu!C2"}


def test_titles_over_two_rows_are_titles(register: IssueRegister) -> None:
    data = changed(file_of([None] * 6, LINE), lambda sheet: sheet.merge_cells("A1:A2"), "Isu")
    assert len(values(data, register)) == 1


def test_piled_up_joined_cells_are_refused_quickly(register: IssueRegister) -> None:
    data = changed(file_of(*[LINE] * 90), lambda sheet: sheet.merge_cells("A2:A90"), "Isu")
    once = b'<mergeCell ref="A2:A90"'
    piled = with_part(
        data, "xl/worksheets/sheet1.xml", lambda part: part.replace(once, (once + b"/>") * 200 + once)
    )
    assert "bertumpuk" in refusal(piled, register).message


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("=1+1", "rumus tanpa hasil"),
        ("#DIV/0!", "galat Excel"),
        (date(2026, 8, 15), "tanggal"),
        (True, "TRUE/FALSE"),
    ],
)
def test_a_cell_that_is_no_text_must_be_repaired(register: IssueRegister, value: object, reason: str) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["C2"] = value
        if isinstance(value, str) and value.startswith("#"):
            sheet["C2"].data_type = "e"

    shown = compared(changed(file_of(LINE), write, "Isu"), register)
    assert list(reasons(shown)) == ["Isu!C2"]
    assert reason in reasons(shown)["Isu!C2"]


def test_a_date_is_proposed_as_people_write_it_in_both_date_systems(register: IssueRegister) -> None:
    for epoch in (openpyxl.utils.datetime.CALENDAR_WINDOWS_1900, openpyxl.utils.datetime.CALENDAR_MAC_1904):
        book = openpyxl.Workbook()
        book.epoch = epoch
        book.active.append(TITLES)
        book.active.append((*LINE[:2], date(2026, 8, 15), *LINE[3:]))
        (problem,) = compared(saved(book), register).problems
        assert problem.proposal == "15 Agu 2026"
    assert "is_1904" in notes(saved(book), register)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [(2027, "General", "2027"), (1.5, "General", "1,5"), (0.95, "0%", "95%"), (0.955, "0.0%", "95,5%")],
)
def test_numbers_are_texts_as_excel_shows_them(
    register: IssueRegister, value: float, number_format: str, text: str
) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["C2"] = value
        sheet["C2"].number_format = number_format

    assert values(changed(file_of(LINE), write, "Isu"), register)[0][1] == text


def test_spaces_around_a_text_and_within_a_choice_do_not_count(register: IssueRegister) -> None:
    line = ("  Pelanggan\u00a0 ", LINE[1], "  Lead time\n", " metode ", "INTERNAL ", "w -  weakness")
    assert values(file_of(line), register) == [("Pelanggan", "Lead time", "internal", "W")]


@pytest.mark.parametrize(
    ("source", "category", "expected"),
    [
        ("Eksternal", "O – Opportunity", ("external", "O")),
        ("external", "Peluang", ("external", "O")),
        ("Intern", "kelemahan", ("internal", "W")),
        ("INTERNAL", "s", ("internal", "S")),
        ("Ekstern", "Threats", ("external", "T")),
    ],
)
def test_words_of_the_lists_are_known_in_both_languages(
    register: IssueRegister, source: str, category: str, expected: tuple[str, str]
) -> None:
    assert values(file_of((*LINE[:4], source, category)), register)[0][2:] == expected


def test_a_word_that_is_in_no_list_is_named_with_its_nearest(register: IssueRegister) -> None:
    shown = compared(file_of((*LINE[:3], "Metoda", "dalam kota", "X")), register)
    assert reasons(shown) == {
        "Isu!D2": "Tidak ada di daftar. Mungkin maksudnya “Metode”.",
        "Isu!E2": "Tidak ada di daftar. Pilih salah satu.",
        "Isu!F2": "Tidak ada di daftar. Pilih salah satu.",
    }


def test_a_text_above_its_length_must_be_repaired(register: IssueRegister) -> None:
    shown = compared(file_of(("p" * 201, "k" * 2000, "i" * 2001, *LINE[3:])), register)
    assert reasons(shown) == {
        "Isu!A2": "Terlalu panjang: 201 karakter, paling banyak 200.",
        "Isu!C2": "Terlalu panjang: 2001 karakter, paling banyak 2000.",
    }
    assert shown.problems[0].proposal == "p" * 201


def test_reasons_are_in_the_readers_language(register: IssueRegister) -> None:
    data = file_of((*LINE[:3], "xyz", *LINE[4:]))
    with translation.override("en"):
        english = reasons(compared(data, register))
    assert set(english) == set(reasons(compared(data, register)))


def test_empty_rows_between_and_behind_are_no_issues(register: IssueRegister) -> None:
    assert len(values(file_of(LINE, [None] * 6, ["  "], LINE, [None] * 6), register)) == 2


def test_too_many_issues_are_refused_with_the_limit(register: IssueRegister) -> None:
    reason = refusal(file_of(*[LINE] * 201), register)
    assert reason.message == "Lembar Isu berisi 201 isu; satu register memuat paling banyak 200."


# --- The optional columns ---------------------------------------------------------------------------


def test_optional_columns_are_read_where_the_file_has_them(register: IssueRegister) -> None:
    titles = (*TITLES, "Jenis Sasaran", "Kewajiban", "Acuan kewajiban", "Terkait perubahan iklim")
    shown = compared(file_of((*LINE, "K3; mutu", "Ya", "UU 1/1970", "x"), titles=titles), register)
    assert reasons(shown) == {}
    row = shown.lines[0].values
    assert (row.kinds, row.is_obligation, row.obligation_reference, row.is_climate) == (
        ("quality", "ohs"),
        True,
        "UU 1/1970",
        True,
    )


def test_a_reference_makes_an_obligation_unless_the_file_denies_it(register: IssueRegister) -> None:
    titles = (*TITLES, "Kewajiban", "Acuan kewajiban")
    assert (
        compared(file_of((*LINE, None, "UU 1/1970"), titles=titles), register).lines[0].values.is_obligation
    )
    denied = compared(file_of((*LINE, "Tidak", "UU 1/1970"), titles=titles), register)
    assert list(reasons(denied)) == ["Isu!G2"]


def test_an_unknown_kind_is_named(register: IssueRegister) -> None:
    shown = compared(file_of((*LINE, "Mutu, Harga"), titles=(*TITLES, "Jenis Sasaran")), register)
    assert list(reasons(shown)) == ["Isu!G2"]


# --- The template comes back --------------------------------------------------------------------------


def test_a_template_of_another_register_is_refused_by_its_name(
    company: Company, register: IssueRegister
) -> None:
    foreign = IssueRegister.objects.get(unit=company.other_department)
    reason = refusal(template_of(foreign), register)
    assert reason.message == (
        "Berkas ini templat register lain: Departemen Keuangan 2027. Unggah di register itu."
    )


def test_an_old_template_is_read_by_its_titles_and_named(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = drafted(company)
    data = template_of(register)
    monkeypatch.setattr(origin, "TEMPLATE_VERSION", 2)
    assert "old_template" in notes(data, register)
    assert compared(data, register).changes_nothing


def test_a_forged_hidden_sheet_is_not_believed(company: Company) -> None:
    register = drafted(company)

    def forge(sheet: Worksheet) -> None:
        sheet["B2"] = sheet["B2"].value[:-3] + "abc"

    data = changed(template_of(register), forge, excel_mark.SHEET)
    table = read(data, register)
    assert "forged" in [note.code for note in table.notes]
    assert {row.id for row in table.rows} == {None}
    assert compared(data, register).changes_nothing


def test_a_code_of_another_register_is_a_new_row_and_named(company: Company) -> None:
    register = drafted(company)
    foreign = typed(template_of(register), {f"M{FIRST_ROW}": 10**9})
    assert notes(foreign, register) == {"foreign_ids": {"rows": str(FIRST_ROW)}}


def test_a_copied_row_is_a_new_row_and_named(company: Company) -> None:
    register = drafted(company, count=1)
    pk = register.issues.get().pk
    copied = {f"{letter}{FIRST_ROW + 1}": value for letter, value in zip("ABCDEF", LINE, strict=True)}
    data = typed(template_of(register), {**copied, f"M{FIRST_ROW + 1}": pk})
    assert notes(data, register) == {"copied_ids": {"rows": str(FIRST_ROW + 1)}}
    assert kinds(compared(data, register)) == ["unchanged", "added"]


@pytest.mark.parametrize("code", ["abc", "-1", "1.5", "99999999999999999999", "=1", None])
def test_a_code_that_is_none_is_no_fault(company: Company, code: str | None) -> None:
    register = drafted(company, count=1)
    data = typed(template_of(register), {f"M{FIRST_ROW}": code})
    assert reasons(compared(data, register)) == {}


def test_a_table_is_the_same_after_it_was_kept_as_json(company: Company) -> None:
    table = read(template_of(sent(company)), sent_register(company))
    assert FileTable.from_json(table.to_json()) == table
    assert table.marks


def sent_register(company: Company) -> IssueRegister:
    return IssueRegister.objects.get(unit=company.department)


def test_factors_that_are_out_of_use_are_no_choice_any_more(register: IssueRegister) -> None:
    ReviewFactor.objects.filter(name="Metode").update(is_active=False)
    assert list(reasons(compared(file_of(LINE), register))) == ["Isu!D2"]
