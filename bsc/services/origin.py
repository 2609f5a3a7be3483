"""Where a KPI came from, and until when its figures are a proposal only."""

from django.db.models import QuerySet

from bsc.models import Kpi, KpiOrigin, Measure
from bsc.services.editing import Edit
from bsc.services.figure_class import inherit_class

LABEL = 400


def note_origin(edit: Edit, kpi: Kpi, source: Measure, kind: str, *, is_proposal: bool) -> KpiOrigin:
    """Say from which definition a new KPI was taken over."""
    origin = KpiOrigin(kpi=kpi, kind=kind, source=source, label=label_of(source), is_proposal=is_proposal)
    origin.save()
    edit.changed = True
    if kpi.measure is not None:
        inherit_class(source, kpi.measure)
    return origin


def label_of(source: Measure) -> str:
    """Departemen PPIC 2026 · Biaya produksi."""
    return f"{source.owner_unit} {source.cycle.year} · {source.name}"[:LABEL]


def confirm_proposals(edit: Edit, kpis: QuerySet[Kpi]) -> int:
    """Whoever saves a proposed KPI stands by its figures; returns how many were proposals."""
    confirmed = KpiOrigin.objects.filter(kpi__in=kpis, is_proposal=True).update(is_proposal=False)
    edit.changed = edit.changed or bool(confirmed)
    return confirmed
