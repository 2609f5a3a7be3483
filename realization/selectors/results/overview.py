"""Heat map of a year: units × months, with the spans that people quote beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bsc.models import BandSet, Scorecard
from bsc.periods import View
from bsc.scoring import Band
from cint_portal.core.templatetags.portal_format import num
from cint_portal.organization.models import Unit
from realization.selectors.figures import BandLook
from realization.selectors.results.compute import Scores
from realization.selectors.results.reading import Book, read_books
from realization.selectors.results.shapes import Total
from realization.selectors.results.spans import Span, month_through, short_month
from realization.selectors.results.totals import total_of
from realization.selectors.sight import Reader


@dataclass(frozen=True)
class Cell:
    """A total in the grid; `word` says what its colour or pattern says."""

    label: str
    total: Total
    word: str
    query: str


@dataclass(frozen=True)
class MapRow:
    scorecard_id: int
    unit_name: str
    is_corporate: bool
    months: tuple[Cell, ...]
    spans: tuple[Cell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The page's table; `corporate` is the top line when the reader may see it."""

    year: int
    through: int
    months: tuple[str, ...]
    spans: tuple[str, ...]
    bands: tuple[BandLook, ...]
    rows: tuple[MapRow, ...]

    @property
    def withholds(self) -> bool:
        """Whether a total is kept back because of an unpublished figure in it."""
        cells = (cell for row in self.rows for cell in (*row.months, *row.spans))
        return any(cell.total.state == "restricted" for cell in cells)

    @property
    def corporate(self) -> MapRow | None:
        return next((row for row in self.rows if row.is_corporate), None)


def heat_map(scorecards: Iterable[Scorecard], year: int, now: datetime, reader: Reader) -> HeatMap:
    """All totals of a year; the number of queries does not grow with the scorecards."""
    through, books = month_through(year, now), list(read_books(scorecards, now, reader).values())
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
        bands=_legend(books),
        rows=tuple(_row(Scores(book), year, through, spans) for book in books),
    )


def _legend(books: list[Book]) -> tuple[BandLook, ...]:
    """The colours of a total with their lower ends: > 80 Sangat Baik."""
    found = books[0].bands[BandSet.Purpose.TOTAL] if books else ()
    return tuple(BandLook(_lower_end(band), band.color, getattr(band, "word", "")) for band in found)


def _lower_end(band: Band) -> str:
    if band.lower is None:
        return band.label.capitalize()
    return f"{'≥' if band.inclusive else '>'} {num(band.lower)}"


def _row(scores: Scores, year: int, through: int, spans: dict[str, Span]) -> MapRow:
    shape = scores.book.structure
    months = [Span(year, View.MONTH, month, through) for month in range(1, 13)]
    return MapRow(
        scorecard_id=shape.scorecard_id,
        unit_name=shape.unit_name,
        is_corporate=shape.unit_kind == Unit.Kind.CORPORATE,
        months=tuple(_cell(span.label, scores, span) for span in months),
        spans=tuple(_cell(label, scores, span) for label, span in spans.items()),
    )


def _cell(label: str, scores: Scores, span: Span) -> Cell:
    total = total_of(scores, span)
    return Cell(label, total, _word(total), f"?view={span.view}&month={span.month}")


def _word(total: Total) -> str:
    """What the colour or pattern says, for readers who cannot see it."""
    said = [total.grade_text or total.state_text]
    if total.is_unverified:
        said.append(_("belum diverifikasi"))
    return ", ".join(said)
