"""Comparison of a Decimal answer with an exact one, and rounding by whole numbers."""

from decimal import Decimal
from fractions import Fraction
from math import floor

DIGITS = 28


def same(answer: Decimal | None, expected: Fraction | None) -> bool:
    """Equal to the last of 28 digits; blank only equals blank."""
    if answer is None or expected is None:
        return answer is expected
    return abs(Fraction(answer) - expected) <= abs(expected) * Fraction(1, 2 * 10 ** (DIGITS - 1))


def shown(value: Fraction, places: int) -> Fraction:
    """Half away from zero, to 12 places and then to `places`."""
    return _half_up(_half_up(value, 12), places)


def _half_up(value: Fraction, places: int) -> Fraction:
    size = Fraction(floor(abs(value) * 10**places + Fraction(1, 2)), 10**places)
    return size if value >= 0 else -size
