"""One KPI of a scorecard, month by month: raw value, score, who sent and who verified it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.models import Measure
from bsc.periods import View
from bsc.selectors.rows import KpiRow, MeasureSpec
from cint_portal.core.clock import is_on_time
from cint_portal.core.templatetags.portal_format import num
from realization.models import Actual
from realization.selectors.actuals import as_value
from realization.selectors.figures import figure_text, is_cumulative
from realization.selectors.results.compute import Scores
from realization.selectors.results.lines import kpi_line
from realization.selectors.results.shapes import KpiLine
from realization.selectors.results.spans import Span, month_name
from realization.selectors.results.veil import restricted_text
from realization.selectors.results.wording import short_percent


@dataclass(frozen=True)
class MonthLine:
    """One month of the KPI."""

    month: int
    name: str
    is_over: bool
    raw_text: str
    line: KpiLine
    sent_by: str
    sent_at: datetime | None
    is_late: bool
    verified_by: str
    verified_at: datetime | None
    note: str
    evidence: str

    @property
    def is_measured(self) -> bool:
        return self.line.state != "not due"


@dataclass(frozen=True)
class KpiYear:
    """A KPI with its months and the span that the page quotes above them."""

    line: KpiLine
    span: Span
    months: tuple[MonthLine, ...]
    facts: tuple[tuple[str, str], ...]


def kpi_year(scores: Scores, kpi_id: int, span: Span) -> KpiYear | None:
    """The KPI of this scorecard, None when it has no such row. One query beside the book's."""
    rows = {row.id: row for kpi in scores.book.structure.kpis for row in (kpi, *kpi.parts)}
    kpi = rows.get(kpi_id)
    if kpi is None or not kpi.leaves:
        return None
    stored = _stored(kpi.measure)
    return KpiYear(
        line=kpi_line(scores, span, kpi),
        span=span,
        months=tuple(
            _month(scores, kpi, Span(span.year, View.MONTH, month, span.through), stored.get(month))
            for month in range(1, 13)
        ),
        facts=tuple((label, text) for label, text in _facts(kpi, scores) if text),
    )


def _stored(spec: MeasureSpec | None) -> dict[int, Actual]:
    if spec is None:
        return {}
    rows = Actual.objects.filter(measure=spec.id).select_related(
        "realization__submitted_by", "realization__verified_by"
    )
    return {row.month: row for row in rows if row.realization.is_sent}


def _month(scores: Scores, kpi: KpiRow, span: Span, actual: Actual | None) -> MonthLine:
    sent = actual.realization if actual else None
    line = kpi_line(scores, span, kpi)
    return MonthLine(
        month=span.month,
        name=month_name(span.year, span.month),
        is_over=span.is_over,
        raw_text=restricted_text() if line.is_veiled else _raw(scores, kpi, span.month, actual),
        line=line,
        sent_by=str(sent.submitted_by or "") if sent else "",
        sent_at=sent.submitted_at if sent else None,
        is_late=bool(
            sent and sent.first_submitted_at and not is_on_time(sent.first_submitted_at, sent.due_on)
        ),
        verified_by=str(sent.verified_by or "") if sent else "",
        verified_at=sent.verified_at if sent else None,
        # Words about a figure may well repeat it.
        note=(actual.na_reason or actual.note) if actual and not line.is_veiled else "",
        evidence=actual.evidence if actual and not line.is_veiled else "",
    )


def _raw(scores: Scores, kpi: KpiRow, month: int, actual: Actual | None) -> str:
    """What was typed; of a cumulative KPI also what the month added, of a computed one what came out."""
    spec = kpi.measure
    if spec is None:
        return "–"
    found = scores.leaf(spec, (month,)).figures[0]
    if not spec.is_entered:
        return num(found.value, spec.decimals) if isinstance(found.value, Decimal) else "–"
    text = figure_text(spec, as_value(actual)) if actual else "–"
    if is_cumulative(spec) and isinstance(found.value, Decimal):
        added = num(found.value, spec.decimals)
        return _("%(typed)s (bulan ini %(added)s)") % {"typed": text, "added": added}
    return text


def _facts(kpi: KpiRow, scores: Scores) -> list[tuple[str, str]]:
    spec = kpi.measure
    if spec is None:
        return [(_("Sub-indikator"), ", ".join(part.name for part in kpi.parts))]
    return [
        (_("Definisi"), spec.definition),
        (_("Rumus"), spec.formula_text),
        (_("Satuan"), spec.unit),
        (_("Sifat"), str(Measure.Polarity(spec.polarity).label)),
        (_("Frekuensi Pengukuran"), str(Measure.Frequency(spec.frequency).label)),
        (_("Konsolidasi"), str(Measure.Consolidation(spec.consolidation).label)),
        (_("Cara Input"), str(Measure.InputMode(spec.input_mode).label)),
        (_("Batas atas pencapaian"), short_percent(spec.cap) if spec.cap is not None else _("tanpa batas")),
        (_("Pengisi Realisasi"), spec.filler_name or _("dihitung oleh portal")),
        (_("Pemilik utama"), spec.owner_name),
        (_("Penyedia Data"), spec.provider_name),
    ]
