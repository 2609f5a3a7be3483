"""One measure in one month: what the figure is worth, as ready-made strings for the grid."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.periods import monthly_from_cumulative, targets_as_reported
from bsc.scoring import BandSet, Comparator, achieve_period, consolidate_pair, grade_on, met
from bsc.selectors.rows import MeasureSpec
from cint_portal.core.rounding import decimal_of, exact
from cint_portal.core.templatetags.portal_format import num, pct
from realization.rules import RESTRICTED, ActualValue, Around, questions

Figure = Decimal | tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class BandLook:
    """What `components/_band_chip.html` draws."""

    label: str
    color: str
    word: str = ""


@dataclass(frozen=True)
class MonthResult:
    """Achievement of a figure; `met` is None when it cannot be judged."""

    achievement: Decimal | None
    uncapped: Decimal | None
    band: BandLook | None
    met: bool | None
    derived: str = ""

    @property
    def met_text(self) -> str:
        if self.met is None:
            return ""
        return _("Tercapai") if self.met else _("Tidak Tercapai")

    @property
    def explanation(self) -> str:
        """What the colour alone does not say: met or not, the value without cap, the derived month."""
        capped = (
            self.uncapped is not None and self.achievement is not None and self.uncapped > self.achievement
        )
        beyond = _("tanpa batas %(value)s") % {"value": percent(self.uncapped)} if capped else ""
        return " · ".join(text for text in (self.met_text, beyond, self.derived) if text)


NOTHING = MonthResult(None, None, None, None)


def month_result(
    spec: MeasureSpec, month: int, figures: Mapping[int, ActualValue], bands: BandSet
) -> MonthResult:
    """Judge the month's figure alone; `figures` holds the year's months up to it."""
    figure = figures.get(month, ActualValue()).reported
    if figure is None:
        return NOTHING
    target, actual, derived = _month_pair(spec, month, figures)
    achieved = achieve_period(spec.rule, [target], [actual], spec.consolidation)
    pair = consolidate_pair([target], [actual], spec.consolidation)
    return MonthResult(
        achieved.counted,
        achieved.uncapped,
        band_of(achieved.counted, bands),
        is_met(spec, pair.actual, pair.target),
        _("bulan ini %(value)s") % {"value": num(derived, spec.decimals)} if derived is not None else "",
    )


def _month_pair(
    spec: MeasureSpec, month: int, figures: Mapping[int, ActualValue]
) -> tuple[Figure, Figure, Decimal | None]:
    """Target and actual of the month; a cumulative figure is compared by what it adds (realities 12)."""
    figure = figures[month].reported
    if not is_cumulative(spec) or isinstance(figure, tuple):
        return spec.month_targets[month - 1], figure, None
    values = [_plain(figures.get(m, ActualValue()).reported) for m in range(1, month + 1)]
    targets = [_plain(target) for target in spec.month_targets[:month]]
    added = monthly_from_cumulative(values)[month - 1]
    return targets_as_reported(targets, values)[month - 1], added, added


def is_cumulative(spec: MeasureSpec) -> bool:
    """Entered year-to-date; only sums can be taken apart again."""
    return spec.input_mode == "cumulative" and spec.consolidation == "sum"


def _plain(figure: Figure) -> Decimal | None:
    return figure if isinstance(figure, Decimal) else None


def is_met(spec: MeasureSpec, actual: Decimal | None, target: Decimal | None) -> bool | None:
    if spec.comparator == Comparator.BETWEEN:
        if spec.lower is None or spec.upper is None:
            return None
        return met(actual, (spec.lower, spec.upper), spec.comparator, places=spec.decimals)
    return met(actual, target, spec.comparator, places=spec.decimals)


def band_of(achievement: Decimal | None, bands: BandSet) -> BandLook | None:
    """The chip of a KPI's achievement; judged on the number that is shown."""
    if achievement is None:
        return None
    band = grade_on(achievement, bands)
    return BandLook(percent(achievement), band.color, getattr(band, "word", ""))


def class_of(achievement: Decimal | None, bands: BandSet) -> BandLook | None:
    """The chip for who may know the colour and what it is called, but no percentage."""
    if achievement is None:
        return None
    band = grade_on(achievement, bands)
    return BandLook(band.label.capitalize(), band.color, getattr(band, "word", ""))


def percent(share: Decimal | None) -> str:
    """A share (1 = 100 %) as people read it."""
    return pct(None if share is None else decimal_of(exact(share) * 100), 2)


def target_text(spec: MeasureSpec, month: int) -> str:
    """The month's target with its comparator: ≥ 100, or 95–105, or the pair of a ratio."""
    if spec.comparator == Comparator.BETWEEN and spec.lower is not None:
        return f"{num(spec.lower, spec.decimals)} – {num(spec.upper, spec.decimals)}"
    value, denominator = spec.targets.get(month, (None, None))
    if value is None:
        return "–"
    written = num(value, spec.decimals)
    if denominator is not None:
        return f"{written} / {num(denominator, spec.decimals)}"
    return f"{spec.comparator} {written}"


def figure_text(spec: MeasureSpec, figure: ActualValue | None) -> str:
    """A stored figure in words: a number, a pair, N/A, or a dash when there is none."""
    if figure is None or figure.state == "blank":
        return "–"
    if figure.state == "na":
        return _("N/A")
    if figure.state == RESTRICTED:
        return _("Terbatas")
    written = num(figure.value, spec.decimals)
    return written if figure.denominator is None else f"{written} / {num(figure.denominator, spec.decimals)}"


def doubts(spec: MeasureSpec, value: Decimal | None, month: int, last: ActualValue | None) -> list[str]:
    """Questions about a figure, as sentences; nothing is refused (realities 12, 13)."""
    around = Around(
        last=last.value if last else None,
        target=spec.targets.get(month, (None, None))[0],
        is_cumulative=is_cumulative(spec),
        adds_up=spec.consolidation == "sum",
    )
    words = {
        "falls": _("Angka kumulatif ini di bawah bulan lalu. Memang turun?"),
        "hundredth": _("Sekitar seperseratus dari bulan lalu. Maksudnya dalam persen?"),
        "cumulative": _("Sekurangnya 3 × target bulan ini. Apakah ini angka kumulatif?"),
    }
    return [words[code] for code in questions(value, around)]


def loss_words(spec: MeasureSpec, month: int, figure: ActualValue | None) -> str:
    """A planned loss in words (realities 10): "Target rugi ≤ 500, realisasi rugi 400"."""
    target = spec.targets.get(month, (None, None))[0]
    if target is None or target >= 0 or not spec.unit.lower().startswith("rp"):
        return ""
    said = _("Target rugi ≤ %(value)s") % {"value": num(-target, spec.decimals)}
    if figure is None or figure.value is None:
        return said
    word = _("realisasi rugi %(value)s") if figure.value < 0 else _("realisasi laba %(value)s")
    return said + ", " + word % {"value": num(abs(figure.value), spec.decimals)}
