"""Random scorecards against averages computed from the bottom up, to the last digit."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bsc.scoring import KpiScore, scorecard_total
from tests.oracles import scorecard as oracle
from tests.oracles.numbers import same

# A busy machine draws slowly; that says nothing about the rules.
SLOW = [HealthCheck.too_slow]
VALUES = st.one_of(st.none(), st.integers(0, 12_000).map(lambda n: Decimal(n).scaleb(-4)))
WEIGHTS = st.integers(0, 4000).map(lambda n: Decimal(n).scaleb(-2))
STATES = st.sampled_from(["verified", "unverified", "blank", "not due", "n/a"])


@dataclass(frozen=True)
class Row:
    """A drawn KPI; `figures` are its sub-indicators, or its one figure."""

    weight: Decimal | None
    figures: list[tuple[Decimal, Decimal | None, str]]


ROWS = st.builds(Row, st.none(), st.lists(st.tuples(WEIGHTS, VALUES, STATES), min_size=1, max_size=3))
SCORECARDS = st.lists(st.tuples(WEIGHTS, st.lists(ROWS, max_size=3)), max_size=4)


def counted(value: Decimal | None, state: str, closed: bool) -> Fraction | None:
    if state == "blank":
        return Fraction(0) if closed else None
    return None if value is None or state in {"not due", "n/a"} else Fraction(value)


def as_kpi(row: Row, perspective: int, keys: "count[int]", explicit: bool) -> KpiScore:
    leaves = tuple(KpiScore(next(keys), value, weight, state=state) for weight, value, state in row.figures)
    if len(leaves) == 1:
        return replace(leaves[0], perspective=perspective, weight=leaves[0].weight if explicit else None)
    return KpiScore(next(keys), perspective=perspective, parts=leaves)


def as_oracle(row: Row, closed: bool) -> object:
    values = [(Fraction(weight), counted(value, state, closed)) for weight, value, state in row.figures]
    return values[0][1] if len(values) == 1 else values


@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
@given(SCORECARDS, st.booleans())
def test_totals_by_perspective_equal_averages_of_averages(
    drawn: list[tuple[Decimal, list[Row]]], closed: bool
) -> None:
    keys = count()
    rows = [as_kpi(row, n, keys, False) for n, (_, own) in enumerate(drawn) for row in own]
    result = scorecard_total(
        rows, perspective_weights={n: weight for n, (weight, _) in enumerate(drawn)}, closed=closed
    )
    sheet = [(Fraction(weight), [(None, as_oracle(row, closed)) for row in own]) for weight, own in drawn]
    assert same(result.total, oracle.by_perspective(sheet))
    for found, (weight, kpis) in zip(result.perspectives, sheet, strict=True):
        expected = oracle.perspective_average(weight, kpis) if weight else None
        assert same(found.average, expected)


@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
@given(SCORECARDS, st.booleans())
def test_totals_with_explicit_weights_equal_one_flat_average(
    drawn: list[tuple[Decimal, list[Row]]], closed: bool
) -> None:
    keys = count()
    rows = [as_kpi(row, n, keys, True) for n, (_, own) in enumerate(drawn) for row in own]
    figures = [figure for _, own in drawn for row in own for figure in row.figures]
    flat = [(Fraction(weight), counted(value, state, closed)) for weight, value, state in figures]
    result = scorecard_total(rows, closed=closed)
    assert same(result.total, oracle.mean(flat))
    assert Fraction(result.weights_sum) == sum((weight for weight, _ in flat), Fraction(0))
    whole = sum((weight for weight, _ in flat), Fraction(0))
    present = sum((weight for weight, value in flat if value is not None), Fraction(0))
    assert same(result.measured_weight, present / whole if whole else Fraction(0))
