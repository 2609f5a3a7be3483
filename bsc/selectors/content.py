"""The content of a scorecard as canonical JSON: what an approval signs and a locked version keeps."""

import json
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from bsc.models import Scorecard
from bsc.selectors.rows import (
    ActivityRow,
    KpiRow,
    MeasureSpec,
    ObjectiveRow,
    PerspectiveRow,
    ScorecardStructure,
)
from bsc.selectors.structure import structure
from cint_portal.core.rounding import plain_text

FORMAT = 1

#: Names of other tables' rows: kept for the reader, outside the hash, so that a renamed unit voids nothing.
_LABELS = ("owner_name", "filler_name", "provider_name")


@cache
def _defaults(row: Any) -> dict[str, Any]:
    """Of the fields by name, MISSING where one must be given: asked of each row of each scorecard."""
    return {one.name: one.default for one in fields(row)}


#: What a measure is signed with: what it always had, and what came later as far as it says something.
_SPECIAL = (*_LABELS, "targets", "steps", "cap", "own_cap", "inputs", "earlier")
_KEPT = [
    name for name, default in _defaults(MeasureSpec).items() if name not in _SPECIAL and default is MISSING
]
_LATER = [name for name in _defaults(MeasureSpec) if name not in (*_SPECIAL, *_KEPT)]


def content_of(scorecard: Scorecard) -> dict[str, Any]:
    """Perspectives, objectives, KPIs, measures and targets; no status, no decision, no date."""
    return content_of_structure(structure(scorecard))


def content_of_structure(scorecard: ScorecardStructure) -> dict[str, Any]:
    """The same from values that were read already."""
    return {
        "format": FORMAT,
        "year": scorecard.year,
        "unit_id": scorecard.unit_id,
        "weighting": scorecard.weighting,
        "total_bands": scorecard.total_bands,
        **_said(scorecard, "employee_id"),
        "perspectives": [_perspective(lane) for lane in scorecard.perspectives],
        "labels": {
            "unit": scorecard.unit_name,
            **_said(scorecard, "employee_name", "vision", "mission"),
            **_labels(scorecard),
        },
    }


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON; the labels are not part of what is signed."""
    signed = {key: value for key, value in content.items() if key != "labels"}
    text = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _perspective(lane: PerspectiveRow) -> dict[str, Any]:
    return {
        "id": lane.id,
        "kind": lane.kind,
        "label": lane.label,
        "weight": _plain(lane.weight),
        "objectives": [_objective(row) for row in lane.objectives],
    }


def _objective(row: ObjectiveRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kinds": sorted(row.kinds),
        "source_id": row.source_id,
        "cascade_kind": row.cascade_kind,
        "basis": row.basis,
        **_said(row, "basis_kind", "consultation", "consulted_on"),
        **({"programme": [_activity(line) for line in row.programme]} if row.programme else {}),
        "kpis": [kpi_content(kpi) for kpi in row.kpis],
    }


def _activity(line: ActivityRow) -> dict[str, Any]:
    """How far it has come is reported during the year: no part of what is signed."""
    kept = [one.name for one in fields(line) if one.name != "percent"]
    return {name: _plain(getattr(line, name)) for name in kept}


def _said(row: Any, *names: str) -> dict[str, Any]:
    """Those of the fields that came later which say something.

    Blank ones stay out, so that what was signed before a field existed keeps its hash.
    """
    defaults = _defaults(row.__class__)
    found = {name: getattr(row, name) for name in names}
    return {name: _plain(value) for name, value in found.items() if value != defaults[name]}


def kpi_content(row: KpiRow) -> dict[str, Any]:
    """One row as it stands in a content."""
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "weight": _plain(row.weight),
        "is_process": row.is_process,
        "pic": row.pic,
        "parent_id": row.parent.id if row.parent else None,
        "cascade_kind": row.cascade_kind,
        "rollup": row.rollup,
        "basis": row.basis,
        **_said(row, "cascade_scope", "basis_kind", "facet", "green_from", "yellow_from"),
        **_said(row, "through_month", "from_month", "replaces_id"),
        "initiative_ids": sorted(pk for pk, _name in row.initiatives),
        "measure": _measure(row.measure) if row.measure else None,
        "parts": [kpi_content(part) for part in row.parts],
    }


def _measure(spec: MeasureSpec) -> dict[str, Any]:
    """Every field of the measure: a field that is added later is signed without being named here.

    A cap that the year sets belongs to the year, as its dates do: None is what the board signs then.
    """
    return {
        "cap": _plain(spec.own_cap),
        **{name: _plain(getattr(spec, name)) for name in _KEPT},
        **_said(spec, *_LATER),
        **({"inputs": [[one.symbol, one.measure_id] for one in spec.inputs]} if spec.inputs else {}),
        "steps": [[str(step.comparator), _plain(step.threshold), _plain(step.score)] for step in spec.steps],
        "targets": {
            str(month): [_plain(value), _plain(denominator)]
            for month, (value, denominator) in sorted(spec.targets.items())
        },
    }


def measure_content(spec: MeasureSpec, year: int) -> dict[str, Any]:
    """One measure as it would stand in a scorecard's content, with the names that its words need."""
    return {"year": year, "measure": _measure(spec), "labels": measure_labels([spec])}


def _labels(scorecard: ScorecardStructure) -> dict[str, Any]:
    return {
        **measure_labels([leaf.measure for leaf in scorecard.leaves if leaf.measure]),
        "parents": {str(kpi.parent.id): kpi.parent.name for kpi in scorecard.kpis if kpi.parent},
        "sources": {str(row.source_id): row.source_name for row in scorecard.objectives if row.source_id},
    }


def measure_labels(measures: list[MeasureSpec]) -> dict[str, Any]:
    """Names of the units and KPIs that these measures speak of."""
    return {
        "units": {
            str(pk): name
            for spec in measures
            for pk, name in (
                (spec.owner_id, spec.owner_name),
                (spec.filler_id, spec.filler_name),
                (spec.provider_id, spec.provider_name),
            )
            if pk is not None
        },
        "inputs": {str(one.measure_id): one.name for spec in measures for one in spec.inputs},
    }


def _plain(value: Any) -> Any:
    """Decimals as text without trailing zeros, so that reading again gives the same text."""
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        return value
    return plain_text(value)
