"""Reviewers, tabs and answers at the same moment: one wins, the other is told who (T16–T18).

Each race runs 50 rounds on real PostgreSQL; the control runs it without the lock and must go wrong.
"""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction

from cint_portal.core.errors import StaleVersion
from cint_portal.organization.models import User
from cint_portal.workflow import services as workflow
from cint_portal.workflow.models import TransitionLog, WorkflowModel
from issues.models import IssueRegister, Question
from issues.rules import RowDecision
from issues.selectors import last_review_step
from issues.services import (
    answer_question,
    ask_department,
    decide_rows,
    finish_review,
    save_rows,
    submit_register,
    withdraw_question,
)
from tests.company import Company, build_company
from tests.conftest import at
from tests.issues.racing import Deed, fresh, race
from tests.issues.registers import REVIEWED, drafted, row

ROUNDS = 50
CONTROL_ROUNDS = 10
#: A pair of deeds for one round, on a register that has just been sent.
Pair = Callable[[Company, IssueRegister, int], tuple[Deed, Deed]]


@pytest.fixture
def committed(own_database: str) -> Company:
    with transaction.atomic():
        return build_company()


@pytest.fixture
def register(committed: Company) -> IssueRegister:
    with transaction.atomic():
        return drafted(committed)


def sent_again(company: Company, register: IssueRegister, number: int) -> IssueRegister:
    """The same register in its next round, as CMS receives it."""
    fresh_register = IssueRegister.objects.get(pk=register.pk)
    now = at("2026-10-31 08:00")
    with transaction.atomic():
        IssueRegister.objects.filter(pk=register.pk).update(status="returned", due_on="2026-12-31")
        register.issues.update(decision="pending", decided_category="", decided_at=None)
        fresh_register.refresh_from_db()
        save_rows(
            register=fresh_register,
            rows={0: row(1, issue=f"Isu putaran {number}")},
            actor=company.drafter,
            now=now,
        )
        return submit_register(register=fresh_register, actor=company.manager, now=now)


def ends(register: IssueRegister, actor: User, word: str, *, seen: int | None = None) -> Deed:
    """Decide every row with one word and end the round, as one request does."""
    comment = "Sebutkan angkanya." if word == "returned" else ""
    chosen = {issue.pk: RowDecision(word, comment, seen=seen) for issue in register.issues.all()}

    def deed() -> None:
        with transaction.atomic():
            person = fresh(actor)
            decided = decide_rows(
                register=register, decisions=chosen, actor=person, now=REVIEWED, version=register.version
            )
            finish_review(register=decided, actor=person, now=REVIEWED)

    return deed


def accept_and_return(company: Company, register: IssueRegister, number: int) -> tuple[Deed, Deed]:
    """Two reviewers who disagree."""
    return ends(register, company.cms, "accepted"), ends(register, company.second_cms, "returned")


def two_tabs(company: Company, register: IssueRegister, number: int) -> tuple[Deed, Deed]:
    """The same reviewer ends the round in one tab and saves another decision in the other."""
    first = register.issues.first()
    assert first is not None
    other = {first.pk: RowDecision("returned", f"Dari tab kedua {number}")}

    def saves() -> None:
        decide_rows(
            register=register,
            decisions=other,
            actor=fresh(company.cms),
            now=REVIEWED,
            version=register.version,
        )

    return ends(register, company.cms, "accepted"), saves


def submit_twice(company: Company, register: IssueRegister, number: int) -> tuple[Deed, Deed]:
    """The end of the round is sent twice by the same person."""
    return ends(register, company.cms, "accepted"), ends(register, company.cms, "accepted")


def asked(company: Company, register: IssueRegister) -> tuple[IssueRegister, Question]:
    first = register.issues.first()
    assert first is not None
    question = ask_department(
        register=register, row=first.pk, text="Mesin mana?", actor=company.cms, now=at("2026-11-02 09:00")
    )
    return IssueRegister.objects.get(pk=register.pk), question


def answers(company: Company, question: Question) -> Deed:
    return lambda: answer_question(
        question=question, text="Mesin CNC 2", actor=fresh(company.manager), now=REVIEWED
    )


def return_and_answer(company: Company, register: IssueRegister, number: int) -> tuple[Deed, Deed]:
    """CMS gives the row back while the manager answers the question about it."""
    register, question = asked(company, register)
    first = register.issues.first()
    assert first is not None
    chosen = {first.pk: RowDecision("returned", "Lengkapi.", seen=1)}
    chosen |= {other.pk: RowDecision("accepted") for other in register.issues.exclude(pk=first.pk)}

    def returns() -> None:
        with transaction.atomic():
            person = fresh(company.cms)
            decided = decide_rows(register=register, decisions=chosen, actor=person, now=REVIEWED)
            finish_review(register=decided, actor=person, now=REVIEWED)

    return returns, answers(company, question)


def withdraw_and_answer(company: Company, register: IssueRegister, number: int) -> tuple[Deed, Deed]:
    """CMS takes the question back while the manager answers it."""
    register, question = asked(company, register)
    withdraws = lambda: withdraw_question(question=question, actor=fresh(company.cms), now=REVIEWED)  # noqa: E731
    return withdraws, answers(company, question)


RACES: list[tuple[Pair, set[str]]] = [
    (accept_and_return, {"StaleVersion"}),
    (two_tabs, {"StaleVersion"}),
    (submit_twice, {"StaleVersion"}),
    (return_and_answer, {"InvalidInput", "Conflict"}),
    (withdraw_and_answer, {"Conflict"}),
]


@pytest.mark.parametrize(("pair", "refusals"), RACES)
def test_exactly_one_wins_each_of_fifty_rounds(
    committed: Company, register: IssueRegister, pair: Pair, refusals: set[str]
) -> None:
    for number in range(1, ROUNDS + 1):
        received = sent_again(committed, register, number)
        results = race(*pair(committed, received, number))
        assert results.count("won") == 1, (number, results)
        assert (set(results) - {"won"}) <= refusals, (number, results)
        assert_one_outcome(received)


def assert_one_outcome(register: IssueRegister) -> None:
    """Nothing half-written: at most one end of the round, its rows as it says, one fate per question."""
    ended = TransitionLog.objects.filter(
        object_id=register.pk, transition__in=("accept", "return"), details__round=register.round
    )
    assert ended.count() <= 1
    register.refresh_from_db()
    decisions = {issue.decision for issue in register.issues.all()}
    if register.status == "accepted":
        assert decisions == {"accepted"}
    if register.status == "returned":
        assert "returned" in decisions
    assert register.rounds.filter(number=register.round).count() == ended.count()
    assert not register.questions.filter(answered_at__isnull=False, withdrawn_at__isnull=False).exists()


@pytest.mark.parametrize("pair", [pair for pair, _refusals in RACES])
def test_without_the_lock_the_race_is_lost(
    committed: Company, register: IssueRegister, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: two winners, or a clash that only the database's constraints stopped."""
    lost = 0
    for number in range(1, CONTROL_ROUNDS + 1):
        received = sent_again(committed, register, number)
        deeds = pair(committed, received, number)
        with monkeypatch.context() as patched:
            without_lock(patched)
            results = race(*deeds)
        lost += results.count("won") != 1 or "IntegrityError" in results
    assert lost > 0


def without_lock(patched: pytest.MonkeyPatch) -> None:
    """Read and check the version, but hold nothing: both have read before either writes."""
    both_have_read = threading.Barrier(2)
    have_read = threading.local()

    def unlocked(obj: WorkflowModel, *, version: int | None = None) -> WorkflowModel:
        found = type(obj)._base_manager.get(pk=obj.pk)
        if not getattr(have_read, "once", False):
            have_read.once = True
            both_have_read.wait(timeout=20)
        elif version is None:
            return obj
        if version is not None and found.version != version:
            raise StaleVersion("Sudah berubah.")
        return found

    patched.setattr(workflow, "lock", unlocked)
    for module in ("review", "questions"):
        patched.setattr(f"issues.services.{module}.lock", unlocked)


def test_the_loser_learns_who_was_faster_and_when(committed: Company, register: IssueRegister) -> None:
    received = sent_again(committed, register, 1)
    with transaction.atomic():
        ends(received, committed.cms, "returned")()
    step = last_review_step(IssueRegister.objects.get(pk=received.pk))
    assert step is not None
    assert (step.person, step.at) == ("Budi Santoso", REVIEWED)
    assert str(step) == (
        "Putaran ke-1 diakhiri (Dikembalikan) oleh Budi Santoso, Rab, 4 Nov 2026, 15.00 WIB."
    )


def test_before_the_end_the_latest_decision_or_question_is_named(
    committed: Company, register: IssueRegister
) -> None:
    received = sent_again(committed, register, 1)
    assert last_review_step(received) is None
    later: datetime = at("2026-11-03 14:07")
    received, _question = asked(committed, received)
    decide_rows(
        register=received,
        decisions={received.issues.last().pk: RowDecision("accepted")},  # type: ignore[union-attr]
        actor=fresh(committed.second_cms),
        now=later,
    )
    step = last_review_step(received)
    assert str(step) == "Keputusan baris 2 disimpan oleh Citra Lestari, Sel, 3 Nov 2026, 14.07 WIB."
