"""From the JSON of a content back to values: a KPI that stands only in a request, not in the tables yet."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from bsc.models import Kpi
from bsc.scoring import read_step_rules
from bsc.selectors.rows import FormulaInput, KpiRow, MeasureSpec, MonthTarget, ParentKpi

_FIGURES = ("lower", "upper", "worst", "last_year", "target")
_LISTS = ("smart", "criteria")


def read_targets(stored: Mapping[str, Any]) -> dict[int, MonthTarget]:
    """Targets by month (1..12)."""
    return {
        int(month): (Decimal(value), decimal_or_none(denominator))
        for month, (value, denominator) in stored.items()
    }


def decimal_or_none(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def read_row(row: Mapping[str, Any], *, objective_id: int, lane_id: int) -> KpiRow:
    """A KPI with its sub-indicators as values; names of other rows are left out."""
    measure = row["measure"]
    return KpiRow(
        id=row["id"],
        objective_id=objective_id,
        perspective_id=lane_id,
        code=row["code"],
        name=row["name"],
        weight=decimal_or_none(row["weight"]),
        is_group=measure is None,
        is_process=row["is_process"],
        pic=row["pic"],
        measure=read_spec(measure) if measure else None,
        parent=_parent(row["parent_id"]) if row["parent_id"] else None,
        cascade_kind=row["cascade_kind"],
        rollup=row["rollup"],
        basis=row["basis"],
        initiatives=tuple((pk, "") for pk in row["initiative_ids"]),
        decision=Kpi.Decision.ACCEPTED,
        decision_comment="",
        through_month=row.get("through_month"),
        from_month=row.get("from_month"),
        cascade_scope=row.get("cascade_scope", ""),
        basis_kind=row.get("basis_kind", ""),
        facet=row.get("facet", ""),
        green_from=decimal_or_none(row.get("green_from")),
        yellow_from=decimal_or_none(row.get("yellow_from")),
        parts=tuple(read_row(part, objective_id=objective_id, lane_id=lane_id) for part in row["parts"]),
        replaces_id=row.get("replaces_id"),
    )


def _parent(pk: int) -> ParentKpi:
    """That there is one; the tables say what it is called and where it stands."""
    return ParentKpi(id=pk, name="", code="", unit_name="", scorecard_id=0, cycle_id=0, status="")


def read_spec(measure: Mapping[str, Any]) -> MeasureSpec:
    """A measure as values; a field that the content leaves out says nothing, as when it was signed."""
    known = {one.name for one in fields(MeasureSpec)}
    plain = {name: value for name, value in measure.items() if name in known}
    plain |= {name: decimal_or_none(measure[name]) for name in _FIGURES}
    plain |= {name: tuple(measure[name]) for name in _LISTS if name in measure}
    cap = decimal_or_none(measure["cap"])
    plain |= dict.fromkeys(("owner_name", "filler_name", "provider_name"), "")
    plain |= {
        "cap": cap,
        "own_cap": cap,
        "inputs": tuple(FormulaInput(symbol, pk) for symbol, pk in measure.get("inputs", ())),
        "steps": read_step_rules(measure["steps"]),
        "targets": read_targets(measure["targets"]),
    }
    return MeasureSpec(**plain)
