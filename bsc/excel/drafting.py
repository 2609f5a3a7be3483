"""From the values of a line to the drafts that the service writes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from bsc.excel.stored import StoredRow, one_line
from bsc.excel.targets import Calculation, Target
from bsc.excel.vocabulary import Vocabulary
from bsc.models import Kpi
from bsc.selectors.specs import INPUTS
from bsc.services.drafts import KpiDraft, MeasureDraft, measure_problems
from bsc.services.stored_drafts import kpi_draft, measure_draft

_OF_KPI: Final = ("code", "weight", "is_process", "pic", "basis")
_SAME: Final = (
    "name", "unit", "definition", "formula_text", "polarity", "frequency", "consolidation", "input_mode",
    "last_year", "data_needed", "evidence_required", "purpose", "deviation_action", "standard", "clause",
)  # fmt: skip
#: Where a problem of a draft's field is shown.
_COLUMN: Final = {
    "lower": "target", "upper": "target", "comparator": "target", "step_rules": "calculation",
    "value_source": "calculation",
}  # fmt: skip


def stored_kpis(ids: Iterable[int]) -> dict[int, Kpi]:
    """The rows to be changed with everything that a draft needs."""
    rows = Kpi.objects.select_related(
        "measure__cycle", "measure__owner_unit", "measure__filler_unit", "measure__data_provider", "parent"
    ).prefetch_related("measure__targets", INPUTS, "initiatives")
    return rows.in_bulk(list(ids))


def weighing_draft(values: Mapping[str, Any], kpi: Kpi | None, *, is_group: bool, name: str) -> KpiDraft:
    """How the scorecard weighs the row, with what the file says anew."""
    base = kpi_draft(kpi) if kpi else KpiDraft()
    new: dict[str, Any] = {field: values[field] for field in _OF_KPI if field in values}
    if is_group:
        new["title"] = one_line(name)
    return replace(base, **new)


def defined_draft(values: Mapping[str, Any], kpi: Kpi | None, words: Vocabulary) -> MeasureDraft:
    """The measure with what the file says anew."""
    base = measure_draft(kpi.measure) if kpi and kpi.measure else MeasureDraft(name="", unit="")
    new: dict[str, Any] = {field: values[field] for field in _SAME if field in values}
    units = {unit.pk: unit for unit in words.departments}
    for column, field in (("filler", "filler_unit"), ("provider", "data_provider")):
        if column in values:
            new[field] = units.get(values[column])
    if "decimals" in values:
        new["decimals"] = int(values["decimals"])
    if "months" in values:
        new["targets"] = values["months"]
    return replace(base, **new, **_aim(values.get("target")), **_worked_out(values.get("calculation"), base))


def _aim(target: Target | None) -> dict[str, Any]:
    if target is None:
        return {}
    comparator = "" if target.is_empty else target.comparator
    return {
        "target": target.value,
        "lower": target.lower,
        "upper": target.upper,
        "comparator": comparator,
    }


def _worked_out(calculation: Calculation | None, base: MeasureDraft) -> dict[str, Any]:
    """The form's one cell says what the portal keeps as calculation, formula and score table."""
    if calculation is None:
        return {}
    shown = one_line(base.calculation or base.formula_text)
    text = {} if one_line(calculation.text) == shown else {"calculation": calculation.text}
    return {**text, "step_rules": list(calculation.steps)}


def draft_problems(draft: MeasureDraft) -> dict[str, str]:
    """What keeps a measure from being written, by column of the form."""
    found: dict[str, str] = {}
    for field, text in measure_problems(draft).items():
        column = field.replace("denominator_", "month_") if field.startswith("denominator_") else field
        found.setdefault(_COLUMN.get(column, column), text)
    return found


def keeps_old_months(line_values: Mapping[str, Any], stored: StoredRow | None) -> bool:
    """A new yearly target beside months of their own, which the file does not speak of."""
    return bool(
        stored is not None
        and "target" in line_values
        and "months" not in line_values
        and stored.values.get("months")
    )
