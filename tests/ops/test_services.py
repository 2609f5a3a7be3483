"""One command with private servers: its status, its signals, its variables, and nothing left behind."""

import json
import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from ops.children import ROOT
from ops.data_folder import SERVER_UID, DataFolder, reachable
from ops.ledger import still_alive
from ops.services import split
from tests.ops.conftest import PATIENCE_S, below_us, started_here, type_of_launch

pytestmark = pytest.mark.processes
PRINT_VARIABLES = "import json, os; print(json.dumps(dict(os.environ)), flush=True)"
WAIT = f"{PRINT_VARIABLES}; import signal; signal.pause()"


def services(data: Path, env: dict[str, str], *code: str, fresh: bool = True) -> subprocess.Popen[str]:
    options = (["--fresh"] if fresh else []) + ["--data", str(data)]
    command = [sys.executable, "-m", "ops.services", *options, "--", sys.executable, "-c", *code]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def variables(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout
    content: dict[str, str] = json.loads(process.stdout.readline())
    return content


def test_the_command_gets_servers_of_its_own_and_its_status_is_passed_on(
    data: Path, bare_environment: dict[str, str], adopted_orphans: None
) -> None:
    before = below_us()
    process = services(data, bare_environment, f"{PRINT_VARIABLES}; raise SystemExit(7)")

    given = variables(process)

    assert process.wait(PATIENCE_S) == 7
    assert given["PORTAL_ENV"] == "test"
    assert given["DATABASE_URL"].startswith("postgres://portal_app:")
    assert given["OWNER_DATABASE_URL"].startswith("postgres://portal_owner:")
    assert given["REDIS_URL"].startswith("redis://")
    assert list((data / "fresh").iterdir()) == []
    assert below_us() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_forwarded_and_everything_ends(
    data: Path, bare_environment: dict[str, str], adopted_orphans: None, number: int
) -> None:
    before = below_us()
    note = f"signal.signal({int(number)}, lambda *_: (print('got it', flush=True), exit()))"
    process = services(data, bare_environment, f"import signal; {note}; {WAIT}")
    variables(process)

    process.send_signal(number)

    assert process.stdout
    assert process.stdout.read() == "got it\n"
    assert process.wait(PATIENCE_S) == 128 + number
    assert list((data / "fresh").iterdir()) == []
    assert below_us() == before


def test_the_next_fresh_run_clears_a_killed_one(
    data: Path, bare_environment: dict[str, str], adopted_orphans: None
) -> None:
    before = below_us()
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    killed = services(data, bare_environment, f"{stubborn}; {WAIT}")
    variables(killed)
    killed.kill()
    killed.wait(PATIENCE_S)
    assert len(list((data / "fresh").iterdir())) == 1

    assert services(data, bare_environment, "pass").wait(PATIENCE_S) == 0

    assert list((data / "fresh").iterdir()) == []
    still_alive(started_here(), 5)
    assert below_us() == before


def test_a_command_joins_the_servers_of_a_running_portal(
    launch: type_of_launch, data: Path, bare_environment: dict[str, str]
) -> None:
    running = launch().wait_until_ready()
    addresses = json.loads((data / "addresses.json").read_text())

    joined = services(data, bare_environment, PRINT_VARIABLES, fresh=False)

    given = variables(joined)
    assert joined.wait(PATIENCE_S) == 0
    assert {name: given[name] for name in addresses} == addresses
    assert given["PORTAL_ENV"] == "embedded"
    psycopg2.connect(addresses["DATABASE_URL"]).close()
    running.end(signal.SIGTERM)


def test_servers_that_are_set_already_are_used_and_none_is_started(
    data: Path, bare_environment: dict[str, str]
) -> None:
    own = {"DATABASE_URL": "postgres://a", "OWNER_DATABASE_URL": "postgres://b", "REDIS_URL": "redis://c"}
    process = services(data, {**bare_environment, **own}, PRINT_VARIABLES)

    given = variables(process)

    assert process.wait(PATIENCE_S) == 0
    assert {name: given[name] for name in own} == own


def test_half_a_database_setting_is_refused(data: Path, bare_environment: dict[str, str]) -> None:
    process = services(data, {**bare_environment, "DATABASE_URL": "postgres://a"}, "pass")

    assert process.wait(PATIENCE_S) == 1
    assert process.stderr
    assert "Set both DATABASE_URL and OWNER_DATABASE_URL" in process.stderr.read()


def test_a_command_that_does_not_exist_is_named(data: Path, bare_environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "ops.services", "--fresh", "--data", str(data), "--", "no-such-command"]
    done = subprocess.run(command, env=bare_environment, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 1
    assert "no-such-command was not found" in done.stderr


def python_for_everybody() -> str | None:
    """This Python, or the system's of the same version; a Python in a private home serves only its owner."""
    candidates = (Path(sys.executable).resolve(), Path(f"/usr/bin/python3.{sys.version_info[1]}"))
    return next((str(path) for path in candidates if path.exists() and reachable(path)), None)


@pytest.mark.skipif(os.geteuid() != 0 or not python_for_everybody(), reason="nobody else can run Python here")
def test_an_ordinary_user_needs_no_other_user(data: Path, bare_environment: dict[str, str]) -> None:
    user = next(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid not in (0, SERVER_UID))
    folder = Path("/var/tmp") / f"portal-test-{os.getpid()}"  # noqa: S108
    folder.mkdir(mode=0o700)
    os.chown(folder, user, user)
    python = python_for_everybody() or ""
    command = [python, "-m", "ops.services", "--fresh", "--data", str(folder / "data"), "--"]
    command += [python, "-c", "import os; print(os.getuid())"]
    packages = f"{ROOT}{os.pathsep}{Path(psycopg2.__file__).parents[1]}"
    env = {**bare_environment, "HOME": str(folder), "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, env=env, cwd=ROOT, capture_output=True, text=True, user=user, group=user, extra_groups=[]
        )
    finally:
        DataFolder(folder).remove()

    assert (done.returncode, done.stdout) == (0, f"{user}\n"), done.stderr


def test_everything_after_the_first_double_dash_is_the_command() -> None:
    assert split(["--fresh", "--", "pytest", "--", "-x"]) == (["--fresh"], ["pytest", "--", "-x"])
    assert split(["--fresh"]) == (["--fresh"], [])
