"""Forms of the account pages: password reset for personal addresses only, the PIN for signing."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import User


class PersonalAddressResetForm(ResetPasswordForm):
    """Same answer whether the address is known, shared or unknown."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if not user.email_is_shared]
        return email


def _pin_field(label: Any) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6, "pattern": "[0-9]*"}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, min_length=6, max_length=6, widget=widget)


class PinForm(forms.Form):
    """The PIN instead of the password."""

    pin = _pin_field(_("PIN 6 angka"))


class NewPinForm(forms.Form):
    """A new PIN, typed twice."""

    pin = _pin_field(_("PIN baru (6 angka)"))
    again = _pin_field(_("Ulangi PIN baru"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "pin" in cleaned and cleaned.get("again") != cleaned["pin"]:
            self.add_error("again", _("Kedua PIN tidak sama."))
        return cleaned
