"""A department's month as values: its rows, what is due, what stands there and what it is worth."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.scoring import BandSet as Bands
from bsc.selectors.rows import MeasureSpec
from cint_portal.organization.models import Unit
from realization.models import Actual, Realization
from realization.rules import RESTRICTED, ActualValue
from realization.selectors.figures import (
    BandLook,
    MonthResult,
    doubts,
    figure_text,
    loss_words,
    month_result,
    target_text,
)
from realization.selectors.sight import Shown

Decision = Actual.Decision


@dataclass(frozen=True)
class Weighing:
    """A scorecard that weighs the measure, and the row's place in it."""

    unit_id: int
    unit_kind: str
    unit_name: str
    scorecard_status: str
    place: tuple[int, ...]
    green_from: Decimal | None = None
    yellow_from: Decimal | None = None


@dataclass(frozen=True)
class MonthRow:
    """A measure in the month; `actual` is what is stored for it, None before the first save."""

    spec: MeasureSpec
    actual: Actual | None
    last: ActualValue | None
    figures: dict[int, ActualValue]
    month: int
    is_due: bool

    @property
    def figure(self) -> ActualValue | None:
        return self.figures.get(self.month)

    @property
    def is_blank(self) -> bool:
        """Neither a value nor N/A."""
        return self.figure is None or self.figure.state == Actual.State.BLANK


@dataclass(frozen=True)
class GridRow(MonthRow):
    """A measure in the grid, with the scorecards that weigh it and the bands that judge it."""

    weighings: tuple[Weighing, ...]
    unit_id: int
    bands: Bands
    shown: Shown = Shown.FIGURE
    #: The result of a row whose figures are taken out, where the reader may know percentage and colour.
    judged: MonthResult | None = None

    @cached_property
    def result(self) -> MonthResult:
        return self.judged or month_result(self.spec, self.month, self.figures, self.bands)

    @property
    def is_veiled(self) -> bool:
        """Terbatas, not released, and not this reader's to know."""
        return self.shown is not Shown.FIGURE

    @property
    def target_text(self) -> str:
        return target_text(self.spec, self.month)

    @property
    def last_text(self) -> str:
        return figure_text(self.spec, self.last)

    @property
    def figure_text(self) -> str:
        return figure_text(self.spec, self.figure)

    @property
    def in_words(self) -> str:
        return loss_words(self.spec, self.month, self.figure)

    @cached_property
    def doubts(self) -> list[str]:
        value = self.figure.value if self.figure else None
        return doubts(self.spec, value, self.month, self.last)

    @property
    def is_own(self) -> bool:
        """Weighed by the unit's own scorecard; every other row is filled for somebody else."""
        return any(w.unit_id == self.unit_id for w in self.weighings)

    @property
    def mark(self) -> str:
        """For whom a row is filled: KPI Korporat, KPI Direktorat …, KPI Bersama; empty for the unit's own."""
        others = [w for w in self.weighings if w.unit_id != self.unit_id]
        if not others:
            return ""
        if self.is_own:
            return _("KPI Bersama")
        if others[0].unit_kind == Unit.Kind.CORPORATE:
            return _("KPI Korporat")
        return _("KPI %(unit)s") % {"unit": others[0].unit_name}

    @property
    def spoken_name(self) -> str:
        """The name for labels: KPIs of two scorecards may be called alike."""
        return f"{self.spec.name} ({self.mark})" if self.mark else self.spec.name

    @property
    def is_accepted(self) -> bool:
        return self.actual is not None and self.actual.decision == Decision.ACCEPTED

    @property
    def is_returned(self) -> bool:
        return self.actual is not None and self.actual.decision == Decision.RETURNED

    @property
    def state_chip(self) -> BandLook:
        """What stands in the place of a result where there is none."""
        if not self.is_due:
            return BandLook(_("Tidak diukur bulan ini"), "not-due")
        if self.figure is not None and self.figure.state == RESTRICTED:
            return BandLook(_("Terbatas"), "restricted")
        if self.figure is not None and self.figure.state == Actual.State.NOT_APPLICABLE:
            return BandLook(_("Tidak berlaku (N/A)"), "na")
        return BandLook(_("Belum ada data"), "no-data")

    @property
    def chip(self) -> BandLook:
        return self.result.band or self.state_chip


@dataclass(frozen=True)
class MonthGrid:
    """All rows of a department's month, in the order of its scorecard, others' KPIs after its own."""

    realization: Realization
    due: tuple[GridRow, ...]
    not_due: tuple[GridRow, ...]
    computed: tuple[str, ...]

    @property
    def rows(self) -> dict[int, GridRow]:
        return {row.spec.id: row for row in self.due}

    @property
    def filled(self) -> int:
        return sum(not row.is_blank for row in self.due)

    @property
    def blanks(self) -> tuple[str, ...]:
        """Names of due KPIs without value and without N/A."""
        return tuple(row.spec.name for row in self.due if row.is_blank)

    @property
    def provisional(self) -> tuple[str, ...]:
        return tuple(row.spec.name for row in self.due if row.figure and row.figure.provisional)

    @property
    def awaits_establishment(self) -> bool:
        """Filled against an approved version that no meeting has established yet."""
        return any(
            w.scorecard_status == Scorecard.Status.APPROVED
            for row in (*self.due, *self.not_due)
            for w in row.weighings
        )
