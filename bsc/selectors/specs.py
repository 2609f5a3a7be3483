"""A measure as frozen values, read by itself or along with a scorecard."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from bsc.models import Measure, MeasureInput
from bsc.scoring import read_step_rules
from bsc.selectors.rows import EarlierTerm, FormulaInput, MeasureSpec, MonthTarget

_NAMED = MeasureInput.objects.select_related("source")
#: The KPIs of a formula by name, read with a KPI and with a measure.
INPUTS, OWN_INPUTS = Prefetch("measure__inputs", _NAMED), Prefetch("inputs", _NAMED)


@dataclass(frozen=True)
class Said:
    """What a measure says that stands in other tables."""

    cap_of_year: Decimal | None
    owner_name: str
    filler_name: str
    provider_name: str
    targets: dict[int, MonthTarget]


def _said_by(measure: Measure) -> Said:
    return Said(
        measure.cycle.cap,
        measure.owner_unit.name,
        measure.filler_unit.name if measure.filler_unit else "",
        measure.data_provider.name if measure.data_provider else "",
        {row.month: (row.value, row.denominator) for row in measure.targets.all()},
    )


def is_computed(measure: Measure) -> bool:
    return measure.value_source == Measure.ValueSource.FORMULA


def _inputs(measure: Measure) -> tuple[FormulaInput, ...]:
    if not is_computed(measure):
        return ()
    return tuple(FormulaInput(row.symbol, row.source_id, row.source.name) for row in measure.inputs.all())


def spec_of(measure: Measure) -> MeasureSpec:
    """A measure as values; read it with its cycle, units and targets to spare queries."""
    return spec_with(measure, _said_by(measure))


def spec_with(measure: Measure, said: Said) -> MeasureSpec:
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
        cap=said.cap_of_year if measure.cap is None else measure.cap,
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
        owner_name=said.owner_name,
        filler_id=measure.filler_unit_id,
        filler_name=said.filler_name,
        data_needed=measure.data_needed,
        provider_id=measure.data_provider_id,
        provider_name=said.provider_name,
        evidence_required=measure.evidence_required,
        is_illustration=measure.is_illustration,
        targets=said.targets,
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
        earlier=tuple(_earlier(term) for term in measure.earlier),
    )


def _earlier(term: dict[str, Any]) -> EarlierTerm:
    lower, upper = (None if term[name] is None else Decimal(term[name]) for name in ("lower", "upper"))
    return EarlierTerm(term["through"], term["filler"], lower, upper)
