"""Which reports exist: each app registers how its own is built."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: Called by a builder after each section: (sections done, sections in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ReportKind:
    """`build(params, format, user, now, progress) -> bytes`; the user's rights cut what is shown."""

    code: str
    build: Callable[..., bytes]
    allowed: Callable[[Any, dict[str, Any]], bool]


_reports: dict[str, ReportKind] = {}


def register(*entries: ReportKind) -> None:
    for entry in entries:
        if _reports.get(entry.code, entry) != entry:
            raise ValueError(f"{entry.code} is registered twice")
        _reports[entry.code] = entry


def report(code: str) -> ReportKind:
    return _reports[code]
