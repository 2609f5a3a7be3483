"""What keeps a scorecard from being sent, and what is worth a second look; sentences for the page."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.models import Kpi, Measure, Scorecard
from bsc.periods import measured_months
from bsc.scoring import consolidate, step_gap, weights_add_up
from bsc.selectors.rows import KpiRow, MeasureSpec, PerspectiveRow, ScorecardStructure
from bsc.selectors.structure import structure
from cint_portal.core.rounding import display
from cint_portal.core.templatetags.portal_format import num
from cint_portal.organization.models import Unit

#: Guidance for the weight of one KPI in % (domain rules §9).
LIGHT, HEAVY = Decimal(5), Decimal(40)
NEEDS_NO_TARGET = (Measure.Polarity.BINARY, Measure.Polarity.MILESTONE)


def problems_before_sending(scorecard: Scorecard | ScorecardStructure) -> list[str]:
    """Each problem as one sentence that names its KPIs; an empty list means that it may be sent."""
    read = structure(scorecard) if isinstance(scorecard, Scorecard) else scorecard
    if not read.leaves:
        return [_("Scorecard ini belum mempunyai KPI.")]
    checks = (_weights, _groups, _targets, _fillers, _parents, _kinds)
    return [sentence for check in checks for sentence in check(read)]


def warnings_before_sending(read: ScorecardStructure) -> list[str]:
    """Guidance that stops nothing (domain rules §9, realities 10 and 36)."""
    checks = (_empty_objectives, _heavy_and_light, _phasing, _steps, _signs, _directorate_orphans)
    return [sentence for check in checks for sentence in check(read)]


def orphans_in(read: ScorecardStructure) -> list[KpiRow]:
    """KPI Tanpa Induk: neither a parent nor a stated basis, its own or its objective's."""
    return [
        kpi
        for objective in read.objectives
        for kpi in objective.kpis
        if kpi.parent is None and not kpi.basis.strip() and not objective.basis.strip()
    ]


def needs_target(spec: MeasureSpec) -> bool:
    """Scored by comparison with a target: not by a table, a range or a yes/no."""
    ranged = spec.lower is not None and spec.upper is not None
    return not (spec.steps or ranged or spec.polarity in NEEDS_NO_TARGET)


def yearly_target(spec: MeasureSpec) -> Decimal | None:
    """The months' targets consolidated as the measure is; plain numbers of a ratio are averaged."""
    months = [month for month in spec.month_targets if month is not None]
    pairs = any(isinstance(month, tuple) for month in months)
    how = "average" if spec.is_ratio and not pairs else spec.consolidation
    return consolidate([month for month in months if isinstance(month, tuple) == pairs], how)


def _named(text: str, kpis: Iterable[KpiRow]) -> list[str]:
    """One sentence with the number of KPIs and their names, none when there is none."""
    names = [kpi.name for kpi in kpis]
    return [f"{text} ({len(names)}): {', '.join(names)}."] if names else []


# --- Errors ---------------------------------------------------------------------------------------------


def _weights(read: ScorecardStructure) -> list[str]:
    if read.is_weighted_by_perspective:
        return [*_lane_weights(read), *[s for lane in read.perspectives for s in _inside_lane(lane)]]
    blank = [leaf for leaf in read.leaves if leaf.weight is None]
    return _named(_("KPI tanpa bobot"), blank) or _sum_of_100(
        _("Jumlah bobot KPI"), [leaf.weight or Decimal(0) for leaf in read.leaves]
    )


def _lane_weights(read: ScorecardStructure) -> list[str]:
    blank = ", ".join(lane.label for lane in read.perspectives if lane.weight is None)
    if blank:
        return [_("Perspektif tanpa bobot: %(names)s.") % {"names": blank}]
    return _sum_of_100(
        _("Jumlah bobot perspektif"), [lane.weight or Decimal(0) for lane in read.perspectives]
    )


def _sum_of_100(what: str, weights: list[Decimal]) -> list[str]:
    if weights_add_up(weights):
        return []
    total = num(sum(weights, Decimal(0)))
    return [_("%(what)s %(sum)s %%, seharusnya 100 %%.") % {"what": what, "sum": total}]


def _inside_lane(lane: PerspectiveRow) -> list[str]:
    """KPIs share their perspective equally unless given; what is given may not exceed it (§4)."""
    given = [kpi.weight for kpi in lane.kpis if kpi.weight is not None]
    whole, total = lane.weight or Decimal(0), sum(given, Decimal(0))
    mixed = [kpi for kpi in lane.kpis if len({part.weight is None for part in kpi.parts}) > 1]
    sentences = _named(_("Bobot sub-indikator diisi semua atau dikosongkan semua"), mixed)
    all_given = len(given) == len(lane.kpis)
    fits = abs(total - whole) <= Decimal("0.01") if all_given else total < whole
    if given and not fits:
        texts = {"lane": lane.label, "sum": num(total), "whole": num(whole)}
        sentences.append(_("Bobot KPI dalam %(lane)s berjumlah %(sum)s %%, seharusnya %(whole)s %%.") % texts)
    return sentences


def _groups(read: ScorecardStructure) -> list[str]:
    return _named(_("Kelompok tanpa sub-indikator"), [kpi for kpi in read.kpis if not kpi.leaves])


def _targets(read: ScorecardStructure) -> list[str]:
    specs = [(leaf, leaf.measure) for leaf in read.leaves if leaf.measure]
    missing = [leaf for leaf, spec in specs if needs_target(spec) and not spec.targets]
    return _named(_("KPI tanpa target"), missing)


def _fillers(read: ScorecardStructure) -> list[str]:
    """Entered by a department, rolled up from children, or computed (7.1.10)."""
    entered = [
        leaf
        for kpi in read.kpis
        for leaf in kpi.leaves
        if leaf.measure and leaf.measure.is_entered and Kpi.Rollup.NONE == leaf.rollup == kpi.rollup
    ]
    missing = [leaf for leaf in entered if leaf.measure and leaf.measure.filler_id is None]
    return _named(_("KPI tanpa Pengisi Realisasi"), missing)


def _parents(read: ScorecardStructure) -> list[str]:
    """A department's KPI serves a KPI approved this year, or states its basis (7.1.14)."""
    if read.unit_kind != Unit.Kind.DEPARTMENT:
        return []
    undecided = [
        kpi
        for kpi in read.kpis
        if kpi.parent and not (kpi.parent.is_decided and kpi.parent.cycle_id == read.cycle_id)
    ]
    return [
        *_named(_("KPI tanpa KPI Induk dan tanpa Dasar Penetapan"), orphans_in(read)),
        *_named(_("KPI dengan KPI Induk yang belum disetujui tahun ini"), undecided),
    ]


def _kinds(read: ScorecardStructure) -> list[str]:
    names = ", ".join(row.name for row in read.objectives if not row.kinds)
    return [_("Sasaran tanpa Jenis Sasaran: %(names)s.") % {"names": names}] if names else []


# --- Warnings -------------------------------------------------------------------------------------------


def _empty_objectives(read: ScorecardStructure) -> list[str]:
    names = ", ".join(row.name for row in read.objectives if not row.kpis)
    return [_("Sasaran tanpa KPI: %(names)s.") % {"names": names}] if names else []


def _heavy_and_light(read: ScorecardStructure) -> list[str]:
    shares = read.shares()
    weights = {
        kpi.id: sum((shares.get(leaf.id, Decimal(0)) for leaf in kpi.leaves), Decimal(0)) for kpi in read.kpis
    }
    found = [kpi for kpi in read.kpis if shares and not LIGHT <= display(weights[kpi.id], 2) <= HEAVY]
    return _named(_("Bobot di luar %(low)s–%(high)s %%") % {"low": num(LIGHT), "high": num(HEAVY)}, found)


def _phasing(read: ScorecardStructure) -> list[str]:
    """The months must lead to the year's target, and every measured month should have one."""
    specs = [(leaf, leaf.measure) for leaf in read.leaves if leaf.measure and leaf.measure.targets]
    apart = [leaf for leaf, spec in specs if not _months_give_the_year(spec)]
    gaps = [leaf for leaf, spec in specs if _measured(spec, read.year) - set(spec.targets)]
    return [
        *_named(_("Target bulanan tidak menghasilkan target tahun"), apart),
        *_named(_("Sebagian bulan pengukuran belum mempunyai target"), gaps),
    ]


def _months_give_the_year(spec: MeasureSpec) -> bool:
    found = yearly_target(spec)
    return spec.target is None or found is None or display(found, 6) == display(spec.target, 6)


def _measured(spec: MeasureSpec, year: int) -> set[int]:
    return {period.month for period in measured_months(year, spec.frequency)}


def _steps(read: ScorecardStructure) -> list[str]:
    gaps = [
        (leaf.name, step_gap(leaf.measure.steps))
        for leaf in read.leaves
        if leaf.measure and leaf.measure.steps
    ]
    return [
        _("Tabel skor %(kpi)s tidak menilai angka %(value)s.") % {"kpi": name, "value": num(gap)}
        for name, gap in gaps
        if gap is not None
    ]


def _signs(read: ScorecardStructure) -> list[str]:
    specs = [(leaf, leaf.measure) for leaf in read.leaves if leaf.measure]
    turned = [leaf for leaf, spec in specs if (spec.target or 0) * (spec.last_year or 0) < 0]
    return _named(_("Tanda target berlawanan dengan Pencapaian Tahun Lalu"), turned)


def _directorate_orphans(read: ScorecardStructure) -> list[str]:
    if read.unit_kind != Unit.Kind.DIRECTORATE:
        return []
    return _named(_("KPI direktorat tanpa KPI Induk dan tanpa Dasar Penetapan"), orphans_in(read))
