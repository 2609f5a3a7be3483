"""A foreign object is answered as one that does not exist, and the refusal is on record (T1)."""

import re
from dataclasses import replace

import pytest
from django.db import transaction

from cint_portal.audit.models import AuditEvent
from tests.company import Company
from tests.matrix.framework import ACTORS, Line, Request, body_of, browser, call
from tests.matrix.test_matrix import SCENES, TABLES

#: Unlikely as an id, and of another length, as a foreign one is.
NOWHERE = 987_654_321
DENIED = [
    line for line in TABLES if "@" not in line.name and "404" in line.expected and "month" not in line.name
]
PARTS = sorted({line.address.partition(":")[0] for line in DENIED})
#: What differs from request to request: the id of the request, the token, the form's nonce, the address itself.
CHANGING = re.compile(r'value="[0-9A-Za-z]{32,}"|content="[0-9A-Za-z]{32,}"|[0-9a-f]{12}|"[^"]*/[^"]*"')


def stranger_of(line: Line) -> str:
    return next(actor for actor, status in line.cells() if status == "404" and actor != "anonymous")


@pytest.mark.parametrize("part", PARTS)
def test_a_foreign_object_looks_like_none(company: Company, part: str) -> None:
    different, unlogged = [], []
    for line in DENIED:
        if line.address.partition(":")[0] == part:
            with transaction.atomic():
                request = SCENES[line.name](company)
                if "pk" in request.kwargs:
                    foreign, none = both_answers(line, request, company)
                    different += [str(line)] if foreign != none else []
                    unlogged += [str(line)] if not is_on_record(line, company) else []
                transaction.set_rollback(True)
    assert (different, unlogged) == ([], [])


def both_answers(line: Line, request: Request, company: Company) -> tuple[str, str]:
    """Status and page for the foreign object and for one that is not there."""
    client = browser(getattr(company, stranger_of(line)), fresh=request.fresh)
    nowhere = replace(request, kwargs={**request.kwargs, "pk": NOWHERE})
    answers = [call(client, line, asked) for asked in (request, nowhere)]
    foreign, none = (f"{answer.status_code} {CHANGING.sub('', body_of(answer))}" for answer in answers)
    return foreign, none


def is_on_record(line: Line, company: Company) -> bool:
    """Both denials with person, address and method."""
    person = getattr(company, stranger_of(line))
    events = AuditEvent.objects.filter(kind=AuditEvent.Kind.DENIED, actor_id=person.pk)
    kept = [event for event in events if event.detail == {"status": 404, "method": line.method}]
    return len(kept) >= 2 and all(event.path and event.request_id for event in kept)


def test_every_kind_of_actor_is_refused_somewhere() -> None:
    """The control: the lines above are asked as people of several relations."""
    assert len(DENIED) > 30
    assert {stranger_of(line) for line in DENIED} <= set(ACTORS)
