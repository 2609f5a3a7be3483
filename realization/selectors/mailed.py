"""What of the words about a month may leave the portal in a mail."""

import re

from django.utils.translation import gettext as _

from bsc.selectors.figure_class import restricted_measures
from realization.models import Realization
from realization.selectors.sight import released_months

_NUMBER = re.compile(r"\d")


def mailable(realization: Realization, text: str) -> str:
    """The words, unless they hold a number and the month a figure that is not released (realities 27)."""
    text = text.strip()
    if not _NUMBER.search(text) or not holds_unreleased(realization):
        return text
    return _("(tertulis di portal, karena bulan ini memuat angka Terbatas yang belum dirilis)")


def holds_unreleased(realization: Realization) -> bool:
    if realization.month <= released_months([realization.cycle]).get(realization.cycle.year, 0):
        return False
    return bool(restricted_measures(realization.actuals.values_list("measure", flat=True)))
