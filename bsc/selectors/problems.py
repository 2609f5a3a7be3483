"""What keeps a scorecard from being sent; sentences for the page, with the places that settle them."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.models import Measure, Scorecard
from bsc.scoring import consolidate, weights_add_up
from bsc.selectors.findings import about_weights, named, named_objectives
from bsc.selectors.rows import KpiRow, MeasureSpec, ObjectiveRow, PerspectiveRow, ScorecardStructure
from bsc.selectors.structure import structure
from cint_portal.core.templatetags.portal_format import num
from cint_portal.organization.models import Unit

NEEDS_NO_TARGET = (Measure.Polarity.BINARY, Measure.Polarity.MILESTONE)


def problems_before_sending(scorecard: Scorecard | ScorecardStructure) -> list[str]:
    """Each problem as one sentence that names its KPIs; an empty list means that it may be sent."""
    read = structure(scorecard) if isinstance(scorecard, Scorecard) else scorecard
    if not read.leaves:
        return [_("Scorecard ini belum mempunyai KPI.")]
    checks = (_weights, _groups, _targets, _fillers, _parents, _kinds)
    return [sentence for check in checks for sentence in check(read)]


def problems_after_change(read: ScorecardStructure, added: Collection[int]) -> list[str]:
    """Of a scorecard as it would be: the weights and groups of what runs on, and what `added` rows lack.

    What the board has established without is no matter of a change that does not touch it.
    """
    running = read.running
    new = _only(running, added)
    orphans = [row for row in orphans_in(running) if row.id in added]
    return [
        *_weights(running),
        *_groups(running),
        *_targets(new),
        *_fillers(new),
        *_unlinked(running, orphans),
    ]


def _only(read: ScorecardStructure, ids: Collection[int]) -> ScorecardStructure:
    """Its rows and sub-indicators with these ids."""

    def kept(rows: tuple[KpiRow, ...]) -> tuple[KpiRow, ...]:
        return tuple(replace(row, parts=kept(row.parts)) for row in rows if row.id in ids)

    def objective(row: ObjectiveRow) -> ObjectiveRow:
        parts = (part for kpi in row.kpis if kpi.id not in ids for part in kept(kpi.parts))
        return replace(row, kpis=(*kept(row.kpis), *parts))

    lanes = (replace(lane, objectives=tuple(map(objective, lane.objectives))) for lane in read.perspectives)
    return replace(read, perspectives=tuple(lanes))


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


# --- Errors ---------------------------------------------------------------------------------------------


def _weights(read: ScorecardStructure) -> list[str]:
    if read.is_weighted_by_perspective:
        return [*_lane_weights(read), *[s for lane in read.perspectives for s in _inside_lane(read, lane)]]
    blank = [leaf for leaf in read.leaves if leaf.weight is None]
    return named(_("KPI tanpa bobot"), blank) or _sum_of_100(
        read, _("Jumlah bobot KPI"), [leaf.weight or Decimal(0) for leaf in read.leaves]
    )


def _lane_weights(read: ScorecardStructure) -> list[str]:
    blank = ", ".join(lane.label for lane in read.perspectives if lane.weight is None)
    if blank:
        return [about_weights(read, _("Perspektif tanpa bobot: %(names)s.") % {"names": blank})]
    return _sum_of_100(
        read, _("Jumlah bobot perspektif"), [lane.weight or Decimal(0) for lane in read.perspectives]
    )


def _sum_of_100(read: ScorecardStructure, what: str, weights: list[Decimal]) -> list[str]:
    if weights_add_up(weights):
        return []
    total = num(sum(weights, Decimal(0)))
    sentence = _("%(what)s %(sum)s %%, seharusnya 100 %%.") % {"what": what, "sum": total}
    return [about_weights(read, sentence)]


def _inside_lane(read: ScorecardStructure, lane: PerspectiveRow) -> list[str]:
    """KPIs share their perspective equally unless given; what is given may not exceed it (§4)."""
    given = [kpi.weight for kpi in lane.kpis if kpi.weight is not None]
    whole, total = lane.weight or Decimal(0), sum(given, Decimal(0))
    mixed = [kpi for kpi in lane.kpis if len({part.weight is None for part in kpi.parts}) > 1]
    sentences = named(_("Bobot sub-indikator diisi semua atau dikosongkan semua"), mixed)
    all_given = len(given) == len(lane.kpis)
    fits = abs(total - whole) <= Decimal("0.01") if all_given else total < whole
    if given and not fits:
        texts = {"lane": lane.label, "sum": num(total), "whole": num(whole)}
        sentence = _("Bobot KPI dalam %(lane)s berjumlah %(sum)s %%, seharusnya %(whole)s %%.") % texts
        sentences.append(about_weights(read, sentence))
    return sentences


def _groups(read: ScorecardStructure) -> list[str]:
    return named(_("Kelompok tanpa sub-indikator"), [kpi for kpi in read.kpis if not kpi.leaves])


def _targets(read: ScorecardStructure) -> list[str]:
    specs = [(leaf, leaf.measure) for leaf in read.leaves if leaf.measure]
    missing = [leaf for leaf, spec in specs if needs_target(spec) and not spec.targets]
    return named(_("KPI tanpa target"), missing)


def _fillers(read: ScorecardStructure) -> list[str]:
    """Entered by a department, rolled up from the KPIs below, or worked out by a formula (7.1.10)."""
    entered = [leaf for leaf in read.leaves if leaf.measure and leaf.measure.is_entered]
    missing = [leaf for leaf in entered if leaf.measure and leaf.measure.filler_id is None]
    return named(_("KPI tanpa Pengisi Realisasi"), missing)


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
        *_unlinked(read, orphans_in(read)),
        *named(_("KPI dengan KPI Induk yang belum disetujui tahun ini"), undecided),
    ]


def _unlinked(read: ScorecardStructure, orphans: list[KpiRow]) -> list[str]:
    if read.unit_kind != Unit.Kind.DEPARTMENT:
        return []
    return named(_("KPI tanpa KPI Induk dan tanpa Dasar Penetapan"), orphans)


def _kinds(read: ScorecardStructure) -> list[str]:
    return named_objectives(
        _("Sasaran tanpa Jenis Sasaran"), [row for row in read.objectives if not row.kinds]
    )
