"""Uploaded workbooks are read exactly, or refused with a reason, quickly and harmlessly (T45 to T49, T66)."""

import os
import random
import re
import resource
import struct
import time
import zlib
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import openpyxl
import pytest
from django.utils import translation

from cint_portal.core.numbers import number_from_cell
from cint_portal.documents.excel_limits import REFUSALS, Limits, WorkbookRefused
from cint_portal.documents.excel_read import NO_RESULT, Cell, read_workbook

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"


@pytest.fixture(autouse=True)
def indonesian_reader():
    with translation.override("id"):
        yield


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ordinary(*rows):
    book = openpyxl.Workbook()
    for row in rows or [("KPI", "Target"), ("Ketepatan kirim", 95)]:
        book.active.append(row)
    return saved(book)


def parts_of(data):
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, method=ZIP_DEFLATED):
    buffer = BytesIO()
    with ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheets_of(data):
    return read_workbook(data).sheets


def with_parts(**changes):
    """An ordinary workbook with parts replaced (name with __ for /) or added."""
    return packed({**parts_of(ordinary()), **changes})


def with_sheet(rows_xml, before="", after=""):
    xml = f'<worksheet xmlns="{SPREADSHEET}">{before}<sheetData>{rows_xml}</sheetData>{after}</worksheet>'
    return with_parts(**{SHEET: xml.encode()})


def patched_directory(data, name, **fields):
    """Change fields of one central directory entry: crc, packed, size, flags, offset, attributes."""
    places = {
        "flags": (8, "<H"),
        "method": (10, "<H"),
        "crc": (16, "<L"),
        "packed": (20, "<L"),
        "size": (24, "<L"),
    }
    places |= {"attributes": (38, "<L"), "offset": (42, "<L")}
    raw = bytearray(data)
    position = raw.find(b"PK\x01\x02")
    while (
        raw[position + 46 : position + 46 + struct.unpack_from("<H", raw, position + 28)[0]] != name.encode()
    ):
        position = raw.find(b"PK\x01\x02", position + 4)
    for field, value in fields.items():
        struct.pack_into(places[field][1], raw, position + places[field][0], value)
    return bytes(raw)


def bomb(size):
    return with_parts(**{"xl/media/image1.png": b"\x00" * size})


def lying_bomb():
    """A part that unpacks to 200 MB while the directory says 1 MB."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = b"".join(squeezer.compress(b" " * 1_000_000) for _ in range(200)) + squeezer.flush()
    data = with_parts(**{SHEET: os.urandom(len(stream) + 20)})
    with ZipFile(BytesIO(data)) as archive:
        entry = archive.getinfo(SHEET)
        packed_size = entry.compress_size
    marker = data.index(SHEET.encode()) + len(SHEET)
    filled = stream + b"\x00" * (packed_size - len(stream))
    data = data[:marker] + filled + data[marker + packed_size :]
    return patched_directory(data, SHEET, size=1_000_000)


def overlapping():
    """Two directory entries that share the bytes of one part."""
    data = with_parts(**{"xl/a.xml": b"<a/>" * 500, "xl/b.xml": b"<a/>" * 500})
    with ZipFile(BytesIO(data)) as archive:
        return patched_directory(data, "xl/b.xml", offset=archive.getinfo("xl/a.xml").header_offset)


def crowded(count):
    return packed({**parts_of(ordinary()), **{f"xl/extra/{number}.xml": b"<a/>" for number in range(count)}})


def symlinked():
    buffer = BytesIO(ordinary())
    with ZipFile(buffer, "a") as archive:
        link = ZipInfo("xl/media/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def doubled():
    buffer = BytesIO(ordinary())
    with ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<other/>")
    return buffer.getvalue()


def retyped(kind):
    return with_parts(**{TYPES: parts_of(ordinary())[TYPES].replace(MAIN.encode(), kind.encode())})


def declared_type(entity):
    return with_parts(**{SHEET: f'<?xml version="1.0"?>{entity}<worksheet xmlns="{SPREADSHEET}"/>'.encode()})


BILLION = (
    '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "' + "&a;" * 10 + '"><!ENTITY c "' + "&b;" * 10 + '">]>'
)

HOSTILE = {
    "nothing": (lambda: b"", "empty"),
    "a text": (lambda: b"KPI;Target\r\n", "not_workbook"),
    "an empty archive": (lambda: b"PK\x05\x06" + bytes(18), "not_workbook"),
    "an old or locked workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old_or_locked"),
    "a file above the limit": (lambda: b"PK\x03\x04" + bytes(10 * 1024 * 1024), "file_bytes"),
    "half a file": (lambda: ordinary()[:2000], "damaged"),
    "a flipped byte": (lambda: flipped(), "damaged"),
    "an archive of texts": (lambda: packed({"a.txt": b"a"}), "not_workbook"),
    "a text document": (lambda: retyped("application/vnd.ms-word.document.main+xml"), "wrong_kind"),
    "a binary workbook": (lambda: retyped("application/vnd.ms-excel.sheet.binary.main"), "wrong_kind"),
    "an Excel template": (lambda: retyped(MAIN.replace("sheet.main", "template.main")), "wrong_kind"),
    "a macro workbook renamed": (
        lambda: retyped("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        "macro",
    ),
    "an add-in": (lambda: retyped("application/vnd.ms-excel.addin.macroEnabled.main+xml"), "macro"),
    "a hidden macro part": (lambda: with_parts(**{"xl/vbaProject.bin": b"x"}), "macro"),
    "an old macro sheet": (lambda: with_parts(**{"xl/macrosheets/sheet1.xml": b"<a/>"}), "macro"),
    "an active control": (lambda: with_parts(**{"xl/activeX/activeX1.bin": b"x"}), "macro"),
    "a bomb by ratio": (lambda: bomb(20_000_000), "ratio"),
    "a bomb by size": (lambda: bomb(60_000_000), "unpacked_bytes"),
    "a bomb that lies about its size": (lying_bomb, "lying_size"),
    "a part shorter than declared": (lambda: patched_directory(ordinary(), SHEET, size=90_000), "lying_size"),
    "overlapping parts": (overlapping, "overlap"),
    "five thousand parts": (lambda: crowded(5_000), "entries"),
    "seventy thousand parts": (lambda: crowded(70_000), "entries"),
    "a part that climbs": (lambda: with_parts(**{"../../evil.xml": b"<a/>"}), "bad_name"),
    "a part from the root": (lambda: with_parts(**{"/etc/passwd": b"<a/>"}), "bad_name"),
    "a part with a backslash": (lambda: with_parts(**{"xl\\evil.xml": b"<a/>"}), "bad_name"),
    "a link": (symlinked, "bad_name"),
    "two parts of one name": (doubled, "bad_name"),
    "two parts that differ in case": (lambda: with_parts(**{SHEET.upper(): b"<a/>"}), "bad_name"),
    "an encrypted part": (lambda: patched_directory(ordinary(), SHEET, flags=1), "encrypted"),
    "an unknown compression": (lambda: patched_directory(ordinary(), SHEET, method=99), "bad_structure"),
    "something in front": (lambda: b"PK\x03\x04MZ" + ordinary(), "bad_structure"),
    "something behind": (lambda: ordinary() + b"<script>", "bad_structure"),
    "an entity bomb": (lambda: declared_type(BILLION), "dtd"),
    "an entity that reads a file": (
        lambda: declared_type('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "dtd",
    ),
    "a document type in UTF-16": (
        lambda: with_parts(**{SHEET: '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")}),
        "dtd",
    ),
    "a document type far behind": (
        lambda: declared_type("<!--" + "x" * 9000 + "--><!DOCTYPE a>"),
        "dtd",
    ),
    "a cell at the far corner": (
        lambda: with_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "rows",
    ),
    "a cell at the far right": (lambda: with_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "columns"),
    "six thousand rows": (lambda: ordinary(*([number] for number in range(6_000))), "rows"),
    "a wide and long sheet": (
        lambda: with_sheet(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="4000"><c r="IV4000"><v>1</v></c></row>'
        ),
        "cells",
    ),
    "many sheets": (lambda: many_sheets(60), "sheets"),
    "a cell with a novel": (lambda: with_sheet(inline("A1", "x" * 40_000)), "cell_text"),
    "a broken sheet": (lambda: with_sheet("<row><c r='A1'><v>1</row>"), "damaged"),
    "a sheet without its part": (lambda: without(SHEET), "damaged"),
    "a workbook without relations": (lambda: without("xl/_rels/workbook.xml.rels"), "wrong_kind"),
    "a row number that is none": (lambda: with_sheet('<row r="x"><c><v>1</v></c></row>'), "damaged"),
    "one long text in every cell": (lambda: shared_text(30_000, 1_000), "all_text"),
    "only a chart": (lambda: chart_only(), "no_sheet"),
}


def flipped():
    data = bytearray(ordinary())
    with ZipFile(BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("xl/styles.xml")
    data[entry.header_offset + 30 + len("xl/styles.xml") + entry.compress_size // 2] ^= 0xFF
    return bytes(data)


def inline(reference, text):
    return f'<row r="1"><c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def many_sheets(count):
    book = openpyxl.Workbook()
    for number in range(count):
        book.create_sheet(f"L{number}")
    return saved(book)


def without(name):
    return packed({path: content for path, content in parts_of(ordinary()).items() if path != name})


def shared_text(length, count):
    """One shared text used by many cells: small on disk, huge once copied into each cell."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, count + 1))
    parts = parts_of(with_sheet(cells))
    noise = "".join(random.Random(1).choices("abcdefgh", k=length))
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SPREADSHEET}"><si><t>{noise}</t></si></sst>'.encode()
    if b"sharedStrings" not in parts["xl/_rels/workbook.xml.rels"]:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        relation = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>", relation.encode()
        )
    return packed(parts)


def chart_only():
    book = openpyxl.Workbook()
    book.create_chartsheet("Grafik")
    book.remove(book["Sheet"])
    return saved(book)


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


def test_memory_is_limited_by_the_process_and_not_by_trust():
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(shared_text(32_000, 5_000), Limits(all_text=10**9, memory_bytes=128 * 1024 * 1024))
    assert refused.value.code == "too_heavy"
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak < 600 * 1024


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
