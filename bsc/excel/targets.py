"""Targets and score tables as a form writes them: "> 0", "max 24", "90 s.d. 100", "B > 0 ; D = 1".

Seed of seven departments, tables 5 and 10: target with comparator, D from ordered conditions. Pure; numbers
are read as Indonesians write them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cint_portal.core.numbers import NumberError, ParsedNumber, format_number, parse_number

BETWEEN: Final = "between"
DIGITS: Final = 24
#: [comparator, bound or (low, high), score] with numbers as text, as a measure stores them.
Step = tuple[str, str | tuple[str, str], str]

_SIGNS: Final = {"≥": "≥", ">=": "≥", "=>": "≥", "≤": "≤", "<=": "≤", "=<": "≤", ">": ">", "<": "<", "=": "="}
_WORDS: Final = {
    "min": "≥",
    "minimal": "≥",
    "minimum": "≥",
    "palingsedikit": "≥",
    "sekurangkurangnya": "≥",
    "max": "≤",
    "maks": "≤",
    "maksimal": "≤",
    "maksimum": "≤",
    "maximum": "≤",
    "palingbanyak": "≤",
    "lebihdari": ">",
    "kurangdari": "<",
    "samadengan": "=",
}
_LEAD: Final = re.compile(
    r"(?P<sign>>=|=>|<=|=<|[≥≤><=])|(?P<word>[A-Za-z][A-Za-z -]*?)[.:]?(?=\s*(?:[-+(\d]|[Rr]p|IDR))"
)
_RANGE: Final = re.compile(
    r"(?:antara\s+)?(?P<low>\S.*?)\s*(?:s/d|s\.d\.|sd|sampai|hingga|dan|–|—|(?<=[\d%])\s*-)\s*(?P<high>\S.*)",
    re.IGNORECASE,
)
_STEP: Final = re.compile(
    r"\s*B\s*(?P<test>[^;:→]+?)\s*(?:[;:→]|->)\s*(?:D\s*=\s*)?(?P<score>[\d.,]+\s*%?)\s*\.?\s*", re.IGNORECASE
)


class TargetError(ValueError):
    """The text is no target; `number` says what is wrong with the figure in it, if that is the reason."""

    def __init__(self, number: NumberError | None = None) -> None:
        super().__init__("target")
        self.number = number


@dataclass(frozen=True)
class Target:
    """A year's target: a figure with its comparator ("" where none was written), a range, or both."""

    comparator: str = ""
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    @property
    def is_range(self) -> bool:
        return self.lower is not None and self.upper is not None

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.is_range


def number(text: str) -> ParsedNumber:
    """One figure in as many digits as the database keeps; raises NumberError."""
    return parse_number(text, max_digits=DIGITS)


def read_target(text: str) -> Target:
    """Raises TargetError for a text that is neither a figure with a comparator nor a range."""
    whole, _, bracket = text.strip().partition("[")
    if bracket:
        ranged = _range(bracket.rstrip("] "))
        figure = read_target(whole)
        return Target(figure.comparator, figure.value, ranged.lower, ranged.upper)
    if not whole.strip():
        return Target()
    comparator, rest = _lead(whole.strip())
    if not comparator and _RANGE.fullmatch(rest) and not _is_number(rest):
        return _range(rest)
    return Target(comparator, _figure(rest))


def _is_number(text: str) -> bool:
    try:
        number(text)
    except NumberError:
        return False
    return True


def _lead(text: str) -> tuple[str, str]:
    """The comparator in front of a figure, as a sign or in words; a currency is part of the figure."""
    match = _LEAD.match(text)
    if match is None:
        return "", text
    if match["sign"]:
        return _SIGNS[match["sign"]], text[match.end() :]
    word = "".join(sign for sign in match["word"].casefold() if sign.isalpha())
    return (_WORDS[word], text[match.end() :]) if word in _WORDS else ("", text)


def _figure(text: str) -> Decimal:
    try:
        return number(text).value
    except NumberError as error:
        raise TargetError(error) from error


def _range(text: str) -> Target:
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise TargetError
    low, high = _figure(match["low"]), _figure(match["high"])
    if low > high:
        raise TargetError
    return Target(BETWEEN, None, low, high)


def target_text(target: Target) -> str:
    """≥ 95 · 90 s.d. 100 · 95 [90 s.d. 100]: what `read_target` reads as the same."""
    ranged = f"{_text(target.lower)} s.d. {_text(target.upper)}" if target.is_range else ""
    if target.value is None:
        return ranged
    sign = target.comparator if target.comparator != BETWEEN else ""
    figure = f"{sign} {_text(target.value)}".strip()
    return f"{figure} [{ranged}]" if ranged else figure


def _text(value: Decimal | None) -> str:
    return "" if value is None else format_number(value)


_D_PART: Final = re.compile(r"(?:^|\n)\s*(?:\d+[.)]\s*)?Nilai\s*D\s*:?\s*\n?", re.IGNORECASE)
_B_HEAD: Final = re.compile(r"^\s*(?:\d+[.)]\s*)?Nilai\s*B\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Calculation:
    """The form's cell "Perhitungan": how B is worked out, and how D follows from it."""

    text: str = ""
    steps: tuple[Step, ...] = ()


def read_calculation(text: str) -> Calculation:
    """Raises TargetError when the part about D is no list of conditions."""
    parts = _D_PART.split(text, maxsplit=1)
    if len(parts) == 1:
        return Calculation(_B_HEAD.sub("", text).strip())
    return Calculation(_B_HEAD.sub("", parts[0]).strip(), read_steps(parts[1]))


def calculation_text(calculation: Calculation) -> str:
    """1. Nilai B : …, 2. Nilai D : …, as the seed writes it; only the text where there is no table."""
    if not calculation.steps:
        return calculation.text
    head = f"1. Nilai B : {calculation.text}\n" if calculation.text else ""
    return f"{head}2. Nilai D :\n{steps_text(calculation.steps)}"


def read_steps(text: str) -> tuple[Step, ...]:
    """One condition on each line, "B > 0 ; D = 1"; raises TargetError for any other line."""
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple(_step(line) for line in lines)


def _step(line: str) -> Step:
    match = _STEP.fullmatch(line)
    if match is None:
        raise TargetError
    found, score = read_target(match["test"]), _figure(match["score"])
    if found.is_empty or not (found.comparator or found.is_range):
        raise TargetError
    share = score / 100 if "%" in match["score"] else score
    if found.lower is not None and found.upper is not None:
        return (BETWEEN, (plain(found.lower), plain(found.upper)), plain(share))
    return (found.comparator, plain(found.value or Decimal(0)), plain(share))


def steps_text(steps: tuple[Step, ...]) -> str:
    return "\n".join(
        f"B {_bound(comparator, bound)} ; D = {_text(Decimal(d))}" for comparator, bound, d in steps
    )


def _bound(comparator: str, bound: str | tuple[str, str]) -> str:
    if isinstance(bound, str):
        return f"{comparator} {_text(Decimal(bound))}"
    return f"{_text(Decimal(bound[0]))} s.d. {_text(Decimal(bound[1]))}"


def plain(value: Decimal) -> str:
    """0.5 as JSON keeps it: no exponent, no zeros behind."""
    return format(value.normalize(), "f") if value else "0"


def read_month(text: str) -> tuple[Decimal, Decimal | None]:
    """A month's target: a figure, or "95 ÷ 100" for a ratio; raises TargetError."""
    value, division, denominator = re.sub(r"\s*[÷:/]\s*", "÷", text).partition("÷")
    return _figure(value), _figure(denominator) if division else None


def month_text(value: Decimal, denominator: Decimal | None) -> str:
    return _text(value) if denominator is None else f"{_text(value)} ÷ {_text(denominator)}"


def doubtful(text: str) -> ParsedNumber | None:
    """The figure of a target whose spelling left room for doubt, to be echoed; else None."""
    try:
        parsed = number(_lead(text.strip())[1])
    except NumberError:
        return None
    return parsed if parsed.notes else None
