"""Two people at the same moment: one wins, the other is told; without the lock both would (T15, T16)."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction

from cint_portal.core.errors import Refusal
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import User
from cint_portal.workflow import services as workflow
from cint_portal.workflow.models import TransitionLog
from issues.emails import REGISTER_ACCEPTED, REGISTER_RETURNED
from issues.models import IssueCollection, IssueRegister
from issues.services import decide_rows, finish_review, open_collection, save_rows, submit_register
from tests.company import Company, build_company
from tests.issues.registers import FILLED, OPENED, REVIEWED, SENT, decisions, drafted, row, sent

ROUNDS = 15
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


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def ends(register: IssueRegister, actor: User, word: str) -> Deed:
    """Decide every row with one word and end the round, as one request does."""
    chosen = decisions(register, *[word] * register.issues.count())

    def deed() -> None:
        with transaction.atomic():
            decided = decide_rows(
                register=register,
                decisions=chosen,
                actor=fresh(actor),
                now=REVIEWED,
                version=register.version,
            )
            finish_review(register=decided, actor=fresh(actor), now=REVIEWED)

    return deed


def back_to_cms(register: IssueRegister) -> IssueRegister:
    register.issues.update(decision="pending", decided_category="", decision_comment="")
    IssueRegister.objects.filter(pk=register.pk).update(status="submitted")
    return IssueRegister.objects.get(pk=register.pk)


def test_of_an_acceptance_and_a_return_exactly_one_wins(committed: Company) -> None:
    with transaction.atomic():
        register = sent(committed)
    for _round in range(ROUNDS):
        register = back_to_cms(register)
        before = TransitionLog.objects.count()
        answers = race(
            ends(register, committed.cms, "accepted"), ends(register, committed.second_cms, "returned")
        )
        assert sorted(answers) == ["StaleVersion", "won"]
        assert TransitionLog.objects.count() == before + 1
        register.refresh_from_db()
        kept = {issue.decision for issue in register.issues.all()}
        assert kept == ({"accepted"} if register.status == "accepted" else {"returned"})
    told = OutboxMail.objects.filter(kind__in=[REGISTER_ACCEPTED, REGISTER_RETURNED])
    assert told.exists()


def test_without_the_lock_both_would_win(committed: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race above proves something only because this one is lost."""
    pause = threading.Barrier(2)

    def no_lock(obj: IssueRegister, *, version: int | None = None) -> IssueRegister:
        found = type(obj)._base_manager.get(pk=obj.pk)
        pause.wait(timeout=20)
        return found

    with transaction.atomic():
        register = sent(committed)
    chosen = decisions(register, "accepted", "accepted")
    register = decide_rows(register=register, decisions=chosen, actor=committed.cms, now=REVIEWED)
    monkeypatch.setattr(workflow, "lock", no_lock)
    monkeypatch.setattr("issues.services.review.lock", lambda obj, version=None: obj)
    answers = race(
        lambda: finish_review(register=register, actor=fresh(committed.cms), now=REVIEWED),
        lambda: finish_review(register=register, actor=fresh(committed.second_cms), now=REVIEWED),
    )
    assert answers == ["won", "won"]
    assert TransitionLog.objects.filter(transition="accept").count() == 2


def test_two_clicks_on_send_are_one_submission(committed: Company) -> None:
    with transaction.atomic():
        register = drafted(committed)
    send = lambda: submit_register(register=register, actor=fresh(committed.manager), now=SENT)  # noqa: E731
    assert sorted(race(send, send, send)) == ["Conflict", "Conflict", "won"]
    register.refresh_from_db()
    assert register.round == 1


def test_of_two_people_typing_into_the_same_page_version_one_is_stopped(committed: Company) -> None:
    with transaction.atomic():
        register = drafted(committed)
    for number in range(ROUNDS):
        shown = IssueRegister.objects.get(pk=register.pk)

        def types(who: User, text: str, shown: IssueRegister = shown) -> Deed:
            return lambda: save_rows(
                register=shown,
                rows={0: row(1, issue=text)},
                actor=fresh(who),
                now=FILLED,
                version=shown.version,
            )

        answers = race(types(committed.drafter, f"A{number}"), types(committed.manager, f"B{number}"))
        assert sorted(answers) == ["StaleVersion", "won"]
        winner = "A" if answers[0] == "won" else "B"
        assert register.issues.first().issue == f"{winner}{number}"


def test_a_schedule_and_a_person_open_a_collection_once(committed: Company) -> None:
    opens = [
        lambda who=who: open_collection(cycle=committed.cycle, actor=fresh(who), now=OPENED)
        for who in (committed.cms_head, committed.cms, committed.second_cms)
    ]
    assert race(*opens) == ["won", "won", "won"]
    assert IssueCollection.objects.count() == 1
    assert IssueRegister.objects.count() == 4
    assert OutboxMail.objects.count() == 5
    assert TransitionLog.objects.count() == 1
