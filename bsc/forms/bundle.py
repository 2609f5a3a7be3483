"""Forms of a Revisi Target Massal: which targets to take out, and the file that brings them back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bsc.models import Scorecard, ScorecardPerspective
from cint_portal.core.dates import format_month
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.documents.forms import UploadForm


class SelectionForm(forms.Form):
    """Which scorecards and which perspective the sheet holds; empty fields choose all."""

    unit = forms.TypedChoiceField(
        label=_("Unit Kerja"), coerce=int, empty_value=None, required=False, choices=()
    )
    lane = forms.ChoiceField(label=_("Perspektif"), required=False, choices=())

    def __init__(self, *args: Any, scorecards: list[Scorecard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(row.pk, row.unit.name) for row in scorecards]
        self.fields["unit"].choices = [("", _("Semua unit kerja")), *units]  # type: ignore[attr-defined]
        kinds = [("", _("Semua perspektif")), *ScorecardPerspective.Kind.choices]
        self.fields["lane"].choices = kinds  # type: ignore[attr-defined]


class BundleForm(UploadForm):
    """The sheet with its reason and the month from which it counts."""

    effective_month = forms.TypedChoiceField(label=_("Berlaku mulai"), coerce=int, choices=())
    reason = forms.CharField(
        label=_("Alasan revisi"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca CMS dan Direksi, dan tercetak pada setiap Adendum."),
    )
    reaches_back = forms.BooleanField(
        label=_("Minta Direksi memutuskan berlaku surut ke bulan yang sudah diverifikasi"), required=False
    )
    field_order = ["effective_month", "reaches_back", "reason", "file"]

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(month, format_month(year, month, reader_language())) for month in range(1, 13)]
        self.fields["effective_month"].choices = months  # type: ignore[attr-defined]
