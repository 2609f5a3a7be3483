"""Worker and beat forked from one warmed-up parent: the real programs, without seconds of importing each.

`python -m tests.nursery` reads one line of arguments and a log file at a time and answers with the process
id. It opens no connection and no thread, so that what it forks is as good as newly started.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from ops.ledger import alive

ROOT = Path(__file__).resolve().parent.parent


class Forked:
    """The part of subprocess.Popen that the tests use; the parent is the nursery.

    Nobody keeps the number of a dead one: another process may soon have it, and is not this one.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._process = psutil.Process(pid)

    def poll(self) -> int | None:
        """None while it runs."""
        with suppress(psutil.Error):
            if self._process.is_running() and alive(self._process):
                return None
        return -signal.SIGKILL

    def wait(self) -> None:
        while self.poll() is None:
            time.sleep(0.01)


def runs(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


class Nursery:
    """The parent; what it has forked outlives it."""

    def __init__(self, env: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.nursery"]
        pipe = subprocess.PIPE
        self._parent = subprocess.Popen(command, env=env, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def start(self, arguments: Sequence[str], log: Path) -> Forked:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        print(json.dumps([list(arguments), str(log)]), file=self._parent.stdin, flush=True)
        return Forked(int(self._parent.stdout.readline()))

    def end(self) -> None:
        self._parent.kill()
        self._parent.communicate()


def _serve() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for line in sys.stdin:
        arguments, log = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(arguments, log)
        print(pid, flush=True)  # noqa: T201


def _become(arguments: list[str], log: str) -> None:
    """A session of its own, as supervisors give their services; then the program itself."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number, stream in enumerate((nothing, written, written)):
        os.dup2(stream, number)
    sys.argv = arguments
    from celery.__main__ import main

    main()


def _warm_up() -> None:
    import kombu.transport.redis  # noqa: F401

    from cint_portal.celery import app

    app.loader.import_default_modules()
    app.finalize()


if __name__ == "__main__":
    _warm_up()
    _serve()
