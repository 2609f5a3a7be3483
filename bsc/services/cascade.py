"""CMS cascades objectives to departments; a department takes them over (7.1.13, 7.1.14)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import emails
from bsc.models import CascadeMark, Kpi, Measure, Objective, Scorecard, ScorecardPerspective
from bsc.models.scorecard import CascadeKind, CascadeScope
from bsc.permissions import can_cascade
from bsc.selectors.cascade import PART, code_of, departments_below, marks_digest
from bsc.selectors.rows import DECIDED
from bsc.services.drafts import MeasureDraft
from bsc.services.editing import Edit, editing
from bsc.services.measure import create_measure
from bsc.services.scorecard import (
    ObjectiveDraft,
    create_scorecard,
    next_position,
    write_objective,
)
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_about
from cint_portal.organization.models import Unit, User
from cint_portal.workflow.services import lock, require

#: (objective, unit) → direct (whole), part or indirect; what is absent is not cascaded.
Marks = Mapping[tuple[int, int], str]
#: What a mark says, as it is stored: kind and scope.
MARKED = {
    "direct": (CascadeKind.DIRECT, CascadeScope.WHOLE),
    PART: (CascadeKind.DIRECT, CascadeScope.PART),
    "indirect": (CascadeKind.INDIRECT, ""),
}
NOTE_LENGTH = 300


@dataclass(frozen=True)
class Taking:
    """An objective of the level above that a department takes over (direct) or supports (indirect)."""

    source: Objective
    kind: str
    perspective: ScorecardPerspective
    name: str = ""
    parents: Sequence[Kpi] = ()
    #: Of a direct taking: the parent's target is taken over whole, or a part of it.
    scope: str = CascadeScope.WHOLE


@transaction.atomic
def mark_cascade(
    *,
    scorecard: Scorecard,
    actor: User,
    marks: Marks,
    seen: str | None = None,
    units: Collection[int] | None = None,
) -> int:
    """Write the matrix of a decided scorecard, or its columns `units`; returns how many cells changed.

    `seen` is the fingerprint of the cells that the form showed. Raises PermissionDenied, Conflict
    (not decided yet), StaleVersion, InvalidInput (an objective or unit that is not in the matrix).
    """
    require(can_cascade(actor))
    row = _decided(scorecard)
    stored = _stored(row, units)
    if seen is not None and seen != marks_digest({cell: code_of(mark) for cell, mark in stored.items()}):
        raise StaleVersion(_("Matriks ini sudah diubah orang lain sejak Anda membukanya."))
    _check_cells(row, marks)
    gone = [mark.pk for cell, mark in stored.items() if cell not in marks]
    CascadeMark.objects.filter(pk__in=gone).delete()
    return len(gone) + sum(_write_mark(stored.get(cell), cell, code) for cell, code in marks.items())


def _stored(scorecard: Scorecard, units: Collection[int] | None) -> dict[tuple[int, int], CascadeMark]:
    marks = CascadeMark.objects.filter(objective__perspective__scorecard=scorecard)
    if units is not None:
        marks = marks.filter(unit__in=units)
    return {(mark.objective_id, mark.unit_id): mark for mark in marks}


def _write_mark(
    stored: CascadeMark | None, cell: tuple[int, int], code: str, note: str | None = None
) -> bool:
    """Write one cell, and its word of direction if given; tells whether something changed."""
    mark = stored or CascadeMark(objective_id=cell[0], unit_id=cell[1])
    kind, scope = MARKED[code]
    values = (kind, scope, mark.note if note is None else note)
    if stored is not None and (mark.kind, mark.scope or _whole(mark), mark.note) == values:
        return False
    mark.kind, mark.scope, mark.note = values
    mark.save()
    return True


def _whole(mark: CascadeMark) -> str:
    return CascadeScope.WHOLE if mark.kind == CascadeKind.DIRECT else ""


@transaction.atomic
def direct_units(
    *, objective: Objective, actor: User, marks: Mapping[int, tuple[str, str]], seen: str | None = None
) -> int:
    """Write who contributes to one objective, each unit with its direction (Arahan); returns the changes.

    `marks`: unit → (direct, part or indirect; direction). Raises as `mark_cascade`.
    """
    require(can_cascade(actor))
    row = _decided(objective.perspective.scorecard)
    stored = {mark.unit_id: mark for mark in CascadeMark.objects.filter(objective=objective)}
    now = {(objective.pk, unit): f"{code_of(mark)}|{mark.note}" for unit, mark in stored.items()}
    if seen is not None and seen != marks_digest(now):
        raise StaleVersion(_("Kontribusi sasaran ini sudah diubah orang lain sejak Anda membukanya."))
    _check_cells(row, {(objective.pk, unit): code for unit, (code, _note) in marks.items()})
    if any(len(note) > NOTE_LENGTH for _code, note in marks.values()):
        raise InvalidInput(_("Arahan paling panjang %(n)d karakter.") % {"n": NOTE_LENGTH})
    gone = [mark.pk for unit, mark in stored.items() if unit not in marks]
    CascadeMark.objects.filter(pk__in=gone).delete()
    written = [
        _write_mark(stored.get(unit), (objective.pk, unit), code, " ".join(note.split()))
        for unit, (code, note) in marks.items()
    ]
    return len(gone) + sum(written)


def _decided(scorecard: Scorecard) -> Scorecard:
    row = lock(scorecard)
    if row.status not in DECIDED or row.unit.kind == Unit.Kind.DEPARTMENT:
        raise Conflict(
            _("Cascading dilakukan setelah Direksi menyetujui: status %(scorecard)s sekarang “%(state)s”.")
            % {"scorecard": row, "state": row.get_status_display()}
        )
    return row


def _check_cells(scorecard: Scorecard, marks: Marks) -> None:
    own = Objective.objects.filter(perspective__scorecard=scorecard)
    objectives = set(own.values_list("pk", flat=True))
    units = set(departments_below(scorecard).values_list("pk", flat=True))
    for (objective, unit), kind in marks.items():
        if objective not in objectives or unit not in units or kind not in MARKED:
            raise InvalidInput(_("Matriks memuat sasaran atau unit kerja yang bukan bagiannya."))


@transaction.atomic
def cascade_to_units(*, scorecard: Scorecard, actor: User, now: datetime) -> int:
    """Tell each marked department that its KPIs may be created; returns the number of departments told.

    Lays out the scorecards that are missing. Telling the same marks again mails nobody twice.
    Raises PermissionDenied, Conflict, InvalidInput when nothing is marked.
    """
    require(can_cascade(actor))
    row = _decided(scorecard)
    marks = CascadeMark.objects.filter(objective__perspective__scorecard=row)
    by_unit: dict[int, dict[tuple[int, int], str]] = {}
    for mark in marks:
        by_unit.setdefault(mark.unit_id, {})[(mark.objective_id, mark.unit_id)] = code_of(mark)
    if not by_unit:
        raise InvalidInput(_("Belum ada sasaran yang diturunkan. Tandai matriksnya lebih dahulu."))
    units = Unit.objects.filter(pk__in=by_unit).select_related("parent__parent").order_by("name")
    return sum(_tell(row, unit, by_unit[unit.pk], actor, now) for unit in units)


def _tell(
    source: Scorecard, unit: Unit, marks: dict[tuple[int, int], str], actor: User, now: datetime
) -> bool:
    """Mail the unit's head about its own scorecard; False when its KPIs are under way already."""
    cycle = source.cycle
    scorecard = Scorecard.objects.filter(cycle=cycle, unit=unit).first()
    scorecard = scorecard or create_scorecard(cycle=cycle, unit=unit, actor=actor)
    if scorecard.status not in Scorecard.EDITABLE:
        return False
    enqueue(
        emails.CASCADED,
        recipients=told_about(unit),
        about=scorecard,
        now=now,
        due_on=cycle.departments_due_on,
        occasion=marks_digest(marks),
        context={"objectives": len(marks), "source": str(source.unit), "sender": str(actor)},
    )
    return True


@transaction.atomic
def take_over(
    *, scorecard: Scorecard, actor: User, takings: Sequence[Taking], version: int | None = None
) -> list[Objective]:
    """Take cascaded objectives into a department's scorecard.

    Direct: the same objective, with a draft KPI for each chosen parent, without weight and target.
    Indirect: an objective of its own under the parent's. Raises InvalidInput, Conflict, PermissionDenied.
    """
    if not takings:
        raise InvalidInput(_("Pilih sekurangnya satu sasaran."))
    with editing(scorecard, actor=actor, version=version) as edit:
        return [_take(edit, taking) for taking in takings]


def _take(edit: Edit, taking: Taking) -> Objective:
    asked = CascadeMark.objects.filter(objective=taking.source, unit=edit.scorecard.unit_id)
    if not asked.exists():
        raise InvalidInput(_("Sasaran ini tidak diturunkan ke unit kerja Anda."))
    if Objective.objects.filter(perspective__scorecard=edit.scorecard, source=taking.source).exists():
        raise Conflict(_("Sasaran “%(name)s” sudah diambil.") % {"name": taking.source.name})
    name = taking.name.strip() or (taking.source.name if taking.kind == CascadeKind.DIRECT else "")
    objective = Objective(
        perspective=taking.perspective, position=next_position(taking.perspective.objectives)
    )
    draft = ObjectiveDraft(name, taking.perspective, taking.source.kinds, taking.source, taking.kind)
    write_objective(edit, objective, draft)
    if taking.kind == CascadeKind.DIRECT:
        for position, parent in enumerate(taking.parents):
            _copy_kpi(edit, objective, parent, position, taking.scope)
    return objective


def _copy_kpi(edit: Edit, objective: Objective, parent: Kpi, position: int, scope: str) -> None:
    if parent.objective_id != objective.source_id or parent.measure is None:
        raise InvalidInput(_("KPI Induk harus dari sasaran yang diambil."))
    measure = create_measure(edit, without_numbers(parent.measure))
    hang_on(edit, Kpi(objective=objective, position=position, measure=measure), parent, scope)


def without_numbers(above: Measure) -> MeasureDraft:
    """The parent's definition; target, weight and filler are the owner's."""
    return MeasureDraft(
        name=above.name,
        unit=above.unit,
        definition=above.definition,
        formula_text=above.formula_text,
        decimals=above.decimals,
        polarity=above.polarity,
        minimize_by=above.minimize_by,
        lower=above.lower,
        upper=above.upper,
        zero_tolerance=above.zero_tolerance,
        comparator=above.comparator,
        frequency=above.frequency,
        consolidation=above.consolidation,
        input_mode=above.input_mode,
    )


def hang_on(edit: Edit, row: Kpi, parent: Kpi, scope: str) -> None:
    """Write a new row that takes its parent over directly."""
    edit.apply(
        row,
        parent=parent,
        cascade_kind=CascadeKind.DIRECT,
        cascade_scope=scope,
        is_process=parent.is_process,
    )
