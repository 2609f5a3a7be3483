"""SWOT scores, company position and priority of strategies (domain.md §1 and §2); pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from cint_portal.core.rounding import Number, decimal_of, display, exact


class Category(StrEnum):
    """The four tabs."""

    S = "S"
    W = "W"
    O = "O"  # noqa: E741 - the tab's own letter
    T = "T"


class Quadrant(StrEnum):
    """Where the company stands; AXIS = a difference shown as 0.00, final only by a person's choice."""

    SO = "SO"
    WO = "WO"
    ST = "ST"
    WT = "WT"
    AXIS = "AXIS"


class Posture(StrEnum):
    """What a position suggests."""

    EXPANSION = "Expansion"
    STABILITY = "Stability"
    COMBINATION = "Combination"
    RETRENCHMENT = "Retrenchment"


class ShareOver(StrEnum):
    """Over which items the shares (% Bobot) add up to 100 %."""

    TAB = "tab"
    INTERNAL_EXTERNAL = "internal_external"
    ALL = "all"


class Axes(StrEnum):
    """x = S − W and y = O − T, or half of it."""

    DIFFERENCE = "difference"
    HALF_DIFFERENCE = "half_difference"


class RatingScale(StrEnum):
    """Ratings of W and T: magnitude (5 = most severe) or reversed (1 = most severe)."""

    MAGNITUDE = "magnitude"
    REVERSED = "reversed"


AXIS = Quadrant.AXIS
DEFAULT_POSTURES: Mapping[Quadrant, Posture] = {
    Quadrant.SO: Posture.EXPANSION,
    Quadrant.WO: Posture.STABILITY,
    Quadrant.ST: Posture.COMBINATION,
    Quadrant.WT: Posture.RETRENCHMENT,
}
SCALE_MAXIMA = (4, 5)

_QUADRANT = {
    (True, True): Quadrant.SO,
    (False, True): Quadrant.WO,
    (True, False): Quadrant.ST,
    (False, False): Quadrant.WT,
}
_TABS_TOGETHER = {
    ShareOver.TAB: ("S", "W", "O", "T"),
    ShareOver.INTERNAL_EXTERNAL: ("SW", "OT"),
    ShareOver.ALL: ("SWOT",),
}
_NEGATIVE = frozenset({Category.W, Category.T})
_HIGHEST_TOTAL = 5


@dataclass(frozen=True)
class Item:
    """One SWOT item: weight = impact on company targets, rating = strength or severity now (§1)."""

    category: Category | str
    weight: int
    rating: int


class ItemScore(NamedTuple):
    """Share of the weights (1 = 100 %) and share × rating."""

    share: Decimal
    score: Decimal


@dataclass(frozen=True)
class Scores:
    """Scores in input order and the total of each tab; None for an empty tab."""

    items: tuple[ItemScore, ...]
    totals: Mapping[Category, Decimal | None]


class Priority(NamedTuple):
    """A cell of the strategy matrix, the sum of its two totals, and its rank (equal sums share one)."""

    cell: Quadrant
    sum: Decimal
    rank: int


@dataclass(frozen=True)
class Position:
    """Coordinates, quadrant, proposed posture, priorities high to low; empty when a tab is empty."""

    x: Decimal | None
    y: Decimal | None
    quadrant: Quadrant | None
    posture: Posture | None
    priorities: tuple[Priority, ...]


@dataclass(frozen=True)
class RatingChange:
    """A change of one item's rating by ±1 and the quadrant to which it would move the company."""

    index: int
    rating: int
    quadrant: Quadrant


def score_items(
    items: Sequence[Item],
    *,
    share_over: ShareOver | str = ShareOver.TAB,
    scale_max: int = 5,
    threat_rating: RatingScale | str = RatingScale.MAGNITUDE,
) -> Scores:
    """Share = weight ÷ Σ weights, score = share × rating, tab totals (§1); ValueError off the scale."""
    reverse = RatingScale(threat_rating) is RatingScale.REVERSED
    rows = [_read(item, scale_max, reverse) for item in items]
    sums = _weight_sums(rows, ShareOver(share_over))
    shares = [weight / sums[category] for category, weight, _ in rows]
    scores = [share * rating for share, (_, _, rating) in zip(shares, rows, strict=True)]
    totals: dict[Category, Decimal | None] = {}
    for tab in Category:
        own = [score for score, (category, _, _) in zip(scores, rows, strict=True) if category is tab]
        totals[tab] = decimal_of(sum(own, Fraction(0))) if own else None
    pairs = zip(shares, scores, strict=True)
    return Scores(tuple(ItemScore(decimal_of(share), decimal_of(score)) for share, score in pairs), totals)


def _read(item: Item, scale_max: int, reverse: bool) -> tuple[Category, Fraction, Fraction]:
    if scale_max not in SCALE_MAXIMA:
        raise ValueError(f"the scale ends at 4 or 5: {scale_max}")
    category = Category(item.category)
    weight, rating = _on_scale(item.weight, scale_max), _on_scale(item.rating, scale_max)
    return category, weight, scale_max + 1 - rating if reverse and category in _NEGATIVE else rating


def _on_scale(value: Number, scale_max: int) -> Fraction:
    number = exact(value)
    if number.denominator != 1 or not 1 <= number <= scale_max:
        raise ValueError(f"weight and rating are whole numbers from 1 to {scale_max}: {value}")
    return number


def _weight_sums(
    rows: Sequence[tuple[Category, Fraction, Fraction]], share_over: ShareOver
) -> dict[Category, Fraction]:
    sums: dict[Category, Fraction] = {}
    for tabs in _TABS_TOGETHER[share_over]:
        together = sum((weight for category, weight, _ in rows if category in tabs), Fraction(0))
        sums |= {Category(tab): together for tab in tabs}
    return sums


def position(
    s: Number | None,
    w: Number | None,
    o: Number | None,
    t: Number | None,
    *,
    axes: Axes | str = Axes.DIFFERENCE,
    postures: Mapping[Quadrant, Posture] | Mapping[str, str] = DEFAULT_POSTURES,
) -> Position:
    """Coordinates, quadrant, posture and priorities from the four totals (§2); all empty when one is None."""
    half = Axes(axes) is Axes.HALF_DIFFERENCE
    rows = {Quadrant(quadrant): Posture(posture) for quadrant, posture in postures.items()}
    totals = [None if total is None else _total(total) for total in (s, w, o, t)]
    if None in totals:
        return Position(None, None, None, None, ())
    strengths, weaknesses, opportunities, threats = (total for total in totals if total is not None)
    x, y = strengths - weaknesses, opportunities - threats
    quadrant = _quadrant(x, y)
    posture = Posture.COMBINATION if quadrant is AXIS else rows.get(quadrant)
    if posture is None:
        raise ValueError(f"no posture for quadrant {quadrant}")
    return Position(
        decimal_of(x / 2 if half else x),
        decimal_of(y / 2 if half else y),
        quadrant,
        posture,
        _priorities(strengths, weaknesses, opportunities, threats),
    )


def _total(value: Number) -> Fraction:
    number = exact(value)
    if not 0 <= number <= _HIGHEST_TOTAL:
        raise ValueError(f"a tab total lies between 0 and {_HIGHEST_TOTAL}: {value}")
    return number


def _quadrant(x: Fraction, y: Fraction) -> Quadrant:
    # The axis is judged before halving, on the difference as people see it.
    if not display(decimal_of(x), 2) or not display(decimal_of(y), 2):
        return AXIS
    return _QUADRANT[x > 0, y > 0]


def _priorities(s: Fraction, w: Fraction, o: Fraction, t: Fraction) -> tuple[Priority, ...]:
    sums = {Quadrant.SO: s + o, Quadrant.WO: w + o, Quadrant.ST: s + t, Quadrant.WT: w + t}
    # Totals arrive with 28 digits: at 12 places equal sums are equal again.
    seen = {cell: display(decimal_of(total), 12) for cell, total in sums.items()}
    ordered = sorted(sums, key=lambda cell: -seen[cell])
    ranks = {cell: 1 + sum(other > seen[cell] for other in seen.values()) for cell in seen}
    return tuple(Priority(cell, decimal_of(sums[cell]), ranks[cell]) for cell in ordered)


def sensitivity(items: Sequence[Item], **settings: Any) -> tuple[RatingChange, ...]:
    """Single rating changes of ±1 that move the company to another quadrant or onto the axis (§2).

    `settings` are those of `score_items` and `position`; empty when a tab is empty. One step of a rating
    moves the total of its tab by exactly the item's share, so nothing else is scored anew, and items of a
    tab with the same weight lead to the same place.
    """
    placing = {name: value for name, value in settings.items() if name in {"axes", "postures"}}
    scoring = {name: value for name, value in settings.items() if name not in placing}
    scores = score_items(items, **scoring)
    totals = {tab: total for tab, total in scores.totals.items() if total is not None}
    here = position(*(totals.get(tab) for tab in Category), **placing).quadrant
    if here is None:
        return ()
    reverse = RatingScale(settings.get("threat_rating", RatingScale.MAGNITUDE)) is RatingScale.REVERSED
    changes = []
    places: dict[tuple[Category, Decimal, int], Quadrant] = {}
    for index, rating, step in _single_steps(items, settings.get("scale_max", 5)):
        tab, share = Category(items[index].category), scores.items[index].share
        signed = -step if reverse and tab in _NEGATIVE else step
        if (tab, share, signed) not in places:
            moved = decimal_of(exact(totals[tab]) + exact(share) * signed)
            places[tab, share, signed] = _quadrant_of({**totals, tab: moved})
        quadrant = places[tab, share, signed]
        if quadrant is not here:
            changes.append(RatingChange(index, rating, quadrant))
    return tuple(changes)


def _quadrant_of(totals: Mapping[Category, Decimal]) -> Quadrant:
    s, w, o, t = (exact(totals[tab]) for tab in Category)
    return _quadrant(s - w, o - t)


def _single_steps(items: Sequence[Item], scale_max: int) -> Iterator[tuple[int, int, int]]:
    """(index, new rating, step) of every change by one that stays on the scale."""
    for index, item in enumerate(items):
        for step in (-1, 1):
            if 1 <= item.rating + step <= scale_max:
                yield index, item.rating + step, step
