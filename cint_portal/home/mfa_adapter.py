"""allauth's second factors and passkeys as this company uses them."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http.response import HttpResponseBase

from cint_portal.home import passkeys


@receiver(authenticator_removed)
def end_recovery_codes(sender: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """They stand in for the app's code: without the app they open nothing, whatever passkeys remain."""
    if authenticator.type == Authenticator.Type.TOTP:
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()


class SecondStep(AuthenticateStage):
    """Asked after the password of those who chose an authenticator app.

    A passkey is another way in, as strong as both steps: whoever has one on the phone still enters with the
    password alone at a computer that knows no passkey.
    """

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        person = self.login.user
        if person is not None and not is_mfa_enabled(person, [Authenticator.Type.TOTP]):
            return None, True
        response, goes_on = super().handle()
        return response, goes_on


class PortalMFAAdapter(DefaultMFAAdapter):
    """Passkeys belong to SITE_URL, and people see the names under which they log in."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host, _origin = passkeys.site()
        return {"id": host, "name": "CINT Portal"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.username, "display_name": user.full_name}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        return passkeys.name_for(user, context.request.headers.get("User-Agent", ""))
