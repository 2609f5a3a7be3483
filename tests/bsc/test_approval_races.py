"""Two people decide at the same moment: one wins; without the lock both would (T16)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction

from bsc.models import (
    ChangeLine,
    ChangeRequest,
    Kpi,
    Measure,
    Meeting,
    Scorecard,
    ScorecardVersion,
)
from bsc.selectors.change import proposed_by
from bsc.selectors.content import content_hash
from bsc.services import change as change_services
from bsc.services import decision
from bsc.services.addendum import approve_change
from bsc.services.change import end_change, move, return_change
from bsc.services.decision import Shown, approve_scorecard, approve_scorecards, return_scorecard_by_board
from bsc.services.drafts import MeasureDraft
from bsc.services.editing import editing
from bsc.services.establishment import MeetingRecord, establish_set
from bsc.services.measure import change_measure
from cint_portal.core.errors import Refusal, StaleVersion
from cint_portal.organization.models import User
from cint_portal.workflow import services as workflow_services
from cint_portal.workflow.models import TransitionLog, WorkflowModel
from tests.bsc.changes import established
from tests.bsc.scorecards import approved, kpis_of, make_scorecard, shown_hash
from tests.company import Company, build_company
from tests.conftest import at
from tests.locks import unlocked

ROUNDS = 50
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
    with unlocked():
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


@dataclass
class Joint:
    """A measure that two scorecards weigh: one waits for the board, the other's editor may change it."""

    company: Company
    decided: Scorecard
    owner: Scorecard
    measure: Measure

    def edit(self, target: int) -> None:
        with editing(self.owner, actor=self.company.colleague) as change:
            draft = MeasureDraft(
                self.measure.name, self.measure.unit, target=Decimal(target), filler_unit=self.owner.unit
            )
            change_measure(change, self.measure, draft)

    def approve(self, digest: str) -> Deed:
        shown = back_to_the_board(self.decided)
        return lambda: approve_scorecard(
            scorecard=shown, actor=self.company.bod, now=NOW, version=None, content_sha256=digest
        )


@pytest.fixture
def joint(committed: Company) -> Joint:
    decided = waiting(committed)
    owner = make_scorecard(committed.cycle, committed.sister_department, "draft", committed.colleague)
    measure = Measure.objects.get(pk=kpis_of(owner)[0].measure_id)
    Kpi.objects.filter(pk=kpis_of(decided)[0].pk).update(measure=measure)
    return Joint(committed, decided, owner, measure)


def test_an_approval_and_an_edit_of_a_joint_measure_never_both_win(joint: Joint) -> None:
    for number in range(ROUNDS):
        digest = shown_hash(joint.decided)
        answers = race(joint.approve(digest), partial(joint.edit, number))
        # The approval was shown another content; the edit meets a decided scorecard.
        assert answers in (["won", "Conflict"], ["ContentChanged", "won"])
        assert (shown_hash(joint.decided) == digest) == (answers[0] == "won")


def test_the_control_that_does_not_hold_the_measures_has_two_winners(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, hashed, edited = shown_hash(joint.decided), threading.Event(), threading.Event()

    def looked(content: dict[str, object]) -> str:
        found = content_hash(content)
        hashed.set()
        edited.wait(timeout=20)  # the edit is stored between the look and the approval
        return found

    def edit() -> None:
        hashed.wait(timeout=20)
        joint.edit(1)
        edited.set()

    monkeypatch.setattr(decision, "hold_measures", lambda row: None)
    monkeypatch.setattr(decision, "content_hash", looked)
    assert race(joint.approve(digest), edit) == ["won", "won"]
    assert shown_hash(joint.decided) != digest


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
        # Two states that the database leaves open; it would refuse to leave an approved one like this.
        lambda: naive(scorecard, "returned_cms", committed.bod, read),
        lambda: naive(scorecard, "returned_board", committed.president, read),
    )
    assert answers == ["won", "won"]


def test_of_two_meetings_that_establish_the_same_scorecard_one_wins(committed: Company) -> None:
    scorecard = approved(committed, committed.department)
    other = approved(committed, committed.sister_department)

    def meeting(number: str, *chosen: Scorecard) -> Deed:
        record = MeetingRecord(number, NOW.date(), NOW.date(), "Kartika Sari")
        return lambda: establish_set(
            cycle=committed.cycle, meeting=record, scorecards=chosen, actor=committed.cms_head, now=NOW
        )

    answers = race(meeting("N-1", scorecard, other), meeting("N-2", other, scorecard))
    assert sorted(answers) == ["Conflict", "won"]
    assert Meeting.objects.count() == 1
    assert ScorecardVersion.objects.count() == 2


def test_two_meetings_do_not_take_the_same_number(committed: Company) -> None:
    first, second = (
        approved(committed, unit) for unit in (committed.department, committed.sister_department)
    )

    def meeting(chosen: Scorecard) -> Deed:
        record = MeetingRecord("N-1", NOW.date(), NOW.date(), "Kartika Sari")
        return lambda: establish_set(
            cycle=committed.cycle, meeting=record, scorecards=[chosen], actor=committed.cms_head, now=NOW
        )

    assert sorted(race(meeting(first), meeting(second))) == ["InvalidInput", "won"]
    assert Meeting.objects.count() == 1


# --- After the lock ---------------------------------------------------------------------------------


def asked_again(company: Company, scorecard: Scorecard, target: int) -> ChangeRequest:
    """A request that waits for the board, without the steps before it."""
    with transaction.atomic():
        Scorecard.objects.filter(pk=scorecard.pk).update(status="under_change")
        row = ChangeRequest.objects.create(
            scorecard=scorecard,
            status="with_board",
            reason="RKAP direvisi",
            effective_month=7,
            requested_by=company.manager,
            requested_at=NOW,
        )
        ChangeLine.objects.create(request=row, kpi=kpis_of(scorecard)[0], target=target)
    return row


def deciding(company: Company, row: ChangeRequest, number: int) -> tuple[Deed, Deed]:
    """Two members of the board on the same page: Tolak, and Setujui in every fifth round, else Kembalikan."""
    step = {"request": row, "now": NOW, "version": 0}
    digest = "" if number % 5 else proposed_by(row).digest
    first = (
        partial(return_change, **step, actor=company.bod, comment="Lengkapi")
        if number % 5
        else partial(approve_change, **step, actor=company.bod, content_sha256=digest)
    )
    return first, partial(end_change, **step, name="reject", actor=company.president, comment="Tetap")


def test_of_two_who_decide_a_change_exactly_one_wins(committed: Company) -> None:
    with transaction.atomic():
        scorecard = established(committed)
    adenda = 0
    for number in range(ROUNDS):
        row = asked_again(committed, scorecard, 100 + number)
        answers = race(*deciding(committed, row, number))
        assert sorted(answers) == ["StaleVersion", "won"]
        row.refresh_from_db()
        scorecard.refresh_from_db()
        first = "returned" if number % 5 else "in_force"
        assert row.status == (first if answers[0] == "won" else "rejected")
        adenda += row.status == "in_force"
        assert scorecard.revision == adenda
        ChangeRequest.objects.filter(status="returned").update(status="withdrawn")
    assert ScorecardVersion.objects.count() == 1 + adenda
    decided = TransitionLog.objects.filter(transition__in=("approve", "return_by_board", "reject"))
    assert decided.count() == ROUNDS


def test_the_control_that_does_not_hold_the_request_has_two_winners(
    committed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        scorecard = established(committed)
    row, read = asked_again(committed, scorecard, 120), threading.Barrier(2)

    def unheld(obj: WorkflowModel, *, version: int | None = None) -> WorkflowModel:
        found = type(obj)._base_manager.get(pk=obj.pk)
        if isinstance(obj, ChangeRequest) and found.status == "with_board":
            read.wait(timeout=20)  # both have looked before either saves, as two web workers may
        return found

    monkeypatch.setattr(workflow_services, "lock", unheld)
    monkeypatch.setattr(change_services, "lock", unheld)
    back = partial(move, row, "return_by_board", now=NOW, comment="Lengkapi")
    answers = race(partial(back, actor=committed.bod), partial(back, actor=committed.president))
    assert answers == ["won", "won"]
    assert TransitionLog.objects.filter(transition="return_by_board").count() == 2


def test_who_comes_second_to_a_change_reads_who_decided_it(committed: Company) -> None:
    with transaction.atomic():
        row = asked_again(committed, established(committed), 120)
    approval, rejection = deciding(committed, row, 0)
    approval()
    with pytest.raises(StaleVersion, match=committed.bod.full_name):
        rejection()
