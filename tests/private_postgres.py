"""A PostgreSQL server of a test's own, durable as in production, which may be killed at any moment."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db import Error, connections

from ops import binaries
from ops.children import Children
from ops.data_folder import DataFolder
from ops.network import HERE
from ops.postgres import DATABASE, SUPERUSER, Addresses, Server
from tests import databases
from tests.live import eventually

Answer = TypeVar("Answer")


class PrivatePostgres:
    """Started, filled, killed with SIGKILL and brought back on the same port."""

    def __init__(self, folder: Path, children: Children) -> None:
        self.server, self.children = Server(DataFolder(folder)), children
        self.addresses: Addresses = self.server.start(children)
        self.child = children.children[-1]
        self._fill()

    def _fill(self) -> None:
        """The template's tables and rights, through pg_dump, which is faster than to migrate."""
        programs = binaries.postgres().bin
        template = databases.with_name(os.environ["OWNER_DATABASE_URL"], databases.ensure_template())
        dump = subprocess.run([programs / "pg_dump", template], capture_output=True, check=True).stdout
        target = ["-h", HERE, "-p", str(self.server.port), "-U", SUPERUSER, "-d", DATABASE]
        env = {**os.environ, "PGPASSWORD": self.server.secrets["superuser"]}
        command = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", *target]
        subprocess.run(command, input=dump, env=env, capture_output=True, check=True)

    def kill_backend(self) -> None:
        """kill −9 of a process that serves a client: the server ends all of them and recovers by itself."""
        with self.server.connect().cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s LIMIT 1", [DATABASE])
            row = cursor.fetchone()
        if row is not None:
            os.kill(row[0], signal.SIGKILL)

    def kill(self) -> None:
        """kill −9 of the whole server, then a start that recovers from its log."""
        os.killpg(self.child.process.pid, signal.SIGKILL)
        self.child.process.wait()
        self.children.children.remove(self.child)
        self.server.start(self.children)
        self.child = self.children.children[-1]


@contextmanager
def private_postgres(folder: Path, blocker: Any) -> Iterator[PrivatePostgres]:
    """Django's default connection speaks to it inside the block."""
    with Children(folder / "processes.json") as children:
        server = PrivatePostgres(folder, children)
        default, before = connections["default"], dict(connections["default"].settings_dict)
        default.close()
        parts = urlsplit(server.addresses.app)
        default.settings_dict.update(
            NAME=DATABASE, USER=parts.username, PASSWORD=parts.password, HOST=HERE, PORT=parts.port
        )
        with blocker.unblock():
            try:
                yield server
            finally:
                default.close()
                default.settings_dict.update(before)


def asked(question: Callable[[], Answer]) -> Answer:
    """The answer of a database that may just be coming back."""

    def attempt() -> list[Answer]:
        try:
            return [question()]
        except Error:
            connections["default"].close()
            return []

    return eventually(attempt, "the database answers")[0]
