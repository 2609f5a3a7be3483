"""Uploaded workbooks are read exactly, or refused with a reason, quickly and harmlessly (T45 to T49, T66)."""

import random
import re
import time
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from zipfile import ZIP_STORED

import openpyxl
import pytest
from django.utils import translation

from cint_portal.core.numbers import number_from_cell
from cint_portal.documents.excel_limits import REFUSALS, Limits, WorkbookRefused
from cint_portal.documents.excel_read import NO_RESULT, Cell, read_workbook
from tests.documents.hostile import (
    HOSTILE,
    SPREADSHEET,
    inline,
    ordinary,
    packed,
    parts_of,
    saved,
    shared_text,
    with_parts,
    with_sheet,
)
from tests.documents.peaks import told_peaks


@pytest.fixture(autouse=True)
def indonesian_reader():
    with translation.override("id"):
        yield


def sheets_of(data):
    return read_workbook(data).sheets


@pytest.mark.parametrize(("build", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_its_reason_within_the_limits(build, code):
    data = build()
    started = time.monotonic()
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(data)
    assert refused.value.code == code
    assert str(refused.value)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "name", ["a bomb by size", "a bomb that lies about its size", "seventy thousand parts"]
)
def test_a_bomb_is_refused_before_anything_is_parsed(name, monkeypatch):
    build, code = HOSTILE[name]
    monkeypatch.setattr("cint_portal.documents.excel_read._parsed", lambda *_: pytest.fail("was parsed"))
    data = build()
    started = time.process_time()
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(data)
    assert refused.value.code == code
    assert time.process_time() - started < 1


def test_every_reason_has_an_advice_that_can_be_filled_in():
    for code in REFUSALS:
        assert "%(" not in str(WorkbookRefused(code, limit=1, sheet="Isu", found=2))


def test_the_limit_that_was_passed_is_named():
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(ordinary(*([number] for number in range(6_000))))
    assert str(refused.value) == "Lembar Sheet: ada isi di baris 5001; paling banyak 5000 baris."


def test_memory_is_limited_by_the_process_and_not_by_trust(monkeypatch, tmp_path):
    heavy = shared_text(32_000, 5_000)
    with told_peaks(monkeypatch, tmp_path) as largest:
        read_workbook(ordinary())
        usual = largest()
        with pytest.raises(WorkbookRefused) as refused:
            read_workbook(heavy, Limits(all_text=10**9, memory_bytes=128 * 1024 * 1024))
        assert refused.value.code == "too_heavy"
        assert usual <= largest() < 128


def test_processor_time_is_limited_by_the_process():
    endless = with_sheet("<row>" + "<c/>" * 5_000_000 + "</row>")
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(endless, Limits(cpu_seconds=1, ratio=10_000, wall_seconds=60))
    assert refused.value.code == "too_slow"


def test_waiting_is_limited_too():
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(ordinary(), Limits(wall_seconds=0))
    assert refused.value.code == "too_slow"


def test_a_worker_that_answers_nothing_is_a_refusal(monkeypatch, tmp_path):
    broken = tmp_path / "worker.py"
    broken.write_text("import sys; sys.exit(3)")
    monkeypatch.setattr("cint_portal.documents.excel_read._WORKER", broken)
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(ordinary())
    assert refused.value.code == "damaged"


def test_an_ordinary_workbook_is_read_from_a1():
    (sheet,) = sheets_of(ordinary(("KPI", "Target"), ("Ketepatan kirim", 95.5), (None, None, "x")))
    assert (sheet.name, sheet.visible) == ("Sheet", True)
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["KPI", "Target", None],
        ["Ketepatan kirim", 95.5, None],
        [None, None, "x"],
    ]


def test_an_empty_row_and_column_in_front_keep_their_places():
    book = openpyxl.Workbook()
    book.active["C3"] = "isi"
    (sheet,) = sheets_of(saved(book))
    assert len(sheet.rows) == 3
    assert sheet.rows[2][2] == Cell("isi")
    assert sheet.rows[0] == [Cell(), Cell(), Cell()]


def test_a_percentage_cell_tells_that_it_is_one():
    book = openpyxl.Workbook()
    for column, number_format in enumerate(
        ["0%", "0.00%", "0.0000%", "0.00", "General", '0.00" %"'], start=1
    ):
        book.active.cell(1, column, 0.95).number_format = number_format
    (sheet,) = sheets_of(saved(book))
    assert [cell.value for cell in sheet.rows[0]] == [0.95] * 6
    assert [cell.is_percent for cell in sheet.rows[0]] == [True, True, True, False, False, False]


def test_a_percentage_sign_that_is_only_text_in_the_format_multiplies_nothing():
    book = openpyxl.Workbook()
    for column, number_format in enumerate(['0.00" %"', "0\\%", "0.0%;[Red]-0.0%"], start=1):
        book.active.cell(1, column, 95).number_format = number_format
    (sheet,) = sheets_of(saved(book))
    assert [cell.is_percent for cell in sheet.rows[0]] == [False, False, True]


def test_dates_times_and_truth_values_have_their_types():
    book = openpyxl.Workbook()
    book.active.append([date(2026, 8, 15), datetime(2026, 8, 15, 23, 59), time_of_day(22, 14), True])  # noqa: DTZ001
    (sheet,) = sheets_of(saved(book))
    assert [cell.value for cell in sheet.rows[0]] == [
        date(2026, 8, 15),
        datetime(2026, 8, 15, 23, 59),  # noqa: DTZ001
        time_of_day(22, 14),
        True,
    ]


def test_dates_of_the_1904_system_are_the_dates_people_see():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([date(2026, 8, 15)])
    (sheet,) = sheets_of(saved(book))
    assert sheet.rows[0][0].value == date(2026, 8, 15)


def test_a_formula_is_marked_and_one_without_a_result_is_no_blank():
    cells = '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="str"><f>A1</f><v/></c>'
    (sheet,) = sheets_of(with_sheet(f'<row r="1">{cells}</row>'))
    first, second, third = sheet.rows[0]
    assert (first.value, first.formula, first.error) == (2.0, True, "")
    assert (second.value, second.formula, second.error) == (None, True, NO_RESULT)
    assert (third.value, third.error) == (None, NO_RESULT)


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_cell_is_told_and_not_read_as_blank(error):
    rows = f'<row r="1"><c r="A1" t="e"><f>1/0</f><v>{error}</v></c></row>'
    (sheet,) = sheets_of(with_sheet(rows))
    assert (sheet.rows[0][0].value, sheet.rows[0][0].error) == (None, error)


def test_hidden_rows_columns_and_sheets_are_named():
    book = openpyxl.Workbook()
    for row in range(1, 6):
        book.active.append([row, row, row])
    book.active.row_dimensions[2].hidden = True
    book.active.row_dimensions[4].hidden = True
    book.active.column_dimensions["B"].hidden = True
    secret = book.create_sheet("rahasia")
    secret["A1"] = "versi"
    secret.sheet_state = "veryHidden"
    shown, hidden = sheets_of(saved(book))
    assert (shown.hidden_rows, shown.hidden_columns) == ({2, 4}, {2})
    assert (hidden.name, hidden.visible, hidden.rows[0][0].value) == ("rahasia", False, "versi")


def test_rows_that_a_filter_hides_are_told_from_rows_hidden_by_hand():
    book = openpyxl.Workbook()
    for row in range(1, 4):
        book.active.append([row])
    book.active.row_dimensions[2].hidden = True
    by_hand = sheets_of(saved(book))[0]
    book.active.auto_filter.ref = "A1:A3"
    unused_filter = sheets_of(saved(book))[0]
    book.active.auto_filter.add_filter_column(0, ["1", "3"])
    filtered = sheets_of(saved(book))[0]
    assert [sheet.is_filtered for sheet in (by_hand, unused_filter, filtered)] == [False, False, True]
    assert filtered.hidden_rows == {2}


def test_the_last_editor_and_the_time_are_told_as_the_file_says():
    book = openpyxl.Workbook()
    book.properties.lastModifiedBy = "Fitri Handayani"
    book.properties.modified = datetime(2026, 10, 20, 3, 15)  # noqa: DTZ001 — the file's own, UTC
    data = saved(book)  # openpyxl stamps the present moment as it saves
    core = re.sub(
        rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-10-20T03:15:00Z", parts_of(data)["docProps/core.xml"]
    )
    read = read_workbook(packed({**parts_of(data), "docProps/core.xml": core}))
    assert (read.last_editor, read.modified_at) == (
        "Fitri Handayani",
        datetime(2026, 10, 20, 3, 15, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "core",
    [
        b"<a/>",
        b"<a><lastModifiedBy/><modified>kemarin</modified></a>",
        b"<a><modified>9999999-01-01</modified></a>",
    ],
)
def test_a_file_that_does_not_tell_its_editor_is_read_all_the_same(core):
    read = read_workbook(with_parts(**{"docProps/core.xml": core}))
    assert (read.last_editor, read.modified_at, len(read.sheets)) == ("", None, 1)


def test_a_very_long_name_of_an_editor_is_cut():
    core = b"<a><lastModifiedBy>" + b"x" * 100_000 + b"</lastModifiedBy></a>"
    assert len(read_workbook(with_parts(**{"docProps/core.xml": core})).last_editor) == 150


def test_a_file_of_the_1904_system_is_named():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert read_workbook(saved(book)).is_1904
    assert not read_workbook(ordinary()).is_1904


def test_merged_cells_are_named():
    book = openpyxl.Workbook()
    book.active["B2"] = "judul"
    book.active.merge_cells("B2:D3")
    assert sheets_of(saved(book))[0].merged == [(2, 2, 3, 4)]


def test_cells_without_references_take_the_next_place():
    (sheet,) = sheets_of(with_sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert [[cell.value for cell in row] for row in sheet.rows] == [[1.0, 2.0], [3.0, None]]


def test_formatted_but_empty_rows_to_the_bottom_of_the_sheet_are_no_content():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    (sheet,) = sheets_of(with_sheet(rows))
    assert len(sheet.rows) == 1


def test_an_empty_sheet_has_no_rows_and_a_chart_sheet_is_left_out():
    book = openpyxl.Workbook()
    book.create_chartsheet("Grafik")
    (sheet,) = sheets_of(saved(book))
    assert sheet.rows == []


def test_shared_texts_rich_texts_and_leading_blanks_are_read_whole():
    parts = parts_of(with_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'))
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{SPREADSHEET}"><si><r><t>Ke</t></r><r><t xml:space="preserve">tepatan </t></r></si>'
        f'<si><t xml:space="preserve">  dua</t></si></sst>'
    ).encode()
    (sheet,) = sheets_of(packed(parts))
    assert [cell.value for cell in sheet.rows[0]] == ["Ketepatan ", "  dua"]


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("1234567.89", "1234567.89"),
        ("-5", "-5"),
        ("99999999999999", "99999999999999"),
        ("1E-4", "0.0001"),
    ],
)
def test_a_stored_number_arrives_exactly(stored, value):
    (sheet,) = sheets_of(with_sheet(f'<row r="1"><c r="A1"><v>{stored}</v></c></row>'))
    assert number_from_cell(sheet.rows[0][0].value).value == Decimal(value)


def test_a_text_that_looks_like_a_formula_stays_text():
    (sheet,) = sheets_of(with_sheet(inline("A1", "=1+1")))
    assert sheet.rows[0][0] == Cell("=1+1")


def test_an_uncompressed_workbook_and_external_links_are_harmless():
    parts = {
        **parts_of(ordinary()),
        "xl/externalLinks/externalLink1.xml": b"<a/>",
        "xl/connections.xml": b"<a/>",
    }
    assert len(sheets_of(packed(parts, ZIP_STORED))[0].rows) == 2


def test_no_byte_of_a_workbook_can_crash_the_reading():
    source, chance = ordinary(), random.Random(20260815)
    for _round in range(40):
        mutant = bytearray(source)
        for _flip in range(chance.randint(1, 8)):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        try:
            read_workbook(bytes(mutant))
        except WorkbookRefused as refused:
            assert re.fullmatch("[a-z_]+", refused.code)  # noqa: PT017
