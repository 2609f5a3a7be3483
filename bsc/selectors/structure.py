"""Whole scorecards read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from bsc.models import (
    Kpi,
    Measure,
    MeasureInput,
    Objective,
    ProcessLink,
    ProgrammeActivity,
    ProgrammeProgress,
    Scorecard,
    ScorecardPerspective,
)
from bsc.scoring import read_step_rules
from bsc.selectors.rows import (
    DECIDED,
    ActivityRow,
    FormulaInput,
    KpiRow,
    MeasureSpec,
    ObjectiveRow,
    ParentKpi,
    PerspectiveRow,
    ScorecardStructure,
)

__all__ = [
    "DECIDED",
    "KpiRow",
    "MeasureSpec",
    "ObjectiveRow",
    "ParentKpi",
    "PerspectiveRow",
    "ScorecardStructure",
    "kpi_rows",
    "spec_of",
    "structure",
    "structures",
]

_NAMED = MeasureInput.objects.select_related("source")
#: The KPIs of a formula by name, read with a KPI and with a measure.
INPUTS, OWN_INPUTS = Prefetch("measure__inputs", _NAMED), Prefetch("inputs", _NAMED)

_JOINED = (
    "objective",
    "measure__cycle",
    "measure__owner_unit",
    "measure__filler_unit",
    "measure__data_provider",
    "parent__measure",
    "parent__objective__perspective__scorecard__unit",
)
#: A KPI and its measure whole; of what they hang on only what is said of it (thirteen tables are wide).
_OWN = (
    *(one.name for one in Kpi._meta.concrete_fields),
    *(f"measure__{one.name}" for one in Measure._meta.concrete_fields),
)
_OBJECTIVE = tuple(one.name for one in Objective._meta.concrete_fields)
_SOURCE_UNIT = "perspective__scorecard__unit__name"
_OF_OTHERS = (
    "objective__perspective",
    "measure__cycle__cap",
    "measure__owner_unit__name",
    "measure__filler_unit__name",
    "measure__data_provider__name",
    "parent__code",
    "parent__title",
    "parent__objective",
    "parent__measure__name",
    "parent__objective__perspective__scorecard__status",
    "parent__objective__perspective__scorecard__cycle",
    f"parent__objective__{_SOURCE_UNIT}",
)


def structure(scorecard: Scorecard) -> ScorecardStructure:
    """One scorecard as values, fresh from the database."""
    return structures([scorecard])[scorecard.pk]


def structures(scorecards: Iterable[Scorecard]) -> dict[int, ScorecardStructure]:
    """Many scorecards by id, in the order given; the number of queries does not grow with them."""
    ids = [scorecard.pk for scorecard in scorecards]
    rows = Scorecard.objects.filter(pk__in=ids).select_related("unit", "cycle", "employee")
    found = {row.pk: row for row in rows}
    lanes: dict[int, list[ScorecardPerspective]] = defaultdict(list)
    for lane in ScorecardPerspective.objects.filter(scorecard__in=ids):
        lanes[lane.scorecard_id].append(lane)
    objectives = _objectives(ids)
    return {pk: _scorecard_row(found[pk], lanes[pk], objectives) for pk in ids}


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
    for kpi in kpi_rows(Kpi.objects.filter(objective__perspective__scorecard__in=scorecard_ids)):
        kpis[kpi.objective_id].append(kpi)
    by_lane: dict[int, list[ObjectiveRow]] = defaultdict(list)
    rows = Objective.objects.filter(perspective__scorecard__in=scorecard_ids)
    activities = Prefetch("programme", ProgrammeActivity.objects.annotate(percent=_last_percent()))
    rows = rows.select_related("source__perspective__scorecard__unit").annotate(outputs=_outputs())
    rows = rows.only(*_OBJECTIVE, "source__name", f"source__{_SOURCE_UNIT}")
    for row in rows.prefetch_related(activities):
        source = row.source
        by_lane[row.perspective_id].append(
            ObjectiveRow(
                id=row.pk,
                perspective_id=row.perspective_id,
                name=row.name,
                kinds=tuple(row.kinds),
                source_id=row.source_id,
                source_name=source.name if source else "",
                source_unit_name=source.perspective.scorecard.unit.name if source else "",
                cascade_kind=row.cascade_kind,
                basis=row.basis,
                kpis=tuple(kpis[row.pk]),
                basis_kind=row.basis_kind,
                consultation=row.consultation,
                consulted_on=row.consulted_on,
                programme=tuple(activity_row(line) for line in row.programme.all()),
                outputs=tuple(row.outputs),
            )
        )
    return by_lane


def _outputs() -> ArraySubquery:
    """What an objective rests on in the unit's process analysis."""
    links = ProcessLink.objects.filter(objective=OuterRef("pk")).order_by("row__position", "row")
    return ArraySubquery(links.values("row__output"))


def _last_percent() -> Subquery:
    reported = ProgrammeProgress.objects.filter(activity=OuterRef("pk")).order_by("-reported_at", "-pk")
    return Subquery(reported.values("percent")[:1])


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


def kpi_rows(kpis: QuerySet[Kpi]) -> list[KpiRow]:
    """The rows directly under objectives, each with its sub-indicators, in order (four queries at most)."""
    rows = list(
        kpis.select_related(*_JOINED)
        .only(*_OWN, *_OF_OTHERS)
        .prefetch_related("measure__targets", "initiatives")
        .order_by("position", "id")
    )
    computed = [row.measure for row in rows if row.measure and _is_computed(row.measure)]
    prefetch_related_objects(computed, OWN_INPUTS)
    parts: dict[int, list[Kpi]] = defaultdict(list)
    for row in rows:
        if row.group_id is not None:
            parts[row.group_id].append(row)
    return [_kpi_row(row, parts) for row in rows if row.group_id is None]


def _kpi_row(kpi: Kpi, parts: dict[int, list[Kpi]]) -> KpiRow:
    return KpiRow(
        id=kpi.pk,
        objective_id=kpi.objective_id,
        perspective_id=kpi.objective.perspective_id,
        code=kpi.code,
        name=kpi.name,
        weight=kpi.weight,
        is_group=kpi.measure_id is None,
        is_process=kpi.is_process,
        pic=kpi.pic,
        measure=spec_of(kpi.measure) if kpi.measure else None,
        parent=_parent(kpi.parent) if kpi.parent else None,
        cascade_kind=kpi.cascade_kind,
        rollup=kpi.rollup,
        basis=kpi.basis,
        initiatives=tuple((row.pk, f"{row.code} – {row.name}") for row in kpi.initiatives.all()),
        decision=kpi.decision,
        decision_comment=kpi.decision_comment,
        through_month=kpi.through_month,
        parts=tuple(_kpi_row(part, {}) for part in parts.get(kpi.pk, ())),
        cascade_scope=kpi.cascade_scope,
        basis_kind=kpi.basis_kind,
        facet=kpi.facet,
        green_from=kpi.green_from,
        yellow_from=kpi.yellow_from,
    )


def _parent(kpi: Kpi) -> ParentKpi:
    scorecard = kpi.objective.perspective.scorecard
    return ParentKpi(
        id=kpi.pk,
        name=kpi.name,
        code=kpi.code,
        unit_name=scorecard.unit.name,
        scorecard_id=scorecard.pk,
        cycle_id=scorecard.cycle_id,
        status=scorecard.status,
    )


def _is_computed(measure: Measure) -> bool:
    return measure.value_source == Measure.ValueSource.FORMULA


def _inputs(measure: Measure) -> tuple[FormulaInput, ...]:
    if not _is_computed(measure):
        return ()
    return tuple(FormulaInput(row.symbol, row.source_id, row.source.name) for row in measure.inputs.all())


def spec_of(measure: Measure) -> MeasureSpec:
    """A measure as values; read it with its cycle, units and targets to spare queries."""
    return MeasureSpec(
        id=measure.pk,
        name=measure.name,
        definition=measure.definition,
        formula_text=measure.formula_text,
        unit=measure.unit,
        decimals=measure.decimals,
        polarity=measure.polarity,
        minimize_by=measure.minimize_by,
        lower=measure.lower,
        upper=measure.upper,
        worst=measure.worst,
        cap=measure.cycle.cap if measure.cap is None else measure.cap,
        own_cap=measure.cap,
        zero_tolerance=measure.zero_tolerance,
        comparator=measure.comparator,
        frequency=measure.frequency,
        consolidation=measure.consolidation,
        input_mode=measure.input_mode,
        value_source=measure.value_source,
        steps=read_step_rules(measure.step_rules),
        last_year=measure.last_year,
        target=measure.target,
        owner_id=measure.owner_unit_id,
        owner_name=measure.owner_unit.name,
        filler_id=measure.filler_unit_id,
        filler_name=measure.filler_unit.name if measure.filler_unit else "",
        data_needed=measure.data_needed,
        provider_id=measure.data_provider_id,
        provider_name=measure.data_provider.name if measure.data_provider else "",
        evidence_required=measure.evidence_required,
        is_illustration=measure.is_illustration,
        targets={row.month: (row.value, row.denominator) for row in measure.targets.all()},
        provider_due_day=measure.provider_due_day,
        calculation=measure.calculation,
        purpose=measure.purpose,
        deviation_action=measure.deviation_action,
        standard=measure.standard,
        clause=measure.clause,
        smart=tuple(measure.smart),
        criteria=tuple(measure.criteria),
        expression=measure.expression,
        inputs=_inputs(measure),
    )
