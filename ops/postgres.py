"""A private PostgreSQL server: created once, started on a free port, with an owner and an app role."""

import os
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg2
from psycopg2 import sql

from ops import binaries
from ops.children import SERVER, Child, Children, Service, last_lines
from ops.data_folder import SERVER_UID, DataFolder, drops_root
from ops.ledger import end
from ops.messages import Refused, say
from ops.network import HERE, free_port

SUPERUSER, OWNER, APP, DATABASE = "postgres", "portal_owner", "portal_app", "portal"
START_LIMIT_S, END_LIMIT_S = 60.0, 20.0
ENV = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# A test database may be lost with the machine, a demo database may not. Test databases live for minutes,
# and a vacuum inside one keeps its owner from dropping it.
UNSAFE_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
UNSAFE_BUT_FAST = tuple(part for setting in UNSAFE_SETTINGS for part in ("-c", setting))


@dataclass(frozen=True)
class Addresses:
    """How the two roles reach the database."""

    app: str
    owner: str


class Server:
    """The database server of one data folder."""

    def __init__(self, folder: DataFolder, *, fast: bool = False) -> None:
        self.folder, self.fast = folder, fast
        self.home = folder.server_home()
        self.data = self.home / "pgdata"
        self.user = SERVER_UID if drops_root() else None
        self.programs = binaries.postgres().runnable_by_server_user(self.home)
        self.port = free_port()
        self.secrets = folder.secrets()

    def start(self, children: Children) -> Addresses:
        """Raises Refused when data of another version lie there or the server does not come up."""
        self._require_same_version()
        if not (self.data / "PG_VERSION").exists():
            self._create(children)
        self._end_forgotten()
        child = children.start(self._service())
        self._wait(child)
        self._ensure_roles()
        return Addresses(self._url(APP, "app"), self._url(OWNER, "owner"))

    def _url(self, role: str, secret: str) -> str:
        return f"postgres://{role}:{self.secrets[secret]}@{HERE}:{self.port}/{DATABASE}"

    def _require_same_version(self) -> None:
        record = self.home / "postgresql-major"
        if not self.data.exists():
            record.write_text(str(self.programs.major))
        stored = record.read_text().strip() if record.exists() else "an unknown version"
        if stored != str(self.programs.major):
            raise Refused(
                f"The data in {self.data} were written by PostgreSQL {stored}, but {self.programs.bin} is "
                f"{self.programs.major}. Set POSTGRES_BIN to version {stored}, or run `make clean` to delete "
                "the data and begin anew."
            )

    def _create(self, children: Children) -> None:
        """Complete or absent: an interrupted creation leaves only a draft."""
        say("Creating the database server's data folder …")
        draft = self.home / "pgdata.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=self.home, prefix="pw-") as password:
            password.write(self.secrets["superuser"])
            password.flush()
            if self.user is not None:
                os.chown(password.name, self.user, self.user)
                os.chown(draft, self.user, self.user)
            log = self.folder.log("initdb")
            command = [str(self.programs.bin / "initdb"), "-D", str(draft), "-U", SUPERUSER, "-E", "UTF8"]
            command += ["-A", "scram-sha-256", f"--pwfile={password.name}", "--no-sync"]
            service = Service("initdb", tuple(command), ENV, log=log, user=self.user, cwd=Path("/"))
            if children.run(service):
                raise Refused(f"PostgreSQL could not create {self.data}.{last_lines(log)}")
        draft.replace(self.data)

    def _end_forgotten(self) -> None:
        """A server that no record names may still hold the folder; a stale lock file may name a stranger."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        try:
            process = psutil.Process(int(lock.read_text().split()[0]))
            ours = str(self.data) in process.cmdline()
        except (psutil.Error, ValueError, IndexError):
            ours = False
        if ours:
            say("Ending a database server that an interrupted run had left")
            end([process], signal.SIGINT, END_LIMIT_S)
        lock.unlink(missing_ok=True)

    def _service(self) -> Service:
        settings = {"listen_addresses": HERE, "port": self.port, "unix_socket_directories": ""}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Service(
            name="PostgreSQL",
            command=(str(self.programs.bin / "postgres"), "-D", str(self.data), *options)
            + (UNSAFE_BUT_FAST if self.fast else ()),
            env=ENV,
            log=self.folder.log("postgresql"),
            stage=SERVER,
            stop_signal=signal.SIGINT,
            grace=END_LIMIT_S,
            user=self.user,
            cwd=Path("/"),
        )

    def connect(self, database: str = "postgres") -> Any:
        """A connection of the superuser, each statement committed by itself."""
        connection = psycopg2.connect(
            host=HERE,
            port=self.port,
            user=SUPERUSER,
            password=self.secrets["superuser"],
            dbname=database,
            connect_timeout=5,
        )
        connection.autocommit = True
        return connection

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while True:
            try:
                self.connect().close()
                return
            except psycopg2.OperationalError as error:
                if child.process.poll() is not None or time.monotonic() > deadline:
                    raise Refused(f"PostgreSQL did not start: {error}\nSee {child.service.log}") from error
            time.sleep(0.03)

    def _ensure_roles(self) -> None:
        """The owner migrates and may clone test databases; the application role may neither."""
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                for role, secret, may in ((OWNER, "owner", "CREATEDB"), (APP, "app", "NOCREATEDB")):
                    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                    verb = "ALTER" if cursor.fetchone() else "CREATE"
                    cursor.execute(role_statement(verb, role, may), [self.secrets[secret]])
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.fetchone():
                    names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
        finally:
            connection.close()


def role_statement(verb: str, role: str, may: str) -> sql.Composed:
    return sql.SQL(f"{verb} ROLE {{}} LOGIN NOSUPERUSER NOCREATEROLE {may} PASSWORD %s").format(
        sql.Identifier(role)
    )
