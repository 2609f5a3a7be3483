"""Forms of the collection: its dates while it is planned, and more time for one department."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.forms.fields import MAX_TEXT, area


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CollectionDatesForm(forms.Form):
    """When the collection opens by itself, and everybody's date."""

    opens_on = forms.DateField(label=_("Dibuka tanggal"), widget=_day())
    due_on = forms.DateField(
        label=_("Batas Waktu"), widget=_day(), help_text=_("Berakhir pukul 23.59 WIB pada hari itu.")
    )


class ExtensionForm(forms.Form):
    """A later date with its reason."""

    until = forms.DateField(
        label=_("Diperpanjang sampai"), widget=_day(), help_text=_("Berakhir pukul 23.59 WIB pada hari itu.")
    )
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=MAX_TEXT,
        widget=area(),
        help_text=_("Dibaca departemen, tercatat untuk auditor."),
    )

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = earliest.isoformat()
