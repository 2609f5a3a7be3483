"""The half-year review (7.2.3, 4.9): verified figures of every scorecard that the reader may see."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bsc.models.scorecard import ObjectiveKind
from cint_portal.core.clock import local_day
from cint_portal.organization.models import PlanningCycle, Unit, User
from issues.selectors.yearly import HalfYearIssues, half_year_issues
from realization.selectors.results.access import results_of_year
from realization.selectors.results.compute import Scores
from realization.selectors.results.lines import scorecard_view
from realization.selectors.results.months import Standing
from realization.selectors.results.reading import read_books
from realization.selectors.results.shapes import KpiLine, ScorecardView
from realization.selectors.results.spans import (
    Span,
    month_through,
    semester_label,
    semester_span,
    year_span,
)
from realization.selectors.results.wording import months_text

CODE = "realization.half_year_review"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Counts:
    """Achieved, not achieved, and what cannot be judged."""

    met: int = 0
    not_met: int = 0
    open: int = 0

    @classmethod
    def of(cls, verdicts: Iterable[bool | None]) -> "Counts":
        found = list(verdicts)
        return cls(found.count(True), found.count(False), found.count(None))


@dataclass(frozen=True)
class MissingLine:
    """A department whose figures the review waits for or had to do without."""

    unit_name: str
    text: str


@dataclass(frozen=True)
class ReviewSection:
    """One scorecard: its half-year and, beside it, its year."""

    scorecard_id: int
    unit_name: str
    unit_code: str
    unit_kind: str
    half: ScorecardView
    year: ScorecardView
    missing: tuple[MissingLine, ...]

    @property
    def counts(self) -> Counts:
        """KPIs of the half-year; a KPI with sub-indicators counts once."""
        return Counts.of(kpi.met for kpi in self.half.kpis)

    @property
    def rows(self) -> tuple[tuple[str, tuple[tuple[KpiLine, KpiLine], ...]], ...]:
        """Lane label → (half-year, year) of each KPI and sub-indicator."""
        return tuple(
            (lane.label, tuple(_pairs(lane.kpis, whole.kpis)))
            for lane, whole in zip(self.half.lanes, self.year.lanes, strict=True)
        )

    @property
    def needs_attention(self) -> tuple[KpiLine, ...]:
        """KPIs that were not achieved in the half-year."""
        return tuple(kpi for kpi in self.half.kpis if kpi.met is False)


@dataclass(frozen=True)
class ReviewReport:
    """The review of a half-year: one model for page, Excel and PDF."""

    cycle: PlanningCycle
    semester: int
    span: Span
    year_span: Span
    sections: tuple[ReviewSection, ...]
    kinds: tuple[tuple[str, Counts], ...]
    missing: tuple[MissingLine, ...]
    issues: HalfYearIssues
    now: datetime

    @property
    def title(self) -> str:
        return _("Review %(semester)s") % {"semester": semester_label(self.cycle.year, self.semester)}

    @property
    def counts(self) -> Counts:
        return Counts.of(kpi.met for section in self.sections for kpi in section.half.kpis)

    @property
    def has_illustration(self) -> bool:
        return any(section.half.has_illustration for section in self.sections)


def review_report(
    user: User, cycle: PlanningCycle, semester: int, now: datetime, progress: Progress | None = None
) -> ReviewReport:
    """Build the review section by section; the number of queries does not grow with the scorecards."""
    scorecards = results_of_year(user, cycle)
    half, whole = semester_span(cycle.year, semester, now), year_span(cycle.year, now)
    sections, missing = [], _Missing()
    for book in read_books(scorecards, now, user).values():
        scores, own = Scores(book, verified_only=True), _Missing()
        for missed in (missing, own):
            missed.note(scores, half)
        sections.append(_section(scores, half, whole, own))
        if progress:
            progress(len(sections), len(scorecards) + 1)
    return ReviewReport(
        cycle=cycle,
        semester=semester,
        span=half,
        year_span=whole,
        sections=tuple(sections),
        kinds=_by_kind(sections),
        missing=missing.lines(),
        issues=half_year_issues(cycle, semester, user),
        now=now,
    )


def _section(scores: Scores, half: Span, whole: Span, missing: "_Missing") -> ReviewSection:
    shape = scores.book.structure
    return ReviewSection(
        scorecard_id=shape.scorecard_id,
        unit_name=shape.unit_name,
        unit_code=shape.unit_code,
        unit_kind=str(Unit.Kind(shape.unit_kind).label),
        half=scorecard_view(scores, half),
        year=scorecard_view(scores, whole),
        missing=missing.lines(),
    )


def _pairs(half: Iterable[KpiLine], whole: Iterable[KpiLine]) -> Iterable[tuple[KpiLine, KpiLine]]:
    for one, other in zip(half, whole, strict=True):
        yield one, other
        yield from zip(one.parts, other.parts, strict=True)


def _by_kind(sections: Iterable[ReviewSection]) -> tuple[tuple[str, Counts], ...]:
    """Objectives achieved and not achieved per Jenis Sasaran; one of two kinds counts in both."""
    objectives = [row for section in sections for row in section.half.objectives]
    return tuple(
        (str(kind.label), Counts.of(row.met for row in objectives if kind in row.kinds))
        for kind in ObjectiveKind
    )


class _Missing:
    """Months without verified figures, by the department that fills them."""

    def __init__(self) -> None:
        self.found: dict[str, dict[Standing, set[int]]] = defaultdict(lambda: defaultdict(set))

    def note(self, scores: Scores, span: Span) -> None:
        """Collect what one scorecard misses; computed KPIs miss nothing of their own."""
        for leaf in scores.book.structure.leaves:
            spec = leaf.measure
            if spec is None or not spec.is_entered:
                continue
            for figure in scores.leaf(spec, span.months).figures:
                sent = figure.standing is Standing.AWAITED and figure.sent
                standing = Standing.WAITING if sent else figure.standing
                if standing in (Standing.MISSED, Standing.AWAITED, Standing.WAITING):
                    self.found[spec.filler_name or scores.book.structure.unit_name][standing].add(
                        figure.month
                    )

    def lines(self) -> tuple[MissingLine, ...]:
        words = {
            Standing.MISSED: _("ditutup tanpa data: %(months)s"),
            Standing.AWAITED: _("belum ada data: %(months)s"),
            Standing.WAITING: _("belum diverifikasi: %(months)s"),
        }
        return tuple(
            MissingLine(
                name,
                "; ".join(
                    text % {"months": months_text(tuple(sorted(by[standing])))}
                    for standing, text in words.items()
                    if by.get(standing)
                ),
            )
            for name, by in sorted(self.found.items())
        )


def latest_semester(now: datetime) -> tuple[int, int]:
    """(year, semester) of the half-year that ended last."""
    today = local_day(now)
    return (today.year, 1) if today.month > 6 else (today.year - 1, 2)


def default_semester(cycle: PlanningCycle, now: datetime) -> int:
    """The last half-year of the year that is over; the first while none is."""
    return 2 if month_through(cycle.year, now) == 12 else 1
