"""Last year's objectives as the page of the copy shows them, with what would be proposed."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.models import Kpi, Scorecard
from bsc.rules.proposed_targets import proposed_target
from bsc.selectors.last_year import YearResult, year_results
from bsc.selectors.rows import KpiRow
from bsc.selectors.structure import structure
from cint_portal.core.rounding import display
from cint_portal.core.templatetags.portal_format import MISSING, num


@dataclass(frozen=True)
class CopyKpi:
    """A KPI with last year's target and result, and the target that follows from them."""

    name: str
    unit: str
    is_part: bool
    target: str
    result: str
    #: 1 dari 2 periode; empty when every period of the year is verified.
    lacking: str
    proposal: str
    is_raised: bool


@dataclass(frozen=True)
class CopyLine:
    """An objective with its KPIs."""

    id: int
    name: str
    lane: str
    kpis: tuple[CopyKpi, ...]


def copy_lines(source: Scorecard) -> list[CopyLine]:
    """Objectives in the order of the page; the number of queries does not grow with them."""
    read = structure(source).running
    rows = Kpi.objects.filter(objective__perspective__scorecard=source, measure__isnull=False)
    measures = [row.measure for row in rows.select_related(
        "measure__cycle", "measure__owner_unit", "measure__filler_unit", "measure__data_provider"
    ).prefetch_related("measure__targets", "measure__inputs") if row.measure]  # fmt: skip
    results = year_results(measures)
    return [
        CopyLine(
            objective.id,
            objective.name,
            lane.label,
            tuple(_kpi(row, results, part) for kpi in objective.kpis for row, part in _with_parts(kpi)),
        )
        for lane in read.perspectives
        for objective in lane.objectives
    ]


def _with_parts(kpi: KpiRow) -> list[tuple[KpiRow, bool]]:
    return [(kpi, False), *((part, True) for part in kpi.parts)]


def _kpi(row: KpiRow, results: dict[int, YearResult], is_part: bool) -> CopyKpi:
    spec = row.measure
    if spec is None:
        return CopyKpi(row.name, "", is_part, MISSING, MISSING, "", MISSING, is_raised=False)
    result = results.get(spec.id)
    last = result.usable(spec.consolidation) if result else None
    proposal = proposed_target(spec.target, last, spec.polarity, places=spec.decimals)
    return CopyKpi(
        row.name,
        spec.unit,
        is_part,
        _text(spec.target),
        _text(result.value if result else None, spec.decimals),
        _lacking(result),
        _text(proposal),
        is_raised=proposal != spec.target,
    )


def _lacking(result: YearResult | None) -> str:
    """A quarterly KPI is due four times, so that these are periods and not months."""
    if result is None or result.is_complete:
        return ""
    return _("%(verified)s dari %(due)s periode") % {"verified": result.verified, "due": result.due}


def _text(value: Decimal | None, places: int | None = None) -> str:
    """As meant, or rounded to the places of the measure."""
    return MISSING if value is None else num(value if places is None else display(value, places))
