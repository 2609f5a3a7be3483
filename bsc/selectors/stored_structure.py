"""A locked version read back into the values that forms and reports are made of.

The inverse of `selectors.content`: what a version does not keep (whose parent, which initiative's name) is
left blank, what only lives beside it (code and kind of the unit, document number) is taken from today.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bsc.models import Scorecard, ScorecardVersion
from bsc.models.scorecard import ObjectiveKind
from bsc.scoring import read_step_rules
from bsc.selectors.rows import (
    ActivityRow,
    FormulaInput,
    KpiRow,
    MeasureSpec,
    ObjectiveRow,
    ParentKpi,
    PerspectiveRow,
    ScorecardStructure,
)

Content = Mapping[str, Any]
_NUMBERS: Final = frozenset(
    {"weight", "green_from", "yellow_from", "lower", "upper", "worst", "cap", "last_year", "target"}
)
_DAYS: Final = frozenset({"consulted_on", "starts_on", "ends_on"})
#: The names that a version keeps beside its content, by what they name.
_LABELS: Final = ("units", "inputs", "parents", "sources")


def structure_of_version(version: ScorecardVersion) -> ScorecardStructure:
    """The scorecard as this version locked it; no query beyond the version's scorecard."""
    scorecard, content = version.scorecard, version.content
    labels = content.get("labels", {})
    names = {kind: labels.get(kind, {}) for kind in _LABELS}
    return ScorecardStructure(
        scorecard_id=scorecard.pk,
        cycle_id=scorecard.cycle_id,
        year=content["year"],
        unit_id=content["unit_id"],
        unit_code=scorecard.unit.code,
        unit_name=labels.get("unit") or scorecard.unit.name,
        unit_kind=scorecard.unit.kind,
        status=Scorecard.Status.ESTABLISHED,
        version=scorecard.version,
        revision=version.revision,
        weighting=content["weighting"],
        total_bands=content["total_bands"],
        document_number=scorecard.document_number,
        perspectives=tuple(_lane(lane, names) for lane in content["perspectives"]),
        vision=labels.get("vision", ""),
        mission=labels.get("mission", ""),
        employee_id=content.get("employee_id"),
        employee_name=labels.get("employee_name", ""),
    )


def _lane(lane: Content, names: Content) -> PerspectiveRow:
    objectives = tuple(_objective(row, lane["id"], names) for row in lane["objectives"])
    return PerspectiveRow(lane["id"], lane["kind"], lane["label"], _number(lane["weight"]), objectives)


def _objective(row: Content, lane_id: int, names: Content) -> ObjectiveRow:
    return ObjectiveRow(
        **_kept(ObjectiveRow, row, "kinds", "kpis", "programme"),
        perspective_id=lane_id,
        kinds=tuple(kind for kind in ObjectiveKind.values if kind in row["kinds"]),  # signed in ABC order
        source_name=names["sources"].get(str(row["source_id"]), ""),
        source_unit_name="",
        programme=tuple(ActivityRow(**_kept(ActivityRow, line)) for line in row.get("programme", ())),
        kpis=tuple(_kpi(kpi, row["id"], lane_id, names) for kpi in row["kpis"]),
    )


def _kpi(row: Content, objective_id: int, lane_id: int, names: Content) -> KpiRow:
    return KpiRow(
        **_kept(KpiRow, row, "measure", "parts"),
        objective_id=objective_id,
        perspective_id=lane_id,
        is_group=row["measure"] is None,
        measure=_measure(row["measure"], names) if row["measure"] else None,
        parent=_parent(row["parent_id"], names) if row["parent_id"] else None,
        initiatives=tuple((pk, "") for pk in row["initiative_ids"]),
        decision="",
        decision_comment="",
        parts=tuple(_kpi(part, objective_id, lane_id, names) for part in row["parts"]),
    )


def _parent(pk: int, names: Content) -> ParentKpi:
    """Name and number are kept; where the parent stands today is no matter of this version."""
    name = names["parents"].get(str(pk), "")
    return ParentKpi(id=pk, name=name, code="", unit_name="", scorecard_id=0, cycle_id=0, status="")


def _measure(row: Content, names: Content) -> MeasureSpec:
    units = names["units"]
    return MeasureSpec(
        **_kept(MeasureSpec, row, "steps", "targets", "inputs", "smart", "criteria"),
        own_cap=_number(row["cap"]),
        owner_name=units.get(str(row["owner_id"]), ""),
        filler_name=units.get(str(row["filler_id"]), ""),
        provider_name=units.get(str(row["provider_id"]), ""),
        steps=read_step_rules(row["steps"]),
        targets={
            int(month): (Decimal(value), _number(denominator))
            for month, (value, denominator) in row["targets"].items()
        },
        smart=tuple(row.get("smart", ())),
        criteria=tuple(row.get("criteria", ())),
        inputs=tuple(
            FormulaInput(symbol, pk, names["inputs"].get(str(pk), "")) for symbol, pk in row.get("inputs", ())
        ),
    )


def _kept(kind: type[Any], row: Content, *but: str) -> dict[str, Any]:
    """The fields of a row that the content holds; one that came later and says nothing keeps its default."""
    found = [one for one in fields(kind) if one.name not in but]
    given = {one.name: _value(one.name, row[one.name]) for one in found if one.name in row}
    later = {one.name for one in found if one.default is not MISSING}
    return {name: value for name, value in given.items() if value is not None or name not in later}


def _value(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return _number(value)
    if name in _DAYS:
        return date.fromisoformat(value) if value else None
    return value


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
