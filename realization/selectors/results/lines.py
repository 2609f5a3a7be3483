"""A scorecard's result as pages, Excel and PDF show it: ready-made strings beside the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import Scorecard
from bsc.models.scorecard import ObjectiveKind
from bsc.scoring import KpiResult, KpiState, Scale, ScorecardResult, grade_on
from bsc.selectors.rows import KpiRow, MeasureSpec, ObjectiveRow, PerspectiveRow, ScorecardStructure
from realization.selectors.figures import BandLook, band_of, is_met, percent
from realization.selectors.results.compute import LeafScore, Scores, Standing
from realization.selectors.results.spans import Span, month_name
from realization.selectors.results.wording import (
    explain,
    explain_group,
    figure,
    is_capped,
    score_number,
    score_text,
    short_percent,
    target_words,
    total_text,
)


@dataclass(frozen=True)
class KpiLine:
    """One row: exact numbers for Excel, strings for page and print."""

    id: int
    code: str
    name: str
    unit: str
    objective: str
    target: Decimal | None
    target_text: str
    actual: Decimal | None
    actual_text: str
    achievement: Decimal | None
    achievement_text: str
    uncapped_text: str
    chip: BandLook
    met: bool | None
    weight: Decimal
    weight_text: str
    effective_text: str
    score: Decimal | None
    score_text: str
    state: KpiState
    is_counted: bool
    marks: tuple[BandLook, ...]
    explanation: str
    is_illustration: bool
    is_process: bool
    parts: tuple["KpiLine", ...] = ()

    @property
    def met_text(self) -> str:
        if self.met is None:
            return "–"
        return _("Tercapai") if self.met else _("Tidak Tercapai")


@dataclass(frozen=True)
class ObjectiveLine:
    """Sasaran Strategis with its KPIs and whether it was achieved: all of its judged KPIs are."""

    name: str
    kinds: tuple[str, ...]
    kinds_text: str
    kpis: tuple[KpiLine, ...]

    @property
    def met(self) -> bool | None:
        return all_met(kpi.met for kpi in self.kpis)


@dataclass(frozen=True)
class LaneLine:
    """A perspective with its weighted score (slides: 25,80)."""

    kind: str
    label: str
    weight_text: str
    effective_text: str
    average: Decimal | None
    average_text: str
    score: Decimal | None
    score_text: str
    objectives: tuple[ObjectiveLine, ...]

    @property
    def kpis(self) -> tuple[KpiLine, ...]:
        return tuple(kpi for objective in self.objectives for kpi in objective.kpis)


@dataclass(frozen=True)
class Total:
    """A total in the scale of its band set; the grade only when nothing is still to come."""

    number: Decimal | None
    text: str
    scale: Scale
    grade: BandLook | None
    state: str
    is_unverified: bool
    notes: tuple[str, ...]

    @property
    def grade_text(self) -> str:
        """Biru – Sangat Baik · A."""
        if self.grade is None:
            return ""
        return f"{self.grade.label} – {self.grade.word}" if self.grade.word else self.grade.label

    @property
    def color(self) -> str:
        """The class of the cell: a band, or the state that stands in its place."""
        return self.grade.color if self.grade else self.state


@dataclass(frozen=True)
class ScorecardView:
    """One scorecard over one span."""

    structure: ScorecardStructure
    span: Span
    total: Total
    lanes: tuple[LaneLine, ...]
    result: ScorecardResult
    left_out: tuple[str, ...]

    @property
    def kpis(self) -> tuple[KpiLine, ...]:
        return tuple(kpi for lane in self.lanes for kpi in lane.kpis)

    @property
    def objectives(self) -> tuple[ObjectiveLine, ...]:
        return tuple(objective for lane in self.lanes for objective in lane.objectives)

    @property
    def has_illustration(self) -> bool:
        return any(line.is_illustration for kpi in self.kpis for line in (kpi, *kpi.parts))

    @property
    def awaits_establishment(self) -> bool:
        return self.structure.status == Scorecard.Status.APPROVED


STATES = {
    KpiState.NOT_DUE: "not-due",
    KpiState.NOT_APPLICABLE: "na",
    KpiState.UNVERIFIED: "unverified",
    KpiState.BLANK: "no-data",
}


def all_met(verdicts: object) -> bool | None:
    """True when all that can be judged are met, None when nothing can."""
    judged = [verdict for verdict in verdicts if verdict is not None]  # type: ignore[attr-defined]
    return all(judged) if judged else None


def scorecard_view(scores: Scores, span: Span) -> ScorecardView:
    """Everything a page shows of a scorecard in a span."""
    result = scores.total(span.months)
    drawer = _Drawer(scores, span, {row.key: row for row in _rows(result)})
    lanes = tuple(drawer.lane(lane, result) for lane in scores.book.structure.perspectives)
    names = {kpi.id: kpi.name for kpi in scores.book.structure.kpis}
    return ScorecardView(
        structure=scores.book.structure,
        span=span,
        total=total_of(scores, span),
        lanes=lanes,
        result=result,
        left_out=tuple(names[int(str(key))] for key in result.left_out),
    )


def _rows(result: ScorecardResult) -> list[KpiResult]:
    return [row for kpi in result.kpis for row in (kpi, *kpi.parts)]


def total_of(scores: Scores, span: Span) -> Total:
    """The total of a span with its grade, or the state that stands in its place."""
    result, bands = scores.total(span.months), scores.book.total_bands
    graded = result.total if result.gradable and span.is_over else None
    band = None if graded is None else grade_on(graded, bands)
    return Total(
        number=score_number(result.total, bands.scale),
        text=total_text(result.total, bands.scale),
        scale=bands.scale,
        grade=BandLook(band.label.capitalize(), band.color, getattr(band, "word", "")) if band else None,
        state=_total_state(scores, span, result),
        is_unverified=result.unverified,
        notes=tuple(_notes(scores, span, result)),
    )


def _total_state(scores: Scores, span: Span, result: ScorecardResult) -> str:
    leaves = [
        scores.leaf(leaf.measure, span.months) for leaf in scores.book.structure.leaves if leaf.measure
    ]
    if any(leaf.is_late for leaf in leaves):
        return "late"
    if result.provisional:
        return "provisional" if result.total is not None else "no-data"
    if result.total is not None:
        return "provisional"
    return "na" if any(row.state is KpiState.NOT_APPLICABLE for row in result.kpis) else "not-due"


def _notes(scores: Scores, span: Span, result: ScorecardResult) -> list[str]:
    """What a reader must know beside the number."""
    notes = []
    if not span.has_begun:
        return [_("Belum ada bulan yang berakhir.")]
    if not span.is_over:
        notes.append(_("Berjalan: dihitung s.d. %(month)s.") % {"month": month_name(span.year, span.through)})
    if result.provisional:
        counts = {"n": result.reported, "m": result.due}
        notes.append(_("Sementara, %(n)d dari %(m)d KPI.") % counts)
    if result.total is not None and result.measured_weight < 1:
        notes.append(_("Bobot terukur %(weight)s.") % {"weight": short_percent(result.measured_weight)})
    if result.unverified:
        notes.append(_("Memuat angka yang belum diverifikasi."))
    if scores.book.structure.status == Scorecard.Status.APPROVED:
        notes.append(_("Scorecard ini belum ditetapkan."))
    return notes


class _Drawer:
    """Writes the rows of one scorecard in one span."""

    def __init__(self, scores: Scores, span: Span, rows: Mapping[object, KpiResult]) -> None:
        self.scores, self.span, self.rows = scores, span, rows
        self.scale = scores.book.total_bands.scale

    def lane(self, lane: PerspectiveRow, result: ScorecardResult) -> LaneLine:
        found = next((row for row in result.perspectives if row.key == lane.id), None)
        average, score = (found.average, found.score) if found else (None, None)
        return LaneLine(
            kind=lane.kind,
            label=lane.label,
            weight_text=short_percent(found.weight if found else None),
            effective_text=short_percent(found.effective_weight if found else None),
            average=score_number(average, self.scale),
            average_text=total_text(average, self.scale),
            score=score_number(score, self.scale),
            score_text=score_text(score, self.scale),
            objectives=tuple(self._objective(row) for row in lane.objectives),
        )

    def _objective(self, row: ObjectiveRow) -> ObjectiveLine:
        return ObjectiveLine(
            name=row.name,
            kinds=row.kinds,
            kinds_text=", ".join(str(ObjectiveKind(kind).label) for kind in row.kinds),
            kpis=tuple(self.kpi(kpi, row.name) for kpi in row.kpis if kpi.leaves),
        )

    def kpi(self, kpi: KpiRow, objective: str) -> KpiLine:
        if kpi.is_group or kpi.measure is None:
            return self._group(kpi, objective)
        row, spec = self.rows[kpi.id], kpi.measure
        leaf = self.scores.leaf(spec, self.span.months)
        target = leaf.pair.target if leaf.pair.target is not None else _planned(spec, leaf)
        achievement = row.achievement if row.counted is None else row.counted
        return KpiLine(
            **_common(kpi, row, objective, self.scale),
            unit=spec.unit,
            target=target,
            target_text=target_words(spec, target),
            actual=leaf.pair.actual,
            actual_text=figure(leaf.pair.actual, spec),
            achievement=achievement,
            achievement_text=percent(achievement),
            uncapped_text=percent(leaf.achieved.uncapped) if is_capped(leaf) else "",
            chip=band_of(achievement, self.scores.book.kpi_bands) or state_chip(row.state),
            met=self._met(spec, leaf, target),
            marks=_marks(leaf, row),
            explanation=explain(spec, leaf, row, self.scale, self.span.view),
            is_illustration=spec.is_illustration,
        )

    def _met(self, spec: MeasureSpec, leaf: LeafScore, target: Decimal | None) -> bool | None:
        """A closed month without data is no success, whatever the other months say."""
        if leaf.months(Standing.MISSED) and self.scores.book.rules.blank_in_closed == "zero":
            return False
        if leaf.pair.actual is None:
            return None
        return is_met(spec, leaf.pair.actual, target)

    def _group(self, kpi: KpiRow, objective: str) -> KpiLine:
        row = self.rows[kpi.id]
        parts = tuple(self.kpi(part, objective) for part in kpi.parts)
        return KpiLine(
            **_common(kpi, row, objective, self.scale),
            unit="",
            target=None,
            target_text="–",
            actual=None,
            actual_text="–",
            achievement=row.counted,
            achievement_text=percent(row.counted),
            uncapped_text="",
            chip=band_of(row.counted, self.scores.book.kpi_bands) or state_chip(row.state),
            met=all_met(part.met for part in parts),
            marks=tuple({mark.color: mark for part in parts for mark in part.marks}.values()),
            explanation=explain_group(len(parts), row, self.scale),
            is_illustration=any(part.is_illustration for part in parts),
            parts=parts,
        )


def _planned(spec: MeasureSpec, leaf: LeafScore) -> Decimal | None:
    """The target to show while nothing is reported: of the due months, else the year's."""
    from bsc.scoring import consolidate

    due = [row.month for row in leaf.figures if row.standing is not Standing.NOT_DUE]
    targets = [spec.month_targets[month - 1] for month in due]
    if spec.is_ratio and not any(isinstance(target, tuple) for target in targets):
        return consolidate(targets, "average") or spec.target
    found = consolidate(targets, spec.consolidation)
    return spec.target if found is None and (spec.steps or not due) else found


def _common(kpi: KpiRow, row: KpiResult, objective: str, scale: Scale) -> dict[str, object]:
    return {
        "id": kpi.id,
        "code": kpi.code,
        "name": kpi.name,
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
            BandLook(ngettext("%(n)d bulan tanpa data", "%(n)d bulan tanpa data", missed) % {"n": missed}, "no-data")
        )
    if leaf.is_unverified and row.achievement is not None:
        marks.append(BandLook(_("Belum diverifikasi"), "unverified"))
    if leaf.is_provisional:
        marks.append(BandLook(_("Angka sementara"), "provisional"))
    return tuple(marks)
