"""Launches of the launcher in folders of their own, and the list of processes that they leave."""

import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from ops.children import ROOT
from ops.data_folder import DataFolder
from ops.ledger import alive
from ops.network import free_port
from ops.processes import OWNER, SETTINGS, WEB

PR_SET_CHILD_SUBREAPER = 36
PATIENCE_S = 90.0
BROWSER_DRIVER = "playwright/driver"
OF_MAKE = ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")
OF_THIS_RUN = (*SETTINGS, *OWNER, *WEB, *OF_MAKE, "PORT", "HOST", "PORTAL_DATA", "PORTAL_DEMO")


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Without the servers and settings of the test run itself."""
    for name in OF_THIS_RUN:
        monkeypatch.delenv(name, raising=False)
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def adopted_orphans() -> Iterator[None]:
    """Processes whose parent dies become ours instead of vanishing from the list below us."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    yield
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder; what the launcher put elsewhere for it is deleted too."""
    folder = tmp_path / "data"
    yield folder
    DataFolder(folder).remove()


def drives_the_browser(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return BROWSER_DRIVER in " ".join(process.cmdline())
    return False


def started_here() -> list[psutil.Process]:
    """The living processes below the test.

    Without the browser that other tests of this run keep open: its helpers come and go as they please,
    and whoever ended it would fail every browser test after this one.
    """
    found = []
    browsers: set[int] = set()
    for process in psutil.Process().children(recursive=True):  # parents before their children
        with suppress(psutil.Error):
            if drives_the_browser(process) or process.ppid() in browsers:
                browsers.add(process.pid)
            elif alive(process):
                found.append(process)
    return found


def below_us() -> list[str]:
    """Their command lines in a stable order."""
    lines = []
    for process in started_here():
        with suppress(psutil.Error):
            lines.append(" ".join(process.cmdline()))
    return sorted(lines)


def wait_for_marks(data: Path, count: int) -> None:
    """Until that many stubborn dummies, counted over all launches, have closed their ears."""
    deadline = time.monotonic() + PATIENCE_S
    marks = data / "marks"
    while not marks.exists() or len(marks.read_text().splitlines()) < count:
        assert time.monotonic() < deadline, "the dummies did not come up"
        time.sleep(0.02)


@dataclass
class Launch:
    """A running launcher."""

    process: subprocess.Popen[str]
    output: str = ""

    def wait_until_ready(self, patience: float = PATIENCE_S) -> "Launch":
        timer = threading.Timer(patience, self.process.kill)
        timer.start()
        assert self.process.stdout
        for line in self.process.stdout:
            self.output += line
            if "Stop with Ctrl-C" in line:
                timer.cancel()
                return self
        timer.cancel()
        raise AssertionError(f"it did not come up: {self.output}{self.errors()}")

    def errors(self) -> str:
        assert self.process.stderr
        return self.process.stderr.read()

    def children(self) -> list[psutil.Process]:
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def end(self, number: int) -> int:
        """Send the signal and wait; the launcher's status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


type_of_launch = Callable[..., Launch]


@pytest.fixture
def launch(data: Path, bare_environment: dict[str, str], adopted_orphans: None) -> Iterator[type_of_launch]:
    """Start the launcher with dummies of the named habits, always on the same data folder."""
    started: list[Launch] = []

    def start(*habits: str, port: int | None = None) -> Launch:
        script = str(Path(__file__).with_name("dummy_portal.py"))
        command = [sys.executable, script, str(data), str(port or free_port()), *habits]
        process = subprocess.Popen(
            command, env=bare_environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        started.append(Launch(process))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
    remaining = started_here()
    for process in remaining:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(remaining, timeout=5)
