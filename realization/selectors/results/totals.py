"""The total of a span: its number, its grade or the state in its place, and what a reader must know."""

from dataclasses import replace

from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.periods import View
from bsc.scoring import KpiState, Scale, ScorecardResult, grade_on
from cint_portal.core.templatetags.portal_format import MISSING
from realization.selectors.figures import BandLook
from realization.selectors.results.compute import Scores
from realization.selectors.results.shapes import Total
from realization.selectors.results.spans import Span, month_name
from realization.selectors.results.wording import score_number, short_percent, total_text
from realization.selectors.sight import Shown


def total_of(scores: Scores, span: Span) -> Total:
    """The total of a span with its grade, or the state that stands in its place."""
    result, bands = scores.total(span.months), scores.book.total_bands
    shown = scores.total_shown(span.months)
    if shown is Shown.NOTHING:
        return _withheld(bands.scale)
    graded = result.total if result.gradable and span.is_over else None
    band = None if graded is None else grade_on(graded, bands)
    state = _total_state(scores, span, result)
    total = Total(
        number=score_number(result.total, bands.scale),
        text=total_text(result.total, bands.scale),
        scale=bands.scale,
        grade=BandLook(band.label.capitalize(), band.color, getattr(band, "word", "")) if band else None,
        state=state,
        state_text=_state_text(state, span),
        is_unverified=result.unverified,
        notes=tuple(_notes(scores, span, result)),
    )
    if shown.has_number:
        return total
    return _classed(total, keeps_color=not scores.can_be_moved(scores.book.structure.kpis, span.months))


def _classed(total: Total, *, keeps_color: bool) -> Total:
    """Its colour alone, and that once nothing in it can be changed to see when the colour turns."""
    if total.number is None:
        return total
    return replace(
        total,
        number=None,
        text=MISSING,
        grade=total.grade if keeps_color else None,
        notes=(*total.notes, _("Angkanya ditutup: memuat KPI Terbatas yang belum dirilis.")),
    )


def _withheld(scale: Scale) -> Total:
    """A total with a KPI in it of which the reader sees nothing: the difference would tell."""
    return Total(
        number=None,
        text=MISSING,
        scale=scale,
        grade=None,
        state="restricted",
        state_text=_("Terbatas"),
        is_unverified=False,
        notes=(_("Memuat angka Terbatas yang belum dirilis."),),
    )


def _total_state(scores: Scores, span: Span, result: ScorecardResult) -> str:
    leaves = [scores.leaf(leaf.measure, span.months) for leaf in scores.book.structure.leaves if leaf.measure]
    if any(leaf.is_late for leaf in leaves):
        return "late"
    if result.provisional:
        return "provisional" if result.total is not None else "no-data"
    if result.total is not None:
        return "provisional"
    return "na" if any(row.state is KpiState.NOT_APPLICABLE for row in result.kpis) else "not-due"


def _state_text(state: str, span: Span) -> str:
    """The word that stands where a grade would."""
    if not span.has_begun:
        return _("Belum berakhir") if span.view is View.MONTH else _("Belum berjalan")
    words = {
        "late": _("Terlambat"),
        "provisional": _("Sementara"),
        "na": _("Tidak berlaku (N/A)"),
        "not-due": _("Tidak diukur"),
    }
    return words.get(state, _("Belum ada data"))


def _notes(scores: Scores, span: Span, result: ScorecardResult) -> list[str]:
    """What a reader must know beside the number."""
    notes = []
    if not span.has_begun:
        return [_("Belum ada bulan yang berakhir.")]
    if not span.is_over:
        notes.append(_("Berjalan: dihitung s.d. %(month)s.") % {"month": month_name(span.year, span.through)})
    if result.provisional:
        counts = {"n": result.reported, "m": result.due}
        notes.append(_("Sementara, %(n)d dari %(m)d KPI.") % counts)
    if result.total is not None and result.measured_weight < 1:
        notes.append(_("Bobot terukur %(weight)s.") % {"weight": short_percent(result.measured_weight)})
    if result.unverified:
        notes.append(_("Memuat angka yang belum diverifikasi."))
    if scores.book.structure.status == Scorecard.Status.APPROVED:
        notes.append(_("Scorecard ini belum ditetapkan."))
    return notes
