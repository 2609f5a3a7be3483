"""A change request as a page asks for it: month, reason, and what becomes of each KPI."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bsc.forms.scorecard import weight_field
from bsc.periods import measured_months
from bsc.selectors.proposal import KpiChange, Proposal
from bsc.selectors.rows import KpiRow, MeasureSpec, MonthTarget, PerspectiveRow, ScorecardStructure
from bsc.services.change import ChangeDraft
from cint_portal.core.dates import format_month
from cint_portal.core.fields import NumberField, NumberTextInput
from cint_portal.core.number_messages import number_error_text
from cint_portal.core.numbers import NumberError, format_number, parse_number
from cint_portal.core.templatetags.portal_format import reader_language

_SEPARATORS = re.compile(r"[;\t\n]+")
_PAIR = re.compile(r"[/÷]")


@dataclass(frozen=True)
class ChangeRow:
    """A KPI of the scorecard with its fields, as the template draws it; none where it makes place."""

    kpi: KpiRow
    depth: int
    replaced_by: str
    target: forms.BoundField | None
    months: forms.BoundField | None
    weight: forms.BoundField | None
    ends: forms.BoundField | None


class ChangeForm(forms.Form):
    """Empty fields keep what is in force; its fields follow the rows of the scorecard."""

    effective_month = forms.TypedChoiceField(label=_("Berlaku mulai"), coerce=int, choices=())
    reason = forms.CharField(
        label=_("Alasan perubahan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca CMS dan Direksi, dan tercetak pada Adendum."),
    )
    reaches_back = forms.BooleanField(
        label=_("Minta Direksi memutuskan berlaku surut ke bulan yang sudah diverifikasi"), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        read: ScorecardStructure,
        initial: dict[str, Any] | None = None,
        replaced: Mapping[int, str] | None = None,
    ) -> None:
        self.read, self.replaced = read.running, replaced or {}
        super().__init__(data, initial=initial)
        months = [(month, format_month(self.read.year, month, reader_language())) for month in range(1, 13)]
        self.fields["effective_month"].choices = months  # type: ignore[attr-defined]
        for lane in read.perspectives if read.is_weighted_by_perspective else ():
            label = gettext("Bobot baru %(name)s") % {"name": lane.label}
            self.fields[f"lane_{lane.id}"] = weight_field(label, "lanes")
        for row in self._rows():
            self._add_row(row)

    def _rows(self) -> list[KpiRow]:
        """What may be typed: not of a KPI that another one replaces; groups before their parts."""
        free = [kpi for kpi in self.read.kpis if kpi.id not in self.replaced]
        return [row for kpi in free for row in (kpi, *kpi.parts) if row.id not in self.replaced]

    def _add_row(self, row: KpiRow) -> None:
        if row.measure is not None and row.measure.lower is None:
            label = gettext("Target baru %(name)s") % {"name": row.name}
            widget = NumberTextInput(attrs={"aria-label": label})
            self.fields[f"target_{row.id}"] = NumberField(label=label, required=False, widget=widget)
            label = gettext("Target per bulan %(name)s") % {"name": row.name}
            widget_of_months = forms.TextInput(attrs={"aria-label": label, "autocomplete": "off"})
            self.fields[f"months_{row.id}"] = forms.CharField(
                label=label, required=False, max_length=400, widget=widget_of_months
            )
        if not row.is_group or self.read.is_weighted_by_perspective:
            label = gettext("Bobot baru %(name)s") % {"name": row.name}
            self.fields[f"weight_{row.id}"] = weight_field(label, "kpis")
        label = gettext("Hentikan %(name)s") % {"name": row.name}
        box = forms.CheckboxInput(attrs={"aria-label": label, "class": "form-check-input"})
        self.fields[f"ends_{row.id}"] = forms.BooleanField(label=label, required=False, widget=box)

    # --- What the template draws --------------------------------------------------------------------

    def lanes(self) -> Iterator[tuple[PerspectiveRow, forms.BoundField | None, list[ChangeRow]]]:
        for lane in self.read.perspectives:
            rows = [
                ChangeRow(row, 1 + (row is not kpi), self.replaced.get(row.id, ""), *self._fields_of(row))
                for kpi in lane.kpis
                for row in (kpi, *kpi.parts)
            ]
            yield lane, self._field(f"lane_{lane.id}"), rows

    def _fields_of(self, row: KpiRow) -> tuple[forms.BoundField | None, ...]:
        return tuple(self._field(f"{name}_{row.id}") for name in ("target", "months", "weight", "ends"))

    def _field(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    # --- What was typed -----------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for row in self._rows():
            if row.measure is not None and data.get(f"months_{row.id}"):
                self._read_months(row, row.measure, data)
            typed = [data.get(f"{name}_{row.id}") for name in ("target", "months", "weight")]
            if data.get(f"ends_{row.id}") and any(value not in (None, "", {}) for value in typed):
                self.add_error(
                    f"ends_{row.id}", _("KPI yang dihentikan tidak diberi target atau bobot baru.")
                )
        return data

    def _read_months(self, row: KpiRow, spec: MeasureSpec, data: dict[str, Any]) -> None:
        name = f"months_{row.id}"
        wanted = self._months_left(spec, data.get("effective_month") or 1)
        parts = [part for part in _SEPARATORS.split(data[name].strip()) if part.strip()]
        if len(parts) != len(wanted):
            text = gettext("Isi %(n)d angka dipisah titik koma: %(months)s.")
            names = ", ".join(format_month(self.read.year, m, reader_language())[:3] for m in wanted)
            self.add_error(name, text % {"n": len(wanted), "months": names})
            return
        try:
            data[name] = {m: _target(part, spec) for m, part in zip(wanted, parts, strict=True)}
        except NumberError as error:
            self.add_error(name, number_error_text(error))

    def _months_left(self, spec: MeasureSpec, first: int) -> list[int]:
        measured = measured_months(self.read.year, spec.frequency)
        return [period.month for period in measured if period.month >= first]

    def draft(self) -> ChangeDraft:
        """What was typed; rows in which nothing was typed are left out."""
        data = self.cleaned_data
        changes = [
            KpiChange(
                row.id,
                target=data.get(f"target_{row.id}"),
                months=data.get(f"months_{row.id}") or {},
                weight=data.get(f"weight_{row.id}"),
                ends=bool(data.get(f"ends_{row.id}")),
            )
            for row in self._rows()
        ]
        lanes = {lane.id: data.get(f"lane_{lane.id}") for lane in self.read.perspectives}
        return ChangeDraft(
            effective_month=data["effective_month"],
            reason=data["reason"],
            reaches_back=data["reaches_back"],
            kpis=[one for one in changes if one.retargets or one.weight is not None or one.ends],
            lanes={pk: weight for pk, weight in lanes.items() if weight is not None},
        )


def _target(text: str, spec: MeasureSpec) -> MonthTarget:
    """A month's target; numerator / denominator for ratios. Raises NumberError."""
    language = (get_language() or "id")[:2]
    parts = _PAIR.split(text)
    if len(parts) != 1 + spec.is_ratio:
        raise NumberError("several")
    numbers = [parse_number(part, language=language).value for part in parts]
    if spec.is_ratio and not numbers[1]:
        raise NumberError("not_finite")
    return numbers[0], numbers[1] if spec.is_ratio else None


def change_initial(proposal: Proposal, reason: str, *, reaches_back: bool) -> dict[str, Any]:
    """A stored request as the form shows it."""
    initial: dict[str, Any] = {
        "effective_month": proposal.effective_month,
        "reason": reason,
        "reaches_back": reaches_back,
    }
    for change in proposal.kpis:
        initial |= {
            f"target_{change.kpi_id}": _trimmed(change.target),
            f"weight_{change.kpi_id}": _trimmed(change.weight),
            f"ends_{change.kpi_id}": change.ends,
            f"months_{change.kpi_id}": "; ".join(map(_month_text, change.months.values())),
        }
    return initial | {f"lane_{pk}": _trimmed(weight) for pk, weight in proposal.lanes.items()}


def _trimmed(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize()


def _month_text(target: MonthTarget) -> str:
    value, denominator = (None if part is None else format_number(part) for part in target)
    return str(value) if denominator is None else f"{value} / {denominator}"
