"""`make setup`: builds only when the lock or the Python changed."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops import bootstrap


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder whose installing commands are recorded instead of run."""
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("uv.txt", "dev.txt"):
        (requirements / name).write_text(f"{name}==1\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "locked")
    monkeypatch.setattr(bootstrap, "INSTALLER", requirements / "uv.txt")
    monkeypatch.setattr(bootstrap, "LOCK", requirements / "dev.txt")
    return tmp_path


@pytest.fixture(autouse=True)
def quick_environment(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that is a script calling this Python: made at once, and it runs."""

    def create() -> bool:
        bootstrap.PYTHON.parent.mkdir(parents=True)
        bootstrap.PYTHON.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        bootstrap.PYTHON.chmod(0o755)
        return True

    monkeypatch.setattr(bootstrap, "create_environment", create)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    ran: list[str] = []
    monkeypatch.setattr(bootstrap, "run", lambda *command: ran.append(" ".join(map(str, command[1:]))))
    return ran


def test_the_first_setup_installs_with_hashes_and_the_second_only_compiles(
    project: Path, commands: list[str]
) -> None:
    bootstrap.main()
    installed, synced, compiled = commands

    bootstrap.main()

    assert "--require-hashes" in installed
    assert installed.endswith("requirements/uv.txt")
    assert "uv pip sync" in synced
    assert "--require-hashes" in synced
    assert synced.endswith("requirements/dev.txt")
    assert commands[3:] == [compiled] == ["-m ops.catalogues compile"]


def test_a_changed_lock_is_installed(project: Path, commands: list[str]) -> None:
    bootstrap.main()
    bootstrap.LOCK.write_text("other==2\n")

    bootstrap.main()

    assert len([command for command in commands if "sync" in command]) == 2


def test_an_interrupted_setup_is_repeated(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*command: object) -> None:
        raise SystemExit("network")

    monkeypatch.setattr(bootstrap, "run", fail)
    with pytest.raises(SystemExit, match="network"):
        bootstrap.main()

    assert not bootstrap.is_current()


def test_a_broken_environment_is_built_anew(project: Path, commands: list[str]) -> None:
    bootstrap.main()
    bootstrap.PYTHON.unlink()

    bootstrap.main()

    assert bootstrap.works(bootstrap.PYTHON)


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_another_python_is_refused(
    project: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr("sys.version_info", version)

    with pytest.raises(SystemExit, match=r"3\.11, 3\.12 or 3\.13"):
        bootstrap.main()

    assert commands == []


def test_a_failed_command_is_named(project: Path) -> None:
    with pytest.raises(SystemExit, match="Failed: false now"):
        bootstrap.run("false", "now")


def test_where_venv_does_not_work_the_debian_package_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "create_environment", lambda: False)
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(SystemExit, match=r"apt-get install python3\.\d+-venv"):
        bootstrap.create()


def test_as_root_the_debian_package_is_installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    answers = iter([False, True])
    monkeypatch.setattr(bootstrap, "create_environment", lambda: next(answers))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", lambda command, **_: ran.append(command))

    bootstrap.create()

    assert [command[:2] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]
