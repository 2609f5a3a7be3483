"""Claim a mail, ask whether it is still due, send it, record what happened."""

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q

from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.failpoints import reach
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
State = OutboxMail.State


def deliver_due(limit: int = 500) -> int:
    """Send what is open, one mail at a time; returns how many were settled."""
    settled = 0
    while settled < limit and (mail := claim()) is not None:
        _deliver(mail)
        settled += 1
    return settled


@transaction.atomic
def claim() -> OutboxMail | None:
    """Take the oldest open mail for the length of a lease; other workers skip it."""
    reach("before_claim")
    now = clock.now()
    open_ = Q(state__in=[State.QUEUED, State.RETRY], not_before__lte=now)
    abandoned = Q(state=State.CLAIMED, lease_until__lte=now)
    mail = (
        OutboxMail.objects.select_for_update(skip_locked=True)
        .filter(open_ | abandoned)
        .order_by("id")
        .first()
    )
    if mail is not None:
        OutboxMail.objects.filter(pk=mail.pk).update(
            state=State.CLAIMED, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        mail.refresh_from_db()
    return mail


def _deliver(mail: OutboxMail) -> None:
    reach("after_claim")
    if not mail.recipient.is_active or not kinds.kind(mail.kind).still_due(mail):
        return _settle(mail, State.MISSED)
    try:
        _send(mail)
    except Exception as error:  # every kind of failure is classed, none is swallowed
        logger.warning("mail %s not sent: %r", mail.pk, error)
        return _failed(mail, error)
    reach("after_smtp")
    _settle(mail, State.SENT)
    reach("after_commit")
    return None


def _send(mail: OutboxMail) -> None:
    content = render_mail(mail)
    message = EmailMultiAlternatives(
        subject=" ".join(content.subject.split()),
        body=content.text,
        to=[formataddr((mail.recipient.full_name, mail.recipient.email))],
        headers={"Message-ID": f"<{mail.message_id}@{_domain()}>"},
        connection=get_connection(),
    )
    message.attach_alternative(content.html, "text/html")
    message.send()


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"


def _failed(mail: OutboxMail, error: Exception) -> None:
    final = is_final(error) or mail.attempts >= MAX_ATTEMPTS
    delay = timedelta(minutes=min(2 ** (mail.attempts - 1), 60))
    _settle(mail, State.FAILED if final else State.RETRY, error=str(error), delay=delay)


def is_final(error: Exception) -> bool:
    """Would trying again be senseless? (refused for good, or an address nobody can use)"""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def _settle(mail: OutboxMail, state: str, *, error: str = "", delay: timedelta | None = None) -> None:
    now: datetime = clock.now()
    fields: dict[str, Any] = {"state": state, "lease_until": None, "last_error": error[:500]}
    if state == State.SENT:
        fields["sent_at"] = now
        if kinds.kind(mail.kind).is_secret:
            fields["context"] = {}
    if delay is not None:
        fields["not_before"] = now + delay
    OutboxMail.objects.filter(pk=mail.pk, state=State.CLAIMED).update(**fields)
