"""Puts the last known result beside each formula of a saved workbook, which openpyxl cannot do."""

import re
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

Cached = Decimal | int | float | str | bool

# openpyxl writes a formula cell exactly so; text is escaped in the file, so no data can look like this.
_CELL = re.compile(
    rb'<c r="(?P<cell>[A-Z]+[0-9]+)"(?P<style>(?: s="[0-9]+")?)>(?P<formula><f>[^<]*</f>)<v ?/>'
)


def with_cached_values(workbook: bytes, cached: Mapping[int, Mapping[str, Cached]]) -> bytes:
    """The same workbook with `cached[sheet number][coordinate]` as the results of its formulas."""
    if not cached:
        return workbook
    filled = BytesIO()
    parts = {f"xl/worksheets/sheet{number}.xml": values for number, values in cached.items()}
    with ZipFile(BytesIO(workbook)) as source, ZipFile(filled, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in parts:
                content = _filled(content, parts[entry.filename])
            target.writestr(entry, content, ZIP_DEFLATED)
    return filled.getvalue()


def _filled(sheet: bytes, values: Mapping[str, Cached]) -> bytes:
    remaining = dict(values)

    def fill(match: re.Match[bytes]) -> bytes:
        value = remaining.pop(match["cell"].decode(), None)
        if value is None:
            return match[0]
        kind, text = _written(value)
        return b'<c r="%b"%b%b>%b<v>%b</v>' % (match["cell"], match["style"], kind, match["formula"], text)

    content = _CELL.sub(fill, sheet)
    if remaining:
        raise ValueError(f"no formula cell at {', '.join(remaining)}")
    return content


def _written(value: Cached) -> tuple[bytes, bytes]:
    if isinstance(value, bool):
        return b' t="b"', b"1" if value else b"0"
    if isinstance(value, str):
        return b' t="str"', escape(value).encode()
    return b"", format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f").encode()
