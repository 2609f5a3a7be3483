"""Where everything of a strategy map stands: lanes, boxes with their lines of text, arrows as curves.

Pixels from the top left; the same numbers draw the page, the SVG file and the PDF.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bsc.rules.chains import Arrow
from bsc.rules.map_order import Item, Rows, ordered_rows
from bsc.rules.map_place import Spot, placed
from bsc.rules.map_text import wrapped

LABEL_WIDTH, MARGIN = 132.0, 20.0
BOX_WIDTH, LINE_HEIGHT, BOX_PADDING = 172.0, 16.0, 11.0
TEXT_SIZE, LABEL_SIZE = 12.5, 13.0
MOST_LINES = 4
#: Room under the name for a word about the KPIs.
CAPTION = 17.0
#: Room above and below the boxes of a lane, and between two rows inside one: the arrows bend there.
LANE_PADDING, ROW_GAP = 32.0, 52.0
LEAST_WIDTH = 960.0
HEAD_LENGTH, HEAD_WIDTH = 8.0, 7.0
PORT_GAP = 22.0


@dataclass(frozen=True)
class Lane:
    """A perspective with the keys of its boxes, in their own order."""

    key: Hashable
    label: str
    boxes: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """A line of text at its baseline."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Band:
    """A lane as it is drawn."""

    key: Hashable
    label: str
    y: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Box:
    """An objective as it is drawn; `middle` and `foot` are where a word under its name stands."""

    key: int
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    middle: float
    foot: float


@dataclass(frozen=True)
class Curve:
    """An arrow as it is drawn: the line, and the triangle at its head."""

    cause: int
    effect: int
    path: str
    head: str


@dataclass(frozen=True)
class MapLayout:
    """A whole map; bands from the top, boxes in the order of the scorecard, curves as given."""

    width: float
    height: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def lay_out(lanes: Sequence[Lane], names: Mapping[int, str], arrows: Sequence[Arrow]) -> MapLayout:
    """Draw lanes (from the top), boxes by name and arrows cause → effect; the same input, the same map."""
    rows = ordered_rows([lane.boxes for lane in lanes], arrows)
    spots, inner = placed(rows, BOX_WIDTH, LEAST_WIDTH - LABEL_WIDTH - 2 * MARGIN)
    lines = {key: wrapped(name, BOX_WIDTH - 2 * 10, TEXT_SIZE, MOST_LINES) for key, name in names.items()}
    height = max(map(len, lines.values()), default=1) * LINE_HEIGHT + 2 * BOX_PADDING + CAPTION
    bands, tops, total = _bands(lanes, rows, height)
    left = LABEL_WIDTH + MARGIN
    boxes = {
        item: _box(item, spots[item] + left, tops[number], height, lines[item])
        for number, row in enumerate(rows.items)
        for item in row
        if isinstance(item, int)
    }
    centres = {item: spot + left for item, spot in spots.items()}
    return MapLayout(
        width=round(inner + left + MARGIN, 1),
        height=round(total, 1),
        bands=bands,
        boxes=tuple(boxes[key] for lane in lanes for key in lane.boxes),
        curves=_curves(rows, arrows, boxes, centres, tops, height),
    )


def _bands(
    lanes: Sequence[Lane], rows: Rows, height: float
) -> tuple[tuple[Band, ...], dict[int, float], float]:
    """The lanes from the top, and the y of every row's boxes."""
    bands, tops, y = [], {}, 0.0
    for number, lane in enumerate(lanes):
        own = [row for row, of in enumerate(rows.lane_of) if of == number]
        tall = 2 * LANE_PADDING + len(own) * height + (len(own) - 1) * ROW_GAP
        for above, row in enumerate(reversed(own)):  # rows count from the bottom
            tops[row] = y + LANE_PADDING + above * (height + ROW_GAP)
        bands.append(
            Band(lane.key, lane.label, round(y, 1), round(tall, 1), _label(lane.label, y + tall / 2))
        )
        y += tall
    return tuple(bands), tops, y


def _label(text: str, middle: float) -> tuple[Line, ...]:
    return _centred(wrapped(text, LABEL_WIDTH - 28, LABEL_SIZE, 4), 18, middle, LABEL_SIZE + 4)


def _centred(lines: Sequence[str], x: float, middle: float, step: float) -> tuple[Line, ...]:
    first = middle - (len(lines) - 1) * step / 2 + step * 0.28
    return tuple(Line(text, round(x, 1), round(first + at * step, 1)) for at, text in enumerate(lines))


def _box(key: int, centre: float, top: float, height: float, lines: Sequence[str]) -> Box:
    return Box(
        key=key,
        x=round(centre - BOX_WIDTH / 2, 1),
        y=round(top, 1),
        width=BOX_WIDTH,
        height=round(height, 1),
        lines=_centred(lines, centre, top + (height - CAPTION) / 2, LINE_HEIGHT),
        middle=round(centre, 1),
        foot=round(top + height - 10, 1),
    )


# --- Arrows ---------------------------------------------------------------------------------------------


def _curves(
    rows: Rows,
    arrows: Sequence[Arrow],
    boxes: Mapping[int, Box],
    centres: Mapping[Item, float],
    tops: Mapping[int, float],
    height: float,
) -> tuple[Curve, ...]:
    leaving = _ports([(way[0], number, centres[way[1]]) for number, way in enumerate(rows.ways)], boxes)
    entering = _ports([(way[-1], number, centres[way[-2]]) for number, way in enumerate(rows.ways)], boxes)
    curves = []
    for number, (way, (cause, effect)) in enumerate(zip(rows.ways, arrows, strict=True)):
        low, high = boxes[_key(way[0])], boxes[_key(way[-1])]
        start, end = (leaving[number], low.y), (entering[number], high.y + high.height)
        between = [(centres[item], tops[item[1]]) for item in way if isinstance(item, tuple)]
        points = [start, *((x, y) for x, top in between for y in (top + height, top)), end]
        curves.append(_curve(cause, effect, points, upward=way[-1] == effect))
    return tuple(curves)


def _key(item: Item) -> int:
    assert isinstance(item, int)  # noqa: S101 (a way begins and ends at a box)
    return item


def _ports(ends: Iterable[tuple[Item, int, float]], boxes: Mapping[int, Box]) -> dict[int, float]:
    """Where arrows touch a box: beside each other, in the order of where they come from."""
    by_box: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for item, number, other in ends:
        by_box[_key(item)].append((other, number))
    ports = {}
    for key, found in by_box.items():
        gap = min(PORT_GAP, (BOX_WIDTH - 40) / max(1, len(found) - 1))
        first = boxes[key].x + BOX_WIDTH / 2 - gap * (len(found) - 1) / 2
        for at, (_other, number) in enumerate(sorted(found)):
            ports[number] = first + at * gap
    return ports


def _curve(cause: int, effect: int, points: list[Spot], *, upward: bool) -> Curve:
    """Through the points from the lower end to the upper; the head stands at the effect."""
    tip = points[-1] if upward else points[0]
    back = HEAD_LENGTH - 1 if upward else -(HEAD_LENGTH - 1)
    ends = [*points[:-1], (tip[0], tip[1] + back)] if upward else [(tip[0], tip[1] + back), *points[1:]]
    base = tip[1] + (HEAD_LENGTH if upward else -HEAD_LENGTH)
    half = HEAD_WIDTH / 2
    head = f"M{_n(tip[0])} {_n(tip[1])}L{_n(tip[0] - half)} {_n(base)}L{_n(tip[0] + half)} {_n(base)}Z"
    return Curve(cause, effect, _through(ends), head)


def _through(points: Sequence[Spot]) -> str:
    """Upright at every point: bends between the rows, straight lines beside the boxes."""
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = _n((y1 + y2) / 2)
        straight = abs(x1 - x2) < 0.5
        parts.append(
            f"L{_n(x2)} {_n(y2)}" if straight else f"C{_n(x1)} {middle} {_n(x2)} {middle} {_n(x2)} {_n(y2)}"
        )
    return "".join(parts)


def _n(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{round(value, 1):g}"
