"""Tables of the Balanced Scorecard, split by noun."""

from bsc.models.band import Band, BandSet
from bsc.models.establishment import EstablishmentMeeting, MeetingDecision, ScorecardVersion
from bsc.models.measure import Measure, MeasureTarget
from bsc.models.scorecard import CascadeMark, Kpi, Objective, Scorecard, ScorecardPerspective

__all__ = [
    "Band",
    "BandSet",
    "CascadeMark",
    "EstablishmentMeeting",
    "Kpi",
    "Measure",
    "MeasureTarget",
    "MeetingDecision",
    "Objective",
    "Scorecard",
    "ScorecardPerspective",
    "ScorecardVersion",
]
