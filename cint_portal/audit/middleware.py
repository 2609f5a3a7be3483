"""Refusals become their pages and are logged; writes carry the person into the row history."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

import pghistory
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core import clock
from cint_portal.core.errors import Refusal
from cint_portal.core.middleware import current_request_id

Handler = Callable[[HttpRequest], HttpResponse]
LOGGED_STATUSES = {403, 404, 409}


class RefusalMiddleware:
    """A `Refusal` rolled the request's transaction back; here it becomes a page in plain words."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in LOGGED_STATUSES and request.user.is_authenticated:
            _log(request, response.status_code)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        template = "409.html" if exception.status == 409 else "400.html"
        return render(request, template, {"message": exception.message}, status=exception.status)


def _log(request: HttpRequest, status: int) -> None:
    with transaction.atomic():
        record(
            AuditEvent.Kind.DENIED,
            actor=request.user,
            at=clock.now(),
            path=request.path,
            status=status,
            method=request.method,
        )


def history_context(get_response: Handler) -> Handler:
    """Row history of a request names its person and request id."""

    def middleware(request: HttpRequest) -> HttpResponse:
        writes = request.method not in ("GET", "HEAD", "OPTIONS")
        with acting(request.user, clock.now()) if writes else nullcontext():
            return get_response(request)

    return middleware


def acting(user: object, now: datetime) -> "pghistory.context":
    """Row history is written in this person's name, at the portal's moment (also used by tasks).

    The triggers themselves know the database's clock only; `audit.history.moment_of` reads both.
    """
    return pghistory.context(
        user=getattr(user, "pk", None),
        name=str(user),
        at=now.isoformat(),
        request_id=current_request_id.get(),
    )
