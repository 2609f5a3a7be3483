"""Scenes are written straight into decided scorecards, which the database refuses to everybody else (T4)."""

from typing import Any

import pgtrigger

LOCKS = (
    "bsc.Scorecard:locked",
    "bsc.ScorecardPerspective:locked",
    "bsc.Objective:locked",
    "bsc.Kpi:locked",
    "bsc.KpiInitiative:locked",
    "bsc.Measure:locked",
    "bsc.MeasureTarget:locked",
    "bsc.MeasureInput:locked",
    "bsc.ProgrammeActivity:locked",
    "bsc.ProcessRow:locked",
    "bsc.ProcessLink:locked",
    "bsc.MapArrow:locked",
    "bsc.ScorecardVersion:append_only",
    "bsc.Meeting:issued_minutes",
    "bsc.Commitment:append_only",
    "bsc.CommitmentSignature:signed",
)


def unlocked() -> Any:
    """`with unlocked():` or `@unlocked()`, for building a scene only, never around what a test is about."""
    return pgtrigger.ignore(*LOCKS)
