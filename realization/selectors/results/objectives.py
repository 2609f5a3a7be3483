"""How far each objective of a scorecard has come: the colours of its strategy map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bsc.scoring import weighted_total
from bsc.selectors.rows import KpiRow
from realization.selectors.figures import BandLook, band_of, class_of, percent
from realization.selectors.results.compute import Scores
from realization.selectors.results.spans import Span
from realization.selectors.sight import Shown, least


@dataclass(frozen=True)
class ObjectiveResult:
    """An objective's achievement: its KPIs by their weight, judged with the bands of a KPI."""

    id: int
    name: str
    text: str
    look: BandLook


def objective_results(scores: Scores, span: Span) -> list[ObjectiveResult]:
    """Objectives with at least one figure in the span, in the order of the scorecard."""
    rows = {row.key: row for row in scores.total(span.months).kpis}
    found = []
    for objective in scores.book.structure.objectives:
        shown = _shown(scores, objective.kpis, span)
        if shown is Shown.NOTHING:
            continue
        counted = [rows[kpi.id] for kpi in objective.kpis if kpi.id in rows]
        total = weighted_total([(row.counted, row.effective_weight or 0) for row in counted])
        look = (band_of if shown.has_number else class_of)(total, scores.book.kpi_bands)
        if total is not None and look is not None:
            text = percent(total) if shown.has_number else look.label
            found.append(ObjectiveResult(objective.id, objective.name, text, look))
    return found


def _shown(scores: Scores, kpis: Sequence[KpiRow], span: Span) -> Shown:
    """Nothing where the colour would tell: of a hidden KPI, or by moving an unverified one beside it."""
    shown = least(scores.row_shown(kpi, span.months) for kpi in kpis)
    if shown is Shown.CLASS and scores.can_be_moved(kpis, span.months):
        return Shown.NOTHING
    return shown


def color_counts(results: list[ObjectiveResult]) -> list[str]:
    """“5 hijau”, “2 merah”, in the order in which the colours first appear."""
    counts = Counter(result.look.word or result.look.color for result in results)
    return [_("%(n)d sasaran %(color)s") % {"n": n, "color": color} for color, n in counts.items()]
