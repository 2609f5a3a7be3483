"""Runs the hand-written tables: N of N cells, no address without a line, nothing shown to the refused."""

import pytest

from tests.company import Company
from tests.matrix import kernel
from tests.matrix.framework import ACTORS, Line, Scene, all_addresses, status_of

TABLES: list[Line] = [*kernel.TABLE]
SCENES: dict[str, Scene] = {**kernel.SCENES}
SHOWN = {200, 302}


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    known = {line.name for line in TABLES}
    real = {name for name, _pattern in all_addresses()}
    missing = {n for n in real - known if not n.startswith(kernel.ELSEWHERE_PREFIXES)}
    assert missing == set()
    assert known - real == set()


def test_no_line_stands_twice() -> None:
    keys = [(line.name, line.method) for line in TABLES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("line", TABLES, ids=str)
def test_each_person_gets_exactly_this_answer(line: Line, company: Company) -> None:
    request = SCENES[line.name](company)
    got = {}
    for actor, expected in line.cells():
        person = None if actor == "anonymous" else getattr(company, actor)
        status, page = status_of(line, request, person)
        got[actor] = status
        if request.trace and line.method == "GET":
            assert (request.trace in page) is (status == 200), f"{actor} sees {request.trace!r} with {status}"
        assert status == expected or status != 500, page[:2000]
    assert got == dict(zip(ACTORS, line.expected, strict=True))
