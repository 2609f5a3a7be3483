"""Sending again what was not sent: one mail, or all that failed under a filter."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core.background import wake
from cint_portal.core.errors import Conflict
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import DELIVER
from cint_portal.organization.models import User

State = OutboxMail.State
UNSENT = (State.FAILED, State.MISSED, State.PORTAL)


def can_be_resent(mail: OutboxMail) -> bool:
    """Not sent, and there is an address to send it to."""
    return mail.state in UNSENT and mail.recipient.is_active and bool(mail.mailbox or mail.recipient.email)


@transaction.atomic
def resend(*, mail: OutboxMail, actor: User, now: datetime) -> OutboxMail:
    """Queue a mail once more under its old Message-ID; raises Conflict unless it may be resent."""
    row = OutboxMail.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=mail.pk)
    if not can_be_resent(row):
        raise Conflict(
            _("E-mail ini sudah terkirim, masih menunggu, atau penerimanya tidak beralamat e-mail.")
        )
    _queue_again(OutboxMail.objects.filter(pk=row.pk), actor=actor, now=now)
    return row


@transaction.atomic
def resend_failed(*, mails: QuerySet[OutboxMail], actor: User, now: datetime) -> int:
    """Queue every failed mail of a selection once more; returns how many."""
    failed = mails.filter(state=State.FAILED, recipient__is_active=True)
    failed = failed.filter(~Q(recipient__email="") | ~Q(mailbox=""))
    return _queue_again(failed, actor=actor, now=now)


def _queue_again(mails: QuerySet[OutboxMail], *, actor: User, now: datetime) -> int:
    """Each on its own again: what travelled with another mail is free of it."""
    chosen = list(mails.order_by("pk").values("pk", "kind", "recipient__full_name", "state", "cause"))
    for mail in chosen:
        record(
            AuditEvent.Kind.SETTING,
            actor=actor,
            at=now,
            label=_("Kirim ulang e-mail kepada %(name)s") % {"name": mail["recipient__full_name"]},
            mail=mail["pk"],
            mail_kind=mail["kind"],
            before=mail["state"],
            cause=mail["cause"],
        )
    rows = OutboxMail.objects.filter(pk__in=[mail["pk"] for mail in chosen])
    OutboxMail.objects.filter(sent_with__in=rows.values("pk")).update(sent_with=None)
    rows.update(
        state=State.QUEUED,
        attempts=0,
        crashes=0,
        cause="",
        last_error="",
        not_before=now,
        sent_with=None,
        lease_until=None,
    )
    if chosen:
        wake(DELIVER)
    return len(chosen)
