"""Reads a department's month: its grid, as far as its reader may know the figures, and what it expects."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import replace

from django.db.models import Count, Exists, OuterRef, Q

from bsc.models import BandSet, Kpi, Measure
from bsc.periods import Period
from bsc.scoring import BandSet as Bands
from bsc.selectors.measures import band_sets, entered_measures, filled_by
from bsc.selectors.own_bands import own_bands
from bsc.selectors.rows import DECIDED, MeasureSpec
from bsc.selectors.specs import spec_of
from cint_portal.organization.models import Unit, User
from realization.models import Actual, Realization
from realization.rules import RESTRICTED, ActualValue
from realization.selectors.actuals import as_typed
from realization.selectors.expected import is_due_in
from realization.selectors.figures import NOTHING, MonthResult, class_of
from realization.selectors.grid import GridRow, MonthGrid, MonthRow, Weighing
from realization.selectors.sight import Reader, Shown, Sight, sight_of


def month_grid(realization: Realization, reader: Reader) -> MonthGrid:
    """The grid of a department's month; the number of queries does not grow with its KPIs."""
    month_rows = _month_rows(realization)
    sight = sight_of(reader, [realization.cycle], [row.spec.id for row in month_rows])
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
    rows = sorted((seen_with(sight, row, realization) for row in rows), key=_place)
    return MonthGrid(
        realization,
        tuple(row for row in rows if row.is_due),
        tuple(row for row in rows if not row.is_due),
        _computed(realization),
    )


def seen_with(sight: Sight, row: GridRow, realization: Realization) -> GridRow:
    """The row as this reader gets it: where the figures are Terbatas, without any of them."""
    year, unit = realization.cycle.year, realization.unit_id
    figured = [month for month, figure in row.figures.items() if figure.value is not None]
    shown = sight.opens(row.spec, year, figured, unit_id=unit, entered_by=unit)
    if shown is Shown.FIGURE:
        return row
    hidden = sight.unreleased(row.spec, year, figured)
    figures = {month: _veiled(figure, month in hidden) for month, figure in row.figures.items()}
    return replace(
        row,
        figures=figures,
        last=figures.get(row.month - 1),
        actual=_without_words(row.actual),
        shown=shown,
        judged=_judged(row, shown) if row.month in hidden else None,
    )


def _judged(row: GridRow, shown: Shown) -> MonthResult:
    """As much of the month's result as the reader may know."""
    if shown is Shown.NOTHING:
        return NOTHING
    if shown is Shown.PERCENT:
        return replace(row.result, uncapped=None, derived="")
    look = class_of(row.result.achievement, row.bands)
    return MonthResult(achievement=None, uncapped=None, band=look, met=row.result.met)


def _veiled(figure: ActualValue, is_hidden: bool) -> ActualValue:
    return ActualValue(state=RESTRICTED, provisional=figure.provisional) if is_hidden else figure


def _without_words(actual: Actual | None) -> Actual | None:
    """A copy for reading: no figure, and none of the words that may repeat it. Never saved."""
    if actual is None:
        return None
    bare = copy(actual)
    bare.value = bare.denominator = None
    bare.na_reason = bare.note = bare.evidence = bare.decision_comment = ""
    return bare


def hidden_actuals(realization: Realization, reader: Reader) -> dict[int, str]:
    """Rows of the month whose figure this reader may not know: KPI names by row id."""
    stored = {row.spec.id: row for row in _month_rows(realization) if row.actual is not None}
    sight = sight_of(reader, [realization.cycle], stored)
    year, unit = realization.cycle.year, realization.unit_id
    return {
        row.actual.pk: row.spec.name
        for row in stored.values()
        if row.actual is not None
        and row.actual.value is not None
        and sight.shows(row.spec, year, [row.month], entered_by=unit) is not Shown.FIGURE
    }


def due_rows(realization: Realization) -> dict[int, MonthRow]:
    """What the month expects, by measure id, without what only a page shows."""
    return {row.spec.id: row for row in _month_rows(realization) if row.is_due}


def _month_rows(realization: Realization) -> list[MonthRow]:
    period = Period(realization.cycle.year, realization.month)
    measures = _measures_of(realization)
    figures, stored, elsewhere = _figures(realization, [measure.pk for measure in measures])
    return [
        MonthRow(
            spec=spec_of(measure).in_month(realization.month),
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
    """What the unit fills in this month, and what it has filled here before somebody else was named."""
    unit, month = realization.unit_id, realization.month
    filled_here = Exists(Actual.objects.filter(realization=realization, measure=OuterRef("pk")))
    rows = entered_measures(realization.cycle).annotate(is_here=filled_here)
    found = rows.filter(filled_by(unit) | Q(is_here=True))
    return [row for row in found if row.filler_in(month) == unit or row.is_here]


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
