"""While the launcher runs: deaths are repaired a few times, a second start is refused, failures are told."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ops.children import MAX_RESTARTS, ROOT
from ops.network import answers_http, free_port
from tests.ops.conftest import PATIENCE_S, Launch, below_us, type_of_launch

pytestmark = pytest.mark.processes


def child(running: Launch, word: str) -> psutil.Process:
    return next(process for process in running.children() if word in " ".join(process.cmdline()))


def wait_for_line(running: Launch, text: str) -> str:
    assert running.process.stderr
    for line in running.process.stderr:
        if text in line:
            return line
    raise AssertionError(f"never said {text!r}")


def test_a_dead_worker_and_a_dead_database_start_again_and_a_second_start_is_refused(
    launch: type_of_launch, data: Path
) -> None:
    running = launch("wait").wait_until_ready()

    child(running, "dummy.py wait").kill()
    wait_for_line(running, "wait ended with status -9: starting it again")
    child(running, "-D").send_signal(signal.SIGQUIT)
    wait_for_line(running, "PostgreSQL ended with status")

    second = launch("wait")
    assert second.process.wait(PATIENCE_S) == 1
    assert f"already runs from {data.resolve()} (process {running.process.pid})" in second.errors()
    assert running.end(signal.SIGTERM) == 0


def test_a_process_that_keeps_dying_stops_everything_with_a_message(
    launch: type_of_launch, data: Path
) -> None:
    before = below_us()
    running = launch("restless")

    assert running.process.wait(PATIENCE_S) == 1

    assert f"restless ended {MAX_RESTARTS + 1} times (status 3): stopping everything." in running.errors()
    assert len((data / "marks").read_text().splitlines()) == MAX_RESTARTS + 1
    assert below_us() == before


def test_a_failing_preparation_shows_its_output_and_leaves_nothing(launch: type_of_launch) -> None:
    before = below_us()
    running = launch("broken")

    assert running.process.wait(PATIENCE_S) == 1

    assert "ZeroDivisionError" in (said := running.errors())
    assert "`python -c 1/0` failed (status 1); everything is stopped." in said
    assert below_us() == before


def test_a_taken_port_is_named_before_anything_starts(launch: type_of_launch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = launch("wait", port=port)

        assert running.process.wait(PATIENCE_S) == 1

    assert f"Port {port} is in use" in (said := running.errors())
    assert f"`PORT={port + 1} make run`" in said


def test_it_prints_the_address_once_it_answers(launch: type_of_launch) -> None:
    port = free_port()
    running = launch(port=port).wait_until_ready()

    assert f"CINT Portal: http://localhost:{port}" in running.output
    assert answers_http("127.0.0.1", port)
    running.end(signal.SIGINT)
    assert not answers_http("127.0.0.1", port)


def test_secrets_and_addresses_are_readable_by_the_owner_alone(launch: type_of_launch, data: Path) -> None:
    running = launch().wait_until_ready()

    for name in ("secrets.json", "addresses.json", "broker.conf"):
        assert (data / name).stat().st_mode & 0o777 == 0o600, name
    commands = " ".join(" ".join(process.cmdline()) for process in running.children())
    secrets = (data / "secrets.json").read_text()
    assert not [part for part in commands.split() if len(part) > 20 and part in secrets]
    running.end(signal.SIGTERM)
    assert not (data / "addresses.json").exists()


def test_cleaning_deletes_the_data_but_never_under_a_running_portal(
    launch: type_of_launch, data: Path
) -> None:
    running = launch().wait_until_ready()
    elsewhere = data / "server-home"
    home = Path(elsewhere.read_text()) if elsewhere.exists() else data

    refused = clean(data)
    running.end(signal.SIGTERM)
    done = clean(data)

    assert refused.returncode == 1
    assert "already runs from" in refused.stderr
    assert done.returncode == 0
    assert not data.exists()
    assert not home.exists()


def clean(data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops.serve", "--clean", "--data", str(data)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a user to drop to")
def test_as_root_the_database_server_runs_as_a_user_without_rights(launch: type_of_launch) -> None:
    running = launch().wait_until_ready()

    assert child(running, "-D").uids().real == 65534
    running.end(signal.SIGTERM)
