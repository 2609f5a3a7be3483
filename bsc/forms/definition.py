"""What an established KPI is to be from a month on: range, definition, source, evidence, who fills it in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import Scorecard
from bsc.models.measure import PROVIDER_DUE_DAY
from bsc.selectors.rows import MeasureSpec
from cint_portal.core.fields import NumberField
from cint_portal.core.rounding import plain_text
from cint_portal.organization.models import Unit

LONG = forms.Textarea(attrs={"rows": 3})
_TEXTS = ("definition", "formula_text", "calculation", "data_needed", "evidence_required")


class DefinitionForm(forms.Form):
    """Filled with what is in force; what stays the same is no change."""

    definition = forms.CharField(label=gettext_lazy("Definisi"), required=False, widget=LONG)
    formula_text = forms.CharField(label=gettext_lazy("Rumus"), required=False, widget=LONG)
    calculation = forms.CharField(label=gettext_lazy("Cara perhitungan data"), required=False, widget=LONG)
    lower = NumberField(label=gettext_lazy("Batas bawah"), required=False)
    upper = NumberField(label=gettext_lazy("Batas atas"), required=False)
    data_needed = forms.CharField(label=gettext_lazy("Data yang dibutuhkan"), max_length=300, required=False)
    data_provider: Any = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Penyedia Data"),
        required=False,
        empty_label=gettext_lazy("– unit sendiri –"),
    )
    provider_due_day = forms.IntegerField(
        label=gettext_lazy("Data diserahkan paling lambat tanggal"),
        min_value=1,
        max_value=28,
        required=False,
        help_text=gettext_lazy("Pada bulan berikutnya."),
    )
    evidence_required = forms.CharField(label=gettext_lazy("Bukti"), max_length=300, required=False)
    filler_unit: Any = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Pengisi Realisasi"),
        help_text=gettext_lazy("Mengisi mulai bulan berlaku; bulan sebelumnya tetap pada pengisi semula."),
    )

    def __init__(self, *args: Any, scorecard: Scorecard, spec: MeasureSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Unit.objects.departments().filter(valid_from__year__lte=scorecard.cycle.year)
        for name in ("data_provider", "filler_unit"):
            field: Any = self.fields[name]
            field.queryset = departments.order_by("name")
        if not spec.is_entered:
            del self.fields["filler_unit"]
        if spec.lower is None:
            del self.fields["lower"], self.fields["upper"]
        self.spec = spec

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "lower" not in self.fields or self.errors:
            return data
        lower, upper = data["lower"], data["upper"]
        if lower is None or upper is None:
            self.add_error("upper" if upper is None else "lower", _("Isi kedua batas."))
        elif lower > upper:
            self.add_error("upper", _("Batas atas harus sama dengan atau lebih dari batas bawah."))
        return data

    def values(self) -> dict[str, Any]:
        """What was typed, as a content writes it."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name].strip() for name in _TEXTS}
        found["provider_due_day"] = data["provider_due_day"] or PROVIDER_DUE_DAY
        found["provider_id"] = data["data_provider"].pk if data["data_provider"] else None
        if "filler_unit" in data:
            found["filler_id"] = data["filler_unit"].pk
        if "lower" in data:
            found |= {name: plain_text(data[name]) for name in ("lower", "upper")}
        return found


def definition_initial(spec: MeasureSpec, changed: Mapping[str, Any]) -> dict[str, Any]:
    """In force, overlaid with what the request says already."""
    now: dict[str, Any] = {name: getattr(spec, name) for name in _TEXTS}
    now |= {
        "lower": spec.lower,
        "upper": spec.upper,
        "filler_unit": spec.filler_id,
        "data_provider": spec.provider_id,
        "provider_due_day": spec.provider_due_day,
    }
    names = {"filler_id": "filler_unit", "provider_id": "data_provider"}
    said = {
        names.get(name, name): Decimal(value) if name in ("lower", "upper") and value else value
        for name, value in changed.items()
    }
    return now | said
