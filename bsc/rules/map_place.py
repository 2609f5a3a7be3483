"""How far from the left everything in a row stands: near its neighbours, in order, nothing overlapping."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bsc.rules.map_order import Item, Rows

Spot = tuple[float, float]

#: Least room between two boxes, around an arrow that passes, and between two such arrows.
GAP, PASSAGE, BESIDE = 26.0, 20.0, 16.0
ROUNDS = 24
#: How strongly a box is drawn to an evenly spread row; the rest is drawn to what it is joined with.
EVENLY = 0.5
#: An arrow that passes several rows goes straight through them.
STRAIGHT = 6.0


def placed(rows: Rows, box: float, width: float) -> tuple[dict[Item, float], float]:
    """Centre of every item from the left edge, and the width that the fullest row needs."""
    room = max([width, *(_needed(row, box) for row in rows.items)])
    near = _neighbours(rows)
    spread = {item: x for row in rows.items for item, x in _spread(row, box, room).items()}
    x = dict(spread)
    for lap in range(ROUNDS):
        order = rows.items if lap % 2 == 0 else rows.items[::-1]
        for row in order:
            _settle(row, x, near, spread, box, room)
    return {item: round(value, 1) for item, value in x.items()}, room


def _neighbours(rows: Rows) -> Mapping[Item, list[Item]]:
    near: dict[Item, list[Item]] = defaultdict(list)
    for way in rows.ways:
        for low, high in pairwise(way):
            near[low].append(high)
            near[high].append(low)
    return near


def _half(item: Item, box: float) -> float:
    return box / 2 if isinstance(item, int) else 0.0


def _apart(left: Item, right: Item, box: float) -> float:
    """Least distance between the centres of two neighbours."""
    passages = isinstance(left, tuple) + isinstance(right, tuple)
    return _half(left, box) + _half(right, box) + (GAP, PASSAGE, BESIDE)[passages]


def _needed(row: Sequence[Item], box: float) -> float:
    if not row:
        return 0.0
    between = sum(_apart(a, b, box) for a, b in pairwise(row))
    return between + _half(row[0], box) + _half(row[-1], box)


def _spread(row: Sequence[Item], box: float, room: float) -> dict[Item, float]:
    """Boxes evenly over the whole width; what passes between them evenly in the space between."""
    boxes = [item for item in row if isinstance(item, int)]
    step = room / max(1, len(boxes))
    x: dict[Item, float] = {key: step * (at + 0.5) for at, key in enumerate(boxes)}
    run: list[Item] = []
    last = 0.0
    for item in [*row, None]:
        if isinstance(item, tuple):
            run.append(item)
            continue
        end = room if item is None else x[item]
        for at, passing in enumerate(run, start=1):
            x[passing] = last + (end - last) * at / (len(run) + 1)
        run, last = [], end
    return x


def _settle(
    row: Sequence[Item],
    x: dict[Item, float],
    near: Mapping[Item, list[Item]],
    spread: Mapping[Item, float],
    box: float,
    room: float,
) -> None:
    """Move a row to where its neighbours draw it, as far as order and room allow."""
    if not row:
        return
    wanted, weights = [], []
    for item in row:
        passing = isinstance(item, tuple)
        pull = 0.0 if passing else EVENLY
        mean, weight = _drawn(item, x, near.get(item, ()), spread[item])
        wanted.append(pull * spread[item] + (1 - pull) * mean)
        weights.append(weight if passing else 1.0)
    shifts = [0.0]
    for left, right in pairwise(row):
        shifts.append(shifts[-1] + _apart(left, right, box))
    low, high = _half(row[0], box), room - _half(row[-1], box) - shifts[-1]
    found = _in_order([want - shift for want, shift in zip(wanted, shifts, strict=True)], weights)
    for item, value, shift in zip(row, found, shifts, strict=True):
        x[item] = min(max(value, low), max(low, high)) + shift


def _drawn(item: Item, x: Mapping[Item, float], joined: Sequence[Item], alone: float) -> tuple[float, float]:
    """Where its neighbours draw an item, and how strongly."""
    pulls = [STRAIGHT if isinstance(item, tuple) and isinstance(one, tuple) else 1.0 for one in joined]
    if not pulls:
        return alone, 1.0
    mean = sum(x[one] * pull for one, pull in zip(joined, pulls, strict=True)) / sum(pulls)
    return mean, sum(pulls) / 4


def _in_order(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nondecreasing numbers nearest to the wanted ones (pooling adjacent violators)."""
    pools: list[tuple[float, float, int]] = []
    for want, weight in zip(wanted, weights, strict=True):
        pools.append((want, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (v1, w1, n1), (v2, w2, n2) = pools[-2:]
            pools[-2:] = [((v1 * w1 + v2 * w2) / (w1 + w2), w1 + w2, n1 + n2)]
    return [value for value, _weight, count in pools for _one in range(count)]
