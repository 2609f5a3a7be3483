"""A random year, stored and read through the selectors, against the same year added up by hand."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from bsc.models import Measure, MeasureTarget, Scorecard
from bsc.periods import View
from realization.selectors.results.compute import Scores
from realization.selectors.results.reading import read_book
from realization.selectors.results.spans import Span
from realization.selectors.results.totals import total_of
from realization.selectors.sight import THE_PORTAL
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.oracles import year as oracle
from tests.oracles.numbers import same, shown
from tests.oracles.periods import MEASURED, months
from tests.realization.builders import a_kpi, a_measure, a_scorecard, an_objective
from tests.realization.results_scenes import Figure, sent
from tests.realization.seeded import close

LANES = ("financial", "customer", "process", "learning")
CAP = Fraction(6, 5)


def drawn_row(dice: random.Random, number: int) -> oracle.Row:
    how = dice.choice(["sum", "average", "last", "max", "min", "ratio"])
    frequency = dice.choice(["monthly", "monthly", "quarterly", "half-yearly", "yearly"])
    due = MEASURED[frequency]

    def figure() -> oracle.Typed:
        kind = dice.random()
        if kind < 0.2:
            return None
        if kind < 0.3:
            return "n/a"
        value = Fraction(dice.randint(1, 20_000), 100)
        return (value, Fraction(dice.randint(0, 3) * 50)) if how == "ratio" else value

    return oracle.Row(
        lane=dice.randrange(4) if number >= 4 else number,
        weight=Fraction(dice.randint(1, 40)),
        how=how,
        polarity=dice.choice(["maximize", "minimize"]),
        frequency=frequency,
        is_cumulative=dice.random() < 0.4,
        targets={month: Fraction(dice.randint(1, 15_000), 100) for month in due},
        typed={month: figure() for month in due},
    )


def stored(
    company: Company, rows: list[oracle.Row], weights: list[Fraction] | None, closed: set[int]
) -> Scorecard:
    """The drawn year in the tables."""
    weighting = "kpi" if weights is None else "perspective"
    scorecard = a_scorecard(
        company.department, company.cycle, Scorecard.Status.ESTABLISHED, weighting=weighting
    )
    for number, kind in enumerate(LANES):
        weight = None if weights is None else _decimal(weights[number])
        with unlocked():
            scorecard.perspectives.filter(kind=kind).update(weight=weight)
    objectives = [an_objective(scorecard, lane) for lane in LANES]
    measures = []
    for number, row in enumerate(rows):
        measures.append(_measure(company, number, row))
        weight = _decimal(row.weight) if weights is None else None
        a_kpi(objectives[row.lane], measures[-1], weight=weight, position=number)
    for month in range(1, 13):
        figures = {
            m: _figure(row.typed[month]) for m, row in zip(measures, rows, strict=True) if month in row.typed
        }
        sent(company.department, company.cycle, month, figures)
    close(company.cycle, company.cms_head, *sorted(closed))
    return scorecard


def _measure(company: Company, number: int, row: oracle.Row) -> Measure:
    measure = a_measure(
        company.department,
        company.cycle,
        name=f"KPI {number}",
        target=None,
        polarity=row.polarity,
        consolidation=row.how,
        frequency=row.frequency.replace("-", "_"),
        input_mode="cumulative" if row.is_cumulative else "monthly",
    )
    MeasureTarget.objects.bulk_create(
        MeasureTarget(measure=measure, month=month, value=_decimal(value))
        for month, value in row.targets.items()
    )
    return measure


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _figure(typed: oracle.Typed) -> Figure:
    if isinstance(typed, tuple):
        return (_decimal(typed[0]), _decimal(typed[1]))  # type: ignore[return-value]
    return _decimal(typed) if isinstance(typed, Fraction) else typed


@pytest.mark.parametrize("seed", range(6))
def test_a_random_year_equals_the_year_added_up_by_hand(company: Company, seed: int) -> None:
    dice = random.Random(seed)
    rows = [drawn_row(dice, number) for number in range(9)]
    weights = [Fraction(dice.randint(5, 50)) for _ in LANES] if seed % 2 else None
    closed = set(range(1, dice.randint(3, 11)))
    scorecard = stored(company, rows, weights, closed)
    for through in (dice.randint(2, 11), 12):
        now = at(f"2027-{through + 1:02d}-25 09:00") if through < 12 else at("2028-01-25 09:00")
        scores = Scores(read_book(scorecard, now, THE_PORTAL))
        for view in View:
            for month in range(1, 13):
                span = Span(2027, view, month, through)
                found = [oracle.score(row, months(month, view), closed, through, CAP) for row in rows]
                expected = oracle.total(rows, found, weights)
                result = scores.total(span.months)
                assert result.provisional is any(score.waits for score in found)
                assert (result.total is None) is (expected is None)
                if expected is not None:
                    assert abs(Fraction(result.total) - expected) < Fraction(1, 10**20)  # type: ignore[arg-type]
                    assert same(total_of(scores, span).number, shown(expected * 100, 2))
