"""docs/safety.md names a test for each row in force, and every test that it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
IN_FORCE = {
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    9,
    12,
    15,
    16,
    19,
    22,
    29,
    30,
    31,
    32,
    33,
    34,
    35,
    36,
    41,
    50,
    55,
    56,
    57,
    60,
    61,
    62,
    65,
    66,
    67,
    81,
}
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)))


def test_every_row_in_force_has_its_line() -> None:
    assert {int(number) for number in re.findall(r"^\| T(\d+) \|", TEXT, re.MULTILINE)} == IN_FORCE


def test_every_line_names_a_test() -> None:
    lines = re.findall(r"^\| T\d+ .*$", TEXT, re.MULTILINE)
    assert [line for line in lines if "`tests/" not in line.rpartition(" | ")[2]] == []


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part)
def test_it_exists(file: str, name: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert not name or re.search(rf"^def {name}\(", source, re.MULTILINE)
