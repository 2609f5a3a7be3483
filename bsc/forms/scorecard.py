"""Creating a scorecard, its weights, its objectives."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import BandSet, Objective, Scorecard, ScorecardPerspective
from bsc.models.scorecard import BasisKind, CascadeKind, ObjectiveKind
from bsc.selectors.parents import parent_objectives
from bsc.selectors.rows import KpiRow, ScorecardStructure
from bsc.services.programme import ActivityDraft
from bsc.services.scorecard import Lane, ObjectiveDraft, Weights
from cint_portal.core.fields import NumberField, NumberTextInput
from cint_portal.organization.models import Unit

Weighting = Scorecard.Weighting
HUNDRED = Decimal(100)
JUDGED_BY = [
    (BandSet.Purpose.TOTAL.value, gettext_lazy("lima warna")),
    (BandSet.Purpose.APPRAISAL.value, gettext_lazy("nilai huruf A+ sampai D")),
]
SERVED = [
    ("", gettext_lazy("– tanpa induk –")),
    (CascadeKind.DIRECT.value, CascadeKind.DIRECT.label),
    (CascadeKind.INDIRECT.value, CascadeKind.INDIRECT.label),
]


def weighting_field() -> forms.ChoiceField:
    """How the weights of a scorecard add up."""
    return forms.ChoiceField(
        label=gettext_lazy("Cara pembobotan"),
        choices=Weighting.choices,
        initial=Weighting.KPI,
        help_text=gettext_lazy(
            "Bobot per KPI: setiap KPI diberi bobot, jumlahnya 100 %. "
            "Bobot per perspektif: KPI berbagi bobot perspektifnya."
        ),
    )


class ScorecardForm(forms.Form):
    """For which unit, and how it is weighed and judged."""

    unit: Any = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit Kerja"))
    weighting = weighting_field()
    total_bands = forms.ChoiceField(
        label=gettext_lazy("Total dinilai dengan"), choices=JUDGED_BY, initial=BandSet.Purpose.TOTAL.value
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ObjectiveForm(forms.Form):
    """Sasaran Strategis: where it stands, what kind it is, and from which objective above it comes."""

    name = forms.CharField(label=gettext_lazy("Sasaran Strategis"), max_length=300)
    perspective: Any = forms.ModelChoiceField(
        ScorecardPerspective.objects.none(), label=gettext_lazy("Perspektif"), empty_label=None
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Jenis Sasaran"),
        choices=ObjectiveKind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[ObjectiveKind.QUALITY.value],
    )
    source: Any = forms.ModelChoiceField(
        Objective.objects.none(),
        label=gettext_lazy("Sasaran Induk"),
        required=False,
        empty_label=gettext_lazy("– tidak ada –"),
        help_text=gettext_lazy("Sasaran di atasnya yang diambil alih atau didukung."),
    )
    cascade_kind = forms.ChoiceField(
        label=gettext_lazy("Hubungan dengan Sasaran Induk"), choices=SERVED, required=False
    )
    basis_kind = forms.ChoiceField(
        label=gettext_lazy("Jenis dasar"), choices=[("", "–"), *BasisKind.choices], required=False
    )
    basis = forms.CharField(
        label=gettext_lazy("Dasar Penetapan"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Diisi bila tidak berasal dari sasaran di atasnya: kebijakan, peraturan, "
            "aspek lingkungan penting, risiko K3, atau persyaratan pelanggan."
        ),
    )
    consultation = forms.CharField(
        label=gettext_lazy("Bukti konsultasi pekerja"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Untuk sasaran K3 (ISO 45001 5.4): misalnya nomor risalah rapat P2K3."),
    )
    consulted_on = forms.DateField(
        label=gettext_lazy("Tanggal konsultasi"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, scorecard: Scorecard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["perspective"].queryset = scorecard.perspectives.all()  # type: ignore[attr-defined]
        source: Any = self.fields["source"]
        source.queryset = parent_objectives(scorecard)
        source.label_from_instance = labelled_objective
        if not source.queryset.exists():
            del self.fields["source"], self.fields["cascade_kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") and not data.get("cascade_kind"):
            self.add_error("cascade_kind", _("Pilih Langsung atau Tidak Langsung untuk Sasaran Induk."))
        return data

    def draft(self, programme: Sequence[ActivityDraft] | None = None) -> ObjectiveDraft:
        """With the lines of its programme; None leaves them as they are."""
        data = self.cleaned_data
        return ObjectiveDraft(
            name=data["name"],
            perspective=data["perspective"],
            kinds=data["kinds"],
            source=data.get("source"),
            cascade_kind=data.get("cascade_kind") or CascadeKind.NONE,
            basis_kind=data["basis_kind"],
            basis=data["basis"],
            consultation=data["consultation"],
            consulted_on=data["consulted_on"],
            programme=programme,
        )


def labelled_objective(objective: Objective) -> str:
    """As the list of parents names it: the objective first, then where it stands."""
    lane = objective.perspective
    return f"{objective.name} · {lane.label} · {lane.scorecard.unit}"


def objective_initial(objective: Objective) -> dict[str, Any]:
    """An objective as the form shows it."""
    return {
        "name": objective.name,
        "perspective": objective.perspective_id,
        "kinds": objective.kinds,
        "source": objective.source_id,
        "cascade_kind": "" if objective.cascade_kind == CascadeKind.NONE else objective.cascade_kind,
        "basis_kind": objective.basis_kind,
        "basis": objective.basis,
        "consultation": objective.consultation,
        "consulted_on": objective.consulted_on,
    }


def weight_field(label: str, group: str, **kwargs: Any) -> NumberField:
    """A weight in % that the live sum counts."""
    widget = NumberTextInput(attrs={"data-weight": group, "aria-label": label})
    return NumberField(
        label=label,
        required=False,
        max_decimals=2,
        min_value=Decimal("0.01"),
        max_value=HUNDRED,
        widget=widget,
        **kwargs,
    )


class WeightsForm(forms.Form):
    """All weights of a scorecard at once; its fields follow the lanes and rows it has."""

    weighting = forms.ChoiceField(
        label=gettext_lazy("Cara pembobotan"),
        choices=Weighting.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Bobot per KPI: jumlah seluruh KPI 100 %. "
            "Bobot per perspektif: KPI yang dikosongkan berbagi rata sisa bobot perspektifnya."
        ),
    )
    total_bands = forms.ChoiceField(label=gettext_lazy("Total dinilai dengan"), choices=JUDGED_BY)

    def __init__(self, data: Any = None, *, read: ScorecardStructure) -> None:
        self.read = read
        super().__init__(data, initial={"weighting": read.weighting, "total_bands": read.total_bands})
        if read.employee_id is not None:  # nothing of a personal scorecard is scored
            del self.fields["total_bands"]
        for lane in read.perspectives:
            if read.is_weighted_by_perspective:
                self.fields[f"lane_{lane.id}"] = weight_field(
                    _("Bobot %(name)s") % {"name": lane.label}, "lanes", initial=lane.weight
                )
        tops = {kpi.id for kpi in read.kpis}
        for kpi in self._weighed():
            name = _("Bobot %(name)s") % {"name": kpi.name}
            # The lane adds up its rows; with explicit weights the sub-indicators instead of their group.
            in_lane = kpi.id in tops or not read.is_weighted_by_perspective
            groups = f"kpis lane-{kpi.perspective_id}" if in_lane else "parts"
            self.fields[f"kpi_{kpi.id}"] = weight_field(name, groups, initial=kpi.weight)

    def _weighed(self) -> list[KpiRow]:
        """Every row that may carry a weight; groups only where perspectives are weighed."""
        rows = [row for kpi in self.read.kpis for row in (kpi, *kpi.parts)]
        return [row for row in rows if self.read.is_weighted_by_perspective or not row.is_group]

    def lanes(self) -> list[dict[str, Any]]:
        """Lanes with their fields and the rows under them, for the template."""
        return [
            {
                "row": lane,
                "weight": self._field(f"lane_{lane.id}"),
                "rows": [
                    {"kpi": row, "is_part": row is not kpi, "field": self._field(f"kpi_{row.id}")}
                    for kpi in lane.kpis
                    for row in (kpi, *kpi.parts)
                ],
            }
            for lane in self.read.perspectives
        ]

    def _field(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def weights(self) -> Weights:
        data = self.cleaned_data
        return Weights(
            weighting=data["weighting"],
            lanes={
                lane.id: Lane(lane.kind, lane.label, data.get(f"lane_{lane.id}", lane.weight))
                for lane in self.read.perspectives
            },
            kpis={row.id: data[f"kpi_{row.id}"] for row in self._weighed()},
            total_bands=data.get("total_bands", ""),
        )
