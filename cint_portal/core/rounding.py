"""Exact numbers inside, one rounding at the edge (domain.md, preamble); pure, shared by all rules."""

from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

Number = Decimal | int

MAX_PLACES = 12
# A sum of money or a share never needs more; beyond it exact arithmetic would only burn time (T66).
_MAX_DIGITS = 1000
_WIDE = Context(prec=4 * _MAX_DIGITS, rounding=ROUND_HALF_UP)
_DIGITS = 28


class Scale(StrEnum):
    """How a score is shown and judged (domain.md §7)."""

    PERCENT = "percent"
    UNIT = "unit"
    LEVEL = "level"


PLACES = {Scale.PERCENT: 2, Scale.UNIT: 3, Scale.LEVEL: 2}


def exact(value: Number) -> Fraction:
    """The number without loss; ValueError for NaN, infinities and more than 1,000 digits (T66)."""
    if not isinstance(value, Decimal | int | float):
        raise TypeError(f"not a number: {value!r}")
    # A float means what it prints: 0.1 is one tenth, not its binary neighbour.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    if number and max(abs(number.adjusted()), len(number.as_tuple().digits)) > _MAX_DIGITS:
        raise ValueError("a number of more than 1,000 digits")
    return Fraction(number) if number else Fraction(0)


def decimal_of(value: Fraction) -> Decimal:
    """The one division at the end: exact when the decimal expansion ends, else 28 significant digits."""
    numerator, denominator = value.numerator, value.denominator
    digits = _DIGITS
    if pow(10, denominator.bit_length(), denominator) == 0:
        digits = max(digits, numerator.bit_length() // 3 + 1 + denominator.bit_length())
    return Context(prec=digits).divide(Decimal(numerator), Decimal(denominator))


def plain_text(value: Decimal) -> str:
    """The number without trailing zeros or exponent, as JSON keeps it exactly: 500.000000 is "500"."""
    return format(value.normalize() if value else Decimal(0), "f")


def display(value: Number, places: int) -> Decimal:
    """The number as people see it: half-up, to 12 places first so that an exact half is seen; −0 is 0."""
    if not 0 <= places <= MAX_PLACES:
        raise ValueError(f"places must be 0 to {MAX_PLACES}: {places}")
    fine = decimal_of(exact(value)).quantize(Decimal(1).scaleb(-MAX_PLACES), context=_WIDE)
    shown = fine.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return shown if shown else shown.copy_abs()


def display_on(value: Number, scale: Scale | str) -> Decimal:
    """A score (1 = 100 %; a level 0..10) as its scale shows it: percent 2 places, unit 3, level 2 (§7)."""
    scale = Scale(scale)
    factor = 100 if scale is Scale.PERCENT else 1
    return display(decimal_of(exact(value) * factor), PLACES[scale])
