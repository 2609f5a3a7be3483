"""System check: the demo mailbox shows everybody's mail, so it must not exist elsewhere."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.urls import NoReverseMatch, reverse


@register()
def mailbox_only_in_embedded_mode(app_configs: Any, **kwargs: Any) -> list[Error]:
    """portal.E001: mailbox page or mailbox backend outside embedded mode."""
    if settings.EMBEDDED:
        return []
    try:
        reverse("demo:mailbox")
    except NoReverseMatch:
        reachable = False
    else:
        reachable = True
    if reachable or settings.EMAIL_BACKEND.startswith("cint_portal.demo"):
        return [Error("The demo mailbox is active outside embedded mode.", id="portal.E001")]
    return []
