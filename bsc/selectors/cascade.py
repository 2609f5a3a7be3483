"""The cascade of a year: the matrix objective × unit, and what is taken over of it (7.1.13)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from bsc.models import CascadeMark, Kpi, Objective, Scorecard
from bsc.models.personal import of_units
from bsc.models.scorecard import CascadeScope
from bsc.selectors.rows import DECIDED
from cint_portal.organization.models import PlanningCycle, Unit, User

#: A direct mark for a part of the objective, as forms and fingerprints write it.
PART = "part"
#: So many departments stand beside each other on a laptop; more are shown by directorate.
MOST_COLUMNS = 12


@dataclass(frozen=True)
class MarkCell:
    """One cell of the matrix; `kind` (direct, part, indirect) is empty where the unit does not contribute.

    `field` and `label` name it in the form, `mark-objective-unit`, and to who does not see the table.
    """

    unit_id: int
    field: str
    label: str
    kind: str
    note: str
    #: The unit's scorecard has an objective that comes from this one, or a KPI whose parent stands here.
    is_taken: bool


@dataclass(frozen=True)
class MatrixRow:
    """An objective with a cell per unit shown; `is_gap`: no unit at all contributes or is asked to."""

    objective_id: int
    perspective: str
    kind: str
    name: str
    cells: tuple[MarkCell, ...]
    is_gap: bool


class Column(NamedTuple):
    """A department beside others: there may be hundreds, of which a page shows a dozen."""

    pk: int
    name: str
    directorate: str | None


@dataclass(frozen=True)
class Columns:
    """Departments shown together: all of a small company, or a directorate's."""

    key: str
    label: str
    units: tuple[Column, ...]


@dataclass(frozen=True)
class Matrix:
    """The matrix of one decided scorecard; `seen` is what a form must have been made from."""

    scorecard_id: int
    groups: tuple[Columns, ...]
    shown: Columns
    rows: tuple[MatrixRow, ...]
    seen: str

    @property
    def units(self) -> tuple[Column, ...]:
        return self.shown.units

    @property
    def gaps(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows if row.is_gap)


@dataclass(frozen=True)
class MarkedObjective:
    """What a department is asked to contribute to, and what it has made of it."""

    objective_id: int
    name: str
    perspective_kind: str
    perspective: str
    unit_name: str
    #: direct, part or indirect.
    kind: str
    note: str
    kpis: tuple[tuple[int, str], ...]
    is_taken: bool


def cascaded_scorecards(cycle: PlanningCycle, user: User) -> list[Scorecard]:
    """Decided corporate and directorate scorecards that the person may see, the corporate one first."""
    rows = list(
        Scorecard.objects.visible_to(user)
        .filter(cycle=cycle, status__in=DECIDED)
        .exclude(unit__kind=Unit.Kind.DEPARTMENT)
        .select_related("unit")
        .order_by("unit__kind", "unit__name")
    )
    for row in rows:
        row.cycle = cycle
    return rows


def departments_below(scorecard: Scorecard) -> QuerySet[Unit]:
    """Departments that exist in the year and stand under the scorecard's unit."""
    year = scorecard.cycle.year
    units = Unit.objects.departments().below([scorecard.unit_id]).filter(valid_from__year__lte=year)
    return units.exclude(valid_until__year__lt=year).order_by("name")


def column_groups(scorecard: Scorecard) -> tuple[Columns, ...]:
    """All departments together while they fit, else by directorate. One query."""
    units = [Column(*row) for row in departments_below(scorecard).values_list("pk", "name", "parent__name")]
    if len(units) <= MOST_COLUMNS:
        return (Columns("", "", tuple(units)),)
    by_parent: dict[str, list[Column]] = defaultdict(list)
    for unit in units:
        by_parent[unit.directorate or ""].append(unit)
    groups = []
    for name in sorted(by_parent):
        own = by_parent[name]
        parts = [own[at : at + MOST_COLUMNS] for at in range(0, len(own), MOST_COLUMNS)]
        for number, part in enumerate(parts, start=1):
            label = name if len(parts) == 1 else f"{name} ({number}/{len(parts)})"
            groups.append(Columns(str(part[0].pk), label, tuple(part)))
    return tuple(groups)


def supported() -> Q:
    """Of an objective: asked of a unit, source of a unit's own, or with a KPI that is another's parent."""
    own = OuterRef("pk")
    asked = Exists(CascadeMark.objects.filter(objective=own))
    derived = Exists(Objective.objects.filter(of_units("perspective__scorecard"), source=own))
    children = Kpi.objects.of_units().filter(parent__objective=own)
    return Q(asked) | Q(derived) | Q(Exists(children))


def matrix(scorecard: Scorecard, group: str = "", own: Collection[int] = ()) -> Matrix:
    """Objectives × the departments of a column group with their marks, in five queries.

    Without a group the one in which the reader's `own` units stand.
    """
    groups = column_groups(scorecard)
    near = next((one for one in groups if any(unit.pk in own for unit in one.units)), groups[0])
    shown = next((one for one in groups if one.key == group), near)
    objectives = list(
        Objective.objects.filter(perspective__scorecard=scorecard)
        .select_related("perspective")
        .annotate(is_supported=supported())
        .order_by("perspective__position", "position", "id")
    )
    ids = [unit.pk for unit in shown.units]
    marks = {
        (mark.objective_id, mark.unit_id): mark
        for mark in CascadeMark.objects.filter(objective__in=objectives, unit__in=ids)
    }
    derived = Objective.objects.filter(
        of_units("perspective__scorecard"), source__in=objectives, perspective__scorecard__unit__in=ids
    )
    children = Kpi.objects.of_units().filter(
        parent__objective__in=objectives, objective__perspective__scorecard__unit__in=ids
    )
    pairs = derived.values_list("source", "perspective__scorecard__unit").union(
        children.values_list("parent__objective", "objective__perspective__scorecard__unit")
    )
    taken = {(source, unit) for source, unit in pairs if source is not None}
    return Matrix(
        scorecard_id=scorecard.pk,
        groups=groups,
        shown=shown,
        rows=tuple(_row(row, shown.units, marks, taken) for row in objectives),
        seen=marks_digest({cell: code_of(mark) for cell, mark in marks.items()}),
    )


def _row(
    row: Objective,
    units: tuple[Column, ...],
    marks: dict[tuple[int, int], CascadeMark],
    taken: set[tuple[int, int]],
) -> MatrixRow:
    cells = []
    for unit in units:
        mark = marks.get((row.pk, unit.pk))
        code, note = (code_of(mark), mark.note) if mark else ("", "")
        cells.append(
            MarkCell(
                unit_id=unit.pk,
                field=f"mark-{row.pk}-{unit.pk}",
                label=f"{row.name} – {unit.name}",
                kind=code,
                note=note,
                is_taken=(row.pk, unit.pk) in taken,
            )
        )
    return MatrixRow(
        row.pk,
        row.perspective.label,
        row.perspective.kind,
        row.name,
        tuple(cells),
        is_gap=not row.is_supported,  # type: ignore[attr-defined]
    )


def code_of(mark: CascadeMark) -> str:
    """direct, part or indirect."""
    return PART if mark.scope == CascadeScope.PART else mark.kind


def marks_digest(marks: dict[tuple[int, int], str]) -> str:
    """Fingerprint of a matrix, so that two people who mark at once notice each other."""
    text = ";".join(f"{objective}:{unit}:{kind}" for (objective, unit), kind in sorted(marks.items()))
    return sha256(text.encode()).hexdigest()[:16]


def marked_for(scorecard: Scorecard) -> list[MarkedObjective]:
    """What is cascaded to the scorecard's unit this year, in four queries; unmarked are not listed."""
    marks = list(
        CascadeMark.objects.filter(
            unit=scorecard.unit_id,
            objective__perspective__scorecard__cycle=scorecard.cycle_id,
            objective__perspective__scorecard__status__in=DECIDED,
        )
        .select_related("objective__perspective__scorecard__unit")
        .order_by(
            "objective__perspective__scorecard__unit__kind",
            "objective__perspective__position",
            "objective__position",
        )
    )
    sources = [mark.objective_id for mark in marks]
    taken = set(
        Objective.objects.filter(perspective__scorecard=scorecard, source__in=sources).values_list(
            "source", flat=True
        )
    )
    kpis: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for kpi in Kpi.objects.filter(objective__in=sources, group=None).select_related("measure"):
        kpis[kpi.objective_id].append((kpi.pk, kpi.name))
    return [
        MarkedObjective(
            objective_id=mark.objective_id,
            name=mark.objective.name,
            perspective_kind=mark.objective.perspective.kind,
            perspective=mark.objective.perspective.label,
            unit_name=mark.objective.perspective.scorecard.unit.name,
            kind=code_of(mark),
            note=mark.note,
            kpis=tuple(kpis[mark.objective_id]),
            is_taken=mark.objective_id in taken,
        )
        for mark in marks
    ]


@dataclass(frozen=True)
class Contribution:
    """A unit's part in one objective: what CMS asks, and what the unit has made of it."""

    unit_id: int
    unit_name: str
    kind: str
    note: str
    taken_as: str
    taken_id: int | None


def contributions(objective: Objective) -> tuple[list[tuple[str, list[Contribution]]], str]:
    """Per directorate its departments, and the fingerprint of what is stored. Three queries."""
    scorecard = objective.perspective.scorecard
    marks = {mark.unit_id: mark for mark in CascadeMark.objects.filter(objective=objective)}
    derived = {
        row.perspective.scorecard.unit_id: row
        for row in Objective.objects.filter(source=objective).select_related("perspective__scorecard")
    }
    found: dict[str, list[Contribution]] = defaultdict(list)
    for unit in departments_below(scorecard).select_related("parent"):
        mark, own = marks.get(unit.pk), derived.get(unit.pk)
        found[unit.parent.name if unit.parent else ""].append(
            Contribution(
                unit.pk,
                unit.name,
                code_of(mark) if mark else "",
                mark.note if mark else "",
                own.name if own else "",
                own.perspective.scorecard_id if own else None,
            )
        )
    stored = {(objective.pk, unit): f"{code_of(mark)}|{mark.note}" for unit, mark in marks.items()}
    return sorted(found.items()), marks_digest(stored)
