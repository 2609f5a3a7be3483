"""One rounding at the edge: what people see, and exactness behind it."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cint_portal.core.rounding import Scale, decimal_of, display, display_on, exact
from tests.oracles.numbers import same, shown

D = Decimal


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("-0.125", 2, "-0.13"),
        ("97.685", 2, "97.69"),
        ("59.995", 2, "60.00"),
        ("59.994999999999", 2, "59.99"),
        ("59.9949999999999", 2, "60.00"),
        ("0.9146783625730994152046783626", 3, "0.915"),
        ("0.90044", 3, "0.900"),
        ("2.5", 0, "3"),
        ("7", 2, "7.00"),
        ("1E+3", 2, "1000.00"),
    ],
)
def test_a_number_is_shown_half_up_after_twelve_places(value: str, places: int, expected: str) -> None:
    assert str(display(D(value), places)) == expected


@pytest.mark.parametrize("value", ["-0", "-0.00", "-0.004", "-1E-30", "0E-2000"])
def test_minus_zero_is_shown_as_zero(value: str) -> None:
    assert str(display(D(value), 2)) == "0.00"


def test_one_third_of_a_hundred_three_times_is_shown_as_a_hundred() -> None:
    third = D("33.33333333333333333333333333")
    assert display(third * 3, 2) == 100


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+1001", "1E-1001"])
def test_what_is_no_usable_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="number"):
        display(D(value), 2)


@pytest.mark.parametrize("value", ["1E+308", "1E+400", "123456789012345678901234567890.5", "1E-30"])
def test_extreme_numbers_stay_exact(value: str) -> None:
    assert decimal_of(exact(D(value))) == D(value)
    assert Fraction(display(D(value), 2)) == shown(Fraction(D(value)), 2)


def test_a_float_means_what_it_prints() -> None:
    assert exact(0.1) == Fraction(1, 10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="finite"):
        exact(float("nan"))  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["5", None, 1j])
def test_what_is_not_a_number_at_all_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError):
        exact(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("places", [-1, 13])
def test_places_outside_zero_to_twelve_are_refused(places: int) -> None:
    with pytest.raises(ValueError, match="places"):
        display(D(1), places)


def test_the_callers_decimal_context_changes_nothing() -> None:
    with localcontext() as context:
        context.prec, context.rounding = 3, ROUND_HALF_EVEN
        assert display(D("1234.565"), 2) == D("1234.57")
        assert decimal_of(Fraction(1, 3)) == D("0.3333333333333333333333333333")


@pytest.mark.parametrize(
    ("value", "scale", "expected"),
    [
        ("0.9768333333333333333333333333", "percent", "97.68"),
        ("0.9146783625730994152046783626", "unit", "0.915"),
        ("6.25", "level", "6.25"),
        ("0.90044", Scale.PERCENT, "90.04"),
        ("0.90044", Scale.UNIT, "0.900"),
    ],
)
def test_each_scale_has_its_places(value: str, scale: str, expected: str) -> None:
    assert str(display_on(D(value), scale)) == expected


def test_an_unknown_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="permille"):
        display_on(D(1), "permille")


NUMBERS = st.fractions(max_denominator=10**6)


@settings(max_examples=400, deadline=None)
@given(NUMBERS, st.integers(0, 12))
def test_display_agrees_with_rounding_by_whole_numbers(value: Fraction, places: int) -> None:
    decimal = decimal_of(value)
    assert Fraction(display(decimal, places)) == shown(Fraction(decimal), places)


@settings(max_examples=300, deadline=None)
@given(NUMBERS)
def test_a_quotient_is_right_to_its_last_digit(value: Fraction) -> None:
    assert same(decimal_of(value), value)


@settings(max_examples=200, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=9), st.integers(0, 8))
def test_showing_twice_changes_nothing(value: Decimal, places: int) -> None:
    once = display(value, places)
    assert str(display(once, places)) == str(once)
