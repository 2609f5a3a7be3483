"""The content of a scorecard as canonical JSON: what an approval signs and a locked version keeps."""

import json
from dataclasses import fields
from decimal import Decimal
from hashlib import sha256
from typing import Any

from bsc.models import Scorecard
from bsc.selectors.rows import KpiRow, MeasureSpec, ObjectiveRow, PerspectiveRow, ScorecardStructure
from bsc.selectors.structure import structure

FORMAT = 1

#: Names of other tables' rows: kept for the reader, outside the hash, so that a renamed unit voids nothing.
_LABELS = ("owner_name", "filler_name", "provider_name")


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
        "perspectives": [_perspective(lane) for lane in scorecard.perspectives],
        "labels": {"unit": scorecard.unit_name, **_labels(scorecard)},
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
        "kpis": [_kpi(kpi) for kpi in row.kpis],
    }


def _kpi(row: KpiRow) -> dict[str, Any]:
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
        "initiative_ids": sorted(pk for pk, _name in row.initiatives),
        "measure": _measure(row.measure) if row.measure else None,
        "parts": [_kpi(part) for part in row.parts],
    }


def _measure(spec: MeasureSpec) -> dict[str, Any]:
    """Every field of the measure: a field that is added later is signed without being named here.

    A cap that the year sets belongs to the year, as its dates do: None is what the board signs then.
    """
    special = (*_LABELS, "targets", "steps", "cap", "own_cap")
    kept = [field.name for field in fields(spec) if field.name not in special]
    return {
        "cap": _plain(spec.own_cap),
        **{name: _plain(getattr(spec, name)) for name in kept},
        "steps": [[str(step.comparator), _plain(step.threshold), _plain(step.score)] for step in spec.steps],
        "targets": {
            str(month): [_plain(value), _plain(denominator)]
            for month, (value, denominator) in sorted(spec.targets.items())
        },
    }


def _labels(scorecard: ScorecardStructure) -> dict[str, Any]:
    measures = [leaf.measure for leaf in scorecard.leaves if leaf.measure]
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
        "parents": {str(kpi.parent.id): kpi.parent.name for kpi in scorecard.kpis if kpi.parent},
        "sources": {str(row.source_id): row.source_name for row in scorecard.objectives if row.source_id},
    }


def _plain(value: Any) -> Any:
    """Decimals as text without trailing zeros, so that reading again gives the same text."""
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if not isinstance(value, Decimal):
        return value
    return format(value.normalize() if value else Decimal(0), "f")
