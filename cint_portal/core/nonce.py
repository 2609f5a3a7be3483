"""Double clicks, retries and re-sent forms: the second gets the first's answer."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cint_portal.core.models import FormNonce

FIELD = "_nonce"


def new_nonce() -> str:
    return uuid.uuid4().hex


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a POST view once per nonce; must run inside the request's transaction.

    The insert waits for a concurrent twin to commit, then finds its answer.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        nonce, user_id = request.POST.get(FIELD, "")[:64], request.user.pk
        if request.method != "POST" or not nonce or user_id is None:
            return view(request, *args, **kwargs)
        FormNonce.objects.bulk_create([FormNonce(user_id=user_id, nonce=nonce)], ignore_conflicts=True)
        first = FormNonce.objects.get(user_id=user_id, nonce=nonce)
        if first.location:
            return redirect(first.location)
        response = view(request, *args, **kwargs)
        return _remember(first, response)

    return wrapper


def _remember(nonce: FormNonce, response: HttpResponse) -> HttpResponse:
    if response.status_code in (301, 302, 303):
        FormNonce.objects.filter(pk=nonce.pk).update(location=response["Location"])
    else:  # the form came back with errors: it may be sent again
        nonce.delete()
    return response
