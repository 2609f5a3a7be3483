"""Log-ins and log-outs reach the audit trail."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core import clock


@receiver(user_logged_in)
def log_login(sender: Any, user: Any, **kwargs: Any) -> None:
    record(AuditEvent.Kind.LOGIN, actor=user, at=clock.now())


@receiver(user_logged_out)
def log_logout(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record(AuditEvent.Kind.LOGOUT, actor=user, at=clock.now())


@receiver(user_login_failed)
def log_failed_login(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """The name that was tried is kept, the password never (Django masks it already)."""
    tried = str(credentials.get("username", ""))[:150].replace("\n", " ").replace("\r", " ")
    record(AuditEvent.Kind.LOGIN_FAILED, actor=None, at=clock.now(), label=tried)
