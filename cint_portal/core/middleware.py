"""Small middleware of the kernel base: request id, language, no shared caching, readable requests."""

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]
current_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Adds the request's id to each log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


def request_id(get_response: Handler) -> Handler:
    """Give every request an id that the log, the audit trail and the error page share."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = current_request_id.set(uuid.uuid4().hex[:12])
        try:
            response = get_response(request)
            response["X-Request-ID"] = current_request_id.get()
            return response
        finally:
            current_request_id.reset(token)

    return middleware


def chosen_language(request: HttpRequest) -> str:
    """Profile, else cookie, else Indonesian; the browser's wish is not asked."""
    known = {code for code, _label in settings.LANGUAGES}
    profile = getattr(request.user, "language", "")
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return next((code for code in (profile, cookie) if code in known), settings.LANGUAGE_CODE)


def language(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            response = get_response(request)
            response.setdefault("Content-Language", translation.get_language())
            return response

    return middleware


def private_responses(get_response: Handler) -> Handler:
    """Pages of a logged-in person are kept by no cache and not shown again after log-out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def readable_requests(get_response: Handler) -> Handler:
    """What cannot be read gets 400 before any view tries (T68): a NUL, which the database refuses, or a body
    in another encoding, which Django's own page of the refusal would try to read again.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_readable(request):
            return get_response(request)
        return render(request, "400.html", status=400)

    return middleware


def is_readable(request: HttpRequest) -> bool:
    try:
        return not ("\0" in request.path or has_nul(request.GET) or has_nul(request.POST))
    except BadRequest:
        return False


def has_nul(data: QueryDict) -> bool:
    return any("\0" in text for name, values in data.lists() for text in (name, *map(str, values)))
