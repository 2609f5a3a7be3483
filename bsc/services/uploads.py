"""A workbook on its way into a scorecard's draft: kept as cells until a person confirms, then gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from bsc.models import Kpi, Measure, Objective, Scorecard, ScorecardPerspective, ScorecardUpload
from bsc.models.scorecard import ObjectiveKind
from bsc.permissions import can_edit_scorecard
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.editing import Edit, check_editable, editing
from bsc.services.kpi import write_kpi
from bsc.services.measure import change_measure, create_measure
from bsc.services.origin import confirm_proposals
from bsc.services.scorecard import ObjectiveDraft, delete_rows, write_objective
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require

QUALITY = (ObjectiveKind.QUALITY.value,)


@dataclass(frozen=True)
class ObjectivePlan:
    """An objective as the file has it; `id` None makes a new one. `kinds` empty leaves them."""

    key: str
    id: int | None
    lane_id: int
    name: str
    kinds: Sequence[str] = ()


@dataclass(frozen=True)
class KpiPlan:
    """A row to be written; `id` None makes a new one, `measure` None leaves it or makes a group."""

    id: int | None
    objective: str
    kpi: KpiDraft
    measure: MeasureDraft | None = None
    #: Place of its group among the rows of the plan.
    group: int | None = None
    is_changed: bool = True


@dataclass(frozen=True)
class Plan:
    """Everything that an upload changes; rows that it does not name stay as they are."""

    lanes: Mapping[int, Decimal | None] = field(default_factory=dict)
    objectives: Sequence[ObjectivePlan] = ()
    kpis: Sequence[KpiPlan] = ()
    removed_kpis: Sequence[int] = ()
    removed_objectives: Sequence[int] = ()


@transaction.atomic
def store_upload(
    *,
    scorecard: Scorecard,
    content: dict[str, Any],
    file_name: str,
    file_sha256: str,
    actor: User,
    now: datetime,
) -> ScorecardUpload:
    """Keep what was read for the preview, in place of the person's earlier one; the scorecard stays as it is.

    Raises Conflict while its state allows no edits, PermissionDenied.
    """
    row = lock(scorecard)
    require(can_edit_scorecard(actor, row))
    check_editable(row)
    read = {"file_name": file_name, "file_sha256": file_sha256}
    return ScorecardUpload.objects.keep({"scorecard": row}, content, uploaded_by=actor, now=now, **read)


@transaction.atomic
def repair_upload(
    *, upload: ScorecardUpload, content: dict[str, Any], actor: User, now: datetime
) -> ScorecardUpload:
    """Store what the person typed in the preview; raises Conflict once it is over, PermissionDenied."""
    row = _lock_upload(upload, actor, now)
    row.content = content
    row.save(update_fields=["content"])
    return row


@transaction.atomic
def apply_upload(
    *, upload: ScorecardUpload, plan: Plan, actor: User, now: datetime, version: int | None = None
) -> Scorecard:
    """Make the upload the scorecard's draft, all of it or nothing.

    Raises Conflict (over, stale, the scorecard's state), InvalidInput, PermissionDenied.
    """
    row = _lock_upload(upload, actor, now)
    with editing(row.scorecard, actor=actor, version=version) as edit:
        _write(edit, plan)
    row.close(now)
    return edit.scorecard


def _lock_upload(upload: ScorecardUpload, actor: User, now: datetime) -> ScorecardUpload:
    """The upload under lock, as long as it is this person's and waits."""
    rows = ScorecardUpload.objects.select_for_update(of=("self",)).select_related("scorecard__unit")
    row = rows.get(pk=upload.pk)
    require(row.uploaded_by_id == actor.pk and can_edit_scorecard(actor, row.scorecard))
    row.check_waiting(now)
    return row


def _write(edit: Edit, plan: Plan) -> None:
    lanes = {lane.pk: lane for lane in edit.scorecard.perspectives.all()}
    for pk, weight in plan.lanes.items():
        edit.apply(lanes[pk], weight=weight)
    objectives = _write_objectives(edit, plan, lanes)
    written: dict[int, Kpi] = {}
    for number, (row, kpi) in enumerate(zip(plan.kpis, _placed(edit, plan, objectives), strict=True)):
        kpi.group = written[row.group] if row.group is not None else None
        written[number] = _write_kpi(edit, row, kpi)
    changed = [kpi.pk for kpi, row in zip(written.values(), plan.kpis, strict=True) if row.is_changed]
    confirm_proposals(edit, Kpi.objects.filter(pk__in=changed))
    _remove(edit, plan)


def _write_objectives(
    edit: Edit, plan: Plan, lanes: Mapping[int, ScorecardPerspective]
) -> dict[str, Objective]:
    """By key, in the file's order."""
    stored = {row.pk: row for row in Objective.objects.filter(perspective__scorecard=edit.scorecard)}
    objectives: dict[str, Objective] = {}
    for pk, lane in lanes.items():
        rows = [row for row in plan.objectives if row.lane_id == pk]
        held = [stored.get(row.id or 0) for row in rows]
        places = kept_places([one.position if one and one.perspective_id == pk else None for one in held])
        for row, objective, place in zip(rows, held, places, strict=True):
            objectives[row.key] = _write_objective(edit, row, objective, lane, place)
    return objectives


def _write_objective(
    edit: Edit, row: ObjectivePlan, objective: Objective | None, lane: ScorecardPerspective, place: int
) -> Objective:
    if objective is not None:
        kinds = list(row.kinds or objective.kinds)
        edit.apply(objective, name=row.name, perspective_id=lane.pk, kinds=kinds, position=place)
        return objective
    objective = Objective(perspective=lane, position=place)
    write_objective(edit, objective, ObjectiveDraft(row.name, lane, row.kinds or QUALITY))
    return objective


def kept_places(held: Sequence[int | None]) -> list[int]:
    """Places for rows in this order: the old ones as long as they rise, else counted anew."""
    places: list[int] = []
    for place in held:
        last = places[-1] if places else -1
        place = last + 1 if place is None else place
        if place <= last:
            return list(range(len(held)))
        places.append(place)
    return places


def _placed(edit: Edit, plan: Plan, objectives: Mapping[str, Objective]) -> list[Kpi]:
    """The rows of the plan in their objectives and places, nothing saved yet."""
    rows = Kpi.objects.select_related("measure").filter(objective__perspective__scorecard=edit.scorecard)
    stored = rows.in_bulk([row.id for row in plan.kpis if row.id])
    kpis = [stored[row.id] if row.id else Kpi() for row in plan.kpis]
    for key, objective in objectives.items():
        own = [kpi for kpi, row in zip(kpis, plan.kpis, strict=True) if row.objective == key]
        held = [kpi.position if kpi.pk and kpi.objective_id == objective.pk else None for kpi in own]
        for kpi, place in zip(own, kept_places(held), strict=True):
            kpi.objective, kpi.position = objective, place
    return kpis


def _write_kpi(edit: Edit, row: KpiPlan, kpi: Kpi) -> Kpi:
    if kpi.pk is None:
        kpi.measure = create_measure(edit, row.measure) if row.measure else None
        write_kpi(edit, kpi, row.kpi)
        return kpi
    before = Kpi.objects.values_list("objective_id", "group_id", "position").get(pk=kpi.pk)
    if before != (kpi.objective_id, kpi.group_id, kpi.position):
        kpi.save(update_fields=["objective", "group", "position"])
        edit.changed = True
    if row.is_changed:
        if row.measure is not None and kpi.measure is not None:
            kpi.measure = change_measure(edit, kpi.measure, row.measure)
        write_kpi(edit, kpi, row.kpi)
    return kpi


def _remove(edit: Edit, plan: Plan) -> None:
    """Rows that the file no longer has, with the measures that nobody weighs any more."""
    if plan.removed_kpis:
        rows = Kpi.objects.filter(pk__in=plan.removed_kpis, objective__perspective__scorecard=edit.scorecard)
        delete_rows(rows, Measure.objects.filter(kpis__in=list(plan.removed_kpis)))
        edit.changed = True
    if plan.removed_objectives:
        empty = Objective.objects.filter(
            pk__in=plan.removed_objectives, perspective__scorecard=edit.scorecard
        )
        delete_rows(empty, Measure.objects.none())
        edit.changed = True
