"""Collects, while an answer is built, which unpublished figures it puts before its reader."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from bsc.selectors.rows import MeasureSpec


@dataclass
class Opened:
    """Of one unit's scorecard or month in one year: KPI names by measure id, and the months."""

    kpis: dict[int, str] = field(default_factory=dict)
    months: set[int] = field(default_factory=set)


@dataclass
class Ledger:
    """What one answer shows, by (unit id, year)."""

    opened: dict[tuple[int, int], Opened] = field(default_factory=lambda: defaultdict(Opened))


_current: ContextVar[Ledger | None] = ContextVar("opened", default=None)


@contextmanager
def collecting() -> Iterator[Ledger]:
    """Everything that `note_opening` is told inside lands in the ledger."""
    ledger = Ledger()
    token = _current.set(ledger)
    try:
        yield ledger
    finally:
        _current.reset(token)


@contextmanager
def figures_stay_inside() -> Iterator[None]:
    """For pages that count results or total them and show no figure of a KPI."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def note_opening(unit_id: int, year: int, spec: MeasureSpec, months: Iterable[int]) -> None:
    ledger = _current.get()
    if ledger is not None:
        opened = ledger.opened[unit_id, year]
        opened.kpis[spec.id] = spec.name
        opened.months.update(months)
