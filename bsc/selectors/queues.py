"""Queues of CMS and of the board: totals, clocks, days waited, and what changed since the last round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Kpi, Scorecard
from bsc.models.recommendation import Recommendation
from bsc.selectors.approval import Clock, board_due_on, clock_until, to_decide, to_review
from bsc.selectors.cards import total_weight
from bsc.selectors.content import content_of_structure
from bsc.selectors.differences import Difference, difference
from bsc.selectors.guidance import warnings_before_sending
from bsc.selectors.rounds import BOARD_ROUND, FORWARDED, RETURNS, content_in, last_logs
from bsc.selectors.rows import ScorecardStructure
from bsc.selectors.structure import structures
from bsc.selectors.threads import open_counts
from cint_portal.core.clock import local_day
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendars
from cint_portal.workflow.models import TransitionLog


@dataclass(frozen=True)
class QueueLine:
    """A scorecard that waits, with what a person needs to choose where to begin."""

    scorecard: Scorecard
    unit: str
    kind: str
    year: int
    url: str
    kpis: int
    accepted: int
    returned: int
    weight: str
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
        texts = {"n": self.accepted + self.returned, "total": self.kpis}
        return _("%(n)d dari %(total)d") % texts


def review_queue(user: User, now: datetime, rows: QuerySet[Scorecard] | None = None) -> list[QueueLine]:
    """Pemeriksaan KPI Departemen; the number of queries does not grow with it."""
    waiting = to_review(user, rows)
    due = {row.pk: row.review_due_on for row in waiting}
    return _lines(waiting, due, "bsc:approval-review", Rounds(("submit",), RETURNS), now)


def decision_queue(user: User, now: datetime, rows: QuerySet[Scorecard] | None = None) -> list[QueueLine]:
    """Menunggu Keputusan Saya; due as the year's calendar says (7.1.11, 7.1.16)."""
    waiting = to_decide(user, rows)
    due: dict[int, date | None] = {row.pk: board_due_on(row) for row in waiting}
    return _lines(waiting, due, "bsc:decision-detail", Rounds(FORWARDED, BOARD_ROUND), now)


@dataclass(frozen=True)
class Summary:
    """The head of a queue."""

    scorecards: int
    kpis: int
    late: int
    longest: int
    questions: int


def summary_of(lines: Sequence[QueueLine]) -> Summary:
    return Summary(
        scorecards=len(lines),
        kpis=sum(line.kpis for line in lines),
        late=sum(1 for line in lines if line.clock and line.clock.late_days),
        longest=max((line.days for line in lines), default=0),
        questions=sum(line.questions for line in lines),
    )


@dataclass(frozen=True)
class Rounds:
    """The steps by which a scorecard came into a queue, and by which its last round ended."""

    sendings: tuple[str, ...]
    returns: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """What the log says about a scorecard in a queue."""

    url: str
    sent: TransitionLog | None
    returned: TransitionLog | None
    clock: Clock | None
    days: int
    questions: int


def _lines(
    rows: Sequence[Scorecard], due: dict[int, date | None], page: str, rounds: Rounds, now: datetime
) -> list[QueueLine]:
    read, today = structures(rows), local_day(now)
    sent, returned = last_logs(rows, *rounds.sendings), last_logs(rows, *rounds.returns)
    working, questions = work_calendars({row.cycle for row in rows}), open_counts(rows)
    lines = []
    for row in rows:
        calendar, came = working[row.cycle_id], sent.get(row.pk)
        waiting = Waiting(
            url=reverse(page, args=[row.pk]),
            sent=came,
            returned=returned.get(row.pk),
            clock=clock_until(due[row.pk], calendar, today),
            days=calendar.between(local_day(came.at), today) if came else 0,
            questions=questions.get(row.pk, 0),
        )
        lines.append(_line(row, read[row.pk], waiting))
    return lines


def _line(row: Scorecard, read: ScorecardStructure, waiting: Waiting) -> QueueLine:
    decisions, sent = [kpi.decision for kpi in read.kpis], waiting.sent
    content = content_of_structure(read)
    return QueueLine(
        scorecard=row,
        unit=row.unit.name,
        kind=row.unit.get_kind_display(),
        year=row.cycle.year,
        url=waiting.url,
        kpis=len(decisions),
        accepted=decisions.count(Kpi.Decision.ACCEPTED),
        returned=decisions.count(Kpi.Decision.RETURNED),
        weight=total_weight(content),
        warnings=len(warnings_before_sending(read)),
        sender=sent.actor_name if sent else "",
        sent_at=sent.at if sent else None,
        comment=sent.comment if sent else "",
        recommended=recommended(sent),
        is_revision=waiting.returned is not None,
        clock=waiting.clock,
        days=waiting.days,
        difference=difference(content_in(waiting.returned), content),
        questions=waiting.questions,
    )


def recommended(log: TransitionLog | None) -> str:
    """Setuju · Setuju dengan catatan · Kembalikan: what CMS recommends; "" where it did not have to."""
    code = log.details.get("recommendation", "") if log else ""
    return str(Recommendation(code).label) if code in Recommendation.values else ""
