"""Runs the hand-written tables: N of N cells, no address without a line, nothing shown to the refused."""

import pytest

from tests.company import Company
from tests.matrix import (
    approval,
    bsc,
    bundles,
    changes,
    issues,
    issues_excel,
    issues_year,
    kernel,
    library,
    mail,
    meetings,
    passkeys,
    personal,
    realization,
    resolutions,
    restricted,
    results,
    strategy,
    swot,
    writing,
)
from tests.matrix.framework import (
    REFUSED,
    Answer,
    Line,
    Request,
    Scene,
    all_addresses,
    answer_of,
    seen,
)

APPS = (
    kernel,
    mail,
    issues,
    issues_excel,
    issues_year,
    swot,
    bsc,
    bundles,
    changes,
    writing,
    library,
    approval,
    personal,
    resolutions,
    realization,
    results,
    restricted,
    strategy,
    meetings,
    passkeys,
)
TABLES: list[Line] = [line for app in APPS for line in app.TABLE]
SCENES: dict[str, Scene] = {name: scene for app in APPS for name, scene in app.SCENES.items()}
#: Open to everybody: a redirect of a stranger need not lead to the log-in.
PUBLIC = {"language-switch", "verify-start", "verify-document"}


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    known = {line.address for line in TABLES}
    real = {name for name, _pattern in all_addresses()}
    missing = {n for n in real - known if not n.startswith(kernel.ELSEWHERE_PREFIXES)}
    assert missing == set()
    assert known - real == set()


def test_no_line_stands_twice_and_none_lacks_a_scene() -> None:
    keys = [(line.name, line.method) for line in TABLES]
    assert len(keys) == len(set(keys))
    assert {line.name for line in TABLES} == set(SCENES)


@pytest.mark.parametrize("line", TABLES, ids=str)
def test_each_person_gets_exactly_this_answer(line: Line, company: Company) -> None:
    request = SCENES[line.name](company)
    wrong = {}
    for actor, expected in line.cells():
        answer = answer_of(line, request, None if actor == "anonymous" else getattr(company, actor))
        assert answer.status != 500, answer.page[:2000]
        if (got := seen(line, request, answer)) == expected:
            check_consequences(actor, line, request, answer)
        else:
            wrong[actor] = f"{got}, not {expected}"
    assert wrong == {}


def check_consequences(actor: str, line: Line, request: Request, answer: Answer) -> None:
    """The refused see and change nothing; the admitted change something and are led where they should be."""
    is_stranger = actor == "anonymous"
    if answer.status in REFUSED - {409} or is_stranger:
        assert not request.trace or request.trace not in answer.page, f"{actor} sees {request.trace!r}"
    if answer.status in REFUSED or is_stranger:
        assert not answer.stored, f"{actor} was refused with {answer.status}, yet something was stored"
    if answer.status == 302 and is_stranger and line.address not in PUBLIC:
        assert "/login/" in answer.location
    if answer.status == 302 and not is_stranger:
        assert request.leads_to in answer.location, f"{actor} is led to {answer.location}"
    if line.method == "POST" and answer.status in (200, 302) and not is_stranger:
        assert answer.stored is request.writes, f"{actor}: something stored is {answer.stored}"
