"""Tables of the Balanced Scorecard, split by noun."""

from bsc.models.band import Band, BandSet
from bsc.models.change import ChangeDecision, ChangeLane, ChangeLine, ChangeRequest
from bsc.models.decision import ScorecardDecision
from bsc.models.establishment import EstablishmentMeeting, MeetingDecision, ScorecardVersion
from bsc.models.kpi import Kpi, KpiInitiative
from bsc.models.library import KpiOrigin, LibraryMark
from bsc.models.measure import Measure, MeasureInput, MeasureTarget
from bsc.models.objective import CascadeMark, Objective, ProgrammeActivity, ProgrammeProgress
from bsc.models.resolution import (
    BoardResolution,
    ResolutionConfirmation,
    ResolutionFile,
    ResolutionItem,
    ResolutionObjection,
)
from bsc.models.scorecard import Scorecard, ScorecardPerspective
from bsc.models.thread import KpiMessage
from bsc.models.upload import ScorecardUpload

__all__ = [
    "Band",
    "BandSet",
    "CascadeMark",
    "ChangeDecision",
    "ChangeLane",
    "ChangeLine",
    "ChangeRequest",
    "EstablishmentMeeting",
    "Kpi",
    "KpiInitiative",
    "Measure",
    "MeasureInput",
    "MeasureTarget",
    "MeetingDecision",
    "Objective",
    "ProgrammeActivity",
    "ProgrammeProgress",
    "Scorecard",
    "ScorecardDecision",
    "ScorecardPerspective",
    "ScorecardUpload",
    "ScorecardVersion",
    "BoardResolution",
    "KpiMessage",
    "KpiOrigin",
    "LibraryMark",
    "ResolutionConfirmation",
    "ResolutionFile",
    "ResolutionItem",
    "ResolutionObjection",
]
