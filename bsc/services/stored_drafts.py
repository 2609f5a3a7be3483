"""What is stored, as a draft again: for whoever changes some of its fields, or makes another like it."""

from dataclasses import fields
from typing import Any

from bsc.models import Kpi, Measure
from bsc.selectors.specs import spec_of
from bsc.services.drafts import KpiDraft, MeasureDraft, is_evenly_phased

#: Fields of a draft that are no column of the same name.
_OTHERS = ("step_rules", "targets", "inputs", "smart", "criteria")


def measure_draft(measure: Measure) -> MeasureDraft:
    """The measure as somebody would type it; evenly phased months follow the yearly target again."""
    spec = spec_of(measure)
    plain: dict[str, Any] = {
        field.name: getattr(measure, field.name)
        for field in fields(MeasureDraft)
        if field.name not in _OTHERS
    }
    return MeasureDraft(
        **plain,
        step_rules=[(row[0], _bound(row[1]), row[2]) for row in measure.step_rules],
        targets=None if is_evenly_phased(spec) else dict(spec.targets),
        inputs={row.symbol: row.source for row in measure.inputs.all()},
        smart=tuple(measure.smart),
        criteria=tuple(measure.criteria),
    )


def _bound(bound: Any) -> Any:
    return tuple(bound) if isinstance(bound, list) else bound


def kpi_draft(kpi: Kpi) -> KpiDraft:
    """How a scorecard weighs a measure, as somebody would type it."""
    plain: dict[str, Any] = {
        field.name: getattr(kpi, field.name) for field in fields(KpiDraft) if field.name != "initiatives"
    }
    return KpiDraft(**plain, initiatives=list(kpi.initiatives.all()))
