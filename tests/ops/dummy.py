"""A process with one habit, started by the launcher tests in place of a portal process."""

import os
import signal
import subprocess
import sys
from pathlib import Path


def wait(marks: Path) -> None:
    """Ends when asked."""
    while True:
        signal.pause()


def stubborn(marks: Path) -> None:
    """Does not end when asked."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mark(marks)
    wait(marks)


def parent(marks: Path) -> None:
    """Has a child that left the process group and ignores requests."""
    subprocess.Popen([sys.executable, __file__, "stubborn", str(marks)], start_new_session=True)
    wait(marks)


def restless(marks: Path) -> None:
    """Ends at once, leaving a mark."""
    mark(marks)
    sys.exit(3)


def mark(marks: Path) -> None:
    with marks.open("a") as file:
        file.write(f"{os.getpid()}\n")


if __name__ == "__main__":
    habits = {"wait": wait, "stubborn": stubborn, "parent": parent, "restless": restless}
    habits[sys.argv[1]](Path(sys.argv[2]))
