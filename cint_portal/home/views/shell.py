"""What stands around every page: language switch, liveness, the page of a failure."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.middleware import current_request_id


@login_not_required
@require_POST
def language_switch(request: HttpRequest) -> HttpResponse:
    """Keep the choice in the profile, or in a cookie before log-in; lead back."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else settings.LOGIN_REDIRECT_URL)
    if chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """For the proxy and the launcher: the web process answers and reaches its database."""
    clock.now()
    return JsonResponse({"status": "ok"})


@login_not_required
@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """No database, no context processors: only a sentence and the number to tell CMS."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError) else 500
    page = render_to_string(f"{status}.html", {"request_id": current_request_id.get()})
    return HttpResponse(page, status=status)
