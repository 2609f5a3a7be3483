"""Queues of CMS and of the board: totals, clocks, days waited, and what changed since the last round."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.models.recommendation import Recommendation
from bsc.selectors.approval import Clock, board_due_on, clock_until, to_decide, to_review
from bsc.selectors.content import content_of_structure
from bsc.selectors.differences import Difference, difference
from bsc.selectors.figures import NOTHING, Figures, figures_of, number_of_kpis
from bsc.selectors.guidance import warnings_before_sending
from bsc.selectors.rounds import (
    BOARD_ROUND,
    FORWARDED,
    RETURNS,
    Arrival,
    Sending,
    arrivals,
    contents_in,
    sendings,
)
from bsc.selectors.rows import ScorecardStructure
from bsc.selectors.structure import structures
from bsc.selectors.threads import open_counts
from cint_portal.core.clock import local_day
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import WorkCalendar, work_calendars
from cint_portal.workflow.models import TransitionLog

#: Scorecards on one page of a queue.
PAGE_SIZE = 25


@dataclass(frozen=True)
class QueueLine:
    """A scorecard that waits, with what a person needs to choose where to begin."""

    scorecard: Scorecard
    unit: str
    kind: str
    year: int
    url: str
    figures: Figures
    warnings: int
    sender: str
    sent_at: datetime | None
    comment: str
    recommended: str
    is_revision: bool
    clock: Clock | None
    days: int
    difference: Difference
    questions: int

    @property
    def decided_text(self) -> str:
        """3 dari 4 KPI diperiksa."""
        texts = {"n": self.figures.decided, "total": self.figures.kpis}
        return _("%(n)d dari %(total)d") % texts


@dataclass(frozen=True)
class Summary:
    """The head of a queue."""

    scorecards: int
    kpis: int
    late: int
    longest: int
    questions: int


@dataclass(frozen=True)
class Way:
    """Into a queue and out of it: its page, the steps that lead in, those that ended the round, due dates."""

    page: str
    sendings: tuple[str, ...]
    returns: tuple[str, ...]
    due_on: Callable[[Scorecard], date | None]


REVIEW = Way("bsc:approval-review", ("submit",), RETURNS, lambda row: row.review_due_on)
#: Due as the year's calendar says (7.1.11, 7.1.16).
DECISION = Way("bsc:decision-detail", FORWARDED, BOARD_ROUND, board_due_on)


@dataclass(frozen=True)
class Queue:
    """Everything that waits for a person, in order; the costly part of a line is read where it is shown."""

    rows: list[Scorecard]
    way: Way
    today: date
    calendars: dict[int, WorkCalendar]
    arrivals: dict[int, Arrival]
    questions: dict[int, int]

    def summary(self) -> Summary:
        """Totals of all that waits, whatever page is shown. One query."""
        due = Counter((row.cycle_id, self.way.due_on(row)) for row in self.rows)
        came = {(row.cycle_id, self._came(row)) for row in self.rows}
        return Summary(
            scorecards=len(self.rows),
            kpis=number_of_kpis(self.rows),
            late=sum(n for (cycle, day), n in due.items() if self._is_late(day, cycle)),
            longest=max((self._waited(day, cycle) for cycle, day in came), default=0),
            questions=sum(self.questions.values()),
        )

    def lines(self, shown: Sequence[Scorecard]) -> list[QueueLine]:
        """The rows of one page; whole scorecards are read only to compare with the round before."""
        came = {row.pk: self.arrivals[row.pk] for row in shown if row.pk in self.arrivals}
        sent = sendings(one.sent for one in came.values() if one.sent)
        before = contents_in(one.returned for one in came.values() if one.returned)
        whole = [row for row in shown if row.pk in before or _is_uncounted(sent.get(row.pk))]
        read = structures(whole) if whole else {}
        figures = figures_of(shown)
        return [
            self._line(
                row,
                sent.get(row.pk),
                figures.get(row.pk, NOTHING),
                _warnings(sent.get(row.pk), read.get(row.pk)),
                _difference(before.get(row.pk, {}), read.get(row.pk)),
            )
            for row in shown
        ]

    def _line(
        self, row: Scorecard, sent: Sending | None, figures: Figures, warnings: int, changed: Difference
    ) -> QueueLine:
        came = self.arrivals.get(row.pk)
        return QueueLine(
            scorecard=row,
            unit=row.unit.name,
            kind=row.unit.get_kind_display(),
            year=row.cycle.year,
            url=reverse(self.way.page, args=[row.pk]),
            figures=figures,
            warnings=warnings,
            sender=sent.actor if sent else "",
            sent_at=sent.at if sent else None,
            comment=sent.comment if sent else "",
            recommended=recommendation_text(sent.recommendation) if sent else "",
            is_revision=bool(came and came.returned),
            clock=self._clock(self.way.due_on(row), row.cycle_id),
            days=self._waited(self._came(row), row.cycle_id),
            difference=changed,
            questions=self.questions.get(row.pk, 0),
        )

    def _came(self, row: Scorecard) -> date | None:
        came = self.arrivals.get(row.pk)
        return local_day(came.at) if came and came.at else None

    def _waited(self, since: date | None, cycle_id: int) -> int:
        return self.calendars[cycle_id].between(since, self.today) if since else 0

    def _clock(self, due_on: date | None, cycle_id: int) -> Clock | None:
        return clock_until(due_on, self.calendars[cycle_id], self.today)

    def _is_late(self, due_on: date | None, cycle_id: int) -> bool:
        clock = self._clock(due_on, cycle_id)
        return clock is not None and clock.is_late


def review_queue(user: User, now: datetime, rows: QuerySet[Scorecard] | None = None) -> Queue:
    """Pemeriksaan KPI Departemen; the number of queries does not grow with it."""
    return _queue(to_review(user, rows), REVIEW, now)


def decision_queue(user: User, now: datetime, rows: QuerySet[Scorecard] | None = None) -> Queue:
    """Menunggu Keputusan Saya."""
    return _queue(to_decide(user, rows), DECISION, now)


def _queue(rows: list[Scorecard], way: Way, now: datetime) -> Queue:
    return Queue(
        rows=rows,
        way=way,
        today=local_day(now),
        calendars=work_calendars({row.cycle for row in rows}),
        arrivals=arrivals(rows, way.sendings, way.returns),
        questions=open_counts(rows),
    )


def _is_uncounted(sent: Sending | None) -> bool:
    return sent is None or sent.warnings is None


def _warnings(sent: Sending | None, read: ScorecardStructure | None) -> int:
    """As they were counted when it was sent; counted now where the log does not say."""
    if sent is not None and sent.warnings is not None:
        return sent.warnings
    return len(warnings_before_sending(read)) if read else 0


def _difference(before: dict[str, object], read: ScorecardStructure | None) -> Difference:
    return difference(before, content_of_structure(read) if before and read else {})


def recommended(log: TransitionLog | None) -> str:
    """Setuju · Setuju dengan catatan · Kembalikan: what CMS recommends; "" where it did not have to."""
    return recommendation_text(log.details.get("recommendation", "")) if log else ""


def recommendation_text(code: str) -> str:
    """A stored recommendation in words; "" where there is none."""
    return str(Recommendation(code).label) if code in Recommendation.values else ""
