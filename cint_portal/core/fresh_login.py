"""Signing asks for the password, passkey or PIN again after five minutes (T75)."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


@reauthentication_required
def _probe(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired when the last confirmation is too old."""


def ask_password(request: HttpRequest, *, back: str, by_pin: bool = True) -> HttpResponse | None:
    """None when fresh; else the way to the confirmation, which leads to the page `back`.

    A POST is not replayed after the confirmation: the person sees the page again and decides on it.
    With `by_pin` False the PIN alone does not do: for what outlives it.
    """
    query = urlencode({REDIRECT_FIELD_NAME: back})
    try:
        _probe(request)
    except ReauthenticationRequired:
        return redirect(f"{reverse('account_reauthenticate')}?{query}")
    if not by_pin and get_authentication_records(request, request.user)[-1]["method"] == "pin":
        return redirect(f"{reverse('account_reauthenticate')}?password=1&{query}")
    return None
