"""What a cell of an export may hold, and how it is written there."""

import re
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from django.utils.functional import Promise

from cint_portal.core.dates import JAKARTA
from cint_portal.documents import excel_style as style

MAX_TEXT: Final = 32_767
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Readers take _x0041_ for the letter A; written so, it stays what a person typed.
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Value = str | Promise | Decimal | int | float | bool | date | datetime | None


def safe_text(value: object) -> str:
    """The text without characters that a workbook cannot hold, line ends levelled, cut at Excel's limit."""
    text = str(value)
    if text.isprintable():  # nearly every cell, and much quicker than looking for what is not
        return text[:MAX_TEXT]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub("", text)[:MAX_TEXT]


def content_of(value: Value) -> tuple[Any, str | None]:
    """What openpyxl gets, and the number format that goes with it unless the column has its own."""
    if value is None or isinstance(value, bool):
        return value, None
    if isinstance(value, int | float | Decimal):
        if not isfinite(value):
            raise ValueError(f"no cell can hold {value!r}")
        return value, format_of(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone has no meaning")
        return value.astimezone(JAKARTA).replace(tzinfo=None), style.MOMENT
    if isinstance(value, date):
        return value, style.DAY
    if isinstance(value, str | Promise):
        return _ESCAPE_LIKE.sub("_x005F_", safe_text(value)) or None, None
    raise ValueError(f"no cell can hold a {type(value).__name__}")


def format_of(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return style.INTEGER
    return style.NUMBER if isinstance(value, float | Decimal) else None


def margin_text(text: str, limit: int) -> str:
    """Text for a running header: one line, short, its ampersands no layout codes."""
    line = " ".join(safe_text(text).split())
    while len(line) + line.count("&") > limit:
        line = line[:-1]
    return line.replace("&", "&&")
