"""Thin tasks: deliver the outbox, ask the reminder rules, show a sign of life."""

from celery import shared_task
from django.db import transaction

from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.delivery import deliver_due
from cint_portal.notifications.models import Heartbeat


@shared_task
def deliver_mail() -> None:
    """Deliver every open mail (nudged after a commit, and by the sweep)."""
    deliver_due()


@shared_task
def run_reminders() -> None:
    """Ask every rule what is due today in WIB; each rule's rows have unique keys."""
    for rule in kinds.rules():
        with transaction.atomic():
            now = clock.now()
            rule.run(clock.local_day(now), now)


@shared_task
def beat_heartbeat() -> None:
    """Beat enqueued and a worker ran it: both are alive."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": clock.now()})
