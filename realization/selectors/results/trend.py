"""The months' totals as points of a small plot; the table beside it carries the numbers."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from bsc.periods import View
from bsc.scoring import Scale
from cint_portal.core.templatetags.portal_format import num
from realization.selectors.results.compute import Scores
from realization.selectors.results.shapes import Total
from realization.selectors.results.spans import Span, month_name, short_month
from realization.selectors.results.totals import total_of

WIDTH, HEIGHT = 720, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 14, 28


@dataclass(frozen=True)
class Point:
    month: int
    label: str
    name: str
    total: Total
    x: int
    y: int | None
    query: str


@dataclass(frozen=True)
class Trend:
    """Points, the line in unbroken pieces, and three grid lines."""

    points: tuple[Point, ...]
    lines: tuple[str, ...]
    ticks: tuple[tuple[int, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    base: int = HEIGHT - 8

    @property
    def has_points(self) -> bool:
        return any(point.y is not None for point in self.points)


def trend_of(scores: Scores, span: Span) -> Trend:
    """Month totals of the year that are known, on a scale from 0 to the full score or above."""
    spans = [Span(span.year, View.MONTH, month, span.through) for month in range(1, 13)]
    totals = [total_of(scores, month) for month in spans]
    whole = Decimal(100 if scores.book.total_bands.scale is Scale.PERCENT else 1)
    top = max([whole, *(total.number for total in totals if total.number is not None)])
    points = tuple(
        Point(
            month=month.month,
            label=short_month(month.month),
            name=month_name(month.year, month.month),
            total=total,
            x=_x(month.month),
            y=None if total.number is None else _y(total.number, top),
            query=f"?view={View.MONTH}&month={month.month}",
        )
        for month, total in zip(spans, totals, strict=True)
    )
    ticks = tuple((_y(whole * share / 2, top), num(whole * share / 2)) for share in (0, 1, 2))
    return Trend(points, _lines(points), ticks)


def _x(month: int) -> int:
    return _LEFT + 20 + (WIDTH - _LEFT - _RIGHT - 40) * (month - 1) // 11


def _y(value: Decimal, top: Decimal) -> int:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top)


def _lines(points: tuple[Point, ...]) -> tuple[str, ...]:
    """Pieces between months without a total: a gap is not a straight line."""
    pieces = [list(piece) for known, piece in groupby(points, key=lambda p: p.y is not None) if known]
    return tuple(" ".join(f"{point.x},{point.y}" for point in piece) for piece in pieces if len(piece) > 1)
