"""Rows that an Adendum adds, written into the tables while their request is `approved` (7.1.19)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bsc.models import (
    ChangeAddition,
    ChangeRequest,
    FigureClass,
    Kpi,
    Measure,
    MeasureInput,
    MeasureTarget,
)
from bsc.services.figure_class import inherit_class
from bsc.services.parent_seen import remember_parent
from bsc.services.scorecard import next_position
from cint_portal.workflow.services import history

Content = dict[str, Any]
_FIGURES = ("lower", "upper", "worst", "last_year", "target", "cap")
_RENAMED = {
    "filler_id": "filler_unit_id",
    "provider_id": "data_provider_id",
    "owner_id": "owner_unit_id",
    "steps": "step_rules",
}
#: With these CMS hands a request on, and so agrees to the classes that it asks for.
_HANDED_ON = ("forward", "send_to_board")


def write_additions(request: ChangeRequest, rows: Mapping[int, Content]) -> None:
    """Write the new rows of an approved request; their ids take the place of the placeholders in `rows`."""
    written: dict[int, Kpi] = {}
    found = request.additions.select_related("objective__perspective__scorecard__cycle", "measure")
    for addition in found.order_by("pk"):
        row = rows[addition.placeholder]
        measure = addition.measure
        if row["measure"] is not None and measure is None:
            measure = _write_measure(row["measure"], request)
            row["measure"]["id"] = measure.pk
            _write_class(addition, measure, request)
        group = written[addition.above_id].pk if addition.above_id else addition.group_id
        kpi = _write_kpi(row, addition, measure, group)
        written[addition.pk], row["id"] = kpi, kpi.pk
        addition.added = kpi
        addition.save(update_fields=["added"])


def _write_measure(content: Content, request: ChangeRequest) -> Measure:
    names = {field.attname for field in Measure._meta.concrete_fields} - {"id"}
    values = {_RENAMED.get(name, name): value for name, value in content.items()}
    values |= {name: None if content[name] is None else Decimal(content[name]) for name in _FIGURES}
    kept = {name: value for name, value in values.items() if name in names}
    measure = Measure.objects.create(cycle=request.scorecard.cycle, **kept)
    for month, (value, denominator) in content["targets"].items():
        MeasureTarget.objects.create(
            measure=measure,
            month=int(month),
            value=Decimal(value),
            denominator=None if denominator is None else Decimal(denominator),
        )
    for symbol, source in content.get("inputs", ()):
        MeasureInput.objects.create(measure=measure, symbol=symbol, source_id=source)
    return measure


def _write_kpi(row: Content, addition: ChangeAddition, measure: Measure | None, group: int | None) -> Kpi:
    names = {field.attname for field in Kpi._meta.concrete_fields} - {"id", "objective_id", "measure_id"}
    kept = {name: value for name, value in row.items() if name in names}
    for name in ("weight", "green_from", "yellow_from"):
        kept[name] = None if row.get(name) is None else Decimal(row[name])
    kpi = Kpi.objects.create(
        objective=addition.objective,
        measure=measure,
        group_id=group,
        title="" if measure else row["name"],
        position=next_position(Kpi.objects.filter(objective=addition.objective)),
        decision=Kpi.Decision.ACCEPTED,
        **kept,
    )
    kpi.initiatives.set(row["initiative_ids"])
    if kpi.parent_id is not None:
        remember_parent(kpi)
    return kpi


def _write_class(addition: ChangeAddition, measure: Measure, request: ChangeRequest) -> None:
    """As asked for and handed on by CMS; a KPI that replaces another keeps what was said about that one."""
    if not addition.figure_class:
        if addition.replaces is not None and addition.replaces.measure is not None:
            inherit_class(addition.replaces.measure, measure)
        return
    log = history(request).filter(transition__in=_HANDED_ON).order_by("-pk").first()
    assert log is not None  # noqa: S101 (nothing is approved that was not handed on)
    FigureClass.objects.create(
        measure=measure,
        is_restricted=addition.figure_class == ChangeAddition.FigureClass.RESTRICTED,
        reason=addition.class_reason,
        decided_by_id=log.actor_id or request.requested_by_id,
        decided_at=log.at,
    )
