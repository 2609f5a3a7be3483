"""The action programme of one objective with what was reported on each of its lines."""

from dataclasses import dataclass
from typing import Any

from bsc.models import Objective, ProgrammeProgress
from bsc.selectors.rows import ActivityRow
from bsc.selectors.structure import activity_row


@dataclass(frozen=True)
class ReportedActivity:
    """A line, its reports from the newest on, and the form in which the next one was typed."""

    row: ActivityRow
    reports: tuple[ProgrammeProgress, ...]
    form: Any = None

    @property
    def percent(self) -> int | None:
        return self.reports[0].percent if self.reports else None


def reported_lines(objective: Objective, typed: tuple[int, Any] | None = None) -> list[ReportedActivity]:
    """In three queries; `typed` is the form that was refused, by the id of its line."""
    lines = objective.programme.prefetch_related("progress__reported_by")
    return [
        ReportedActivity(
            activity_row(line),
            tuple(line.progress.all()),
            typed[1] if typed and typed[0] == line.pk else None,
        )
        for line in lines
    ]
