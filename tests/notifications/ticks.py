"""Ticks of the reminder run at a chosen moment, and what they left in the outbox."""

from datetime import datetime

from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.reminding import remind
from tests.conftest import at

Line = tuple[str, str, str]


def rule(code: str) -> kinds.ReminderRule:
    return next(rule for rule in kinds.rules() if rule.code == code)


def tick(code: str, moment: str | datetime) -> int:
    """Let one rule have its turn at a moment ("2026-10-27" is 06.00 WIB of that day)."""
    if isinstance(moment, str):
        moment = at(moment if " " in moment else f"{moment} 06:00")
    return remind(rule(code), moment)


def queued(*kinds_: str) -> set[Line]:
    """(kind, occasion, user name) of what is to be sent; copies to a mailbox count under its address."""
    rows = OutboxMail.objects.filter(kind__in=kinds_).exclude(state=OutboxMail.State.MISSED)
    return {(row.kind, row.occasion, row.mailbox or row.recipient.username) for row in rows}
