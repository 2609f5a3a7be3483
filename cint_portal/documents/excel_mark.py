"""The hidden sheet of our own workbooks: what the portal knew when the file was made, signed."""

from collections.abc import Mapping
from typing import Any, Final

from django.core import signing
from django.utils.translation import gettext as _

from cint_portal.documents.excel_read import ReadWorkbook
from cint_portal.documents.excel_write import Column, SafeWorkbook

SHEET: Final = "_portal"
#: The cell of the hidden sheet that carries the signed text.
TOKEN_CELL: Final = (2, 2)


def write_mark(book: SafeWorkbook, content: Mapping[str, Any], *, salt: str, subject: int) -> None:
    """Add the sheet. Without it a file is still read, but rows are recognised by what they say.

    `subject` stands beside the signed text for people who look: the id of what the file is about.
    """
    sheet = book.sheet(SHEET, [Column(_("Jangan diubah"), 20), Column("", 60)], heading=False)
    row, column = TOKEN_CELL
    sheet.cell(row, column - 1, subject)
    sheet.cell(row, column, signing.dumps(dict(content), salt=salt, compress=True))
    sheet.hide()


def read_mark(workbook: ReadWorkbook, *, salt: str, template: int) -> tuple[dict[str, Any] | None, str]:
    """What `write_mark` wrote, or None with the reason: "" no file of ours, "forged", "old_template"."""
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == SHEET), None)
    if sheet is None:
        return None, ""
    row, column = TOKEN_CELL
    inside = row <= len(sheet.rows) and column <= len(sheet.rows[row - 1])
    token = sheet.rows[row - 1][column - 1].value if inside else None
    try:
        content: dict[str, Any] = signing.loads(str(token), salt=salt)
    except signing.BadSignature:
        return None, "forged"
    return (content, "") if content.get("template") == template else (None, "old_template")
