"""A scorecard as frozen values: what pages, scores, approvals and reports read instead of tables."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from bsc.models import Kpi, Measure, Scorecard
from bsc.scoring import KpiRule, KpiScore, StepRule
from bsc.scoring.weighting import explicit_tree, perspective_tree, share_out
from cint_portal.core.rounding import decimal_of

#: Target of a month: value, or numerator and denominator of a ratio.
MonthTarget = tuple[Decimal, Decimal | None]

#: From here on what a scorecard says is decided: children may hang on it, actuals are expected.
DECIDED = (Scorecard.Status.APPROVED, Scorecard.Status.ESTABLISHED, Scorecard.Status.UNDER_CHANGE)


@dataclass(frozen=True)
class MeasureSpec:
    """A measure with every rule that scores it; `cap` is the one in force (its own, else the cycle's)."""

    id: int
    name: str
    definition: str
    formula_text: str
    unit: str
    decimals: int
    polarity: str
    minimize_by: str
    lower: Decimal | None
    upper: Decimal | None
    worst: Decimal | None
    cap: Decimal | None
    own_cap: Decimal | None
    zero_tolerance: bool
    comparator: str
    frequency: str
    consolidation: str
    input_mode: str
    value_source: str
    steps: tuple[StepRule, ...]
    last_year: Decimal | None
    target: Decimal | None
    owner_id: int
    owner_name: str
    filler_id: int | None
    filler_name: str
    data_needed: str
    provider_id: int | None
    provider_name: str
    evidence_required: str
    is_illustration: bool
    #: Month (1..12) → target; months without one have none.
    targets: Mapping[int, MonthTarget] = field(hash=False)

    @property
    def rule(self) -> KpiRule:
        """The scoring rule, for `bsc.scoring.achieve` and `achieve_period`."""
        return KpiRule(
            polarity=self.polarity,
            lower=self.lower,
            upper=self.upper,
            minimize_by=self.minimize_by,
            worst=self.worst,
            cap=self.cap,
            zero_tolerance=self.zero_tolerance,
            steps=self.steps,
        )

    @property
    def is_entered(self) -> bool:
        return self.value_source == Measure.ValueSource.ENTERED

    @property
    def is_ratio(self) -> bool:
        return self.consolidation == Measure.Consolidation.RATIO

    @property
    def has_target(self) -> bool:
        """Scored against something: a yearly or monthly target, a range, or a step table."""
        ranged = self.lower is not None and self.upper is not None
        return bool(self.target is not None or self.targets or self.steps or ranged)

    @property
    def month_targets(self) -> tuple[Decimal | tuple[Decimal, Decimal] | None, ...]:
        """Twelve targets in order, pairs for ratios: the shape that `consolidate_pair` takes."""
        return tuple(self._month(month) for month in range(1, 13))

    def _month(self, month: int) -> Decimal | tuple[Decimal, Decimal] | None:
        value, denominator = self.targets.get(month, (None, None))
        return value if value is None or denominator is None else (value, denominator)


@dataclass(frozen=True)
class ParentKpi:
    """The KPI of the level above that a KPI serves."""

    id: int
    name: str
    code: str
    unit_name: str
    scorecard_id: int
    cycle_id: int
    status: str

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED


@dataclass(frozen=True)
class KpiRow:
    """A weighed row; a group (`is_group`) has parts and no measure of its own."""

    id: int
    objective_id: int
    perspective_id: int
    code: str
    name: str
    weight: Decimal | None
    is_group: bool
    is_process: bool
    pic: str
    measure: MeasureSpec | None
    parent: ParentKpi | None
    cascade_kind: str
    rollup: str
    basis: str
    initiatives: tuple[tuple[int, str], ...]
    decision: str
    decision_comment: str
    parts: tuple["KpiRow", ...] = ()

    @property
    def leaves(self) -> tuple["KpiRow", ...]:
        """The rows that carry figures."""
        return self.parts or (() if self.is_group else (self,))

    @property
    def parent_name(self) -> str:
        return self.parent.name if self.parent else ""

    @property
    def is_returned(self) -> bool:
        return self.decision == Kpi.Decision.RETURNED


@dataclass(frozen=True)
class ObjectiveRow:
    """Sasaran Strategis with its KPIs; `source_*` tell from which objective above it comes."""

    id: int
    perspective_id: int
    name: str
    kinds: tuple[str, ...]
    source_id: int | None
    source_name: str
    source_unit_name: str
    cascade_kind: str
    basis: str
    kpis: tuple[KpiRow, ...]


@dataclass(frozen=True)
class PerspectiveRow:
    """A lane of the scorecard."""

    id: int
    kind: str
    label: str
    weight: Decimal | None
    objectives: tuple[ObjectiveRow, ...]

    @property
    def kpis(self) -> tuple[KpiRow, ...]:
        return tuple(kpi for objective in self.objectives for kpi in objective.kpis)


@dataclass(frozen=True)
class ScorecardStructure:
    """A whole scorecard: perspectives → objectives → KPIs → sub-indicators, in order."""

    scorecard_id: int
    cycle_id: int
    year: int
    unit_id: int
    unit_code: str
    unit_name: str
    unit_kind: str
    status: str
    version: int
    revision: int | None
    weighting: str
    total_bands: str
    document_number: str
    perspectives: tuple[PerspectiveRow, ...]

    @property
    def objectives(self) -> tuple[ObjectiveRow, ...]:
        return tuple(objective for lane in self.perspectives for objective in lane.objectives)

    @property
    def kpis(self) -> tuple[KpiRow, ...]:
        """Rows directly under the objectives, groups among them."""
        return tuple(kpi for lane in self.perspectives for kpi in lane.kpis)

    @property
    def leaves(self) -> tuple[KpiRow, ...]:
        """Rows that carry figures: KPIs and sub-indicators."""
        return tuple(leaf for kpi in self.kpis for leaf in kpi.leaves)

    @property
    def is_weighted_by_perspective(self) -> bool:
        return self.weighting == Scorecard.Weighting.PERSPECTIVE

    @property
    def perspective_weights(self) -> dict[Hashable, Decimal | int] | None:
        """What `bsc.scoring.scorecard_total` takes: None when each KPI has an explicit weight."""
        if not self.is_weighted_by_perspective:
            return None
        return {lane.id: lane.weight or Decimal(0) for lane in self.perspectives}

    @property
    def weights_sum(self) -> Decimal:
        """Σ of the weights on the level that must make 100."""
        chosen: Iterator[Decimal | None] = (
            (lane.weight for lane in self.perspectives)
            if self.is_weighted_by_perspective
            else (leaf.weight for leaf in self.leaves)
        )
        return sum((weight for weight in chosen if weight is not None), Decimal(0))

    def shares(self) -> dict[int, Decimal]:
        """Planned share of each row in % of the total; empty while the weights make no sense yet."""
        rows = [score_shape(kpi) for kpi in self.kpis if kpi.leaves]
        weights = self.perspective_weights
        try:
            tree = explicit_tree(rows) if weights is None else perspective_tree(rows, weights)
            found = share_out(tree, Fraction(100), {leaf.key for row in rows for leaf in row.leaves})
        except (ValueError, ZeroDivisionError):
            return {}
        return {int(str(key)): decimal_of(share) for key, share in found.items()}


def score_shape(kpi: KpiRow) -> KpiScore:
    """The row as `bsc.scoring` weighs it, without a figure."""
    return KpiScore(
        key=kpi.id,
        weight=kpi.weight,
        perspective=kpi.perspective_id,
        parts=tuple(score_shape(part) for part in kpi.parts),
    )
