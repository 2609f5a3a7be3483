"""Signing asks for the password (or second factor) again after five minutes (T75)."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


@reauthentication_required
def _probe(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired when the last confirmation is too old."""


def ask_password(request: HttpRequest, *, back: str) -> HttpResponse | None:
    """None when fresh; else the way to the confirmation, which leads to the page `back`.

    A POST is not replayed after the confirmation: the person sees the page again and decides on it.
    """
    try:
        _probe(request)
    except ReauthenticationRequired:
        query = urlencode({REDIRECT_FIELD_NAME: back})
        return redirect(f"{reverse('account_reauthenticate')}?{query}")
    return None
