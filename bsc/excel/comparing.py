"""Rows of a file against rows of the scorecard: what differs, and who has changed it last."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from bsc.excel.cell_values import Read
from bsc.excel.columns import Form, Holds
from bsc.excel.drafting import keeps_old_months
from bsc.excel.lines import Change, Kind, LaneLine, Line
from bsc.excel.objectives import Objectives
from bsc.excel.origin import SHARED, mark
from bsc.excel.resolving import ResolvedRow, Resolver
from bsc.excel.showing import shown_value
from bsc.excel.stored import OF_MEASURE, StoredRow, same, settled
from bsc.excel.targets import Target
from bsc.excel.vocabulary import Vocabulary
from bsc.models import Measure
from bsc.selectors.rows import ScorecardStructure


class Comparing:
    """What all comparisons of one upload need."""

    def __init__(
        self,
        resolver: Resolver,
        form: Form,
        words: Vocabulary,
        read: ScorecardStructure,
        objectives: Objectives,
    ) -> None:
        self.resolver, self.table = resolver, resolver.table
        self.form, self.words, self.read, self.objectives = form, words, read, objectives
        self.labels = {lane.id: lane.label for lane in read.perspectives}

    def line(self, row: ResolvedRow) -> Line:
        """A row of the file."""
        where = (self.labels.get(row.lane_id or 0, ""), row.objective, row.group.name if row.group else "")
        line = Line(Kind.ADDED, row, row.stored, row.name, _joined(where))
        line.remarks, line.problems = row.remarks, row.problems
        self._settle_target(row)
        line.values = self._differing(row, line)
        line.changes = [self._change(name, row, value) for name, value in line.values.items()]
        line.kind = self._kind(line, row)
        if line.kind == Kind.KEPT:
            line.values, line.changes = {}, []
        return line

    def left_out(self, stored: StoredRow) -> Line:
        """A row of the scorecard that the file does not have."""
        where = (stored.lane.label, stored.objective.name, stored.group.name if stored.group else "")
        line = Line(Kind.REMOVED, None, stored, stored.row.name, _joined(where))
        if stored.id in self.table.keeps:
            line.kind, line.is_kept_by_hand = Kind.KEPT, True
        elif self.table.marks is not None and stored.id not in self.table.marks:
            line.kind = Kind.KEPT
            line.remarks.append(_("Ditambahkan di portal sesudah berkas diunduh; dipertahankan."))
        return line

    def _settle_target(self, row: ResolvedRow) -> None:
        """The comparator that a bare figure means; the polarity that a comparator means in a new KPI."""
        target = row.values.get("target")
        if target is None:
            return
        measure = row.stored.row.measure if row.stored else None
        told = row.values.get("polarity")
        polarity = told or (measure.polarity if measure else _meant_by(target))
        if row.stored is None:
            row.values["polarity"] = polarity
        row.values["target"] = settled(target, polarity)
        is_new = row.stored is None or row.stored.values.get("target") != row.values["target"]
        if is_new and _contradicts(target, polarity):
            self._question_polarity(row, told is not None, target)

    def _question_polarity(self, row: ResolvedRow, is_told: bool, target: Target) -> None:
        """A maximum for what should grow: a mistake beside the column Sifat, else the comparator rules."""
        if is_told:
            reason = _("Pembanding ini bertentangan dengan kolom Sifat. Perbaiki salah satunya.")
            row.problems.append(self.resolver.problem(row.row, "target", Read(reason=reason)))
        else:
            row.values["polarity"] = _meant_by(target)

    def _differing(self, row: ResolvedRow, line: Line) -> dict[str, Any]:
        """The columns whose cells say something new; nothing of a measure that others own."""
        values = {name: value for name, value in row.values.items() if name not in SHARED}
        stored = row.stored
        if stored is None:
            return {name: value for name, value in values.items() if value not in (None, "")}
        found = {name: value for name, value in values.items() if not same(name, stored, value, self.read)}
        if not stored.is_own and OF_MEASURE & found.keys():
            found = {name: value for name, value in found.items() if name not in OF_MEASURE}
            line.remarks.append(
                _("Definisinya milik unit lain atau sudah disetujui: isi berkas tidak dipakai.")
            )
        if self.objectives.id_for(row) != stored.objective.id:
            found |= {"objective": row.objective}
        if (stored.group.id if stored.group else None) != _group_id(row):
            found |= {"group": row.group.name if row.group else ""}
        if keeps_old_months(found, stored):
            line.remarks.append(
                _("Target bulanannya tetap seperti sekarang; sesuaikan di portal bila perlu.")
            )
        return found

    def _change(self, name: str, row: ResolvedRow, value: Any) -> Change:
        stored = row.stored
        titles = {"months": _("Target per bulan"), "group": _("Kelompok")}
        title = titles.get(name) or self.form.title(self.form.by_name[name])
        held: Any = None
        if name == "objective" and stored is not None and stored.objective.name == value:
            # The objective of the same name in another lane: both are told apart by their lanes.
            lane = self.labels.get(row.lane_id or 0, "")
            return Change(title, _joined((value, stored.lane.label)), _joined((value, lane)))
        if stored is not None:
            held = (stored.group.name if stored.group else "") if name == "group" else stored.values.get(name)
        before = shown_value(name, held, self.words) if stored else ""
        return Change(title, before, shown_value(name, value, self.words))

    def _kind(self, line: Line, row: ResolvedRow) -> Kind:
        if row.row.skipped:
            return Kind.SKIPPED
        if line.stored is None:
            if row.row.id is not None:
                line.remarks.append(_("Baris ini sudah dihapus di portal sesudah berkas diunduh."))
            return Kind.ADDED
        if not line.values and not line.problems:
            return Kind.UNCHANGED
        base = (self.table.marks or {}).get(row.row.id or 0)
        if base and mark(line.stored) != base:
            # A cell that cannot be read was typed by somebody: its row is not as it left the portal.
            if not line.problems and self._marked(line.stored, row) == base:
                line.remarks.append(_("Diubah di portal sesudah berkas diunduh; isi portal dipertahankan."))
                return Kind.KEPT
            line.remarks.append(_("Juga diubah di portal sesudah berkas diunduh; isi berkas yang dipakai."))
        return Kind.CHANGED

    def _marked(self, stored: StoredRow, row: ResolvedRow) -> str:
        """The mark of the file's row: the form's own when nobody has typed over it."""
        known = {column.name for column in self.form.read if column.holds != Holds.MONTH} | {"months"}
        said = {name: value for name, value in row.values.items() if name in known and name not in SHARED}
        values = {**stored.values, **said, "lane": row.lane_id, "objective": row.objective}
        return mark(replace(stored, values=values))

    def lanes(self, rows: Sequence[ResolvedRow]) -> list[LaneLine]:
        """Perspectives weighed anew: the first weight counts, another one in the same lane is a mistake."""
        if not self.form.by_perspective:
            return []
        held = {lane.id: lane for lane in self.read.perspectives}
        found: dict[int, Any] = {}
        for row in rows:
            weight = row.values.get("lane_weight")
            if weight is not None and row.lane_id and found.setdefault(row.lane_id, weight) != weight:
                reason = _("Satu perspektif mempunyai satu bobot; sel ini berbeda dari baris di atasnya.")
                row.problems.append(self.resolver.problem(row.row, "lane_weight", Read(reason=reason)))
        return [
            LaneLine(pk, held[pk].label, _percent(held[pk].weight), _percent(weight), weight)
            for pk, weight in found.items()
            if weight != held[pk].weight
        ]

    def objective_changes(self) -> list[Change]:
        """Objectives that are new, renamed, moved, of another kind, or gone."""
        found = []
        for plan in self.objectives.plans.values():
            old = self.objectives.held.get(plan.id or 0)
            kinds = plan.kinds or (old.kinds if old else ())
            after = self._objective_text(plan.name, kinds, plan.lane_id)
            before = self._objective_text(old.name, old.kinds, old.perspective_id) if old else ""
            if before != after:
                found.append(Change(self.labels[plan.lane_id], before, after))
        gone = [Change(self.labels[row.perspective_id], row.name, "") for row in self.objectives.gone]
        return found + gone

    def _objective_text(self, name: str, kinds: Sequence[str], lane: int) -> str:
        return " · ".join(
            text for text in (name, self.words.label("kinds", kinds), self.labels[lane]) if text
        )


def _joined(texts: Sequence[str]) -> str:
    return " · ".join(text for text in texts if text)


def _group_id(row: ResolvedRow) -> int | None:
    """The stored group of a sub-indicator; -1 for one that is new."""
    if row.group is None:
        return None
    return row.group.stored.id if row.group.stored else -1


def _percent(weight: Any) -> str:
    return shown_value("weight", weight, None) or "–"


def _meant_by(target: Target) -> str:
    if target.is_range:
        return Measure.Polarity.STABILIZE
    return Measure.Polarity.MINIMIZE if target.comparator in ("≤", "<") else Measure.Polarity.MAXIMIZE


def _contradicts(target: Target, polarity: str) -> bool:
    wrong = {Measure.Polarity.MAXIMIZE.value: ("≤", "<"), Measure.Polarity.MINIMIZE.value: ("≥", ">")}
    return target.comparator in wrong.get(polarity, ())
