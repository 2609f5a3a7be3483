"""KPIs of a scorecard: added with their measure, taken over from another scorecard, changed, deleted."""

from typing import Any

from django.utils.translation import gettext as _

from bsc.models import Kpi, Measure, Objective, Scorecard
from bsc.models.scorecard import CascadeKind
from bsc.selectors.parents import joinable_measures, parent_kpis
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.editing import Edit, editing, scorecard_of
from bsc.services.measure import change_measure, check_no_circle, create_measure
from bsc.services.origin import confirm_proposals
from bsc.services.scorecard import checked_weight, delete_rows, next_position
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User


def add_kpi(
    *,
    objective: Objective,
    actor: User,
    kpi: KpiDraft,
    measure: MeasureDraft | Measure,
    group: Kpi | None = None,
    version: int | None = None,
) -> Kpi:
    """Add a KPI with a new measure, or one that another scorecard has (KPI Bersama).

    With `group` it becomes a sub-indicator. Raises InvalidInput, Conflict, StaleVersion, PermissionDenied.
    """
    with editing(scorecard_of(objective), actor=actor, version=version) as edit:
        if group is not None:
            _check_group(group, objective)
        row = Kpi(
            objective=objective, group=group, position=next_position(Kpi.objects.filter(objective=objective))
        )
        if isinstance(measure, MeasureDraft):
            row.measure = create_measure(edit, measure)
        else:
            row.measure = _joined(edit.scorecard, measure, actor)
        write_kpi(edit, row, kpi)
    return row


def add_group(*, objective: Objective, actor: User, kpi: KpiDraft, version: int | None = None) -> Kpi:
    """Add a row without a measure, under which sub-indicators stand; raises as `add_kpi`."""
    with editing(scorecard_of(objective), actor=actor, version=version) as edit:
        row = Kpi(objective=objective, position=next_position(Kpi.objects.filter(objective=objective)))
        write_kpi(edit, row, kpi)
    return row


def edit_kpi(
    *,
    kpi: Kpi,
    actor: User,
    draft: KpiDraft,
    measure: MeasureDraft | None = None,
    version: int | None = None,
) -> Kpi:
    """Change a KPI, and its measure if given; raises as `add_kpi` and Conflict for a decided one."""
    with editing(scorecard_of(kpi), actor=actor, version=version) as edit:
        row = _current(kpi)
        if measure is not None and row.measure is not None:
            row.measure = change_measure(edit, row.measure, measure)
        write_kpi(edit, row, draft)
        confirm_proposals(edit, Kpi.objects.filter(pk=row.pk))
    return row


def delete_kpi(*, kpi: Kpi, actor: User, version: int | None = None) -> None:
    """Delete a KPI with its sub-indicators; raises InvalidInput when another scorecard hangs on it."""
    with editing(scorecard_of(kpi), actor=actor, version=version) as edit:
        row = _current(kpi)
        measures = Measure.objects.filter(kpis__in=[row, *row.sub_indicators.all()])
        delete_rows(Kpi.objects.filter(pk=row.pk), measures)
        edit.changed = True


def _current(kpi: Kpi) -> Kpi:
    """The row as it is now, under the scorecard's lock."""
    row = Kpi.objects.select_related("measure", "objective__perspective").filter(pk=kpi.pk).first()
    if row is None:
        raise Conflict(_("KPI ini sudah dihapus."))
    return row


def _joined(scorecard: Scorecard, measure: Measure, actor: User) -> Measure:
    if not joinable_measures(scorecard, actor).filter(pk=measure.pk).exists():
        raise InvalidInput(_("KPI Bersama dipilih dari scorecard lain tahun yang sama, satu kali."))
    return measure


def _check_group(group: Kpi, objective: Objective) -> None:
    if group.objective_id != objective.pk or group.measure_id is not None or group.group_id is not None:
        raise InvalidInput(_("Sub-indikator hanya di bawah kelompok dalam sasaran yang sama."))


def write_kpi(edit: Edit, row: Kpi, draft: KpiDraft) -> None:
    """Write a new or changed row inside an edit; raises InvalidInput."""
    title = " ".join(draft.title.split()) if row.measure is None else ""
    if row.measure is None and not title:
        raise InvalidInput(_("Nama kelompok sub-indikator belum diisi."))
    edit.apply(row, title=title, **kpi_values(edit.scorecard, row, draft))
    if row.measure is not None and row.parent is not None:
        check_no_circle(row.measure)
    # Initiatives are the company's: what serves one is counted for everybody to read.
    served = () if edit.scorecard.is_personal else draft.initiatives
    wanted = {initiative.pk for initiative in served}
    if wanted != set(row.initiatives.values_list("pk", flat=True)):
        row.initiatives.set(wanted)
        edit.changed = True


def kpi_values(scorecard: Scorecard, row: Kpi, draft: KpiDraft) -> dict[str, Any]:
    """What the draft says, by column of the table; raises InvalidInput."""
    is_sum = row.measure is None and scorecard.weighting == Scorecard.Weighting.KPI
    values: dict[str, Any] = {
        "code": draft.code.strip(),
        "weight": None if is_sum else checked_weight(draft.weight),
        "is_process": draft.is_process,
        "pic": draft.pic.strip(),
        "rollup": _rollup(row, draft),
        "basis_kind": draft.basis_kind,
        "basis": draft.basis.strip(),
        "facet": draft.facet,
        **_own_bands(draft),
        **_hung_on(scorecard, draft),
    }
    # Sub-indicators serve what their group serves.
    hung = {"parent": None, "cascade_kind": CascadeKind.NONE, "cascade_scope": ""}
    return {**values, **hung} if row.group_id is not None else values


def _hung_on(scorecard: Scorecard, draft: KpiDraft) -> dict[str, Any]:
    if draft.parent is None:
        return {"parent": None, "cascade_kind": CascadeKind.NONE, "cascade_scope": ""}
    if not parent_kpis(scorecard).filter(pk=draft.parent.pk).exists():
        raise InvalidInput(_("KPI Induk harus dari scorecard di atasnya yang sudah disetujui tahun ini."))
    if draft.cascade_kind not in (CascadeKind.DIRECT, CascadeKind.INDIRECT):
        raise InvalidInput(_("Pilih Langsung atau Tidak Langsung untuk KPI Induk."))
    scope = draft.cascade_scope if draft.cascade_kind == CascadeKind.DIRECT else ""
    return {"parent": draft.parent, "cascade_kind": draft.cascade_kind, "cascade_scope": scope}


def _rollup(row: Kpi, draft: KpiDraft) -> str:
    """A figure that comes from the KPIs below needs a way of putting them together."""
    rolled = row.measure is not None and row.measure.value_source == Measure.ValueSource.ROLLUP
    if rolled and row.group_id is None and draft.rollup == Kpi.Rollup.NONE:
        raise InvalidInput(_("Pilih cara menghitung angka ini dari KPI turunannya."))
    return draft.rollup


def _own_bands(draft: KpiDraft) -> dict[str, Any]:
    """Both bounds or none, green above yellow; raises InvalidInput."""
    green, yellow = draft.green_from, draft.yellow_from
    if (green is None) != (yellow is None):
        raise InvalidInput(_("Isi kedua batas warna, atau kosongkan keduanya."))
    if green is not None and yellow is not None and not 0 <= yellow < green:
        raise InvalidInput(_("Batas hijau harus di atas batas kuning."))
    return {"green_from": green, "yellow_from": yellow}
