"""KPI per warna: the KPIs of scorecards, year to date, counted and listed by the colour of their result."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bsc.models import Scorecard
from bsc.periods import View
from bsc.scoring import KpiState
from cint_portal.core.clock import local_day
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import UNIT_ROLES, Role
from realization.selectors.results.access import results_of_year
from realization.selectors.results.compute import Scores
from realization.selectors.results.lines import scorecard_view, state_chip
from realization.selectors.results.reading import Book, read_books
from realization.selectors.results.shapes import KpiLine
from realization.selectors.results.spans import Span, month_through
from realization.selectors.results.veil import restricted_chip

#: What stands where no colour can be given, in this order after the colours.
STATES = (KpiState.UNVERIFIED, KpiState.BLANK, KpiState.NOT_DUE, KpiState.NOT_APPLICABLE)


@dataclass(frozen=True)
class ColoredKpi:
    """A KPI of a unit with its result from January on."""

    unit: str
    unit_id: int
    scorecard_id: int
    line: KpiLine

    @property
    def color(self) -> str:
        return self.line.chip.color

    @property
    def order(self) -> tuple[bool, Decimal, str, str]:
        """The weakest first; what has no result comes last."""
        achieved = self.line.achievement
        return (achieved is None, achieved or Decimal(0), self.unit, self.line.name)


@dataclass(frozen=True)
class ColorBox:
    """How many KPIs have this colour, or none for this reason."""

    color: str
    label: str
    word: str
    count: int


@dataclass(frozen=True)
class UnitColors:
    """The boxes of one unit."""

    unit_id: int
    name: str
    boxes: tuple[ColorBox, ...]


@dataclass(frozen=True)
class Colors:
    """KPIs over one span with their boxes: of all units together, and of each."""

    span: Span
    kpis: tuple[ColoredKpi, ...]
    boxes: tuple[ColorBox, ...]
    units: tuple[UnitColors, ...]


def result_year(now: datetime) -> int:
    """The year with results: in January still the one that has just ended."""
    today = local_day(now)
    return today.year if month_through(today.year, now) else today.year - 1


def own_scorecards(user: User, cycle: PlanningCycle) -> list[Scorecard]:
    """Mine are my departments' KPIs; for CMS and the board the company's, for a director all below."""
    visible = results_of_year(user, cycle)
    mine = user.unit_ids(*UNIT_ROLES)
    if mine:
        return [row for row in visible if row.unit_id in mine]
    if user.is_cms or user.is_bod:
        return [row for row in visible if row.unit.kind == Unit.Kind.CORPORATE]
    return visible if user.has_role(Role.DIRECTOR) else []


def colors_of(scorecards: Sequence[Scorecard], year: int, now: datetime, reader: User) -> Colors:
    """Every KPI of these scorecards of one year; the number of queries does not grow with them."""
    through = month_through(year, now)
    span = Span(year, View.YEAR_TO_DATE, max(through, 1), through)
    books = list(read_books(scorecards, now, reader).values())
    kpis = tuple(kpi for book in books for kpi in _kpis(book, span))
    units = tuple(_unit_colors(book, kpis) for book in books)
    return Colors(span, kpis, tuple(_boxes(books, kpis)), units)


def _unit_colors(book: Book, kpis: Iterable[ColoredKpi]) -> UnitColors:
    shape = book.structure
    own = [kpi for kpi in kpis if kpi.scorecard_id == shape.scorecard_id]
    return UnitColors(shape.unit_id, shape.unit_name, tuple(_boxes([book], own)))


def _kpis(book: Book, span: Span) -> Iterable[ColoredKpi]:
    shape = book.structure
    for line in scorecard_view(Scores(book), span).kpis:
        yield ColoredKpi(shape.unit_name, shape.unit_id, shape.scorecard_id, line)


def _boxes(books: Sequence[Book], kpis: Iterable[ColoredKpi]) -> Iterable[ColorBox]:
    """All colours of the year's bands, then the reasons that occur."""
    counts = Counter(kpi.color for kpi in kpis)
    for band in books[0].kpi_bands if books else ():
        yield ColorBox(band.color, band.label.capitalize(), getattr(band, "word", ""), counts[band.color])
    for chip in (*map(state_chip, STATES), restricted_chip()):
        if counts[chip.color]:
            yield ColorBox(chip.color, chip.label, "", counts[chip.color])
