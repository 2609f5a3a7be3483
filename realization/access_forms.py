"""Forms of unpublished figures: a release, taking it back, access by name."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import User
from realization.selectors.releases import Choices, grantable_people


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReleaseForm(forms.Form):
    """Up to which month, and on what ground; `seen` is the state that the page showed."""

    through_month = forms.TypedChoiceField(label=_("Rilis s.d. bulan"), coerce=int)
    published_on = forms.DateField(label=_("Tanggal publikasi"), widget=_day())
    reason = forms.CharField(
        label=_("Dasar"),
        max_length=300,
        help_text=_("Misalnya: Laporan Keuangan Triwulan I dipublikasikan di situs Bursa."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, months: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["through_month"]
        field.choices = months


class WithdrawalForm(ReleaseForm):
    """What stays released, and why the rest is closed again."""

    published_on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, months: Choices, **kwargs: Any) -> None:
        super().__init__(*args, months=months, **kwargs)
        self.fields["through_month"].label = _("Yang tetap dirilis s.d. bulan")
        self.fields["reason"].label = _("Alasan")
        self.fields["reason"].help_text = ""


class GrantForm(forms.Form):
    """Who may read unpublished figures, from when to when, and why."""

    person: Any = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Orang"),
        empty_label=_("– pilih –"),
        help_text=_("Staf CMS atau auditor."),
    )
    valid_from = forms.DateField(label=_("Berlaku dari"), widget=_day())
    valid_until = forms.DateField(
        label=_("Berlaku sampai"), widget=_day(), required=False, help_text=_("Wajib bagi auditor.")
    )
    reason = forms.CharField(label=_("Alasan"), max_length=300)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today
        field: Any = self.fields["person"]
        field.queryset = grantable_people()
