"""Points at which a drill kills the process; inert unless FAILPOINT names one (tests only)."""

import os
import signal

from django.conf import settings


def reach(point: str) -> None:
    if point == settings.FAILPOINT:
        os.kill(os.getpid(), signal.SIGKILL)
