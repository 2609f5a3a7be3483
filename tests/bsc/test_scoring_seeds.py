"""The seeds' printed results, found again to the last printed digit (domain rules §4, Seed checks)."""

from decimal import Decimal

import pytest

from bsc.scoring import (
    APPRAISAL_GRADES,
    FIVE_COLORS,
    KpiScore,
    KpiState,
    ScorecardResult,
    grade_on,
    growth,
    scorecard_total,
    step_score,
)
from cint_portal.core.rounding import display, display_on
from tests.bsc.seed_numbers import OBJECTIVE_WEIGHTS, QUARTERS, production_engineering, slides

D = Decimal


def corporate(
    states: dict[str, KpiState] | None = None, closed: bool = False, **actuals: str
) -> ScorecardResult:
    return scorecard_total(slides(states, **actuals), perspective_weights=QUARTERS, closed=closed)


def percent(value: Decimal | None) -> str:
    assert value is not None
    return str(display_on(value, "percent"))


def test_the_corporate_slides_give_97_68_as_the_sum_of_four_perspectives() -> None:
    result = corporate()
    assert [percent(p.score) for p in result.perspectives] == ["25.80", "23.33", "24.80", "23.75"]
    assert [percent(p.average) for p in result.perspectives] == ["103.20", "93.33", "99.20", "95.00"]
    assert percent(result.total) == "97.68"
    assert result.total is not None
    assert grade_on(result.total, FIVE_COLORS).color == "biru"
    assert (result.reported, result.due, result.provisional, result.measured_weight) == (16, 16, False, 1)


def test_every_row_of_the_slides_has_its_printed_achievement() -> None:
    printed = [102, 110, 104, 100, 100, "97.5", "92.5", 90, 100, 96, 100, 100, 100, 95, 90, 100]
    assert [percent(kpi.achievement) for kpi in corporate().kpis] == [f"{D(p):.2f}" for p in printed]


def test_revenue_of_51_000_instead_of_52_000_gives_97_58() -> None:
    assert percent(corporate(Revenue="51000").total) == "97.58"


def test_market_share_not_applicable_gives_97_79_because_its_perspective_keeps_the_weight() -> None:
    result = corporate({"Market Share": KpiState.NOT_APPLICABLE})
    assert percent(result.total) == "97.79"
    assert percent(result.perspectives[1].score) == "23.44"
    assert percent(result.measured_weight) == "91.67"
    assert (result.reported, result.due, result.left_out) == (15, 15, ("Market Share",))
    assert result.gradable


def test_loyal_customers_unreported_in_an_open_month_leaves_15_of_16_and_no_colour() -> None:
    result = corporate({"Loyal Customers": KpiState.BLANK})
    assert (result.reported, result.due) == (15, 16)
    assert result.provisional
    assert not result.gradable
    assert percent(result.perspectives[1].average) == "95.00"


def test_loyal_customers_unreported_in_a_closed_month_counts_zero_and_gives_90_18() -> None:
    result = corporate({"Loyal Customers": KpiState.BLANK}, closed=True)
    assert percent(result.perspectives[1].average) == "63.33"
    assert percent(result.perspectives[1].score) == "15.83"
    assert percent(result.total) == "90.18"
    assert (result.reported, result.due, result.gradable) == (15, 16, True)


@pytest.mark.parametrize("by_perspective", [True, False])
def test_production_engineering_gives_0_915_and_grade_a_in_both_ways_of_weighting(
    by_perspective: bool,
) -> None:
    weights = OBJECTIVE_WEIGHTS if by_perspective else None
    result = scorecard_total(production_engineering(weighted=not by_perspective), perspective_weights=weights)
    assert result.total is not None
    assert display(result.total, 6) == D("0.914678")
    assert display_on(result.total, "unit") == D("0.915")
    assert grade_on(result.total, APPRAISAL_GRADES).label == "A"


def test_every_row_of_table_4_has_its_printed_weight_and_score() -> None:
    result = scorecard_total(production_engineering())
    rows = {row.key: row for kpi in result.kpis for row in (kpi, *kpi.parts)}
    printed = {
        "L.1.1": ("5.00", "97.33", "0.049"),
        "L.1.2": ("5.00", "75.00", "0.038"),
        "P.1.1": ("12.50", "83.33", "0.104"),
        "P.2.1": ("12.50", "94.74", "0.118"),
        "C.1.1": ("15.00", "100.00", "0.150"),
        "C.2.1": ("15.00", "95.00", "0.143"),
        "F.1.1/1": ("3.50", "94.44", "0.033"),
        "F.1.1/2": ("3.50", "91.58", "0.032"),
        "F.1.1/3": ("3.50", "94.74", "0.033"),
        "F.1.1/4": ("3.50", "94.74", "0.033"),
        "F.1.1/5": ("3.50", "100.00", "0.035"),
        "F.2.2": ("17.50", "84.00", "0.147"),
    }
    for code, (weight, value, score) in printed.items():
        row = rows[code]
        assert row.contribution is not None
        found = (percent(row.weight), percent(row.achievement), str(display_on(row.contribution, "unit")))
        assert found == (weight, value, score), code
    assert percent(rows["F.1.1"].weight) == "17.50"
    assert percent(rows["F.1.1"].achievement) == "95.10"
    assert (result.reported, result.due) == (8, 8)
    assert result.weights_sum == 100


def test_production_engineering_with_the_target_of_table_3_gives_0_903() -> None:
    result = scorecard_total(production_engineering(L_1_1="100"))
    assert result.total is not None
    assert display_on(result.total, "unit") == D("0.903")


def test_three_of_four_kpis_in_a_closed_month_give_73_25_and_with_accepted_n_a_97_67() -> None:
    def total(state: KpiState) -> ScorecardResult:
        figures = [KpiScore(n, D(value), D(25)) for n, value in enumerate(("1.00", "0.95", "0.98"))]
        return scorecard_total([*figures, KpiScore("blank", weight=D(25), state=state)], closed=True)

    assert percent(total(KpiState.BLANK).total) == "73.25"
    accepted = total(KpiState.NOT_APPLICABLE)
    assert percent(accepted.total) == "97.67"
    assert percent(accepted.measured_weight) == "75.00"


def test_a_real_30_percent_gives_80_75_so_silence_never_pays() -> None:
    figures = [KpiScore(n, D(value), D(25)) for n, value in enumerate(("1.00", "0.95", "0.98", "0.30"))]
    assert percent(scorecard_total(figures).total) == "80.75"


@pytest.mark.parametrize(
    ("november", "december", "score"),
    [("80", "84", "1"), ("80", "80", "0.5"), ("80", "79", "0"), (None, "84", None), (None, None, None)],
)
def test_growth_of_the_carton_scorecards_own_total(
    november: str | None, december: str | None, score: str | None
) -> None:
    rules = [(">", D(0), D(1)), ("=", D(0), D("0.5")), ("<", D(0), D(0))]
    months = [None if text is None else D(text) for text in (december, november)]
    january = step_score(growth(*months), rules)
    assert january == (None if score is None else D(score))
    aspects = dict.fromkeys(("F", "C", "I", "L"), D(25))
    rows = [KpiScore("growth", january, perspective="F")]
    rows += [KpiScore(aspect, D(1), perspective=aspect) for aspect in ("C", "I", "L")]
    result = scorecard_total(rows, perspective_weights=aspects)
    assert result.total == (1 if january is None else (3 + january) / 4)
    assert result.kpis[0].state == ("n/a" if january is None else "verified")


def test_a_joint_kpi_has_one_figure_and_a_score_in_each_of_three_scorecards() -> None:
    contributions = []
    for weight in (D(10), D(15), D(20)):
        rows = [KpiScore("joint", D("0.9"), weight), KpiScore("own", D(1), 100 - weight)]
        contributions.append(scorecard_total(rows).kpis[0].contribution)
    assert contributions == [D("0.09"), D("0.135"), D("0.18")]
