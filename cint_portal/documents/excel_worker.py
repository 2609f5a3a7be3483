"""Runs alone as a limited process: workbook on stdin, cells as JSON on stdout. Imports nothing of ours."""

import json
import posixpath
import re
import resource
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

Limits = dict[str, int]
Place = tuple[int, int]
Attributes = dict[str, str]

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"}
_MAX_MERGED, _MAX_FACT = 10_000, 150


class Refused(Exception):  # noqa: N818 — a refusal is an answer, not a fault
    """A named limit was passed."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.answer = {"refused": code, "params": params}


def walk(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda tag: None,
    text: Callable[[str], None] = lambda characters: None,
) -> None:
    """Stream one part's elements by their names without namespace; a document type is refused (T47)."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition("}")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition("}")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ParseFile(stream)


def _refuse_doctype(*_: object) -> None:
    raise Refused("dtd")


class Scan:
    """What calamine does not tell of a sheet: formats, formulas, errors, what is hidden, its extent."""

    def __init__(self, name: str, limits: Limits, formats: list[str]) -> None:
        self.name, self.limits, self.cell_formats = name, limits, formats
        self.formats: dict[Place, str] = {}
        self.formulas: set[Place] = set()
        self.filled: set[Place] = set()
        self.errors: dict[Place, str] = {}
        self.hidden_rows: list[int] = []
        self.is_filtered = False
        self.hidden_columns: list[tuple[int, int]] = []
        self.height = self.width = self._row = self._column = 0
        self._kind, self._style, self._in_value = "", 0, False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            if attributes.get("hidden") in ("1", "true"):
                self.hidden_rows.append(self._row)
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self._reach()
            self.formulas.add((self._row, self._column))
        elif tag in ("v", "is"):
            self._in_value = True
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif tag == "filterColumn":
            self.is_filtered = True

    def end(self, tag: str) -> None:
        if tag in ("v", "is"):
            self._in_value = False

    def text(self, characters: str) -> None:
        if not self._in_value:
            return
        place = (self._row, self._column)
        if place not in self.filled:
            self._reach()
            self.filled.add(place)
            if self._kind in ("", "n") and self.cell_formats[self._style] != "General":
                self.formats[place] = self.cell_formats[self._style]
        if self._kind == "e":
            self.errors[place] = (self.errors.get(place, "") + characters)[:20]

    def _start_cell(self, attributes: Attributes) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        if reference:
            self._row, self._column = int(reference[2]), column_number(reference[1])
        else:
            self._column += 1
        self._kind = attributes.get("t", "")
        style = int(attributes.get("s", 0))
        self._style = style if style < len(self.cell_formats) else 0

    def _reach(self) -> None:
        """A cell with content: the sheet must not reach further than allowed."""
        for code, found in (("rows", self._row), ("columns", self._column)):
            if found > self.limits[code]:
                raise Refused(code, sheet=self.name, found=found, limit=self.limits[code])
        self.height, self.width = max(self.height, self._row), max(self.width, self._column)
        if self.height * self.width > self.limits["cells"]:
            raise Refused("cells", sheet=self.name, limit=self.limits["cells"])


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def read_formats(archive: ZipFile) -> list[str]:
    """The number format of each cell style."""
    codes, formats, parents = dict(_BUILT_IN), [], [""]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt" and parents[-1] == "numFmts":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"][:100]
        elif tag == "xf" and parents[-1] == "cellXfs":
            number = int(attributes.get("numFmtId", 0))
            formats.append(codes.get(number, f"built-in {number}"))
        parents.append(tag)

    def end(tag: str) -> None:
        parents.pop()

    if "xl/styles.xml" in archive.namelist():
        with archive.open("xl/styles.xml") as stream:
            walk(stream, start, end)
    return formats or ["General"]


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Where each sheet's XML lies, by the sheet's name."""
    targets: Attributes = {}
    parts: Attributes = {}

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            path = posixpath.join("/xl", attributes["Target"])
            targets[attributes["Id"]] = posixpath.normpath(path).lstrip("/")

    def sheet(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            key = next(value for name, value in attributes.items() if name.endswith("}id"))
            parts[attributes["name"]] = targets[key]

    for path, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        with archive.open(path) as stream:
            walk(stream, handler)
    return parts


def read_facts(archive: ZipFile) -> dict[str, Any]:
    """Who saved the file last and when, as the file says, and from which year its dates count."""
    facts: dict[str, Any] = {"lastModifiedBy": "", "modified": "", "is_1904": False}
    inside = [""]

    def start(tag: str, attributes: Attributes) -> None:
        inside[0] = tag
        if tag == "workbookPr":
            facts["is_1904"] = attributes.get("date1904") in ("1", "true")

    def text(characters: str) -> None:
        if inside[0] in ("lastModifiedBy", "modified"):
            facts[inside[0]] = (facts[inside[0]] + characters)[:_MAX_FACT]

    for path in {"docProps/core.xml", "xl/workbook.xml"} & set(archive.namelist()):
        with archive.open(path) as stream:
            walk(stream, start, text=text)
    return facts


class Reader:
    """Scans and reads all sheets within one budget of cells and characters."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits = limits
        self.archive = ZipFile(BytesIO(data))
        self.book = CalamineWorkbook.from_filelike(BytesIO(data))
        self.formats = read_formats(self.archive)
        self.parts = sheet_parts(self.archive)
        self.cells = self.characters = 0

    def read(self) -> dict[str, Any]:
        sheets = [sheet for sheet in self.book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if not sheets:
            raise Refused("no_sheet")
        if len(sheets) > self.limits["sheets"]:
            raise Refused("sheets", limit=self.limits["sheets"])
        read = [self._sheet(self._scan(s.name), s.visible == SheetVisibleEnum.Visible) for s in sheets]
        return {"sheets": read, "facts": read_facts(self.archive)}

    def _scan(self, name: str) -> Scan:
        scan = Scan(name, self.limits, self.formats)
        with self.archive.open(self.parts[name]) as stream:
            walk(stream, scan.start, scan.end, scan.text)
        self.cells += scan.height * scan.width
        if self.cells > self.limits["cells"]:
            raise Refused("cells", sheet=name, limit=self.limits["cells"])
        return scan

    def _sheet(self, scan: Scan, visible: bool) -> dict[str, Any]:
        sheet = self.book.get_sheet_by_name(scan.name)
        values = self._values(sheet, scan) if scan.filled else []
        rows = [
            [self._cell(scan, (row, column), values) for column in range(1, scan.width + 1)]
            for row in range(1, scan.height + 1)
        ]
        if len(merged := sheet.merged_cell_ranges or []) > _MAX_MERGED:
            raise Refused("cells", sheet=scan.name, limit=self.limits["cells"])
        return {
            "name": scan.name,
            "visible": visible,
            "rows": rows,
            "hidden_rows": [row for row in scan.hidden_rows if row <= scan.height],
            "filtered": scan.is_filtered,
            "hidden_columns": [[first, min(last, scan.width)] for first, last in scan.hidden_columns],
            "merged": [[top + 1, left + 1, bottom + 1, right + 1] for (top, left), (bottom, right) in merged],
        }

    def _values(self, sheet: CalamineSheet, scan: Scan) -> list[list[Any]]:
        """The grid from A1; calamine must see the same extent that was checked."""
        if sheet.total_height > scan.height or sheet.total_width > scan.width:
            raise Refused("bad_structure")
        return sheet.to_python(skip_empty_area=False)

    def _cell(self, scan: Scan, place: Place, values: list[list[Any]]) -> Any:
        row, column = place[0] - 1, place[1] - 1
        inside = row < len(values) and column < len(values[row])
        value = self._plain(scan.name, values[row][column]) if inside and place in scan.filled else None
        facts: dict[str, Any] = {}
        if place in scan.formats:
            facts["n"] = scan.formats[place]
        if place in scan.formulas:
            facts["f"] = 1
        if place in scan.errors:
            facts["e"] = scan.errors[place]
        elif place in scan.formulas and place not in scan.filled:
            facts["e"] = "no_result"
        return {"v": value, **facts} if facts else value

    def _plain(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            self.characters += len(value)
            for code, size in (("cell_text", len(value)), ("all_text", self.characters)):
                if size > self.limits[code]:
                    raise Refused(code, sheet=name, limit=self.limits[code])
            return value or None
        if isinstance(value, datetime | date | time):
            return [type(value).__name__, value.isoformat()]
        if isinstance(value, timedelta):
            return ["timedelta", value.total_seconds()]
        return value


def restrict(limits: Limits) -> None:
    """From here on this process can neither grow, nor run on, nor write files, nor leave a core."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def outcome(data: bytes, limits: Limits) -> dict[str, Any]:
    try:
        return Reader(data, limits).read()
    except Refused as refused:
        return refused.answer
    except MemoryError:
        return {"refused": "too_heavy", "params": {}}
    # A panic of the parser is no Exception; whatever it was, the file cannot be read.
    except BaseException:
        return {"refused": "damaged", "params": {}}


def main() -> None:
    limits = json.loads(sys.stdin.buffer.readline())
    restrict(limits)
    json.dump(outcome(sys.stdin.buffer.read(), limits), sys.stdout)


if __name__ == "__main__":
    main()
