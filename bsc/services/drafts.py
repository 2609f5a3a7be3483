"""KPIs and measures as they were typed, before they are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.models import Kpi, Measure
from bsc.models.measure import PROVIDER_DUE_DAY
from bsc.models.scorecard import CascadeKind
from bsc.periods import measured_months, phase_evenly
from bsc.scoring import formula_symbols, read_step_rules
from bsc.selectors.rows import MeasureSpec, MonthTarget
from cint_portal.core.dates import format_month
from cint_portal.core.rounding import exact
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import Unit
from swot.models import StrategicInitiative

#: [comparator, bound or [low, high], score]: numbers as text, so that JSON keeps them exact.
StepRow = tuple[str, str | tuple[str, str], str]
YEAR = 2000


@dataclass(frozen=True)
class MeasureDraft:
    """An Ukuran; `targets` None phases the yearly target evenly, a mapping is what was typed per month."""

    name: str
    unit: str
    definition: str = ""
    formula_text: str = ""
    decimals: int = 2
    polarity: str = Measure.Polarity.MAXIMIZE
    minimize_by: str = Measure.MinimizeBy.RATIO
    lower: Decimal | None = None
    upper: Decimal | None = None
    worst: Decimal | None = None
    cap: Decimal | None = None
    zero_tolerance: bool = False
    #: Empty: what the polarity means (`compared_by`).
    comparator: str = ""
    frequency: str = Measure.Frequency.MONTHLY
    consolidation: str = Measure.Consolidation.AVERAGE
    input_mode: str = Measure.InputMode.MONTHLY
    value_source: str = Measure.ValueSource.ENTERED
    step_rules: Sequence[StepRow] = ()
    last_year: Decimal | None = None
    target: Decimal | None = None
    targets: Mapping[int, MonthTarget] | None = None
    filler_unit: Unit | None = None
    data_needed: str = ""
    data_provider: Unit | None = None
    provider_due_day: int = PROVIDER_DUE_DAY
    calculation: str = ""
    evidence_required: str = ""
    purpose: str = ""
    deviation_action: str = ""
    standard: str = ""
    clause: str = ""
    smart: Sequence[str] = ()
    criteria: Sequence[str] = ()
    #: With `formula`: the expression, and the measure behind each of its symbols.
    expression: str = ""
    inputs: Mapping[str, Measure] = field(default_factory=dict)
    is_illustration: bool = False

    @property
    def compared_by(self) -> str:
        """The comparator of met and not met: as chosen, else the one that follows from the polarity."""
        if self.comparator:
            return self.comparator
        if self.polarity == Measure.Polarity.STABILIZE:
            ranged = self.lower is not None and self.upper is not None
            return Measure.Comparator.BETWEEN if ranged else Measure.Comparator.EQUAL
        minimized = self.polarity == Measure.Polarity.MINIMIZE
        return Measure.Comparator.AT_MOST if minimized else Measure.Comparator.AT_LEAST

    def month_targets(self) -> dict[int, MonthTarget]:
        """The targets per month: typed, or the yearly one phased over the measured months."""
        if self.targets is not None:
            return dict(self.targets)
        if self.target is None:
            return {}
        # As many decimals as were meant: a stored 500.000000 is 500.
        phased = phase_evenly(
            self.target.normalize(),
            adds_up=self.consolidation == Measure.Consolidation.SUM,
            frequency=self.frequency,
            places=min(self.decimals, 6),
        )
        return {month: (value, None) for month, value in enumerate(phased, start=1) if value is not None}


@dataclass(frozen=True)
class KpiDraft:
    """How one scorecard weighs a measure, and what it hangs on; `title` names a group."""

    title: str = ""
    code: str = ""
    weight: Decimal | None = None
    is_process: bool = False
    pic: str = ""
    parent: Kpi | None = None
    cascade_kind: str = CascadeKind.NONE
    cascade_scope: str = ""
    rollup: str = Kpi.Rollup.NONE
    basis_kind: str = ""
    basis: str = ""
    initiatives: Sequence[StrategicInitiative] = ()
    facet: str = ""
    #: Own bands in % of achievement; both or none.
    green_from: Decimal | None = None
    yellow_from: Decimal | None = None


def is_evenly_phased(spec: MeasureSpec) -> bool:
    """Whether the months are what even phasing of the yearly target gives."""
    even = MeasureDraft(
        name=spec.name,
        unit=spec.unit,
        target=spec.target,
        consolidation=spec.consolidation,
        frequency=spec.frequency,
        decimals=spec.decimals,
    )
    return even.month_targets() == dict(spec.targets)


def measure_problems(draft: MeasureDraft) -> dict[str, str]:
    """What is wrong with a measure, by field; empty when it can be kept as a draft."""
    problems: dict[str, str] = {}
    for name in ("name", "unit"):
        if not getattr(draft, name).strip():
            problems[name] = _("Isian ini harus diisi.")
    checks = (_bounds, _numbers, _steps, _months, _formula)
    return problems | {field: text for check in checks for field, text in check(draft).items()}


def _bounds(draft: MeasureDraft) -> dict[str, str]:
    ranged = draft.polarity == Measure.Polarity.STABILIZE or draft.comparator == Measure.Comparator.BETWEEN
    given = [bound for bound in (draft.lower, draft.upper) if bound is not None]
    if len(given) == 1:
        return {
            "upper" if draft.upper is None else "lower": _(
                "Isi batas bawah dan batas atas, atau keduanya kosong."
            )
        }
    if draft.comparator == Measure.Comparator.BETWEEN and not given:
        return {"lower": _("Target “antara” memerlukan batas bawah dan batas atas.")}
    if given and not ranged:
        return {"lower": _("Batas hanya dipakai bila sifatnya “dalam rentang” atau targetnya “antara”.")}
    if len(given) == 2 and given[0] > given[1]:
        return {"upper": _("Batas atas harus sama dengan atau lebih dari batas bawah.")}
    return {}


def _numbers(draft: MeasureDraft) -> dict[str, str]:
    problems = {}
    if not 0 <= draft.decimals <= 6:
        problems["decimals"] = _("Desimal 0 sampai 6.")
    if draft.cap is not None and draft.cap < 1:
        problems["cap"] = _("Batas atas pencapaian paling kecil 100 %%.") % ()
    if not 1 <= draft.provider_due_day <= 28:
        problems["provider_due_day"] = _("Tanggal 1 sampai 28.")
    if draft.worst is not None and draft.worst <= 0:
        problems["worst"] = _("Nilai terburuk harus lebih dari 0.")
    return problems


def _steps(draft: MeasureDraft) -> dict[str, str]:
    if draft.value_source == Measure.ValueSource.OWN_GROWTH and not draft.step_rules:
        return {"step_rules": _("Pertumbuhan dinilai dengan tabel skor: isi sekurangnya satu baris.")}
    try:
        rules = read_step_rules(draft.step_rules)
    except ValueError:
        return {
            "step_rules": _("Tabel skor belum lengkap: setiap baris memerlukan pembanding, angka dan skor.")
        }
    for rule in rules:
        if isinstance(rule.threshold, tuple) != (rule.comparator == "between"):
            return {"step_rules": _("Pembanding “antara” memerlukan dua angka, yang lain satu.")}
        if isinstance(rule.threshold, tuple) and exact(rule.threshold[0]) > exact(rule.threshold[1]):
            return {"step_rules": _("Angka pertama “antara” harus yang lebih kecil.")}
        if not 0 <= rule.score <= 2:
            return {"step_rules": _("Skor dalam tabel 0 sampai 200 %%.") % ()}
    return {}


def _formula(draft: MeasureDraft) -> dict[str, str]:
    """Every symbol of the formula has its KPI; a calculated figure is no pair of a ratio."""
    if draft.value_source != Measure.ValueSource.FORMULA:
        return {}
    if draft.consolidation == Measure.Consolidation.RATIO:
        return {"consolidation": _("Angka dari rumus tidak dikonsolidasi sebagai rasio.")}
    try:
        symbols = formula_symbols(draft.expression)
    except ValueError:
        return {
            "expression": _("Tulis rumus dengan simbol A–F, angka, + − × ÷ dan kurung, misalnya A / B * 100.")
        }
    if not symbols:
        return {"expression": _("Rumus menyebut sekurangnya satu simbol A–F.")}
    missing = ", ".join(sorted(symbols - draft.inputs.keys()))
    if missing:
        return {"expression": _("Pilih KPI untuk simbol %(names)s.") % {"names": missing}}
    unused = ", ".join(sorted(draft.inputs.keys() - symbols))
    return (
        {"expression": _("Simbol %(names)s tidak dipakai dalam rumus.") % {"names": unused}} if unused else {}
    )


def _months(draft: MeasureDraft) -> dict[str, str]:
    if draft.targets is None:
        return {}
    measured = {period.month for period in measured_months(YEAR, draft.frequency)}
    for month, (_value, denominator) in sorted(draft.targets.items()):
        if month not in measured:
            name = format_month(YEAR, month, reader_language()).split()[0]
            return {f"month_{month}": _("%(month)s tidak diukur pada frekuensi ini.") % {"month": name}}
        if denominator is not None and draft.consolidation != Measure.Consolidation.RATIO:
            return {f"denominator_{month}": _("Penyebut hanya untuk konsolidasi rasio.")}
        if denominator == 0:
            return {f"denominator_{month}": _("Penyebut tidak boleh 0.")}
    return {}
