"""A private Redis-protocol server. It keeps nothing on disk: the truth about work is in the database."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops import binaries
from ops.children import SERVER, Child, Children, Service
from ops.messages import Refused
from ops.network import HERE, free_port

START_LIMIT_S = 20.0


class Broker:
    """One broker; `stop` and `start` keep its port, so that a test can take it away and give it back."""

    def __init__(self, folder: Path, log: Path, password: str, children: Children) -> None:
        self.folder, self.log, self.password, self.children = folder, log, password, children
        self.port = free_port()
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HERE}:{self.port}/0"

    def start(self) -> str:
        """Raises Refused when it does not come up."""
        self.child = self.children.start(self._service())
        deadline = time.monotonic() + START_LIMIT_S
        while not self._answers():
            if self.child.process.poll() is not None or time.monotonic() > deadline:
                raise Refused(f"The Redis-protocol server did not start. See {self.log}")
            time.sleep(0.02)
        return self.url

    def stop(self) -> None:
        if self.child:
            self.child.ask_to_end()
            self.child.wait_until_ended()
            self.children.children.remove(self.child)
            self.child = None

    def kill(self) -> None:
        """As the machine's failure would: at once, and without a word to its clients."""
        if self.child:
            self.child.process.kill()
            self.child.wait_until_ended()
            self.children.children.remove(self.child)
            self.child = None

    def _service(self) -> Service:
        return Service(
            name="broker",
            command=(str(binaries.broker()), str(self._configuration())),
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            log=self.log,
            stage=SERVER,
            stop_signal=signal.SIGTERM,
            cwd=self.folder,
        )

    def _configuration(self) -> Path:
        """In a file, so that the password stands in no process list."""
        lines = {
            "bind": HERE,
            "port": str(self.port),
            "requirepass": self.password,
            "save": '""',
            "appendonly": "no",
            "daemonize": "no",
            "dir": f'"{self.folder}"',
        }
        path = self.folder / "broker.conf"
        path.touch(mode=0o600)
        path.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
        return path

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HERE, self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return connection.makefile().readline().startswith("+OK")
        except OSError:
            return False


@contextmanager
def private_broker(folder: Path, password: str = "test-only") -> Iterator[Broker]:  # noqa: S107
    """A started broker for one test, ended with the block."""
    with Children(folder / "broker-processes.json") as children:
        broker = Broker(folder, folder / "broker.log", password, children)
        broker.start()
        yield broker
