"""Personal scorecards: for whom one is made, which KPIs of the department it takes over."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.forms.approval import MAX_COMMENT
from bsc.forms.scorecard import weighting_field
from bsc.selectors.personal import Member, Offered
from bsc.services.personal import Taking

SHARED, OWN = "shared", "own"
WAYS = [
    ("", gettext_lazy("Tidak diambil")),
    (SHARED, gettext_lazy("KPI Bersama: ukuran dan targetnya sama")),
    (OWN, gettext_lazy("KPI sendiri di bawahnya: target diisi sendiri")),
]


class PersonalForm(forms.Form):
    """For whom of the department, and how it is weighed: nothing of it is scored."""

    person = forms.ChoiceField(label=gettext_lazy("Karyawan"))
    weighting = weighting_field()

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {one.key: one for one in members}
        choices = [(key, f"{one.employee.full_name} · {one.unit.name}") for key, one in self.members.items()]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the service asks for."""
        member = self.members[self.cleaned_data["person"]]
        weighting = self.cleaned_data["weighting"]
        return {"unit": member.unit, "employee": member.employee, "weighting": weighting}


class TakeKpisForm(forms.Form):
    """Per KPI of the department: left, shared, or served by one's own."""

    def __init__(self, data: Any = None, *, offered: Iterable[Offered]) -> None:
        super().__init__(data)
        self.offered = {f"kpi_{one.kpi.pk}": one for one in offered if not one.is_taken}
        for name, one in self.offered.items():
            self.fields[name] = forms.ChoiceField(
                label=_("Cara mengambil “%(name)s”") % {"name": one.kpi.name}, choices=WAYS, required=False
            )

    @property
    def lines(self) -> list[tuple[Offered, forms.BoundField]]:
        return [(one, self[name]) for name, one in self.offered.items()]

    def takings(self) -> list[Taking]:
        return [
            Taking(one.kpi, shared=self.cleaned_data[name] == SHARED)
            for name, one in self.offered.items()
            if self.cleaned_data.get(name)
        ]


class ReturnForm(forms.Form):
    """Why the superior gives it back."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        help_text=gettext_lazy("Wajib diisi. Tercatat di riwayat dan dibaca karyawan."),
        max_length=MAX_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Tuliskan alasannya, agar jelas apa yang perlu diperbaiki.")
        },
    )
