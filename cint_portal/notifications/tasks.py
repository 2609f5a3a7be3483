"""Thin tasks: deliver the outbox, ask the reminder rules, show a sign of life."""

from celery import shared_task

from cint_portal.notifications.delivery import deliver_all
from cint_portal.notifications.heartbeat import ROUND_TRIP, show_life
from cint_portal.notifications.reminding import run_everything


@shared_task
def deliver_mail() -> None:
    """Deliver every open mail (nudged after a commit, and by the sweep)."""
    deliver_all()


@shared_task
def run_reminders() -> None:
    """Ask what is due today in WIB; what an outage missed is caught up or recorded as missed."""
    run_everything()


@shared_task
def show_round_trip() -> None:
    """Beat enqueued and a worker ran it: the way through the broker is open."""
    show_life(ROUND_TRIP)
