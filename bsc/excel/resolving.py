"""From the rows of a file to lanes, objectives, KPIs, groups and sub-indicators with values and problems."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from bsc.excel.cell_values import Around, Read, read_cell
from bsc.excel.columns import BULLET, Form, FormColumn, FormKind, Holds
from bsc.excel.stored import OF_GROUP, OF_PART, StoredRow, canonical, one_line
from bsc.excel.table import Table
from bsc.excel.vocabulary import Vocabulary
from cint_portal.documents.excel_problem import Problem, field_name, repaired_rows, shown_text
from cint_portal.documents.excel_table import FileCell, FileRow

_BULLETS: Final = (BULLET, "·", "▪", "–", "-", "*")
_NO_CODE: Final = frozenset({"–", "-", "—"})


@dataclass
class ResolvedRow:
    """A row of the file; `kind` is kpi, group, part, objective or lane. Missing columns are left out."""

    row: FileRow
    kind: str
    lane_id: int | None
    objective: str
    name: str = ""
    group: "ResolvedRow | None" = None
    stored: StoredRow | None = None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_row(self) -> bool:
        """Does it stand for something that is weighed?"""
        return self.kind in ("kpi", "group", "part")


class Resolver:
    """Reads a table from top to bottom: an empty lane or objective means the one above."""

    def __init__(self, table: Table, form: Form, words: Vocabulary, by_id: Mapping[int, StoredRow]) -> None:
        self.table, self.form, self.words, self.by_id = table, form, words, by_id
        self.lane: int | None = None
        self.lane_text = ""
        self.objective = ""
        self.group: ResolvedRow | None = None

    def rows(self) -> list[ResolvedRow]:
        """Every row, in the file's order."""
        rows = self.table.rows
        followers = [*rows[1:], None]
        return [self._resolve(row, after) for row, after in zip(rows, followers, strict=True)]

    def _resolve(self, row: FileRow, after: FileRow | None) -> ResolvedRow:
        problems = [p for p in (self._move_to_lane(row), self._move_to_objective(row)) if p]
        name, bulleted = unbulleted(row.text("name"))
        stored = self.by_id.get(row.id or 0)
        resolved = ResolvedRow(row, "objective", self.lane, self.objective, name, stored=stored)
        resolved.problems = problems
        if not name:
            self._without_name(resolved)
            return resolved
        if self._is_part(row, stored, bulleted):
            resolved.kind, resolved.group = "part", self.group
        else:
            resolved.kind = "group" if self._is_group(row, stored, after) else "kpi"
            self.group = resolved if resolved.kind == "group" else None
        if not self.objective and resolved.lane_id is not None:
            resolved.problems.append(self.problem(row, "objective", Read(reason=_("Sasaran belum diisi."))))
        self._read_cells(resolved)
        return resolved

    def _move_to_lane(self, row: FileRow) -> Problem | None:
        text = one_line(row.text("lane"))
        if not text or text == self.lane_text:
            return None
        self.lane_text, self.objective, self.group = text, "", None
        self.lane = self.words.value("lane", text)
        if self.lane is not None:
            return None
        reason = _("Perspektif ini tidak ada di scorecard.")
        return self.problem(row, "lane", Read(reason=reason, options=self.words.labels("lane")))

    def _move_to_objective(self, row: FileRow) -> Problem | None:
        text = one_line(row.text("objective"))
        if not text or text == self.objective:
            return None
        self.objective, self.group = text, None
        if len(text) <= 300:
            return None
        numbers = {"n": len(text), "limit": 300}
        reason = _("Terlalu panjang: %(n)d karakter, paling banyak %(limit)d.") % numbers
        return self.problem(row, "objective", Read(reason=reason, proposal=text))

    def _without_name(self, resolved: ResolvedRow) -> None:
        """A lane or an objective that has no KPI yet, or a KPI whose name was forgotten."""
        row = resolved.row
        if any(row.text(name) for name in ("unit", "target", "definition")):
            resolved.problems.append(self.problem(row, "name", Read(reason=_("Nama KPI belum diisi."))))
        if not self.objective:
            resolved.kind = "lane"
        self._read_some(resolved, {"lane_weight", "kinds"})

    def _is_part(self, row: FileRow, stored: StoredRow | None, bulleted: bool) -> bool:
        if self.group is None:
            return False
        if bulleted:
            return True
        if self.form.kind != FormKind.SETUP or stored is not None:
            return bool(stored and stored.group)
        return not row.text("code") and bool(row.text("unit"))

    def _is_group(self, row: FileRow, stored: StoredRow | None, after: FileRow | None) -> bool:
        """No unit and no target of its own, and sub-indicators below."""
        if row.text("unit") or row.text("target"):
            return False
        if stored is not None and stored.row.is_group:
            return True
        if after is None:
            return False
        follows = unbulleted(after.text("name"))[1]
        bare = self.form.kind == FormKind.SETUP and not after.text("code") and bool(after.text("unit"))
        return follows or (bare and bool(after.text("name")))

    def _read_cells(self, resolved: ResolvedRow) -> None:
        limited = {"group": OF_GROUP | {"lane_weight", "kinds"}, "part": OF_PART | {"lane_weight"}}
        names = limited.get(resolved.kind, frozenset(resolved.row.cells) | {"months"})
        self._read_some(resolved, names)
        if resolved.kind != "group" and not resolved.values.get("unit") and not _named(resolved, "unit"):
            read = Read(reason=_("Satuan belum diisi."))
            resolved.problems.append(self.problem(resolved.row, "unit", read))
        if resolved.values.get("code") in _NO_CODE:
            resolved.values["code"] = ""

    def _read_some(self, resolved: ResolvedRow, names: Any) -> None:
        months: dict[int, Any] = {}
        for column in self.form.read:
            name, row = column.name, resolved.row
            if name in ("lane", "objective") or name not in row.cells:
                continue
            if column.holds == Holds.MONTH:
                if "months" in names:
                    self._keep_month(resolved, column, months)
            elif name in names:
                self._keep(resolved, column)
        if "months" in names and any(name.startswith("month_") for name in resolved.row.cells):
            resolved.values["months"] = months or None

    def _keep(self, resolved: ResolvedRow, column: FormColumn) -> None:
        read = self._read(resolved, column)
        if read.reason:
            resolved.problems.append(self.problem(resolved.row, column.name, read))
        elif not read.is_left_out:
            resolved.values[column.name] = read.value
            if read.remark and column.name in resolved.row.cells:
                resolved.remarks.append(f"{self.form.title(column)}: {read.remark}")

    def _keep_month(self, resolved: ResolvedRow, column: FormColumn, months: dict[int, Any]) -> None:
        read = self._read(resolved, column)
        if read.reason:
            resolved.problems.append(self.problem(resolved.row, column.name, read))
        elif read.value is not None:
            months[int(column.name.removeprefix("month_"))] = read.value

    def _read(self, resolved: ResolvedRow, column: FormColumn) -> Read:
        cell = resolved.row.cells[column.name]
        if column.name == "name":
            cell = replace(cell, text=resolved.name, is_number=False, is_percent=False)
        held = resolved.stored.values.get(column.name) if resolved.stored else None
        if column.name == "lane_weight":
            held = next((lane.weight for lane in self.words.lanes if lane.pk == resolved.lane_id), None)
        return read_cell(column, cell, Around(self.words, one_line(resolved.row.text("unit")), held))

    def problem(self, row: FileRow, name: str, read: Read) -> Problem:
        column = self.form.by_name[name]
        text = row.text(name)
        return Problem(
            reference=self.table.reference(row, name),
            column=name,
            title=self.form.title(column),
            found=shown_text(text),
            reason=read.reason,
            field=field_name(row.number, name),
            proposal=text if read.proposal is None else read.proposal,
            options=read.options,
            limit=column.limit,
        )


def _named(resolved: ResolvedRow, column: str) -> bool:
    return any(problem.column == column for problem in resolved.problems)


def unbulleted(text: str) -> tuple[str, bool]:
    """The name without the mark of a sub-indicator, and whether it had one."""
    name = one_line(text)
    for bullet in _BULLETS:
        if name.startswith(bullet) and (bullet == BULLET or name[1:2] == " "):
            return name.removeprefix(bullet).strip(), True
    return name, False


def name_twins(resolver: Resolver, rows: list[ResolvedRow]) -> None:
    """Two KPIs of one name, or two sub-indicators of one group, cannot be told apart."""
    seen: dict[tuple[object, str], ResolvedRow] = {}
    for resolved in rows:
        if not resolved.is_row or resolved.row.skipped:
            continue
        key = (id(resolved.group) if resolved.group else None, resolved.name.casefold())
        first = seen.setdefault(key, resolved)
        if first is resolved or (_holds_its_name(first) and _holds_its_name(resolved)):
            continue
        place = resolver.table.reference(first.row, "name")
        reason = _("Nama ini sudah dipakai di %(place)s.") % {"place": place}
        resolved.problems.append(resolver.problem(resolved.row, "name", Read(reason=reason)))


def _holds_its_name(resolved: ResolvedRow) -> bool:
    return resolved.stored is not None and resolved.stored.values["name"] == resolved.name


def repaired(table: Table, problems: list[Problem], typed: Mapping[str, str]) -> Table:
    """The table with the person's repairs, by which he or she stands."""

    def cell_of(_problem: Problem, text: str) -> FileCell:
        return FileCell(canonical(text), is_confirmed=True)

    return replace(table, rows=repaired_rows(table.rows, problems, typed, cell_of))
