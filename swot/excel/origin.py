"""What a planning workbook carries on its hidden sheet: which year, and the numbers as they were, signed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from django.core import signing
from django.utils.translation import gettext as _

from cint_portal.documents.excel_read import ReadWorkbook
from cint_portal.documents.excel_write import Column, SafeWorkbook
from issues.excel.origin import SHEET, TOKEN_CELL
from swot.models import SwotAnalysis

Pair = tuple[int | None, int | None]
VERSION: Final = 1
_SALT: Final = "swot.planning"


@dataclass(frozen=True)
class Origin:
    """The analysis as it was when the file was made; `items` are Bobot and Rating by item id."""

    analysis: int
    year: int
    version: int
    items: Mapping[int, Pair]
    made: int = VERSION


def remember(book: SafeWorkbook, analysis: SwotAnalysis, items: Mapping[int, Pair]) -> None:
    """Add the hidden sheet: without it rows are recognised by code and words."""
    origin = Origin(analysis.pk, analysis.cycle.year, analysis.version, items)
    sheet = book.sheet(SHEET, [Column(_("Jangan diubah"), 20), Column("", 60)], heading=False)
    row, column = TOKEN_CELL
    sheet.cell(row, column - 1, analysis.pk)
    sheet.cell(row, column, signing.dumps(asdict(origin), salt=_SALT, compress=True))
    sheet.hide()


def read_origin(workbook: ReadWorkbook) -> tuple[Origin | None, str]:
    """The origin, or None with the reason: "" no file of ours, "forged", "old_file"."""
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == SHEET), None)
    if sheet is None:
        return None, ""
    row, column = TOKEN_CELL
    inside = row <= len(sheet.rows) and column <= len(sheet.rows[row - 1])
    token = sheet.rows[row - 1][column - 1].value if inside else None
    try:
        content = signing.loads(str(token), salt=_SALT)
    except signing.BadSignature:
        return None, "forged"
    if content.get("made") != VERSION:
        return None, "old_file"
    items = {int(pk): (weight, rating) for pk, (weight, rating) in content["items"].items()}
    return Origin(**{**content, "items": items}), ""
