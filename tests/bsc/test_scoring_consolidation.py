"""Months into periods, weighted averages, and whole KPIs over a period (domain rules §3)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bsc.scoring import (
    ConsolidatedPair,
    Consolidation,
    KpiRule,
    StepRule,
    achieve_period,
    consolidate,
    consolidate_pair,
    weighted_total,
)
from tests.oracles import kpi as oracle
from tests.oracles import scorecard
from tests.oracles.numbers import same

D = Decimal


def numbers(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else D(text) for text in texts]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("sum", "60"), ("average", "20"), ("last", "10"), ("max", "30"), ("min", "10")],
)
def test_reported_months_become_one_figure_and_blank_ones_do_not_count(how: str, expected: str) -> None:
    assert consolidate(numbers("20", None, "30", "10", None), how) == D(expected)


@pytest.mark.parametrize("how", list(Consolidation))
def test_nothing_reported_stays_blank(how: str) -> None:
    assert consolidate([], how) is None
    assert consolidate([None, None], how) is None


def test_a_zero_is_a_report() -> None:
    assert consolidate(numbers("10", "0"), "average") == 5
    assert consolidate(numbers("10", "0"), "last") == 0


def test_a_ratio_divides_the_sums_and_not_the_ratios() -> None:
    assert consolidate([(D(1), D(2)), None, (D(9), D(8))], "ratio") == 1
    assert consolidate([(D(1), D(2)), (None, D(100)), (D(50), None)], "ratio") == D("0.5")
    assert consolidate([(D(1), D(0)), (D(3), D(4))], "ratio") == 1


@pytest.mark.parametrize("pairs", [[(D(5), D(0))], [(D(5), D(2)), (D(1), D(-2))], [(None, None)]])
def test_a_ratio_without_a_denominator_proposes_not_applicable(pairs: list[Any]) -> None:
    assert consolidate(pairs, "ratio") is None


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ([(D(1), D(2))], "sum"),
        ([D(1)], "ratio"),
        ([D("NaN")], "sum"),
        ([(D(1), D("Infinity"))], "ratio"),
        ([D(1)], "median"),
    ],
)
def test_values_that_do_not_fit_their_consolidation_are_refused(values: list[Any], how: str) -> None:
    with pytest.raises(ValueError):
        consolidate(values, how)


def test_thirty_digits_survive_a_sum() -> None:
    long = D("123456789012345678901234567890.12")
    assert str(consolidate([long, D("0.01")], "sum")) == "123456789012345678901234567890.13"


def test_three_times_a_third_of_the_weight_is_one() -> None:
    assert weighted_total([(D(1), D("33.33"))] * 3) == 1
    assert weighted_total([(D("1.2"), D(10)), (None, D(80)), (D("0.8"), D(30))]) == D("0.9")


@pytest.mark.parametrize("items", [[], [(None, D(50)), (None, D(50))], [(D(1), D(0)), (D(2), D(0))]])
def test_without_any_weight_present_there_is_no_total(items: list[Any]) -> None:
    assert weighted_total(items) is None


@pytest.mark.parametrize("item", [(D(1), D(-1)), (D(1), D("NaN")), (D("Infinity"), D(1)), (None, D(-1))])
def test_negative_weights_and_what_is_no_number_are_refused(item: Any) -> None:
    with pytest.raises(ValueError):
        weighted_total([item])


def test_target_and_actual_cover_the_same_reported_months() -> None:
    targets, actuals = numbers("100", "200", "300"), numbers("90", None, "330")
    assert consolidate_pair(targets, actuals, "sum") == ConsolidatedPair(D(400), D(420), 2)
    assert consolidate_pair(targets, actuals, "last") == ConsolidatedPair(D(300), D(330), 2)
    assert consolidate_pair(targets, numbers("90", None, None), "last") == ConsolidatedPair(D(100), D(90), 1)


def test_a_month_without_a_target_is_left_out_of_both_unless_none_has_one() -> None:
    assert consolidate_pair(numbers("100", None), numbers("90", "50"), "sum") == ConsolidatedPair(
        D(100), D(90), 1
    )
    assert consolidate_pair(numbers(None, None), numbers("1", "0"), "min") == ConsolidatedPair(None, D(0), 2)
    assert consolidate_pair(numbers("100"), numbers(None), "sum") == ConsolidatedPair(None, None, 0)


def test_targets_of_a_ratio_may_be_pairs_or_plain_numbers() -> None:
    actuals = [(D(8), D(100)), None, (D(20), D(200))]
    pairs = [(D(8), D(100)), (D(9), D(100)), (D(12), D(200))]
    expected = D(28) / D(300)
    assert consolidate_pair(pairs, actuals, "ratio") == ConsolidatedPair(D(20) / D(300), expected, 2)
    assert consolidate_pair(numbers("0.08", "9", "0.06"), actuals, "ratio") == ConsolidatedPair(
        D("0.07"), expected, 2
    )


def test_target_and_actual_of_different_months_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        consolidate_pair(numbers("1", "2"), numbers("1"), "sum")


def test_a_kpi_over_a_period_is_scored_on_the_consolidated_pair() -> None:
    rule = KpiRule("maximize", cap=D("1.2"))
    assert achieve_period(rule, numbers("100", "100"), numbers("50", "150"), "sum").counted == 1
    assert achieve_period(rule, numbers("100", "100"), numbers(None, "150"), "sum") == (D("1.2"), D("1.5"))
    assert achieve_period(rule, numbers("100", "100"), numbers(None, None), "sum") == (None, None)


def test_step_scores_are_averaged_over_the_reported_months() -> None:
    rule = KpiRule(steps=(StepRule(">", 0, 1), StepRule("=", 0, D("0.5")), StepRule("<", 0, 0)))
    months = numbers("0.05", "0", None, "-0.1")
    assert achieve_period(rule, numbers(None, None, None, None), months, "average").counted == D("0.5")
    ratio = [(D(1), D(4)), (None, D(3)), (D(0), D(4))]
    assert achieve_period(rule, numbers(None, None, None), ratio, "ratio").counted == D("0.75")


def test_a_quiet_month_does_not_cover_an_accident() -> None:
    rule = KpiRule("minimize", zero_tolerance=True)
    assert achieve_period(rule, numbers("0", "0"), numbers("1", "0"), "last").counted == 0
    assert achieve_period(rule, numbers("0", "0"), numbers("0", "0"), "last").counted == 1
    assert achieve_period(rule, numbers("0", "0"), numbers(None, None), "last").counted is None


VALUES = st.lists(st.one_of(st.none(), st.decimals(-10_000, 10_000, places=3)), max_size=12)


def fractions(values: list[Decimal | None]) -> list[Fraction | None]:
    return [None if value is None else Fraction(value) for value in values]


@settings(max_examples=500, deadline=None)
@given(VALUES, st.sampled_from(["sum", "average", "last", "max", "min"]))
def test_consolidation_equals_the_oracle(values: list[Decimal | None], how: str) -> None:
    assert same(consolidate(values, how), oracle.consolidate(fractions(values), how))


@settings(max_examples=300, deadline=None)
@given(VALUES, VALUES)
def test_ratios_equal_the_oracle(over: list[Decimal | None], under: list[Decimal | None]) -> None:
    pairs = list(zip(over, under, strict=False))
    expected = oracle.ratio(list(zip(fractions(over), fractions(under), strict=False)))
    assert same(consolidate(pairs, "ratio"), expected)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.decimals(0, 2, places=4)), st.decimals(0, 100, places=2))))
def test_weighted_totals_equal_the_oracle(items: list[tuple[Decimal | None, Decimal]]) -> None:
    rows = [(Fraction(weight), None if value is None else Fraction(value)) for value, weight in items]
    assert same(weighted_total(items), scorecard.mean(rows))
