"""What a proposed change of a scorecard would do to its totals, before anybody decides on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bsc.models import ChangeRequest
from bsc.periods import View
from bsc.selectors.proposal import Content
from bsc.selectors.proposed import proposed_structure
from bsc.selectors.terms import Term, Terms
from realization.selectors.results.compute import Scores
from realization.selectors.results.reading import Book, read_book, read_books
from realization.selectors.results.shapes import Total
from realization.selectors.results.spans import Span, month_through
from realization.selectors.results.totals import total_of
from realization.selectors.sight import Reader

_VIEWS = (View.YEAR_TO_DATE, View.HALF_YEAR, View.YEAR)


@dataclass(frozen=True)
class Effect:
    """A span's total as it is and as it would be."""

    label: str
    before: Total
    after: Total

    @property
    def changes(self) -> bool:
        return self.before.text != self.after.text


def effect_of(request: ChangeRequest, content: Content, now: datetime, reader: Reader) -> list[Effect]:
    """Year to date, the half-year under way and the year, with the figures reported so far."""
    return _effects(read_book(request.scorecard, now, reader), request, content, now)


def effects_of(
    proposed: Sequence[tuple[ChangeRequest, Content]], now: datetime, reader: Reader
) -> list[tuple[ChangeRequest, list[Effect]]]:
    """The same for the requests of one year; the number of queries does not grow with them."""
    books = read_books([request.scorecard for request, _content in proposed], now, reader)
    return [
        (request, _effects(books[request.scorecard_id], request, content, now))
        for request, content in proposed
    ]


def _effects(book: Book, request: ChangeRequest, content: Content, now: datetime) -> list[Effect]:
    year = request.scorecard.cycle.year
    through = month_through(year, now)
    before, after = Scores(book), Scores(_proposed(book, content, request.effective_month))
    spans = [Span(year, view, max(through, 1), through) for view in _VIEWS]
    return [Effect(span.label, total_of(before, span), total_of(after, span)) for span in spans]


def _proposed(book: Book, content: Content, month: int) -> Book:
    """The book as it would read: months before the change keep the weights that are in force now."""
    shape = book.structure
    rows = [row for kpi in shape.kpis for row in (kpi, *kpi.parts)]
    current = Term(1, {row.id: row.weight for row in rows}, shape.perspective_weights or {})
    proposed = proposed_structure(shape, content, month)
    changed = [row for kpi in proposed.kpis for row in (kpi, *kpi.parts)]
    term = Term(month, {row.id: row.weight for row in changed}, proposed.perspective_weights or {})
    return replace(book, structure=proposed, terms=Terms((*(book.terms.rows or (current,)), term)))
