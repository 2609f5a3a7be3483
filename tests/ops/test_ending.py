"""However the launcher ends, no process stays: the list before equals the list after."""

import json
import signal
from pathlib import Path

import psutil
import psycopg2
import pytest
from playwright.sync_api import Browser

from ops.ledger import alive, still_alive
from tests.ops.conftest import below_us, drives_the_browser, started_here, type_of_launch, wait_for_marks

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_process(launch: type_of_launch, data: Path, number: int) -> None:
    before = below_us()
    running = launch("wait", "parent").wait_until_ready()
    wait_for_marks(data, 1)
    assert len(running.children()) > 4

    assert running.end(number) == 0

    assert below_us() == before


def test_a_process_that_does_not_end_when_asked_is_killed_and_named(
    launch: type_of_launch, data: Path
) -> None:
    before = below_us()
    running = launch("stubborn").wait_until_ready()
    wait_for_marks(data, 1)

    assert running.end(signal.SIGTERM) == 0

    assert "stubborn did not end within" in running.errors()
    assert below_us() == before


def test_a_killed_launcher_takes_obedient_processes_with_it(launch: type_of_launch) -> None:
    before = below_us()
    running = launch("wait").wait_until_ready()
    children = running.children()

    running.end(signal.SIGKILL)
    still_alive(children, 20)

    assert below_us() == before


def test_the_start_after_a_kill_ends_what_was_left_and_keeps_the_data(
    launch: type_of_launch, data: Path
) -> None:
    before = below_us()
    killed = launch("stubborn", "parent").wait_until_ready()
    wait_for_marks(data, 2)
    left = [process for process in killed.children() if "stubborn" in process.cmdline()]
    assert len(left) == 2
    moment = first_seen(data)
    killed.end(signal.SIGKILL)
    assert all(alive(process) for process in left), "the test needs processes that stay"

    again = launch("wait").wait_until_ready()

    assert not any(alive(process) for process in left)
    assert first_seen(data) == moment
    assert again.end(signal.SIGTERM) == 0
    assert "Ended what an interrupted run had left: " in (said := again.errors())
    assert "stubborn" in said
    assert below_us() == before


def test_a_signal_during_the_start_leaves_nothing(launch: type_of_launch) -> None:
    before = below_us()
    starting = launch("wait")
    assert starting.process.stderr
    assert "Starting the database" in starting.process.stderr.readline()

    starting.end(signal.SIGTERM)

    assert below_us() == before


def first_seen(data: Path) -> int:
    """Microseconds at which a test first asked this database; kept in the database."""
    with psycopg2.connect(owner_address(data)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (moment timestamptz DEFAULT clock_timestamp())")
        cursor.execute("INSERT INTO kept SELECT WHERE NOT EXISTS (SELECT FROM kept)")
        cursor.execute("SELECT extract(epoch FROM moment) FROM kept")
        row = cursor.fetchone()
    connection.close()
    assert row
    return int(row[0] * 1_000_000)


def owner_address(data: Path) -> str:
    return str(json.loads((data / "addresses.json").read_text())["OWNER_DATABASE_URL"])


def test_the_browser_of_other_tests_is_none_of_ours(chromium: Browser) -> None:
    """What the launches leave is killed after each test; the browser serves the whole run."""
    everything = psutil.Process().children(recursive=True)
    drivers = {child.pid for child in everything if drives_the_browser(child)}
    assert drivers
    assert not drivers & {child.pid for child in started_here()}
