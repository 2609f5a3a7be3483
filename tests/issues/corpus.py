"""More than two hundred workbooks as a register may get them: hostile, broken, careless and good (G8)."""

import random
import re
import struct
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from cint_portal.documents.excel_mark import SHEET as ORIGIN_SHEET
from issues.excel.columns import TAB
from tests.documents.hostile import HOSTILE, SPREADSHEET, packed, parts_of, with_parts
from tests.issues.workbooks import (
    FIRST_ROW,
    LINE,
    TITLE_ROW,
    TITLES,
    changed,
    file_of,
    saved,
    typed,
    with_part,
)

Build = Callable[[], bytes]
MAIN_SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def hostile(template: bytes, foreign: bytes) -> Iterator[tuple[str, Build]]:
    """Files that must be refused."""
    yield from ((f"container: {name}", build) for name, (build, _code) in HOSTILE.items())
    yield "container: a hundred thousand parts that say they are none", crowded_in_silence
    yield from truncated(template)
    yield from attacks()
    yield from heavy()
    yield from other_kinds()
    yield "another department's template", lambda: foreign
    yield from untitled()


def doubtful(template: bytes) -> Iterator[tuple[str, Build]]:
    """Files that are either read with what must be repaired, or refused: never more, never less."""
    yield from flipped(template, 20)
    yield from odd_sheets()
    yield from inert()
    yield from careless(template)


# --- Containers --------------------------------------------------------------------------------------


def crowded_in_silence() -> bytes:
    """100,000 entries of a few bytes; the count has 16 bits and says 34,464."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = 100_000
    end = struct.pack(
        "<4s4H2LH",
        b"PK\x05\x06",
        0,
        0,
        count & 0xFFFF,
        count & 0xFFFF,
        len(entry) * count,
        len(local) * count,
        0,
    )
    return local * count + entry * count + end


def truncated(template: bytes) -> Iterator[tuple[str, Build]]:
    for part in range(1, 16):
        end = len(template) * part // 16
        yield f"truncated: at byte {end}", lambda end=end: template[:end]  # type: ignore[misc]


def flipped(template: bytes, count: int, seed: int = 45) -> Iterator[tuple[str, Build]]:
    """The template with one to eight bytes changed, the same ones on every run."""
    for number in range(count):
        chance = random.Random(seed * 1000 + number)
        places = [chance.randrange(len(template)) for _place in range(chance.choice((1, 1, 2, 8)))]
        yield f"flipped: {number}", lambda places=places, chance=chance: flip(template, places, chance)  # type: ignore[misc]


def flip(data: bytes, places: list[int], chance: random.Random) -> bytes:
    mutant = bytearray(data)
    for place in places:
        mutant[place] ^= chance.randrange(1, 256)
    return bytes(mutant)


def gnawed(template: bytes, count: int, seed: int = 46) -> Iterator[tuple[str, Build]]:
    """The same below the container: a part is changed and packed anew, so that its check sums hold."""
    with ZipFile(BytesIO(template)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for number in range(count):
        chance = random.Random(seed * 1000 + number)
        name = chance.choice(sorted(parts))
        yield f"gnawed: {number} {name}", partial(with_part, template, name, partial(gnaw, chance=chance))


def gnaw(data: bytes, chance: random.Random) -> bytes:
    """A byte changed, a stretch lost, a stretch twice, or a number made enormous."""
    start = chance.randrange(len(data) or 1)
    end = min(len(data), start + chance.randrange(1, 60))
    how = chance.choice(("flip", "lose", "double", "swell"))
    if how == "flip" and data:
        return flip(data, [start], chance)
    if how == "lose":
        return data[:start] + data[end:]
    if how == "double":
        return data[:end] + data[start:end] * chance.choice((1, 1000)) + data[end:]
    return re.sub(rb'(?<=")\d+(?=")', b"9" * chance.randrange(1, 30), data, count=chance.randrange(1, 4))


# --- Parts that reach outside or explode ---------------------------------------------------------------

_DOCTYPES = {
    "a document type": "<!DOCTYPE a>",
    "an entity": '<!DOCTYPE a [<!ENTITY b "c">]>',
    "a file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    "an outer subset": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
}


def attacks() -> Iterator[tuple[str, Build]]:
    """Document types in every part that a reader opens; the container's check and the parser both refuse."""
    for name, doctype in _DOCTYPES.items():
        for part in (MAIN_SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"):
            yield f"attack: {name} in {part}", lambda part=part, doctype=doctype: with_doctype(part, doctype)  # type: ignore[misc]
    yield (
        "attack: a document type behind 5,000 blanks",
        lambda: with_doctype(MAIN_SHEET, " " * 5000 + "<!DOCTYPE a>"),
    )
    yield "attack: depth", lambda: sheet_of("<row>" + "<c>" * 200_000)


def with_doctype(part: str, doctype: str) -> bytes:
    content = parts_of(file_of(LINE)).get(part, b"<sst/>")
    root = content[content.index(b"<", content.find(b"?>") + 1) :]
    return with_parts(**{part: b'<?xml version="1.0"?>' + doctype.encode() + root})


def sheet_of(rows: str, after: str = "") -> bytes:
    xml = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return with_part(file_of(LINE), MAIN_SHEET, lambda part: xml.encode())


def heavy() -> Iterator[tuple[str, Build]]:
    """More rows, columns, sheets, styles and text than any register."""
    cell = "<c><v>1</v></c>"
    yield "heavy: 600,000 rows", lambda: sheet_of(f"<row>{cell}</row>" * 600_000)
    yield "heavy: 16,000 columns", lambda: sheet_of("<row>" + cell * 16_000 + "</row>")
    yield "heavy: a million empty cells", lambda: sheet_of("<row>" + "<c/>" * 1_000_000 + "</row>")
    yield "heavy: 65,000 styles", lambda: styled(65_000)
    yield "heavy: 300 sheets", lambda: many_sheets(300)
    yield "heavy: a name of a million letters", lambda: sheet_of(f'<row {"a" * 1_000_000}="1"/>')
    yield (
        "heavy: 100,000 joined cells",
        lambda: sheet_of(
            "<row>" + cell + "</row>", "<mergeCells>" + '<mergeCell ref="A1:F9"/>' * 100_000 + "</mergeCells>"
        ),
    )


def styled(count: int) -> bytes:
    xfs = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * count
    style = f'<styleSheet xmlns="{SPREADSHEET}"><cellXfs count="{count}">{xfs}</cellXfs></styleSheet>'
    return with_part(file_of(["x"], titles=["Produk"]), "xl/styles.xml", lambda part: style.encode())


def many_sheets(count: int) -> bytes:
    book = openpyxl.Workbook()
    for number in range(count):
        book.create_sheet(f"L{number}").append(TITLES)
    return saved(book)


# --- Other kinds of files --------------------------------------------------------------------------------


def other_kinds() -> Iterator[tuple[str, Build]]:
    beginnings = {
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "a PDF": b"%PDF-1.7\n" + bytes(500),
        "a page": b"<html><script>alert(1)</script></html>",
        "a spreadsheet as a page": b"<table><tr><td>Stakeholders</td></tr></table>",
        "a list with semicolons": ";".join(TITLES).encode(),
        "an XML spreadsheet": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "a gzip": b"\x1f\x8b\x08" + bytes(500),
        "a 7z": b"7z\xbc\xaf\x27\x1c" + bytes(500),
        "a rar": b"Rar!\x1a\x07\x00" + bytes(500),
        "zeros": bytes(5000),
        "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        "BIFF5 without a container": b"\x09\x08\x08\x00\x00\x05" + bytes(500),
        "a lock file": b"~$\x0fFitri" + bytes(160),
        "a shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(500),
    }
    for name, content in beginnings.items():
        yield f"kind: {name}", lambda content=content: content  # type: ignore[misc]
    yield (
        "kind: an OpenDocument sheet",
        lambda: packed(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
            ZIP_STORED,
        ),
    )
    yield "kind: a workbook inside an archive", lambda: packed({"isu.xlsx": file_of(LINE)})


def untitled() -> Iterator[tuple[str, Build]]:
    yield "titles: none", lambda: file_of(["a"], titles=["Produk", "Harga"])
    yield "titles: only rows", lambda: file_of(LINE, titles=LINE)
    yield "titles: in the forty-first row", lambda: file_of(LINE, above=[["x"]] * 40)
    yield "titles: on a hidden sheet", lambda: changed(beside(file_of(LINE)), hide_sheet, "Isu")
    yield "rows: 201", lambda: file_of(*[LINE] * 201)
    for missing in range(6):
        titles = [title for place, title in enumerate(TITLES) if place != missing]
        yield f"titles: without {TITLES[missing]}", lambda titles=titles: file_of(LINE[:5], titles=titles)  # type: ignore[misc]
        twice = (*TITLES, TITLES[missing])
        yield f"titles: twice {TITLES[missing]}", lambda twice=twice: file_of((*LINE, "x"), titles=twice)  # type: ignore[misc]


def beside(data: bytes) -> bytes:
    book = openpyxl.load_workbook(BytesIO(data))
    book.create_sheet("lain")
    return saved(book)


def hide_sheet(sheet: Worksheet) -> None:
    sheet.parent.active = 1
    sheet.sheet_state = "hidden"


# --- Odd, inert and careless -------------------------------------------------------------------------------


def odd_sheets() -> Iterator[tuple[str, Build]]:
    """Sheets that no program writes."""
    title_cells = "".join(
        text_cell(f"{letter}1", title) for letter, title in zip("ABCDEF", TITLES, strict=True)
    )
    titles = f'<row r="1">{title_cells}</row>'
    cells = {
        "an unknown shared text": '<c r="A2" t="s"><v>99999</v></c>',
        "a shared text by a word": '<c r="A2" t="s"><v>abc</v></c>',
        "a negative shared text": '<c r="A2" t="s"><v>-1</v></c>',
        "a truth of seven": '<c r="A2" t="b"><v>7</v></c>',
        "a number that is none": '<c r="A2"><v>NaN</v></c>',
        "a number without end": '<c r="A2"><v>1e999</v></c>',
        "a number of 400 digits": f'<c r="A2"><v>{"9" * 400}</v></c>',
        "a word as a number": '<c r="A2"><v>abc</v></c>',
        "a date as text": '<c r="A2" t="d"><v>2026-08-15T00:00:00</v></c>',
        "a date that is none": '<c r="A2" t="d"><v>2026-99-99</v></c>',
        "an unknown type": '<c r="A2" t="zz"><v>1</v></c>',
        "an unknown error": '<c r="A2" t="e"><v>#ANEH!</v></c>',
        "an unknown style": '<c r="A2" s="99999"><v>1</v></c>',
        "a negative style": '<c r="A2" s="-3"><v>1</v></c>',
        "a style by a word": '<c r="A2" s="x"><v>1</v></c>',
        "a reference of row nought": text_cell("A0", "x"),
        "a reference without a column": text_cell("2", "x"),
        "a small reference": text_cell("a2", "x"),
        "a reference far outside": text_cell("ZZZZ99999999", "x"),
        "the same cell twice": text_cell("A2", "satu") + text_cell("A2", "dua"),
        "cells backwards": text_cell("C2", "c") + text_cell("A2", "a"),
        "an inline text without text": '<c r="A2" t="inlineStr"/>',
        "a cell in a cell": '<c r="A2"><c r="B2"><v>1</v></c></c>',
        "a formula in pieces": '<c r="A2"><f t="shared" si="9"/><v>1</v></c>',
        "a formula as an array": '<c r="A2"><f t="array" ref="A2:A9">ROW()</f><v>1</v></c>',
        "a data table": '<c r="A2"><f t="dataTable" ref="A2:A9" r1="B1"/><v>1</v></c>',
        "a rich value": '<c r="A2" vm="1" cm="1"><v>1</v></c>',
        "a text with an escape": text_cell("A2", "_x0000_ _xD800_ _x005F_"),
    }
    for name, cell in cells.items():
        yield f"odd: {name}", lambda cell=cell: sheet_of(f'{titles}<row r="2">{cell}</row>')  # type: ignore[misc]
    yield "odd: rows backwards", lambda: sheet_of(f'<row r="9">{text_cell("A9", "x")}</row>{titles}')
    yield "odd: the same row twice", lambda: sheet_of(titles * 2)
    yield "odd: a row of a negative number", lambda: sheet_of(f'{titles}<row r="-5"><c><v>1</v></c></row>')
    yield (
        "odd: joined cells of a nonsense range",
        lambda: sheet_of(titles, '<mergeCells><mergeCell ref="ABC"/><mergeCell ref="A9:A1"/></mergeCells>'),
    )
    yield (
        "odd: joined over everything",
        lambda: sheet_of(titles, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    )


def text_cell(reference: str, text: str) -> str:
    escaped = text.replace("&", "&amp;")
    return f'<c r="{reference}" t="inlineStr"><is><t>{escaped}</t></is></c>'


def inert() -> Iterator[tuple[str, Build]]:
    """Formulas, links and connections that call somebody: read as what they show, or refused."""
    formulas = (
        "cmd|'/c calc'!A0",
        'HYPERLINK("http://127.0.0.1:9/","x")',
        'WEBSERVICE("http://127.0.0.1:9/")',
    )
    for formula in (*formulas, "[1]Lain!A1", 'CALL("kernel32","WinExec","JCJ","calc",0)'):
        yield f"inert: ={formula}", lambda formula=formula: file_of((*LINE[:2], f"={formula}", *LINE[3:]))  # type: ignore[misc]
    outside = (
        f'<Relationship Id="rId77" Type="{_OFFICE}/externalLink" Target="http://127.0.0.1:9/x.xlsx" '
        'TargetMode="External"/></Relationships>'
    )
    yield (
        "inert: a link to another workbook",
        lambda: with_part(
            file_of(LINE), RELATIONS, lambda part: part.replace(b"</Relationships>", outside.encode())
        ),
    )
    yield (
        "inert: connections",
        lambda: packed(
            {
                **parts_of(file_of(LINE)),
                "xl/connections.xml": b'<connections><connection id="1"/></connections>',
            }
        ),
    )
    yield (
        "inert: a sheet that lies elsewhere",
        lambda: with_part(
            file_of(LINE),
            RELATIONS,
            lambda part: part.replace(b"/xl/worksheets/sheet1.xml", b"file:///etc/passwd"),
        ),
    )


def careless(template: bytes) -> Iterator[tuple[str, Build]]:
    """What happens to a file that goes round an office (T49)."""
    values = {
        "a formula without result": "=B2&C2",
        "an error": "#REF!",
        "a date": date(2026, 8, 15),
        "a truth": True,
        "a number": 12.5,
        "2,001 letters": "x" * 2001,
        "spaces": "   ",
        "invisible letters": "\u200b\u202e",
        "a smile": "😀",
        "line breaks": "a\n\n\nb",
    }
    for name, value in values.items():
        for column in "CD":
            yield (
                f"careless: {name} in {column}",
                lambda value=value, column=column: typed(  # type: ignore[misc]
                    template, {f"{column}{FIRST_ROW}": value}
                ),
            )
    yield "careless: titles typed over", lambda: typed(template, {f"C{TITLE_ROW}": "Masalah"})
    yield "careless: codes cleared", lambda: typed(template, {f"M{FIRST_ROW}": None})
    yield "careless: codes of somebody else", lambda: typed(template, {f"M{FIRST_ROW}": 10**12})
    yield "careless: the hidden sheet deleted", lambda: without_sheet(template)
    yield "careless: the hidden sheet forged", lambda: changed(template, forge, ORIGIN_SHEET)
    yield (
        "careless: every row joined",
        lambda: changed(template, lambda sheet: sheet.merge_cells(f"A{FIRST_ROW}:F{FIRST_ROW + 1}")),
    )


def without_sheet(template: bytes) -> bytes:
    book = openpyxl.load_workbook(BytesIO(template))
    book.remove(book[ORIGIN_SHEET])
    return saved(book)


def forge(sheet: Worksheet) -> None:
    sheet["B2"] = "eyJyZWdpc3RlciI6MX0:1:abc"


# --- Good ---------------------------------------------------------------------------------------------


def good(template: bytes) -> Iterator[tuple[str, Build]]:
    """Files that a department rightly expects to be taken as they are."""
    shuffled = [5, 3, 0, 4, 2, 1]
    six = tuple(LINE[place] for place in shuffled)
    yield "good: the template", lambda: template
    yield "good: the template saved by another program", lambda: changed(template, lambda sheet: None)
    yield (
        "good: the template with a new row",
        lambda: typed(
            template,
            {f"{letter}{FIRST_ROW + 9}": value for letter, value in zip("ABCDEF", LINE, strict=True)},
        ),
    )
    yield "good: the six titles", lambda: file_of(LINE)
    yield "good: the six titles shuffled", lambda: file_of(six, titles=[TITLES[place] for place in shuffled])
    yield "good: titles in row 6", lambda: file_of(LINE, above=[["PT"], [], ["Isu 2027"], [], ["x"]])
    yield "good: titles in capitals", lambda: file_of(LINE, titles=[title.upper() for title in TITLES])
    yield "good: with numbers in front", lambda: file_of((1, *LINE), titles=("No", *TITLES))
    yield "good: with a column of its own", lambda: file_of((*LINE, "Budi"), titles=(*TITLES, "PIC"))
    yield "good: half a row", lambda: file_of(("Pelanggan", None, "Isu", None, None, None))
    yield "good: two hundred rows", lambda: file_of(*[(f"P{n}", *LINE[1:]) for n in range(200)])
    yield "good: not compressed", lambda: packed(parts_of(file_of(LINE)), ZIP_STORED)
    yield "good: on the company's tab", lambda: file_of(LINE, sheet=TAB)
    yield (
        "good: with joined stakeholders",
        lambda: changed(file_of(LINE, (None, *LINE[1:])), lambda sheet: sheet.merge_cells("A2:A3"), "Isu"),
    )
    yield (
        "good: hidden rows",
        lambda: changed(
            file_of(LINE, LINE), lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True), "Isu"
        ),
    )
    yield "good: short categories", lambda: file_of((*LINE[:5], "W"))
    yield "good: a text of 2,000 letters", lambda: file_of((*LINE[:2], "x" * 2000, *LINE[3:]))
    yield "good: beside other sheets", lambda: beside(file_of(LINE))
