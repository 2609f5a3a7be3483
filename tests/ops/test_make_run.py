"""The real `make run`, without the demo company: it serves, ends, starts again on the same data."""

import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from ops.children import ROOT
from ops.ledger import still_alive
from ops.network import free_port
from tests.ops.conftest import Launch, below_us

pytestmark = pytest.mark.processes
ENDING_S = 40.0


def test_make_run_serves_and_leaves_no_process_however_make_ends(
    data: Path, bare_environment: dict[str, str], adopted_orphans: None
) -> None:
    port = free_port()
    env = {**bare_environment, "PORT": str(port), "PORTAL_DATA": str(data), "PORTAL_DEMO": "0"}
    before = below_us()

    for number in (signal.SIGINT, signal.SIGKILL):  # to make alone, not to its children
        running = Launch(make_run(env)).wait_until_ready(patience=120)
        kinds = " ".join(below_us())
        for word in (
            "gunicorn",
            "celery -A cint_portal worker",
            "celery -A cint_portal beat",
            "valkey",
            "pgdata",
        ):
            assert word in kinds
        assert 'name="login"' in page(port, "/account/login/")
        children = running.children()
        running.end(number)
        assert still_alive(children, ENDING_S) == []
        assert below_us() == before


def make_run(env: dict[str, str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(["make", "run"], cwd=ROOT, env=env, stdout=pipe, stderr=pipe, text=True)


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return str(answer.read().decode())
