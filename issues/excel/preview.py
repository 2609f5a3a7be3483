"""What taking over an upload would change: each row added, changed (from → to), removed or left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from cint_portal.documents.excel_problem import Problem
from cint_portal.documents.excel_table import FileTable
from issues.excel.columns import BY_NAME, COLUMNS, SIX, Vocabulary, canonical
from issues.excel.matching import match
from issues.excel.origin import mark
from issues.excel.resolving import ResolvedRow, resolve
from issues.models import Issue
from issues.rules import MAX_ROWS, RowValues
from issues.services.uploads import Draft


class Kind(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    #: CMS has accepted it: what the file says about it does not count.
    LOCKED = "locked"
    #: Changed or added in the portal after the template was made; the file knows nothing of it.
    KEPT = "kept"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class LineCell:
    """One column of a line: the text that will stand there, and the one before where it differs."""

    column: str
    title: str
    text: str
    before: str | None = None
    problem: Problem | None = None


@dataclass
class Line:
    """One row of the preview; `number` is the row in the file, `place` the one in the register."""

    kind: Kind
    cells: list[LineCell]
    values: RowValues
    number: int | None = None
    place: int | None = None
    key: UUID | None = None
    hidden: str = ""
    remarks: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def may_be_skipped(self) -> bool:
        return self.number is not None and self.kind in (Kind.ADDED, Kind.CHANGED, Kind.SKIPPED)

    @property
    def is_stored(self) -> bool:
        """Will the register hold this row?"""
        return self.kind != Kind.REMOVED and not (self.kind == Kind.SKIPPED and self.key is None)

    @property
    def extra(self) -> list[LineCell]:
        """Optional columns that say something, or said something."""
        return self.cells[len(SIX) :]

    @property
    def main(self) -> list[LineCell]:
        return self.cells[: len(SIX)]


@dataclass(frozen=True)
class Preview:
    """All lines in the order that the register will have."""

    table: FileTable
    lines: list[Line]
    reorders: bool = True
    is_reordered: bool = False

    @property
    def problems(self) -> list[Problem]:
        return [problem for line in self.lines for problem in line.problems if line.kind != Kind.SKIPPED]

    @property
    def counts(self) -> dict[str, int]:
        return {kind.value: sum(line.kind == kind for line in self.lines) for kind in Kind}

    def of(self, *kinds: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind in kinds]

    @property
    def stored(self) -> list[Line]:
        """What the draft will hold."""
        return [line for line in self.lines if line.is_stored]

    def draft(self) -> Draft:
        """The same for the service: in the file's order; in the old places once CMS speaks of numbers."""
        behind = max((line.place or 0 for line in self.stored), default=0)
        rows, keys = {}, {}
        for number, line in enumerate(self.stored):
            place = number
            if not self.reorders:
                place, behind = (line.place - 1, behind) if line.place else (behind, behind + 1)
            rows[place], keys[place] = line.values, line.key or uuid4()
        return Draft(rows, keys, [line.key for line in self.of(Kind.REMOVED) if line.key])

    @property
    def blanks(self) -> int:
        """Cells that are still to be filled before the register can be sent."""
        return sum(len(line.values.missing) for line in self.stored)

    @property
    def surplus(self) -> int:
        """By how many rows the register would pass its limit."""
        return max(0, len(self.stored) - MAX_ROWS)

    @property
    def changes_nothing(self) -> bool:
        changing = (Kind.ADDED, Kind.CHANGED, Kind.REMOVED)
        return not self.is_reordered and not self.problems and not self.of(*changing)


def preview(table: FileTable, issues: Sequence[Issue], words: Vocabulary, *, reorders: bool) -> Preview:
    """Compare a table with the register's rows; `reorders`: the register follows the file's order."""
    rows = resolve(table, words)
    found = match(rows, issues)
    lines = [_line(table, r, found.get(r.row.number), words) for r in rows]
    named = {line.key for line in lines}
    lines += [_left_out(table, issue, words) for issue in issues if issue.key not in named]
    _name_twins(lines)
    places = [line.place for line in lines if line.place and line.is_stored]
    return Preview(table, lines, reorders, is_reordered=reorders and places != sorted(places))


def _line(table: FileTable, r: ResolvedRow, issue: Issue | None, words: Vocabulary) -> Line:
    before = issue.values if issue else RowValues()
    after = _taken_over(before, r.values)
    kind, remarks = _kind(table, r, issue, before, after)
    holds = before if kind in (Kind.LOCKED, Kind.KEPT) or (kind == Kind.SKIPPED and issue) else after
    if holds.is_contradictory and kind in (Kind.ADDED, Kind.CHANGED):
        remarks.append(_("Periksa: internal biasanya S/W, eksternal O/T."))
    problems = r.problems if kind in (Kind.ADDED, Kind.CHANGED, Kind.SKIPPED) else []
    return Line(
        kind=kind,
        cells=_shown(before, after, {p.column: p for p in r.problems}, issue is not None, words),
        values=holds,
        number=r.row.number,
        place=issue.number if issue else None,
        key=issue.key if issue else None,
        hidden=r.row.hidden,
        remarks=remarks,
        problems=problems,
    )


def _taken_over(before: RowValues, values: dict[str, Any]) -> RowValues:
    """The stored row with the file's columns; a text that only a workbook would write otherwise stays."""
    changed = {
        name: value
        for name, value in values.items()
        if getattr(before, name) != value
        and not (BY_NAME[name].limit and canonical(name, getattr(before, name)) == value)
    }
    return replace(before, **changed) if changed else before


def _kind(
    table: FileTable, r: ResolvedRow, issue: Issue | None, before: RowValues, after: RowValues
) -> tuple[Kind, list[str]]:
    """What becomes of the row, and what a person should know about it."""
    if r.row.skipped:
        return Kind.SKIPPED, []
    differs = after != before or bool(r.problems)
    base = (table.marks or {}).get(r.row.id or 0)
    if issue is None:
        return Kind.ADDED, [_("Baris ini sudah dihapus di portal sesudah templat diunduh.")] if base else []
    if issue.decision == Issue.Decision.ACCEPTED:
        return Kind.LOCKED, [_("Sudah diterima CMS; isi berkas tidak dipakai.")] if differs else []
    if not differs:
        return Kind.UNCHANGED, []
    if base and mark(before) != base:
        if mark(after) == base:
            return Kind.KEPT, [_("Diubah di portal sesudah templat diunduh; isi portal dipertahankan.")]
        return Kind.CHANGED, [_("Juga diubah di portal sesudah templat diunduh; isi berkas yang dipakai.")]
    return Kind.CHANGED, []


def _left_out(table: FileTable, issue: Issue, words: Vocabulary) -> Line:
    """A stored row that the file does not have."""
    kind, remarks = Kind.REMOVED, []
    if issue.decision == Issue.Decision.ACCEPTED:
        kind, remarks = Kind.LOCKED, [_("Sudah diterima CMS; tetap ada walaupun tidak ada di berkas.")]
    elif table.marks is not None and issue.pk not in table.marks:
        kind, remarks = Kind.KEPT, [_("Ditambahkan di portal sesudah templat diunduh; dipertahankan.")]
    cells = _shown(issue.values, issue.values, {}, False, words)
    return Line(kind, cells, issue.values, place=issue.number, key=issue.key, remarks=remarks)


def _shown(
    before: RowValues, after: RowValues, problems: dict[str, Problem], compares: bool, words: Vocabulary
) -> list[LineCell]:
    """The six columns, and those of the optional ones that say or said something."""
    cells = []
    for column in COLUMNS:
        name = column.name
        old, new, problem = getattr(before, name), getattr(after, name), problems.get(name)
        if column.is_optional and not (old or new or problem):
            continue
        text = problem.found if problem else words.label(name, new)
        is_changed = compares and (old != new or problem is not None)
        cells.append(
            LineCell(name, words.titles[name], text, words.label(name, old) if is_changed else None, problem)
        )
    return cells


def _name_twins(lines: list[Line]) -> None:
    """Rows that say the same: allowed, and said."""
    seen: dict[RowValues, Line] = {}
    for line in lines:
        if not line.is_stored or line.problems or line.values.is_empty:
            continue
        first = seen.setdefault(line.values, line)
        if first is not line and line.kind in (Kind.ADDED, Kind.CHANGED):
            line.remarks.append(_("Sama persis dengan baris %(row)s.") % {"row": first.number or first.place})
