"""Signing asks for the password, passkey or PIN again after five minutes (T75)."""

from typing import Final
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

#: Session key of what was typed on a page whose POST came later than five minutes after the confirmation.
TYPED: Final = "typed_before_confirmation"
#: Names of a decision's form that the page gives anew.
OF_THE_PAGE: Final = {"csrfmiddlewaretoken", "_nonce", "version", "content_sha256", "decision"}
LONGEST: Final = 100_000


@reauthentication_required
def _probe(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired when the last confirmation is too old."""


def ask_password(
    request: HttpRequest, *, back: str, by_pin: bool = True, keeps: bool = False
) -> HttpResponse | None:
    """None when fresh; else the way to the confirmation, which leads to the page `back`.

    A POST is not replayed after the confirmation: the person sees the page again and decides on it; with
    `keeps` the page finds in `typed_before` what was typed. With `by_pin` False the PIN alone does not do:
    for what outlives it.
    """
    query = urlencode({REDIRECT_FIELD_NAME: back})
    try:
        _probe(request)
    except ReauthenticationRequired:
        if keeps:
            _keep_typed(request, back)
        return redirect(f"{reverse('account_reauthenticate')}?{query}")
    if not by_pin and get_authentication_records(request, request.user)[-1]["method"] == "pin":
        return redirect(f"{reverse('account_reauthenticate')}?password=1&{query}")
    return None


def _keep_typed(request: HttpRequest, back: str) -> None:
    texts = {name: text for name, text in request.POST.items() if text and name not in OF_THE_PAGE}
    if texts and sum(map(len, texts.values())) <= LONGEST:
        request.session[TYPED] = {"page": back, "texts": texts}


def typed_before(request: HttpRequest) -> dict[str, str]:
    """What was typed on this page before the confirmation; given back once, empty for every other page."""
    if request.session.get(TYPED, {}).get("page") != request.path:
        return {}
    texts: dict[str, str] = request.session.pop(TYPED)["texts"]
    return texts
