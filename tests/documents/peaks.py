"""How much memory the reading processes took: each tells it itself when it ends.

The kernel's figure for children (getrusage) is never less than the size of the test process at their birth.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cint_portal.documents import excel_read

_TELLING = """
import atexit, runpy

def tell():
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM"))
    with open({pipe!r}, "w") as pipe:
        pipe.write(peak.split()[1] + "\\n")

atexit.register(tell)
runpy.run_path({worker!r}, run_name="__main__")
"""


@contextmanager
def told_peaks(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Callable[[], float]]:
    """Yields a function: the largest peak so far, in megabytes; one at least must have told it."""
    pipe, script = folder / "peaks", folder / "telling_worker.py"
    os.mkfifo(pipe)
    script.write_text(_TELLING.format(pipe=str(pipe), worker=str(excel_read._WORKER)))
    monkeypatch.setattr(excel_read, "_WORKER", script)
    reading = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    told: list[int] = []

    def largest() -> float:
        with suppress(BlockingIOError):  # who died of its limit has no room left to tell anything
            told.extend(int(line) for line in os.read(reading, 2**16).split())
        return max(told) / 1024

    try:
        yield largest
    finally:
        os.close(reading)
