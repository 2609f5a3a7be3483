"""Realization of a year: figures that lead to the year's pair, sent, verified, closed (7.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bsc.models import Measure
from bsc.periods import Period, phase_evenly
from cint_portal.audit.middleware import acting
from cint_portal.demo.data.corporate import CORPORATE
from cint_portal.demo.data.directorates import DIRECTORATES
from cint_portal.demo.data.scorecards import KpiRow
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.demo.loading.scorecards import DEPARTMENTS, EVERY
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import work_calendar
from realization.models import Realization
from realization.rules import ActualEntry, RowDecision
from realization.services.closing import close_month
from realization.services.entry import save_actuals, submit_realization
from realization.services.month import open_month
from realization.services.verification import return_realization, verify_realization

#: Month by month around an even course, in percent; every line adds up to 0.
WAVES = {
    12: ("-2", "-1.5", "-1", "-0.5", "-0.5", "0", "0", "0.5", "0.5", "1", "1.5", "2"),
    4: ("-1", "-0.5", "0.5", "1"),
    2: ("-1", "1"),
    1: ("0",),
}
PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Plan:
    """What each measure reports in each month, by name; `silent` departments miss months."""

    figures: dict[str, dict[int, Decimal]]
    silent: dict[str, tuple[int, ...]]


def year_plan(*, with_silence: bool) -> Plan:
    rows = {
        row.name: row for card in (*DIRECTORATES, CORPORATE, *DEPARTMENTS) for row in _rows(card.objectives)
    }
    silent = {card.unit: card.missing_months for card in DEPARTMENTS if card.missing_months}
    return Plan({name: monthly(row) for name, row in rows.items()}, silent if with_silence else {})


def _rows(objectives: object) -> Iterator[KpiRow]:
    for objective in objectives:  # type: ignore[attr-defined]
        for kpi in objective.kpis:
            yield from kpi.subs or (kpi,)


def monthly(row: KpiRow) -> dict[int, Decimal]:
    """Figures of the measured months whose consolidation is the year's actual of the source."""
    months = list(range(EVERY[row.frequency], 13, EVERY[row.frequency]))
    if row.actuals:
        return dict(zip(months, map(Decimal, row.actuals), strict=True))
    if row.actual is None:
        return {}
    actual = Decimal(row.actual)
    if row.consolidation == "sum":
        phased = phase_evenly(actual, adds_up=True, frequency=row.frequency)
        even = [value for value in phased if value is not None]
    else:
        even = [actual] * len(months)
    return dict(zip(months, _waved(row, even), strict=True))


def _waved(row: KpiRow, even: list[Decimal]) -> list[Decimal]:
    """Not every month alike; counts of whole things and shares near 100 % stay even."""
    step = even[0]
    near_full = row.unit == "%" and step >= 97
    if row.consolidation == "last" or near_full or step < 5:
        return even
    sign = -1 if row.polarity == "minimize" else 1
    deltas = [(step * Decimal(w) / 100).quantize(PLACES) * sign for w in WAVES[len(even)]]
    deltas[0] -= sum(deltas)
    return [value + delta for value, delta in zip(even, deltas, strict=True)]


def run_year(cast: Cast, cycle: PlanningCycle, *, today: date, with_silence: bool) -> None:
    """Every month that is over by `today`; the newest ones stand where a real month would stand."""
    plan, calendar = year_plan(with_silence=with_silence), work_calendar(cycle)
    for month in range(1, 13):
        opened_on = Period(cycle.year, month).shift(1).first_day
        if opened_on > today:
            return
        with acting(cast.cms, at(opened_on, 7)):
            open_month(cycle=cycle, month=month, actor=cast.cms, now=at(opened_on, 7))
        rows = Realization.objects.filter(cycle=cycle, month=month).select_related("unit", "cycle")
        for number, row in enumerate(rows.order_by("unit__code")):
            if month not in plan.silent.get(row.unit.code, ()):
                _one(cast, row, plan, sent_on=calendar.add(opened_on, 2 + number % 7), today=today)
        closing = opened_on.replace(day=cycle.closing_day)
        if closing <= today:
            with acting(cast.cms_head, at(closing, 17)):
                close_month(cycle=cycle, month=month, actor=cast.cms_head, now=at(closing, 17))


def _one(cast: Cast, row: Realization, plan: Plan, *, sent_on: date, today: date) -> None:
    """Filled, sent and verified — as far as today has come; one department is returned in between."""
    manager, reviewer = cast.manager(row.unit.code), cast.reviewer(row.unit.code)
    entries = {
        measure.pk: ActualEntry(value=plan.figures[measure.name][row.month], evidence=_evidence(row, measure))
        for measure in Measure.objects.filter(cycle=row.cycle, filler_unit=row.unit, value_source="entered")
        if row.month in plan.figures.get(measure.name, {})
    }
    if sent_on > today:
        return
    with acting(manager, at(sent_on, 14)):
        save_actuals(realization=row, entries=entries, actor=manager, now=at(sent_on, 14))
        if sent_on == today:
            return
        row = submit_realization(realization=row, actor=manager, now=at(sent_on, 16), allow_blank=True)
    verified_on = work_calendar(row.cycle).add(sent_on, 2)
    if verified_on >= today or _still_under_way(cast, row, today):
        return
    if row.unit.code == "GBB" and row.month == 4:
        _return(cast, row, at(sent_on, 17))
        repaired_at = at(sent_on + timedelta(days=1), 9)
        with acting(manager, repaired_at):
            row = submit_realization(realization=row, actor=manager, now=repaired_at, allow_blank=True)
    verified_at = at(verified_on, 10)
    with acting(reviewer, verified_at):
        verify_realization(realization=row, decisions={}, actor=reviewer, now=verified_at, accept_rest=True)


def _still_under_way(cast: Cast, row: Realization, today: date) -> bool:
    """In the newest month one department waits for CMS and another repairs what CMS returned."""
    if Period(row.cycle.year, row.month).shift(1) != Period.of(today):
        return False
    if row.unit.code == "PE":
        _return(cast, row, at(today - timedelta(days=1), 16))
    return row.unit.code in ("PE", "PPIC")


def _return(cast: Cast, row: Realization, now: datetime) -> None:
    """CMS returns the first row and accepts the others."""
    reviewer = cast.reviewer(row.unit.code)
    first, *others = row.actuals.order_by("pk")
    decisions = {actual.pk: RowDecision("accepted") for actual in others}
    decisions[first.pk] = RowDecision("returned", "Bukti pendukung belum dilampirkan.")
    with acting(reviewer, now):
        return_realization(realization=row, decisions=decisions, actor=reviewer, now=now)


def _evidence(row: Realization, measure: Measure) -> str:
    return f"LAP/{row.unit.code}/{row.cycle.year}/{row.month:02d}"
