"""KPI achievement, consolidation, scorecard totals and bands (domain.md §3, §4, §7); pure."""

from bsc.scoring.achievement import Achieved, KpiRule, achieve, achievement
from bsc.scoring.bands import (
    ALARM,
    APPRAISAL_GRADES,
    FIVE_COLORS,
    KPI_BANDS,
    THREE_LIGHTS,
    Band,
    BandSet,
    check_bands,
    grade,
    grade_on,
)
from bsc.scoring.comparison import StepRule, growth, met, read_step_rules, step_gap, step_score
from bsc.scoring.consolidation import (
    ConsolidatedPair,
    achieve_period,
    consolidate,
    consolidate_pair,
    weighted_total,
)
from bsc.scoring.disclosure import color_tells
from bsc.scoring.enums import (
    BlankInClosed,
    Comparator,
    Consolidation,
    KpiState,
    MinimizeBy,
    Polarity,
    RollUp,
)
from bsc.scoring.formula import SYMBOLS, evaluate, formula_symbols
from bsc.scoring.rollup import Child, roll_up, target_gap
from bsc.scoring.scorecard import (
    METHOD_VERSION,
    KpiResult,
    PerspectiveResult,
    ScorecardResult,
    scorecard_total,
)
from bsc.scoring.weighting import KpiScore, weights_add_up
from cint_portal.core.rounding import Scale

__all__ = [
    "ALARM",
    "APPRAISAL_GRADES",
    "FIVE_COLORS",
    "KPI_BANDS",
    "METHOD_VERSION",
    "SYMBOLS",
    "THREE_LIGHTS",
    "Achieved",
    "Band",
    "BandSet",
    "BlankInClosed",
    "Child",
    "Comparator",
    "ConsolidatedPair",
    "Consolidation",
    "KpiResult",
    "KpiRule",
    "KpiScore",
    "KpiState",
    "MinimizeBy",
    "PerspectiveResult",
    "Polarity",
    "RollUp",
    "Scale",
    "ScorecardResult",
    "StepRule",
    "achieve",
    "achieve_period",
    "achievement",
    "check_bands",
    "color_tells",
    "consolidate",
    "consolidate_pair",
    "evaluate",
    "formula_symbols",
    "grade",
    "grade_on",
    "growth",
    "met",
    "read_step_rules",
    "roll_up",
    "scorecard_total",
    "step_gap",
    "step_score",
    "target_gap",
    "weighted_total",
    "weights_add_up",
]
