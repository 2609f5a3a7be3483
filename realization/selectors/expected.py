"""Which departments are expected to send a month, and with which measures (7.2.2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bsc.models import Measure
from bsc.periods import Period, first_full_month, is_measured
from bsc.selectors.measures import entered_measures
from cint_portal.organization.models import PlanningCycle, Unit


def expected_units(cycle: PlanningCycle, month: int) -> dict[Unit, list[Measure]]:
    """Units with a measure due in the month, by name; those that did not exist for it are left out."""
    measures = list(entered_measures(cycle))
    return _expected(measures, _fillers(measures), Period(cycle.year, month))


def uninvited_units(cycle: PlanningCycle, opened: dict[int, set[int]]) -> dict[int, int]:
    """How many departments are expected by now but were not asked, by month; `opened`: the asked units.

    A scorecard that was approved after the opening makes one.
    """
    measures = list(entered_measures(cycle))
    units = _fillers(measures)
    return {
        month: sum(unit.pk not in asked for unit in _expected(measures, units, Period(cycle.year, month)))
        for month, asked in opened.items()
    }


def _fillers(measures: Iterable[Measure]) -> dict[int, Unit]:
    """Everybody who fills one of them in some month of the year; a query only after a change of filler."""
    units = {row.filler_unit_id: row.filler_unit for row in measures if row.filler_unit is not None}
    before = {term["filler"] for row in measures for term in row.earlier} - units.keys() - {None}
    return {pk: unit for pk, unit in units.items() if pk} | (Unit.objects.in_bulk(before) if before else {})


def _expected(
    measures: Iterable[Measure], units: Mapping[int, Unit], period: Period
) -> dict[Unit, list[Measure]]:
    found: dict[Unit, list[Measure]] = defaultdict(list)
    for measure in measures:
        unit = units.get(measure.filler_in(period.month) or 0)
        if unit is not None and is_due_in(measure, period) and existed_in(unit, period):
            found[unit].append(measure)
    return dict(sorted(found.items(), key=lambda item: item[0].name))


def is_due_in(measure: Measure, period: Period) -> bool:
    """Measured in the month, and in force then after every Adendum (a row of `entered_measures`)."""
    runs = measure.since <= period.month <= measure.through  # type: ignore[attr-defined]
    return is_measured(period, measure.frequency) and runs


def existed_in(unit: Unit, period: Period) -> bool:
    """Expected from its first full month until the month in which it ends (realities case 14)."""
    ended = unit.valid_until is not None and unit.valid_until < period.first_day
    return first_full_month(unit.valid_from) <= period and not ended
