"""Passkeys: to which site they belong, whether this one can have them, how a new one is called."""

from typing import Any, Final
from urllib.parse import urlsplit

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, register
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.organization.models import User

#: Words of a browser's own description, the first that fits; what people call the device.
DEVICES: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", gettext_lazy("Ponsel Android")),
    ("Windows", gettext_lazy("Komputer Windows")),
    ("Macintosh", "Mac"),
    ("Linux", gettext_lazy("Komputer Linux")),
)


def work_here() -> bool:
    """Off where SITE_URL's host cannot have any (`env.takes_passkeys`); what was registered before rests."""
    return "webauthn" in mfa.SUPPORTED_TYPES


def site() -> tuple[str, str]:
    """The host and the origin to which every passkey is bound, whatever host a request claims (T64)."""
    parts = urlsplit(settings.SITE_URL)
    host, usual = parts.hostname or "", {"https": 443, "http": 80}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return host, f"{parts.scheme}://{host}{port}"


def passkeys_of(person: Any) -> list[Authenticator]:
    found = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN)
    return list(found.order_by("pk"))


def name_for(person: User, user_agent: str) -> str:
    """The device that is being registered, numbered when its owner has another one of that kind."""
    device = next((str(name) for word, name in DEVICES if word in user_agent), _("Passkey"))
    taken = {key.wrap().name for key in passkeys_of(person)}
    names = [device, *(f"{device} {number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


@register(Tags.security, deploy=True)
def check_site(**kwargs: Any) -> list[CheckMessage]:
    """Tells whoever installs the portal why nobody is offered a passkey."""
    if work_here():
        return []
    text = "Passkeys stay hidden: SITE_URL needs https and the name of a host, not an IP address."
    return [Info(text, hint="http://localhost works too.", id="portal.I001")]
