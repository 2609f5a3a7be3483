"""Points of the delivery at which a drill strikes; inert outside the tests.

The drill arms a point by a file of that name in the folder FAILPOINTS, whose content says what is to
happen: `child` kills this process, `main` kills its parent, and anything else makes this process wait,
while the drill kills something else, until the drill takes the file away.
"""

import os
import signal
import time
from pathlib import Path

from django.conf import settings

STRUCK = "struck"


def reach(point: str) -> None:
    if settings.FAILPOINTS:
        _strike(Path(settings.FAILPOINTS), point)


def _strike(folder: Path, point: str) -> None:
    """Only one process gets the armed file: renaming is atomic."""
    struck = folder / f"{STRUCK}-{point}-{os.getpid()}"
    try:
        os.rename(folder / point, struck)
    except FileNotFoundError:
        return
    target = struck.read_text()
    if target == "child":
        os.kill(os.getpid(), signal.SIGKILL)
    if target == "main":
        os.kill(os.getppid(), signal.SIGKILL)
    while struck.exists():
        time.sleep(0.01)
