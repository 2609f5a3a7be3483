"""What the shell of every page needs."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cint_portal.core import clock
from cint_portal.core.nonce import new_nonce
from cint_portal.home.menu import ENTRIES, menu_for
from cint_portal.home.notices import unread_count
from cint_portal.home.selectors import next_task


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, role labels and the demo marker; nothing is read for people who are not logged in."""
    base: dict[str, Any] = {"demo_mode": settings.EMBEDDED, "language_codes": settings.LANGUAGES}
    base["site_url"] = settings.SITE_URL
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return base
    now = clock.now()
    return {
        **base,
        "menu": menu_for(request, ENTRIES),
        "role_labels": sorted({str(role) for role in user.current_roles}),
        "nonce": new_nonce(),
        "clock_now": now,
        # Asked only where a page draws them: the bell, and the message after a settled task.
        "unread": partial(unread_count, user),
        "next_task": partial(next_task, user, now, request.path),
    }
