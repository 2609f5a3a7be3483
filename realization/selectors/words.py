"""Free words about a month that holds an unpublished figure: who reads them, what of them is mailed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from django.utils.translation import gettext as _

from bsc.selectors.figure_class import restricted_measures
from bsc.selectors.figure_readers import figure_reader, tells_a_quantity
from cint_portal.organization.models import User
from cint_portal.workflow.presentation import HistoryLine
from realization.models import Realization
from realization.selectors.sight import released_months


def mailable(realization: Realization, text: str) -> str:
    """The words, unless they hold a number and the month a figure that is not released (realities 27)."""
    text = text.strip()
    if not tells_a_quantity(text) or not holds_unreleased(realization):
        return text
    return _("(tertulis di portal, karena bulan ini memuat angka Terbatas yang belum dirilis)")


def readable_by(reader: User, realization: Realization) -> Callable[[str], str]:
    """What this reader gets of comments and reasons about the month; asks nothing while none has a number.

    Who knows what the unit enters knows every figure of its month.
    """

    @cache
    def is_closed() -> bool:
        known = figure_reader(reader).knows(realization.unit_id, realization.unit_id)
        return not known and holds_unreleased(realization)

    def read(text: str) -> str:
        if not tells_a_quantity(text) or not is_closed():
            return text
        return _("(tertutup: memuat angka, dan bulan ini memiliki angka Terbatas yang belum dirilis)")

    return read


def spoken_to(reader: User, realization: Realization, lines: Iterable[HistoryLine]) -> list[HistoryLine]:
    """A history with its comments as this reader may read them."""
    read = readable_by(reader, realization)
    return [replace(line, comment=read(line.comment)) for line in lines]


def holds_unreleased(realization: Realization) -> bool:
    if realization.month <= released_months([realization.cycle]).get(realization.cycle.year, 0):
        return False
    return bool(restricted_measures(realization.actuals.values_list("measure", flat=True)))
