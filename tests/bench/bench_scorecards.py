"""What the pages of a year's scorecards cost beside an empty page of the same shell: `make bench-scorecards`.

200 scorecards × 30 KPIs, each weighed against an empty page; and against a tenth of the company, so that a
page that grows with the company shows.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import (
    CascadeMark,
    Kpi,
    Measure,
    MeasureTarget,
    Objective,
    ParentSeen,
    Scorecard,
    ScorecardPerspective,
)
from bsc.services.approval import sending_details
from cint_portal.organization.models import Unit
from cint_portal.workflow.models import TransitionLog
from tests.bench.report import report
from tests.bsc.builders import LANES, Status
from tests.company import FOUNDED, Company
from tests.conftest import at
from tests.locks import unlocked

SCORECARDS, KPIS, OBJECTIVES = 200, 30, 12
DIRECTORATES = 8
ROUNDS = 15
SENT = "2026-12-14 09:00"
NEAR, MATRIX, GROWTH, QUERIES = 4, 8, 1.3, 12


@contextmanager
def steady() -> Iterator[None]:
    """No collection of garbage in the middle of a measurement."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall, and of them those of this processor alone: the second holds on a busy machine."""

    wall: float
    cpu: float


def spent(calls: dict[str, Callable[[], HttpResponseBase]]) -> dict[str, Spent]:
    """Medians of the rounds, after two to warm up; taking turns, all pages meet the same machine."""
    for call in [*calls.values(), *calls.values()]:
        assert call().status_code == 200
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    with steady():
        for _round in range(ROUNDS):
            for name, call in calls.items():
                begun, worked = time.perf_counter(), time.process_time()
                call()
                times[name].append((time.perf_counter() - begun, time.process_time() - worked))
    return {name: Spent(*map(statistics.median, zip(*rows, strict=True))) for name, rows in times.items()}


def queries(call: Callable[[], HttpResponseBase]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


@unlocked()
def fill(company: Company, scorecards: int) -> None:
    """So many scorecards of one year: the company's, directorates', departments'; every KPI hangs on one."""
    top = [company.corporate, *_directorates(company)][: max(2, scorecards // 20)]
    above = _write(company, top, Status.APPROVED, [])
    below = _departments(company, scorecards - len(top))
    half = len(below) // 2
    _write(company, below[:half], Status.SENT_CMS, above)
    _write(company, below[half:], Status.APPROVED, above)
    _mark(company, below)
    _send(company, below[:half])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _directorates(company: Company) -> list[Unit]:
    made = [
        Unit(
            code=f"DB{n}",
            name=f"Direktorat {n}",
            kind="directorate",
            parent=company.corporate,
            valid_from=FOUNDED,
        )
        for n in range(DIRECTORATES)
        if not Unit.objects.filter(code=f"DB{n}").exists()
    ]
    Unit.objects.bulk_create(made)
    return list(Unit.objects.filter(code__startswith="DB").order_by("code"))


def _departments(company: Company, count: int) -> list[Unit]:
    parents = _directorates(company)
    made = [
        Unit(
            code=f"B{n:03d}",
            name=f"Departemen {n:03d}",
            kind="department",
            parent=parents[n % len(parents)],
            valid_from=FOUNDED,
        )
        for n in range(count)
        if not Unit.objects.filter(code=f"B{n:03d}").exists()
    ]
    Unit.objects.bulk_create(made)
    return list(Unit.objects.filter(code__regex=r"^B\d+$").order_by("code")[:count])


def _write(company: Company, units: list[Unit], status: str, parents: list[Kpi]) -> list[Kpi]:
    cards = Scorecard.objects.bulk_create(
        Scorecard(cycle=company.cycle, unit=unit, status=status, contributors=[company.manager.pk])
        for unit in units
    )
    lanes = ScorecardPerspective.objects.bulk_create(
        ScorecardPerspective(scorecard=card, kind=kind, label=label, weight=25, position=n)
        for card in cards
        for n, (kind, label) in enumerate(LANES)
    )
    objectives = Objective.objects.bulk_create(
        Objective(
            perspective=lane,
            name=f"Sasaran {n} {lane.label}",
            kinds=["quality"],
            source=parents[(n * 7) % len(parents)].objective if parents else None,
            cascade_kind="indirect" if parents else "none",
            position=n,
        )
        for lane in lanes
        for n in range(OBJECTIVES // len(LANES))
    )
    return _kpis(company, units, objectives, parents)


def _kpis(company: Company, units: list[Unit], objectives: list[Objective], parents: list[Kpi]) -> list[Kpi]:
    of_card = [unit for unit in units for _kpi in range(KPIS)]
    measures = Measure.objects.bulk_create(
        Measure(
            cycle=company.cycle,
            name=f"KPI {n}",
            unit="%",
            target=Decimal(95),
            owner_unit=unit,
            filler_unit=unit,
        )
        for n, unit in enumerate(of_card)
    )
    MeasureTarget.objects.bulk_create(
        (MeasureTarget(measure=row, month=month, value=95) for row in measures for month in range(1, 13)),
        batch_size=5000,
    )
    kpis = Kpi.objects.bulk_create(
        Kpi(
            objective=objectives[n // KPIS * OBJECTIVES + n % OBJECTIVES],
            measure=measure,
            weight=Decimal("3.33"),
            position=n % KPIS,
            parent=parents[(n * 13) % len(parents)] if parents else None,
            cascade_kind="indirect" if parents else "none",
            rollup="none" if parents else ("sum", "average", "none")[n % 3],
        )
        for n, measure in enumerate(measures)
    )
    ParentSeen.objects.bulk_create(
        ParentSeen(kpi=row, parent_pk=row.parent_id, name=row.parent.name, unit="%", target=95)
        for row in kpis
        if row.parent
    )
    return kpis


def _send(company: Company, units: list[Unit]) -> None:
    """The line of the log with which each of them came into the queue."""
    cards = Scorecard.objects.filter(cycle=company.cycle, unit__in=units).select_related("unit", "cycle")
    TransitionLog.objects.bulk_create(
        TransitionLog(
            at=at(SENT),
            machine="scorecard",
            transition="submit",
            from_state="draft",
            to_state="sent_cms",
            actor_id=company.manager.pk,
            actor_name=str(company.manager),
            content_type=ContentType.objects.get_for_model(Scorecard),
            object_id=card.pk,
            object_label=str(card),
            object_version=1,
            details=sending_details(card),
        )
        for card in cards
    )


def _mark(company: Company, units: list[Unit]) -> None:
    sources = Objective.objects.filter(perspective__scorecard__unit=company.corporate)
    CascadeMark.objects.bulk_create(
        CascadeMark(objective=row, unit=unit, kind="indirect")
        for n, row in enumerate(sources)
        for m, unit in enumerate(units)
        if (n + m) % 3
    )


def calls_of(company: Company, client: Client) -> dict[str, Callable[[], HttpResponseBase]]:
    """The pages by name; an empty list of reports is the page of the same shell."""
    year = company.cycle.year
    card = Scorecard.objects.filter(cycle=company.cycle, unit__code="B000").get()

    def get(name: str, *args: int, query: str = "") -> Callable[[], HttpResponseBase]:
        url = reverse(name, args=args) + query
        return lambda: client.get(url)

    return {
        "empty": get("documents:report-list"),
        "queue": get("bsc:approval-list", query=f"?year={year}"),
        "matrix": get("bsc:cascade-matrix", query=f"?year={year}"),
        "tree": get("bsc:cascade-tree", query=f"?year={year}"),
        "scorecard": get("bsc:scorecard-detail", card.pk),
    }


def test_the_pages_of_a_large_company_stay_near_an_empty_page(
    company: Company, as_person: Callable[..., Client]
) -> None:
    client = as_person(company.cms)
    fill(company, SCORECARDS // 10)
    small = spent(calls_of(company, client))
    _clear(company)
    fill(company, SCORECARDS)
    calls = calls_of(company, client)
    large = spent(calls)
    empty = large["empty"]
    report("empty-queries", queries(calls["empty"]), QUERIES, at_most=True)
    for name in ("queue", "matrix", "tree", "scorecard"):
        page, goal = large[name], MATRIX if name == "matrix" else NEAR
        report(name, page.wall / empty.wall, goal, at_most=True)
        report(f"{name}-cpu", page.cpu / empty.cpu, goal, at_most=True)
        report(f"{name}-growth", page.wall / small[name].wall, GROWTH, at_most=True)
        report(f"{name}-growth-cpu", page.cpu / small[name].cpu, GROWTH, at_most=True)
        report(f"{name}-queries", queries(calls[name]), QUERIES, at_most=True)


@unlocked()
def _clear(company: Company) -> None:
    """Away with the small company's year, children before parents."""
    cards = Scorecard.objects.filter(cycle=company.cycle)
    Kpi.objects.update(parent=None)
    Objective.objects.update(source=None)
    measures = list(Measure.objects.values_list("pk", flat=True))
    cards.delete()
    Measure.objects.filter(pk__in=measures).delete()
