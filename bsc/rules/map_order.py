"""The rows of a strategy map and the order in them that crosses the fewest arrows (Sugiyama's method)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bsc.rules.chains import Arrow

#: More boxes than this beside each other are set in a second row of the lane.
MOST_IN_A_ROW = 5
SWEEPS = 12

#: A box (its key), or a place where an arrow passes a row: (arrow number, row).
Item = int | tuple[int, int]


@dataclass(frozen=True)
class Rows:
    """Rows from the bottom up, each with its items in order; `ways` lists the items an arrow passes."""

    items: tuple[tuple[Item, ...], ...]
    #: Index of the lane (from the top) that a row belongs to.
    lane_of: tuple[int, ...]
    #: Per arrow, in the order given: its items from the lower end to the upper.
    ways: tuple[tuple[Item, ...], ...]


def ordered_rows(lanes: Sequence[Sequence[int]], arrows: Sequence[Arrow]) -> Rows:
    """Boxes per lane (from the top, in their own order) and arrows → rows that cross least."""
    boxes, lane_of = _rows(lanes, arrows)
    row_of = {key: number for number, row in enumerate(boxes) for key in row}
    ways = tuple(_way(number, arrow, row_of) for number, arrow in enumerate(arrows))
    items = _with_passages(boxes, ways, row_of)
    return Rows(tuple(map(tuple, _least_crossings(items, ways))), lane_of, ways)


def crossings(rows: Iterable[Sequence[Item]], ways: Iterable[Sequence[Item]]) -> int:
    """How many pairs of arrow pieces cross between neighbouring rows."""
    place = {item: (number, at) for number, row in enumerate(rows) for at, item in enumerate(row)}
    between: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for way in ways:
        for low, high in pairwise(way):
            between[place[low][0]].append((place[low][1], place[high][1]))
    return sum(_inversions(pieces) for pieces in between.values())


def _inversions(pieces: list[tuple[int, int]]) -> int:
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for at, a in enumerate(pieces) for b in pieces[at + 1 :])


def _rows(lanes: Sequence[Sequence[int]], arrows: Sequence[Arrow]) -> tuple[list[list[int]], tuple[int, ...]]:
    """Rows from the bottom up: inside a lane an effect stands above its cause."""
    rows: list[list[int]] = []
    lane_of: list[int] = []
    for number in range(len(lanes) - 1, -1, -1):
        height = _heights(lanes[number], arrows)
        for level in range(max(height.values(), default=0) + 1):
            for row in _split([key for key in lanes[number] if height[key] == level]):
                rows.append(row)
                lane_of.append(number)
    return rows, tuple(lane_of)


def _heights(lane: Sequence[int], arrows: Iterable[Arrow]) -> dict[int, int]:
    """Longest chain of causes inside the lane below each box; a circle ends after a lap."""
    inside = [(cause, effect) for cause, effect in arrows if cause in lane and effect in lane]
    height = dict.fromkeys(lane, 0)
    for _lap in range(len(lane)):
        for cause, effect in inside:
            height[effect] = max(height[effect], min(height[cause] + 1, len(lane) - 1))
    return height


def _split(row: list[int]) -> list[list[int]]:
    """Evenly filled rows of at most MOST_IN_A_ROW; an empty lane keeps one empty row."""
    count = max(1, -(-len(row) // MOST_IN_A_ROW))
    size = -(-len(row) // count) or 1
    return [row[at * size : (at + 1) * size] for at in range(count)]


def _way(number: int, arrow: Arrow, row_of: Mapping[int, int]) -> tuple[Item, ...]:
    low, high = sorted(arrow, key=lambda key: row_of[key])
    between = range(row_of[low] + 1, row_of[high])
    return (low, *((number, row) for row in between), high)


def _with_passages(
    boxes: list[list[int]], ways: Iterable[tuple[Item, ...]], row_of: Mapping[int, int]
) -> list[list[Item]]:
    items: list[list[Item]] = [list(row) for row in boxes]
    for way in ways:
        for item in way:
            if isinstance(item, tuple):
                items[item[1]].append(item)
    return items


@dataclass(frozen=True)
class _Graph:
    """Who is joined with whom in the row below and in the row above."""

    below: Mapping[Item, list[Item]]
    above: Mapping[Item, list[Item]]


def _graph(ways: Iterable[Sequence[Item]]) -> _Graph:
    below: dict[Item, list[Item]] = defaultdict(list)
    above: dict[Item, list[Item]] = defaultdict(list)
    for way in ways:
        for low, high in pairwise(way):
            above[low].append(high)
            below[high].append(low)
    return _Graph(below, above)


def _least_crossings(items: list[list[Item]], ways: Sequence[tuple[Item, ...]]) -> list[list[Item]]:
    """From the order given and from its mirror, upward first and downward first: the best order seen."""
    graph = _graph(ways)
    best, fewest = items, crossings(items, ways)
    for mirrored, upward in ((False, True), (False, False), (True, True), (True, False)):
        current = [row[::-1] if mirrored else list(row) for row in items]
        for sweep in range(SWEEPS):
            if not fewest:
                return best
            _sweep(current, graph, upward=(sweep % 2 == 0) is upward)
            count = crossings(current, ways)
            if count < fewest:
                best, fewest = [list(row) for row in current], count
    return best


def _sweep(rows: list[list[Item]], graph: _Graph, *, upward: bool) -> None:
    """Once through the rows: each is sorted by the row that was passed before, then neighbours swap."""
    numbers = range(1, len(rows)) if upward else range(len(rows) - 2, -1, -1)
    for number in numbers:
        near = graph.below if upward else graph.above
        _sort(rows, number, near, number - 1 if upward else number + 1)
    for number in range(len(rows)):
        _swap_neighbours(rows, number, graph)


def _sort(rows: list[list[Item]], number: int, near: Mapping[Item, list[Item]], other: int) -> None:
    """Items with neighbours go to the mean of their places; the others keep theirs."""
    place = {item: at / max(1, len(rows[other]) - 1) for at, item in enumerate(rows[other])}
    width = max(1, len(rows[number]) - 1)
    wanted: dict[Item, float] = {}
    for at, item in enumerate(rows[number]):
        spots = [place[one] for one in near.get(item, ())]
        wanted[item] = sum(spots) / len(spots) if spots else at / width
    rows[number].sort(key=lambda item: wanted[item])  # stable: ties keep their order


def _swap_neighbours(rows: list[list[Item]], number: int, graph: _Graph) -> None:
    """Swap two neighbours of a row wherever their own arrows then cross less, until none do."""
    row, place = rows[number], _places(rows, number)
    moved = True
    while moved:
        moved = False
        for at in range(len(row) - 1):
            left, right = row[at], row[at + 1]
            if _crossed(left, right, graph, place) > _crossed(right, left, graph, place):
                row[at], row[at + 1] = right, left
                moved = True


def _places(rows: list[list[Item]], number: int) -> dict[Item, int]:
    """Places in the rows below and above."""
    near = rows[max(0, number - 1) : number] + rows[number + 1 : number + 2]
    return {item: at for row in near for at, item in enumerate(row)}


def _crossed(left: Item, right: Item, graph: _Graph, place: Mapping[Item, int]) -> int:
    """Crossings between the arrows of two items while `left` stands to the left of `right`."""
    return sum(
        place[one] > place[other]
        for near in (graph.below, graph.above)
        for one in near.get(left, ())
        for other in near.get(right, ())
    )
