"""The seeds' scorecards with a year of figures, written straight into the tables."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bsc.models import Kpi, Measure, MeasureTarget, Objective, Scorecard, ScorecardPerspective
from bsc.periods import measured_months, phase_evenly
from cint_portal.demo.data.scorecards import KpiRow, ScorecardRow
from cint_portal.organization.models import PlanningCycle, Unit, User
from realization.models import Actual, ClosedMonth, Realization
from tests.conftest import at
from tests.locks import unlocked

AFTER_THE_YEAR = at("2028-01-10 09:00")
D = Decimal


@unlocked()
def write_scorecard(row: ScorecardRow, unit: Unit, cycle: PlanningCycle) -> Scorecard:
    """The scorecard of the source in force; `unit` fills every figure itself."""
    scorecard = Scorecard.objects.create(
        cycle=cycle,
        unit=unit,
        weighting=row.weighting,
        total_bands=row.total_bands,
        status=Scorecard.Status.ESTABLISHED,
        revision=0,
        effective_from=date(cycle.year, 1, 20),
    )
    lanes = {
        kind: ScorecardPerspective.objects.create(
            scorecard=scorecard, kind=kind, label=label, weight=_number(weight), position=position
        )
        for position, (kind, label, weight) in enumerate(row.perspectives)
    }
    for position, objective in enumerate(row.objectives):
        stored = Objective.objects.create(
            perspective=lanes[objective.perspective],
            name=objective.name,
            kinds=list(objective.kinds),
            position=position,
        )
        for number, kpi in enumerate(objective.kpis):
            _write_kpi(kpi, stored, number)
    return scorecard


def _number(text: str | None) -> Decimal | None:
    return None if text is None else D(text)


def _write_kpi(row: KpiRow, objective: Objective, position: int, group: Kpi | None = None) -> Kpi:
    kpi = Kpi.objects.create(
        objective=objective,
        group=group,
        measure=None if row.subs else _write_measure(row, objective.perspective.scorecard),
        title=row.name if row.subs else "",
        code=row.code,
        weight=None if row.subs else _number(row.weight),
        position=position,
        is_process=row.is_process,
    )
    for number, sub in enumerate(row.subs):
        _write_kpi(sub, objective, number, kpi)
    return kpi


def _write_measure(row: KpiRow, scorecard: Scorecard) -> Measure:
    measure = Measure.objects.create(
        cycle=scorecard.cycle,
        name=row.name,
        unit=row.unit,
        polarity=row.polarity,
        comparator=row.comparator,
        consolidation=row.consolidation,
        frequency=row.frequency,
        value_source="own_growth" if row.own_growth else "entered",
        step_rules=[list(rule) for rule in row.step_rules],
        target=_number(row.target),
        owner_unit=scorecard.unit,
        filler_unit=None if row.own_growth else scorecard.unit,
        is_illustration=row.illustration,
    )
    MeasureTarget.objects.bulk_create(
        MeasureTarget(measure=measure, month=month, value=value)
        for month, value in by_month(row, row.phased, row.target).items()
    )
    return measure


def by_month(row: KpiRow, given: tuple[str, ...], yearly: str | None) -> dict[int, Decimal]:
    """Month → figure: the given ones, else phased evenly over the measured months."""
    if yearly is None:
        return {}
    months = [period.month for period in measured_months(2000, row.frequency)]
    if given:
        return dict(zip(months, map(D, given), strict=True))
    phased = phase_evenly(D(yearly), adds_up=row.consolidation == "sum", frequency=row.frequency)
    return {month: value for month, value in enumerate(phased, start=1) if value is not None}


def fill_year(
    row: ScorecardRow, scorecard: Scorecard, actuals: Mapping[str, str] | None = None, verified: bool = True
) -> dict[int, Realization]:
    """Twelve sent months with the source's actuals; `actuals` changes some by KPI name."""
    months = {month: a_sent_month(scorecard, month, verified=verified) for month in range(1, 13)}
    measures = {
        measure.name: measure
        for measure in Measure.objects.filter(kpis__objective__perspective__scorecard=scorecard)
    }
    for objective in row.objectives:
        for kpi in objective.kpis:
            for leaf in kpi.subs or (kpi,):
                yearly = (actuals or {}).get(leaf.name, leaf.actual)
                given = () if leaf.name in (actuals or {}) else leaf.actuals
                Actual.objects.bulk_create(
                    Actual(
                        realization=months[month],
                        measure=measures[leaf.name],
                        month=month,
                        state="value",
                        value=value,
                        decision="accepted" if verified else "pending",
                    )
                    for month, value in by_month(leaf, given, yearly).items()
                )
    return months


def a_sent_month(scorecard: Scorecard, month: int, *, verified: bool = True) -> Realization:
    year = scorecard.cycle.year
    return Realization.objects.create(
        cycle=scorecard.cycle,
        unit=scorecard.unit,
        month=month,
        status=Realization.Status.VERIFIED if verified else Realization.Status.SUBMITTED,
        due_on=date(year + month // 12, month % 12 + 1, 15),
        first_submitted_at=at(f"{year + month // 12}-{month % 12 + 1:02d}-10 09:00"),
        verified_at=at(f"{year + month // 12}-{month % 12 + 1:02d}-12 09:00") if verified else None,
    )


def close(cycle: PlanningCycle, by: User, *months: int) -> None:
    ClosedMonth.objects.bulk_create(
        ClosedMonth(cycle=cycle, month=month, closed_at=at(f"{cycle.year}-12-31 09:00"), closed_by=by)
        for month in months
    )
