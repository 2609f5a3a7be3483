"""allauth as this company uses it: no sign-up, reset mails through the outbox."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cint_portal.core import clock
from cint_portal.home import passkeys
from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.services import enqueue

PASSWORD_RESET = "account.password_reset"  # noqa: S105 (a code, not a password)
PASSKEY_ADDED = "account.passkey_added"
#: allauth's names of the ways to confirm oneself.
BY_PASSWORD, BY_PASSKEY = "reauthenticate", "mfa_reauthenticate:webauthn"

EMAIL_KINDS = (
    EmailKind(
        code=PASSWORD_RESET,
        template="emails/password_reset.txt",
        url=lambda user: "/",
        reason=_("Email ini dikirim karena kata sandi baru diminta untuk akun Anda."),
        button=_("Buka CINT Portal"),
        is_secret=True,
        label=_("Kata sandi baru"),
        is_compulsory=True,
        goes_at_once=True,
    ),
    EmailKind(
        code=PASSKEY_ADDED,
        template="emails/passkey_added.txt",
        url=lambda user: "/account/2fa/",
        reason=_("Email ini dikirim karena cara baru untuk masuk ditambahkan pada akun Anda."),
        button=_("Buka Keamanan akun"),
        label=_("Passkey baru"),
        is_compulsory=True,
        goes_at_once=True,
    ),
)


def _on_own_site(url: str) -> str:
    """The address with our own host, whatever host the request claimed (T64)."""
    return settings.SITE_URL + urlsplit(url).path


class PortalAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; every mail goes through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        own = {"allauth.mfa.stages.AuthenticateStage": "cint_portal.home.mfa_adapter.SecondStep"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """In the portal's words; with a passkey only where passkeys work."""
        own = {
            BY_PASSWORD: {"description": _("Gunakan kata sandi")},
            BY_PASSKEY: {"description": _("Gunakan Passkey")},
        }
        methods = super().get_reauthentication_methods(user)
        usable = [one for one in methods if one["id"] != BY_PASSKEY or passkeys.work_here()]
        return [one | own.get(one["id"], {}) for one in usable]

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        now = clock.now()
        enqueue(
            PASSWORD_RESET,
            recipients=[user],
            about=user,
            now=now,
            occasion=now.strftime("%Y%m%dT%H%M"),
            context={"reset_url": _on_own_site(context["password_reset_url"])},
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails that allauth would send by itself (e.g. to unknown addresses) are not sent."""
