"""The transition table of a scorecard, written by hand: state × transition × actor → what happens."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import Scorecard
from bsc.workflow import SCORECARD
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import perform_transition
from tests.bsc.scorecards import SENT, make_scorecard
from tests.company import Company
from tests.locks import unlocked
from tests.transition_tables import ACTORS, Step, expected

STATES = (
    "draft",
    "sent_cms",
    "returned_cms",
    "with_board",
    "returned_board",
    "approved",
    "established",
    "under_change",
)


CMS_REVIEWERS = ("cms_head", "cms", "second_cms")
BOARD = ("president", "bod")
CMS = (*CMS_REVIEWERS, "cms_with_department")

#: A department's scorecard; its author is the second layer, so nobody listed here is an author.
DEPARTMENT = {
    "submit": Step(
        ("manager", "cms_with_department"), ("draft", "returned_cms", "returned_board"), "sent_cms"
    ),
    "send_to_board": Step((), (), ""),
    "return_by_cms": Step(CMS_REVIEWERS, ("sent_cms",), "returned_cms"),
    "forward": Step(CMS_REVIEWERS, ("sent_cms",), "with_board"),
    "approve": Step(BOARD, ("with_board",), "approved"),
    "return_by_board": Step(BOARD, ("with_board",), "returned_board"),
    "establish": Step(("cms_head",), ("approved",), "established"),
    # The status follows a change request: whoever asks (CMS for many scorecards), sends, decides or
    # withdraws moves it.
    "begin_change": Step(("manager", *CMS, *BOARD), ("established",), "under_change"),
    "end_change": Step(("manager", *CMS, *BOARD), ("under_change",), "established"),
}
#: The corporate scorecard and a directorate's: CMS sends them straight to the board.
ABOVE = {
    "submit": Step((), (), ""),
    "send_to_board": Step(("cms_head",), ("draft", "returned_board"), "with_board"),
    "return_by_cms": Step((), (), ""),
    "forward": Step((), (), ""),
    "approve": Step(BOARD, ("with_board",), "approved"),
    "return_by_board": Step(BOARD, ("with_board",), "returned_board"),
    "establish": Step(("cms_head",), ("approved",), "established"),
    "begin_change": Step((*CMS, *BOARD), ("established",), "under_change"),
    "end_change": Step((*CMS, *BOARD), ("under_change",), "established"),
}
TABLES = {"department": DEPARTMENT, "directorate": ABOVE, "corporate": ABOVE}


def attempt(scorecard: Scorecard, name: str, actor: object) -> str:
    """What the machine answers: 403, 409 or the new state."""

    def change(row: Scorecard) -> None:
        row.revision, row.effective_from = 0, SENT.date()

    try:
        row = perform_transition(
            SCORECARD, scorecard, name, actor=actor, now=SENT, comment="arahan", change=change
        )
    except PermissionDenied:
        return "403"
    except Conflict:
        return "409"
    return str(row.status)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in TABLES for name in DEPARTMENT])
def test_every_state_and_actor_gets_what_the_table_says(company: Company, kind: str, name: str) -> None:
    scorecard = make_scorecard(company.cycle, getattr(company, kind), "draft", company.second_layer)
    step, cells = TABLES[kind][name], {}
    for state, actor in product(STATES, ACTORS):
        with unlocked():
            Scorecard.objects.filter(pk=scorecard.pk).update(
                status=state, revision=0, effective_from=SENT.date()
            )
        logs = TransitionLog.objects.count()
        answer = attempt(scorecard, name, getattr(company, actor))
        cells[state, actor] = answer
        assert TransitionLog.objects.count() - logs == (answer not in ("403", "409")), (state, actor)
    assert cells == {(state, actor): expected(step, actor, state) for state, actor in product(STATES, ACTORS)}


def test_the_table_names_every_transition_and_every_state() -> None:
    assert {t.name for t in SCORECARD.transitions} == set(DEPARTMENT) == set(ABOVE)
    assert set(SCORECARD.states) == set(STATES)


@pytest.mark.parametrize("name", ["return_by_cms", "forward"])
@pytest.mark.parametrize("author", CMS_REVIEWERS)
def test_a_reviewer_who_wrote_the_scorecard_may_not_review_it(
    company: Company, name: str, author: str
) -> None:
    scorecard = make_scorecard(company.cycle, company.department, "sent_cms", getattr(company, author))
    assert attempt(scorecard, name, getattr(company, author)) == "403"


@pytest.mark.parametrize("name", ["approve", "return_by_board"])
def test_a_board_member_who_wrote_the_scorecard_may_not_decide(company: Company, name: str) -> None:
    scorecard = make_scorecard(company.cycle, company.directorate, "with_board", company.president)
    assert attempt(scorecard, name, company.president) == "403"
    assert attempt(scorecard, name, company.bod) != "403"


def test_a_return_by_the_board_needs_words(company: Company) -> None:
    scorecard = make_scorecard(company.cycle, company.department, "with_board")
    with pytest.raises(InvalidInput):
        perform_transition(SCORECARD, scorecard, "return_by_board", actor=company.bod, now=SENT, comment="  ")
    scorecard.refresh_from_db()
    assert scorecard.status == "with_board"
