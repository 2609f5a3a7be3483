"""Random walks of a scorecard through random hands (T5, T6): what never happens, whatever is tried.

Each walk edits, sends, reviews and decides as somebody drawn at random, most of whom may not. After each step
the rules are asked of the tables alone, not of the code that wrote them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bsc.models import Kpi, Scorecard
from bsc.models.decision import INDEPENDENT
from bsc.models.locking import LOCKED
from bsc.services.approval import KpiDecision, forward_scorecard, return_scorecard, rows_of, send_scorecard
from bsc.services.decision import approve_scorecard, return_scorecard_by_board
from bsc.services.scorecard import Weights, set_weights
from cint_portal.core.errors import Refusal
from cint_portal.organization.models import RoleAssignment, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.services import history
from tests.bsc.scorecards import kpis_of, make_scorecard, shown_hash
from tests.company import Company, assign
from tests.conftest import at

START = at("2026-12-01 09:00")
ACTORS = ("manager", "drafter", "second_layer", "cms", "cms_head", "cms_with_department", "bod", "president")
#: From the transition table of the procedure, written by hand.
STEPS = {
    ("draft", "sent_cms"),
    ("returned_cms", "sent_cms"),
    ("returned_board", "sent_cms"),
    ("sent_cms", "returned_cms"),
    ("sent_cms", "with_board"),
    ("with_board", "returned_board"),
    ("with_board", "approved"),
}
Step = Callable[[Scorecard, User, datetime], object]


def edit(card: Scorecard, actor: User, now: datetime) -> object:
    """Another weighting each time, so that every edit changes something and the sum stays."""
    first, second = kpis_of(card)[:2]
    shift = now.minute % 2 + 1
    weights = {first.pk: first.weight + shift, second.pk: second.weight - shift}  # type: ignore[operator]
    return set_weights(scorecard=card, actor=actor, weights=Weights(card.weighting, kpis=weights))


def decisions(card: Scorecard, decision: str) -> list[KpiDecision]:
    return [
        KpiDecision(row.pk, decision, "Perbaiki" if decision == "returned" else "") for row in rows_of(card)
    ]


TRIED: dict[str, Step] = {
    "edit": edit,
    "send": lambda card, actor, now: send_scorecard(scorecard=card, actor=actor, now=now),
    "forward": lambda card, actor, now: forward_scorecard(
        scorecard=card, decisions=decisions(card, "accepted"), actor=actor, now=now
    ),
    "return": lambda card, actor, now: return_scorecard(
        scorecard=card, decisions=decisions(card, "returned"), actor=actor, now=now
    ),
    "approve": lambda card, actor, now: approve_scorecard(
        scorecard=card, actor=actor, now=now, version=None, content_sha256=shown_hash(card)
    ),
    "send back": lambda card, actor, now: return_scorecard_by_board(
        scorecard=card, actor=actor, now=now, reason="Tinjau lagi"
    ),
}
#: What is next in each state, by whom it may be.
ONWARD = {
    "draft": ("send", "manager"),
    "returned_cms": ("send", "manager"),
    "returned_board": ("send", "manager"),
    "sent_cms": ("forward", "cms"),
    "with_board": ("approve", "bod"),
    "approved": ("approve", "president"),
}
NEXT, LEAVE = ("next", ""), ("leave", "president")
ANYTHING = st.tuples(st.sampled_from(sorted(TRIED)), st.sampled_from(ACTORS))
WALKS = st.lists(st.one_of(st.just(NEXT), ANYTHING, ANYTHING, st.just(LEAVE)), min_size=8, max_size=16)


@pytest.fixture
def crowded(company: Company) -> Company:
    """A member of the board heads the department too, until he leaves it in the middle of a walk."""
    assign(company.president, Role.MANAGER, company.department)
    return company


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_no_walk_lets_an_author_decide(crowded: Company, walk: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        card = make_scorecard(crowded.cycle, crowded.department, "draft")
        for number, step in enumerate(walk):
            if step == LEAVE:
                leave_department(crowded.president)
                continue
            what, who = ONWARD[Scorecard.objects.get(pk=card.pk).status] if step == NEXT else step
            take(card, what, getattr(crowded, who), START + timedelta(minutes=number))
            check(card)
        transaction.set_rollback(True)


def leave_department(person: User) -> None:
    RoleAssignment.objects.filter(person=person, role=Role.MANAGER).update(valid_until="2026-01-01")


def take(card: Scorecard, what: str, actor: User, now: datetime) -> None:
    """One try; a refusal changes nothing, nobody without a right succeeds, authors are noted by the test."""
    before = state_of(card)
    try:
        with transaction.atomic():
            TRIED[what](Scorecard.objects.get(pk=card.pk), User.objects.get(pk=actor.pk), now)
    except (Refusal, PermissionDenied):
        assert state_of(card) == before
        return
    row = Scorecard.objects.get(pk=card.pk)
    assert row.version > before[1]
    if what in ("edit", "send"):
        assert actor.pk in row.contributors


def state_of(card: Scorecard) -> tuple[str, int, int, str]:
    row = Scorecard.objects.get(pk=card.pk)
    return row.status, row.version, history(row).count(), shown_hash(row)


def check(card: Scorecard) -> None:
    """What the tables say after every step."""
    row, logs = Scorecard.objects.get(pk=card.pk), list(history(card))
    assert {(log.from_state, log.to_state) for log in logs} <= STEPS
    assert [log.to_state for log in logs[:-1]] == [log.from_state for log in logs[1:]]
    assert row.status == (logs[-1].to_state if logs else "draft")
    events = Scorecard.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")  # type: ignore[attr-defined]
    for log in logs:
        if log.transition in INDEPENDENT:
            then = events.filter(version__lt=log.object_version).last()
            assert log.actor_id not in then.contributors
    if row.status in LOCKED:
        assert logs[-1].details["content_sha256"] == shown_hash(row)
        assert (
            not Kpi.objects.filter(objective__perspective__scorecard=row)
            .exclude(decision="accepted")
            .exists()
        )


def test_who_wrote_it_as_a_manager_does_not_approve_it_after_leaving(crowded: Company) -> None:
    """The walk that matters most, walked for certain; and the other member of the board approves."""
    card = make_scorecard(crowded.cycle, crowded.department, "draft")
    walk = [("edit", "president"), ("send", "manager"), ("forward", "cms")]
    for what, who in walk:
        take(card, what, getattr(crowded, who), START)
    leave_department(crowded.president)
    take(card, "approve", crowded.president, START)
    assert Scorecard.objects.get(pk=card.pk).status == "with_board"
    take(card, "approve", crowded.bod, START)
    assert Scorecard.objects.get(pk=card.pk).status == "approved"
    check(card)
