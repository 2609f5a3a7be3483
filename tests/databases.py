"""Test databases: a migrated template, cloned per test process and per live-server test.

Tests connect as the application role, as production does; only making and dropping databases uses
the owner. Cloning takes about 0.1 s.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
LOCK = 4_071_1  # any number that only this module uses


def with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def template_name() -> str:
    """Named after the migrations' content, so that a kept server migrates only when they change."""
    digest = hashlib.sha256()
    for file in sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("*/*/migrations/*.py")):
        if ".venv" not in file.parts:
            digest.update(file.read_bytes())
    return f"test_template_{digest.hexdigest()[:12]}"


@contextmanager
def owner() -> Iterator["psycopg2.extensions.cursor"]:
    """A cursor of the owner in the maintenance database; one test process at a time."""
    connection = psycopg2.connect(os.environ["OWNER_DATABASE_URL"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield cursor
    finally:
        connection.close()


def ensure_template() -> str:
    name = template_name()
    with owner() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            _make_template(cursor, name)
    return name


def _make_template(cursor: "psycopg2.extensions.cursor", name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}_new"')
    cursor.execute(f'CREATE DATABASE "{name}_new"')
    _manage(f"{name}_new", "migrate", "-v0")
    cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')


def ensure_demo(today: str) -> str:
    """A database with the demo company as of a day, loaded once per test run, to be cloned from."""
    template = ensure_template()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    name = f"test_demo_{today.replace('-', '')}_{run}"
    with owner() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{name}_new" TEMPLATE "{template}"')
            _manage(f"{name}_new", "load_demo", "--today", today)
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _manage(database: str, *arguments: str) -> None:
    env = {
        **os.environ,
        "DATABASE_URL": with_name(os.environ["DATABASE_URL"], database),
        "OWNER_DATABASE_URL": with_name(os.environ["OWNER_DATABASE_URL"], database),
    }
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)


def clone(name: str, template: str) -> None:
    with owner() as cursor:
        _drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name: str) -> None:
    with owner() as cursor:
        _drop(cursor, name)


def _drop(cursor: "psycopg2.extensions.cursor", name: str) -> None:
    """FORCE refuses while autovacuum, not ours to end, is inside; the plain form sends it away."""
    try:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    except psycopg2.errors.InsufficientPrivilege:
        people = "FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        cursor.execute(f"SELECT pg_terminate_backend(pid) {people}", [name])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def sweep(name: str) -> None:
    """Forget what rolled-back tests left in the tables: the server has nobody else who does it.

    Without it every count of a table's rows reads through the rows of all tests before.
    """
    connection = psycopg2.connect(with_name(os.environ["OWNER_DATABASE_URL"], name))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (SKIP_LOCKED)")
    finally:
        connection.close()
