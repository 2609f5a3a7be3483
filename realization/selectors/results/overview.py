"""Heat map of a year: units × months, with the spans that people quote beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.periods import View
from cint_portal.organization.models import Unit
from realization.selectors.results.compute import Scores
from realization.selectors.results.reading import read_books
from realization.selectors.results.shapes import Total
from realization.selectors.results.spans import Span, month_through, short_month
from realization.selectors.results.totals import total_of


@dataclass(frozen=True)
class Cell:
    """A total in the grid: its number where there is one, the state as pattern and word."""

    text: str
    color: str
    marks: str
    word: str
    query: str


@dataclass(frozen=True)
class MapRow:
    scorecard_id: int
    unit_name: str
    unit_kind: str
    is_corporate: bool
    months: tuple[Cell, ...]
    spans: tuple[Cell, ...]
    totals: tuple[Total, ...]


@dataclass(frozen=True)
class HeatMap:
    """The page's table; `corporate` is the top line when the reader may see it."""

    year: int
    through: int
    months: tuple[str, ...]
    spans: tuple[str, ...]
    rows: tuple[MapRow, ...]

    @property
    def corporate(self) -> MapRow | None:
        return next((row for row in self.rows if row.is_corporate), None)

    @property
    def headline(self) -> tuple[tuple[str, Total], ...]:
        """The corporate totals by span."""
        return tuple(zip(self.spans, self.corporate.totals, strict=True)) if self.corporate else ()


def heat_map(scorecards: Iterable[Scorecard], year: int, now: datetime) -> HeatMap:
    """All totals of a year; the number of queries does not grow with the scorecards."""
    through = month_through(year, now)
    anchor = max(through, 1)
    spans = {
        _("S.d. bulan ini"): Span(year, View.YEAR_TO_DATE, anchor, through),
        _("Semester I"): Span(year, View.HALF_YEAR, 6, through),
        _("Semester II"): Span(year, View.HALF_YEAR, 12, through),
        _("Tahun"): Span(year, View.YEAR, anchor, through),
    }
    return HeatMap(
        year=year,
        through=through,
        months=tuple(short_month(month) for month in range(1, 13)),
        spans=tuple(spans),
        rows=tuple(
            _row(Scores(book), year, through, tuple(spans.values()))
            for book in read_books(scorecards, now).values()
        ),
    )


def _row(scores: Scores, year: int, through: int, spans: tuple[Span, ...]) -> MapRow:
    shape = scores.book.structure
    months = [Span(year, View.MONTH, month, through) for month in range(1, 13)]
    totals = tuple(total_of(scores, span) for span in spans)
    return MapRow(
        scorecard_id=shape.scorecard_id,
        unit_name=shape.unit_name,
        unit_kind=str(Unit.Kind(shape.unit_kind).label),
        is_corporate=shape.unit_kind == Unit.Kind.CORPORATE,
        months=tuple(_cell(total_of(scores, span), span) for span in months),
        spans=tuple(_cell(total, span) for total, span in zip(totals, spans, strict=True)),
        totals=totals,
    )


def _cell(total: Total, span: Span) -> Cell:
    """In a narrow column the unit of the number stands in the legend."""
    return Cell(
        text=total.short_text,
        color=total.color,
        marks="unverified" if total.is_unverified else "",
        word=_word(total),
        query=f"?view={span.view}&month={span.month}",
    )


def _word(total: Total) -> str:
    """What the colour or pattern says, for readers who cannot see it."""
    states = {
        "late": _("Terlambat"),
        "provisional": _("Sementara"),
        "no-data": _("Belum ada data"),
        "not-due": _("Tidak diukur"),
        "na": _("Tidak berlaku (N/A)"),
    }
    said = [total.grade_text or states[total.state]]
    if total.is_unverified:
        said.append(_("belum diverifikasi"))
    return ", ".join(said)
