"""A KPI that a change request adds: as it will stand in the content, and later as rows of the tables."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import (
    ChangeAddition,
    ChangeRequest,
    Kpi,
    Measure,
    MeasureInput,
    MeasureTarget,
    Objective,
    Scorecard,
)
from bsc.selectors.content import kpi_content
from bsc.selectors.rows import FormulaInput, KpiRow, ParentKpi
from bsc.selectors.specs import spec_of
from bsc.selectors.structure import row_with
from bsc.services.change import editable, refuse_alone
from bsc.services.drafts import KpiDraft, MeasureDraft, measure_problems
from bsc.services.kpi import kpi_values
from bsc.services.measure import measure_values
from bsc.services.parent_seen import remember_parent
from bsc.services.scorecard import next_position
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User

Content = dict[str, Any]
_FIGURES = ("lower", "upper", "worst", "last_year", "target", "cap")
_RENAMED = {
    "filler_id": "filler_unit_id",
    "provider_id": "data_provider_id",
    "owner_id": "owner_unit_id",
    "steps": "step_rules",
}


@transaction.atomic
def put_addition(
    *,
    request: ChangeRequest,
    objective: Objective,
    kpi: KpiDraft,
    measure: MeasureDraft,
    actor: User,
    addition: ChangeAddition | None = None,
    version: int | None = None,
) -> ChangeAddition:
    """Add a KPI to what the request asks for, or change one that it adds already.

    Raises PermissionDenied, Conflict (state, another scorecard's objective), StaleVersion, InvalidInput.
    """
    row = editable(request, actor, version)
    refuse_alone(row)
    if objective.perspective.scorecard_id != row.scorecard_id:
        raise Conflict(_("Sasaran ini tidak ada dalam scorecard yang diubah."))
    problems = measure_problems(measure)
    if problems:
        raise InvalidInput(_("KPI ini belum dapat disimpan."), tuple(problems.values()))
    found = addition or ChangeAddition(request=row, objective=objective)
    found.objective = objective
    if found.pk is None:
        found.save()
    shown = kpi_content(_unwritten(row.scorecard, found, kpi, measure))
    found.row = {**shown, "id": 0, "measure": {**shown["measure"], "id": 0}}
    found.save()
    _touch(row, actor)
    return found


@transaction.atomic
def drop_addition(*, addition: ChangeAddition, actor: User, version: int | None = None) -> None:
    """Take a new KPI out of the request; raises as `put_addition`."""
    row = editable(addition.request, actor, version)
    addition.delete()
    _touch(row, actor)


def _touch(row: ChangeRequest, actor: User) -> None:
    row.note_contributor(actor)
    row.version += 1
    row.save(update_fields=["contributors", "version"])


def _unwritten(
    scorecard: Scorecard, addition: ChangeAddition, kpi: KpiDraft, measure: MeasureDraft
) -> KpiRow:
    """The row with its placeholder for an id; nothing is written."""
    values = measure_values(scorecard, measure)
    spare = Measure(pk=addition.placeholder, cycle=scorecard.cycle, owner_unit=scorecard.unit, **values)
    row = Kpi(pk=addition.placeholder, objective=addition.objective, measure=spare)
    for name, value in kpi_values(scorecard, row, kpi).items():
        setattr(row, name, value)
    inputs = tuple(FormulaInput(symbol, one.pk, one.name) for symbol, one in sorted(measure.inputs.items()))
    spec = replace(spec_of(spare), targets=measure.month_targets(), inputs=inputs)
    initiatives = tuple((one.pk, str(one)) for one in kpi.initiatives)
    return row_with(
        row,
        perspective_id=addition.objective.perspective_id,
        measure=spec,
        parent=_shown(row.parent),
        initiatives=initiatives,
    )


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


# --- Written with the Adendum -----------------------------------------------------------------------


def write_additions(request: ChangeRequest, rows: Mapping[int, Content]) -> None:
    """Write the new KPIs of an approved request; their ids take the place of the placeholders in `rows`."""
    for addition in request.additions.select_related("objective__perspective__scorecard__cycle"):
        row = rows[addition.placeholder]
        measure = _write_measure(row["measure"], request)
        kpi = _write_kpi(row, addition.objective, measure)
        row["id"], row["measure"]["id"] = kpi.pk, measure.pk
        addition.added = kpi
        addition.save(update_fields=["added"])


def _write_measure(content: Content, request: ChangeRequest) -> Measure:
    names = {field.attname for field in Measure._meta.concrete_fields} - {"id"}
    values = {_RENAMED.get(name, name): value for name, value in content.items()}
    values |= {name: None if content[name] is None else Decimal(content[name]) for name in _FIGURES}
    kept = {name: value for name, value in values.items() if name in names}
    measure = Measure.objects.create(cycle=request.scorecard.cycle, **kept)
    for month, (value, denominator) in content["targets"].items():
        MeasureTarget.objects.create(
            measure=measure,
            month=int(month),
            value=Decimal(value),
            denominator=None if denominator is None else Decimal(denominator),
        )
    for symbol, source in content.get("inputs", ()):
        MeasureInput.objects.create(measure=measure, symbol=symbol, source_id=source)
    return measure


def _write_kpi(content: Content, objective: Objective, measure: Measure) -> Kpi:
    names = {field.attname for field in Kpi._meta.concrete_fields} - {"id", "objective_id", "measure_id"}
    kept = {name: value for name, value in content.items() if name in names}
    for name in ("weight", "green_from", "yellow_from"):
        kept[name] = None if content.get(name) is None else Decimal(content[name])
    position = next_position(Kpi.objects.filter(objective=objective))
    kpi = Kpi.objects.create(
        objective=objective, measure=measure, position=position, decision=Kpi.Decision.ACCEPTED, **kept
    )
    kpi.initiatives.set(content["initiative_ids"])
    if kpi.parent_id is not None:
        remember_parent(kpi)
    return kpi
