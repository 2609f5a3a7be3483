"""A whole portal of real processes for one test: web, worker, beat, broker, SMTP sink, own database."""

import os
import secrets
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from celery import current_app

from ops.broker import Broker, private_broker
from ops.ledger import carrying, end
from ops.network import HERE, answers_http, free_port
from ops.processes import RUNNING
from tests.databases import ROOT, with_name
from tests.nursery import Forked, Nursery

LIMIT_S = 60.0
MARK = "CINT_TEST_PORTAL"  # in the environment of every process of one portal
Running = subprocess.Popen[bytes] | Forked


def eventually(condition: Callable[[], Any], what: str, seconds: float = LIMIT_S) -> Any:
    """Poll until the condition holds and return its value; fails by name after the limit."""
    pause = threading.Event()
    for _attempt in range(int(seconds / 0.05)):
        if value := condition():
            return value
        pause.wait(0.05)
    raise AssertionError(f"after {seconds:.0f} s: {what}")


class Sink:
    """A real SMTP server that keeps what it accepted; `hook` may refuse or delay."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.hook: Callable[[EmailMessage], str | None] = lambda mail: None
        self.controller = Controller(self, hostname=HERE, port=free_port())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        if reply := self.hook(mail):
            return reply
        self.mails.append(mail)
        return "250 accepted"

    @property
    def url(self) -> str:
        return f"smtp://{HERE}:{self.controller.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]


@dataclass
class Portal:
    """Handle of a running portal; processes are started, killed and restarted by name."""

    env: dict[str, str]
    folder: Path
    sink: Sink
    broker: Broker
    processes: dict[str, list[Running]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.env["SITE_URL"]

    @cached_property
    def nursery(self) -> Nursery:
        return Nursery(self.env)

    def start(self, name: str) -> Running:
        """Start the process that `ops.processes` declares under this name."""
        declared = next(p for p in RUNNING if p.name == name)
        copy = len(self.processes.get(name, []))
        data = self.folder / f"{name}-{copy}"
        data.mkdir(exist_ok=True)
        arguments, log = declared.arguments(str(data)), self.folder / f"{name}.log"
        process = self._spawn(arguments, log) if name == "web" else self.nursery.start(arguments, log)
        self.processes.setdefault(name, []).append(process)
        if name == "web":
            eventually(lambda: answers_http(HERE, int(self.url.rpartition(":")[2])), "web answers")
        return process

    def _spawn(self, arguments: tuple[str, ...], log: Path) -> Running:
        with log.open("ab") as written:
            return subprocess.Popen(
                arguments,
                env=self.env,
                cwd=ROOT,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """kill −9 of the process and everything it started."""
        for process in self.processes.pop(name, []):
            end_group(process)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            ["python", "manage.py", *arguments],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


def end_group(process: Running) -> None:
    if process.poll() is None:  # else its number may be another's by now
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def running_portal(
    database: str, folder: Path, *names: str, host: str = HERE, **extra: str
) -> Iterator[Portal]:
    """Broker and sink at once, then the named processes; everything ends with the block.

    `host` is what people type: passkeys need "localhost", a name instead of a number.
    """
    with ExitStack() as stack:
        broker = stack.enter_context(private_broker(folder))
        sink = Sink()
        sink.controller.start()
        stack.callback(sink.controller.stop)
        port, mark = free_port(), secrets.token_hex(16)
        env = {
            **{k: v for k, v in os.environ.items() if k != "OWNER_DATABASE_URL"},
            "DATABASE_URL": with_name(os.environ["DATABASE_URL"], database),
            "REDIS_URL": broker.url,
            "EMAIL_URL": sink.url,
            "SITE_URL": f"http://{host}:{port}",
            "ALLOWED_HOSTS": f"localhost,{HERE}",
            "BIND": f"{HERE}:{port}",
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "SWEEP_SECONDS": "1",
            "MAIL_HOURS": "",
            "MAIL_DAILY_CEILING": "1000000",
            "LOG_LEVEL": "INFO",
            "PYTHONPATH": str(ROOT),
            MARK: mark,
            **extra,
        }
        portal = Portal(env, folder, sink, broker)
        stack.enter_context(_nudges_go_to(broker))
        try:
            for name in names:
                portal.start(name)
            yield portal
        finally:
            for name in list(portal.processes):
                portal.kill(name)
            if "nursery" in vars(portal):
                portal.nursery.end()
            # What was killed alone may have left what it had started.
            end(carrying(mark, MARK), signal.SIGKILL, LIMIT_S)


@contextmanager
def _nudges_go_to(broker: Broker) -> Iterator[None]:
    """What the test itself commits wakes the workers of its own portal."""
    before: str = current_app.conf.broker_write_url
    _publish_to(broker.url)
    try:
        yield
    finally:
        _publish_to(before)


def _publish_to(url: str) -> None:
    """Celery keeps its open connections in a pool, which it would go on using."""
    current_app.conf.broker_write_url = url  # type: ignore[misc]
    current_app.amqp._producer_pool = None  # type: ignore[attr-defined]
