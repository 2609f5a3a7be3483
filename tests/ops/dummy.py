"""A process with one habit, started by the launcher tests in place of a portal process."""

import os
import signal
import subprocess
import sys
from pathlib import Path


def wait() -> None:
    while True:
        signal.pause()


def stubborn() -> None:
    """Does not end when asked."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    wait()


def parent() -> None:
    """Has a child that left the process group and ignores requests."""
    subprocess.Popen([sys.executable, __file__, "stubborn"], start_new_session=True)
    wait()


def restless(marks: str) -> None:
    """Ends at once, leaving a mark."""
    with Path(marks).open("a") as file:
        file.write(f"{os.getpid()}\n")
    sys.exit(3)


if __name__ == "__main__":
    {"wait": wait, "stubborn": stubborn, "parent": parent, "restless": restless}[sys.argv[1]](*sys.argv[2:])
