"""A department's month as its grid shows it: what is due, what stands there, what it is worth."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from bsc.models import BandSet, Kpi, Measure, Scorecard
from bsc.periods import Period
from bsc.scoring import BandSet as Bands
from bsc.selectors.measures import band_sets, entered_measures
from bsc.selectors.own_bands import own_bands
from bsc.selectors.rows import DECIDED, MeasureSpec
from bsc.selectors.specs import spec_of
from cint_portal.organization.models import Unit, User
from realization.models import Actual, Realization
from realization.rules import ActualValue
from realization.selectors.actuals import as_typed
from realization.selectors.expected import is_due_in
from realization.selectors.figures import (
    BandLook,
    MonthResult,
    doubts,
    figure_text,
    loss_words,
    month_result,
    target_text,
)

Decision = Actual.Decision


@dataclass(frozen=True)
class Weighing:
    """A scorecard that weighs the measure, and the row's place in it."""

    unit_id: int
    unit_kind: str
    unit_name: str
    scorecard_status: str
    place: tuple[int, ...]
    green_from: Decimal | None = None
    yellow_from: Decimal | None = None


@dataclass(frozen=True)
class MonthRow:
    """A measure in the month; `actual` is what is stored for it, None before the first save."""

    spec: MeasureSpec
    actual: Actual | None
    last: ActualValue | None
    figures: dict[int, ActualValue]
    month: int
    is_due: bool

    @property
    def figure(self) -> ActualValue | None:
        return self.figures.get(self.month)

    @property
    def is_blank(self) -> bool:
        """Neither a value nor N/A."""
        return self.figure is None or self.figure.state == Actual.State.BLANK


@dataclass(frozen=True)
class GridRow(MonthRow):
    """A measure in the grid, with the scorecards that weigh it and the bands that judge it."""

    weighings: tuple[Weighing, ...]
    unit_id: int
    bands: Bands

    @cached_property
    def result(self) -> MonthResult:
        return month_result(self.spec, self.month, self.figures, self.bands)

    @property
    def target_text(self) -> str:
        return target_text(self.spec, self.month)

    @property
    def last_text(self) -> str:
        return figure_text(self.spec, self.last)

    @property
    def figure_text(self) -> str:
        return figure_text(self.spec, self.figure)

    @property
    def in_words(self) -> str:
        return loss_words(self.spec, self.month, self.figure)

    @cached_property
    def doubts(self) -> list[str]:
        value = self.figure.value if self.figure else None
        return doubts(self.spec, value, self.month, self.last)

    @property
    def is_own(self) -> bool:
        """Weighed by the unit's own scorecard; every other row is filled for somebody else."""
        return any(w.unit_id == self.unit_id for w in self.weighings)

    @property
    def mark(self) -> str:
        """For whom a row is filled: KPI Korporat, KPI Direktorat …, KPI Bersama; empty for the unit's own."""
        others = [w for w in self.weighings if w.unit_id != self.unit_id]
        if not others:
            return ""
        if self.is_own:
            return _("KPI Bersama")
        if others[0].unit_kind == Unit.Kind.CORPORATE:
            return _("KPI Korporat")
        return _("KPI %(unit)s") % {"unit": others[0].unit_name}

    @property
    def spoken_name(self) -> str:
        """The name for labels: KPIs of two scorecards may be called alike."""
        return f"{self.spec.name} ({self.mark})" if self.mark else self.spec.name

    @property
    def is_accepted(self) -> bool:
        return self.actual is not None and self.actual.decision == Decision.ACCEPTED

    @property
    def is_returned(self) -> bool:
        return self.actual is not None and self.actual.decision == Decision.RETURNED

    @property
    def state_chip(self) -> BandLook:
        """What stands in the place of a result where there is none."""
        if not self.is_due:
            return BandLook(_("Tidak diukur bulan ini"), "not-due")
        if self.figure is not None and self.figure.state == Actual.State.NOT_APPLICABLE:
            return BandLook(_("Tidak berlaku (N/A)"), "na")
        return BandLook(_("Belum ada data"), "no-data")

    @property
    def chip(self) -> BandLook:
        return self.result.band or self.state_chip


@dataclass(frozen=True)
class MonthGrid:
    """All rows of a department's month, in the order of its scorecard, others' KPIs after its own."""

    realization: Realization
    due: tuple[GridRow, ...]
    not_due: tuple[GridRow, ...]
    computed: tuple[str, ...]

    @property
    def rows(self) -> dict[int, GridRow]:
        return {row.spec.id: row for row in self.due}

    @property
    def filled(self) -> int:
        return sum(not row.is_blank for row in self.due)

    @property
    def blanks(self) -> tuple[str, ...]:
        """Names of due KPIs without value and without N/A."""
        return tuple(row.spec.name for row in self.due if row.is_blank)

    @property
    def provisional(self) -> tuple[str, ...]:
        return tuple(row.spec.name for row in self.due if row.figure and row.figure.provisional)

    @property
    def awaits_establishment(self) -> bool:
        """Filled against an approved version that no meeting has established yet."""
        return any(
            w.scorecard_status == Scorecard.Status.APPROVED
            for row in (*self.due, *self.not_due)
            for w in row.weighings
        )


def month_grid(realization: Realization) -> MonthGrid:
    """The grid of a department's month; the number of queries does not grow with its KPIs."""
    month_rows = _month_rows(realization)
    weighings = _weighings(row.spec.id for row in month_rows)
    bands = band_sets(realization.cycle)[BandSet.Purpose.KPI]
    rows = [
        GridRow(
            **vars(row),
            weighings=tuple(weighings[row.spec.id]),
            unit_id=realization.unit_id,
            bands=_bands_of(row.spec, weighings[row.spec.id], bands),
        )
        for row in month_rows
    ]
    rows.sort(key=_place)
    return MonthGrid(
        realization,
        tuple(row for row in rows if row.is_due),
        tuple(row for row in rows if not row.is_due),
        _computed(realization),
    )


def due_rows(realization: Realization) -> dict[int, MonthRow]:
    """What the month expects, by measure id, without what only a page shows."""
    return {row.spec.id: row for row in _month_rows(realization) if row.is_due}


def _month_rows(realization: Realization) -> list[MonthRow]:
    period = Period(realization.cycle.year, realization.month)
    measures = _measures_of(realization)
    figures, stored, elsewhere = _figures(realization, [measure.pk for measure in measures])
    return [
        MonthRow(
            spec=spec_of(measure),
            actual=stored.get(measure.pk),
            last=figures[measure.pk].get(realization.month - 1),
            figures=figures[measure.pk],
            month=realization.month,
            is_due=measure.pk in stored or is_due_in(measure, period),
        )
        for measure in measures
        if measure.pk not in elsewhere
    ]


def _measures_of(realization: Realization) -> list[Measure]:
    """What the unit fills now, and what it has filled here before somebody else was named."""
    filled_here = Actual.objects.filter(realization=realization, measure=OuterRef("pk"))
    mine = Q(filler_unit=realization.unit_id) | Exists(filled_here)
    return list(entered_measures(realization.cycle).filter(mine))


def _figures(
    realization: Realization, ids: list[int]
) -> tuple[dict[int, dict[int, ActualValue]], dict[int, Actual], set[int]]:
    """The year's figures up to this month, the rows stored here, and measures another unit has sent."""
    figures: dict[int, dict[int, ActualValue]] = defaultdict(dict)
    stored: dict[int, Actual] = {}
    elsewhere: set[int] = set()
    rows = Actual.objects.filter(measure__in=ids, month__lte=realization.month)
    for row in rows.select_related("realization"):
        figures[row.measure_id][row.month] = as_typed(row)
        if row.realization_id == realization.pk:
            stored[row.measure_id] = row
        elif row.month == realization.month:
            elsewhere.add(row.measure_id)
    return figures, stored, elsewhere


def _weighings(ids: Iterable[int]) -> dict[int, list[Weighing]]:
    """Decided scorecards that weigh each measure, the corporate one first."""
    kpis = Kpi.objects.filter(measure__in=list(ids), objective__perspective__scorecard__status__in=DECIDED)
    found: dict[int, list[Weighing]] = defaultdict(list)
    for kpi in kpis.select_related("objective__perspective__scorecard__unit", "group"):
        lane, objective = kpi.objective.perspective, kpi.objective
        unit = lane.scorecard.unit
        group = kpi.group or kpi
        place = (
            lane.position,
            lane.pk,
            objective.position,
            objective.pk,
            group.position,
            kpi.position,
            kpi.pk,
        )
        found[kpi.measure_id or 0].append(
            Weighing(
                unit.pk,
                unit.kind,
                unit.name,
                lane.scorecard.status,
                place,
                kpi.green_from,
                kpi.yellow_from,
            )
        )
    for rows in found.values():
        rows.sort(key=lambda w: (w.unit_kind != Unit.Kind.CORPORATE, w.unit_name))
    return found


def _bands_of(spec: MeasureSpec, weighings: Iterable[Weighing], year: Bands) -> Bands:
    """As the owner's scorecard judges it, so that the grid shows the colour of the result pages."""
    owner = next((w for w in weighings if w.unit_id == spec.owner_id), None)
    return own_bands(owner.green_from, owner.yellow_from, year) if owner else year


def _place(row: GridRow) -> tuple[bool, tuple[int, ...], str]:
    own = next((w.place for w in row.weighings if w.unit_id == row.unit_id), None)
    others = row.weighings[0].place if row.weighings else ()
    return (own is None, own or others, row.spec.name)


def _computed(realization: Realization) -> tuple[str, ...]:
    """Measures of the unit that the portal computes itself: growth, formulas, what the KPIs below say."""
    names = Measure.objects.exclude(value_source=Measure.ValueSource.ENTERED).filter(
        cycle=realization.cycle_id,
        owner_unit=realization.unit_id,
        kpis__objective__perspective__scorecard__status__in=DECIDED,
    )
    return tuple(names.distinct().values_list("name", flat=True))


def fillers_of(realization: Realization) -> list[User]:
    """Who typed or sent the content as it stands."""
    return list(User.objects.filter(pk__in=realization.contributors))


def filled_counts(realizations: Iterable[Realization]) -> dict[int, int]:
    """Rows with a figure or N/A, by realization id. One query."""
    counts = {row.pk: 0 for row in realizations}
    filled = Actual.objects.filter(realization__in=list(counts)).exclude(state=Actual.State.BLANK)
    for pk, count in filled.values_list("realization").annotate(n=Count("pk")).order_by():
        counts[pk] = count
    return counts
