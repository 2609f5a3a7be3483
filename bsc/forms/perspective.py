"""The perspectives of a scorecard on one page, and the year's vision and mission."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import ScorecardPerspective
from bsc.selectors.rows import ScorecardStructure
from bsc.services.perspective import ArrangedLane

BLANK_LINES = 2
Kind = ScorecardPerspective.Kind


class LaneForm(forms.Form):
    """One perspective; a new line without a name is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    order = forms.IntegerField(
        label=gettext_lazy("Urutan"), min_value=1, max_value=99, required=False, widget=forms.NumberInput
    )
    label = forms.CharField(label=gettext_lazy("Nama perspektif"), max_length=100, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Warna lajur"), choices=Kind.choices, initial=Kind.OTHER)
    remove = forms.BooleanField(label=gettext_lazy("Hapus"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        self.fields["order"].widget.attrs["class"] = "num text-end"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("id") and not data.get("remove") and not (data.get("label") or "").strip():
            self.add_error("label", _("Tuliskan nama perspektif, atau tandai “Hapus”."))
        return data

    @property
    def is_kept(self) -> bool:
        data = self.cleaned_data  # empty for a new line that nobody touched
        return bool(data.get("label", "").strip()) and not data["remove"]


class BaseLanes(forms.BaseFormSet):  # type: ignore[type-arg]
    def arranged(self) -> list[ArrangedLane]:
        """The lines that stay, in the order typed; without a number they come last."""
        kept = [form.cleaned_data for form in self.forms if form.is_kept]
        ordered = sorted(kept, key=lambda data: data["order"] or 100)
        return [ArrangedLane(data["label"], data["kind"], data["id"]) for data in ordered]


LaneFormSet: Any = forms.formset_factory(LaneForm, formset=BaseLanes, extra=BLANK_LINES, max_num=30)


def lanes_initial(read: ScorecardStructure) -> list[dict[str, Any]]:
    """Stored perspectives as the form shows them."""
    return [
        {"id": lane.id, "order": place, "label": lane.label, "kind": lane.kind}
        for place, lane in enumerate(read.perspectives, start=1)
    ]


class MottoForm(forms.Form):
    """Vision and mission of the year."""

    vision = forms.CharField(
        label=gettext_lazy("Visi"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    mission = forms.CharField(
        label=gettext_lazy("Misi"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
