"""Numbers as people write them: a strict parser that says what it read, and one formatter. No Django."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Final, NamedTuple

INDONESIAN: Final = "id"
ENGLISH: Final = "en"
MAX_DIGITS: Final = 20
MAX_DECIMALS: Final = 6
MAX_TYPED: Final = 64
"""Longest text that is looked at; a number with its unit never needs more."""

# Rounding is half away from zero everywhere, as PostgreSQL does it; the context is wide enough for any value.
_EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)
_SWAP: Final = str.maketrans(",.", ".,")

_SPACES: Final = " \u00a0\u2007\u2009\u202f"
# What travels along when a number is copied from a page, a chat or a spreadsheet; dropped at both ends only.
_EDGES: Final = _SPACES + "\t\r\n\f\v\u200b\u200e\u202a\u202c\ufeff"
_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")

_THOUSAND, _MILLION, _BILLION, _TRILLION = 3, 6, 9, 12
_SCALES: Final[dict[str, int]] = {
    "rb": _THOUSAND,
    "ribu": _THOUSAND,
    "thousand": _THOUSAND,
    "jt": _MILLION,
    "juta": _MILLION,
    "million": _MILLION,
    "m": _BILLION,
    "mlr": _BILLION,
    "miliar": _BILLION,
    "milyar": _BILLION,
    "billion": _BILLION,
    "triliun": _TRILLION,
    "trilyun": _TRILLION,
    "trillion": _TRILLION,
}
_SHAPE: Final = re.compile(
    r"""(?P<sign>[+-])?\ *(?P<open>\()?\ *
        (?P<currency>rp\.?|idr)?\ *
        (?P<inner_sign>[+-])?\ *(?P<inner_open>\()?\ *
        (?P<body>[0-9.,](?:[0-9.,\ ]*[0-9.,])?)
        (?P<price_end>-(?=\ *\)?$)(?<=[.,]-))?\ *
        (?:(?P<scale>[a-z]+)\.?)??\ *
        (?P<percent>%|persen|percent)?\ *
        (?P<close>\))?\ *
        (?P<tail_sign>-)?""",
    re.VERBOSE,
)
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN: Final = re.compile(r"[0-9]+")
_WORDS_FOR_NOTHING: Final = {"-", "--", "\u2014", "n/a", "na", "nihil", "kosong", "none", "nil"}
_WORDS_FOR_INFINITY: Final = {"nan", "inf", "infinity", "infinite", "∞"}


class NumberError(ValueError):
    """The text is no number; `code` and `params` choose the advice in number_messages."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """An exact value; `read_as` is set when the spelling left room for doubt, with the reasons in `notes`.

    A percentage keeps its number (5 % is 5) and a currency mark is dropped: `unit` tells the caller
    which of the two was written, so that he can compare it with the unit he expects.
    """

    value: Decimal
    read_as: str | None = None
    notes: tuple[str, ...] = ()
    unit: str | None = None


class _Digits(NamedTuple):
    whole: str
    fraction: str
    notes: list[str]


def parse_number(
    text: str, *, language: str = INDONESIAN, max_digits: int = MAX_DIGITS, max_decimals: int = MAX_DECIMALS
) -> ParsedNumber:
    """Read one number (T65, T66); a doubtful mark follows `language`. Raises NumberError, guesses nothing."""
    cleaned = _cleaned(text)
    match = _SHAPE.fullmatch(cleaned)
    if match is None or not any(map(str.isdigit, cleaned)):
        raise NumberError(_complaint(cleaned))
    part = match.groupdict()
    if part["currency"] and part["percent"]:
        raise NumberError("unit")
    negative, notes = _sign(part)
    digits = _digits(part["body"], "," if language == INDONESIAN else ".", bool(part["price_end"]))
    power = _power(part["scale"], language)
    value = _bounded(digits, power, max_digits, max_decimals)
    notes += digits.notes + (["scale"] if power else []) + (["percent"] if part["percent"] else [])
    value = value.copy_negate() if negative and value else value
    unit = "%" if part["percent"] else "Rp" if part["currency"] else None
    return ParsedNumber(value, format_number(value, language=language) if notes else None, tuple(notes), unit)


def number_from_cell(
    cell: object, *, max_digits: int = MAX_DIGITS, max_decimals: int = MAX_DECIMALS
) -> ParsedNumber:
    """Read a spreadsheet cell: text as typed in Indonesian, a number by the 15 digits a spreadsheet shows.

    Raises NumberError; more decimals than allowed (a formula's 1/3) are rounded and echoed.
    """
    if isinstance(cell, str):
        return parse_number(cell, max_digits=max_digits, max_decimals=max_decimals)
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise NumberError("empty" if cell is None else "not_number")
    exact = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if not exact.is_finite():
        raise NumberError("not_finite")
    if exact.adjusted() >= max_digits - max_decimals:
        raise NumberError("too_large", digits=max_digits - max_decimals)
    if isinstance(cell, float):
        exact = Context(prec=15, rounding=ROUND_HALF_UP).plus(exact)
    value = round_number(exact, max_decimals)
    if value == exact:
        return ParsedNumber(_canonical(value))
    return ParsedNumber(_canonical(value), format_number(value, max_decimals), ("rounded",))


def round_number(value: Decimal, places: int) -> Decimal:
    """Round half away from zero to `places` decimals."""
    return value.quantize(_quantum(places), context=_EXACT)


def format_number(value: Decimal | int, places: int | None = None, language: str = INDONESIAN) -> str:
    """Write 1.234,56 (id) or 1,234.56 (en); without `places` as many decimals as the value has."""
    number = Decimal(value)
    rounded = number.normalize(_EXACT) if places is None else round_number(number, places)
    written = format(rounded if rounded else abs(rounded), ",f")
    return written.translate(_SWAP) if language == INDONESIAN else written


def format_percent(value: Decimal | int, places: int | None = None, language: str = INDONESIAN) -> str:
    """Write a number that already counts in hundredths: 95,5 % (id, with a no-break space) or 95.5% (en)."""
    return format_number(value, places, language) + ("\u00a0%" if language == INDONESIAN else "%")


@cache
def _quantum(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


def _canonical(value: Decimal) -> Decimal:
    """The same value without an exponent, trailing zeros or a negative zero."""
    return Decimal(format(value.normalize(_EXACT), "f")) if value else Decimal(0)


def _cleaned(text: str) -> str:
    """Drop what surrounds the number, level spaces, dashes and case; refuse foreign digits and long texts."""
    stripped = text.strip(_EDGES)
    if not stripped:
        raise NumberError("empty")
    if len(stripped) > MAX_TYPED:
        raise NumberError("too_long", limit=MAX_TYPED)
    if any(character.isdigit() and not character.isascii() for character in stripped):
        raise NumberError("foreign_digits")
    spaced = "".join(" " if character in _SPACES else character for character in stripped)
    return spaced.translate(_DASHES).lower()


def _complaint(text: str) -> str:
    """Choose the advice for a text that has not the shape of a number."""
    if text in _WORDS_FOR_NOTHING:
        return "no_value"
    if text.strip("+-") in _WORDS_FOR_INFINITY:
        return "not_finite"
    if text.startswith("#"):
        return "cell_error"
    if text.startswith("="):
        return "formula"
    if re.fullmatch(r"[+-]?[0-9.,]+e[+-]?[0-9]+", text):
        return "exponent"
    if re.search(r"[\t\r\n;]", text):
        return "several"
    if not re.search(r"[0-9]", text):
        return "not_number"
    if re.search(r"[^\W\d_]", text):
        return "unit"
    if re.fullmatch(r"[-+() 0-9.,%]+", text):
        return "sign"
    return "characters"


def _sign(part: dict[str, str | None]) -> tuple[bool, list[str]]:
    """Whether the number is negative; exactly one way of saying so is allowed."""
    opened = [part[name] for name in ("open", "inner_open") if part[name]]
    marks = [part[name] for name in ("sign", "inner_sign", "tail_sign") if part[name]]
    if len(opened) != (1 if part["close"] else 0) or len(opened) + len(marks) > 1:
        raise NumberError("sign")
    if part["tail_sign"] and part["currency"]:
        raise NumberError("sign")
    notes = ["brackets"] if opened else ["tail_sign"] if part["tail_sign"] else []
    return bool(opened) or marks == ["-"], notes


def _power(word: str | None, language: str) -> int:
    """The power of ten of a scale word; a bare M is refused in English, where it means a million."""
    if word is None:
        return 0
    if word not in _SCALES:
        raise NumberError("unit")
    if word == "m" and language != INDONESIAN:
        raise NumberError("scale_m")
    return _SCALES[word]


def _digits(body: str, own_decimal: str, price_end: bool) -> _Digits:
    """Split a run of digits and marks into whole and fraction, noting every reading that could differ."""
    if price_end:
        whole, notes = _whole(body[:-1], body[-1])
        return _Digits(whole, "", notes)
    kinds = [mark for mark in ".," if mark in body]
    if len(kinds) == 2:
        decimal = max(kinds, key=body.rindex)
        return _split(body, decimal, own_decimal)
    if not kinds or body.count(kinds[0]) > 1:
        whole, notes = _whole(body, None)
        return _Digits(whole, "", notes)
    return _one_mark(body, kinds[0], own_decimal)


def _one_mark(body: str, mark: str, own_decimal: str) -> _Digits:
    """A single point or comma: thousands only where exactly one group of three may follow it."""
    if not _GROUPED.fullmatch(body):
        return _split(body, mark, own_decimal)
    whole, _, group = body.partition(mark)
    if mark == own_decimal:
        return _Digits(whole, group, [_note("decimal", mark)])
    return _Digits(whole + group, "", [_note("thousands", mark)])


def _split(body: str, decimal: str, own_decimal: str) -> _Digits:
    """Cut at the decimal mark; a foreign mark is noted."""
    before, _, fraction = body.rpartition(decimal)
    if not _PLAIN.fullmatch(fraction) or (before.startswith("0") and before != "0"):
        raise NumberError("grouping")
    whole, notes = _whole(before, decimal) if before else ("0", [_note("decimal", decimal)])
    if decimal != own_decimal and _note("decimal", decimal) not in notes:
        notes = [*notes, _note("decimal", decimal)]
    return _Digits(whole, fraction, notes)


def _whole(text: str, decimal: str | None) -> tuple[str, list[str]]:
    """Digits, plain or in regular groups of three by one mark that is not the decimal mark."""
    if _PLAIN.fullmatch(text):
        return text, []
    match = _GROUPED.fullmatch(text)
    if match is None or match[1] == decimal:
        raise NumberError("grouping")
    return text.replace(match[1], ""), (["thousands_space"] if match[1] == " " else [])


def _note(kind: str, mark: str) -> str:
    return f"{kind}_{'point' if mark == '.' else 'comma'}"


def _bounded(digits: _Digits, power: int, max_digits: int, max_decimals: int) -> Decimal:
    """The exact value, refused when it has more digits than the database column keeps."""
    value = _canonical(Decimal(f"{digits.whole}.{digits.fraction}0E{power}"))
    exponent = value.as_tuple().exponent
    if value and value.adjusted() >= max_digits - max_decimals:
        raise NumberError("too_large", digits=max_digits - max_decimals)
    if isinstance(exponent, int) and -exponent > max_decimals:
        raise NumberError("decimals", decimals=max_decimals)
    return value


def whole_number(text: object, *, digits: int = 9) -> int | None:
    """An id, year or month as addresses and hidden fields write it: 1 to `digits` ASCII digits, else None."""
    written = str(text)
    return int(written) if written.isascii() and written.isdigit() and len(written) <= digits else None
