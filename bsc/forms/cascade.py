"""Taking over what is cascaded: one choice per marked objective."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import Kpi, Objective, Scorecard
from bsc.models.scorecard import CascadeKind, CascadeScope
from bsc.selectors.cascade import PART, MarkedObjective
from bsc.services.cascade import Taking

CHOICES = [
    ("", gettext_lazy("Tidak diambil sekarang")),
    (CascadeKind.DIRECT.value, gettext_lazy("Ambil alih seluruhnya (langsung)")),
    (PART, gettext_lazy("Ambil alih sebagian (langsung)")),
    (CascadeKind.INDIRECT.value, gettext_lazy("Dukung dengan sasaran sendiri (tidak langsung)")),
]


class TakeForm(forms.Form):
    """One marked objective: how it is taken, as what, into which lane, with which parent KPIs."""

    kind = forms.ChoiceField(choices=CHOICES, required=False, widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Nama sasaran departemen"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Wajib untuk sasaran sendiri; kosongkan untuk memakai nama yang sama."),
    )
    perspective: Any = forms.ModelChoiceField(None, label=gettext_lazy("Perspektif"), empty_label=None)
    parents = forms.TypedMultipleChoiceField(
        label=gettext_lazy("KPI Induk yang diambil"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Untuk ambil alih: definisinya disalin tanpa target dan bobot."),
    )

    def __init__(self, data: Any = None, *, marked: MarkedObjective, scorecard: Scorecard) -> None:
        self.marked = marked
        super().__init__(data, prefix=f"objective-{marked.objective_id}")
        self.fields["kind"].label = _("Cara mengambil “%(name)s”") % {"name": marked.name}
        lanes = scorecard.perspectives.all()
        self.fields["perspective"].queryset = lanes  # type: ignore[attr-defined]
        same = next((lane for lane in lanes if lane.kind == marked.perspective_kind), None)
        self.fields["perspective"].initial = same.pk if same else None
        self.fields["parents"].choices = marked.kpis  # type: ignore[attr-defined]
        self.fields["parents"].initial = [pk for pk, _name in marked.kpis]
        # What is taken over needs no further word; an own objective needs its name first.
        self.fields["kind"].initial = marked.kind if marked.kind in (CascadeKind.DIRECT, PART) else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == CascadeKind.INDIRECT and not data.get("name", "").strip():
            self.add_error("name", _("Beri nama sasaran sendiri yang mendukungnya."))
        return data

    def taking(self) -> Taking | None:
        data = self.cleaned_data
        if not data["kind"]:
            return None
        is_direct = data["kind"] in (CascadeKind.DIRECT, PART)
        chosen = data["parents"] if is_direct else []
        return Taking(
            source=Objective.objects.select_related("perspective").get(pk=self.marked.objective_id),
            kind=CascadeKind.DIRECT if is_direct else CascadeKind.INDIRECT,
            scope=CascadeScope.PART if data["kind"] == PART else CascadeScope.WHOLE,
            perspective=data["perspective"],
            name=data["name"],
            parents=list(
                Kpi.objects.filter(pk__in=chosen).select_related("measure").order_by("position", "id")
            ),
        )


def take_forms(scorecard: Scorecard, marked: Sequence[MarkedObjective], data: Any = None) -> list[TakeForm]:
    """A form per objective that is not taken yet."""
    return [TakeForm(data, marked=row, scorecard=scorecard) for row in marked if not row.is_taken]
