"""Fields of where a KPI's figure comes from: who enters it, whose data, or which other KPIs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import Measure, Scorecard
from bsc.models.measure import PROVIDER_DUE_DAY
from bsc.scoring import SYMBOLS
from bsc.selectors.calculation import formula_sources
from bsc.selectors.rows import MeasureSpec
from cint_portal.organization.models import Unit

Source = Measure.ValueSource
DATA_TEXTS = ("data_needed", "calculation", "evidence_required")


@dataclass(frozen=True)
class SymbolLine:
    """A symbol of the formula and the KPI behind it."""

    symbol: str
    field: forms.BoundField


class DataFields(forms.Form):
    """Who enters the figure, the data behind it and its proof: of a new KPI and of one defined anew."""

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
        help_text=gettext_lazy("Departemen lain yang menyerahkan datanya, dengan batas waktunya sendiri."),
    )
    provider_due_day = forms.IntegerField(
        label=gettext_lazy("Data diserahkan paling lambat tanggal"),
        min_value=1,
        max_value=28,
        required=False,
        initial=PROVIDER_DUE_DAY,
        help_text=gettext_lazy("Pada bulan berikutnya."),
    )
    calculation = forms.CharField(
        label=gettext_lazy("Cara perhitungan data"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence_required = forms.CharField(label=gettext_lazy("Bukti"), max_length=300, required=False)

    def offer_units(self, scorecard: Scorecard) -> None:
        """Who may fill and provide in this year; one query."""
        departments = Unit.objects.departments().filter(valid_from__year__lte=scorecard.cycle.year)
        offered = [(unit.pk, unit.name) for unit in departments.order_by("name")]
        for name in ("filler_unit", "data_provider"):
            field: Any = self.fields[name]
            field.queryset = departments
            blank = [] if field.empty_label is None else [("", field.empty_label)]
            field.choices = [*blank, *offered]

    def clean_provider_due_day(self) -> int:
        return self.cleaned_data["provider_due_day"] or PROVIDER_DUE_DAY

    @staticmethod
    def initial_of(spec: MeasureSpec) -> dict[str, Any]:
        return {
            **{name: getattr(spec, name) for name in DATA_TEXTS},
            "filler_unit": spec.filler_id,
            "data_provider": spec.provider_id,
            "provider_due_day": spec.provider_due_day,
        }


class SourceFields(DataFields):
    """Entered by a department, or worked out of other KPIs."""

    value_source = forms.ChoiceField(
        label=gettext_lazy("Sumber angka"), choices=Source.choices, initial=Source.ENTERED
    )
    expression = forms.CharField(
        label=gettext_lazy("Rumus hitung"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Simbol A–F, angka, + − × ÷ dan kurung; juga MIN, MAX, ABS. Contoh: A / B * 100."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources: dict[int, Measure] = {}

    def offer_sources(self, scorecard: Scorecard, own: Measure | None) -> None:
        """Who may fill and provide in this year, and the KPIs that a formula may name; two queries."""
        self.offer_units(scorecard)
        self.sources = {row.pk: row for row in formula_sources(scorecard) if own is None or row.pk != own.pk}
        choices = [("", "–"), *((pk, f"{row.name} · {row.owner_unit}") for pk, row in self.sources.items())]
        for symbol in SYMBOLS:
            label = _("KPI untuk simbol %(symbol)s") % {"symbol": symbol}
            self.fields[f"input_{symbol}"] = forms.TypedChoiceField(
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                label=label,
                widget=forms.Select(attrs={"aria-label": label, "class": "select form-select"}),
            )
        if scorecard.unit.kind == Unit.Kind.DEPARTMENT:
            self._adapt_to_department(scorecard)

    def _adapt_to_department(self, scorecard: Scorecard) -> None:
        """A department fills its own figures unless it names somebody else; nothing hangs below it."""
        source, filler = self.fields["value_source"], self.fields["filler_unit"]
        source.choices = [row for row in Source.choices if row[0] != Source.ROLLUP]  # type: ignore[attr-defined]
        own = [("", str(scorecard.unit)), *filler.choices[1:]]  # type: ignore[attr-defined]
        filler.choices = own  # type: ignore[attr-defined]
        filler.help_text = _("Kosongkan bila departemen sendiri yang mengisi.")

    def symbols(self) -> Iterator[SymbolLine]:
        for symbol in SYMBOLS:
            yield SymbolLine(symbol, self[f"input_{symbol}"])

    def inputs(self) -> dict[str, Measure]:
        """The measure behind each symbol that was chosen; nothing while the figure is no formula."""
        if self.cleaned_data["value_source"] != Source.FORMULA:
            return {}
        chosen = {symbol: self.cleaned_data.get(f"input_{symbol}") for symbol in SYMBOLS}
        return {symbol: self.sources[pk] for symbol, pk in chosen.items() if pk is not None}

    @staticmethod
    def initial_of(spec: MeasureSpec) -> dict[str, Any]:
        return {
            **DataFields.initial_of(spec),
            "value_source": spec.value_source,
            "expression": spec.expression,
            **{f"input_{one.symbol}": one.measure_id for one in spec.inputs},
        }
