"""What a line of a result becomes for a reader who may not know its figure (realities 27)."""

from dataclasses import replace

from django.utils.translation import gettext as _

from bsc.periods import View
from bsc.scoring import KpiResult, Scale
from realization.selectors.figures import BandLook
from realization.selectors.results.months import LeafScore
from realization.selectors.results.shapes import KpiLine
from realization.selectors.results.wording import explain_veiled
from realization.selectors.sight import Shown


def restricted_text() -> str:
    """What stands in the place of the figure."""
    return _("Terbatas")


def restricted_chip() -> BandLook:
    """What stands in the place of a result of which nothing may be seen."""
    return BandLook(restricted_text(), "restricted")


def veiled(line: KpiLine, shown: Shown, leaf: LeafScore, row: KpiResult, scale: Scale, view: View) -> KpiLine:
    """The line without its figure and what tells it; with percentage and colour where the year says so."""
    if shown is Shown.FIGURE:
        return line
    if shown is Shown.NOTHING:
        return withheld(line)
    said = explain_veiled(leaf, row, scale, view)
    return replace(
        line, actual=None, actual_text=restricted_text(), uncapped_text="", explanation=said, shown=shown
    )


def withheld(line: KpiLine) -> KpiLine:
    """Nothing but that it is there: target and weight are part of the established scorecard."""
    return replace(
        line,
        actual=None,
        actual_text=restricted_text(),
        achievement=None,
        achievement_text="–",
        uncapped_text="",
        chip=restricted_chip(),
        met=None,
        score=None,
        score_text="–",
        is_counted=False,
        marks=(),
        explanation=_("Angka Terbatas: belum dirilis."),
        shown=Shown.NOTHING,
    )
