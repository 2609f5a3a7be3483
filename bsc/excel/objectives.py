"""Which objective of the file is which objective of the scorecard: by lane and name, else by its code."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bsc.excel.resolving import ResolvedRow
from bsc.excel.stored import one_line
from bsc.excel.table import Table
from bsc.selectors.rows import ObjectiveRow, ScorecardStructure
from bsc.services.uploads import ObjectivePlan
from cint_portal.documents.excel_words import folded

#: (lane, folded name): rows that say the same belong to one objective.
Key = tuple[int, str]


@dataclass
class Objectives:
    """The objectives that the scorecard will have; `gone` are those that the file no longer has."""

    plans: dict[Key, ObjectivePlan] = field(default_factory=dict)
    held: dict[int, ObjectiveRow] = field(default_factory=dict)
    gone: list[ObjectiveRow] = field(default_factory=list)

    def id_for(self, row: ResolvedRow) -> int | None:
        """The stored objective under which a row of the file stands; None for a new one."""
        plan = self.plans.get(key_of(row))
        return plan.id if plan else None

    def keep(self, objective: ObjectiveRow) -> None:
        """Rows that stay need their objective, although the file lacks it."""
        if objective in self.gone:
            self.gone.remove(objective)
        key = (objective.perspective_id, f"#{objective.id}")
        if objective.id not in {plan.id for plan in self.plans.values()}:
            self.plans[key] = _as_it_is(objective)

    def key_for(self, objective: ObjectiveRow) -> str:
        """The plan's key of a stored objective."""
        return next(plan.key for plan in self.plans.values() if plan.id == objective.id)


def key_of(row: ResolvedRow) -> Key:
    return (row.lane_id or 0, folded(row.objective))


def map_objectives(table: Table, rows: Sequence[ResolvedRow], read: ScorecardStructure) -> Objectives:
    """Every objective of the file with the stored one that it is; what is left over goes or stays."""
    found = Objectives(held={row.id: row for row in read.objectives})
    named = {(row.perspective_id, folded(row.name)): row for row in read.objectives}
    keys = list(dict.fromkeys(key_of(row) for row in rows if row.objective and row.lane_id))
    taken = {named[key].id for key in keys if key in named}
    for key in keys:
        first = [row for row in rows if key_of(row) == key]
        stored = named.get(key) or _elsewhere(first, read, taken)
        if stored is not None:
            taken.add(stored.id)
        found.plans[key] = _plan(key, first, stored)
    for objective in read.objectives:
        if objective.id in taken:
            continue
        if table.objectives is not None and objective.id not in table.objectives:
            found.keep(objective)  # written in the portal after the form was made
        else:
            found.gone.append(objective)
    return found


def _elsewhere(rows: list[ResolvedRow], read: ScorecardStructure, taken: set[int]) -> ObjectiveRow | None:
    """Renamed in our form (its code says so), or moved to another lane under its old name."""
    codes = {row.row.parent_id for row in rows} - {None}
    name = folded(rows[0].objective)
    for objective in read.objectives:
        if objective.id not in taken and (
            codes == {objective.id} or (not codes and folded(objective.name) == name)
        ):
            return objective
    return None


def _plan(key: Key, rows: list[ResolvedRow], stored: ObjectiveRow | None) -> ObjectivePlan:
    kinds = next((row.values["kinds"] for row in rows if row.values.get("kinds")), ())
    name = rows[0].objective
    if stored is not None and one_line(stored.name) == name:
        name = stored.name
    if stored is not None and set(kinds) == set(stored.kinds):
        kinds = ()
    return ObjectivePlan(f"{key[0]}|{key[1]}", stored.id if stored else None, key[0], name, kinds)


def _as_it_is(objective: ObjectiveRow) -> ObjectivePlan:
    return ObjectivePlan(f"#{objective.id}", objective.id, objective.perspective_id, objective.name)
