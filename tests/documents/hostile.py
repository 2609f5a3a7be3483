"""Workbooks built to hurt, and the small pieces that build them."""

import os
import random
import struct
import warnings
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"


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
    with ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the name is there already is the point
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
