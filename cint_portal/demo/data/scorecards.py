"""What a scorecard of the demo looks like as data."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Numbers = str | Sequence[str | None]


@dataclass(frozen=True)
class KpiRow:
    """One KPI. `target` and `actual` are the year's figures as the source gives them.

    `phased` / `actuals` give the figures of the measured months where even phasing would not lead to
    the year's; otherwise the loader phases evenly (sum) or repeats (the rest). `illustration`: figures
    that no source gives.
    """

    name: str
    unit: str
    target: str | None
    actual: str | None
    polarity: str = "maximize"
    comparator: str = "≥"
    consolidation: str = "average"
    frequency: str = "monthly"
    weight: str | None = None
    code: str = ""
    filler: str | None = None
    last_year: str | None = None
    phased: tuple[str, ...] = ()
    actuals: tuple[str, ...] = ()
    subs: tuple["KpiRow", ...] = ()
    step_rules: tuple[tuple[str, str, str], ...] = ()
    own_growth: bool = False
    is_process: bool = False
    illustration: bool = False
    shared: str = ""
    parent: str = ""
    definition: str = ""
    data_needed: str = ""
    provider: str = ""
    rollup: str = "none"
    #: A formula over the corporate KPIs named in `inputs`, as A, B …
    expression: str = ""
    inputs: tuple[str, ...] = ()

    @property
    def value_source(self) -> str:
        """Entered, unless the row says how it is worked out."""
        if self.own_growth:
            return "own_growth"
        if self.expression:
            return "formula"
        return "entered" if self.rollup == "none" else "rollup"


@dataclass(frozen=True)
class ActivityRow:
    """A line of a Program Kerja; `months` from the first to the last, `progress` month by month."""

    activity: str
    resources: str
    pic: str
    months: tuple[int, int]
    evaluation: str
    progress: tuple[int, ...] = ()


@dataclass(frozen=True)
class ObjectiveRow:
    """`source`: name of the corporate objective it takes over or supports; `cascade` how."""

    perspective: str
    name: str
    kpis: tuple[KpiRow, ...]
    kinds: tuple[str, ...] = ("quality",)
    source: str = ""
    cascade: str = "none"
    basis: str = ""
    basis_kind: str = ""
    consultation: str = ""
    programme: tuple[ActivityRow, ...] = ()


@dataclass(frozen=True)
class ScorecardRow:
    """`perspectives`: (kind, label, weight) in order; weights None with explicit KPI weights."""

    unit: str
    weighting: str
    objectives: tuple[ObjectiveRow, ...]
    perspectives: tuple[tuple[str, str, str | None], ...]
    total_bands: str = "total"
    missing_months: tuple[int, ...] = field(default=())


FOUR_AT_25 = (
    ("financial", "Financial", "25"),
    ("customer", "Customer", "25"),
    ("process", "Internal Process", "25"),
    ("learning", "Learning & Growth", "25"),
)
FOUR = tuple((kind, label, None) for kind, label, _weight in FOUR_AT_25)
