"""Achievement of one KPI (domain rules §3), by table, by exhaustive grid and against the oracle."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bsc.scoring import KpiRule, MinimizeBy, Polarity, StepRule, achieve, achievement
from cint_portal.core.rounding import display
from tests.oracles import kpi as oracle
from tests.oracles.numbers import same

D = Decimal
# A busy machine draws slowly; that says nothing about the rules.
SLOW = [HealthCheck.too_slow]


def number(text: str | None) -> Decimal | None:
    return None if text is None else D(text)


@pytest.mark.parametrize(
    ("actual", "uncapped", "capped"),
    [("24", "0.5", "0.5"), ("12", 1, 1), ("6", 2, "1.2"), ("1", 2, "1.2"), ("0", 2, "1.2"), ("-1", 2, "1.2")],
)
def test_lower_is_better_than_twelve_grows_to_two_or_to_the_cap(
    actual: str, uncapped: Any, capped: Any
) -> None:
    assert achievement(D(actual), D(12), "minimize") == D(uncapped)
    assert achievement(D(actual), D(12), "minimize", cap=D("1.2")) == D(capped)


@pytest.mark.parametrize(
    ("actual", "lower", "upper", "expected"),
    [
        ("-8", "-5", "5", "0.4"),
        ("-5", "-5", "5", "1"),
        ("0", "-5", "5", "1"),
        ("8", "-5", "5", "0.4"),
        ("-2", "0", "10", "0.8"),
        ("-20", "0", "10", "0"),
        ("90", "95", "105", "0.9474"),
        ("110", "95", "105", "0.9524"),
        ("0", "0", "0", "1"),
        ("1", "0", "0", "0"),
        ("-12", "-10", "-10", "0.8"),
    ],
)
def test_within_a_range_distance_to_the_nearer_bound_counts(
    actual: str, lower: str, upper: str, expected: str
) -> None:
    value = achievement(D(actual), None, "stabilize", lower=D(lower), upper=D(upper))
    assert value is not None
    assert display(value, 4) == D(expected)


@pytest.mark.parametrize(
    ("actual", "target", "polarity", "more", "expected"),
    [
        ("5100", "5000", "maximize", {}, "1.02"),
        ("25", "24", "minimize", {}, "0.96"),
        ("25", "24", "minimize", {"minimize_by": "mirror"}, "0.95833"),
        ("0", "24", "minimize", {"minimize_by": "mirror"}, "2"),
        ("-24", "24", "minimize", {"minimize_by": "mirror"}, "2"),
        ("-24", "24", "minimize", {"minimize_by": "mirror", "cap": D("1.2")}, "1.2"),
        ("-400", "-500", "maximize", {}, "1.2"),
        ("-600", "-500", "maximize", {}, "0.8"),
        ("100", "-500", "maximize", {}, "2.2"),
        ("-600", "-500", "minimize", {}, "1.2"),
        ("5", "-500", "minimize", {}, "0"),
        ("0", "0", "maximize", {}, "1"),
        ("-0.01", "0", "maximize", {}, "0"),
        ("0", "0", "minimize", {}, "1"),
        ("3", "0", "minimize", {}, "0"),
        ("3", "0", "minimize", {"worst": D(10)}, "0.7"),
        ("11", "0", "minimize", {"worst": D(10)}, "0"),
        ("0.05", "0", "minimize", {"worst": D("0.2")}, "0.75"),
        ("3", "0", "minimize", {"worst": D(0)}, "0"),
        ("3", "0", "minimize", {"worst": D(-5)}, "0"),
        ("1", None, "binary", {}, "1"),
        ("0.99", None, "binary", {}, "0"),
        ("75", None, "milestone", {}, "0.75"),
        ("3", "4", "milestone", {}, "0.75"),
        ("9", "10", "stabilize", {}, "0.9"),
        ("-3", "5", "maximize", {}, "0"),
        ("200", "100", "maximize", {"cap": D("1.05")}, "1.05"),
    ],
)
def test_each_formula_by_example(
    actual: str, target: str | None, polarity: str, more: dict[str, Any], expected: str
) -> None:
    value = achievement(D(actual), number(target), polarity, **more)
    assert value is not None
    assert display(value, 5) == D(expected)


@pytest.mark.parametrize("polarity", list(Polarity))
def test_a_blank_actual_is_blank_and_never_zero(polarity: str) -> None:
    assert achievement(None, D(10), polarity) is None


@pytest.mark.parametrize("polarity", ["maximize", "minimize", "stabilize"])
def test_without_a_target_there_is_nothing_to_achieve(polarity: str) -> None:
    assert achievement(D(10), None, polarity) is None


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity", "1E+5000"])
@pytest.mark.parametrize("place", ["actual", "target", "lower", "upper", "worst", "cap"])
def test_what_is_no_number_is_refused_wherever_it_stands(bad: str, place: str) -> None:
    given_: dict[str, Any] = {
        "actual": D(1),
        "target": D(1),
        "lower": D(1),
        "upper": D(1),
        "worst": D(1),
        "cap": D(1),
        place: D(bad),
    }
    with pytest.raises(ValueError):
        achievement(polarity="stabilize", **given_)


@pytest.mark.parametrize(
    "more",
    [
        {"lower": D(2), "upper": D(1)},
        {"lower": D(2)},
        {"upper": D(2)},
        {"cap": D(0)},
        {"cap": D(-1)},
        {"minimize_by": "guess"},
    ],
)
def test_rules_that_make_no_sense_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        achievement(D(1), D(1), "stabilize", **more)
    with pytest.raises(ValueError, match="sideways"):
        achievement(D(1), D(1), "sideways")


@pytest.mark.parametrize("text", ["1E+308", "1E+400", "1E-30", "123456789012345678901234567890"])
def test_extreme_numbers_are_scored_exactly(text: str) -> None:
    assert achievement(D(text), D(text), "maximize") == 1
    assert achievement(D(text) * 2, D(text), "maximize") == 2
    assert achievement(D(text), D(text), "minimize") == 1


def test_minus_zero_counts_as_zero() -> None:
    assert str(achievement(D("-0"), D(10), "maximize")) == "0"
    assert achievement(D("-0"), D("-0.0"), "maximize") == 1


GRID = [Fraction(n) for n in (-2, -1, 0, 1, 2)]


def test_the_small_grid_is_always_defined_and_equals_the_formula_sheet() -> None:
    cases = product(
        [None, *GRID], [None, *GRID], Polarity, MinimizeBy, [None, Fraction(-1), Fraction(2)], CAPS
    )
    for actual, target, polarity, by, worst, cap in cases:
        more = {"minimize_by": str(by), "worst": worst, "cap": cap}
        expected = oracle.achievement(actual, target, str(polarity), **more)
        answer = achievement(
            whole(actual), whole(target), polarity, minimize_by=by, worst=whole(worst), cap=whole(cap)
        )
        assert same(answer, expected), (actual, target, polarity, more)


def test_every_small_range_equals_the_formula_sheet() -> None:
    for actual, lower, upper in product(GRID, GRID, GRID):
        if lower <= upper:
            expected = oracle.achievement(actual, None, "stabilize", lower=lower, upper=upper)
            answer = achievement(whole(actual), None, "stabilize", lower=whole(lower), upper=whole(upper))
            assert same(answer, expected), (actual, lower, upper)


CAPS = [None, Fraction(1), Fraction(6, 5)]


def whole(value: Fraction | None) -> Decimal | None:
    return None if value is None else D(value.numerator) / D(value.denominator)


# Most figures have few digits, many are 0 or equal; ranges of wild numbers alone would miss the corners.
FIGURES = st.one_of(
    st.builds(lambda n, places: D(n).scaleb(-places), st.integers(-(10**7), 10**7), st.integers(0, 4)),
    st.sampled_from([D(0), D(1), D(-1), D(100), D("0.1"), D("1E+12"), D("-0")]),
)
BLANKS = st.one_of(FIGURES, FIGURES, FIGURES, st.none())
CAP = st.sampled_from([None, D(1), D("1.05"), D("1.1"), D("1.2"), D("1.5")])


def fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


@settings(max_examples=3000, deadline=None, suppress_health_check=SLOW)
@given(
    BLANKS,
    BLANKS,
    st.sampled_from(Polarity),
    st.tuples(FIGURES, FIGURES),
    st.booleans(),
    BLANKS,
    CAP,
    st.data(),
)
def test_random_kpis_equal_the_oracle_to_the_last_digit(
    actual: Decimal | None,
    target: Decimal | None,
    polarity: Polarity,
    edges: tuple[Decimal, Decimal],
    ranged: bool,
    worst: Decimal | None,
    cap: Decimal | None,
    data: st.DataObject,
) -> None:
    by = data.draw(st.sampled_from(MinimizeBy))
    lower, upper = sorted(edges) if ranged else (None, None)
    answer = achievement(
        actual, target, polarity, lower=lower, upper=upper, minimize_by=by, worst=worst, cap=cap
    )
    expected = oracle.achievement(
        fraction(actual),
        fraction(target),
        str(polarity),
        lower=fraction(lower),
        upper=fraction(upper),
        minimize_by=str(by),
        worst=fraction(worst),
        cap=fraction(cap),
    )
    assert same(answer, expected)
    assert answer is None or 0 <= answer <= (cap or answer)


@settings(max_examples=800, deadline=None)
@given(FIGURES, FIGURES, FIGURES, st.sampled_from(MinimizeBy), CAP)
def test_a_better_figure_never_scores_less(
    one: Decimal, other: Decimal, target: Decimal, by: MinimizeBy, cap: Decimal | None
) -> None:
    low, high = sorted((one, other))
    up = [achievement(value, target, "maximize", cap=cap) for value in (low, high)]
    down = [achievement(value, target, "minimize", minimize_by=by, cap=cap) for value in (low, high)]
    assert up[0] is not None
    assert up[1] is not None
    assert up[0] <= up[1]
    assert down[0] is not None
    assert down[1] is not None
    assert down[0] >= down[1]


@settings(max_examples=400, deadline=None)
@given(FIGURES, st.sampled_from(["maximize", "minimize", "stabilize"]), CAP)
def test_hitting_the_target_exactly_is_a_hundred_percent(
    target: Decimal, polarity: str, cap: Decimal | None
) -> None:
    assert achievement(target, target, polarity, cap=cap) == 1


def test_the_uncapped_value_stands_beside_the_counted_one() -> None:
    rule = KpiRule("maximize", cap=D("1.2"))
    assert achieve(rule, D(150), D(100)) == (D("1.2"), D("1.5"))
    assert achieve(rule, D(90), D(100)) == (D("0.9"), D("0.9"))
    assert achieve(rule, None, D(100)) == (None, None)


def test_any_value_above_zero_of_a_zero_tolerance_kpi_scores_zero() -> None:
    rule = KpiRule("minimize", worst=D(10), zero_tolerance=True, steps=(StepRule("≥", 0, 1),))
    assert achieve(rule, D("0.01"), D(0)).counted == 0
    assert achieve(rule, D(0), D(0)).counted == 1
    assert achieve(KpiRule("minimize", zero_tolerance=True), D(1), D(5)).counted == 0
    assert achieve(KpiRule("minimize", zero_tolerance=True), None, D(0)).counted is None


def test_a_step_table_wins_over_the_target_formula() -> None:
    steps = (StepRule("≥", 4, D("1.3")), StepRule("≥", 3, D("0.75")))
    rule = KpiRule("maximize", cap=D("1.2"), steps=steps)
    assert achieve(rule, D(3), D(1)) == (D("0.75"), D("0.75"))
    assert achieve(rule, D(5), D(100)) == (D("1.2"), D("1.3"))
    assert achieve(rule, D(1), D(1)) == (None, None)
