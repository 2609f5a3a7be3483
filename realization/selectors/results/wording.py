"""Numbers and verdicts in words: how a score came about, in one sentence per KPI."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.periods import View
from bsc.scoring import Comparator, KpiResult, KpiState, Polarity, Scale
from bsc.selectors.rows import MeasureSpec
from cint_portal.core.rounding import PLACES, decimal_of, display, display_on, exact
from cint_portal.core.templatetags.portal_format import MISSING, num, pct
from realization.selectors.results.months import LeafScore, Standing
from realization.selectors.results.spans import short_month


def short_percent(share: Decimal | None) -> str:
    """104 % · 6,67 %: at most two decimals, for sentences and weights."""
    return MISSING if share is None else pct(display(decimal_of(exact(share) * 100), 2))


def figure(value: Decimal | None, spec: MeasureSpec) -> str:
    """52.000 · 7,8: as many decimals as the KPI allows and the number needs."""
    return MISSING if value is None else num(display(value, spec.decimals))


def score_number(value: Decimal | None, scale: Scale) -> Decimal | None:
    """A share of the total as the scorecard's scale shows it: 25.80, or 0.049."""
    return None if value is None else display_on(value, scale)


def score_text(value: Decimal | None, scale: Scale) -> str:
    return num(score_number(value, scale), PLACES[scale])


def total_text(value: Decimal | None, scale: Scale) -> str:
    """97,68 % · 0,915: a total in the scale of its band set."""
    shown = score_number(value, scale)
    if shown is None:
        return MISSING
    return pct(shown, 2) if scale is Scale.PERCENT else num(shown, PLACES[scale])


def months_text(months: tuple[int, ...]) -> str:
    """Jan, Feb, Jun."""
    return ", ".join(short_month(month) for month in months)


def target_words(spec: MeasureSpec, target: Decimal | None) -> str:
    """≥ 50.000 · 95 – 105 · tabel skor."""
    ranged = spec.polarity == Polarity.STABILIZE or spec.comparator == Comparator.BETWEEN
    if ranged and spec.lower is not None and spec.upper is not None:
        return f"{figure(spec.lower, spec)} – {figure(spec.upper, spec)}"
    if target is not None and not ranged:
        return f"{spec.comparator} {figure(target, spec)}"
    if spec.steps:
        return _("tabel skor")
    return figure(target, spec)


def explain(spec: MeasureSpec, leaf: LeafScore, row: KpiResult, scale: Scale, view: View) -> str:
    """The score of one KPI as a sentence: figures, cap, missing months, weight, contribution."""
    if row.counted is None:
        return not_counted(leaf, row, view)
    missed = leaf.months(Standing.MISSED)
    if row.state is KpiState.BLANK:
        said = _("Ditutup tanpa data (%(months)s): dihitung 0 %%") % {"months": months_text(missed)}
    else:
        said = _formula(spec, leaf) + _cap(leaf) + _share_of_months(leaf, row)
    return said + _weighed(row, scale)


def explain_veiled(spec: MeasureSpec, leaf: LeafScore, row: KpiResult, scale: Scale, view: View) -> str:
    """The same for a reader who may know percentage and colour, but not the figure."""
    if row.counted is None:
        return not_counted(leaf, row, view)
    said = _("Angka Terbatas belum dirilis; pencapaian %(value)s") % {"value": short_percent(row.counted)}
    return said + _weighed(row, scale)


def not_counted(leaf: LeafScore, row: KpiResult, view: View) -> str:
    """Why a KPI has no part in the total."""
    if row.state is KpiState.NOT_DUE:
        said = (
            _("Tidak diukur bulan ini.")
            if view is View.MONTH
            else _("Belum ada bulan pengukuran yang berakhir.")
        )
        return f"{said} {_left_out(row)}"
    if row.state is KpiState.UNVERIFIED:
        return _("Menunggu verifikasi CMS; belum dihitung.")
    if row.state is KpiState.BLANK:
        awaited = leaf.months(Standing.AWAITED) or leaf.months(Standing.MISSED)
        return _("Belum ada data (%(months)s); belum dihitung.") % {"months": months_text(awaited)}
    if leaf.months(Standing.NOT_APPLICABLE) and not leaf.months(Standing.REPORTED):
        return _("Tidak berlaku (N/A).") + " " + _left_out(row)
    return _("Angka ini tidak dapat dinilai, misalnya penyebut atau pembandingnya 0.") + " " + _left_out(row)


def explain_group(parts: int, row: KpiResult, scale: Scale) -> str:
    """A KPI with sub-indicators: their weighted average."""
    if row.counted is None:
        return _("Belum ada sub-indikator yang dapat dihitung.")
    said = ngettext(
        "Rata-rata tertimbang %(n)d sub-indikator = %(value)s",
        "Rata-rata tertimbang %(n)d sub-indikator = %(value)s",
        parts,
    ) % {"n": parts, "value": short_percent(row.counted)}
    return said + _weighed(row, scale)


def _left_out(row: KpiResult) -> str:
    return _("Bobotnya, %(weight)s, dibagikan ke KPI lain.") % {"weight": short_percent(row.weight)}


def _formula(spec: MeasureSpec, leaf: LeafScore) -> str:
    """Realisasi 52.000 ÷ target 50.000 = 104 %."""
    result = short_percent(leaf.achieved.uncapped)
    actual = figure(leaf.pair.actual, spec)
    if spec.zero_tolerance and leaf.achieved.uncapped == 0:
        return _("Toleransi nol, realisasi %(actual)s: %(result)s") % {"actual": actual, "result": result}
    if spec.steps:
        return _step_words(leaf, actual, result)
    return _comparison(spec, leaf.pair.target, leaf.pair.actual) + f" = {result}"


def _step_words(leaf: LeafScore, actual: str, result: str) -> str:
    months = len(leaf.months(Standing.REPORTED, Standing.WAITING))
    if months == 1:
        return _("Nilai %(actual)s menurut tabel skor = %(result)s") % {"actual": actual, "result": result}
    return _("Rata-rata nilai tabel skor %(n)d bulan = %(result)s") % {"n": months, "result": result}


def _comparison(spec: MeasureSpec, target: Decimal | None, actual: Decimal | None) -> str:
    words = {"actual": figure(actual, spec), "target": figure(target, spec)}
    if spec.polarity == Polarity.BINARY:
        return _("Realisasi %(actual)s (tercapai bila 1)") % words
    if spec.polarity == Polarity.STABILIZE:
        bounds = (spec.lower, spec.upper) if spec.lower is not None else (target, target)
        words["range"] = f"{figure(bounds[0], spec)} – {figure(bounds[1], spec)}"
        return _("Realisasi %(actual)s terhadap rentang %(range)s") % words
    if spec.polarity == Polarity.MILESTONE and target is None:
        return _("Realisasi %(actual)s ÷ 100") % words
    if target is None or actual is None or target <= 0:
        return _("Realisasi %(actual)s terhadap target %(target)s") % words
    if spec.polarity != Polarity.MINIMIZE:
        return _("Realisasi %(actual)s ÷ target %(target)s") % words
    if actual <= 0:
        return _("Realisasi %(actual)s, target paling banyak %(target)s") % words
    if spec.minimize_by == "mirror":
        return _("2 − realisasi %(actual)s ÷ target %(target)s") % words
    return _("Target %(target)s ÷ realisasi %(actual)s") % words


def is_capped(leaf: LeafScore) -> bool:
    counted, uncapped = leaf.achieved
    return counted is not None and uncapped is not None and uncapped > counted


def _cap(leaf: LeafScore) -> str:
    if not is_capped(leaf):
        return ""
    return ", " + _("dibatasi %(cap)s") % {"cap": short_percent(leaf.achieved.counted)} + ","


def _share_of_months(leaf: LeafScore, row: KpiResult) -> str:
    """Closed months without data count 0: 104 % × 11/12 = 95,33 %."""
    missed, came = leaf.months(Standing.MISSED), len(leaf.months(Standing.REPORTED))
    if not missed or row.counted == leaf.achieved.counted:
        return ""
    share = f"{came}/{came + len(missed)} = {short_percent(row.counted)}"
    why = _("%(months)s tanpa data dihitung 0") % {"months": months_text(missed)}
    return f" × {share} ({why})"


def _weighed(row: KpiResult, scale: Scale) -> str:
    """× bobot 5 % = 5,2, naming the planned weight where others have left theirs."""
    weight = short_percent(row.effective_weight)
    if short_percent(row.weight) != weight:
        weight = _("%(weight)s (semula %(planned)s)") % {
            "weight": weight,
            "planned": short_percent(row.weight),
        }
    score = MISSING if row.contribution is None else num(score_number(row.contribution, scale))
    return _(" × bobot %(weight)s = %(score)s") % {"weight": weight, "score": score}
