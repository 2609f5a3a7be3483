"""Values of a form in words, for the preview."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bsc.excel.columns import MONTHS
from bsc.excel.targets import Calculation, Target, calculation_text, month_text, target_text
from bsc.excel.vocabulary import Vocabulary
from cint_portal.core.templatetags.portal_format import num

_WEIGHTS = ("weight", "lane_weight")
_LISTS = ("polarity", "frequency", "consolidation", "input_mode", "is_process", "kinds")


def shown_value(name: str, value: Any, words: Vocabulary | None) -> str:
    """What a person reads for a value; "" for nothing."""
    if value is None or value == "":
        return _("dibagi otomatis") if name == "months" else ""
    if isinstance(value, Target):
        return target_text(value)
    if isinstance(value, Calculation):
        return calculation_text(value)
    if name == "months":
        return " · ".join(f"{MONTHS[month - 1]} {month_text(*pair)}" for month, pair in sorted(value.items()))
    if isinstance(value, Decimal):
        return f"{num(value)} %" if name in _WEIGHTS else num(value)
    return _word(name, value, words) if words is not None else str(value)


def _word(name: str, value: Any, words: Vocabulary) -> str:
    if name == "lane":
        return next((lane.label for lane in words.lanes if lane.pk == value), "")
    if name in ("filler", "provider"):
        return next((unit.name for unit in words.departments if unit.pk == value), "")
    if name in _LISTS:
        return words.label(name, value) or (_("Tidak") if name == "is_process" else "")
    return str(value)
