"""Parents from their children, and target gaps that are shown (domain rules §4 and §11)."""

from decimal import Decimal
from typing import Any

import pytest

from bsc.scoring import Child, RollUp, roll_up, target_gap

D = Decimal


def children(*values: Any, weights: tuple[Any, ...] = ()) -> list[Child]:
    pairs = zip(values, weights or [None] * len(values), strict=True)
    return [Child(n, value, weight) for n, (value, weight) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("how", "expected"), [("sum", "60"), ("average", "30"), ("none", None), (RollUp.SUM, "60")]
)
def test_a_parent_is_rolled_up_from_the_reported_children(how: str, expected: str | None) -> None:
    assert roll_up(children(D(20), None, D(40)), how) == (None if expected is None else D(expected))


def test_children_can_be_weighted() -> None:
    given = children(D(10), D(40), None, weights=(D(1), D(3), D(96)))
    assert roll_up(given, "weighted average") == D("32.5")
    assert roll_up(given, "weighted_average") == D("32.5")
    with pytest.raises(ValueError, match="weight of every child"):
        roll_up(children(D(10), D(40)), "weighted average")


def test_ratios_of_children_add_up_above_and_below() -> None:
    assert roll_up(children((D(1), D(2)), (D(9), D(8))), "ratio") == 1


def test_the_same_measure_has_one_owner() -> None:
    assert roll_up(children(D(7)), "same") == 7
    assert roll_up(children(None, D(7)), "same") == 7
    assert roll_up(children(None), "same") is None
    with pytest.raises(ValueError, match="one owner"):
        roll_up(children(D(7), D(8)), "same")


def test_a_measure_shared_by_three_scorecards_is_counted_once() -> None:
    joint = [Child("on time", D(90), weight) for weight in (D(10), D(15), D(20))]
    assert roll_up([*joint, Child("own", D(10))], "sum") == 100
    assert roll_up([*joint, Child("own", D(10), D(30))], "weighted average") == 30
    assert roll_up(joint, "same") == 90


@pytest.mark.parametrize("how", ["sum", "average", "weighted average", "ratio", "same", "none"])
def test_without_children_there_is_nothing_to_roll_up(how: str) -> None:
    assert roll_up([], how) is None
    assert target_gap(D(100), [], how) is None


@pytest.mark.parametrize(
    ("how", "values"), [("average of averages", (D(1),)), ("weighted average", ((D(1), D(2)),))]
)
def test_what_cannot_be_rolled_up_is_refused(how: str, values: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError):
        roll_up(children(*values), how)


@pytest.mark.parametrize(
    ("values", "how", "gap"),
    [
        ((D(40), D(60)), "sum", D(0)),
        ((D(40), D(50)), "sum", D(10)),
        ((D(40), D(70)), "sum", D(-10)),
        ((D(40), None), "sum", D(60)),
        ((None, None), "sum", D(100)),
        ((D(100),), "same", D(0)),
        ((D(90),), "same", D(10)),
        ((None,), "same", None),
        ((D(40), D(50)), "average", None),
        ((D(40), D(50)), "none", None),
    ],
)
def test_child_targets_that_do_not_add_up_show_their_gap(values: tuple[Any, ...], how: str, gap: Any) -> None:
    assert target_gap(D(100), children(*values), how) == gap


def test_a_parent_without_a_target_has_no_gap() -> None:
    assert target_gap(None, children(D(1)), "sum") is None
