"""Running portals with a browser in front of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.company import PASSWORD
from tests.flows.stage import Stage
from tests.flows.start import found_company
from tests.live import running_portal


@pytest.fixture
def october(own_database: str, chromium: Browser, tmp_path: Path) -> Iterator[Stage]:
    """A company in its first October, with web, worker and beat at work."""
    found_company()
    with running_portal(own_database, tmp_path, WEB_CONCURRENCY="2") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        stage.move_clock("2026-10-01 08:00")
        for name in ("web", "worker", "beat"):
            portal.start(name)
        yield stage
        stage.leave()
