"""The Celery application; its beat schedule is `schedule.py`."""

import os
from typing import Any

from celery import Celery, bootsteps
from kombu.transport.redis import Channel

from cint_portal.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cint_portal.settings")

app = Celery("cint_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
# A worker that loses the broker would hand back what it has not begun to a broker that is not there, and die
# of it. Nothing is lost without: the tables hold what is to be done, and the next tick asks them.
Channel.do_restore = False
app.autodiscover_tasks(["cint_portal.notifications", "cint_portal.documents"])


class WorkerPulse(bootsteps.StartStopStep):
    """The worker's main process shows its life, also while all its children are busy."""

    requires = ("celery.worker.components:Timer",)
    _timer: Any = None

    def start(self, parent: Any) -> None:
        from cint_portal.notifications.heartbeat import PULSE_S, WORKER, show_life_outside_tasks

        show_life_outside_tasks(WORKER)
        self._timer = parent.timer.call_repeatedly(PULSE_S, show_life_outside_tasks, (WORKER,))

    def stop(self, parent: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()


app.steps["worker"].add(WorkerPulse)
