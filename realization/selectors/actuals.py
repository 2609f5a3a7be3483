"""Figures by measure and month, as scores, reports and the grid read them."""

from collections.abc import Iterable

from cint_portal.organization.models import PlanningCycle
from realization.models import Actual, ClosedMonth, Realization
from realization.rules import ActualValue

Status = Realization.Status
Decision = Actual.Decision

_UNSENT = ActualValue()


def actuals_of(measure_ids: Iterable[int], cycle: PlanningCycle) -> dict[tuple[int, int], ActualValue]:
    """(measure id, month) → the figure that counts; what was never sent is blank. One query."""
    rows = Actual.objects.filter(measure__in=list(measure_ids), realization__cycle=cycle).select_related(
        "realization"
    )
    return {(row.measure_id, row.month): as_value(row) for row in rows}


def as_value(actual: Actual) -> ActualValue:
    """The figure as scores read it; its realization must be loaded."""
    return as_typed(actual) if actual.realization.is_sent else _UNSENT


def as_typed(actual: Actual) -> ActualValue:
    """The figure as it stands in the grid, sent or not; its realization must be loaded."""
    return ActualValue(
        state=actual.state,
        value=actual.value,
        denominator=actual.denominator,
        verified=_is_verified(actual),
        provisional=actual.is_provisional,
        decision=actual.decision,
        na_reason=actual.na_reason,
        note=actual.note,
    )


def _is_verified(actual: Actual) -> bool:
    """After a reopening the rows that were not touched stay verified."""
    realization = actual.realization
    kept = realization.verified_at is not None and actual.decision == Decision.ACCEPTED
    return realization.status == Status.VERIFIED or (realization.is_sent and kept)


def closed_months(cycle: PlanningCycle) -> frozenset[int]:
    """Months for which Tutup Bulan was done: a missing value counts 0 there."""
    return frozenset(ClosedMonth.objects.filter(cycle=cycle).values_list("month", flat=True))
