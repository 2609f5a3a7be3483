"""Whole scorecards read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from bsc.models import Kpi, ProgrammeActivity, Scorecard, ScorecardPerspective
from bsc.selectors.rows import (
    DECIDED,
    ActivityRow,
    KpiRow,
    MeasureSpec,
    ObjectiveRow,
    ParentKpi,
    PerspectiveRow,
    ScorecardStructure,
)
from bsc.selectors.specs import OWN_INPUTS, Said, is_computed, spec_with
from bsc.selectors.structure_queries import KPIS, LANES, OBJECTIVES, PROGRAMME

__all__ = [
    "DECIDED",
    "KpiRow",
    "MeasureSpec",
    "ObjectiveRow",
    "ParentKpi",
    "PerspectiveRow",
    "ScorecardStructure",
    "row_with",
    "structure",
    "structure_shown",
    "structures",
    "structures_of",
]


def structure(scorecard: Scorecard) -> ScorecardStructure:
    """One scorecard as values, fresh from the database."""
    return structures([scorecard])[scorecard.pk]


def structure_shown(scorecard: Scorecard) -> ScorecardStructure:
    """The same of a scorecard that this page has just read with its unit, cycle and employee."""
    return _structures({scorecard.pk: scorecard})[scorecard.pk]


def structures(scorecards: Iterable[Scorecard]) -> dict[int, ScorecardStructure]:
    """Many scorecards by id, in the order given; the number of queries does not grow with them."""
    return structures_of([scorecard.pk for scorecard in scorecards])


def structures_of(ids: Sequence[int]) -> dict[int, ScorecardStructure]:
    """The same by ids."""
    rows = Scorecard.every.filter(pk__in=ids).select_related("unit", "cycle", "employee")
    found = {row.pk: row for row in rows}
    return _structures({pk: found[pk] for pk in ids})


def _structures(found: dict[int, Scorecard]) -> dict[int, ScorecardStructure]:
    ids = list(found)
    lanes: dict[int, list[ScorecardPerspective]] = defaultdict(list)
    for lane in LANES(cards=ids):
        lanes[lane.scorecard_id].append(lane)
    objectives = _objectives(ids)
    return {pk: _scorecard_row(row, lanes[pk], objectives) for pk, row in found.items()}


def _scorecard_row(
    scorecard: Scorecard,
    lanes: list[ScorecardPerspective],
    objectives: dict[int, list[ObjectiveRow]],
) -> ScorecardStructure:
    return ScorecardStructure(
        scorecard_id=scorecard.pk,
        cycle_id=scorecard.cycle_id,
        year=scorecard.cycle.year,
        unit_id=scorecard.unit_id,
        unit_code=scorecard.unit.code,
        unit_name=scorecard.unit.name,
        unit_kind=scorecard.unit.kind,
        status=scorecard.status,
        version=scorecard.version,
        revision=scorecard.revision,
        weighting=scorecard.weighting,
        total_bands=scorecard.total_bands,
        document_number=scorecard.document_number,
        perspectives=tuple(
            PerspectiveRow(lane.pk, lane.kind, lane.label, lane.weight, tuple(objectives.get(lane.pk, ())))
            for lane in lanes
        ),
        vision=scorecard.cycle.vision,
        mission=scorecard.cycle.mission,
        employee_id=scorecard.employee_id,
        employee_name=str(scorecard.employee) if scorecard.employee else "",
    )


def _objectives(scorecard_ids: list[int]) -> dict[int, list[ObjectiveRow]]:
    """Objectives by perspective, with their KPIs."""
    kpis: dict[int, list[KpiRow]] = defaultdict(list)
    for kpi in _kpi_rows(scorecard_ids):
        kpis[kpi.objective_id].append(kpi)
    by_lane: dict[int, list[ObjectiveRow]] = defaultdict(list)
    found = OBJECTIVES(cards=scorecard_ids)
    prefetch_related_objects([row for row in found if row.is_programmed], PROGRAMME)
    for row in found:
        by_lane[row.perspective_id].append(
            ObjectiveRow(
                id=row.pk,
                perspective_id=row.perspective_id,
                name=row.name,
                kinds=tuple(row.kinds),
                source_id=row.source_id,
                source_name=row.source_name or "",
                source_unit_name=row.source_unit_name or "",
                cascade_kind=row.cascade_kind,
                basis=row.basis,
                kpis=tuple(kpis[row.pk]),
                basis_kind=row.basis_kind,
                consultation=row.consultation,
                consulted_on=row.consulted_on,
                programme=tuple(map(activity_row, row.programme.all() if row.is_programmed else ())),
                outputs=tuple(row.outputs),
            )
        )
    return by_lane


def activity_row(line: ProgrammeActivity) -> ActivityRow:
    """A line of a programme as values; `percent` is there when it was annotated."""
    return ActivityRow(
        id=line.pk,
        activity=line.activity,
        resources=line.resources,
        pic=line.pic,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        evaluation=line.evaluation,
        percent=getattr(line, "percent", None),
    )


def _kpi_rows(scorecard_ids: list[int]) -> list[KpiRow]:
    """The rows directly under objectives, each with its sub-indicators, in order (two queries at most)."""
    rows = KPIS(cards=scorecard_ids)
    computed = [row.measure for row in rows if row.measure and is_computed(row.measure)]
    prefetch_related_objects(computed, OWN_INPUTS)
    parts: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.group_id is not None:
            parts[row.group_id].append(row)
    return [_kpi_row(row, parts) for row in rows if row.group_id is None]


def _kpi_row(kpi: Any, parts: dict[int, list[Any]]) -> KpiRow:
    return row_with(
        kpi,
        perspective_id=kpi.lane_id,
        measure=spec_with(kpi.measure, _said_with(kpi)) if kpi.measure else None,
        parent=ParentKpi(**kpi.above) if kpi.above else None,
        initiatives=tuple((row["id"], f"{row['code']} – {row['name']}") for row in kpi.served),
        parts=tuple(_kpi_row(part, {}) for part in parts.get(kpi.pk, ())),
    )


def row_with(
    kpi: Kpi,
    *,
    perspective_id: int,
    measure: MeasureSpec | None,
    parent: ParentKpi | None,
    initiatives: tuple[tuple[int, str], ...],
    parts: tuple[KpiRow, ...] = (),
) -> KpiRow:
    """A row as values, with what stands in other tables; it need not be stored."""
    return KpiRow(
        id=kpi.pk,
        objective_id=kpi.objective_id,
        perspective_id=perspective_id,
        code=kpi.code,
        name=kpi.name,
        weight=kpi.weight,
        is_group=kpi.measure_id is None,
        is_process=kpi.is_process,
        pic=kpi.pic,
        measure=measure,
        parent=parent,
        cascade_kind=kpi.cascade_kind,
        rollup=kpi.rollup,
        basis=kpi.basis,
        initiatives=initiatives,
        decision=kpi.decision,
        decision_comment=kpi.decision_comment,
        through_month=kpi.through_month,
        from_month=kpi.from_month,
        parts=parts,
        cascade_scope=kpi.cascade_scope,
        basis_kind=kpi.basis_kind,
        facet=kpi.facet,
        green_from=kpi.green_from,
        yellow_from=kpi.yellow_from,
        replaces_id=kpi.replaces_id,
    )


def _said_with(kpi: Any) -> Said:
    return Said(
        kpi.cap_of_year,
        kpi.owner_name,
        kpi.filler_name or "",
        kpi.provider_name or "",
        {int(month): (value, denominator) for month, value, denominator in kpi.month_targets},
    )
