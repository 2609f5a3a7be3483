"""A scorecard's values as a proposed content would have them: for the effect, and for what is written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bsc.selectors.proposal import rows_in
from bsc.selectors.rows import EarlierTerm, KpiRow, MeasureSpec, ObjectiveRow, ScorecardStructure
from bsc.selectors.stored_rows import decimal_or_none, read_row, read_targets

Content = dict[str, Any]


def proposed_structure(read: ScorecardStructure, content: Content, month: int) -> ScorecardStructure:
    """The scorecard as a proposed content has it from a month (1..12) on: what its results would be."""
    rows = {row["id"]: row for row in rows_in(content)}
    lanes = {lane["id"]: lane for lane in content["perspectives"]}
    return replace(
        read,
        perspectives=tuple(
            replace(
                lane,
                weight=decimal_or_none(lanes[lane.id]["weight"]),
                objectives=tuple(
                    _proposed_objective(row, lane.id, new, rows, month)
                    for row, new in zip(lane.objectives, lanes[lane.id]["objectives"], strict=True)
                ),
            )
            for lane in read.perspectives
        ),
    )


def _proposed_objective(
    row: ObjectiveRow, lane_id: int, wanted: Content, rows: Mapping[int, Content], month: int
) -> ObjectiveRow:
    kept = tuple(_proposed_row(kpi, rows, month) for kpi in row.kpis)
    return replace(row, kpis=(*kept, *_added(kept, wanted["kpis"], row.id, lane_id)))


def _proposed_row(kpi: KpiRow, rows: Mapping[int, Content], month: int) -> KpiRow:
    row = rows[kpi.id]
    parts = tuple(_proposed_row(part, rows, month) for part in kpi.parts)
    return replace(
        kpi,
        name=row["name"],
        weight=decimal_or_none(row["weight"]),
        through_month=row.get("through_month"),
        measure=_proposed_spec(kpi.measure, row["measure"], month) if kpi.measure else None,
        parts=(*parts, *_added(parts, row["parts"], kpi.objective_id, kpi.perspective_id)),
    )


def _added(
    kept: Iterable[KpiRow], wanted: Iterable[Content], objective_id: int, lane_id: int
) -> Iterator[KpiRow]:
    """The rows that the tables do not have yet."""
    known = {row.id for row in kept}
    for row in wanted:
        if row["id"] not in known:
            yield read_row(row, objective_id=objective_id, lane_id=lane_id)


def _proposed_spec(spec: MeasureSpec, measure: Content, month: int) -> MeasureSpec:
    return replace(
        spec,
        target=decimal_or_none(measure["target"]),
        targets=read_targets(measure["targets"]),
        lower=decimal_or_none(measure["lower"]),
        upper=decimal_or_none(measure["upper"]),
        filler_id=measure["filler_id"],
        earlier=earlier_terms(spec, measure, month),
    )


def earlier_terms(spec: MeasureSpec, measure: Content, month: int) -> tuple[EarlierTerm, ...]:
    """What held before the month, where the proposed content says something else from it on."""
    new = (measure["filler_id"], decimal_or_none(measure["lower"]), decimal_or_none(measure["upper"]))
    if new == (spec.filler_id, spec.lower, spec.upper):
        return spec.earlier
    before = [term for term in spec.earlier if term.through < month - 1]
    if month == 1:
        return ()
    was = spec.in_month(month - 1)
    return (*before, EarlierTerm(month - 1, was.filler_id, was.lower, was.upper))
