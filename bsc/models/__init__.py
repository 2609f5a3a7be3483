"""Tables of the Balanced Scorecard, split by noun."""

from bsc.models.band import Band, BandSet
from bsc.models.decision import ScorecardDecision
from bsc.models.establishment import EstablishmentMeeting, MeetingDecision, ScorecardVersion
from bsc.models.measure import Measure, MeasureTarget
from bsc.models.scorecard import (
    CascadeMark,
    Kpi,
    KpiInitiative,
    Objective,
    Scorecard,
    ScorecardPerspective,
)

__all__ = [
    "Band",
    "BandSet",
    "CascadeMark",
    "EstablishmentMeeting",
    "Kpi",
    "KpiInitiative",
    "Measure",
    "MeasureTarget",
    "MeetingDecision",
    "Objective",
    "Scorecard",
    "ScorecardDecision",
    "ScorecardPerspective",
    "ScorecardVersion",
]
