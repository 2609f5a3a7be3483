"""The KPI form in sections: what is measured, its target, its score, who enters it, what it serves."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.forms.scorecard import SERVED, weight_field
from bsc.forms.targets import StepFields, TargetFields
from bsc.models import Kpi, Measure, Objective
from bsc.models.scorecard import CascadeKind
from bsc.selectors.parents import joinable_measures, parent_kpis
from bsc.selectors.rows import KpiRow, MeasureSpec
from bsc.services.drafts import KpiDraft, MeasureDraft, measure_problems
from cint_portal.organization.models import Unit, User
from swot.models import StrategicInitiative

#: Fields that a measure's draft takes as they were typed.
PLAIN = (
    "name", "definition", "formula_text", "unit", "decimals", "polarity", "minimize_by", "lower", "upper",
    "worst", "zero_tolerance", "comparator", "frequency", "consolidation", "input_mode", "value_source",
    "last_year", "target", "filler_unit", "data_needed", "data_provider", "evidence_required",
    "is_illustration",
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
        label=gettext_lazy("Dihitung dari KPI turunannya"),
        choices=Kpi.Rollup.choices,
        initial=Kpi.Rollup.NONE,
        help_text=gettext_lazy("Cara angka departemen menjadi angka KPI ini."),
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
            del self.fields["parent"], self.fields["cascade_kind"]
        if not initiatives.queryset.exists():
            del self.fields["initiatives"]
        if is_part:
            del self.fields["basis"], self.fields["rollup"]
        elif scorecard.unit.kind == Unit.Kind.DEPARTMENT:
            del self.fields["rollup"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("parent") and not data.get("cascade_kind"):
            self.add_error("cascade_kind", _("Pilih Langsung atau Tidak Langsung untuk KPI Induk."))
        return data

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
            rollup=data.get("rollup") or Kpi.Rollup.NONE,
            basis=data.get("basis", ""),
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


class KpiForm(StepFields, TargetFields, WeighingForm):
    """A KPI with its own measure; `measure_draft` is checked by the rules of the service."""

    name = forms.CharField(label=gettext_lazy("KPI"), max_length=200)
    definition = forms.CharField(label=gettext_lazy("Definisi"), required=False, widget=LONG)
    formula_text = forms.CharField(label=gettext_lazy("Rumus"), required=False, widget=LONG)
    filler_unit: Any = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Pengisi Realisasi"),
        required=False,
        empty_label=gettext_lazy("– belum ditentukan –"),
        help_text=gettext_lazy("Departemen yang mengisi angkanya setiap periode."),
    )
    data_needed = forms.CharField(label=gettext_lazy("Data yang dibutuhkan"), max_length=300, required=False)
    data_provider: Any = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Penyedia Data"),
        required=False,
        empty_label=gettext_lazy("– unit sendiri –"),
    )
    evidence_required = forms.CharField(label=gettext_lazy("Bukti"), max_length=300, required=False)
    is_illustration = forms.BooleanField(
        label=gettext_lazy("Angka ilustrasi"),
        required=False,
        help_text=gettext_lazy("Angka contoh, ditandai “ilustrasi” di halaman dan cetakan."),
    )

    def __init__(self, *args: Any, objective: Objective, is_part: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, objective=objective, is_part=is_part, **kwargs)
        scorecard = objective.perspective.scorecard
        departments = Unit.objects.departments().filter(valid_from__year__lte=scorecard.cycle.year)
        for name in ("filler_unit", "data_provider"):
            self.fields[name].queryset = departments.order_by("name")  # type: ignore[attr-defined]
        if scorecard.unit.kind == Unit.Kind.DEPARTMENT:
            self.fields["filler_unit"].empty_label = str(scorecard.unit)  # type: ignore[attr-defined]
            self.fields["filler_unit"].help_text = _("Kosongkan bila departemen sendiri yang mengisi.")

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
        "basis": row.basis,
        "rollup": row.rollup,
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
        "filler_unit": spec.filler_id,
        "data_needed": spec.data_needed,
        "data_provider": spec.provider_id,
        "evidence_required": spec.evidence_required,
        "is_illustration": spec.is_illustration,
        "cap": "" if measure.cap is None else f"{measure.cap:.2f}",
        **TargetFields.initial_of(spec),
        **StepFields.initial_of(spec),
    }
