"""Nudges the worker after the commit; a dead broker costs the request nothing but the nudge."""

import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def wake(task: str, *args: object) -> None:
    """Ask a worker to look at its table, once per transaction; the sweep finds it when this is lost."""
    waiting = (getattr(hook[1], "wakes", None) for hook in transaction.get_connection().run_on_commit)
    if (task, args) in waiting:
        return

    def nudge() -> None:
        try:
            current_app.send_task(task, args=args, retry=False, ignore_result=True)
        except Exception as error:  # no reliability layer: the truth is in the database
            logger.warning("broker not reached (%s); the next sweep takes over", error)

    nudge.wakes = (task, args)  # type: ignore[attr-defined]
    transaction.on_commit(nudge, robust=True)
