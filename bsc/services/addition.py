"""What a change request adds: KPIs, groups, sub-indicators, KPI Bersama, and KPIs in place of others."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import ChangeAddition, ChangeLine, ChangeRequest, Kpi, Measure, Objective, Scorecard
from bsc.selectors.calculation import circle_from, sources_by_measure
from bsc.selectors.content import kpi_content
from bsc.selectors.parents import joinable_by_change
from bsc.selectors.replacing import reads_alike
from bsc.selectors.rows import FormulaInput, KpiRow, MeasureSpec, ParentKpi
from bsc.selectors.specs import spec_of
from bsc.selectors.structure import row_with
from bsc.services.change import editable, refuse_alone
from bsc.services.drafts import KpiDraft, MeasureDraft, measure_problems
from bsc.services.kpi import kpi_values
from bsc.services.measure import circle_text, measure_values
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User

Content = dict[str, Any]
Class = ChangeAddition.FigureClass


@dataclass(frozen=True)
class Place:
    """Where a new row stands: under its objective, in a standing or new group, for a KPI that ends."""

    objective: Objective
    group: Kpi | None = None
    above: ChangeAddition | None = None
    replaces: Kpi | None = None

    @property
    def is_part(self) -> bool:
        return self.group is not None or self.above is not None


@dataclass(frozen=True)
class ClassWish:
    """The class of the new figures as asked for; empty follows the rule of the perspective."""

    kind: str = ""
    reason: str = ""


def place_of(addition: ChangeAddition) -> Place:
    """Where an addition stands."""
    return Place(addition.objective, addition.group, addition.above, addition.replaces)


def instead_of(kpi: Kpi) -> Place:
    """In its objective, and in its group if it is a sub-indicator."""
    return Place(kpi.objective, group=kpi.group, replaces=kpi)


@transaction.atomic
def put_addition(
    *,
    request: ChangeRequest,
    place: Place,
    kpi: KpiDraft,
    measure: MeasureDraft | Measure | None,
    actor: User,
    addition: ChangeAddition | None = None,
    wish: ClassWish = ClassWish(),
    version: int | None = None,
) -> ChangeAddition:
    """Add a row to what the request asks for, or change one that it adds already.

    `measure`: a draft, another scorecard's (KPI Bersama), or None for a group. Raises PermissionDenied,
    Conflict (state, another scorecard's place), StaleVersion, InvalidInput.
    """
    row = editable(request, actor, version)
    refuse_alone(row)
    _check_place(row, place)
    _check_measure(row, place, measure, actor, addition)
    found = addition or ChangeAddition(request=row, objective=place.objective)
    found.group, found.above, found.replaces = place.group, place.above, place.replaces
    found.measure = measure if isinstance(measure, Measure) else None
    found.figure_class, found.class_reason = _class(measure, wish)
    if found.pk is None:
        found.save()
    found.row = _content(row.scorecard, found, kpi, measure)
    found.save()
    if place.replaces is not None:
        _end(row, place.replaces)
    _touch(row, actor)
    return found


@transaction.atomic
def drop_addition(*, addition: ChangeAddition, actor: User, version: int | None = None) -> None:
    """Take a new row out of the request, a group with its sub-indicators; the KPI it replaces runs on.

    Raises as `put_addition`.
    """
    row = editable(addition.request, actor, version)
    if addition.replaces_id is not None:
        row.lines.filter(kpi=addition.replaces_id).delete()
    addition.delete()
    _touch(row, actor)


def _touch(row: ChangeRequest, actor: User) -> None:
    row.note_contributor(actor)
    row.version += 1
    row.save(update_fields=["contributors", "version"])


# --- What is allowed --------------------------------------------------------------------------------


def _check_place(row: ChangeRequest, place: Place) -> None:
    if place.objective.perspective.scorecard_id != row.scorecard_id:
        raise Conflict(_("Sasaran ini tidak ada dalam scorecard yang diubah."))
    group = place.group
    if group is not None and (
        group.objective_id != place.objective.pk
        or group.measure_id is not None
        or group.group_id is not None
        or group.through_month is not None
    ):
        raise Conflict(_("Sub-indikator hanya di bawah kelompok yang berlaku dalam sasaran yang sama."))
    above = place.above
    if above is not None and (above.request_id != row.pk or not above.is_group or above.is_part):
        raise Conflict(_("Sub-indikator hanya di bawah kelompok baru dalam permintaan yang sama."))
    old = place.replaces
    if old is not None and (old.objective_id != place.objective.pk or old.through_month is not None):
        raise Conflict(_("KPI yang diganti tidak berlaku lagi dalam scorecard ini."))


def _check_measure(
    row: ChangeRequest,
    place: Place,
    measure: MeasureDraft | Measure | None,
    actor: User,
    addition: ChangeAddition | None,
) -> None:
    others = row.additions.exclude(pk=addition.pk if addition else 0)
    if place.replaces is not None and others.filter(replaces=place.replaces).exists():
        raise Conflict(_("KPI ini sudah diganti dalam permintaan yang sama."))
    if isinstance(measure, MeasureDraft):
        problems = measure_problems(measure)
        if problems:
            raise InvalidInput(_("KPI ini belum dapat disimpan."), tuple(problems.values()))
        _check_differs(row, place, measure)
    elif place.is_part:
        raise InvalidInput(_("Sub-indikator mempunyai ukurannya sendiri."))
    elif measure is not None:
        offered = joinable_by_change(row.scorecard, actor).filter(pk=measure.pk)
        if not offered.exists() or others.filter(measure=measure).exists():
            raise InvalidInput(
                _("KPI Bersama dipilih dari scorecard lain yang sudah ditetapkan tahun ini, satu kali.")
            )


def _check_differs(row: ChangeRequest, place: Place, draft: MeasureDraft) -> None:
    """What reads the same is no other KPI: its name, target, weight and words change on their own pages."""
    old = place.replaces.measure if place.replaces else None
    if old is not None and reads_alike(spec_of(old), _spec_of_draft(row.scorecard, draft, old.pk)):
        raise InvalidInput(
            _(
                "Cara bacanya sama dengan KPI lama. Ubah satuan, sifat, frekuensi atau cara hitungnya; "
                "nama, target, bobot dan definisi diubah tanpa mengganti KPI."
            )
        )


def _class(measure: MeasureDraft | Measure | None, wish: ClassWish) -> tuple[str, str]:
    """Only a measure of its own gets a class here; raises InvalidInput without a reason."""
    if not isinstance(measure, MeasureDraft) or not wish.kind:
        return Class.BY_RULE, ""
    reason = " ".join(wish.reason.split())[:300]
    if wish.kind not in Class.values or not reason:
        raise InvalidInput(_("Tuliskan alasan kelas angka ini."))
    return wish.kind, reason


def _end(row: ChangeRequest, kpi: Kpi) -> None:
    """The KPI that makes place; what the request wanted of it otherwise goes."""
    nothing: dict[str, Any] = {"target": None, "months": {}, "weight": None, "definition": {}}
    ChangeLine.objects.update_or_create(request=row, kpi=kpi, defaults={**nothing, "ends": True})


# --- How it will stand in the content ---------------------------------------------------------------


def _content(
    scorecard: Scorecard, addition: ChangeAddition, draft: KpiDraft, measure: MeasureDraft | Measure | None
) -> Content:
    """The row without ids and without another's measure; nothing is written. Raises InvalidInput."""
    spec = _spec_of_draft(scorecard, measure, addition.placeholder) if _is_own(measure) else None
    row = Kpi(pk=addition.placeholder, objective=addition.objective, title=" ".join(draft.title.split()))
    row.measure = measure if isinstance(measure, Measure) else _bare(scorecard, measure, addition)
    row.group_id = addition.group_id or (addition.above_id and -addition.above_id)
    if row.measure is None and not row.title:
        raise InvalidInput(_("Nama kelompok sub-indikator belum diisi."))
    for name, value in kpi_values(scorecard, row, draft).items():
        setattr(row, name, value)
    _check_no_circle(row, spec)
    shown = kpi_content(_values(row, spec, addition, draft))
    return {**shown, "id": 0, "measure": shown["measure"] and {**shown["measure"], "id": 0}}


def _is_own(measure: object) -> bool:
    return isinstance(measure, MeasureDraft)


def _bare(scorecard: Scorecard, draft: MeasureDraft | None, addition: ChangeAddition) -> Measure | None:
    if draft is None:
        return None
    values = measure_values(scorecard, draft)
    return Measure(pk=addition.placeholder, cycle=scorecard.cycle, owner_unit=scorecard.unit, **values)


def _spec_of_draft(scorecard: Scorecard, draft: Any, pk: int) -> MeasureSpec:
    values = measure_values(scorecard, draft)
    spare = Measure(pk=pk, cycle=scorecard.cycle, owner_unit=scorecard.unit, **values)
    inputs = tuple(FormulaInput(symbol, one.pk, one.name) for symbol, one in sorted(draft.inputs.items()))
    return replace(spec_of(spare), targets=draft.month_targets(), inputs=inputs)


def _values(row: Kpi, spec: MeasureSpec | None, addition: ChangeAddition, draft: KpiDraft) -> KpiRow:
    return row_with(
        row,
        perspective_id=addition.objective.perspective_id,
        measure=spec,
        parent=_shown(row.parent),
        initiatives=tuple((one.pk, str(one)) for one in draft.initiatives),
    )


def _check_no_circle(row: Kpi, spec: MeasureSpec | None) -> None:
    """Raise InvalidInput when the measure would be worked out of itself by way of its KPI Induk."""
    parent = row.parent.measure if row.parent else None
    if row.measure is None or parent is None or parent.value_source != Measure.ValueSource.ROLLUP:
        return
    edges = {pk: list(sources) for pk, sources in sources_by_measure(parent.cycle_id).items()}
    edges.setdefault(parent.pk, []).append(row.measure.pk)
    edges.setdefault(row.measure.pk, []).extend(one.measure_id for one in (spec.inputs if spec else ()))
    way = circle_from(parent.pk, edges)
    if way:
        names = _names(way) | {row.measure.pk: row.name}
        raise InvalidInput(circle_text([names[pk] for pk in way]))


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Measure.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _shown(parent: Kpi | None) -> ParentKpi | None:
    if parent is None:
        return None
    scorecard = parent.objective.perspective.scorecard
    return ParentKpi(
        id=parent.pk,
        name=parent.name,
        code=parent.code,
        unit_name=scorecard.unit.name,
        scorecard_id=scorecard.pk,
        cycle_id=scorecard.cycle_id,
        status=scorecard.status,
    )
