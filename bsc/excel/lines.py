"""The preview of an upload as values: what becomes of each row, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bsc.excel.columns import Form
from bsc.excel.objectives import Objectives
from bsc.excel.resolving import ResolvedRow
from bsc.excel.stored import StoredRow
from bsc.excel.table import Table
from bsc.excel.weights import Warned
from bsc.selectors.rows import ScorecardStructure
from bsc.services.drafts import KpiDraft, MeasureDraft
from cint_portal.documents.excel_problem import Problem


class Kind(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    #: Changed or added in the portal after the form was made, or kept by the person.
    KEPT = "kept"
    SKIPPED = "skipped"


CHANGING = (Kind.ADDED, Kind.CHANGED, Kind.REMOVED)


@dataclass(frozen=True)
class Change:
    """One column that differs: the text before ("" where there was none) and after."""

    title: str
    before: str
    after: str


@dataclass
class Line:
    """One row of the preview; `values` are what changes, by column, the drafts what is written."""

    kind: Kind
    resolved: ResolvedRow | None
    stored: StoredRow | None
    name: str
    where: str = ""
    changes: list[Change] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    weighing: KpiDraft | None = None
    measure: MeasureDraft | None = None
    #: The file lacks it, and the person lets it stay.
    is_kept_by_hand: bool = False

    @property
    def number(self) -> int | None:
        """Its row in the file."""
        return self.resolved.row.number if self.resolved else None

    @property
    def hidden(self) -> str:
        return self.resolved.row.hidden if self.resolved else ""

    @property
    def is_part(self) -> bool:
        return self.resolved.kind == "part" if self.resolved else bool(self.stored and self.stored.group)

    @property
    def is_group(self) -> bool:
        return (
            self.resolved.kind == "group" if self.resolved else bool(self.stored and self.stored.row.is_group)
        )

    @property
    def follows_file(self) -> bool:
        """Does it stand where the file has it, not where the scorecard had it?"""
        return self.resolved is not None and self.kind not in (Kind.KEPT, Kind.SKIPPED)

    @property
    def may_be_skipped(self) -> bool:
        return self.number is not None and self.kind in (Kind.ADDED, Kind.CHANGED, Kind.SKIPPED)

    @property
    def is_held(self) -> bool:
        """Will the scorecard hold this row?"""
        return self.kind != Kind.REMOVED and not (self.kind == Kind.SKIPPED and self.stored is None)


@dataclass(frozen=True)
class LaneLine:
    """A perspective whose weight the file changes."""

    lane_id: int
    label: str
    before: str
    after: str
    weight: Any


@dataclass(frozen=True)
class Preview:
    """All lines in the file's order, removed and kept ones behind."""

    table: Table
    form: Form
    read: ScorecardStructure
    rows: Sequence[ResolvedRow]
    lines: Sequence[Line]
    lanes: Sequence[LaneLine]
    objectives: Objectives
    objective_changes: Sequence[Change]
    warnings: Sequence[Warned]
    is_reordered: bool = False

    @property
    def problems(self) -> list[Problem]:
        """In the file's order; a row that the person leaves out has none."""
        by_row = {id(line.resolved): line for line in self.lines if line.resolved}
        found: list[Problem] = []
        for row in self.rows:
            line = by_row.get(id(row))
            if line is None:
                found += row.problems
            elif line.kind not in (Kind.SKIPPED, Kind.KEPT):
                found += line.problems
        return found

    @property
    def counts(self) -> dict[str, int]:
        return {kind.value: sum(line.kind == kind for line in self.lines) for kind in Kind}

    def of(self, *kinds: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind in kinds]

    @property
    def changes_nothing(self) -> bool:
        others = self.lanes or self.objective_changes or self.is_reordered
        return not (self.problems or self.of(*CHANGING) or others)
