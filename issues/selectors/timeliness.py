"""CMS's own timeliness: how many reviews ended within 3 HK, the median, and which were late (4.2)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median

from cint_portal.core.clock import is_on_time, local_day
from cint_portal.core.rounding import decimal_of, display
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workdays.selectors import WorkCalendar
from issues.models import IssueRegister, ReviewRound
from issues.selectors.review_queue import calendars_of

CODE = "issues.review_timeliness"
#: A share of fewer reviews than this says more about chance than about a person.
ENOUGH = 5


@dataclass(frozen=True)
class ReviewCase:
    """One review: received, due, ended or not; `days` (HK) it took or has taken so far."""

    register: int
    unit: str
    year: int
    round: int
    received_at: datetime
    due_on: date
    ended_at: datetime | None
    reviewer: str
    days: int
    late_days: int
    on_time: bool | None

    @property
    def is_late(self) -> bool:
        return self.on_time is False


@dataclass(frozen=True)
class Timeliness:
    """Counts over reviews whose time is over: ended, or still open past their date."""

    judged: int
    on_time: int
    running: int
    share: Decimal | None
    median_days: Decimal | None

    @property
    def late(self) -> int:
        return self.judged - self.on_time

    @property
    def is_enough(self) -> bool:
        """Are there reviews enough for a percentage about one person?"""
        return self.judged >= ENOUGH


@dataclass(frozen=True)
class TimelinessReport:
    """The chosen year, all years, the late reviews this reader may see, and (for CMS and BOD) reviewers."""

    year: int
    now: datetime
    review_days: int
    total: Timeliness
    years: list[tuple[int, Timeliness]]
    late: list[ReviewCase]
    hidden_late: int
    reviewers: list[tuple[str, Timeliness]] = field(default_factory=list)
    shows_reviewers: bool = False


def timeliness_report(user: User, cycle: PlanningCycle, now: datetime) -> TimelinessReport:
    """All counts are the company's; units are named to those who may see them, reviewers to CMS and BOD."""
    cases = _cases(now)
    own_year = [case for case in cases if case.year == cycle.year]
    late = sorted((case for case in own_year if case.is_late), key=lambda case: (-case.late_days, case.unit))
    visible = set(IssueRegister.objects.visible_to(user).filter(cycle=cycle).values_list("pk", flat=True))
    shown = [case for case in late if case.register in visible]
    shows_reviewers = user.is_cms or user.is_bod
    return TimelinessReport(
        year=cycle.year,
        now=now,
        review_days=cycle.review_days,
        total=timeliness(own_year),
        years=[(year, timeliness(group)) for year, group in _by(cases, lambda case: case.year, reverse=True)],
        late=shown,
        hidden_late=len(late) - len(shown),
        reviewers=_reviewers(own_year) if shows_reviewers else [],
        shows_reviewers=shows_reviewers,
    )


def timeliness(cases: Iterable[ReviewCase]) -> Timeliness:
    """Share and median, exact until shown; the median is of ended reviews only."""
    cases = list(cases)
    judged = [case for case in cases if case.on_time is not None]
    on_time = sum(case.on_time is True for case in judged)
    ended = [Fraction(case.days) for case in cases if case.ended_at is not None]
    share = display(decimal_of(Fraction(100 * on_time, len(judged))), 2) if judged else None
    middle = display(decimal_of(Fraction(median(ended))), 1) if ended else None
    return Timeliness(len(judged), on_time, len(cases) - len(judged), share, middle)


def _reviewers(cases: Iterable[ReviewCase]) -> list[tuple[str, Timeliness]]:
    """By who ended the round: what nobody has ended yet is nobody's."""
    ended = [case for case in cases if case.ended_at is not None]
    return [(str(name), timeliness(group)) for name, group in _by(ended, lambda case: case.reviewer)]


def _by(
    cases: Iterable[ReviewCase], key: Callable[[ReviewCase], int | str], *, reverse: bool = False
) -> list[tuple[int | str, list[ReviewCase]]]:
    groups: dict[int | str, list[ReviewCase]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return sorted(groups.items(), key=lambda group: str(group[0]), reverse=reverse)


def _cases(now: datetime) -> list[ReviewCase]:
    """Every finished round and every register that waits, in a constant number of queries per year."""
    rounds = ReviewRound.objects.select_related("register__unit", "register__cycle", "ended_by")
    waiting = IssueRegister.objects.awaiting_review().select_related("unit", "cycle")
    finished, open_ = list(rounds), list(waiting)
    cycles = {round_.register.cycle for round_ in finished} | {register.cycle for register in open_}
    calendars = calendars_of(cycles)
    return [
        *(_finished(round_, calendars[round_.register.cycle_id]) for round_ in finished),
        *(_waiting(register, calendars[register.cycle_id], now) for register in open_),
    ]


def _finished(round_: ReviewRound, calendar: WorkCalendar) -> ReviewCase:
    register = round_.register
    return ReviewCase(
        register.pk,
        register.unit.name,
        register.cycle.year,
        round_.number,
        round_.sent_at,
        round_.review_due_on,
        round_.ended_at,
        str(round_.ended_by),
        *_days(round_.sent_at, round_.ended_at, round_.review_due_on, calendar),
        on_time=is_on_time(round_.ended_at, round_.review_due_on),
    )


def _waiting(register: IssueRegister, calendar: WorkCalendar, now: datetime) -> ReviewCase:
    """Open: late as soon as its date is over, not judged before."""
    sent_at, due_on = register.submitted_at or now, register.review_due_on or local_day(now)
    return ReviewCase(
        register.pk,
        register.unit.name,
        register.cycle.year,
        register.round,
        sent_at,
        due_on,
        None,
        "",
        *_days(sent_at, now, due_on, calendar),
        on_time=None if is_on_time(now, due_on) else False,
    )


def _days(start: datetime, end: datetime, due_on: date, calendar: WorkCalendar) -> tuple[int, int]:
    """Working days after the day of receipt, and working days past the due date."""
    last = local_day(end)
    return calendar.between(local_day(start), last), calendar.between(due_on, last)
