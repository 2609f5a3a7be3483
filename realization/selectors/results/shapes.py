"""A scorecard's result as pages, Excel and PDF show it: ready-made strings beside the numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.scoring import KpiState, Scale, ScorecardResult
from bsc.selectors.rows import ScorecardStructure
from cint_portal.core.rounding import PLACES
from cint_portal.core.templatetags.portal_format import num
from realization.selectors.figures import BandLook
from realization.selectors.results.spans import Span
from realization.selectors.results.wording import short_percent
from realization.selectors.sight import Shown


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
    #: How much of it the reader gets; what is not shown is not in the other fields either.
    shown: Shown = Shown.FIGURE

    @property
    def is_veiled(self) -> bool:
        """Terbatas, not released, and not this reader's to know."""
        return self.shown is not Shown.FIGURE

    @property
    def is_withheld(self) -> bool:
        return self.shown is Shown.NOTHING

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
    average_text: str
    score: Decimal | None
    score_text: str
    objectives: tuple[ObjectiveLine, ...]
    #: A sum that would tell of a KPI whose figure is not this reader's to know.
    is_withheld: bool = False

    @property
    def hint(self) -> str:
        """rata-rata 103,20 % × bobot 25 %, naming the weight that leaves others' share in."""
        if self.is_withheld:
            return _("memuat angka Terbatas yang belum dirilis")
        if self.score is None:
            return _("tidak ada yang dapat dihitung")
        weight = self.effective_text
        if weight != self.weight_text:
            weight = _("%(weight)s (semula %(planned)s)") % {"weight": weight, "planned": self.weight_text}
        return _("rata-rata %(average)s × bobot %(weight)s") % {
            "average": self.average_text,
            "weight": weight,
        }

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
    state_text: str
    is_unverified: bool
    notes: tuple[str, ...]

    @property
    def grade_text(self) -> str:
        """Biru – Sangat Baik · A."""
        if self.grade is None:
            return ""
        return f"{self.grade.label} – {self.grade.word}" if self.grade.word else self.grade.label

    @property
    def short_text(self) -> str:
        """97,68 · 0,915 A, or the grade alone where the number is not for the reader."""
        if self.number is None:
            return self.grade.label if self.grade else "–"
        letter = f" {self.grade.label}" if self.grade and self.scale is Scale.UNIT else ""
        return num(self.number, PLACES[self.scale]) + letter

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
    def measured_text(self) -> str:
        """Bobot terukur: the planned weight that is in the total."""
        return short_percent(self.result.measured_weight)

    @property
    def awaits_establishment(self) -> bool:
        return self.structure.status == Scorecard.Status.APPROVED


def all_met(verdicts: Iterable[bool | None]) -> bool | None:
    """True when all that can be judged are met, None when nothing can."""
    judged = [verdict for verdict in verdicts if verdict is not None]
    return all(judged) if judged else None
