"""SWOT scores, position, priorities and sensitivity (domain rules §1 and §2)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cint_portal.core.rounding import display
from swot.scoring import (
    AXIS,
    DEFAULT_POSTURES,
    Category,
    Item,
    Posture,
    Quadrant,
    position,
    score_items,
    sensitivity,
)
from tests.oracles import swot as oracle
from tests.oracles.numbers import same

D = Decimal
# A busy machine draws slowly; that says nothing about the rules.
SLOW = [HealthCheck.too_slow]
CHECK = {
    "S": [(5, 4), (4, 4), (4, 3), (3, 4)],
    "W": [(5, 3), (4, 3), (3, 2)],
    "O": [(5, 4), (4, 3), (4, 4)],
    "T": [(5, 4), (4, 4), (3, 3), (4, 3)],
}
ROWS = [(tab, weight, rating) for tab, pairs in CHECK.items() for weight, rating in pairs]


def items(rows: list[tuple[str, int, int]]) -> list[Item]:
    return [Item(*row) for row in rows]


def test_the_worked_example_of_the_rules_gives_its_four_totals_and_quadrant_so() -> None:
    totals = score_items(items(ROWS)).totals
    assert [display(totals[tab], 4) for tab in "SWOT"] == [D("3.75"), D("2.75"), D("3.6923"), D("3.5625")]
    place = position(*totals.values())
    assert (display(place.x, 2), display(place.y, 2)) == (D("1.00"), D("0.13"))
    assert (place.quadrant, place.posture) == ("SO", "Expansion")
    assert [(cell, rank) for cell, _, rank in place.priorities] == [
        ("SO", 1),
        ("ST", 2),
        ("WO", 3),
        ("WT", 4),
    ]


def test_shares_and_scores_come_in_input_order_and_plain_words_read_the_totals() -> None:
    scores = score_items(items([("W", 1, 2), ("S", 1, 5), ("S", 3, 4)]))
    assert scores.items == ((1, 2), (D("0.25"), D("1.25")), (D("0.75"), 3))
    assert dict(scores.totals) == {"S": D("4.25"), "W": 2, "O": None, "T": None}


@pytest.mark.parametrize(
    ("share_over", "shares", "totals"),
    [
        ("tab", [1, 1, 1, 1], {"S": 4, "W": 2, "O": 5, "T": 1}),
        ("internal_external", ["0.6", "0.4", "0.8", "0.2"], {"S": "2.4", "W": "0.8", "O": 4, "T": "0.2"}),
        ("all", ["0.3", "0.2", "0.4", "0.1"], {"S": "1.2", "W": "0.4", "O": 2, "T": "0.1"}),
    ],
)
def test_shares_add_up_over_the_chosen_tabs(share_over: str, shares: list, totals: dict) -> None:
    scores = score_items(items([("S", 3, 4), ("W", 2, 2), ("O", 4, 5), ("T", 1, 1)]), share_over=share_over)
    assert [share for share, _ in scores.items] == [D(share) for share in shares]
    assert dict(scores.totals) == {tab: D(total) for tab, total in totals.items()}


def test_reversed_ratings_of_weaknesses_and_threats_become_severity_first() -> None:
    rows = items([("S", 2, 1), ("W", 2, 1), ("O", 2, 4), ("T", 2, 4)])
    assert dict(score_items(rows, threat_rating="reversed").totals) == {"S": 1, "W": 5, "O": 4, "T": 2}
    four = score_items(rows, threat_rating="reversed", scale_max=4).totals
    assert dict(four) == {"S": 1, "W": 4, "O": 4, "T": 1}


def test_no_items_give_four_blank_totals() -> None:
    scores = score_items([])
    assert scores.items == ()
    assert set(scores.totals.values()) == {None}


@pytest.mark.parametrize("missing", list("SWOT"))
def test_an_empty_tab_gives_no_position_never_zero(missing: str) -> None:
    totals = score_items(items([row for row in ROWS if row[0] != missing])).totals
    assert totals[missing] is None
    place = position(*totals.values())
    assert (place.x, place.y, place.quadrant, place.posture, place.priorities) == (None, None, None, None, ())
    assert sensitivity(items([row for row in ROWS if row[0] != missing])) == ()


@pytest.mark.parametrize(
    ("row", "settings_"),
    [
        (("S", 0, 3), {}),
        (("S", 6, 3), {}),
        (("S", 3, 0), {}),
        (("S", 3, 6), {}),
        (("S", 3, -1), {}),
        (("S", 5, 3), {"scale_max": 4}),
        (("S", 3, 5), {"scale_max": 4}),
        (("S", D("2.5"), 3), {}),
        (("S", 3, D("NaN")), {}),
        (("S", 3, D("Infinity")), {}),
        (("X", 3, 3), {}),
        (("S", 3, 3), {"scale_max": 10}),
        (("S", 3, 3), {"share_over": "row"}),
        (("S", 3, 3), {"threat_rating": "upside_down"}),
    ],
)
def test_what_is_off_the_scale_is_refused(row: tuple[Any, Any, Any], settings_: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        score_items([Item(*row)], **settings_)


@pytest.mark.parametrize(
    ("totals", "quadrant", "posture"),
    [
        (("3", "2", "4", "2"), "SO", "Expansion"),
        (("2", "3", "4", "2"), "WO", "Stability"),
        (("3", "2", "2", "4"), "ST", "Combination"),
        (("2", "3", "2", "4"), "WT", "Retrenchment"),
        (("3", "3", "4", "2"), "AXIS", "Combination"),
        (("3.004", "3", "4", "2"), "AXIS", "Combination"),
        (("3", "3.004", "4", "2"), "AXIS", "Combination"),
        (("3.005", "3", "4", "2"), "SO", "Expansion"),
        (("3", "2", "2.0049", "2"), "AXIS", "Combination"),
    ],
)
def test_signs_decide_the_quadrant_and_what_shows_as_zero_is_the_axis(
    totals: tuple[str, ...], quadrant: str, posture: str
) -> None:
    for axes in ("difference", "half_difference"):
        place = position(*map(D, totals), axes=axes)
        assert (place.quadrant, place.posture) == (quadrant, posture)


def test_the_axis_is_judged_before_halving() -> None:
    place = position(D("3.006"), D(3), D(4), D(2), axes="half_difference")
    assert (place.x, place.y, place.quadrant) == (D("0.003"), 1, "SO")


def test_the_mapping_of_postures_is_data() -> None:
    rows = {**DEFAULT_POSTURES, Quadrant.SO: Posture.STABILITY}
    assert position(D(3), D(2), D(3), D(2), postures=rows).posture == "Stability"
    plain = {"SO": "Retrenchment", "WO": "Stability", "ST": "Combination", "WT": "Retrenchment"}
    assert position(D(3), D(2), D(3), D(2), postures=plain).posture is Posture.RETRENCHMENT
    with pytest.raises(ValueError, match="no posture"):
        position(D(3), D(2), D(3), D(2), postures={"WO": "Stability"})
    with pytest.raises(ValueError, match="Aggression"):
        position(D(3), D(2), D(3), D(2), postures={"SO": "Aggression"})


def test_equal_sums_share_the_rank_and_keep_the_order_so_wo_st_wt() -> None:
    assert position(D(3), D(3), D(2), D(2)).priorities == tuple(
        (cell, D(5), 1) for cell in ("SO", "WO", "ST", "WT")
    )
    tied_in_the_middle = position(D(4), D(3), D(4), D(3)).priorities
    assert [(cell, rank) for cell, _, rank in tied_in_the_middle] == [
        ("SO", 1),
        ("WO", 2),
        ("ST", 2),
        ("WT", 4),
    ]
    tied_on_top = position(D(4), D(4), D(3), D(2)).priorities
    assert [(cell, rank) for cell, _, rank in tied_on_top] == [("SO", 1), ("WO", 1), ("ST", 3), ("WT", 3)]


@pytest.mark.parametrize("bad", ["-0.01", "5.01", "NaN", "Infinity"])
def test_a_total_that_no_tab_can_have_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        position(D(3), D(bad), D(3), D(3))


def test_unknown_axes_are_refused() -> None:
    with pytest.raises(ValueError, match="diagonal"):
        position(D(3), D(3), D(3), D(3), axes="diagonal")


def test_sensitivity_names_item_new_rating_and_quadrant() -> None:
    changes = sensitivity(items(ROWS))
    assert {(change.index, change.rating, change.quadrant) for change in changes} == oracle.moves(ROWS)
    assert {change.quadrant for change in changes} == {"ST"}


def test_a_position_far_from_the_axes_is_moved_by_no_single_rating() -> None:
    rows = [(tab, 3, 5 if tab in "SO" else 1) for tab in "SWOT" for _ in range(3)]
    assert sensitivity(items(rows)) == ()


def test_moving_onto_the_axis_counts_as_moving() -> None:
    rows = [("S", 3, 3), ("W", 3, 2), ("O", 3, 5), ("T", 3, 1)]
    assert (0, 2, AXIS) in {(c.index, c.rating, c.quadrant) for c in sensitivity(items(rows))}


def item_rows(scale_max: int) -> st.SearchStrategy[list[tuple[str, int, int]]]:
    numbers = st.integers(1, scale_max)
    return st.lists(st.tuples(st.sampled_from("SWOT"), numbers, numbers), max_size=16)


SHARES = st.sampled_from(["tab", "internal_external", "all"])
RATINGS = st.sampled_from(["magnitude", "reversed"])
TOTALS = st.decimals(0, 5, places=3)


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(st.sampled_from([4, 5]).flatmap(lambda top: st.tuples(st.just(top), item_rows(top))), SHARES, RATINGS)
def test_totals_and_shares_equal_the_oracle(
    scale_and_rows: tuple[int, list[tuple[str, int, int]]], share_over: str, threat_rating: str
) -> None:
    scale_max, rows = scale_and_rows
    chosen: dict[str, Any] = {
        "share_over": share_over,
        "scale_max": scale_max,
        "threat_rating": threat_rating,
    }
    scores = score_items(items(rows), **chosen)
    expected = oracle.totals(rows, **chosen)
    assert all(same(scores.totals[tab], expected[tab]) for tab in Category)
    if share_over == "tab":
        assert all(total is None or 1 <= total <= scale_max for total in scores.totals.values())


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(TOTALS, TOTALS, TOTALS, TOTALS)
def test_position_and_priorities_equal_the_oracle(s: Decimal, w: Decimal, o: Decimal, t: Decimal) -> None:
    exact = [Fraction(value) for value in (s, w, o, t)]
    place = position(s, w, o, t)
    assert place.quadrant == oracle.quadrant(*exact)
    assert [(cell, Fraction(total), rank) for cell, total, rank in place.priorities] == oracle.ranked(*exact)


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(TOTALS, TOTALS, TOTALS, TOTALS)
def test_off_the_axis_the_first_priority_is_the_quadrant_and_halving_changes_neither(
    s: Decimal, w: Decimal, o: Decimal, t: Decimal
) -> None:
    whole, half = position(s, w, o, t), position(s, w, o, t, axes="half_difference")
    assert (half.quadrant, half.priorities) == (whole.quadrant, whole.priorities)
    assert (half.x * 2, half.y * 2) == (whole.x, whole.y)
    assume(whole.quadrant is not AXIS)
    assert whole.priorities[0].cell is whole.quadrant


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(item_rows(5), SHARES, RATINGS)
def test_sensitivity_equals_trying_every_change(
    rows: list[tuple[str, int, int]], share_over: str, threat_rating: str
) -> None:
    complete = [*rows[:6], ("S", 2, 3), ("W", 2, 3), ("O", 3, 4), ("T", 2, 3)]
    chosen: dict[str, Any] = {"share_over": share_over, "threat_rating": threat_rating}
    found = sensitivity(items(complete), **chosen)
    assert {(c.index, c.rating, str(c.quadrant)) for c in found} == oracle.moves(complete, **chosen)


def test_sums_that_are_equal_in_truth_rank_equal_in_spite_of_28_digits() -> None:
    totals = score_items(
        items([("S", 3, 4), ("S", 4, 3), ("W", 1, 3), ("W", 2, 2), ("O", 3, 3), ("T", 3, 3)])
    )
    s, w = totals.totals["S"], totals.totals["W"]
    mirrored = position(s, w, w, s).priorities
    assert {cell: rank for cell, _, rank in mirrored} == {"ST": 1, "SO": 2, "WT": 2, "WO": 4}
