"""Child processes of one launch: started in their own group, watched, restarted, ended without a trace."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from ops.ledger import TOKEN_VARIABLE, Ledger, end_leftovers
from ops.messages import Refused, say

ROOT = Path(__file__).resolve().parent.parent
SERVER, APPLICATION = 0, 1  # stages: applications end before the servers they use
MAX_RESTARTS, RESTART_WINDOW_S = 3, 60.0
POLL_S = 0.2
PR_SET_PDEATHSIG = 1
_handled: list[signal.Signals] = []
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Ended(BaseException):
    """A signal asks this launch to end; not an Exception, so that nothing swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def end_on_signals() -> None:
    """Turn the first SIGINT, SIGTERM or SIGHUP into `Ended`; ending itself is not interrupted."""
    _handled.extend([signal.SIGINT, signal.SIGTERM])
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup stays in force
        _handled.append(signal.SIGHUP)

    def handle(number: int, frame: object) -> None:
        ignore_signals()
        raise Ended(number)

    for number in _handled:
        signal.signal(number, handle)


def ignore_signals() -> None:
    """From here on we are ending; where `end_on_signals` was not called this does nothing."""
    for number in _handled:
        signal.signal(number, signal.SIG_IGN)


def follow_make() -> None:
    """When make started us, end with it, however it ends."""
    if os.environ.get("MAKELEVEL"):
        end_with_parent(signal.SIGTERM, os.getppid())


def end_when_make_was_interrupted() -> None:
    """An interrupt sent to make alone makes it wait for us without telling us: its signal mask tells."""
    if not os.environ.get("MAKELEVEL") or sys.platform != "linux":
        return
    with suppress(OSError, IndexError, ValueError):
        status = Path(f"/proc/{os.getppid()}/status").read_text()
        blocked = int(status.split("SigBlk:")[1].split()[0], 16)
        if status.split()[1] in ("make", "gmake") and blocked & 1 << (signal.SIGINT - 1):
            os.kill(os.getpid(), signal.SIGINT)


@dataclass
class Service:
    """One process to start and how it is asked to end. Without a log it writes where we write."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str]
    log: Path | None = None
    stage: int = APPLICATION
    stop_signal: int = signal.SIGTERM
    grace: float = 15.0
    user: int | None = None
    cwd: Path = ROOT
    interactive: bool = False


@dataclass
class Child:
    """A started service."""

    service: Service
    process: subprocess.Popen[bytes]
    restarts: list[float] = field(default_factory=list)

    def ask_to_end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.service.stop_signal)

    def wait_until_ended(self) -> None:
        """Wait for the process, then kill what remains of its group."""
        try:
            self.process.wait(self.service.grace)
        except subprocess.TimeoutExpired:
            say(f"{self.service.name} did not end within {self.service.grace:.0f} s and was killed")
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Children:
    """All processes of one launch; leaving the block ends them, applications first."""

    def __init__(self, ledger_path: Path) -> None:
        self.ledger_path = ledger_path
        self.children: list[Child] = []

    def __enter__(self) -> "Children":
        if left := end_leftovers(self.ledger_path):
            say(f"Ended what an interrupted run had left: {', '.join(left)}")
        self.ledger = Ledger(self.ledger_path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ignore_signals()
        self.stop()

    def start(self, service: Service) -> Child:
        child = Child(service, self._spawn(service))
        self.children.append(child)
        return child

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        env = {**service.env, TOKEN_VARIABLE: self.ledger.token} if service.stage else service.env
        process = spawn(service, env)
        self.ledger.add(
            service.name,
            process.pid,
            stage=service.stage,
            stop_signal=service.stop_signal,
            grace=service.grace,
        )
        return process

    def run(self, service: Service) -> int:
        """Run a command to its end and return its status; the servers are watched meanwhile."""
        child = self.start(service)
        while (status := child.process.poll()) is None:
            end_when_make_was_interrupted()
            self.require_alive(SERVER)
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(POLL_S)
        child.wait_until_ended()
        self.children.remove(child)
        return status

    def require_alive(self, stage: int) -> None:
        for child in self.children:
            if child.service.stage == stage and child.process.poll() is not None:
                raise Refused(f"{child.service.name} ended unexpectedly.{last_lines(child.service.log)}")

    def watch(self) -> None:
        """Restart what dies, at most MAX_RESTARTS times within RESTART_WINDOW_S; then give up."""
        while True:
            end_when_make_was_interrupted()
            for child in self.children:
                if child.process.poll() is not None:
                    self._restart(child)
            time.sleep(POLL_S)

    def _restart(self, child: Child) -> None:
        status, name, now = child.process.returncode, child.service.name, time.monotonic()
        child.wait_until_ended()
        child.restarts = [moment for moment in child.restarts if now - moment < RESTART_WINDOW_S]
        if len(child.restarts) == MAX_RESTARTS:
            times, lines = MAX_RESTARTS + 1, last_lines(child.service.log)
            raise Refused(f"{name} ended {times} times (status {status}): stopping everything.{lines}")
        say(f"{name} ended with status {status}: starting it again")
        child.restarts.append(now)
        child.process = self._spawn(child.service)

    def stop(self) -> None:
        for stage in (APPLICATION, SERVER):
            chosen = [child for child in reversed(self.children) if child.service.stage == stage]
            for child in chosen:
                child.ask_to_end()
            for child in chosen:
                child.wait_until_ended()
        self.children.clear()
        self.ledger.close()


def spawn(service: Service, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start in a session of its own, as the service's user, bound to end with this process."""
    launcher = os.getpid()

    def prepare() -> None:
        end_with_parent(service.stop_signal, launcher)

    output = service.log.open("ab") if service.log else None
    try:
        return subprocess.Popen(
            service.command,
            env=env,
            cwd=service.cwd,
            stdin=None if service.interactive else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            user=service.user,
            group=service.user,
            extra_groups=None if service.user is None else [],
            preexec_fn=prepare,
        )
    except FileNotFoundError as error:
        raise Refused(f"{service.name}: {service.command[0]} was not found") from error
    finally:
        if output:
            output.close()


def end_with_parent(number: int, parent: int) -> None:
    """Linux: the kernel sends `number` when the parent dies, however it dies."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it died before we could ask
        os.kill(os.getpid(), number)


def last_lines(log: Path | None, count: int = 15) -> str:
    if log is None or not log.exists():
        return ""
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(["", f"Last lines of {log}:", *lines])
