"""Months for tests, written straight into the tables (services have tests of their own)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from bsc.models import Measure, Scorecard
from cint_portal.organization.models import PlanningCycle, Unit
from realization.models import Actual, Realization
from tests.bsc.builders import a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective

Status = Realization.Status
__all__ = [
    "a_full_scorecard",
    "a_kpi",
    "a_measure",
    "a_month",
    "a_scorecard",
    "an_actual",
    "an_established_scorecard",
    "an_objective",
    "measures_of",
]


def an_established_scorecard(unit: Unit, cycle: PlanningCycle, kpis: int = 4) -> Scorecard:
    """A scorecard in force whose KPIs the unit itself fills every month, target 100 each."""
    return a_full_scorecard(unit, cycle, kpis, status=Scorecard.Status.ESTABLISHED)


def measures_of(scorecard: Scorecard) -> list[Measure]:
    return list(
        Measure.objects.filter(kpis__objective__perspective__scorecard=scorecard).order_by("name", "id")
    )


def a_month(
    unit: Unit, cycle: PlanningCycle, month: int = 1, status: str = Status.NOT_FILLED, **fields: Any
) -> Realization:
    """A department's month, due on the 15th of the next one."""
    due_on = date(cycle.year + month // 12, month % 12 + 1, 15)
    return Realization.objects.create(
        **{"cycle": cycle, "unit": unit, "month": month, "status": status, "due_on": due_on, **fields}
    )


def an_actual(
    realization: Realization, measure: Measure, value: Decimal | int | None = None, **fields: Any
) -> Actual:
    if value is not None:
        fields = {"state": Actual.State.VALUE, "value": Decimal(value), **fields}
    return Actual.objects.create(realization=realization, measure=measure, month=realization.month, **fields)


def actuals_in(realization: Realization, measures: Iterable[Measure], value: int = 90) -> list[Actual]:
    """The same figure for every measure."""
    return [an_actual(realization, measure, value) for measure in measures]
