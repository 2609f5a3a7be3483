"""Two board members decide at the same moment: one wins; without the lock both would (T16)."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction

from bsc.models import Scorecard
from bsc.services.decision import Shown, approve_scorecard, approve_scorecards, return_scorecard_by_board
from cint_portal.core.errors import Refusal
from cint_portal.organization.models import User
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import make_scorecard, shown_hash
from tests.company import Company, build_company
from tests.conftest import at

ROUNDS = 20
NOW = at("2027-01-08 10:00")
Deed = Callable[[], object]


def race(*deeds: Deed) -> list[str]:
    """Start all deeds at one barrier; says per deed whether it won or what it was refused with."""
    barrier, answers = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(index: int, deed: Deed) -> None:
        try:
            barrier.wait(timeout=20)
            deed()
            answers[index] = "won"
        except (Refusal, PermissionDenied) as refusal:
            answers[index] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.fixture
def committed(own_database: str) -> Company:
    with transaction.atomic():
        return build_company()


def waiting(company: Company) -> Scorecard:
    return make_scorecard(company.cycle, company.department, "with_board", company.manager)


def back_to_the_board(scorecard: Scorecard) -> Scorecard:
    Scorecard.objects.filter(pk=scorecard.pk).update(status="with_board", version=0)
    return Scorecard.objects.get(pk=scorecard.pk)


def test_of_an_approval_and_a_return_exactly_one_wins(committed: Company) -> None:
    scorecard = waiting(committed)
    for number in range(ROUNDS):
        # Every second page names no version: then the state, read under the lock, refuses the loser.
        version, loser = (0, "StaleVersion") if number % 2 else (None, "Conflict")
        shown, digest = back_to_the_board(scorecard), shown_hash(scorecard)
        logs = TransitionLog.objects.count()
        answers = race(
            lambda shown=shown, version=version, digest=digest: approve_scorecard(
                scorecard=shown, actor=committed.bod, now=NOW, version=version, content_sha256=digest
            ),
            lambda shown=shown, version=version: return_scorecard_by_board(
                scorecard=shown, actor=committed.president, now=NOW, reason="Revisi", version=version
            ),
        )
        assert sorted(answers) == sorted([loser, "won"])
        scorecard.refresh_from_db()
        assert scorecard.status == ("approved" if answers[0] == "won" else "returned_board")
        assert TransitionLog.objects.count() == logs + 1


def test_two_batches_that_overlap_neither_deadlock_nor_approve_twice(committed: Company) -> None:
    first = waiting(committed)
    second = make_scorecard(committed.cycle, committed.sister_department, "with_board", committed.colleague)
    pages = [Shown(one, 0, shown_hash(one)) for one in (first, second)]
    answers = race(
        lambda: approve_scorecards(shown=pages, actor=committed.bod, now=NOW),
        lambda: approve_scorecards(shown=pages[::-1], actor=committed.president, now=NOW),
    )
    assert sorted(answers) == ["StaleVersion", "won"]
    assert TransitionLog.objects.filter(transition="approve").count() == 2


def naive(scorecard: Scorecard, target: str, actor: User, read: threading.Barrier) -> None:
    """Get, look, save: what the machine would be without its lock."""
    with transaction.atomic():
        row = Scorecard.objects.get(pk=scorecard.pk)
        read.wait(timeout=20)  # both have looked before either saves, as two web workers may
        if row.status != "with_board":
            raise PermissionDenied
        row.status = target
        row.save(update_fields=["status"])


def test_the_control_without_a_lock_has_two_winners(committed: Company) -> None:
    scorecard = back_to_the_board(waiting(committed))
    read = threading.Barrier(2)
    answers = race(
        lambda: naive(scorecard, "approved", committed.bod, read),
        lambda: naive(scorecard, "returned_board", committed.president, read),
    )
    assert answers == ["won", "won"]
