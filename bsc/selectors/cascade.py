"""The cascade of a year: the matrix objective × unit, what is taken over, gaps and orphans (7.1.13)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.db.models import QuerySet

from bsc.models import CascadeMark, Kpi, Objective, Scorecard
from bsc.scoring.rollup import Child, target_gap
from bsc.selectors.problems import orphans_in
from bsc.selectors.rows import DECIDED, KpiRow, ScorecardStructure
from bsc.selectors.structure import structures
from cint_portal.organization.models import PlanningCycle, Unit, User


@dataclass(frozen=True)
class MarkCell:
    """One cell of the matrix; `kind` is empty where the unit does not contribute."""

    unit_id: int
    unit_name: str
    kind: str
    #: The unit's scorecard already has an objective that comes from this one.
    is_taken: bool


@dataclass(frozen=True)
class MatrixRow:
    """An objective with a cell per unit."""

    objective_id: int
    perspective: str
    kind: str
    name: str
    cells: tuple[MarkCell, ...]

    @property
    def is_gap(self) -> bool:
        """Nobody is asked to contribute and nobody does."""
        return not any(cell.kind or cell.is_taken for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """The matrix of one decided scorecard; `seen` is what a form must have been made from."""

    scorecard_id: int
    units: tuple[Unit, ...]
    rows: tuple[MatrixRow, ...]
    seen: str

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
    kind: str
    note: str
    kpis: tuple[tuple[int, str], ...]
    is_taken: bool


@dataclass(frozen=True)
class Orphan:
    scorecard_id: int
    unit_name: str
    kpi_id: int
    name: str


@dataclass(frozen=True)
class TargetGap:
    """Selisih Target: what the children's targets leave of the parent's (roll-up sum and same)."""

    kpi_id: int
    name: str
    unit: str
    target: Decimal
    carried: Decimal
    gap: Decimal


def cascaded_scorecards(cycle: PlanningCycle, user: User) -> list[Scorecard]:
    """Decided corporate and directorate scorecards that the person may see, the corporate one first."""
    return list(
        Scorecard.objects.visible_to(user)
        .filter(cycle=cycle, status__in=DECIDED)
        .exclude(unit__kind=Unit.Kind.DEPARTMENT)
        .select_related("unit", "cycle")
        .order_by("unit__kind", "unit__name")
    )


def departments_below(scorecard: Scorecard) -> QuerySet[Unit]:
    """Departments that exist in the year and stand under the scorecard's unit."""
    year = scorecard.cycle.year
    units = Unit.objects.departments().below([scorecard.unit_id]).filter(valid_from__year__lte=year)
    return units.exclude(valid_until__year__lt=year).order_by("name")


def matrix(scorecard: Scorecard) -> Matrix:
    """Objectives × departments with their marks, in four queries."""
    units = tuple(departments_below(scorecard))
    objectives = list(
        Objective.objects.filter(perspective__scorecard=scorecard)
        .select_related("perspective")
        .order_by("perspective__position", "position", "id")
    )
    marks = {
        (mark.objective_id, mark.unit_id): mark.kind
        for mark in CascadeMark.objects.filter(objective__in=objectives)
    }
    derived = Objective.objects.filter(source__in=objectives)
    taken = set(derived.values_list("source", "perspective__scorecard__unit"))
    return Matrix(
        scorecard_id=scorecard.pk,
        units=units,
        rows=tuple(
            MatrixRow(
                row.pk,
                row.perspective.label,
                row.perspective.kind,
                row.name,
                tuple(
                    MarkCell(unit.pk, unit.name, marks.get((row.pk, unit.pk), ""), (row.pk, unit.pk) in taken)
                    for unit in units
                ),
            )
            for row in objectives
        ),
        seen=marks_digest(marks),
    )


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
            kind=mark.kind,
            note=mark.note,
            kpis=tuple(kpis[mark.objective_id]),
            is_taken=mark.objective_id in taken,
        )
        for mark in marks
    ]


def department_structures(cycle: PlanningCycle, user: User) -> dict[int, ScorecardStructure]:
    """All department scorecards of the year that the person may see."""
    departments = Scorecard.objects.visible_to(user).filter(cycle=cycle, unit__kind=Unit.Kind.DEPARTMENT)
    return structures(departments.order_by("unit__name").distinct())


def orphans(read: Iterable[ScorecardStructure]) -> list[Orphan]:
    """KPI Tanpa Induk of many departments."""
    return [
        Orphan(row.scorecard_id, row.unit_name, kpi.id, kpi.name) for row in read for kpi in orphans_in(row)
    ]


def target_gaps(
    parents: Iterable[ScorecardStructure], children: Iterable[ScorecardStructure]
) -> list[TargetGap]:
    """Parents whose children's yearly targets do not add up; a shared measure counts once (§4)."""
    below: dict[int, list[KpiRow]] = defaultdict(list)
    for row in children:
        for kpi in row.kpis:
            if kpi.parent is not None and kpi.measure is not None:
                below[kpi.parent.id].append(kpi)
    gaps = []
    for row in parents:
        for kpi in row.kpis:
            gap = _gap(kpi, below[kpi.id])
            if gap and kpi.measure is not None and kpi.measure.target is not None:
                target = kpi.measure.target
                gaps.append(TargetGap(kpi.id, kpi.name, kpi.measure.unit, target, target - gap, gap))
    return gaps


def _gap(parent: KpiRow, children: list[KpiRow]) -> Decimal | None:
    if parent.measure is None:
        return None
    shares = [Child(kpi.measure.id, kpi.measure.target, kpi.weight) for kpi in children if kpi.measure]
    owners = {share.measure for share in shares if share.value is not None}
    if parent.rollup == Kpi.Rollup.SAME and len(owners) > 1:
        return None
    return target_gap(parent.measure.target, shares, parent.rollup)
