"""Threads of KPIs: their messages, and what is still open."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from bsc.models import Kpi, KpiMessage, Scorecard
from bsc.models.locking import LOCKED
from bsc.models.thread import Side
from cint_portal.core.composed import Composed, Given


@dataclass(frozen=True)
class Message:
    author: str
    side: str
    asks: str
    text: str
    at: datetime
    is_open: bool


@dataclass(frozen=True)
class Thread:
    """The messages of one KPI, oldest first."""

    messages: tuple[Message, ...]
    url: str

    @property
    def open_count(self) -> int:
        return sum(message.is_open for message in self.messages)


def open_questions() -> QuerySet[KpiMessage]:
    """Questions to which nobody of the asked side has written since; none of a decided scorecard."""
    later = KpiMessage.objects.filter(kpi=OuterRef("kpi"), side=OuterRef("asks"), pk__gt=OuterRef("pk"))
    asked = KpiMessage.objects.exclude(asks="").exclude(kpi=None)
    return asked.filter(~Exists(later)).exclude(scorecard__status__in=LOCKED)


def open_question(kpi: Kpi, side: str) -> KpiMessage | None:
    """The newest question about this KPI that waits for this side."""
    return open_questions().filter(kpi=kpi, asks=side).select_related("author").last()


def threads_of(scorecard: Scorecard) -> dict[int, Thread]:
    """Threads by KPI, two queries."""
    rows = list(KpiMessage.objects.filter(scorecard=scorecard).exclude(kpi=None).select_related("author"))
    waiting = set(_asked_about(scorecard)) if rows else set()
    found: dict[int, list[Message]] = defaultdict(list)
    for row in rows:
        found[row.kpi_id or 0].append(_message(row, row.pk in waiting))
    return {pk: Thread(tuple(messages), thread_url(pk)) for pk, messages in found.items()}


def _asked_about(scorecard: Scorecard) -> Iterable[int]:
    return open_questions().filter(scorecard=scorecard).values_list("pk", flat=True)


def thread_url(kpi_id: int) -> str:
    return reverse("bsc:kpi-thread", args=[kpi_id])


def _message(row: KpiMessage, is_open: bool) -> Message:
    return Message(
        author=str(row.author),
        side=str(Side(row.side).label),
        asks=str(Side(row.asks).label) if row.asks else "",
        text=row.text,
        at=row.at,
        is_open=is_open,
    )


_ASKED_IN: Composed[Any] = Composed(
    lambda: open_questions().filter(scorecard__among=Given("cards")).order_by().values_list("scorecard")
)


def open_counts(cards: Sequence[int]) -> Counter[int]:
    """Open questions per scorecard, one query."""
    return Counter(card for (card,) in _ASKED_IN(cards=cards))
