"""How exported cells look: styles, number formats, paper. Excel knows no CSS, so colours stand here."""

from typing import Final

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

INTEGER: Final = "#,##0"
NUMBER: Final = "#,##0.######"
TWO_PLACES: Final = "#,##0.00"
PERCENT_POINTS: Final = '#,##0.00" %"'
"""For values that already count in hundredths: 95,5 is shown as 95,50 %, and stays 95,5 in the cell."""
DAY: Final = "dd/mm/yyyy"
MOMENT: Final = "dd/mm/yyyy hh:mm"
TEXT: Final = "@"
GENERAL: Final = "General"

PAPER: Final = {"a4": 9, "legal": 5, "a3": 8}

_LINE = Side(style="thin", color="FFB9C0CC")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FILLS: Final = {
    "header": ("FF463F91", "FFFFFFFF"),
    "input": ("FFFFFBE8", "FF1A1F2B"),
    "total": ("FFEEF0F4", "FF1A1F2B"),
    "lane_financial": ("FFE3ECF7", "FF1A1F2B"),
    "lane_customer": ("FFE6F2EB", "FF1A1F2B"),
    "lane_process": ("FFFDF3D8", "FF1A1F2B"),
    "lane_learning": ("FFF1E8F7", "FF1A1F2B"),
    "lane_other": ("FFEEF0F4", "FF1A1F2B"),
    "band_biru": ("FF2F6FB0", "FFFFFFFF"),
    "band_hijau": ("FF27784B", "FFFFFFFF"),
    "band_kuning": ("FFC99700", "FF1C1500"),
    "band_merah": ("FFC8402F", "FFFFFFFF"),
    "band_hitam": ("FF2B2B2B", "FFFFFFFF"),
}
_PLAIN = ("text", "number", "note", "title")
STYLES: Final = frozenset({*_FILLS, *_PLAIN})


def named_styles() -> list[NamedStyle]:
    """All styles of a workbook; once a sheet is protected every cell is locked except `input`."""
    return [_style(name) for name in sorted(STYLES)]


def _style(name: str) -> NamedStyle:
    fill, ink = _FILLS.get(name, ("", "FF1A1F2B"))
    framed = name not in ("note", "title")
    right = name in ("number", "total") or name.startswith("band_")
    return NamedStyle(
        name=f"portal_{name}",
        font=Font(
            name="Calibri",
            size=14 if name == "title" else 10,
            bold=name in ("header", "total", "title"),
            color="FF5B6475" if name == "note" else ink,
        ),
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
        border=_BOX if framed else Border(),
        alignment=Alignment(
            horizontal="center" if name == "header" else "right" if right else None,
            vertical="center" if name == "header" else "top",
            wrap_text=framed,
        ),
        protection=Protection(locked=name != "input"),
    )
