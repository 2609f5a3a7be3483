"""CMS's own timeliness: how many reviews ended within 3 HK, the median, and which were late (4.2)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median

from django.utils.translation import gettext as _

from cint_portal.core.clock import is_on_time, local_day
from cint_portal.core.rounding import decimal_of, display
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workdays.selectors import WorkCalendar
from issues.models import IssueRegister, ReviewRound, SupplementaryIssue
from issues.selectors.review_queue import calendars_of

_REVIEWED_OR_WAITING = ("submitted", "returned", "accepted")
CODE = "issues.review_timeliness"
#: A share of fewer reviews than this says more about chance than about a person.
ENOUGH = 5


@dataclass(frozen=True)
class ReviewCase:
    """One review: received, due, ended or not; `days` (HK) it took or has taken so far."""

    register: int
    subject: str
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
        years=_years(cases),
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


def _years(cases: Iterable[ReviewCase]) -> list[tuple[int, Timeliness]]:
    years = _by(cases, lambda case: case.year, reverse=True)
    return [(int(year), timeliness(group)) for year, group in years]


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
    """Every finished and every waiting review; three queries, and one per year for its calendar."""
    reviews = [*_rounds(), *_running(), *_supplements()]
    calendars = calendars_of(review.register.cycle for review in reviews)
    return [_case(review, calendars[review.register.cycle_id], now) for review in reviews]


@dataclass(frozen=True)
class _Review:
    """The stamps of one review, whatever was reviewed."""

    register: IssueRegister
    subject: str
    round: int
    received_at: datetime | None
    due_on: date | None
    ended_at: datetime | None = None
    reviewer: str = ""


def _rounds() -> list[_Review]:
    rounds = ReviewRound.objects.select_related("register__unit", "register__cycle", "ended_by")
    return [
        _Review(r.register, _("Register"), r.number, r.sent_at, r.review_due_on, r.ended_at, str(r.ended_by))
        for r in rounds
    ]


def _running() -> list[_Review]:
    waiting = IssueRegister.objects.awaiting_review().select_related("unit", "cycle")
    return [_Review(r, _("Register"), r.round, r.submitted_at, r.review_due_on) for r in waiting]


def _supplements() -> list[_Review]:
    """Isu Susulan, each reviewed by itself; of one that came back its latest round."""
    supplements = SupplementaryIssue.objects.filter(status__in=_REVIEWED_OR_WAITING)
    related = supplements.select_related("register__unit", "register__cycle", "decided_by")
    return [
        _Review(
            s.register,
            _("Isu Susulan"),
            s.round,
            s.submitted_at,
            s.review_due_on,
            None if s.status == SupplementaryIssue.Status.SUBMITTED else s.reviewed_at,
            str(s.decided_by or ""),
        )
        for s in related
    ]


def _case(review: _Review, calendar: WorkCalendar, now: datetime) -> ReviewCase:
    """An open review is late as soon as its date is over, and not judged before."""
    received, until = review.received_at or now, review.ended_at or now
    due_on, last = review.due_on or local_day(now), local_day(until)
    on_time = is_on_time(until, due_on)
    return ReviewCase(
        review.register.pk,
        review.subject,
        review.register.unit.name,
        review.register.cycle.year,
        review.round,
        received,
        due_on,
        review.ended_at,
        review.reviewer,
        days=calendar.between(local_day(received), last),
        late_days=calendar.between(due_on, last),
        on_time=None if review.ended_at is None and on_time else on_time,
    )
