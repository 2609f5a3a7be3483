"""Targets and score tables as people write them into the company's forms."""

from decimal import Decimal

import pytest

from bsc.excel.targets import (
    Calculation,
    Target,
    TargetError,
    calculation_text,
    month_text,
    read_calculation,
    read_month,
    read_steps,
    read_target,
    target_text,
)

GROWTH = (("\u003e", "0", "1"), ("=", "0", "0.5"), ("<", "0", "0"))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("> 0", Target(">", Decimal(0))),
        (">0%", Target(">", Decimal(0))),
        ("max 24", Target("≤", Decimal(24))),
        ("Maks. 24", Target("≤", Decimal(24))),
        ("maksimal 24", Target("≤", Decimal(24))),
        ("min 90", Target("≥", Decimal(90))),
        ("≥ 95", Target("≥", Decimal(95))),
        (">= 95,5 %", Target("≥", Decimal("95.5"))),
        ("<= 1.250", Target("≤", Decimal(1250))),
        ("= 100", Target("=", Decimal(100))),
        ("lebih dari 3", Target(">", Decimal(3))),
        ("95", Target("", Decimal(95))),
        ("(500)", Target("", Decimal(-500))),
        ("-500", Target("", Decimal(-500))),
        ("≥ -500", Target("≥", Decimal(-500))),
        ("Rp 350 jt", Target("", Decimal(350_000_000))),
        ("max Rp 350 jt", Target("≤", Decimal(350_000_000))),
        ("90 – 100", Target("between", None, Decimal(90), Decimal(100))),
        ("90-100", Target("between", None, Decimal(90), Decimal(100))),
        ("90 s/d 100 %", Target("between", None, Decimal(90), Decimal(100))),
        ("antara 90 dan 100", Target("between", None, Decimal(90), Decimal(100))),
        ("-5 s.d. -1", Target("between", None, Decimal(-5), Decimal(-1))),
        ("≥ 95 [90 s.d. 100]", Target("≥", Decimal(95), Decimal(90), Decimal(100))),
        ("", Target()),
    ],
)
def test_a_target_is_read_with_its_comparator(text: str, target: Target) -> None:
    assert read_target(text) == target


@pytest.mark.parametrize("text", ["sesuai jadwal", ">", "> x", "100 – 90", "3 kali", "1,2,3", "95 [satu]"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(TargetError):
        read_target(text)


@pytest.mark.parametrize(
    "target",
    [
        Target("≥", Decimal("1250.5")),
        Target("<", Decimal("0.125")),
        Target("", Decimal("-0.000001")),
        Target("≥", Decimal("1.125")),
        Target("≤", Decimal(123456789012345678)),
        Target("between", None, Decimal(-5), Decimal("1.5")),
        Target("=", Decimal(95), Decimal(90), Decimal(100)),
        Target(),
    ],
)
def test_what_is_written_is_read_as_the_same(target: Target) -> None:
    assert read_target(target_text(target)) == target


SEED = """1. Nilai B : $B = \\{(X_{n-1} - X_{n-2}) / X_{n-2}\\} \\times 100\\%$
dimana: n= bulan berjalan
2. Nilai D : B > 0% ; D = 1
B = 0% ; D = 0,5
B < 0% ; D = 0"""


def test_the_seeds_calculation_gives_formula_and_score_table() -> None:
    found = read_calculation(SEED)
    assert found.steps == GROWTH
    assert found.text.startswith("$B =")
    assert "bulan berjalan" in found.text
    assert read_calculation(calculation_text(found)) == found


def test_a_calculation_without_a_table_is_text_alone() -> None:
    assert read_calculation("A ÷ B × 100") == Calculation("A ÷ B × 100")
    assert calculation_text(Calculation("A ÷ B × 100")) == "A ÷ B × 100"
    assert read_calculation(calculation_text(Calculation("", GROWTH))) == Calculation("", GROWTH)


def test_a_score_table_knows_ranges_percent_and_arrows() -> None:
    assert read_steps("B 1 s.d. 5 → 0,8\nB > 5 : 100 %\n\nB < 1 -> D = 0") == (
        ("between", ("1", "5"), "0.8"),
        (">", "5", "1"),
        ("<", "1", "0"),
    )


@pytest.mark.parametrize("text", ["Sangat baik = 5", "B > 0", "B 0 ; D = 1", "B > 0 ; D = baik"])
def test_a_line_that_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(TargetError):
        read_steps(text)


def test_a_month_may_hold_a_ratio() -> None:
    assert read_month("1.250,5") == (Decimal("1250.5"), None)
    assert read_month("95 / 100") == (Decimal(95), Decimal(100))
    assert read_month(month_text(Decimal(95), Decimal(100))) == (Decimal(95), Decimal(100))
    with pytest.raises(TargetError):
        read_month("95 / x")
