"""What an established KPI is to be from a month on: name, range, definition, source, evidence, filler."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.forms.sources import DATA_TEXTS, DataFields
from bsc.models import Scorecard
from bsc.selectors.rows import KpiRow
from cint_portal.core.fields import NumberField
from cint_portal.core.rounding import plain_text

LONG = forms.Textarea(attrs={"rows": 3})
_WORDS = ("definition", "formula_text", *DATA_TEXTS)


class NameForm(forms.Form):
    """Of a group: there is nothing else to define."""

    name = forms.CharField(
        label=gettext_lazy("KPI"),
        max_length=200,
        help_text=gettext_lazy(
            "Untuk membetulkan namanya; versi lama tetap memakai nama lama. Bila yang diukur menjadi lain, "
            "ganti KPI-nya."
        ),
    )

    def values(self) -> dict[str, Any]:
        """What was typed, as a content writes it."""
        return {"name": " ".join(self.cleaned_data["name"].split())}


class DefinitionForm(DataFields, NameForm):
    """Filled with what is in force; what stays the same is no change."""

    definition = forms.CharField(label=gettext_lazy("Definisi"), required=False, widget=LONG)
    formula_text = forms.CharField(label=gettext_lazy("Rumus"), required=False, widget=LONG)
    lower = NumberField(label=gettext_lazy("Batas bawah"), required=False)
    upper = NumberField(label=gettext_lazy("Batas atas"), required=False)

    def __init__(self, *args: Any, scorecard: Scorecard, row: KpiRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spec = row.measure
        filler: Any = self.fields["filler_unit"]
        filler.required, filler.empty_label = True, None
        filler.help_text = _("Mengisi mulai bulan berlaku; bulan sebelumnya tetap pada pengisi semula.")
        self.offer_units(scorecard)
        if spec is None or not spec.is_entered:
            del self.fields["filler_unit"]
        if spec is None or spec.lower is None:
            del self.fields["lower"], self.fields["upper"]

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
        data = self.cleaned_data
        found = super().values() | {name: data[name].strip() for name in _WORDS}
        found["provider_due_day"] = data["provider_due_day"]
        found["provider_id"] = data["data_provider"].pk if data["data_provider"] else None
        if "filler_unit" in data:
            found["filler_id"] = data["filler_unit"].pk
        if "lower" in data:
            found |= {name: plain_text(data[name]) for name in ("lower", "upper")}
        return found


def definition_initial(row: KpiRow, changed: Mapping[str, Any]) -> dict[str, Any]:
    """In force, overlaid with what the request says already."""
    now: dict[str, Any] = {"name": row.name}
    if row.measure is not None:
        now |= DataFields.initial_of(row.measure)
        plain = ("definition", "formula_text", "lower", "upper")
        now |= {name: getattr(row.measure, name) for name in plain}
    names = {"filler_id": "filler_unit", "provider_id": "data_provider"}
    said = {
        names.get(name, name): Decimal(value) if name in ("lower", "upper") and value else value
        for name, value in changed.items()
    }
    return now | said
