"""Who was started from a data folder, so that the next start can end what a killed launcher left behind.

A record holds process id and creation time; a process is ended only when both still agree. Every
application process also carries the launch's token in its environment, which finds grandchildren too.
"""

import json
import os
import secrets
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

TOKEN_VARIABLE = "PORTAL_LAUNCH"  # noqa: S105 - the name of a variable
SAME_INSTANT_S = 2.0
KILL_WAIT_S = 5.0
ABANDONED_GRACE_S = 3.0  # for what nobody waits for any more; the database keeps its full time
POLL_S = 0.02


@dataclass(frozen=True)
class Record:
    """One started process; processes of a higher stage end before those of a lower one."""

    name: str
    pid: int
    created: float
    stage: int
    stop_signal: int
    grace: float

    def process(self) -> psutil.Process | None:
        """The process of this record, or None when it has ended or its number belongs to another."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < SAME_INSTANT_S
        except psutil.Error:
            return None
        return process if same and alive(process) else None


class Ledger:
    """The list of started processes, written to disk at every change."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.token = secrets.token_hex(16)
        self.records: list[Record] = []

    def add(self, name: str, pid: int, *, stage: int, stop_signal: int, grace: float) -> None:
        created = psutil.Process(pid).create_time()
        self.records = [record for record in self.records if record.process() or record.pid != pid]
        self.records.append(Record(name, pid, created, stage, int(stop_signal), grace))
        self._write()

    def _write(self) -> None:
        content = {"token": self.token, "processes": [asdict(record) for record in self.records]}
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps(content, indent=1))
        draft.replace(self.path)

    def close(self) -> None:
        """Forget the launch after ending whatever escaped from its process groups."""
        end(carrying(self.token), signal.SIGKILL, KILL_WAIT_S)
        self.path.unlink(missing_ok=True)


def end_leftovers(path: Path) -> list[str]:
    """End every process that an earlier launch left; return their names. The caller holds the lock."""
    try:
        content = json.loads(path.read_text())
        records = [Record(**item) for item in content["processes"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    ended = []
    for record in sorted(records, key=lambda record: -record.stage):
        if process := record.process():
            ended.append(record.name)
            end([process], record.stop_signal, record.grace if record.stage == 0 else ABANDONED_GRACE_S)
    stray = carrying(content["token"])
    end(stray, signal.SIGKILL, KILL_WAIT_S)
    path.unlink(missing_ok=True)
    return ended + [f"child {process.pid}" for process in stray]


def carrying(token: str, variable: str = TOKEN_VARIABLE) -> list[psutil.Process]:
    """Living processes, this one excepted, whose environment holds the token."""
    return [
        process
        for process in psutil.process_iter()
        if process.pid != os.getpid() and _environment(process).get(variable) == token
    ]


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return dict(process.environ())
    except (psutil.Error, OSError):
        return {}


def alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def end(processes: Iterable[psutil.Process], stop_signal: int, grace: float) -> None:
    """Ask politely, wait, then kill."""
    remaining = list(processes)
    for number, patience in ((stop_signal, grace), (signal.SIGKILL, KILL_WAIT_S)):
        for process in remaining:
            with suppress(psutil.Error):
                process.send_signal(number)
        remaining = still_alive(remaining, patience)


def still_alive(processes: list[psutil.Process], patience: float) -> list[psutil.Process]:
    """Those that live on after the patience; one that only its parent has not collected has ended."""
    deadline = time.monotonic() + patience
    while processes := [process for process in processes if alive(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(POLL_S)
    return processes
