"""System pieces: present, installed where we may, else named; in CI a missing one fails."""

import pytest

from ops import prerequisites
from ops.messages import Refused
from ops.prerequisites import Need


class Machine:
    """A machine without the piece; installing may bring it."""

    def __init__(self, *, apt: bool, root: bool, helps: bool) -> None:
        self.apt, self.root, self.helps = apt, root, helps
        self.present, self.installed = False, list[str]()

    def install(self, packages: list[str]) -> None:
        self.installed += packages
        self.present = self.helps


def on(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> Machine:
    need = Need("drawing", ("pencil", "paper"), lambda: machine.present)
    monkeypatch.setattr(prerequisites, "NEEDS", {"piece": need})
    monkeypatch.setattr(prerequisites, "install", machine.install)
    monkeypatch.setattr("os.geteuid", lambda: 0 if machine.root else 1000)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get" if machine.apt else None)
    monkeypatch.delenv("CI", raising=False)
    return machine


def test_what_is_there_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, Machine(apt=True, root=True, helps=True))
    machine.present = True

    assert prerequisites.provide(["piece"]) == []
    assert machine.installed == []


def test_root_with_apt_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, Machine(apt=True, root=True, helps=True))

    assert prerequisites.provide(["piece"]) == []
    assert machine.installed == ["pencil", "paper"]


@pytest.mark.parametrize(("apt", "root"), [(True, False), (False, True)])
def test_otherwise_one_line_names_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], apt: bool, root: bool
) -> None:
    machine = on(monkeypatch, Machine(apt=apt, root=root, helps=True))

    prerequisites.main(["piece"])

    assert machine.installed == []
    assert capsys.readouterr().err == (
        "Missing for drawing: piece. Install it with: apt-get install -y pencil paper\n"
    )


def test_in_ci_a_missing_piece_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, Machine(apt=True, root=True, helps=False))
    monkeypatch.setenv("CI", "true")

    with pytest.raises(Refused, match="nothing may be missing"):
        prerequisites.main(["piece"])


def test_the_browser_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/browser")

    assert prerequisites.chromium() == "/opt/browser"


def test_a_library_that_is_missing_is_noticed() -> None:
    assert not prerequisites.library_loads("libnothing-of-this-name.so.0")
