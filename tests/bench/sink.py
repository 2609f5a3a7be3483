"""An SMTP sink in a process of its own, so that it shares no interpreter with what is measured."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from ops.network import HERE, free_port


class _Accepts:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 accepted"


@contextmanager
def separate_sink() -> Iterator[int]:
    """The port of a sink that accepts everything."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.sink", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it listens
            yield port
        finally:
            process.kill()


if __name__ == "__main__":
    Controller(_Accepts(), hostname=HERE, port=int(sys.argv[1])).start()
    print("listening", flush=True)  # noqa: T201 (the parent waits for this line)
    threading.Event().wait()
