"""Scorecards for tests, written straight into the tables (services have tests of their own)."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connections

from bsc.models import Kpi, Measure, MeasureTarget, Objective, Scorecard, ScorecardPerspective
from cint_portal.organization.models import PlanningCycle, Unit
from tests.locks import unlocked

Status = Scorecard.Status
LANES = (
    ("financial", "Financial"),
    ("customer", "Customer"),
    ("process", "Internal Process"),
    ("learning", "Learning & Growth"),
)


@unlocked()
def a_scorecard(unit: Unit, cycle: PlanningCycle, status: str = Status.DRAFT, **fields: Any) -> Scorecard:
    """A scorecard with its four lanes at 25 %."""
    if status == Status.ESTABLISHED:
        fields = {"revision": 0, "effective_from": date(cycle.year, 1, 20), **fields}
    scorecard = Scorecard.objects.create(unit=unit, cycle=cycle, status=status, **fields)
    for position, (kind, label) in enumerate(LANES):
        ScorecardPerspective.objects.create(
            scorecard=scorecard, kind=kind, label=label, weight=Decimal(25), position=position
        )
    return scorecard


@unlocked()
def an_objective(scorecard: Scorecard, lane: str = "financial", **fields: Any) -> Objective:
    perspective = scorecard.perspectives.get(kind=lane)
    return Objective.objects.create(
        perspective=perspective, **{"name": "Meningkatkan pendapatan", "kinds": ["quality"], **fields}
    )


@unlocked()
def a_measure(owner: Unit, cycle: PlanningCycle, **fields: Any) -> Measure:
    """A monthly measure with the yearly target 100, filled by its owner."""
    values = {"name": "Pendapatan", "unit": "Rp juta", "target": Decimal(100), "filler_unit": owner}
    measure = Measure.objects.create(cycle=cycle, owner_unit=owner, **{**values, **fields})
    if measure.target is not None:
        MeasureTarget.objects.bulk_create(
            MeasureTarget(measure=measure, month=month, value=measure.target) for month in range(1, 13)
        )
    return measure


@unlocked()
def a_kpi(objective: Objective, measure: Measure | None = None, **fields: Any) -> Kpi:
    scorecard = objective.perspective.scorecard
    chosen = measure or a_measure(scorecard.unit, scorecard.cycle)
    return Kpi.objects.create(objective=objective, measure=chosen, **{"weight": Decimal(100), **fields})


@unlocked()
def a_full_scorecard(unit: Unit, cycle: PlanningCycle, kpis: int = 4, **fields: Any) -> Scorecard:
    """A scorecard that could be sent: an objective per lane, weights of 100 altogether."""
    scorecard = a_scorecard(unit, cycle, **fields)
    lanes = [an_objective(scorecard, lane, name=f"Sasaran {lane}") for lane, _label in LANES]
    for number in range(kpis):
        measure = a_measure(unit, cycle, name=f"KPI {number + 1}", data_needed="Laporan bulanan")
        a_kpi(
            lanes[number % 4],
            measure,
            weight=Decimal(100) / kpis,
            basis="Kebijakan mutu",
            code=f"K{number + 1}",
            pic="Supervisor",
            is_process=number == 0,
        )
    return scorecard


def outcomes_of(deed: Callable[[], object], times: int) -> list[object]:
    """Do it in so many threads at once; what each returned, or the exception it met."""
    barrier, outcomes = threading.Barrier(times), []

    def run() -> None:
        barrier.wait(timeout=20)
        try:
            outcomes.append(deed())
        except Exception as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
