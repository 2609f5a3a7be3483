"""What stands where on a form: its lines, cells that are one on paper, sums and names beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bsc.excel.stored import StoredRow
from bsc.selectors.rows import ObjectiveRow, PerspectiveRow, ScorecardStructure


@dataclass(frozen=True)
class Line:
    """One line of the sheet: a row, or an objective or lane that has none yet."""

    lane: PerspectiveRow
    objective: ObjectiveRow | None = None
    stored: StoredRow | None = None


def lines_of(read: ScorecardStructure, rows: list[StoredRow]) -> Iterable[Line]:
    by_objective: dict[int, list[StoredRow]] = {}
    for stored in rows:
        by_objective.setdefault(stored.objective.id, []).append(stored)
    for lane in read.perspectives:
        if not lane.objectives:
            yield Line(lane)
        for objective in lane.objectives:
            held = by_objective.get(objective.id)
            yield from (
                (Line(lane, objective, stored) for stored in held) if held else (Line(lane, objective),)
            )


def runs(keys: list[Any]) -> Iterable[tuple[int, int]]:
    """First and last place of each run of the same object."""
    start = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] is not keys[start]:
            yield start, place - 1
            start = place


def lane_sum(lane: PerspectiveRow) -> Decimal | None:
    """What the lane's KPIs weigh together, where nobody gives the lane a weight of its own."""
    running = [leaf for kpi in lane.kpis for leaf in kpi.leaves if leaf.through_month is None]
    weights = [leaf.weight for leaf in running if leaf.weight is not None]
    return sum(weights, Decimal(0)) if weights else None


def units_in(read: ScorecardStructure) -> dict[int | None, str]:
    """Names of the departments as the scorecard itself says them: an old version keeps the old ones."""
    specs = [leaf.measure for leaf in read.leaves if leaf.measure]
    filled = {spec.filler_id: spec.filler_name for spec in specs}
    return {**filled, **{spec.provider_id: spec.provider_name for spec in specs}}
