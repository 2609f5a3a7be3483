"""What a figure was before: the values that CMS has decided on, from the row history (7.2.5)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from cint_portal.audit.history import author_of, moment_of
from cint_portal.core.templatetags.portal_format import moment
from realization.models import Actual, Realization
from realization.rules import ActualValue
from realization.selectors.figures import figure_text
from realization.selectors.grid import GridRow

Decision = Actual.Decision


@dataclass(frozen=True)
class PreviousFigure:
    """A figure that CMS accepted or returned and that was changed afterwards; `by` typed it, at `at`."""

    state: str
    value: Decimal | None
    denominator: Decimal | None
    by: str
    at: datetime

    @property
    def content(self) -> tuple[str, Decimal | None, Decimal | None]:
        return (self.state, self.value, self.denominator)


def previous_figures(realization: Realization) -> dict[int, list[PreviousFigure]]:
    """By row id, oldest first; rows that never changed after a decision are absent. One query."""
    history = apps.get_model("realization", "ActualEvent")
    events = history.objects.filter(realization_id=realization.pk).order_by("pgh_id")
    rows: dict[int, list[Any]] = defaultdict(list)
    for event in events:
        rows[event.pgh_obj_id].append(event)
    found = {pk: _decided_figures(its) for pk, its in rows.items()}
    return {pk: figures for pk, figures in found.items() if figures}


def _decided_figures(events: list[Any]) -> list[PreviousFigure]:
    """Figures that stood in the row when CMS decided, without the one that stands there now."""
    decided: list[PreviousFigure] = []
    typed, written = None, events[0]
    for event in events:
        content = (event.state, event.value, event.denominator)
        if content != typed:
            typed, written = content, event
        if event.decision != Decision.PENDING and content not in [figure.content for figure in decided]:
            decided.append(PreviousFigure(*content, by=author_of(written), at=moment_of(written)))
    return [figure for figure in decided if figure.content != typed]


def previous_lines(row: GridRow, previous: dict[int, list[PreviousFigure]]) -> list[str]:
    """What stood in a row before, for the page: "sebelumnya 52.000, oleh Andi Wijaya, …, 09.12 WIB"."""
    if row.is_veiled:
        return []
    found = previous.get(row.actual.pk, []) if row.actual else []
    return [_previous_line(row, figure) for figure in found]


def _previous_line(row: GridRow, figure: PreviousFigure) -> str:
    value = figure_text(row.spec, ActualValue(figure.state, figure.value, figure.denominator))
    if not figure.by:
        return _("sebelumnya %(value)s") % {"value": value}
    facts = {"value": value, "name": figure.by, "at": moment(figure.at)}
    return _("sebelumnya %(value)s, oleh %(name)s, %(at)s") % facts
