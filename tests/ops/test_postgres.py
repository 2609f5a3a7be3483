"""The private database server: roles, version, the folder nobody may enter, and what was left running."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from ops import binaries
from ops.children import Children
from ops.data_folder import DataFolder
from ops.messages import Refused
from ops.postgres import ENV, Addresses, Server

pytestmark = pytest.mark.processes
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


@pytest.fixture
def folder(data: Path) -> DataFolder:
    return DataFolder(data)


@pytest.fixture
def children(folder: DataFolder) -> Iterator[Children]:
    with Children(folder.ledger) as all_children:
        yield all_children


def ask(address: str, question: str) -> object:
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone()
            return row and row[0]
    finally:
        connection.close()


def test_the_owner_may_make_databases_and_the_application_may_not(
    folder: DataFolder, children: Children
) -> None:
    addresses = Server(folder, fast=True).start(children)

    rights = "SELECT array[rolsuper, rolcreaterole, rolcreatedb] FROM pg_roles WHERE rolname = current_user"
    assert ask(addresses.owner, rights) == [False, False, True]
    assert ask(addresses.app, rights) == [False, False, False]
    assert ask(addresses.app, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'portal'") == (
        "portal_owner"
    )
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(addresses.app, "CREATE TABLE public.mine ()")
    with pytest.raises(psycopg2.OperationalError, match="password"):
        ask(addresses.app.replace("portal_app:", "portal_app:wrong"), "SELECT 1")


def test_data_of_another_version_are_refused_and_left_alone(folder: DataFolder, children: Children) -> None:
    server = Server(folder)
    server.start(children)
    children.stop()
    (server.home / "postgresql-major").write_text("9")

    with pytest.raises(
        Refused, match=r"were written by PostgreSQL 9, but .* Set POSTGRES_BIN .* `make clean`"
    ):
        Server(folder).start(children)

    assert (server.data / "PG_VERSION").exists()


def test_a_server_that_no_record_names_is_ended_and_its_data_are_used(
    folder: DataFolder, children: Children
) -> None:
    first = Server(folder)
    keep(first.start(children))
    children.stop()
    user = first.user
    groups: list[int] | None = None if user is None else []
    forgotten = subprocess.Popen(
        first._service().command, env=ENV, cwd="/", user=user, group=user, extra_groups=groups
    )
    while not (first.data / "postmaster.pid").exists():
        assert forgotten.poll() is None

    addresses = Server(folder).start(children)

    assert forgotten.wait(20) is not None
    assert ask(addresses.owner, "SELECT * FROM kept") == 1


def test_a_lock_file_that_names_a_stranger_harms_nobody(folder: DataFolder, children: Children) -> None:
    Server(folder).start(children)
    children.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    (Server(folder).data / "postmaster.pid").write_text(f"{stranger.pid}\n")

    Server(folder).start(children)

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_in_a_folder_that_others_may_not_enter_root_keeps_the_data_in_a_recorded_private_place(
    folder: DataFolder, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.root.parent.chmod(0o700)
    monkeypatch.setattr(binaries, "readable_by_others", lambda tree: False)

    server = Server(folder)
    server.start(children)

    home = Path((folder.root / "server-home").read_text())
    assert server.home == home
    assert home.parent == Path("/var/tmp")  # noqa: S108
    assert (home.stat().st_uid, home.stat().st_mode & 0o777) == (65534, 0o700)
    assert server.programs.bin.is_relative_to(home), "the programs were copied"
    assert Server(folder).home == home
    children.stop()
    folder.remove()
    assert not home.exists()


@pytest.mark.skipif(not DEBIAN, reason="Debian's PostgreSQL is not installed")
def test_without_the_wheel_the_oldest_debian_server_serves(
    folder: DataFolder, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "wheel", lambda name: None)

    addresses = Server(folder, fast=True).start(children)

    version = str(ask(addresses.app, "SHOW server_version_num"))
    assert int(version) // 10000 == max(int(path.parents[1].name) for path in DEBIAN)


def keep(addresses: Addresses) -> None:
    with psycopg2.connect(addresses.owner) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 1")
    connection.close()
