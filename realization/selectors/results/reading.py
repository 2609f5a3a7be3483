"""Scorecards with every figure of their year, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bsc.models import Measure, Scorecard
from bsc.periods import Period, due_on, is_measured
from bsc.scoring import BandSet
from bsc.selectors.calculation import RolledUp
from bsc.selectors.measures import band_sets
from bsc.selectors.rows import DECIDED, MeasureSpec, ScorecardStructure
from bsc.selectors.structure import structures
from bsc.selectors.terms import UNCHANGED, Terms, terms_of
from cint_portal.core.clock import local_day
from cint_portal.organization.models import PlanningCycle, Unit
from cint_portal.workdays.selectors import work_calendar
from realization.models import Actual, ClosedMonth
from realization.rules import ActualValue
from realization.selectors.actuals import as_value
from realization.selectors.expected import existed_in
from realization.selectors.results.sources import UNRELATED, Sources, sources_of
from realization.selectors.results.spans import month_through
from realization.selectors.sight import Reader, Sight, sight_of

Figures = Mapping[int, Mapping[int, ActualValue]]


@dataclass(frozen=True)
class YearRules:
    """What a year says about its scores; `through` is its last month that is over."""

    year: int
    through: int
    closed: frozenset[int]
    blank_in_closed: str
    #: Months whose due date has passed: who has not sent by then is late.
    past_due: frozenset[int]


@dataclass(frozen=True)
class Book:
    """A scorecard and its year's figures, by measure and month; `before` is the unit's year before."""

    structure: ScorecardStructure
    rules: YearRules
    figures: Figures
    units: Mapping[int, Unit]
    bands: Mapping[str, BandSet]
    #: What the reader for whom the book was opened may see of it.
    sight: Sight
    before: "Book | None" = None
    #: Weights of months before an Adendum.
    terms: Terms = UNCHANGED
    #: What its calculated KPIs rest on, in whichever scorecard it stands.
    calculated: Sources = UNRELATED

    @property
    def total_bands(self) -> BandSet:
        return self.bands[self.structure.total_bands]

    @property
    def kpi_bands(self) -> BandSet:
        return self.bands["kpi"]

    @property
    def sources(self) -> Mapping[int, MeasureSpec]:
        return self.calculated.specs

    @property
    def rolled(self) -> Mapping[int, RolledUp]:
        return self.calculated.rolled

    def is_closed(self, month: int) -> bool:
        return month in self.rules.closed

    def due_months(self, spec: MeasureSpec) -> frozenset[int]:
        """Months that are over, in which the KPI is measured and its people were there (case 14)."""
        own = self.structure.unit_id
        first = self.structure.first_month_of(spec.id)
        last = min(self.rules.through, self.structure.last_month_of(spec.id))
        periods = [Period(self.rules.year, month) for month in range(first, last + 1)]
        return frozenset(
            period.month
            for period in periods
            if is_measured(period, spec.frequency)
            and all(
                existed_in(self.units[pk], period)
                for pk in {own, spec.in_month(period.month).filler_id or own}
            )
        )


def read_book(scorecard: Scorecard, now: datetime, reader: Reader) -> Book:
    """One scorecard with its figures."""
    return read_books([scorecard], now, reader)[scorecard.pk]


def read_books(scorecards: Iterable[Scorecard], now: datetime, reader: Reader) -> dict[int, Book]:
    """Scorecards of one year by id, in order; earlier years only of those that grow on their own total."""
    chosen = list(scorecards)
    if not chosen:
        return {}
    shapes = structures(chosen)
    looked_back = _earlier(shapes.values())
    earlier, terms = structures(looked_back), terms_of([*chosen, *looked_back])
    every = [*shapes.values(), *earlier.values()]
    calculated = sources_of(every)
    figures, rules = _figures(every, calculated), _rules({shape.cycle_id for shape in every}, now)
    years = {row.cycle for row in (*chosen, *looked_back)}
    sight = sight_of(reader, years, _measures(every), calculated.edges)
    units, bands = Unit.objects.in_bulk(), band_sets(chosen[0].cycle)
    past: dict[int, dict[int, Book]] = defaultdict(dict)
    books: dict[int, Book] = {}
    for shape in sorted(every, key=lambda shape: shape.year):
        before = past[shape.unit_id].get(shape.year - 1)
        book = Book(
            shape,
            rules[shape.cycle_id],
            figures,
            units,
            bands,
            sight,
            before,
            terms.get(shape.scorecard_id, UNCHANGED),
            calculated,
        )
        past[shape.unit_id][shape.year] = books[shape.scorecard_id] = book
    return {pk: books[pk] for pk in shapes}


def _earlier(shapes: Iterable[ScorecardStructure]) -> list[Scorecard]:
    """Decided scorecards of earlier years whose totals a growth KPI looks back at."""
    growing = {shape.unit_id: shape.year for shape in shapes if _grows(shape)}
    if not growing:
        return []
    rows = Scorecard.objects.filter(
        unit__in=growing, status__in=DECIDED, cycle__year__lt=max(growing.values())
    )
    return list(rows.select_related("cycle").order_by("pk"))


def _grows(shape: ScorecardStructure) -> bool:
    growth = Measure.ValueSource.OWN_GROWTH
    return any(leaf.measure is not None and leaf.measure.value_source == growth for leaf in shape.leaves)


def _figures(shapes: Iterable[ScorecardStructure], calculated: Sources) -> Figures:
    """measure id → month → the figure that counts; what was never sent is blank. One query."""
    found: dict[int, dict[int, ActualValue]] = defaultdict(dict)
    ids = _measures(shapes) | calculated.specs.keys()
    for row in Actual.objects.filter(measure__in=ids).select_related("realization"):
        found[row.measure_id][row.month] = as_value(row)
    return dict(found)


def _measures(shapes: Iterable[ScorecardStructure]) -> set[int]:
    return {leaf.measure.id for shape in shapes for leaf in shape.leaves if leaf.measure}


def _rules(cycle_ids: Iterable[int], now: datetime) -> dict[int, YearRules]:
    """Rules by cycle id; three queries however many years there are."""
    cycles = list(PlanningCycle.objects.filter(pk__in=list(cycle_ids)))
    closed: dict[int, set[int]] = defaultdict(set)
    for cycle_id, month in ClosedMonth.objects.filter(cycle__in=cycles).values_list("cycle", "month"):
        closed[cycle_id].add(month)
    calendar = work_calendar(max(cycles, key=lambda cycle: cycle.year))
    today = local_day(now)
    return {
        cycle.pk: YearRules(
            year=cycle.year,
            through=month_through(cycle.year, now),
            closed=frozenset(closed[cycle.pk]),
            blank_in_closed=cycle.blank_in_closed,
            past_due=frozenset(
                month for month in range(1, 13) if calendar.due(_due_day(cycle, month)) < today
            ),
        )
        for cycle in cycles
    }


def _due_day(cycle: PlanningCycle, month: int) -> date:
    return due_on(Period(cycle.year, month), cycle.realization_due_day)
