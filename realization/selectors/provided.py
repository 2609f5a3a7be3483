"""Data that one department owes another for its month, with a date of its own (realities 7)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Measure
from bsc.periods import Period, due_on
from bsc.selectors.measures import entered_measures
from cint_portal.organization.models import PlanningCycle, Unit
from cint_portal.workdays.selectors import work_calendars
from cint_portal.workflow.todo import Todo
from realization.models import Actual, Realization
from realization.selectors.expected import is_due_in

Status = Realization.Status
WAITING = (Status.NOT_FILLED, Status.DRAFT, Status.RETURNED, Status.REOPENED)


@dataclass(frozen=True)
class Handover:
    """What one department owes another for a month that is still open, and until when."""

    month: Realization
    measures: tuple[Measure, ...]
    due_on: date

    @property
    def provider(self) -> Unit:
        provider = self.measures[0].data_provider
        assert provider is not None  # noqa: S101 (owed by somebody)
        return provider


def provider_todos(units: Collection[int]) -> list[Todo]:
    """What these departments hand over for months that others still fill: one task per receiver and month.

    Settled when the figure stands in the receiver's month. Four queries; one where nothing is provided.
    """
    return [_todo(row) for row in handovers(units)]


def handovers(units: Collection[int] | None = None) -> list[Handover]:
    """What these departments owe, or all of them, by receiver, month and provider."""
    owed = _owed(units)
    if not owed:
        return []
    measures = [measure for rows in owed.values() for measure in rows]
    fillers = {row.filler_unit_id for row in measures}
    fillers |= {term["filler"] for row in measures for term in row.earlier}
    open_ = Realization.objects.filter(status__in=WAITING, unit__in=fillers, cycle__in=owed)
    months = list(open_.select_related("unit", "cycle").order_by("cycle", "month", "unit__name"))
    stands = set(
        Actual.objects.filter(realization__in=months)
        .exclude(state=Actual.State.BLANK)
        .values_list("measure", "month")
    )
    calendars = work_calendars({row.cycle for row in months}) if months else {}
    found = []
    for row in months:
        period = Period(row.cycle.year, row.month)
        by_provider: dict[int, list[Measure]] = defaultdict(list)
        for measure in owed[row.cycle_id]:
            due = is_due_in(measure, period) and (measure.pk, row.month) not in stands
            if due and measure.filler_in(row.month) == row.unit_id:
                by_provider[measure.data_provider_id or 0].append(measure)
        for rows in by_provider.values():
            first = min(due_on(period, measure.provider_due_day) for measure in rows)
            found.append(Handover(row, tuple(rows), calendars[row.cycle_id].due(first)))
    return found


def _owed(units: Collection[int] | None) -> dict[int, list[Measure]]:
    """Decided measures whose data come from these departments and that another one enters, by year."""
    found: dict[int, list[Measure]] = defaultdict(list)
    for cycle in PlanningCycle.objects.filter(realizations__status__in=WAITING).distinct():
        rows = entered_measures(cycle).filter(data_provider__isnull=False)
        rows = rows if units is None else rows.filter(data_provider__in=units)
        for measure in rows.exclude(data_provider=F("filler_unit")).prefetch_related(None):
            found[cycle.pk].append(measure)
    return dict(found)


def _todo(row: Handover) -> Todo:
    return Todo(
        kind="task",
        title=_("Serahkan data realisasi ke %(unit)s") % {"unit": row.month.unit.name},
        unit=row.provider.name,
        period=row.month.month_name,
        url=reverse("bsc:measure-detail", args=[row.measures[0].pk]),
        due_on=row.due_on,
        note=", ".join(measure.name for measure in row.measures),
        unit_id=row.provider.pk,
    )
