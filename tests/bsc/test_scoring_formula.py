"""Formulas over other KPIs: exact arithmetic over symbols, and nothing that is not arithmetic."""

from decimal import Decimal

import pytest

from bsc.scoring import evaluate, formula_symbols

D = Decimal


@pytest.mark.parametrize(
    ("expression", "values", "expected"),
    [
        ("A / B * 100", {"A": 9, "B": 12}, D(75)),
        ("(A − B) ÷ B × 100", {"A": 12, "B": 10}, D(20)),
        ("= a + b", {"A": 1, "B": 2}, D(3)),
        ("A * 0,1", {"A": 3}, D("0.3")),
        ("A * 0.1", {"A": 3}, D("0.3")),
        ("-A + 5", {"A": 2}, D(3)),
        ("MAX(A; B) - MIN(A; B)", {"A": 4, "B": 9}, D(5)),
        ("ABS(A)", {"A": D("-2.5")}, D("2.5")),
        ("A : B", {"A": 1, "B": 4}, D("0.25")),
    ],
)
def test_a_formula_is_worked_out_as_it_is_written(expression: str, values: dict[str, D], expected: D) -> None:
    assert evaluate(expression, values) == expected


def test_the_arithmetic_inside_is_exact() -> None:
    assert evaluate("A / 3 + A / 3 + A / 3", {"A": D(1)}) == 1


def test_a_division_by_zero_has_no_result() -> None:
    assert evaluate("A / B", {"A": D(1), "B": D(0)}) is None


def test_the_symbols_of_a_formula_are_named_once() -> None:
    assert formula_symbols("a / (B + A) * 100") == {"A", "B"}
    assert formula_symbols("100") == frozenset()


def test_a_symbol_without_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="no value for B"):
        evaluate("A / B", {"A": D(1)})


@pytest.mark.parametrize(
    "expression",
    [
        "", "A +", "(A", "A B", "A ** 9", "A % 2", "A // 2", "G + 1", "AA", "A.real", "A[0]", "A, B", "[A]",
        "A if B else C", "A == B", "A and B", "not A", "lambda: A", "'x'", "True", "None", "1e400", "1j",
        "MIN(A)", "ABS(A; B)", "MAX", "A(1)", "print(A)", "__import__('os')", "MAX(A, B, key=C)", "MAX(*A)",
        "A := 1", "A; B", "9" * 400, "-" * 60 + "A", "10000000000000",
    ],
)  # fmt: skip
def test_whatever_is_not_plain_arithmetic_is_refused(expression: str) -> None:
    with pytest.raises(ValueError):
        formula_symbols(expression)
