"""Fixtures that every test may use: databases, the company, people who are logged in."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser

from cint_portal.core.clock import WIB
from tests import databases
from tests.browser import started_chromium
from tests.company import Company, build_company

SWEPT_AFTER = 50
#: How many tests have written into the database of this test process and were rolled back.
_tests_in: dict[str, int] = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Replaces pytest-django's: a clone of the migrated template, used as the application role."""
    template = databases.ensure_template()
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{secrets.token_hex(3)}"
    databases.clone(name, template)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _use(name)
        _tests_in[name] = 0
        yield
        connections["default"].close()
    databases.drop(name)


def _use(name: str) -> None:
    """Let the default connection speak to another database of the same server."""
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def _swept(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each fifty tests, when the last one's transaction is undone; see `databases.sweep`."""
    yield
    name = str(connections["default"].settings_dict["NAME"])
    if name in _tests_in and "db" in request.fixturenames:
        _tests_in[name] += 1
        if _tests_in[name] % SWEPT_AFTER == 0:
            databases.sweep(name)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, for real commits, threads and processes; dropped afterwards.

    The histories cannot be emptied by the application role, so nothing is flushed: it is dropped.
    """
    with _clone_of(databases.template_name(), django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def module_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """As `own_database`, shared by the tests of a module."""
    with _clone_of(databases.template_name(), django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def demo_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The demo company as of 21 November 2026, shared by the tests of a module."""
    with _clone_of(databases.ensure_demo("2026-11-21"), django_db_blocker) as name:
        yield name


@contextmanager
def _clone_of(template: str, blocker: pytest.FixtureRequest) -> Iterator[str]:
    before = connections["default"].settings_dict["NAME"]
    name = f"test_own_{secrets.token_hex(5)}"
    databases.clone(name, template)
    with blocker.unblock():  # type: ignore[attr-defined]
        _use(name)
        try:
            yield name
        finally:
            _use(str(before))
    databases.drop(name)


@pytest.fixture(autouse=True)
def _fast_and_private(settings: pytest.FixtureRequest, tmp_path: os.PathLike[str]) -> None:
    """Cheap password hashes, files of a test in its own folder, mail at any hour and on any day.

    Static files are looked for when asked for: each new browser would list all of them first.
    """
    settings.WHITENOISE_AUTOREFRESH = True  # type: ignore[attr-defined]
    settings.MAIL_HOURS = None  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def company(db: None) -> Company:
    """A small company with everybody a test needs (see tests/company.py)."""
    return build_company()


@pytest.fixture
def as_person() -> Callable[..., Client]:
    """A browser of a logged-in person: `as_person(company.manager)`."""

    def log_in(person: object) -> Client:
        client = Client()
        client.force_login(person, backend="cint_portal.organization.backends.UsernameOrNikBackend")  # type: ignore[arg-type]
        return client

    return log_in


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Its event loop gives Django a second connection in this thread: neither stays open unnoticed."""
    connections.close_all()
    with started_chromium() as browser:
        yield browser
        connections.close_all()


def at(text: str) -> datetime:
    """An instant in WIB: at("2026-10-31 23:59")."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)
