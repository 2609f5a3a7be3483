"""The transition tables of a month and of a reopening request, written by hand."""

from collections.abc import Callable
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.workflow.machine import Machine
from cint_portal.workflow.models import TransitionLog, WorkflowModel
from cint_portal.workflow.services import perform_transition
from realization.models import Realization, ReopeningRequest
from realization.workflow import REALIZATION, REOPENING
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import Status, a_month
from tests.transition_tables import ACTORS, Step, expected

NOW = at("2027-02-12 10:00")
STATES = ("not_filled", "draft", "submitted", "returned", "verified", "reopened", "closed_without_data")


HEADS = ("manager", "cms_with_department")
CMS = ("cms_head", "cms", "second_cms")
TO_SEND = ("draft", "returned", "reopened", "closed_without_data")

#: A department with a head; its numbers were typed by somebody who is not listed here.
MONTH = {
    "draft": Step((*HEADS, "second_layer", "drafter"), ("not_filled",), "draft"),
    "submit": Step(HEADS, TO_SEND, "submitted"),
    "return": Step(CMS, ("submitted",), "returned"),
    "verify": Step(CMS, ("submitted",), "verified"),
    "close": Step(("cms_head",), ("not_filled", "draft"), "closed_without_data"),
    "reopen": Step(("cms_head",), ("verified",), "reopened"),
    "correct": Step(HEADS, ("verified",), "submitted"),
}
REQUEST_STATES = ("sent", "approved", "rejected")
REQUEST = {
    "approve": Step(("cms_head",), ("sent",), "approved"),
    "reject": Step(("cms_head",), ("sent",), "rejected"),
}


def attempt(machine: Machine, obj: WorkflowModel, name: str, actor: object) -> str:
    """What the machine answers: 403, 409 or the new state."""
    try:
        return str(perform_transition(machine, obj, name, actor=actor, now=NOW, comment="alasan").status)
    except PermissionDenied:
        return "403"
    except Conflict:
        return "409"


def answers(
    company: Company, machine: Machine, obj: WorkflowModel, name: str, states: tuple[str, ...]
) -> dict[tuple[str, str], str]:
    cells = {}
    for state, actor in product(states, ACTORS):
        type(obj).objects.filter(pk=obj.pk).update(status=state)  # type: ignore[attr-defined]
        logs = TransitionLog.objects.count()
        cells[state, actor] = attempt(machine, obj, name, getattr(company, actor))
        written = TransitionLog.objects.count() - logs
        assert written == (cells[state, actor] not in ("403", "409")), (state, actor)
    return cells


@pytest.mark.parametrize("name", MONTH)
def test_every_state_and_actor_of_a_month_gets_what_the_table_says(company: Company, name: str) -> None:
    month = a_month(company.department, company.cycle)
    assert answers(company, REALIZATION, month, name, STATES) == {
        (state, actor): expected(MONTH[name], actor, state) for state, actor in product(STATES, ACTORS)
    }


@pytest.mark.parametrize("name", REQUEST)
def test_every_state_and_actor_of_a_request_gets_what_the_table_says(company: Company, name: str) -> None:
    month = a_month(company.department, company.cycle, 1, Status.VERIFIED)
    request = ReopeningRequest.objects.create(
        realization=month, reason="audit", requested_by=company.manager, requested_at=NOW
    )
    assert answers(company, REOPENING, request, name, REQUEST_STATES) == {
        (state, actor): expected(REQUEST[name], actor, state)
        for state, actor in product(REQUEST_STATES, ACTORS)
    }


def test_the_tables_name_every_transition_and_state() -> None:
    assert {t.name for t in REALIZATION.transitions} == set(MONTH)
    assert {t.name for t in REOPENING.transitions} == set(REQUEST)
    assert (set(REALIZATION.states), set(REOPENING.states)) == (set(STATES), set(REQUEST_STATES))


def status_after(company: Company, change: Callable[[Realization], None], name: str, actor: object) -> str:
    month = a_month(company.department, company.cycle, 1, Status.SUBMITTED)
    change(month)
    month.save()
    company.department.save()
    return attempt(REALIZATION, month, name, actor)


@pytest.mark.parametrize("name", ["verify", "return"])
def test_who_typed_or_sent_the_month_does_not_decide_on_it(company: Company, name: str) -> None:
    def typed(month: Realization) -> None:
        month.note_contributor(company.cms)

    assert status_after(company, typed, name, company.cms) == "403"


def test_a_substitute_verifies_the_unit_that_names_him(company: Company) -> None:
    def name_substitute(month: Realization) -> None:
        month.unit.substitute_reviewer = company.outsider

    assert status_after(company, name_substitute, "verify", company.outsider) == "verified"


def test_nobody_of_cms_verifies_its_own_department_but_its_substitute(company: Company) -> None:
    company.cms_department.substitute_reviewer = company.second_cms
    company.cms_department.save()
    month = a_month(company.cms_department, company.cycle, 1, Status.SUBMITTED)
    month.note_contributor(company.cms_head)
    month.save()
    assert attempt(REALIZATION, month, "verify", company.cms) == "403"
    assert attempt(REALIZATION, month, "verify", company.cms_head) == "403"
    assert attempt(REALIZATION, month, "verify", company.second_cms) == "verified"


def test_the_director_sends_for_a_vacant_post_and_only_then(company: Company) -> None:
    month = a_month(company.sister_department, company.cycle, 1, Status.DRAFT)
    assert attempt(REALIZATION, month, "submit", company.director) == "403"
    company.sister_department.refresh_from_db()
    company.colleague.assignments.all().delete()
    assert attempt(REALIZATION, month, "submit", company.director) == "submitted"


def test_a_head_of_cms_who_works_for_the_unit_leaves_the_decision_to_its_substitute(company: Company) -> None:
    company.department.substitute_decider = company.president
    company.department.save()
    month = a_month(company.department, company.cycle, 1, Status.VERIFIED)
    request = ReopeningRequest.objects.create(
        realization=month, reason="audit", requested_by=company.manager, requested_at=NOW
    )
    company.cms_head.assignments.create(
        role="drafter", unit=company.department, valid_from=company.department.valid_from
    )
    assert attempt(REOPENING, request, "approve", company.cms_head) == "403"
    assert attempt(REOPENING, request, "approve", company.president) == "approved"


def test_who_asked_does_not_decide(company: Company) -> None:
    month = a_month(company.department, company.cycle, 1, Status.VERIFIED)
    request = ReopeningRequest(
        realization=month, reason="audit", requested_by=company.cms_head, requested_at=NOW
    )
    request.note_contributor(company.cms_head)
    request.save()
    assert attempt(REOPENING, request, "approve", company.cms_head) == "403"


def test_a_refusal_and_a_correction_need_words(company: Company) -> None:
    month = a_month(company.department, company.cycle, 1, Status.VERIFIED)
    request = ReopeningRequest.objects.create(
        realization=month, reason="audit", requested_by=company.manager, requested_at=NOW
    )
    with pytest.raises(InvalidInput):
        perform_transition(REOPENING, request, "reject", actor=company.cms_head, now=NOW, comment=" ")
    with pytest.raises(InvalidInput):
        perform_transition(REALIZATION, month, "correct", actor=company.manager, now=NOW)
