"""Met and not met, step tables and growth (domain rules §3)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bsc.scoring import KPI_BANDS, Comparator, achievement, grade_on, growth, met, read_step_rules, step_gap
from bsc.scoring import step_score as score_of

D = Decimal
GROWTH = [(">", D(0), D(1)), ("=", D(0), D("0.5")), ("<", D(0), D(0))]
SATISFACTION = read_step_rules([["≥", 5, "1"], ["≥", 4, "0.8"], ["≥", 3, "0.6"], ["<", 3, 0]])


@pytest.mark.parametrize(
    ("actual", "target", "comparator", "expected"),
    [
        ("10", "10", "≥", True),
        ("9.99", "10", "≥", False),
        ("10", "10", ">", False),
        ("10.01", "10", ">", True),
        ("10", "10", "=", True),
        ("10", "10", "≤", True),
        ("10.01", "10", "≤", False),
        ("9.99", "10", "<", True),
        ("10", "10", "<", False),
        ("9.995", "10", "≥", True),
        ("10.004", "10", "≤", True),
        ("10.004", "10", "=", True),
        ("0.004", "0", ">", False),
    ],
)
def test_met_compares_the_figures_as_they_are_shown(
    actual: str, target: str, comparator: str, expected: bool
) -> None:
    assert met(D(actual), D(target), comparator) is expected


def test_between_includes_both_bounds() -> None:
    bounds = (D(95), D(105))
    answers = [met(D(text), bounds, "between") for text in ("94.99", "94.995", "95", "105", "105.01")]
    assert answers == [False, True, True, True, False]
    assert met(D(5), (D(5), D(5)), "between") is True


def test_places_follow_the_kpi() -> None:
    assert met(D("0.0004"), D("0.0005"), "≥", places=4) is False
    assert met(D("99.6"), D(100), "≥", places=0) is True


@pytest.mark.parametrize(
    ("actual", "target", "comparator"),
    [(None, D(1), "≥"), (D(1), None, "≥"), (D(1), (None, D(2)), "between"), (None, (D(1), D(2)), "between")],
)
def test_a_blank_is_neither_met_nor_missed(actual: Any, target: Any, comparator: str) -> None:
    assert met(actual, target, comparator) is None


def test_a_keyboards_signs_are_understood() -> None:
    assert Comparator(">=") is Comparator.AT_LEAST
    assert Comparator("<=") is Comparator.AT_MOST


@pytest.mark.parametrize(
    ("actual", "target", "comparator"),
    [
        (D(1), D(1), "≈"),
        (D(1), D(1), "between"),
        (D(1), (D(1), D(2)), "≥"),
        (D(1), (D(2), D(1)), "between"),
        (D("NaN"), D(1), "≥"),
        (D(1), D("Infinity"), "≥"),
    ],
)
def test_comparisons_without_a_meaning_are_refused(actual: Any, target: Any, comparator: str) -> None:
    with pytest.raises(ValueError):
        met(actual, target, comparator)


POLARITY_OF = {"≥": "maximize", ">": "maximize", "≤": "minimize", "<": "minimize", "=": "stabilize"}
CENTS = st.integers(-100_000, 100_000).map(lambda cents: D(cents).scaleb(-2))


@settings(max_examples=800, deadline=None)
@given(CENTS, CENTS, st.sampled_from(sorted(POLARITY_OF)))
def test_a_kpi_that_meets_its_target_is_never_red(actual: Decimal, target: Decimal, comparator: str) -> None:
    if met(actual, target, comparator):
        value = achievement(actual, target, POLARITY_OF[comparator], cap=D("1.2"))
        assert value is not None
        assert grade_on(value, KPI_BANDS).color == "hijau"


def test_a_small_defect_rate_below_its_maximum_is_green_because_polarity_counts() -> None:
    half_of_what_is_allowed = achievement(D(12), D(24), "minimize")
    assert half_of_what_is_allowed == 2
    assert met(D(12), D(24), "≤") is True


@pytest.mark.parametrize(("value", "score"), [("0.05", "1"), ("0", "0.5"), ("-0", "0.5"), ("-0.0125", "0")])
def test_growth_up_level_and_down_score_one_a_half_and_nothing(value: str, score: str) -> None:
    assert score_of(D(value), GROWTH) == D(score)


def test_the_first_rule_that_holds_wins() -> None:
    assert [score_of(D(n), SATISFACTION) for n in (5, 4, 3, 2)] == [1, D("0.8"), D("0.6"), 0]
    assert score_of(D(5), [("≥", D(0), D("0.1")), ("≥", D(5), D(1))]) == D("0.1")


def test_a_range_can_be_a_step() -> None:
    rules = read_step_rules([["between", ["1", "3"], "0.5"], [">", 3, 1]])
    assert [score_of(D(n), rules) for n in (1, 3, 4)] == [D("0.5"), D("0.5"), 1]


def test_blank_and_unlisted_values_have_no_step_score() -> None:
    assert score_of(None, GROWTH) is None
    assert score_of(D(-1), GROWTH[:2]) is None
    assert score_of(D(1), []) is None


@pytest.mark.parametrize(
    ("rules", "gap"),
    [
        (GROWTH, None),
        (SATISFACTION, None),
        (GROWTH[:2], -1),
        ([(">", D(0), D(1)), ("<", D(0), D(0))], 0),
        ([("≥", D(4), D(1)), ("≤", D(3), D(0))], D("3.5")),
        ([("≤", D(3), D(0))], 4),
        ([("between", (D(1), D(3)), D(1)), ("<", D(1), D(0))], 4),
        ([], -1),
    ],
)
def test_a_table_with_a_hole_names_a_value_in_it(rules: Any, gap: Decimal | None) -> None:
    assert step_gap(rules) == gap


@pytest.mark.parametrize(
    "row",
    [
        [">", 0],
        [">", 0, 1, 2],
        "abc",
        ["?", 0, 1],
        [">", "nol", 1],
        [">", None, 1],
        [">", 0, "NaN"],
        ["between", [1], 1],
    ],
)
def test_stored_rules_of_another_shape_are_refused(row: Any) -> None:
    with pytest.raises(ValueError):
        read_step_rules([row])


def test_growth_of_the_carton_seed() -> None:
    assert growth(D(84), D(80)) == D("0.05")
    assert growth(D(80), D(80)) == 0
    assert growth(D(79), D(80)) == D("-0.0125")
    assert [score_of(growth(D(now), D(80)), GROWTH) for now in (84, 80, 79)] == [1, D("0.5"), 0]


@pytest.mark.parametrize(("previous", "before"), [(None, D(80)), (D(80), None), (None, None), (D(80), D(0))])
def test_growth_without_history_is_not_applicable(previous: Any, before: Any) -> None:
    assert growth(previous, before) is None
    assert score_of(growth(previous, before), GROWTH) is None


def test_growth_of_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        growth(D("NaN"), D(80))
