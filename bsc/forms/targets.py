"""Fields of a measure's target and score: yearly and monthly targets, ranges, the step table."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import Measure
from bsc.selectors.rows import MeasureSpec, MonthTarget
from bsc.services.drafts import StepRow, is_evenly_phased
from cint_portal.core.dates import format_month
from cint_portal.core.fields import NumberField, NumberTextInput
from cint_portal.core.rounding import plain_text
from cint_portal.core.templatetags.portal_format import reader_language

MONTHS = range(1, 13)
STEPS = range(6)
EVEN, TYPED = "even", "typed"


@dataclass(frozen=True)
class MonthLine:
    """A month of the target grid."""

    name: str
    value: forms.BoundField
    denominator: forms.BoundField


@dataclass(frozen=True)
class StepLine:
    """A row of the step table."""

    comparator: forms.BoundField
    bound: forms.BoundField
    upper: forms.BoundField
    score: forms.BoundField


def month_name(month: int) -> str:
    return format_month(2000, month, reader_language()).split()[0]


def number(label: str, **kwargs: Any) -> NumberField:
    """A number cell of a grid: its label is spoken, not printed."""
    return NumberField(
        label=label, required=False, widget=NumberTextInput(attrs={"aria-label": label}), **kwargs
    )


class TargetFields(forms.Form):
    """What is aimed at, how it is compared and consolidated."""

    unit = forms.CharField(
        label=gettext_lazy("Satuan"),
        max_length=60,
        help_text=gettext_lazy("Termasuk skalanya, misalnya %, Rp juta, jam, kali/tahun."),
    )
    decimals = forms.IntegerField(label=gettext_lazy("Desimal"), min_value=0, max_value=6, initial=2)
    polarity = forms.ChoiceField(
        label=gettext_lazy("Sifat"), choices=Measure.Polarity.choices, initial=Measure.Polarity.MAXIMIZE
    )
    comparator = forms.ChoiceField(
        label=gettext_lazy("Tercapai bila realisasi"),
        choices=[("", gettext_lazy("mengikuti sifat")), *Measure.Comparator.choices],
        required=False,
    )
    target = NumberField(label=gettext_lazy("Target tahun"), required=False)
    lower = NumberField(label=gettext_lazy("Batas bawah"), required=False)
    upper = NumberField(label=gettext_lazy("Batas atas"), required=False)
    last_year = NumberField(label=gettext_lazy("Pencapaian Tahun Lalu"), required=False)
    frequency = forms.ChoiceField(
        label=gettext_lazy("Frekuensi Pengukuran"),
        choices=Measure.Frequency.choices,
        initial=Measure.Frequency.MONTHLY,
    )
    consolidation = forms.ChoiceField(
        label=gettext_lazy("Konsolidasi"),
        choices=Measure.Consolidation.choices,
        initial=Measure.Consolidation.AVERAGE,
        help_text=gettext_lazy("Cara angka bulanan menjadi angka semester dan tahun."),
    )
    input_mode = forms.ChoiceField(
        label=gettext_lazy("Cara Input"), choices=Measure.InputMode.choices, initial=Measure.InputMode.MONTHLY
    )
    phasing = forms.ChoiceField(
        label=gettext_lazy("Target per bulan"),
        choices=[
            (EVEN, gettext_lazy("dibagi otomatis dari target tahun")),
            (TYPED, gettext_lazy("diisi per bulan")),
        ],
        initial=EVEN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in MONTHS:
            name = month_name(month)
            self.fields[f"month_{month}"] = number(_("Target %(month)s") % {"month": name})
            self.fields[f"denominator_{month}"] = number(_("Penyebut %(month)s") % {"month": name})

    def clean(self) -> dict[str, Any]:
        """Months that are not used are not judged: they would hold up what they have no part in."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("phasing") == EVEN:
            for month in MONTHS:
                self.errors.pop(f"month_{month}", None)
                self.errors.pop(f"denominator_{month}", None)
        return data

    def months(self) -> Iterator[MonthLine]:
        for month in MONTHS:
            yield MonthLine(month_name(month), self[f"month_{month}"], self[f"denominator_{month}"])

    def typed_targets(self) -> dict[int, MonthTarget] | None:
        """None where the yearly target is to be phased; an empty month has no target."""
        if self.cleaned_data["phasing"] == EVEN:
            return None
        typed = {
            month: (self.cleaned_data[f"month_{month}"], self.cleaned_data[f"denominator_{month}"])
            for month in MONTHS
        }
        return {
            month: (value, denominator) for month, (value, denominator) in typed.items() if value is not None
        }

    @staticmethod
    def initial_of(spec: MeasureSpec) -> dict[str, Any]:
        plain = (
            "unit", "decimals", "polarity", "comparator", "target", "lower", "upper", "last_year",
            "frequency", "consolidation", "input_mode",
        )  # fmt: skip
        months: dict[str, Decimal | None] = {}
        for month, (value, denominator) in spec.targets.items():
            months |= {f"month_{month}": value, f"denominator_{month}": denominator}
        phasing = EVEN if is_evenly_phased(spec) else TYPED
        return {**{name: getattr(spec, name) for name in plain}, **months, "phasing": phasing}


class StepFields(forms.Form):
    """How a figure becomes a score where the plain formula does not say it."""

    minimize_by = forms.ChoiceField(
        label=gettext_lazy("Rumus makin rendah makin baik"),
        choices=Measure.MinimizeBy.choices,
        initial=Measure.MinimizeBy.RATIO,
    )
    worst = NumberField(
        label=gettext_lazy("Nilai terburuk"),
        required=False,
        help_text=gettext_lazy("Untuk target 0: realisasi yang bernilai 0 %."),
    )
    cap = forms.ChoiceField(label=gettext_lazy("Batas atas pencapaian"), choices=(), required=False)
    zero_tolerance = forms.BooleanField(
        label=gettext_lazy("Toleransi nol"),
        required=False,
        help_text=gettext_lazy("Setiap angka di atas 0 bernilai 0, misalnya kecelakaan fatal."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        percents = [(f"{n / 100:.2f}", f"{n} %") for n in (100, 105, 110, 120, 150)]
        self.fields["cap"].choices = [("", _("mengikuti Tahun BSC")), *percents]  # type: ignore[attr-defined]
        for row in STEPS:
            texts = {"row": row + 1}
            self.fields[f"step_{row}_comparator"] = forms.ChoiceField(
                choices=[("", "–"), *Measure.Comparator.choices],
                required=False,
                widget=forms.Select(attrs={"aria-label": _("Pembanding baris %(row)s") % texts}),
            )
            self.fields[f"step_{row}_bound"] = number(_("Angka baris %(row)s") % texts)
            self.fields[f"step_{row}_upper"] = number(_("Sampai baris %(row)s") % texts)
            self.fields[f"step_{row}_score"] = number(_("Skor baris %(row)s (%%)") % texts)

    def steps(self) -> Iterator[StepLine]:
        for row in STEPS:
            names = [f"step_{row}_{part}" for part in ("comparator", "bound", "upper", "score")]
            yield StepLine(*[self[name] for name in names])

    def step_rules(self) -> list[StepRow]:
        """The rows that were filled, as they are stored; what is missing in one stays empty text."""
        data, rules = self.cleaned_data, []
        for row in STEPS:
            comparator, bound, upper, score = (
                data[f"step_{row}_{part}"] for part in ("comparator", "bound", "upper", "score")
            )
            if not comparator and bound is None and upper is None and score is None:
                continue
            between = comparator == Measure.Comparator.BETWEEN
            threshold = (_text(bound), _text(upper)) if between else _text(bound)
            rules.append((comparator, threshold, "" if score is None else _text(score / 100)))
        return rules

    @staticmethod
    def initial_of(spec: MeasureSpec) -> dict[str, Any]:
        initial: dict[str, Any] = {
            name: getattr(spec, name) for name in ("minimize_by", "worst", "zero_tolerance")
        }
        for row, step in enumerate(spec.steps[: len(STEPS)]):
            low, high = step.threshold if isinstance(step.threshold, tuple) else (step.threshold, None)
            initial |= {
                f"step_{row}_comparator": str(step.comparator),
                f"step_{row}_bound": low,
                f"step_{row}_upper": high,
                f"step_{row}_score": step.score * 100,
            }
        return initial


def _text(value: Decimal | None) -> str:
    """A number as JSON keeps it exactly; nothing typed is an empty text, which the rules refuse."""
    return "" if value is None else plain_text(value)
