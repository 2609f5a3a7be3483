"""The transition table of an Isu Susulan, written by hand: state × transition × actor → what happens."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import perform_transition
from issues.models import IssueRegister, SupplementaryIssue
from issues.workflow import SUPPLEMENT
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import reviewed
from tests.issues.test_transitions import ACTORS, MANAGERS, REVIEWERS, Step

STATES = ("draft", "submitted", "returned", "accepted", "withdrawn")
STEPS = {
    "submit": Step((*MANAGERS, "second_cms"), ("draft", "returned"), "submitted"),
    "accept": Step(("cms_head", "cms"), ("submitted",), "accepted"),
    "return": Step(("cms_head", "cms"), ("submitted",), "returned"),
    "withdraw": Step((*MANAGERS, "second_cms"), ("returned",), "withdrawn"),
}
NOW = at("2027-03-15 10:00")


def in_state(company: Company, register: IssueRegister, status: str) -> SupplementaryIssue:
    """Sent by the second person of CMS; put into a state as no service would need to."""
    issue = register.issues.get()
    return SupplementaryIssue.objects.create(
        register=register,
        stakeholder="Pemerintah",
        needs="Patuh",
        issue="Peraturan baru",
        factor=issue.factor,
        source="external",
        category="T",
        occasion="Terbit Maret",
        status=status,
        submitted_at=NOW,
        submitted_by=company.second_cms,
        review_due_on=date(2027, 3, 18),
        due_on=date(2027, 3, 22),
        decision_comment="Sebutkan pasalnya",
        decided_category="T",
        row=issue,
        contributors=[company.second_cms.pk],
    )


def test_the_table_knows_every_state_and_step() -> None:
    assert tuple(SUPPLEMENT.states) == STATES
    assert {t.name for t in SUPPLEMENT.transitions} == set(STEPS)


@pytest.mark.parametrize("status", STATES)
def test_every_step_from_every_state_by_every_person(company: Company, status: str) -> None:
    row = in_state(company, reviewed(company, "accepted"), status)
    for (name, step), who in product(STEPS.items(), ACTORS):
        actor, logged = getattr(company, who), TransitionLog.objects.count()
        expected = None if who in step.by else PermissionDenied
        expected = expected or (None if status in step.sources else Conflict)
        if expected is None:
            moved = perform_transition(SUPPLEMENT, row, name, actor=actor, now=NOW, comment="Alasan")
            assert moved.status == step.target, (name, who)
            SupplementaryIssue.objects.filter(pk=row.pk).update(status=status)
            continue
        with pytest.raises(expected):
            perform_transition(SUPPLEMENT, row, name, actor=actor, now=NOW, comment="Alasan")
        row.refresh_from_db()
        assert (row.status, TransitionLog.objects.count()) == (status, logged), (name, who)


@pytest.mark.parametrize(
    ("status", "name", "who"), [("submitted", "return", "cms"), ("returned", "withdraw", "manager")]
)
def test_a_return_and_a_withdrawal_have_their_reason(
    company: Company, status: str, name: str, who: str
) -> None:
    row = in_state(company, reviewed(company, "accepted"), status)
    with pytest.raises(InvalidInput):
        perform_transition(SUPPLEMENT, row, name, actor=getattr(company, who), now=NOW, comment=" ")


def test_reviewers_are_those_of_a_register() -> None:
    assert set(STEPS["accept"].by) < set(REVIEWERS)
