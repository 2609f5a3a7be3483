"""Totals of scorecards: weighting, what is left out, what counts zero (domain rules §4)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bsc.scoring import METHOD_VERSION, KpiScore, KpiState, scorecard_total, weights_add_up

D = Decimal
TWO = {"A": D(60), "B": D(40)}


def kpi(key: str, value: str | None = "1", *, to: str = "A", **more: Any) -> KpiScore:
    return KpiScore(key, None if value is None else D(value), perspective=to, **more)


def test_kpis_without_a_weight_share_what_the_given_ones_leave_of_their_perspective() -> None:
    rows = [kpi("a", weight=D(30)), kpi("b"), kpi("c"), kpi("d", to="B")]
    result = scorecard_total(rows, perspective_weights=TWO)
    assert [row.weight for row in result.kpis] == [D("0.3"), D("0.15"), D("0.15"), D("0.4")]


def test_weights_that_are_all_given_inside_a_perspective_are_points_of_it() -> None:
    rows = [kpi("a", "0.5", weight=D(1)), kpi("b", "1", weight=D(3)), kpi("c", "1", to="B")]
    result = scorecard_total(rows, perspective_weights=TWO)
    assert [row.weight for row in result.kpis] == [D("0.15"), D("0.45"), D("0.4")]
    assert result.total == D("0.925")


def test_given_weights_above_their_perspective_are_refused() -> None:
    with pytest.raises(ValueError, match="exceed"):
        scorecard_total([kpi("a", weight=D(70)), kpi("b")], perspective_weights=TWO)


def test_an_empty_perspective_gives_its_weight_to_the_others() -> None:
    rows = [kpi("a", "0.8"), kpi("b", None, to="B", state="not due")]
    result = scorecard_total(rows, perspective_weights=TWO)
    assert result.total == D("0.8")
    assert [p.effective_weight for p in result.perspectives] == [1, 0]
    assert (result.perspectives[1].average, result.perspectives[1].score) == (None, None)
    assert result.measured_weight == D("0.6")
    assert scorecard_total([kpi("a", "0.8")], perspective_weights=TWO).measured_weight == 1


def test_not_applicable_renormalises_inside_the_perspective_but_flat_with_explicit_weights() -> None:
    rows = [
        kpi("a", "1", weight=D(30)),
        kpi("b", None, weight=D(30), state="n/a"),
        kpi("c", "0.5", to="B", weight=D(40)),
    ]
    inside = scorecard_total(rows, perspective_weights=TWO)
    flat = scorecard_total(rows)
    assert inside.total == D("0.8")
    assert flat.total == D(50) / D(70)
    assert [row.effective_weight for row in inside.kpis] == [D("0.6"), 0, D("0.4")]
    assert inside.measured_weight == flat.measured_weight == D("0.7")
    assert inside.left_out == flat.left_out == ("b",)


@pytest.mark.parametrize("state", ["n/a", "not due"])
def test_what_is_not_measured_is_neither_due_nor_zero_even_when_closed(state: str) -> None:
    rows = [kpi("a", "0.9", weight=D(50)), kpi("b", None, weight=D(50), state=state)]
    result = scorecard_total(rows, closed=True)
    assert (result.total, result.reported, result.due, result.provisional) == (D("0.9"), 1, 1, False)
    assert (result.kpis[1].counted, result.kpis[1].contribution) == (None, None)


def test_a_blank_is_left_out_while_open_and_zero_when_closed_unless_the_cycle_says_otherwise() -> None:
    rows = [kpi("a", "0.9", weight=D(50)), kpi("b", None, weight=D(50), state="blank")]
    opened, closed = scorecard_total(rows), scorecard_total(rows, closed=True)
    lenient = scorecard_total(rows, closed=True, blank_in_closed="left_out")
    assert (opened.total, opened.provisional, opened.gradable) == (D("0.9"), True, False)
    assert (closed.total, closed.provisional, closed.gradable) == (D("0.45"), False, True)
    assert (lenient.total, lenient.provisional, lenient.gradable) == (D("0.9"), False, True)
    assert [r.kpis[1].counted for r in (opened, closed, lenient)] == [None, 0, None]
    assert [r.reported for r in (opened, closed, lenient)] == [1, 1, 1]
    assert closed.kpis[1].state is KpiState.BLANK


def test_a_figure_of_zero_counts_as_zero_in_every_period() -> None:
    rows = [kpi("a", "0.9", weight=D(50)), kpi("b", "0", weight=D(50))]
    assert scorecard_total(rows).total == scorecard_total(rows, closed=True).total == D("0.45")


def test_a_value_without_a_score_is_not_applicable() -> None:
    rows = [kpi("a", "0.9", weight=D(50)), kpi("b", None, weight=D(50))]
    result = scorecard_total(rows, closed=True)
    assert (result.total, result.due, result.kpis[1].state) == (D("0.9"), 1, "n/a")


def test_the_state_decides_even_when_a_figure_is_there() -> None:
    rows = [kpi("a", "0.9", weight=D(50)), kpi("b", "0.1", weight=D(50), state="n/a")]
    result = scorecard_total(rows)
    assert (result.total, result.kpis[1].achievement) == (D("0.9"), D("0.1"))


def test_unverified_figures_count_and_are_marked() -> None:
    rows = [kpi("a", "0.9", weight=D(50)), kpi("b", "0.5", weight=D(50), state="unverified")]
    result = scorecard_total(rows)
    assert (result.total, result.unverified, result.provisional, result.reported) == (
        D("0.7"),
        True,
        False,
        2,
    )
    assert not scorecard_total(rows[:1]).unverified


@pytest.mark.parametrize("closed", [True, False])
def test_a_review_takes_verified_figures_only_and_never_counts_waiting_ones_zero(closed: bool) -> None:
    rows = [kpi("a", "0.9", weight=D(50)), kpi("b", "0.5", weight=D(50), state="unverified")]
    result = scorecard_total(rows, verified_only=True, closed=closed)
    assert (result.total, result.unverified, result.provisional) == (D("0.9"), False, True)
    assert (result.reported, result.due) == (1, 2)


def test_months_missed_in_a_period_count_zero_within_the_kpi() -> None:
    rows = [kpi("a", "0.9", weight=D(100), reported=5, missed=1)]
    assert scorecard_total(rows).total == D("0.75")
    assert scorecard_total(rows).kpis[0].achievement == D("0.9")
    assert scorecard_total(rows, blank_in_closed="left_out").total == D("0.9")


def test_a_blank_kpi_with_missed_closed_months_counts_zero_though_the_last_month_is_open() -> None:
    rows = [kpi("a", weight=D(50)), kpi("b", None, weight=D(50), state="blank", missed=2)]
    result = scorecard_total(rows)
    assert (result.total, result.provisional) == (D("0.5"), True)


def test_an_awaited_month_makes_the_total_provisional_until_the_period_is_closed() -> None:
    rows = [kpi("a", "0.9", weight=D(100), reported=5, awaited=True)]
    opened, closed = scorecard_total(rows), scorecard_total(rows, closed=True)
    assert (opened.total, opened.provisional, opened.reported, opened.due) == (D("0.9"), True, 0, 1)
    assert (closed.total, closed.provisional) == (D("0.9"), False)


def parts(
    *values: str | None, states: dict[int, str] | None = None, weight: Any = None
) -> tuple[KpiScore, ...]:
    return tuple(
        KpiScore(f"p{n}", None if v is None else D(v), weight, state=(states or {}).get(n, "verified"))
        for n, v in enumerate(values)
    )


def test_sub_indicators_renormalise_inside_their_parent_with_perspective_weights() -> None:
    rows = [
        kpi("a", "1"),
        kpi("b", None, parts=parts("0.5", None, states={1: "n/a"})),
        kpi("c", "1", to="B"),
    ]
    result = scorecard_total(rows, perspective_weights=TWO)
    parent = result.kpis[1]
    assert result.total == D("0.85")
    assert (parent.counted, parent.weight, parent.contribution) == (D("0.5"), D("0.3"), D("0.15"))
    assert [part.effective_weight for part in parent.parts] == [D("0.3"), 0]


def test_sub_indicators_with_explicit_weights_renormalise_flat() -> None:
    rows = [
        KpiScore("a", D(1), D(50)),
        KpiScore("b", parts=parts("0.5", None, states={1: "n/a"}, weight=D(25))),
    ]
    result = scorecard_total(rows)
    assert result.total == D("62.5") / D(75)
    assert result.weights_sum == 100
    assert result.kpis[1].weight == D("0.5")


@pytest.mark.parametrize(
    ("states", "parent", "reported", "due"),
    [
        ({}, "verified", 1, 1),
        ({0: "unverified"}, "unverified", 1, 1),
        ({0: "unverified", 1: "blank"}, "blank", 0, 1),
        ({0: "n/a", 1: "not due"}, "not due", 0, 0),
        ({0: "n/a", 1: "n/a"}, "n/a", 0, 0),
        ({0: "n/a"}, "verified", 1, 1),
    ],
)
def test_a_parent_is_as_ready_as_its_least_ready_part(
    states: dict[int, str], parent: str, reported: int, due: int
) -> None:
    values = [None if states.get(n) in {"n/a", "not due", "blank"} else "1" for n in range(2)]
    result = scorecard_total([KpiScore("b", parts=parts(*values, states=states, weight=D(50)))])
    assert (result.kpis[0].state, result.reported, result.due) == (parent, reported, due)


def test_nothing_measured_gives_no_total_instead_of_zero() -> None:
    for rows in ([], [kpi("a", None, weight=D(100), state="n/a")], [kpi("a", "1", weight=D(0))]):
        result = scorecard_total(rows)
        assert (result.total, result.measured_weight, result.gradable) == (None, 0, False)
    assert scorecard_total([kpi("a")], perspective_weights={"A": D(0)}).total is None
    assert scorecard_total([], perspective_weights=TWO).total is None


def test_weights_that_do_not_add_up_are_normalised_and_their_sum_is_shown() -> None:
    thirds = [kpi(key, weight=D("33.33")) for key in "abc"]
    result = scorecard_total(thirds)
    assert (result.total, result.weights_sum) == (1, D("99.99"))
    assert scorecard_total([kpi("a", "0.5", weight=D(7))]).total == D("0.5")


def test_contributions_and_weights_of_a_scorecard_add_up() -> None:
    rows = [kpi("a", "0.7"), kpi("b", "1.2"), kpi("c", None, state="n/a"), kpi("d", "0.4", to="B")]
    result = scorecard_total(rows, perspective_weights=TWO)
    assert sum(row.contribution or 0 for row in result.kpis) == result.total
    assert sum(row.effective_weight for row in result.kpis) == 1
    assert sum(p.score or 0 for p in result.perspectives) == result.total
    assert result.method == METHOD_VERSION


def test_explicit_weights_still_give_averages_per_perspective() -> None:
    rows = [kpi("a", "1", weight=D(20)), kpi("b", "0.5", weight=D(20)), kpi("c", "0.9", to="B", weight=D(60))]
    result = scorecard_total(rows)
    assert [(p.key, p.weight, p.average, p.score) for p in result.perspectives] == [
        ("A", D("0.4"), D("0.75"), D("0.3")),
        ("B", D("0.6"), D("0.9"), D("0.54")),
    ]


@pytest.mark.parametrize(
    ("rows", "weights"),
    [
        ([kpi("a")], None),
        ([kpi("a", weight=D(-1))], None),
        ([kpi("a", weight=D("NaN"))], None),
        ([kpi("a", "Infinity", weight=D(1))], None),
        ([kpi("a", to="C")], TWO),
        ([kpi("a")], {"A": D(-1)}),
        ([kpi("a", weight=D(1)), kpi("a", weight=D(1))], None),
        ([kpi("a", weight=D(1), state="lost")], None),
        ([kpi("a", weight=D(1), reported=0)], None),
        ([kpi("a", weight=D(1), missed=-1)], None),
        ([KpiScore("b", weight=D(1), parts=parts("1", weight=D(1)))], None),
        ([KpiScore("b", parts=parts("1"))], None),
        ([KpiScore("b", D(1), perspective="A", parts=parts("1"))], TWO),
        ([KpiScore("b", perspective="A", parts=(kpi("x", None, parts=parts("1")),))], TWO),
        ([KpiScore("b", perspective="A", parts=(KpiScore("x", D(1), D(1)), KpiScore("y", D(1))))], TWO),
    ],
)
def test_a_scorecard_that_makes_no_sense_is_refused(rows: list[KpiScore], weights: Any) -> None:
    with pytest.raises(ValueError):
        scorecard_total(rows, perspective_weights=weights)


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="half"):
        scorecard_total([], blank_in_closed="half")


def test_the_order_of_the_rows_changes_no_number() -> None:
    rows = [kpi("a", "0.7", weight=D(10)), kpi("b", "1.1", weight=D(20)), kpi("c", "0.4", weight=D(70))]
    assert scorecard_total(rows).total == scorecard_total(rows[::-1]).total
    assert scorecard_total([replace(row, weight=row.weight * 2) for row in rows]).total == D("0.57")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("weights", "answer"),
    [
        ([D("33.33")] * 3, True),
        ([D(100)], True),
        ([D("100.01")], True),
        ([D("100.02")], False),
        ([D("99.98")], False),
        ([], False),
    ],
)
def test_weights_add_up_within_a_hundredth(weights: list[Decimal], answer: bool) -> None:
    assert weights_add_up(weights) is answer
