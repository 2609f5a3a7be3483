"""What is worth a second look before a scorecard is sent: warnings that stop nothing (domain rules §9)."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.periods import measured_months
from bsc.scoring import step_gap
from bsc.selectors.findings import Finding, Place, named, named_objectives
from bsc.selectors.problems import orphans_in, yearly_target
from bsc.selectors.rows import KpiRow, MeasureSpec, ScorecardStructure
from cint_portal.core.rounding import display
from cint_portal.core.templatetags.portal_format import num
from cint_portal.organization.models import Unit

#: Guidance for the weight of one KPI in %, and for the number of objectives on the corporate map.
LIGHT, HEAVY = Decimal(5), Decimal(40)
FEWEST, MOST = 10, 25


def warnings_before_sending(read: ScorecardStructure) -> list[str]:
    """Guidance that stops nothing (domain rules §9, realities 10 and 36, ISO 6.2.2 and 45001 5.4)."""
    checks = (
        _empty_objectives,
        _programmes,
        _consultations,
        _no_process_kpi,
        _no_pic,
        _no_data_source,
        _number_of_objectives,
        _heavy_and_light,
        _phasing,
        _steps,
        _signs,
        _directorate_orphans,
    )
    return [sentence for check in checks for sentence in check(read)]


def _empty_objectives(read: ScorecardStructure) -> list[str]:
    empty = [row for row in read.objectives if not row.kpis]
    return named_objectives(_("Sasaran tanpa KPI"), empty, "bsc:kpi-create")


def _programmes(read: ScorecardStructure) -> list[str]:
    without = [row for row in read.objectives if row.needs_programme and not row.programme]
    return named_objectives(
        _("Sasaran K3 atau Lingkungan tanpa Program Kerja"), without, anchor="#program-kerja"
    )


def _consultations(read: ScorecardStructure) -> list[str]:
    without = [row for row in read.objectives if row.needs_consultation and not row.consultation.strip()]
    return named_objectives(_("Sasaran K3 tanpa bukti konsultasi pekerja"), without)


def _no_process_kpi(read: ScorecardStructure) -> list[str]:
    """Results tell late: something that leads to them should be measured too."""
    if not read.leaves or any(row.is_process for kpi in read.kpis for row in (kpi, *kpi.parts)):
        return []
    inside = next((lane for lane in read.perspectives if lane.kind == "process" and lane.kpis), None)
    first = (inside.kpis if inside else read.kpis)[0]
    place = Place(_("Tandai KPI proses"), reverse("bsc:kpi-edit", args=[first.id]))
    return [Finding.settled_at(_("Belum ada KPI proses (lead): semua KPI mengukur hasil akhir."), place)]


def _no_pic(read: ScorecardStructure) -> list[str]:
    groups = {leaf.id: kpi for kpi in read.kpis for leaf in kpi.leaves}
    return named(
        _("KPI tanpa PIC"),
        [leaf for leaf in read.leaves if not leaf.pic.strip() and not groups[leaf.id].pic.strip()],
    )


def _no_data_source(read: ScorecardStructure) -> list[str]:
    """Entered by somebody, but nobody said from which data (ISO 9.1.1)."""
    entered = [leaf for leaf in read.leaves if leaf.measure and leaf.measure.is_entered]
    without = [leaf for leaf in entered if leaf.measure and not _says_its_data(leaf.measure)]
    return named(_("KPI tanpa sumber data"), [leaf for leaf in without if _is_own(leaf, read)])


def _says_its_data(spec: MeasureSpec) -> bool:
    return bool(spec.data_needed.strip() or spec.provider_id or spec.evidence_required.strip())


def _is_own(leaf: KpiRow, read: ScorecardStructure) -> bool:
    return leaf.measure is not None and leaf.measure.owner_id == read.unit_id


def _number_of_objectives(read: ScorecardStructure) -> list[str]:
    """A map that can be read at a glance has 10–25 objectives; counted on the company's own scorecard."""
    count = len(read.objectives)
    if read.unit_kind != Unit.Kind.CORPORATE or FEWEST <= count <= MOST:
        return []
    texts = {"n": count, "low": FEWEST, "high": MOST}
    sentence = _("Scorecard korporat memuat %(n)d sasaran; pedomannya %(low)d–%(high)d.") % texts
    url = reverse("bsc:objective-create", args=[read.scorecard_id])
    return [Finding.settled_at(sentence, Place(_("Tambah sasaran"), url)) if count < FEWEST else sentence]


def _heavy_and_light(read: ScorecardStructure) -> list[str]:
    shares = read.shares()
    weights = {
        kpi.id: sum((shares.get(leaf.id, Decimal(0)) for leaf in kpi.leaves), Decimal(0)) for kpi in read.kpis
    }
    found = [kpi for kpi in read.kpis if shares and not LIGHT <= display(weights[kpi.id], 2) <= HEAVY]
    return named(_("Bobot di luar %(low)s–%(high)s %%") % {"low": num(LIGHT), "high": num(HEAVY)}, found)


def _phasing(read: ScorecardStructure) -> list[str]:
    """The months must lead to the year's target, and every measured month should have one."""
    specs = [(leaf, leaf.measure) for leaf in read.leaves if leaf.measure and leaf.measure.targets]
    apart = [leaf for leaf, spec in specs if not _months_give_the_year(spec)]
    gaps = [leaf for leaf, spec in specs if _measured(spec, read.year) - set(spec.targets)]
    return [
        *named(_("Target bulanan tidak menghasilkan target tahun"), apart),
        *named(_("Sebagian bulan pengukuran belum mempunyai target"), gaps),
    ]


def _months_give_the_year(spec: MeasureSpec) -> bool:
    found = yearly_target(spec)
    return spec.target is None or found is None or display(found, 6) == display(spec.target, 6)


def _measured(spec: MeasureSpec, year: int) -> set[int]:
    return {period.month for period in measured_months(year, spec.frequency)}


def _steps(read: ScorecardStructure) -> list[str]:
    gaps = [
        (leaf, step_gap(leaf.measure.steps)) for leaf in read.leaves if leaf.measure and leaf.measure.steps
    ]
    return [
        Finding.settled_at(
            _("Tabel skor %(kpi)s tidak menilai angka %(value)s.") % {"kpi": leaf.name, "value": num(gap)},
            Place(_("Ubah tabel skor"), reverse("bsc:kpi-edit", args=[leaf.id])),
        )
        for leaf, gap in gaps
        if gap is not None
    ]


def _signs(read: ScorecardStructure) -> list[str]:
    specs = [(leaf, leaf.measure) for leaf in read.leaves if leaf.measure]
    turned = [leaf for leaf, spec in specs if (spec.target or 0) * (spec.last_year or 0) < 0]
    return named(_("Tanda target berlawanan dengan Pencapaian Tahun Lalu"), turned)


def _directorate_orphans(read: ScorecardStructure) -> list[str]:
    if read.unit_kind != Unit.Kind.DIRECTORATE:
        return []
    return named(_("KPI direktorat tanpa KPI Induk dan tanpa Dasar Penetapan"), orphans_in(read))
