"""Which departments are expected to send a month, and with which measures (7.2.2)."""

from collections.abc import Iterable

from bsc.models import Measure
from bsc.periods import Period, first_full_month, is_measured
from bsc.selectors.measures import measures_filled_by_units
from cint_portal.organization.models import PlanningCycle, Unit


def expected_units(cycle: PlanningCycle, month: int) -> dict[Unit, list[Measure]]:
    """Units with a measure due in the month, by name; those that did not exist for it are left out."""
    return _expected(measures_filled_by_units(cycle), Period(cycle.year, month))


def uninvited_units(cycle: PlanningCycle, opened: dict[int, set[int]]) -> dict[int, int]:
    """How many departments are expected by now but were not asked, by month; `opened`: the asked units.

    A scorecard that was approved after the opening makes one.
    """
    measures = measures_filled_by_units(cycle)
    return {
        month: sum(unit.pk not in asked for unit in _expected(measures, Period(cycle.year, month)))
        for month, asked in opened.items()
    }


def _expected(by_unit: dict[int, list[Measure]], period: Period) -> dict[Unit, list[Measure]]:
    found = {}
    for measures in by_unit.values():
        unit, due = measures[0].filler_unit, due_in(measures, period)
        if unit is not None and due and existed_in(unit, period):
            found[unit] = due
    return dict(sorted(found.items(), key=lambda item: item[0].name))


def due_in(measures: Iterable[Measure], period: Period) -> list[Measure]:
    """Those that are measured in the month; the others need no gesture (realities 9)."""
    return [measure for measure in measures if is_due_in(measure, period)]


def is_due_in(measure: Measure, period: Period) -> bool:
    """Measured in the month, and not ended by an Adendum before it (a row of `entered_measures`)."""
    return is_measured(period, measure.frequency) and period.month <= measure.through  # type: ignore[attr-defined]


def existed_in(unit: Unit, period: Period) -> bool:
    """Expected from its first full month until the month in which it ends (realities case 14)."""
    ended = unit.valid_until is not None and unit.valid_until < period.first_day
    return first_full_month(unit.valid_from) <= period and not ended
