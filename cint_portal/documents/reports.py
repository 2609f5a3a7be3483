"""Which reports exist: each app registers how its own is built."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

#: Called by a builder after each section: (sections done, sections in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ReportKind:
    """`build(params, format, user, now, progress) -> bytes`; the user's rights cut what is shown.

    `opened(job, user, now)` hears of every download of the finished file and may refuse it, since what it
    shows may be the person's to know no more.
    """

    code: str
    build: Callable[..., bytes]
    allowed: Callable[[Any, dict[str, Any]], bool]
    opened: Callable[[Any, Any, datetime], None] | None = None


_reports: dict[str, ReportKind] = {}


def register(*entries: ReportKind) -> None:
    for entry in entries:
        if _reports.get(entry.code, entry) != entry:
            raise ValueError(f"{entry.code} is registered twice")
        _reports[entry.code] = entry


def report(code: str) -> ReportKind:
    return _reports[code]


def opening(job: Any, user: Any, now: datetime) -> None:
    """Tell the kind that a person takes the file; raises PermissionDenied where the right is gone (T8)."""
    kind = _reports.get(job.code)
    if kind is None or not kind.allowed(user, job.params):
        raise PermissionDenied
    if kind.opened is not None:
        kind.opened(job, user, now)
