"""The data folder: one holder, private secrets, and a server home that can be trusted."""

import os
from pathlib import Path

import pytest

from ops import data_folder
from ops.data_folder import DataFolder, InUse, private_to_server, reachable


def test_only_one_launch_holds_a_folder(tmp_path: Path) -> None:
    with (
        DataFolder(tmp_path).lock(),
        pytest.raises(InUse, match=f"process {os.getpid()}"),
        DataFolder(tmp_path).lock(),
    ):
        pytest.fail("two launches held the folder")
    with DataFolder(tmp_path).lock():
        pass


def test_a_new_launch_forgets_old_addresses_and_puts_old_logs_aside(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.addresses.write_text("{}")
    folder.log("web").write_text("before")

    with folder.lock():
        assert not folder.addresses.exists()
        assert (folder.logs / "web.log.1").read_text() == "before"
        folder.addresses.write_text("{}")
    assert not folder.addresses.exists()


def test_secrets_are_made_once_and_differ(tmp_path: Path) -> None:
    first = DataFolder(tmp_path).secrets()

    assert DataFolder(tmp_path).secrets() == first
    assert set(first) == set(data_folder.SECRET_NAMES)
    assert len(set(first.values())) == len(first)
    assert min(map(len, first.values())) >= 50
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_an_ordinary_user_keeps_everything_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_folder, "drops_root", lambda: False)

    folder = DataFolder(tmp_path / "data")

    assert folder.server_home() == folder.root
    assert folder.root.stat().st_mode & 0o777 == 0o700


def test_a_folder_is_reachable_when_everything_above_it_is(tmp_path: Path) -> None:
    assert reachable(Path("/usr"))
    tmp_path.chmod(0o700)
    (tmp_path / "inner").mkdir(mode=0o755)
    assert not reachable(tmp_path / "inner")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_server_home_is_trusted_only_while_it_is_the_servers_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert not private_to_server(home)
    home.mkdir(mode=0o700)
    assert not private_to_server(home), "it belongs to root"
    os.chown(home, data_folder.SERVER_UID, -1)
    assert private_to_server(home)
    home.chmod(0o755)
    assert not private_to_server(home)
    home.chmod(0o700)
    (tmp_path / "link").symlink_to(home)
    assert not private_to_server(tmp_path / "link")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps the data elsewhere")
def test_a_server_home_that_vanished_is_replaced_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o700)
    folder = DataFolder(tmp_path / "data")
    first = folder.server_home()
    assert folder.server_home() == first
    first.rmdir()

    second = folder.server_home()

    assert second != first
    assert f"{first} is gone or not private any more" in capsys.readouterr().err
    folder.remove()
    assert not second.exists()
