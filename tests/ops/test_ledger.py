"""The record of started processes: identity is verified before anybody is ended."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.children import SERVER
from ops.ledger import TOKEN_VARIABLE, Ledger, carrying, end_leftovers

pytestmark = pytest.mark.processes


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def recorded(path: Path, process: subprocess.Popen[bytes]) -> Ledger:
    ledger = Ledger(path)
    ledger.add("sleeper", process.pid, stage=SERVER, stop_signal=signal.SIGTERM, grace=5)
    return ledger


def test_a_recorded_process_is_ended_and_named(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    path = tmp_path / "ledger.json"
    recorded(path, sleeper)

    assert end_leftovers(path) == ["sleeper"]

    assert sleeper.wait(5) == -signal.SIGTERM
    assert not path.exists()
    assert end_leftovers(path) == []


def test_a_process_that_got_the_number_later_is_left_alone(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    path = tmp_path / "ledger.json"
    recorded(path, sleeper)
    content = json.loads(path.read_text())
    content["processes"][0]["created"] -= 3600
    path.write_text(json.dumps(content))

    assert end_leftovers(path) == []

    assert sleeper.poll() is None


@pytest.mark.parametrize("content", ["", "{}", '{"token": "x", "processes": [{"pid": 1}]}', "[]"])
def test_a_damaged_record_ends_nobody(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ledger.json"
    path.write_text(content)

    assert end_leftovers(path) == []


def test_a_child_that_left_its_parent_is_found_by_the_token(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.json")
    stray = subprocess.Popen(
        [sys.executable, "-c", "import signal; signal.pause()"], env={TOKEN_VARIABLE: ledger.token}
    )

    assert [process.pid for process in carrying(ledger.token)] == [stray.pid]
    ledger.close()

    assert stray.wait(5) == -signal.SIGKILL


def test_an_ended_process_leaves_the_record_when_its_number_returns(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    ledger = recorded(tmp_path / "ledger.json", sleeper)
    ledger.add("again", sleeper.pid, stage=SERVER, stop_signal=signal.SIGTERM, grace=5)

    names = [item["name"] for item in json.loads(ledger.path.read_text())["processes"]]

    assert names == ["sleeper", "again"]
    sleeper.kill()
    sleeper.wait()
    assert [record.process() for record in ledger.records] == [None, None]
