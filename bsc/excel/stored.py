"""The rows that a scorecard holds, as a form would read them back: equal values are no change."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from bsc.excel.columns import Form, Holds
from bsc.excel.targets import BETWEEN, Calculation, Step, Target, plain
from bsc.models import Measure
from bsc.scoring import StepRule
from bsc.selectors.rows import KpiRow, MeasureSpec, ObjectiveRow, PerspectiveRow, ScorecardStructure
from bsc.services.drafts import MeasureDraft, is_evenly_phased
from cint_portal.core.text import plain_text
from cint_portal.documents.excel_values import safe_text
from cint_portal.organization.models import Unit

#: Columns that belong to the measure: another unit's are shown, never taken over.
OF_MEASURE: Final = frozenset(
    {
        "name", "target", "unit", "data_needed", "provider", "calculation", "last_year", "definition",
        "formula_text", "polarity", "frequency", "consolidation", "input_mode", "decimals", "filler",
        "evidence_required", "purpose", "deviation_action", "standard", "clause", "months",
    }
)  # fmt: skip
#: What a group of sub-indicators can say; the objective's and the lane's columns stand on every row.
OF_GROUP: Final = frozenset({"name", "code", "weight", "is_process", "pic", "basis"})
OF_PART: Final = frozenset({"code", "weight", "is_process", "pic"}) | OF_MEASURE
_PLAIN: Final = (
    "unit", "definition", "formula_text", "data_needed", "evidence_required", "purpose", "deviation_action",
    "standard", "clause",
)  # fmt: skip


def canonical(text: object) -> str:
    """A text as a workbook can carry it; two that are equal so are no change."""
    try:
        return plain_text(safe_text(text)).strip()
    except ValueError:
        return safe_text(text).strip()


def one_line(text: object) -> str:
    return " ".join(canonical(text).split())


@dataclass(frozen=True)
class StoredRow:
    """A KPI, a group or a sub-indicator of the scorecard with its values by column."""

    row: KpiRow
    objective: ObjectiveRow
    lane: PerspectiveRow
    group: KpiRow | None
    is_own: bool
    values: dict[str, Any] = field(hash=False)

    @property
    def id(self) -> int:
        return self.row.id


def stored_rows(
    read: ScorecardStructure, form: Form, decided: Collection[int] = frozenset()
) -> list[StoredRow]:
    """All rows in the order of the page; `decided` are measures that another scorecard had approved."""
    return [
        _stored(read, form, lane, objective, kpi, group, decided)
        for lane in read.perspectives
        for objective in lane.objectives
        for kpi, group in with_parts(objective.kpis)
    ]


def with_parts(kpis: Iterable[KpiRow]) -> Iterator[tuple[KpiRow, KpiRow | None]]:
    """Each row followed by its sub-indicators, these with their group."""
    for kpi in kpis:
        yield kpi, None
        yield from ((part, kpi) for part in kpi.parts)


def _stored(
    read: ScorecardStructure,
    form: Form,
    lane: PerspectiveRow,
    objective: ObjectiveRow,
    row: KpiRow,
    group: KpiRow | None,
    decided: Collection[int],
) -> StoredRow:
    spec = row.measure
    values: dict[str, Any] = {
        "lane": lane.id,
        "objective": one_line(objective.name),
        "kinds": tuple(objective.kinds),
        "lane_weight": lane.weight,
        "name": one_line(row.name),
        "code": one_line(row.code),
        "weight": row.weight,
        "is_process": row.is_process,
        "pic": one_line(row.pic),
        "basis": canonical(row.basis),
        **(_of_measure(spec, read) if spec else {}),
    }
    known = {column.name for column in form.read} | {"months"}
    own = spec is None or (spec.owner_id == read.unit_id and spec.id not in decided)
    kept = {name: value for name, value in values.items() if name in known}
    return StoredRow(row, objective, lane, group, own, kept)


def _of_measure(spec: MeasureSpec, read: ScorecardStructure) -> dict[str, Any]:
    return {
        **{name: canonical(getattr(spec, name)) for name in _PLAIN},
        "target": target_of(spec),
        "calculation": Calculation(canonical(spec.calculation or spec.formula_text), steps_of(spec.steps)),
        "last_year": spec.last_year,
        "decimals": Decimal(spec.decimals),
        **{name: getattr(spec, name) for name in ("polarity", "frequency", "consolidation", "input_mode")},
        "filler": spec.filler_id,
        "provider": spec.provider_id,
        "months": None if is_evenly_phased(spec) else dict(spec.targets),
    }


def target_of(spec: MeasureSpec) -> Target:
    """The year's target, its comparator spelt out."""
    if spec.target is None and (spec.lower is None or spec.upper is None):
        return Target()
    return settled(Target(spec.comparator, spec.target, spec.lower, spec.upper), spec.polarity)


def settled(target: Target, polarity: str) -> Target:
    """The same target with the comparator that an unwritten one means; numbers without idle zeros."""
    if target.is_empty:
        return Target()
    comparator = target.comparator
    if target.value is None or (target.is_range and not comparator):
        comparator = BETWEEN
    return Target(
        comparator or usual_comparator(polarity),
        trimmed(target.value),
        trimmed(target.lower),
        trimmed(target.upper),
    )


def usual_comparator(polarity: str) -> str:
    """What a bare figure means."""
    return MeasureDraft(name="", unit="", polarity=polarity).compared_by


def trimmed(value: Decimal | None) -> Decimal | None:
    """500.000000 as 500."""
    return None if value is None else Decimal(plain(value))


def steps_of(steps: Iterable[StepRule]) -> tuple[Step, ...]:
    return tuple((str(step.comparator), _bound(step.threshold), plain(Decimal(step.score))) for step in steps)


def _bound(threshold: Any) -> str | tuple[str, str]:
    if isinstance(threshold, tuple):
        return (plain(Decimal(threshold[0])), plain(Decimal(threshold[1])))
    return plain(Decimal(threshold))


def is_entered(spec: MeasureSpec | None) -> bool:
    return spec is None or spec.value_source == Measure.ValueSource.ENTERED


def same(name: str, stored: StoredRow, value: Any, read: ScorecardStructure) -> bool:
    """Whether a cell of the file says what the row holds already."""
    held = stored.values.get(name)
    if name == "filler" and value is None and is_entered(stored.row.measure):
        value = read.unit_id if read.unit_kind == Unit.Kind.DEPARTMENT else None
    if isinstance(held, Decimal) or isinstance(value, Decimal):
        return held is not None and value is not None and Decimal(held) == Decimal(value)
    return bool(held == value)


def shown_in(form: Form, stored: StoredRow) -> list[str]:
    """The names of the columns that say something about this kind of row."""
    every = [column.name for column in form.read if column.holds != Holds.MONTH] + ["months"]
    if stored.row.is_group:
        return [name for name in every if name in OF_GROUP]
    return [name for name in every if name not in ("lane", "objective", "kinds", "lane_weight")]
