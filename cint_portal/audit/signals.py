"""Log-ins, log-outs, confirmations and changes of how a person logs in reach the audit trail."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core import clock


@receiver(user_logged_in)
def log_login(sender: Any, user: Any, request: Any = None, **kwargs: Any) -> None:
    """By which steps: the password, a passkey, the password and the authenticator app's code."""
    steps = get_authentication_records(request, user) if hasattr(request, "session") else []
    by = [method_of(**step) for step in steps]
    record(AuditEvent.Kind.LOGIN, actor=user, at=clock.now(), by=by)


@receiver(authentication_step_completed)
def log_confirmation(sender: Any, user: Any, **step: Any) -> None:
    """Who confirmed himself before a decision, and with what."""
    if step.get("reauthenticated"):
        record(AuditEvent.Kind.CONFIRMED, actor=user, at=clock.now(), by=method_of(**step))


def method_of(method: str, type: str = "", **step: Any) -> str:
    """password, pin, webauthn (a passkey), totp or recovery_codes."""
    return str(type or method)


@receiver(authenticator_added)
def log_added(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _log_authenticator("Pengaman akun ditambahkan", user, authenticator)


@receiver(authenticator_removed)
def log_removed(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _log_authenticator("Pengaman akun dihapus", user, authenticator)


def _log_authenticator(what: str, user: Any, authenticator: Any) -> None:
    about = {"type": authenticator.type, "name": authenticator.data.get("name", "")}
    record(AuditEvent.Kind.SETTING, actor=user, at=clock.now(), label=what, **about)


@receiver(user_logged_out)
def log_logout(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record(AuditEvent.Kind.LOGOUT, actor=user, at=clock.now())


@receiver(user_login_failed)
def log_failed_login(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """The name that was tried is kept, the password never (Django masks it already)."""
    tried = str(credentials.get("username", ""))[:150].replace("\n", " ").replace("\r", " ")
    record(AuditEvent.Kind.LOGIN_FAILED, actor=None, at=clock.now(), label=tried)
