"""Queues of CMS and of the board: totals, clocks, days waited, and what changed since the last round."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from bsc.models.recommendation import Recommendation
from bsc.models.scorecard import ScorecardQuerySet
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
from bsc.selectors.structure import structures_of
from bsc.selectors.threads import open_counts
from cint_portal.core.addresses import pages_of
from cint_portal.core.clock import local_day
from cint_portal.core.templatetags.portal_format import moment
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workdays.selectors import WorkCalendar, work_calendars
from cint_portal.workflow.models import TransitionLog

#: Scorecards on one page of a queue.
PAGE_SIZE = 25


class Waiting(NamedTuple):
    """A scorecard in a queue: hundreds may wait, so each is read as a few values only."""

    pk: int
    weighting: str
    unit: str
    kind: str
    due_on: date | None
    cycle_id: int
    year: int
    work_week: str
    holiday_rule: str


@dataclass(frozen=True)
class QueueLine:
    """A scorecard that waits, with what a person needs to choose where to begin, in words.

    `decided` is 3 dari 4 KPI diperiksa.
    """

    pk: int
    unit: str
    kind: str
    year: int
    url: str
    figures: Figures
    decided: str
    warnings: int
    sender: str
    sent_at: str
    comment: str
    recommended: str
    is_revision: bool
    clock: Clock | None
    days: int
    difference: Difference
    questions: int


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
    """Into a queue and out of it: its page, the steps that lead in, those that ended the round."""

    page: str
    sendings: tuple[str, ...]
    returns: tuple[str, ...]


REVIEW = Way("bsc:approval-review", ("submit",), RETURNS)
DECISION = Way("bsc:decision-detail", FORWARDED, BOARD_ROUND)


@dataclass(frozen=True)
class Queue:
    """Everything that waits for a person, in order; the costly part of a line is read where it is shown."""

    rows: list[Waiting]
    way: Way
    today: date
    calendars: dict[int, WorkCalendar]
    arrivals: dict[int, Arrival]
    questions: Counter[int]

    def summary(self) -> Summary:
        """Totals of all that waits, whatever page is shown. One query."""
        due = Counter((row.cycle_id, row.due_on) for row in self.rows)
        return Summary(
            scorecards=len(self.rows),
            kpis=number_of_kpis([row.pk for row in self.rows]),
            late=sum(n for (cycle, day), n in due.items() if self._is_late(day, cycle)),
            longest=max((self._waited(day, cycle) for cycle, day in self._first_days()), default=0),
            questions=sum(self.questions.values()),
        )

    def _first_days(self) -> list[tuple[int, date]]:
        """By year the day on which the one came that waits longest."""
        first: dict[int, datetime] = {}
        for row in self.rows:
            came = self.arrivals.get(row.pk)
            if came and came.at:
                first[row.cycle_id] = min(came.at, first.get(row.cycle_id, came.at))
        return [(cycle, local_day(at)) for cycle, at in first.items()]

    def lines(self, shown: Sequence[Waiting]) -> list[QueueLine]:
        """The rows of one page; whole scorecards are read only to compare with the round before."""
        came = {row.pk: self.arrivals[row.pk] for row in shown if row.pk in self.arrivals}
        sent = sendings(one.sent for one in came.values() if one.sent)
        before = contents_in(one.returned for one in came.values() if one.returned)
        whole = [row.pk for row in shown if row.pk in before or _is_uncounted(sent.get(row.pk))]
        read = structures_of(whole) if whole else {}
        figures = figures_of({row.pk: row.weighting for row in shown})
        page, words = pages_of(self.way.page), _("%(n)d dari %(total)d")
        return [
            QueueLine(
                **self._standing(row),
                **_said(sent.get(row.pk)),
                url=page(row.pk),
                figures=(one := figures.get(row.pk, NOTHING)),
                decided=words % {"n": one.decided, "total": one.kpis},
                warnings=_warnings(sent.get(row.pk), read.get(row.pk)),
                difference=_difference(before.get(row.pk, {}), read.get(row.pk)),
            )
            for row in shown
        ]

    def _standing(self, row: Waiting) -> dict[str, Any]:
        """What is known of it without reading it."""
        came = self.arrivals.get(row.pk)
        return {
            "pk": row.pk,
            "unit": row.unit,
            "kind": str(Unit.Kind(row.kind).label),
            "year": row.year,
            "is_revision": bool(came and came.returned),
            "clock": self._clock(row.due_on, row.cycle_id),
            "days": self._waited(self._came(row), row.cycle_id),
            "questions": self.questions[row.pk],
        }

    def _came(self, row: Waiting) -> date | None:
        came = self.arrivals.get(row.pk)
        return local_day(came.at) if came and came.at else None

    def _waited(self, since: date | None, cycle_id: int) -> int:
        return self.calendars[cycle_id].between(since, self.today) if since else 0

    def _clock(self, due_on: date | None, cycle_id: int) -> Clock | None:
        return clock_until(due_on, self.calendars[cycle_id], self.today)

    def _is_late(self, due_on: date | None, cycle_id: int) -> bool:
        clock = self._clock(due_on, cycle_id)
        return clock is not None and clock.is_late


def review_queue(user: User, now: datetime, rows: ScorecardQuerySet | None = None) -> Queue:
    """Pemeriksaan KPI Departemen; the number of queries does not grow with it."""
    columns = ("pk", "weighting", "unit__name", "unit__kind", "review_due_on", "cycle_id")
    of_year = ("cycle__year", "cycle__work_week", "cycle__holiday_rule")
    waiting = [Waiting(*row) for row in to_review(user, rows).values_list(*columns, *of_year)]
    return _queue(waiting, REVIEW, now)


def decision_queue(user: User, now: datetime, rows: ScorecardQuerySet | None = None) -> Queue:
    """Menunggu Keputusan Saya; due as the year's calendar says (7.1.11, 7.1.16)."""
    waiting = [
        Waiting(
            pk=row.pk,
            weighting=row.weighting,
            unit=row.unit.name,
            kind=row.unit.kind,
            due_on=board_due_on(row),
            cycle_id=row.cycle_id,
            year=row.cycle.year,
            work_week=row.cycle.work_week,
            holiday_rule=row.cycle.holiday_rule,
        )
        for row in to_decide(user, rows)
    ]
    return _queue(waiting, DECISION, now)


def _queue(rows: list[Waiting], way: Way, now: datetime) -> Queue:
    ids = [row.pk for row in rows]
    years = {(row.cycle_id, row.work_week, row.holiday_rule) for row in rows}
    cycles = [PlanningCycle(pk=pk, work_week=week, holiday_rule=rule) for pk, week, rule in years]
    return Queue(
        rows=rows,
        way=way,
        today=local_day(now),
        calendars=work_calendars(cycles),
        arrivals=arrivals(ids, way.sendings, way.returns),
        questions=open_counts(ids),
    )


def _said(sent: Sending | None) -> dict[str, Any]:
    """Who sent it when, and what was said with it."""
    return {
        "sender": sent.actor if sent else "",
        "sent_at": moment(sent.at if sent else None),
        "comment": sent.comment if sent else "",
        "recommended": recommendation_text(sent.recommendation) if sent else "",
    }


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
