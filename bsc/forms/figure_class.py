"""CMS's word on the class of a KPI's figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

RESTRICTED, INTERNAL = "restricted", "internal"


class FigureClassForm(forms.Form):
    """Terbatas or Internal, with the reason; opening figures is offered to whom it is allowed."""

    figure_class = forms.ChoiceField(label=_("Kelas angka realisasi"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Alasan"), max_length=300, help_text=_("Tersimpan di riwayat kelas angka.")
    )

    def __init__(self, *args: Any, may_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["figure_class"]
        field.choices = [(RESTRICTED, _("Terbatas: tertutup sampai dirilis"))]
        if may_open:
            field.choices += [(INTERNAL, _("Internal: terbaca oleh semua yang membaca hasil"))]

    @property
    def restricted(self) -> bool:
        return bool(self.cleaned_data["figure_class"] == RESTRICTED)
