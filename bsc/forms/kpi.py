"""The KPI form in sections: what is measured, its target, its score, who enters it, what it serves."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.forms.scorecard import SERVED, weight_field
from bsc.forms.sections import Section, sections_of
from bsc.forms.sources import SourceFields
from bsc.forms.targets import StepFields, TargetFields
from bsc.models import Kpi, Measure, Objective
from bsc.models.scorecard import BasisKind, CascadeKind, CascadeScope
from bsc.selectors.parents import joinable_measures, parent_kpis
from bsc.selectors.rows import KpiRow, MeasureSpec
from bsc.services.drafts import KpiDraft, MeasureDraft, measure_problems
from cint_portal.core.fields import NumberField
from cint_portal.organization.models import Unit, User
from swot.models import StrategicInitiative

#: Fields that a measure's draft takes as they were typed.
PLAIN = (
    "name", "definition", "formula_text", "unit", "decimals", "polarity", "minimize_by", "lower", "upper",
    "worst", "zero_tolerance", "comparator", "frequency", "consolidation", "input_mode", "value_source",
    "last_year", "target", "filler_unit", "data_needed", "data_provider", "provider_due_day", "calculation",
    "evidence_required", "purpose", "deviation_action", "standard", "clause", "smart", "criteria",
    "expression", "is_illustration",
)  # fmt: skip
LONG = forms.Textarea(attrs={"rows": 2})


class WeighingForm(forms.Form):
    """How one scorecard weighs a row and what it serves: shared by KPIs, groups and joint KPIs."""

    code = forms.CharField(label=gettext_lazy("Kode"), max_length=30, required=False)
    weight = weight_field("", "kpi")
    is_process = forms.BooleanField(
        label=gettext_lazy("KPI proses (lead)"),
        required=False,
        help_text=gettext_lazy("Mengukur kegiatan yang menghasilkan, bukan hasil akhirnya."),
    )
    pic = forms.CharField(label=gettext_lazy("PIC"), max_length=150, required=False)
    parent: Any = forms.ModelChoiceField(
        Kpi.objects.none(),
        label=gettext_lazy("KPI Induk"),
        required=False,
        empty_label=gettext_lazy("– tidak ada –"),
        help_text=gettext_lazy("KPI di atasnya yang sudah disetujui tahun ini."),
    )
    cascade_kind = forms.ChoiceField(
        label=gettext_lazy("Hubungan dengan KPI Induk"), choices=SERVED, required=False
    )
    cascade_scope = forms.ChoiceField(
        label=gettext_lazy("Bila langsung, diambil"),
        choices=[("", gettext_lazy("– tidak disebut –")), *CascadeScope.choices],
        required=False,
    )
    basis_kind = forms.ChoiceField(
        label=gettext_lazy("Jenis dasar"), choices=[("", "–"), *BasisKind.choices], required=False
    )
    basis = forms.CharField(
        label=gettext_lazy("Dasar Penetapan"),
        required=False,
        widget=LONG,
        help_text=gettext_lazy(
            "Wajib bila tanpa KPI Induk: kebijakan, peraturan, aspek lingkungan penting, "
            "risiko K3, atau persyaratan pelanggan."
        ),
    )
    rollup = forms.ChoiceField(
        label=gettext_lazy("Hubungan dengan KPI turunannya"),
        choices=Kpi.Rollup.choices,
        initial=Kpi.Rollup.NONE,
        help_text=gettext_lazy(
            "Cara angka departemen menjadi angka KPI ini; juga dasar pemeriksaan Selisih Target."
        ),
    )
    facet = forms.ChoiceField(
        label=gettext_lazy("Faset (Performance Prism)"),
        choices=[("", gettext_lazy("– tidak dipakai –")), *Kpi.Facet.choices],
        required=False,
    )
    green_from = NumberField(
        label=gettext_lazy("Hijau mulai pencapaian (%)"), required=False, max_decimals=2, min_value=Decimal(0)
    )
    yellow_from = NumberField(
        label=gettext_lazy("Kuning mulai pencapaian (%)"),
        required=False,
        max_decimals=2,
        min_value=Decimal(0),
    )
    initiatives: Any = forms.ModelMultipleChoiceField(
        StrategicInitiative.objects.none(),
        label=gettext_lazy("Strategi Inisiatif yang dijalankan"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, objective: Objective, is_part: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scorecard = objective.perspective.scorecard
        self.fields["weight"].label = _("Bobot (%)")
        parent: Any = self.fields["parent"]
        parent.queryset, parent.label_from_instance = parent_kpis(scorecard), labelled_kpi
        initiatives: Any = self.fields["initiatives"]
        initiatives.queryset = StrategicInitiative.objects.filter(analysis__cycle=scorecard.cycle_id)
        if is_part or not parent.queryset.exists():
            del self.fields["parent"], self.fields["cascade_kind"], self.fields["cascade_scope"]
        if scorecard.is_personal or not initiatives.queryset.exists():
            del self.fields["initiatives"]
        #: A department's KPI serves one above it or states its basis (7.1.14).
        is_department = scorecard.unit.kind == Unit.Kind.DEPARTMENT
        self.needs_link = is_department and not is_part
        self.rests_on_objective = bool(objective.basis.strip())
        if is_part:
            del self.fields["basis"], self.fields["basis_kind"], self.fields["rollup"]
        elif is_department:
            del self.fields["rollup"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("parent") and not data.get("cascade_kind"):
            self.add_error("cascade_kind", _("Pilih Langsung atau Tidak Langsung untuk KPI Induk."))
        self._check_bands(data)
        return data

    def _check_bands(self, data: dict[str, Any]) -> None:
        green, yellow = data.get("green_from"), data.get("yellow_from")
        if (green is None) != (yellow is None):
            self.add_error("yellow_from" if yellow is None else "green_from", _("Isi kedua batas warna."))
        elif green is not None and yellow is not None and yellow >= green:
            self.add_error("green_from", _("Batas hijau harus di atas batas kuning."))

    def sections(self) -> dict[str, Section]:
        """The folded parts of the page."""
        return sections_of(self)

    def kpi_draft(self) -> KpiDraft:
        data = self.cleaned_data
        return KpiDraft(
            title=data.get("title", ""),
            code=data["code"],
            weight=data.get("weight"),
            is_process=data["is_process"],
            pic=data["pic"],
            parent=data.get("parent"),
            cascade_kind=data.get("cascade_kind") or CascadeKind.NONE,
            cascade_scope=data.get("cascade_scope", ""),
            rollup=data.get("rollup") or Kpi.Rollup.NONE,
            basis_kind=data.get("basis_kind", ""),
            basis=data.get("basis", ""),
            facet=data.get("facet", ""),
            green_from=data.get("green_from"),
            yellow_from=data.get("yellow_from"),
            initiatives=list(data.get("initiatives") or ()),
        )


class GroupForm(WeighingForm):
    """A row whose sub-indicators carry the figures."""

    title = forms.CharField(label=gettext_lazy("Nama kelompok sub-indikator"), max_length=200)
    field_order = ["title", "code", "weight"]


class JoinForm(WeighingForm):
    """KPI Bersama: a measure of another scorecard, weighed here too."""

    measure: Any = forms.ModelChoiceField(
        Measure.objects.none(),
        label=gettext_lazy("KPI Bersama"),
        empty_label=gettext_lazy("– pilih –"),
        help_text=gettext_lazy("Definisi, target dan realisasinya tetap milik unit pemiliknya."),
    )
    field_order = ["measure", "code", "weight"]

    def __init__(self, *args: Any, objective: Objective, user: User, **kwargs: Any) -> None:
        super().__init__(*args, objective=objective, **kwargs)
        measure: Any = self.fields["measure"]
        measure.queryset = joinable_measures(objective.perspective.scorecard, user)
        measure.label_from_instance = lambda row: f"{row.owner_unit} · {row.name}"


class KpiForm(StepFields, SourceFields, TargetFields, WeighingForm):
    """A KPI with its own measure; `measure_draft` is checked by the rules of the service."""

    #: As on the page, so that mistakes are listed from top to bottom.
    field_order = ["name", "code", "unit", "polarity", "comparator", "target", "last_year", "weight"]
    name = forms.CharField(label=gettext_lazy("KPI"), max_length=200)
    definition = forms.CharField(label=gettext_lazy("Definisi"), required=False, widget=LONG)
    formula_text = forms.CharField(label=gettext_lazy("Rumus"), required=False, widget=LONG)
    purpose = forms.CharField(
        label=gettext_lazy("Tujuan KPI"),
        required=False,
        widget=LONG,
        help_text=gettext_lazy("Mengapa diukur dan keputusan apa yang didukungnya."),
    )
    deviation_action = forms.CharField(
        label=gettext_lazy("Bila menyimpang dari target"),
        required=False,
        widget=LONG,
        help_text=gettext_lazy("Yang dilakukan bila target tidak tercapai, dan oleh siapa."),
    )
    standard = forms.CharField(
        label=gettext_lazy("Standar"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "ISO 9001:2015"}),
    )
    clause = forms.CharField(
        label=gettext_lazy("Klausul"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "9.1.1"}),
    )
    smart = forms.MultipleChoiceField(
        label="SMART", choices=Measure.Smart.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    criteria = forms.MultipleChoiceField(
        label=gettext_lazy("Lima kriteria KPI"),
        choices=Measure.Criterion.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_illustration = forms.BooleanField(
        label=gettext_lazy("Angka ilustrasi"),
        required=False,
        help_text=gettext_lazy("Angka contoh, ditandai “ilustrasi” di halaman dan cetakan."),
    )

    def __init__(
        self,
        *args: Any,
        objective: Objective,
        is_part: bool = False,
        own: Measure | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, objective=objective, is_part=is_part, **kwargs)
        scorecard = objective.perspective.scorecard
        self.offer_sources(scorecard, own)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            for field, problem in measure_problems(self.measure_draft()).items():
                self.add_error(field if field in self.fields else None, problem)
        return data

    def measure_draft(self) -> MeasureDraft:
        data = self.cleaned_data
        return MeasureDraft(
            cap=Decimal(data["cap"]) if data["cap"] else None,
            step_rules=self.step_rules(),
            targets=self.typed_targets(),
            inputs=self.inputs(),
            **{name: data[name] for name in PLAIN},
        )


def labelled_kpi(kpi: Kpi) -> str:
    """As the list of parents names it: the KPI first, then where it stands."""
    unit = kpi.objective.perspective.scorecard.unit
    return f"{kpi.code} {kpi.name} · {kpi.objective.name} · {unit}".strip()


def weighing_initial(row: KpiRow) -> dict[str, Any]:
    """A row's weighing as the form shows it."""
    return {
        "title": row.name,
        "code": row.code,
        "weight": row.weight,
        "is_process": row.is_process,
        "pic": row.pic,
        "parent": row.parent.id if row.parent else None,
        "cascade_kind": "" if row.cascade_kind == CascadeKind.NONE else row.cascade_kind,
        "cascade_scope": row.cascade_scope,
        "basis_kind": row.basis_kind,
        "basis": row.basis,
        "rollup": row.rollup,
        "facet": row.facet,
        "green_from": row.green_from,
        "yellow_from": row.yellow_from,
        "initiatives": [pk for pk, _name in row.initiatives],
    }


def parent_initial(objective: Objective) -> dict[str, Any]:
    """What a new KPI most likely serves: the only KPI of the objective that its own one comes from."""
    if objective.source_id is None:
        return {}
    above = list(Kpi.objects.filter(objective=objective.source_id, group=None)[:2])
    parent = above[0].pk if len(above) == 1 else None
    return {"cascade_kind": objective.cascade_kind, "parent": parent} if parent else {}


def measure_initial(measure: Measure, spec: MeasureSpec) -> dict[str, Any]:
    """A measure as the form shows it."""
    return {
        "name": spec.name,
        "definition": spec.definition,
        "formula_text": spec.formula_text,
        **{name: getattr(spec, name) for name in ("purpose", "deviation_action", "standard", "clause")},
        "smart": list(spec.smart),
        "criteria": list(spec.criteria),
        **SourceFields.initial_of(spec),
        "is_illustration": spec.is_illustration,
        "cap": "" if measure.cap is None else f"{measure.cap:.2f}",
        **TargetFields.initial_of(spec),
        **StepFields.initial_of(spec),
    }
