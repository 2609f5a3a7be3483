"""The transition table of a register, written by hand: state × transition × actor → what happens."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import perform_transition
from issues.models import IssueCollection, IssueRegister
from issues.workflow import COLLECTION, REGISTER
from tests.company import Company
from tests.issues.registers import REVIEWED, SENT
from tests.transition_tables import ACTORS, Step

STATES = ("not_started", "draft", "submitted", "returned", "accepted", "nil")
MANAGERS = ("manager", "cms_with_department")
REVIEWERS = ("cms_head", "cms", "second_cms")


STEPS = {
    "draft": Step((*MANAGERS, "second_layer", "drafter"), ("not_started",), "draft"),
    "hand_over": Step(("second_layer", "drafter"), ("draft",), "draft"),
    "hand_over_repair": Step(("second_layer", "drafter"), ("returned",), "returned"),
    "submit": Step(MANAGERS, ("draft", "returned"), "submitted"),
    "declare_nil": Step(MANAGERS, ("not_started", "draft", "returned"), "nil"),
    "return": Step(REVIEWERS, ("submitted", "nil"), "returned"),
    "accept": Step(REVIEWERS, ("submitted",), "accepted"),
    "accept_nil": Step(REVIEWERS, ("nil",), "nil"),
}


def in_state(company: Company, status: str) -> IssueRegister:
    """A register put into a state as no service would need to: the table alone is under test."""
    return IssueRegister.objects.create(
        cycle=company.cycle,
        unit=company.department,
        status=status,
        due_on=date(2026, 10, 31),
        first_due_on=date(2026, 10, 31),
        submitted_at=SENT,
        first_submitted_at=SENT,
        review_due_on=date(2026, 11, 4),
        contributors=[company.second_layer.pk],
    )


def test_the_table_knows_every_state_and_step() -> None:
    assert tuple(REGISTER.states) == STATES
    assert {t.name for t in REGISTER.transitions} == set(STEPS)
    assert [t.name for t in COLLECTION.transitions] == ["open", "close", "reopen"]


@pytest.mark.parametrize("status", STATES)
def test_every_step_from_every_state_by_every_person(company: Company, status: str) -> None:
    register = in_state(company, status)
    for (name, step), who in product(STEPS.items(), ACTORS):
        logged = TransitionLog.objects.count()
        actor = getattr(company, who)
        expected = None if who in step.by else PermissionDenied
        expected = expected or (None if status in step.sources else Conflict)
        if expected is None:
            moved = perform_transition(REGISTER, register, name, actor=actor, now=REVIEWED, comment="Alasan")
            assert moved.status == step.target, (name, who)
            IssueRegister.objects.filter(pk=register.pk).update(status=status)
            assert TransitionLog.objects.count() == logged + 1
            continue
        with pytest.raises(expected):
            perform_transition(REGISTER, register, name, actor=actor, now=REVIEWED, comment="Alasan")
        register.refresh_from_db()
        assert (register.status, TransitionLog.objects.count()) == (status, logged), (name, who)


def test_nihil_is_not_declared_without_a_reason(company: Company) -> None:
    register = in_state(company, "draft")
    with pytest.raises(InvalidInput):
        perform_transition(
            REGISTER, register, "declare_nil", actor=company.manager, now=REVIEWED, comment=" "
        )


@pytest.mark.parametrize("name", ["return", "accept"])
def test_a_reviewer_among_the_authors_ends_no_round(company: Company, name: str) -> None:
    register = in_state(company, "submitted")
    IssueRegister.objects.filter(pk=register.pk).update(contributors=[company.cms.pk])
    with pytest.raises(PermissionDenied):
        perform_transition(REGISTER, register, name, actor=company.cms, now=REVIEWED)


# --- The collection -----------------------------------------------------------------------------------

COLLECTION_STATES = ("planned", "open", "closed")
COLLECTION_STEPS = {
    "open": Step((*REVIEWERS, "cms_with_department"), ("planned",), "open"),
    "close": Step(("cms_head",), ("open",), "closed"),
    "reopen": Step(("cms_head",), ("closed",), "open"),
}


@pytest.mark.parametrize("status", COLLECTION_STATES)
def test_every_step_of_the_collection_by_every_person(company: Company, status: str) -> None:
    assert tuple(COLLECTION.states) == COLLECTION_STATES
    collection = IssueCollection.objects.create(
        cycle=company.cycle, due_on=date(2026, 10, 31), status=status, closed_at=REVIEWED
    )
    for (name, step), who in product(COLLECTION_STEPS.items(), ACTORS):
        actor, logged = getattr(company, who), TransitionLog.objects.count()
        expected = None if who in step.by else PermissionDenied
        expected = expected or (None if status in step.sources else Conflict)
        if expected is None:
            moved = perform_transition(
                COLLECTION, collection, name, actor=actor, now=REVIEWED, comment="Alasan"
            )
            assert moved.status == step.target, (name, who)
            IssueCollection.objects.filter(pk=collection.pk).update(status=status)
            continue
        with pytest.raises(expected):
            perform_transition(COLLECTION, collection, name, actor=actor, now=REVIEWED, comment="Alasan")
        collection.refresh_from_db()
        assert (collection.status, TransitionLog.objects.count()) == (status, logged), (name, who)


@pytest.mark.parametrize(("status", "name"), [("open", "close"), ("closed", "reopen")])
def test_closing_and_reopening_need_a_reason(company: Company, status: str, name: str) -> None:
    collection = IssueCollection.objects.create(
        cycle=company.cycle, due_on=date(2026, 10, 31), status=status, closed_at=REVIEWED
    )
    with pytest.raises(InvalidInput):
        perform_transition(COLLECTION, collection, name, actor=company.cms_head, now=REVIEWED, comment=" ")
