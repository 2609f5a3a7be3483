"""Confirming oneself with the PIN, and setting it; the password stays the way that always works (T75).

A passkey counts as the password does: on its log-in the PIN suffices, and after it a PIN may be set.
"""

import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.fresh_login import ask_password
from cint_portal.home.account_adapter import BY_PASSKEY, BY_PASSWORD
from cint_portal.home.account_forms import NewPinForm, PinForm
from cint_portal.organization.models import User
from cint_portal.organization.signing import check_pin, has_usable_pin, set_pin

#: The PIN suffices when the password or a passkey was given at most so long ago (realities 18).
TRUSTED_FOR_S: Final = 12 * 60 * 60


class PersonRequest(HttpRequest):
    """A request of a logged-in person, as the middleware lets it in."""

    user: User


def reauthenticate(request: HttpRequest) -> HttpResponseBase:
    """allauth's page, but who has a PIN on a trusted log-in is asked for that first."""
    if request.method == "GET" and "password" not in request.GET and pin_suffices(request):
        return redirect(f"{reverse('account_pin_confirm')}?{_next(request)}")
    return account.reauthenticate(request)  # type: ignore[no-any-return]


def pin_suffices(request: HttpRequest) -> bool:
    """The phone on which the password or a passkey was given in the last twelve hours."""
    user: Any = request.user
    if not user.is_authenticated or not has_usable_pin(user):
        return False
    given = [one["at"] for one in get_authentication_records(request, user) if _is_strong(one)]
    return bool(given) and time.time() - max(given) < TRUSTED_FOR_S


def _is_strong(record: dict[str, Any]) -> bool:
    return bool({record["method"], record.get("type")} & {"password", Authenticator.Type.WEBAUTHN})


@require_http_methods(["GET", "POST"])
def pin_confirm(request: PersonRequest) -> HttpResponse:
    """Six digits instead of the password; five wrong ones block the PIN."""
    if not pin_suffices(request):
        return redirect(f"{reverse('account_reauthenticate')}?password=1&{_next(request)}")
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if check_pin(person=request.user, pin=form.cleaned_data["pin"]):
            record_authentication(request, request.user, method="pin", reauthenticated=True)
            return redirect(get_next_redirect_url(request, REDIRECT_FIELD_NAME) or "home")
        if not has_usable_pin(request.user):
            messages.warning(request, _("PIN diblokir setelah lima kali salah. Gunakan kata sandi."))
            return redirect(f"{reverse('account_reauthenticate')}?password=1&{_next(request)}")
        form.add_error("pin", _("PIN salah."))
    context = {
        "form": form,
        "redirect_field_name": REDIRECT_FIELD_NAME,
        "redirect_field_value": get_next_redirect_url(request, REDIRECT_FIELD_NAME) or "",
        "reauthentication_alternatives": list(_other_ways(request)),
    }
    return render(request, "account/pin_confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def pin_edit(request: PersonRequest) -> HttpResponse:
    """Set a PIN; only right after the password or a passkey, never with the old PIN alone."""
    if gate := ask_password(request, back=request.path, by_pin=False):
        return gate
    form = NewPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_pin(person=request.user, pin=form.cleaned_data["pin"], now=clock.now())
        except InvalidInput as refusal:
            form.add_error("pin", str(refusal.message))
        else:
            messages.success(request, _("PIN tanda tangan disimpan."))
            return redirect("mfa_index")
    context = {
        "page_title": _("PIN tanda tangan"),
        "breadcrumbs": [(_("Keamanan akun"), reverse("mfa_index")), (_("PIN tanda tangan"), None)],
        "form": form,
        "has_pin": has_usable_pin(request.user),
    }
    return render(request, "account/pin_edit.html", context, status=422 if form.errors else 200)


def _other_ways(request: PersonRequest) -> Iterator[dict[str, Any]]:
    """The passkey of a person who has one, and the password."""
    ways = {way["id"]: way for way in get_adapter().get_reauthentication_methods(request.user)}
    for name, more in ((BY_PASSKEY, ""), (BY_PASSWORD, "password=1&")):
        if name in ways:
            yield ways[name] | {"url": f"{ways[name]['url']}?{more}{_next(request)}"}


def _next(request: HttpRequest) -> str:
    return urlencode({REDIRECT_FIELD_NAME: get_next_redirect_url(request, REDIRECT_FIELD_NAME) or "/"})
