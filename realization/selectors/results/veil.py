"""What a line of a result becomes for a reader who may not know its figure (realities 27)."""

from dataclasses import replace

from django.utils.translation import gettext as _

from cint_portal.core.templatetags.portal_format import MISSING
from realization.selectors.figures import BandLook
from realization.selectors.results.shapes import KpiLine
from realization.selectors.sight import Shown


def restricted_text() -> str:
    """What stands in the place of the figure."""
    return _("Terbatas")


def restricted_chip() -> BandLook:
    """What stands in the place of a result of which nothing may be seen."""
    return BandLook(restricted_text(), "restricted")


def veiled(line: KpiLine, shown: Shown, look: BandLook | None) -> KpiLine:
    """The line without its figure and what tells it; `look` is its colour without a number."""
    if shown is Shown.FIGURE:
        return line
    if shown is Shown.NOTHING:
        return withheld(line)
    if shown is Shown.CLASS:
        return classed(line, look)
    return replace(line, actual=None, actual_text=restricted_text(), uncapped_text="", shown=shown)


def classed(line: KpiLine, look: BandLook | None) -> KpiLine:
    """The colour and what it is called; neither percentage nor score, which lead back to the figure."""
    said = _("Angka Terbatas belum dirilis: hanya warnanya yang terbaca.")
    return replace(
        line,
        actual=None,
        actual_text=restricted_text(),
        achievement=None,
        achievement_text=look.label if look else MISSING,
        uncapped_text="",
        chip=look or line.chip,
        score=None,
        score_text=MISSING,
        explanation=said if line.is_counted else line.explanation,
        shown=Shown.CLASS,
    )


def withheld(line: KpiLine) -> KpiLine:
    """Nothing but that it is there: target and weight are part of the established scorecard."""
    return replace(
        line,
        actual=None,
        actual_text=restricted_text(),
        achievement=None,
        achievement_text=MISSING,
        uncapped_text="",
        chip=restricted_chip(),
        met=None,
        score=None,
        score_text=MISSING,
        is_counted=False,
        marks=(),
        explanation=_("Angka Terbatas: belum dirilis."),
        shown=Shown.NOTHING,
    )
