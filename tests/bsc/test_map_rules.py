"""Chains, order, places and lines of a strategy map: pure, deterministic, nothing overlapping."""

import itertools
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bsc.rules.chains import chain_of, closing_path
from bsc.rules.map_layout import Lane, MapLayout, lay_out
from bsc.rules.map_order import MOST_IN_A_ROW, crossings, ordered_rows
from bsc.rules.map_text import text_width, wrapped

Arrow = tuple[int, int]


# --- Chains ---------------------------------------------------------------------------------------------


def test_an_arrow_that_closes_a_circle_is_found_with_the_shortest_way_back() -> None:
    arrows = [(1, 2), (2, 3), (1, 4), (4, 3)]
    assert closing_path(arrows, cause=3, effect=1) == [1, 2, 3]
    assert closing_path(arrows, cause=1, effect=3) is None
    assert closing_path(arrows, cause=2, effect=2) == [2], "an objective is no cause of itself"


def test_a_chain_has_all_causes_and_all_effects_but_no_cousins() -> None:
    arrows = [(1, 2), (2, 3), (1, 4), (5, 3)]
    assert chain_of(arrows, 2) == {1, 2, 3}
    assert chain_of(arrows, 1) == {1, 2, 3, 4}
    assert chain_of([], 7) == {7}


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25))
def test_adding_only_what_closes_no_circle_never_makes_one(wanted: list[Arrow]) -> None:
    arrows: list[Arrow] = []
    for cause, effect in wanted:
        if closing_path(arrows, cause, effect) is None:
            arrows.append((cause, effect))
    left = set(range(7))
    while True:
        ends = {key for key in left if not any(cause == key and effect in left for cause, effect in arrows)}
        if not ends:
            break
        left -= ends
    assert not left, "a graph without circles can be taken apart from its ends"


# --- Order ----------------------------------------------------------------------------------------------


def test_arrows_that_cross_are_uncrossed() -> None:
    rows = ordered_rows([(1, 2, 3), (4, 5, 6)], [(4, 3), (5, 2), (6, 1)])
    assert crossings(rows.items, rows.ways) == 0


def test_an_effect_in_the_same_lane_stands_above_its_cause() -> None:
    rows = ordered_rows([(1, 2), (3,)], [(2, 1), (3, 2)])
    assert rows.items == ((3,), (2,), (1,))
    assert rows.lane_of == (1, 0, 0)


def test_a_full_lane_is_set_in_two_even_rows() -> None:
    keys = tuple(range(MOST_IN_A_ROW + 1))
    rows = ordered_rows([keys], [])
    assert [len(row) for row in rows.items] == [3, 3]


def test_an_arrow_over_a_lane_passes_between_its_boxes() -> None:
    rows = ordered_rows([(1,), (2,), (3,)], [(3, 1)])
    assert rows.ways == ((3, (0, 1), 1),)
    assert set(rows.items[1]) == {2, (0, 1)}


def test_the_order_is_near_the_best_there_is() -> None:
    random.seed(5)
    for _round in range(20):
        arrows = sorted({(random.randint(10, 13), random.randint(0, 3)) for _ in range(7)})
        rows = ordered_rows([(0, 1, 2, 3), (10, 11, 12, 13)], arrows)
        best = min(
            crossings((low, high), [(cause, effect) for cause, effect in arrows])
            for low in itertools.permutations((10, 11, 12, 13))
            for high in itertools.permutations((0, 1, 2, 3))
        )
        assert crossings(rows.items, rows.ways) <= best + 1


# --- Places ---------------------------------------------------------------------------------------------


@st.composite
def maps(draw: st.DrawFn) -> tuple[list[Lane], dict[int, str], list[Arrow]]:
    """Up to five lanes with up to eight boxes and arrows without circles."""
    counts = draw(st.lists(st.integers(0, 8), min_size=1, max_size=5))
    keys = iter(range(sum(counts)))
    lanes = [
        Lane(n, f"Perspektif {n}", tuple(itertools.islice(keys, count))) for n, count in enumerate(counts)
    ]
    total = sum(counts)
    pairs = st.tuples(st.integers(0, max(total - 1, 0)), st.integers(0, max(total - 1, 0)))
    arrows: list[Arrow] = []
    for cause, effect in draw(st.lists(pairs, max_size=20)) if total else []:
        if (cause, effect) not in arrows and closing_path(arrows, cause, effect) is None:
            arrows.append((cause, effect))
    names = draw(st.lists(st.text("abc DEF", max_size=60), min_size=total, max_size=total))
    return lanes, dict(enumerate(names)), arrows


@settings(max_examples=40, deadline=None)
@given(maps())
def test_no_box_overlaps_another_or_leaves_its_lane(
    drawn: tuple[list[Lane], dict[int, str], list[Arrow]],
) -> None:
    lanes, names, arrows = drawn
    layout = lay_out(lanes, names, arrows)
    assert [box.key for box in layout.boxes] == [key for lane in lanes for key in lane.boxes]
    for one, other in itertools.combinations(layout.boxes, 2):
        apart = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    bands = {band.key: band for band in layout.bands}
    for lane in lanes:
        band = bands[lane.key]
        for box in (box for box in layout.boxes if box.key in lane.boxes):
            assert band.y < box.y
            assert box.y + box.height < band.y + band.height
            assert box.x > 0
            assert box.x + box.width < layout.width
    for above, below in pairwise(layout.bands):
        assert above.y + above.height == pytest.approx(below.y, abs=0.2)
    assert len(layout.curves) == len(arrows)
    assert layout == lay_out(lanes, names, arrows), "the same input draws the same map"


def points(path: str) -> list[tuple[float, float]]:
    """The corner points of a path of M, L and C commands."""
    found = []
    for part in path.replace("M", "|M").replace("L", "|L").replace("C", "|C").split("|")[1:]:
        numbers = [float(number) for number in part[1:].rstrip("Z").split()]
        found.append((numbers[-2], numbers[-1]))
    return found


def corporate() -> MapLayout:
    lanes = [Lane("f", "Financial", (1, 2)), Lane("c", "Customer", (3,)), Lane("l", "Learning", (4, 5))]
    return lay_out(lanes, dict.fromkeys(range(1, 6), "Sasaran"), [(2, 1), (3, 2), (4, 3), (5, 1)])


def test_an_arrow_leaves_its_cause_and_points_at_its_effect() -> None:
    layout = corporate()
    boxes = {box.key: box for box in layout.boxes}
    for curve in layout.curves:
        cause, effect = boxes[curve.cause], boxes[curve.effect]
        start, tip = points(curve.path)[0], points(curve.head)[0]
        assert start[1] == pytest.approx(cause.y)
        assert cause.x < start[0] < cause.x + cause.width
        assert tip[1] == pytest.approx(effect.y + effect.height)
        assert effect.x < tip[0] < effect.x + effect.width


def test_an_arrow_over_a_lane_runs_beside_its_boxes() -> None:
    layout = corporate()
    over = next(curve for curve in layout.curves if (curve.cause, curve.effect) == (5, 1))
    passed = next(box for box in layout.boxes if box.key == 3)
    beside = [x for x, y in points(over.path) if passed.y <= y <= passed.y + passed.height]
    assert beside
    assert all(x < passed.x or x > passed.x + passed.width for x in beside)


def test_an_arrow_may_point_downward() -> None:
    lanes = [Lane("f", "Financial", (1,)), Lane("l", "Learning", (2,))]
    layout = lay_out(lanes, {1: "Biaya", 2: "Pelatihan"}, [(1, 2)])
    (curve,) = layout.curves
    effect = layout.boxes[1]
    assert points(curve.head)[0][1] == pytest.approx(effect.y)
    assert points(curve.head)[1][1] < effect.y, "the head comes from above"


def test_an_empty_map_has_a_size() -> None:
    layout = lay_out([Lane("f", "Financial", ())], {}, [])
    assert layout.width > 0
    assert layout.height > 0


# --- Words ----------------------------------------------------------------------------------------------


@given(st.text("abcdefghij KLM", max_size=200), st.integers(1, 5))
def test_lines_fit_and_lose_nothing_unless_they_say_so(text: str, most: int) -> None:
    lines = wrapped(text, 120, 12.5, most)
    assert len(lines) <= most
    assert all(text_width(line, 12.5) <= 120 for line in lines)
    if not lines or not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_are_even_and_short_words_do_not_stand_alone() -> None:
    assert wrapped("Meningkatkan kepuasan pelayanan internal", 170, 12.5, 4) == (
        "Meningkatkan kepuasan",
        "pelayanan internal",
    )
