"""The rows of a process analysis as a grid, and the objectives that follow from one of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import Objective, Scorecard
from bsc.selectors.parents import parent_objectives
from bsc.selectors.process import AnalysisRow, linkable_objectives
from bsc.services.process import NewObjective, RowDraft

EMPTY_ROWS = 3
MOST_ROWS = 100


def _cell(label: Any, lines: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": lines, "aria-label": label})


class RowForm(forms.Form):
    """One row; wholly empty ones are left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    output = forms.CharField(
        label=gettext_lazy("Output"),
        max_length=300,
        required=False,
        widget=_cell(gettext_lazy("Output"), 2),
    )
    customer = forms.CharField(
        label=gettext_lazy("Customer"),
        max_length=200,
        required=False,
        widget=_cell(gettext_lazy("Customer"), 2),
    )
    expectation = forms.CharField(
        label=gettext_lazy("Ekspektasi"),
        max_length=2000,
        required=False,
        widget=_cell(gettext_lazy("Ekspektasi"), 2),
    )

    @property
    def is_blank(self) -> bool:
        data = self.cleaned_data
        return not any(data.get(name, "").strip() for name in ("output", "customer", "expectation"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        other = any(data.get(name, "").strip() for name in ("customer", "expectation"))
        if other and not data.get("output", "").strip():
            self.add_error("output", _("Isi output baris ini, atau kosongkan seluruh barisnya."))
        return data


class RowFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows in the order shown; an emptied row is deleted."""

    def drafts(self) -> list[RowDraft]:
        return [
            RowDraft(
                output=form.cleaned_data["output"],
                customer=form.cleaned_data["customer"],
                expectation=form.cleaned_data["expectation"],
                id=form.cleaned_data["id"],
            )
            for form in self.forms
            if not form.is_blank
        ]


def row_forms(rows: Sequence[AnalysisRow], data: Any = None) -> RowFormSet:
    """The grid of an analysis with some empty rows at its end."""
    made = forms.formset_factory(
        RowForm, formset=RowFormSet, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    initial = [
        {
            "id": row.id,
            "output": row.output,
            "customer": row.customer,
            "expectation": row.expectation,
        }
        for row in rows
    ]
    return made(data, initial=initial, prefix="row")  # type: ignore[return-value]


class FollowingForm(forms.Form):
    """Which objectives follow from a row, and a new indirect one if wished."""

    objectives = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sasaran yang sudah ada"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    name = forms.CharField(
        label=gettext_lazy("Sasaran baru"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Kosongkan bila cukup dengan sasaran di atas."),
    )
    perspective: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Perspektif sasaran baru"), required=False, empty_label=gettext_lazy("Pilih")
    )
    source: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Mendukung sasaran (tidak langsung)"),
        required=False,
        empty_label=gettext_lazy("Belum ditentukan"),
    )

    def __init__(self, data: Any = None, *, scorecard: Scorecard, linked: Sequence[int]) -> None:
        super().__init__(data)
        own = linkable_objectives(scorecard)
        self.fields["objectives"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.name} ({row.perspective.label})") for row in own
        ]
        self.fields["objectives"].initial = list(linked)
        if not own:
            del self.fields["objectives"]
        self.fields["perspective"].queryset = scorecard.perspectives.all()  # type: ignore[attr-defined]
        sources = self.fields["source"]
        sources.queryset = parent_objectives(scorecard)  # type: ignore[attr-defined]
        sources.label_from_instance = _source_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name", "").strip() and not data.get("perspective"):
            self.add_error("perspective", _("Pilih perspektif untuk sasaran baru."))
        if not data.get("name", "").strip() and data.get("source"):
            self.add_error("name", _("Beri nama sasaran baru yang mendukungnya."))
        return data

    def new_objective(self) -> NewObjective | None:
        data = self.cleaned_data
        name = data["name"].strip()
        return NewObjective(name, data["perspective"], data["source"]) if name else None


def _source_label(row: Objective) -> str:
    return f"{row.name} ({row.perspective.scorecard.unit.name})"
