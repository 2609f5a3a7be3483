"""Nudges the worker after the commit; a dead broker costs the request nothing but the nudge."""

import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def wake(task: str, *args: object) -> None:
    """Ask a worker to look at its table; the sweep finds it anyway when this is lost."""

    def nudge() -> None:
        try:
            current_app.send_task(task, args=args, retry=False, ignore_result=True)
        except Exception:  # the broker is no reliability layer; the truth is in the database
            logger.warning("broker not reached; the next sweep takes over", exc_info=True)

    transaction.on_commit(nudge, robust=True)
