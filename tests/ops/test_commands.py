"""The command surface: make's targets, the checks, and what the launcher prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ops import check, serve
from ops.children import ROOT
from ops.messages import Refused

MAKEFILE = (ROOT / "Makefile").read_text()


def test_help_lists_every_target() -> None:
    listed = re.findall(
        r"^make ([a-z-]+)\s+\S",
        subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout,
        flags=re.MULTILINE,
    )

    assert sorted(listed) == sorted(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.MULTILINE))
    assert sorted(listed) == sorted(re.findall(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE))


def test_without_a_suitable_python_make_says_which_it_needs() -> None:
    done = subprocess.run(["make", "setup", "PYTHON="], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr


def test_the_integration_script_checks_and_tests_even_when_the_first_fails(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text((ROOT / ".ci" / "run").read_text())
    (tmp_path / "Makefile").write_text("setup test:\n\t@echo did $@ $$CI\ncheck:\n\t@echo did $@; false\n")

    done = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line.startswith("did")] == [
        "did setup true",
        "did check",
        "did test true",
    ]
    assert re.search(r"== make check: \d+ s", done.stdout)


def test_a_failing_check_shows_its_output_and_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    good = check.Check("good", (sys.executable, "-c", "print('quiet')"))
    bad = check.Check("bad", (sys.executable, "-c", "print('loud'); raise SystemExit(2)"))
    monkeypatch.setattr(check, "CHECKS", (bad, good))

    with pytest.raises(Refused, match="Failed: bad"):
        check.main([])

    said = capfd.readouterr().err
    assert "loud" in said
    assert "quiet" not in said
    assert re.search(r"^good +ok", said, flags=re.MULTILINE)
    assert "Ignored imports in the contracts: 0" in said


def test_one_check_can_be_asked_for_by_name(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    first = check.Check("first", ("false",))
    monkeypatch.setattr(check, "CHECKS", (first, check.Check("second", ("true",))))

    check.main(["second"])

    assert "first" not in capfd.readouterr().err


@pytest.mark.parametrize("text", ["", "0", "65536", "web", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="PORT must be a number between 1 and 65535"):
        serve.port_from(text)


def test_accounts_are_printed_as_a_table() -> None:
    table = serve.aligned([["Peran", "Log-in", "Kata sandi"], ["CMS", "cms", "rahasia"]])

    assert table.splitlines() == ["  Peran  Log-in  Kata sandi", "  CMS    cms     rahasia   "]


def test_no_accounts_make_no_table() -> None:
    assert serve.aligned([]) == ""
