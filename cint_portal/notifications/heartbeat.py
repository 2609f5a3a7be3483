"""Signs of life of the background processes, each written by the process itself."""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.db import Error, connection

from cint_portal.core import clock
from cint_portal.notifications.models import Heartbeat

logger = logging.getLogger(__name__)

BEAT, WORKER, ROUND_TRIP = "beat", "worker", "round_trip"
PULSE_S = 20.0


def show_life(name: str) -> None:
    """Note the moment; without a database the process lives on and says nothing."""
    try:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now()})
    except Error as error:
        logger.warning("no sign of life written for %s: %s", name, error)


def show_life_outside_tasks(name: str) -> None:
    """For a process that otherwise needs no database, and whose children must not inherit a connection."""
    show_life(name)
    connection.close()


class BeatingScheduler(PersistentScheduler):
    """Celery's scheduler, which shows that it ticks, whatever the broker and the workers do."""

    _pulse = -PULSE_S

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() - self._pulse >= PULSE_S:
            self._pulse = time.monotonic()
            show_life_outside_tasks(BEAT)
        return super().tick(*args, **kwargs)
