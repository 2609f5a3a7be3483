"""Tables of the Balanced Scorecard, split by noun."""

from bsc.models.band import Band, BandSet
from bsc.models.change import ChangeAddition, ChangeDecision, ChangeLane, ChangeLine, ChangeRequest
from bsc.models.change_bundle import BundleUpload, ChangeBundle
from bsc.models.commitment import Commitment, CommitmentRule, CommitmentScan, CommitmentSignature
from bsc.models.decision import PersonalDecision, ScorecardDecision
from bsc.models.establishment import EstablishedScorecard, ScorecardVersion
from bsc.models.figure_class import FigureClass
from bsc.models.kpi import Kpi, KpiInitiative
from bsc.models.library import KpiOrigin, LibraryMark
from bsc.models.measure import Measure, MeasureInput, MeasureTarget
from bsc.models.meeting import (
    Meeting,
    MeetingDecision,
    MeetingDecisionLog,
    MeetingInvitee,
    MeetingScan,
)
from bsc.models.objective import CascadeMark, Objective, ProgrammeActivity, ProgrammeProgress
from bsc.models.parent_seen import ParentSeen
from bsc.models.personal import PersonalStatus
from bsc.models.process import ProcessLink, ProcessRow
from bsc.models.resolution import (
    BoardResolution,
    ResolutionConfirmation,
    ResolutionDecision,
    ResolutionFile,
    ResolutionItem,
    ResolutionObjection,
)
from bsc.models.scorecard import Scorecard, ScorecardPerspective
from bsc.models.strategy_map import MapArrow
from bsc.models.thread import KpiMessage
from bsc.models.upload import ScorecardUpload

__all__ = [
    "Band",
    "BandSet",
    "BoardResolution",
    "BundleUpload",
    "CascadeMark",
    "ChangeAddition",
    "ChangeBundle",
    "ChangeDecision",
    "ChangeLane",
    "ChangeLine",
    "ChangeRequest",
    "Commitment",
    "CommitmentRule",
    "CommitmentScan",
    "CommitmentSignature",
    "EstablishedScorecard",
    "FigureClass",
    "Kpi",
    "KpiInitiative",
    "KpiMessage",
    "KpiOrigin",
    "LibraryMark",
    "MapArrow",
    "Measure",
    "MeasureInput",
    "MeasureTarget",
    "Meeting",
    "MeetingDecision",
    "MeetingDecisionLog",
    "MeetingInvitee",
    "MeetingScan",
    "Objective",
    "ParentSeen",
    "PersonalDecision",
    "PersonalStatus",
    "ProcessLink",
    "ProcessRow",
    "ProgrammeActivity",
    "ProgrammeProgress",
    "ResolutionConfirmation",
    "ResolutionDecision",
    "ResolutionFile",
    "ResolutionItem",
    "ResolutionObjection",
    "Scorecard",
    "ScorecardDecision",
    "ScorecardPerspective",
    "ScorecardUpload",
    "ScorecardVersion",
]
