"""Draws a scorecard's rows in a span: one line per KPI, objective and perspective."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models.scorecard import ObjectiveKind
from bsc.scoring import BandSet, KpiResult, KpiState, Scale, ScorecardResult, consolidate
from bsc.selectors.own_bands import own_bands
from bsc.selectors.replacing import term_text
from bsc.selectors.rows import KpiRow, MeasureSpec, ObjectiveRow, PerspectiveRow
from realization.selectors.figures import BandLook, band_of, class_of, is_met, percent
from realization.selectors.results.compute import Scores
from realization.selectors.results.months import LeafScore, Standing
from realization.selectors.results.shapes import KpiLine, LaneLine, ObjectiveLine, ScorecardView, all_met
from realization.selectors.results.spans import Span
from realization.selectors.results.totals import total_of
from realization.selectors.results.veil import classed, veiled, withheld
from realization.selectors.results.wording import (
    explain,
    explain_group,
    explain_veiled,
    figure,
    is_capped,
    score_number,
    score_text,
    short_percent,
    target_words,
    total_text,
)
from realization.selectors.sight import Shown

STATES = {
    KpiState.NOT_DUE: "not-due",
    KpiState.NOT_APPLICABLE: "na",
    KpiState.UNVERIFIED: "unverified",
    KpiState.BLANK: "no-data",
}


def scorecard_view(scores: Scores, span: Span) -> ScorecardView:
    """Everything a page shows of a scorecard in a span."""
    result = scores.total(span.months)
    drawer = _Drawer(scores, span, {row.key: row for row in _rows(result)})
    lanes = tuple(drawer.lane(lane, result) for lane in scores.book.structure.perspectives)
    names = {kpi.id: kpi.name for kpi in _in_force(scores.book.structure.kpis, span)}
    return ScorecardView(
        structure=scores.book.structure,
        span=span,
        total=total_of(scores, span),
        lanes=lanes,
        result=result,
        left_out=tuple(names[pk] for key in result.left_out if (pk := int(str(key))) in names),
    )


def _in_force(rows: Iterable[KpiRow], span: Span) -> list[KpiRow]:
    """An Adendum's new KPI is no part of the months before it, an ended one none of those after it."""
    return [row for row in rows if any(map(row.runs_in, span.months))]


def _rows(result: ScorecardResult) -> list[KpiResult]:
    return [row for kpi in result.kpis for row in (kpi, *kpi.parts)]


def kpi_line(scores: Scores, span: Span, kpi: KpiRow) -> KpiLine:
    """One row of the scorecard in a span."""
    rows = {row.key: row for row in _rows(scores.total(span.months))}
    return _Drawer(scores, span, rows).kpi(kpi, "")


class _Drawer:
    """Writes the rows of one scorecard in one span."""

    def __init__(self, scores: Scores, span: Span, rows: Mapping[object, KpiResult]) -> None:
        self.scores, self.span, self.rows = scores, span, rows
        self.scale = scores.book.total_bands.scale

    def lane(self, lane: PerspectiveRow, result: ScorecardResult) -> LaneLine:
        objectives = tuple(self._objective(row) for row in lane.objectives)
        hidden = any(not kpi.shown.has_number for objective in objectives for kpi in objective.kpis)
        found = next((row for row in result.perspectives if row.key == lane.id), None)
        average, score = (found.average, found.score) if found and not hidden else (None, None)
        return LaneLine(
            kind=lane.kind,
            label=lane.label,
            weight_text=short_percent(found.weight if found else None),
            effective_text=short_percent(found.effective_weight if found else None),
            average_text=total_text(average, self.scale),
            score=score_number(score, self.scale),
            score_text=score_text(score, self.scale),
            objectives=objectives,
            is_withheld=hidden,
        )

    def _objective(self, row: ObjectiveRow) -> ObjectiveLine:
        return ObjectiveLine(
            name=row.name,
            kinds=row.kinds,
            kinds_text=", ".join(str(ObjectiveKind(kind).label) for kind in row.kinds),
            kpis=tuple(self.kpi(kpi, row.name) for kpi in _in_force(row.kpis, self.span) if kpi.leaves),
        )

    def kpi(self, kpi: KpiRow, objective: str) -> KpiLine:
        if kpi.is_group or kpi.measure is None:
            return self._group(kpi, objective)
        row, spec = self.rows[kpi.id], kpi.measure.in_month(self.span.months[-1])
        leaf = self.scores.leaf(spec, self.span.months)
        target = leaf.pair.target if leaf.pair.target is not None else _planned(spec, leaf)
        achievement = row.achievement if row.counted is None else row.counted
        shown = self.scores.opens(spec, self.span.months)
        say = explain_veiled if shown is Shown.PERCENT else explain
        line = KpiLine(
            **_common(kpi, row, objective, self.span, self.scale),
            unit=spec.unit,
            target=target,
            target_text=target_words(spec, target),
            actual=leaf.pair.actual,
            actual_text=figure(leaf.pair.actual, spec),
            achievement=achievement,
            achievement_text=percent(achievement),
            uncapped_text=percent(leaf.achieved.uncapped) if is_capped(leaf) else "",
            chip=band_of(achievement, self._bands(kpi)) or state_chip(row.state),
            met=self._met(spec, leaf, target),
            marks=_marks(leaf, row),
            explanation=say(spec, leaf, row, self.scale, self.span.view),
            is_illustration=spec.is_illustration,
        )
        return veiled(line, shown, class_of(achievement, self._bands(kpi)))

    def _bands(self, kpi: KpiRow) -> BandSet:
        return own_bands(kpi.green_from, kpi.yellow_from, self.scores.book.kpi_bands)

    def _met(self, spec: MeasureSpec, leaf: LeafScore, target: Decimal | None) -> bool | None:
        """A closed month without data is no success, whatever the other months say."""
        if leaf.months(Standing.MISSED) and self.scores.book.rules.blank_in_closed == "zero":
            return False
        if leaf.pair.actual is None:
            return None
        return is_met(spec, leaf.pair.actual, target)

    def _group(self, kpi: KpiRow, objective: str) -> KpiLine:
        row = self.rows[kpi.id]
        parts = tuple(self.kpi(part, objective) for part in _in_force(kpi.parts, self.span))
        line = KpiLine(
            **_common(kpi, row, objective, self.span, self.scale),
            unit="",
            target=None,
            target_text="–",
            actual=None,
            actual_text="–",
            achievement=row.counted,
            achievement_text=percent(row.counted),
            uncapped_text="",
            chip=band_of(row.counted, self._bands(kpi)) or state_chip(row.state),
            met=all_met(part.met for part in parts),
            marks=tuple({mark.color: mark for part in parts for mark in part.marks}.values()),
            explanation=explain_group(len(parts), row, self.scale),
            is_illustration=any(part.is_illustration for part in parts),
            parts=parts,
        )
        return self._veiled_group(line, kpi)

    def _veiled_group(self, line: KpiLine, kpi: KpiRow) -> KpiLine:
        """What its parts let see; no colour that one's own unverified part could still turn."""
        shown = self.scores.row_shown(kpi, self.span.months)
        if shown.has_number:
            return line
        if shown is Shown.CLASS and not self.scores.can_be_moved([kpi], self.span.months):
            return classed(line, class_of(line.achievement, self._bands(kpi)))
        return withheld(line)


def _planned(spec: MeasureSpec, leaf: LeafScore) -> Decimal | None:
    """The target to show while nothing is reported: of the due months, else the year's."""
    due = [row.month for row in leaf.figures if row.standing is not Standing.NOT_DUE]
    targets = [spec.month_targets[month - 1] for month in due]
    if spec.is_ratio and not any(isinstance(target, tuple) for target in targets):
        return consolidate(targets, "average") or spec.target
    found = consolidate(targets, spec.consolidation)
    return spec.target if found is None and (spec.steps or not due) else found


def _common(kpi: KpiRow, row: KpiResult, objective: str, span: Span, scale: Scale) -> dict[str, Any]:
    return {
        "id": kpi.id,
        "code": kpi.code,
        "name": _name_in(kpi, span),
        "objective": objective,
        "weight": row.weight,
        "weight_text": short_percent(row.weight),
        "effective_text": short_percent(row.effective_weight),
        "score": score_number(row.contribution, scale),
        "score_text": score_text(row.contribution, scale),
        "state": row.state,
        "is_counted": row.counted is not None,
        "is_process": kpi.is_process,
    }


def _name_in(kpi: KpiRow, span: Span) -> str:
    """Where it was in force for a part of the span only, the months tell it from its successor."""
    if all(map(kpi.runs_in, span.months)):
        return kpi.name
    return f"{kpi.name} ({term_text(kpi.from_month, kpi.through_month, span.year)})"


def state_chip(state: KpiState) -> BandLook:
    """What stands in the place of a result."""
    words = {
        KpiState.NOT_DUE: _("Tidak diukur"),
        KpiState.NOT_APPLICABLE: _("Tidak berlaku (N/A)"),
        KpiState.UNVERIFIED: _("Belum diverifikasi"),
    }
    return BandLook(words.get(state, _("Belum ada data")), STATES.get(state, "no-data"))


def _marks(leaf: LeafScore, row: KpiResult) -> tuple[BandLook, ...]:
    """Patterns beside the chip: late, months without data, unverified, provisional."""
    marks = []
    if leaf.is_late:
        marks.append(BandLook(_("Terlambat"), "late"))
    missed = len(leaf.months(Standing.MISSED))
    if missed and row.state is not KpiState.BLANK:
        marks.append(
            BandLook(
                ngettext("%(n)d bulan tanpa data", "%(n)d bulan tanpa data", missed) % {"n": missed},
                "no-data",
            )
        )
    if leaf.is_unverified and row.achievement is not None:
        marks.append(BandLook(_("Belum diverifikasi"), "unverified"))
    if leaf.is_provisional:
        marks.append(BandLook(_("Angka sementara"), "provisional"))
    return tuple(marks)
