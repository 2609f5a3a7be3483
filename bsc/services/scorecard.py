"""Scorecards, their perspectives and weights, and their objectives (7.1.10, 7.1.14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError, QuerySet
from django.utils.translation import gettext as _

from bsc.models import (
    BandSet,
    Kpi,
    Measure,
    Objective,
    Scorecard,
    ScorecardPerspective,
)
from bsc.models.scorecard import CascadeKind, ObjectiveKind
from bsc.permissions import can_create_scorecard, can_edit_scorecard
from bsc.selectors.parents import parent_objectives
from bsc.services.editing import Edit, editing, scorecard_of
from bsc.services.programme import ActivityDraft, write_programme
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.services import require

Weighting = Scorecard.Weighting
QUARTER = Decimal(25)


@dataclass(frozen=True)
class Lane:
    """A perspective as it is created or changed; its label is data."""

    kind: str
    label: str
    weight: Decimal | None = QUARTER


#: The four perspectives; a lane of another kind is added by name.
DEFAULT_LANES = tuple(
    Lane(kind.value, str(kind.label))
    for kind in ScorecardPerspective.Kind
    if kind is not ScorecardPerspective.Kind.OTHER
)


@dataclass(frozen=True)
class ObjectiveDraft:
    """An objective as it was typed."""

    name: str
    perspective: ScorecardPerspective
    kinds: Sequence[str] = (ObjectiveKind.QUALITY.value,)
    source: Objective | None = None
    cascade_kind: str = CascadeKind.NONE
    basis_kind: str = ""
    basis: str = ""
    consultation: str = ""
    consulted_on: date | None = None
    #: Lines of its Program Kerja; None leaves them as they are.
    programme: Sequence[ActivityDraft] | None = None


@dataclass(frozen=True)
class Weights:
    """Weights of a whole scorecard, typed together; rows that are not named stay as they are."""

    weighting: str
    lanes: Mapping[int, Lane] = field(default_factory=dict)
    kpis: Mapping[int, Decimal | None] = field(default_factory=dict)
    #: Which band set judges the total; empty: as before.
    total_bands: str = ""


@transaction.atomic
def create_scorecard(
    *,
    cycle: PlanningCycle,
    unit: Unit,
    actor: User,
    weighting: str = Weighting.KPI,
    total_bands: str = BandSet.Purpose.TOTAL,
    lanes: Sequence[Lane] = DEFAULT_LANES,
) -> Scorecard:
    """Create a unit's scorecard with its perspectives; raises PermissionDenied, Conflict when it exists."""
    require(can_create_scorecard(actor, unit))
    if Scorecard.objects.filter(cycle=cycle, unit=unit).exists():
        raise _already(cycle, unit)
    scorecard = Scorecard(cycle=cycle, unit=unit, weighting=weighting, total_bands=total_bands)
    return store_new(scorecard, actor, lanes, _already(cycle, unit))


def store_new(scorecard: Scorecard, actor: User, lanes: Sequence[Lane], already: Conflict) -> Scorecard:
    """Save a new scorecard with its perspectives; raises `already` when somebody was quicker."""
    if can_edit_scorecard(actor, scorecard):
        scorecard.note_contributor(actor)
    try:
        with transaction.atomic():
            scorecard.save()
    except IntegrityError as error:
        raise already from error
    for position, lane in enumerate(lanes):
        ScorecardPerspective.objects.create(
            scorecard=scorecard, kind=lane.kind, label=lane.label, weight=lane.weight, position=position
        )
    return scorecard


def _already(cycle: PlanningCycle, unit: Unit) -> Conflict:
    return Conflict(
        _("Scorecard %(unit)s tahun %(year)s sudah ada.") % {"unit": unit.name, "year": cycle.year}
    )


def set_weights(
    *, scorecard: Scorecard, actor: User, weights: Weights, version: int | None = None
) -> Scorecard:
    """Write the way of weighting, lanes and KPI weights together; Σ is checked when it is sent.

    Raises InvalidInput, Conflict, StaleVersion, PermissionDenied.
    """
    with editing(scorecard, actor=actor, version=version) as edit:
        bands = weights.total_bands or edit.scorecard.total_bands
        edit.apply(edit.scorecard, weighting=weights.weighting, total_bands=bands)
        for lane in edit.scorecard.perspectives.all():
            typed = weights.lanes.get(lane.pk)
            if typed is not None:
                edit.apply(lane, label=_required(typed.label, _("Nama perspektif")), weight=typed.weight)
        for kpi in _kpis(edit.scorecard):
            weight = weights.kpis.get(kpi.pk, kpi.weight)
            # With explicit weights a group weighs what its sub-indicators weigh (domain rules §4).
            is_sum = kpi.measure_id is None and weights.weighting == Weighting.KPI
            edit.apply(kpi, weight=None if is_sum else checked_weight(weight))
    return edit.scorecard


def checked_weight(weight: Decimal | None) -> Decimal | None:
    """A weight in %, above 0 and at most 100; raises InvalidInput."""
    if weight is not None and not 0 < weight <= 100:
        raise InvalidInput(_("Bobot harus lebih dari 0 dan paling besar 100 %%.") % ())
    return weight


def _kpis(scorecard: Scorecard) -> QuerySet[Kpi]:
    return Kpi.objects.filter(objective__perspective__scorecard=scorecard)


def add_objective(
    *, scorecard: Scorecard, actor: User, draft: ObjectiveDraft, version: int | None = None
) -> Objective:
    """Add an objective at the end of its lane; raises InvalidInput, Conflict, PermissionDenied."""
    with editing(scorecard, actor=actor, version=version) as edit:
        objective = Objective(
            perspective=draft.perspective, position=next_position(draft.perspective.objectives)
        )
        write_objective(edit, objective, draft)
    return objective


def edit_objective(
    *, objective: Objective, actor: User, draft: ObjectiveDraft, version: int | None = None
) -> Objective:
    """Change an objective; raises InvalidInput, Conflict, StaleVersion, PermissionDenied."""
    with editing(scorecard_of(objective), actor=actor, version=version) as edit:
        row = Objective.objects.get(pk=objective.pk)
        if draft.perspective.pk != row.perspective_id:
            edit.apply(row, position=next_position(draft.perspective.objectives))
        write_objective(edit, row, draft)
    return row


def delete_objective(*, objective: Objective, actor: User, version: int | None = None) -> None:
    """Delete an objective with its KPIs; raises InvalidInput when another scorecard hangs on them."""
    with editing(scorecard_of(objective), actor=actor, version=version) as edit:
        measures = Measure.objects.filter(kpis__objective=objective)
        delete_rows(Objective.objects.filter(pk=objective.pk), measures)
        edit.changed = True


def delete_rows(rows: QuerySet[Objective] | QuerySet[Kpi], measures: QuerySet[Measure]) -> None:
    """Delete rows and the measures that nobody weighs any more; raises InvalidInput when they are in use."""
    ids = list(measures.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            rows.delete()
            Measure.objects.filter(pk__in=ids, kpis__isnull=True).delete()
    except ProtectedError as error:
        users = tuple(sorted({str(row) for row in error.protected_objects}))
        raise InvalidInput(
            _("Tidak dapat dihapus: sudah dipakai di scorecard lain atau mempunyai realisasi."), users
        ) from error


def next_position(rows: QuerySet[Objective] | QuerySet[Kpi] | object) -> int:
    """The place after the last row."""
    last = rows.aggregate(last=Max("position"))["last"]  # type: ignore[union-attr]
    return 0 if last is None else last + 1


def write_objective(edit: Edit, row: Objective, draft: ObjectiveDraft) -> None:
    """Write a new or changed objective inside an edit; raises InvalidInput."""
    _check_objective(edit.scorecard, draft)
    edit.apply(
        row,
        perspective_id=draft.perspective.pk,
        name=_required(draft.name, _("Sasaran Strategis")),
        kinds=[kind for kind in ObjectiveKind.values if kind in draft.kinds],
        source=draft.source,
        cascade_kind=draft.cascade_kind if draft.source else CascadeKind.NONE,
        basis_kind=draft.basis_kind,
        basis=draft.basis.strip(),
        consultation=draft.consultation.strip(),
        consulted_on=draft.consulted_on,
    )
    if draft.programme is not None:
        write_programme(edit, row, draft.programme)


def _check_objective(scorecard: Scorecard, draft: ObjectiveDraft) -> None:
    if draft.perspective.scorecard_id != scorecard.pk:
        raise InvalidInput(_("Perspektif ini bukan milik scorecard ini."))
    if not set(draft.kinds) & set(ObjectiveKind.values):
        raise InvalidInput(_("Pilih sekurangnya satu Jenis Sasaran."))
    if draft.source is None:
        return
    if not parent_objectives(scorecard).filter(pk=draft.source.pk).exists():
        raise InvalidInput(_("Sasaran Induk harus dari scorecard di atasnya yang sudah disetujui tahun ini."))
    if draft.cascade_kind not in (CascadeKind.DIRECT, CascadeKind.INDIRECT):
        raise InvalidInput(_("Pilih Langsung atau Tidak Langsung untuk Sasaran Induk."))


def _required(text: str, label: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned:
        raise InvalidInput(_("%(field)s belum diisi.") % {"field": label})
    return cleaned
