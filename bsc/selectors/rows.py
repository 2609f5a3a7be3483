"""A scorecard as frozen values: what pages, scores, approvals and reports read instead of tables."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bsc.models import Kpi, Measure, Scorecard
from bsc.models.measure import PROVIDER_DUE_DAY
from bsc.models.scorecard import ObjectiveKind
from bsc.scoring import KpiRule, KpiScore, StepRule
from bsc.scoring.weighting import explicit_tree, perspective_tree, share_out
from cint_portal.core.rounding import decimal_of

#: Target of a month: value, or numerator and denominator of a ratio.
MonthTarget = tuple[Decimal, Decimal | None]

#: From here on what a scorecard says is decided: children may hang on it, actuals are expected.
DECIDED = (Scorecard.Status.APPROVED, Scorecard.Status.ESTABLISHED, Scorecard.Status.UNDER_CHANGE)


@dataclass(frozen=True)
class FormulaInput:
    """A KPI that a calculated one takes its figure from."""

    symbol: str
    measure_id: int
    name: str = ""


@dataclass(frozen=True)
class EarlierTerm:
    """What a measure said through a month (1..12), before an Adendum replaced it."""

    through: int
    filler_id: int | None
    lower: Decimal | None
    upper: Decimal | None


@dataclass(frozen=True)
class MeasureSpec:
    """A measure with every rule that scores it; `cap` is the one in force (its own, else the cycle's).

    Fields with a default came later: they are signed only where they say something (`selectors.content`).
    """

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
    provider_due_day: int = PROVIDER_DUE_DAY
    calculation: str = ""
    purpose: str = ""
    deviation_action: str = ""
    standard: str = ""
    clause: str = ""
    smart: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    expression: str = ""
    inputs: tuple[FormulaInput, ...] = ()
    #: In their order; each version keeps its own content, so this is no part of what is signed.
    earlier: tuple[EarlierTerm, ...] = ()

    def in_month(self, month: int) -> "MeasureSpec":
        """With the filler and the range that held in the month."""
        term = next((term for term in self.earlier if term.through >= month), None)
        if term is None:
            return self
        return replace(self, filler_id=term.filler_id, lower=term.lower, upper=term.upper)

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
    def is_calculated(self) -> bool:
        """Worked out of other KPIs: by a formula, or from the KPIs below."""
        return self.value_source in (Measure.ValueSource.FORMULA, Measure.ValueSource.ROLLUP)

    @property
    def has_provider(self) -> bool:
        """Whether another department than the one that enters it hands over the data."""
        return self.provider_id is not None and self.provider_id != self.filler_id

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
    #: Last month in force of a KPI that an Adendum ended.
    through_month: int | None = None
    #: First month in force of a KPI that an Adendum added.
    from_month: int | None = None
    parts: tuple["KpiRow", ...] = ()
    cascade_scope: str = ""
    basis_kind: str = ""
    facet: str = ""
    green_from: Decimal | None = None
    yellow_from: Decimal | None = None
    #: The ended KPI that it replaces, in the same scorecard.
    replaces_id: int | None = None

    @property
    def leaves(self) -> tuple["KpiRow", ...]:
        """The rows that carry figures."""
        return self.parts or (() if self.is_group else (self,))

    @property
    def is_running(self) -> bool:
        """Not ended by an Adendum."""
        return self.through_month is None

    def runs_in(self, month: int) -> bool:
        """Whether it is in force in the month (1..12)."""
        return (self.from_month or 1) <= month <= (12 if self.through_month is None else self.through_month)

    @property
    def parent_name(self) -> str:
        return self.parent.name if self.parent else ""

    @property
    def is_returned(self) -> bool:
        return self.decision == Kpi.Decision.RETURNED


@dataclass(frozen=True)
class ActivityRow:
    """A line of an action programme; `percent` is what was last reported, None before."""

    id: int
    activity: str
    resources: str
    pic: str
    starts_on: date | None
    ends_on: date | None
    evaluation: str
    percent: int | None = None


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
    basis_kind: str = ""
    consultation: str = ""
    consulted_on: date | None = None
    programme: tuple[ActivityRow, ...] = ()
    #: Outputs of the process analysis that an indirect objective rests on.
    outputs: tuple[str, ...] = ()

    @property
    def needs_programme(self) -> bool:
        """OHS and environment objectives are planned with a programme (ISO 45001, 14001: 6.2.2)."""
        return bool({ObjectiveKind.OHS.value, ObjectiveKind.ENVIRONMENT.value} & set(self.kinds))

    @property
    def needs_consultation(self) -> bool:
        """Workers are consulted on OHS objectives (ISO 45001 5.4)."""
        return ObjectiveKind.OHS.value in self.kinds


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
    vision: str = ""
    mission: str = ""
    employee_id: int | None = None
    employee_name: str = ""

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
    def running(self) -> "ScorecardStructure":
        """Without the rows that an Adendum ended: what plans and sums look at."""
        return replace(self, perspectives=tuple(_running_lane(lane) for lane in self.perspectives))

    def last_month_of(self, measure_id: int) -> int:
        """12, or the month through which an Adendum let the measure run here."""
        rows = (leaf for leaf in self.leaves if leaf.measure is not None and leaf.measure.id == measure_id)
        return max((12 if row.through_month is None else row.through_month for row in rows), default=12)

    def first_month_of(self, measure_id: int) -> int:
        """1, or the month from which an Adendum lets the measure run here."""
        rows = (leaf for leaf in self.leaves if leaf.measure is not None and leaf.measure.id == measure_id)
        return min((row.from_month or 1 for row in rows), default=1)

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
            else (leaf.weight for leaf in self.leaves if leaf.is_running)
        )
        return sum((weight for weight in chosen if weight is not None), Decimal(0))

    def shares(self) -> dict[int, Decimal]:
        """Planned share of each row in % of the total; empty while the weights make no sense yet."""
        rows = [score_shape(kpi) for kpi in self.running.kpis if kpi.leaves]
        weights = self.perspective_weights
        try:
            tree = explicit_tree(rows) if weights is None else perspective_tree(rows, weights)
            found = share_out(tree, Fraction(100), {leaf.key for row in rows for leaf in row.leaves})
        except (ValueError, ZeroDivisionError):
            return {}
        return {int(str(key)): decimal_of(share) for key, share in found.items()}


def _running_lane(lane: PerspectiveRow) -> PerspectiveRow:
    objectives = (replace(row, kpis=_running(row.kpis)) for row in lane.objectives)
    return replace(lane, objectives=tuple(objectives))


def _running(rows: tuple[KpiRow, ...]) -> tuple[KpiRow, ...]:
    return tuple(replace(row, parts=_running(row.parts)) for row in rows if row.is_running)


def score_shape(kpi: KpiRow) -> KpiScore:
    """The row as `bsc.scoring` weighs it, without a figure."""
    return KpiScore(
        key=kpi.id,
        weight=kpi.weight,
        perspective=kpi.perspective_id,
        parts=tuple(score_shape(part) for part in kpi.parts),
    )
