"""SWOT totals as Σ weight × rating ÷ Σ weight, and the quadrant by comparing sums of the matrix."""

from fractions import Fraction

from tests.oracles.numbers import shown

GROUPS = {"tab": ["S", "W", "O", "T"], "internal_external": ["SW", "OT"], "all": ["SWOT"]}
Row = tuple[str, int, int]


def totals(
    items: list[Row], share_over: str = "tab", scale_max: int = 5, threat_rating: str = "magnitude"
) -> dict[str, Fraction | None]:
    result: dict[str, Fraction | None] = {}
    for tab in "SWOT":
        group = next(group for group in GROUPS[share_over] if tab in group)
        whole = sum(weight for category, weight, _ in items if category in group)
        turned = threat_rating == "reversed" and tab in "WT"
        own = [
            weight * ((scale_max + 1 - rating) if turned else rating)
            for category, weight, rating in items
            if category == tab
        ]
        result[tab] = Fraction(sum(own), whole) if own else None
    return result


def quadrant(s: Fraction, w: Fraction, o: Fraction, t: Fraction) -> str:
    if shown(s - w, 2) == 0 or shown(o - t, 2) == 0:
        return "AXIS"
    return ("S" if s > w else "W") + ("O" if o > t else "T")


def ranked(s: Fraction, w: Fraction, o: Fraction, t: Fraction) -> list[tuple[str, Fraction, int]]:
    """Cells from high to low; a rank is one more than the number of higher sums."""
    cells = [("SO", s + o), ("WO", w + o), ("ST", s + t), ("WT", w + t)]
    rows = [(name, total, 1 + len([1 for _, other in cells if other > total])) for name, total in cells]
    return [row for rank in range(1, 5) for row in rows if row[2] == rank]


def moves(items: list[Row], scale_max: int = 5, **settings: object) -> set[tuple[int, int, str]]:
    """(item, new rating, quadrant) of every single ±1 that leads elsewhere."""
    here = _place(items, scale_max, settings)
    found = set()
    for index, (category, weight, rating) in enumerate(items):
        for new in {rating - 1, rating + 1} & set(range(1, scale_max + 1)):
            there = _place(
                [*items[:index], (category, weight, new), *items[index + 1 :]], scale_max, settings
            )
            if here is not None and there != here:
                found.add((index, new, there))
    return found


def _place(items: list[Row], scale_max: int, settings: dict[str, object]) -> str | None:
    sums = totals(items, scale_max=scale_max, **settings)  # type: ignore[arg-type]
    return None if None in sums.values() else quadrant(*sums.values())  # type: ignore[arg-type]
