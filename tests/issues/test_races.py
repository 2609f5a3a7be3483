"""Two people at the same moment: one wins, the other is told (T15, T17). The review has its own races."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from cint_portal.core.errors import StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import User
from cint_portal.workflow.models import TransitionLog
from issues.emails import REGISTER_RECEIVED
from issues.models import IssueCollection, IssueRegister
from issues.services import open_collection, save_rows, submit_register
from tests.company import Company, build_company
from tests.issues.racing import Deed, fresh, race
from tests.issues.registers import FILLED, OPENED, SENT, drafted, opened, row

ROUNDS = 50


@pytest.fixture
def committed(own_database: str) -> Company:
    with transaction.atomic():
        return build_company()


def again(register: IssueRegister) -> IssueRegister:
    """The register as a draft that has not been sent in this round."""
    IssueRegister.objects.filter(pk=register.pk).update(status="draft")
    return IssueRegister.objects.get(pk=register.pk)


def sends(register: IssueRegister, person: User) -> Deed:
    """Send what the page shows."""
    return lambda: submit_register(register=register, actor=fresh(person), now=SENT, version=register.version)


def types(register: IssueRegister, person: User, text: str) -> Deed:
    """Save one cell in a tab of its own, as the page saves itself."""
    return lambda: save_rows(
        register=register,
        rows={0: row(1, issue=text)},
        keys={0: register.issues.get().key},
        actor=fresh(person),
        now=FILLED,
        version=register.version,
        tidy=False,
        page=text,
    )


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read as they are, versions are compared, and nobody waits for anybody."""
    both = threading.Barrier(2)

    def no_lock(obj: IssueRegister, *, version: int | None = None) -> IssueRegister:
        found = type(obj)._base_manager.get(pk=obj.pk)
        both.wait(timeout=20)
        if version is not None and found.version != version:
            raise StaleVersion("")
        return found

    for place in ("cint_portal.workflow.services.lock", "issues.services.rows.lock"):
        monkeypatch.setattr(place, no_lock)


def test_of_two_sendings_exactly_one_wins(committed: Company) -> None:
    with transaction.atomic():
        register = drafted(committed)
    for number in range(1, ROUNDS + 1):
        shown = again(register)
        answers = race(sends(shown, committed.manager), sends(shown, committed.manager))
        assert sorted(answers) == ["StaleVersion", "won"]
        register.refresh_from_db()
        assert (register.status, register.round, register.version) == ("submitted", number, shown.version + 1)
    assert TransitionLog.objects.filter(transition="submit").count() == ROUNDS
    told = OutboxMail.objects.filter(kind=REGISTER_RECEIVED)
    assert told.count() == ROUNDS * told.values("recipient").distinct().count()


def test_clicks_on_old_buttons_send_once(committed: Company) -> None:
    """Without a version the state itself decides."""
    with transaction.atomic():
        register = drafted(committed)
    send = lambda: submit_register(register=register, actor=fresh(committed.manager), now=SENT)  # noqa: E731
    assert sorted(race(send, send, send)) == ["Conflict", "Conflict", "won"]
    register.refresh_from_db()
    assert register.round == 1


def test_without_the_lock_both_sendings_would_win(
    committed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the race above proves something only because this one is lost."""
    with transaction.atomic():
        register = drafted(committed)
    without_lock(monkeypatch)
    assert race(*[sends(register, committed.manager)] * 2) == ["won", "won"]
    assert TransitionLog.objects.filter(transition="submit").count() == 2


def test_of_two_tabs_exactly_one_saves(committed: Company) -> None:
    with transaction.atomic():
        register = drafted(committed, count=1)
    for number in range(ROUNDS):
        shown = IssueRegister.objects.get(pk=register.pk)
        person = committed.drafter if number % 2 else committed.manager
        texts = [f"A{number}", f"B{number}"]
        answers = race(types(shown, committed.drafter, texts[0]), types(shown, person, texts[1]))
        assert sorted(answers) == ["StaleVersion", "won"]
        assert register.issues.get().issue == texts[answers.index("won")]
        assert IssueRegister.objects.get(pk=register.pk).version == shown.version + 1


def test_without_the_lock_one_tab_would_overwrite_the_other(
    committed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        register = drafted(committed, count=1)
    without_lock(monkeypatch)
    answers = race(types(register, committed.drafter, "A"), types(register, committed.drafter, "B"))
    assert answers == ["won", "won"]
    assert IssueRegister.objects.get(pk=register.pk).version == register.version + 1  # one edit is lost


def test_the_same_new_row_sent_twice_at_once_is_one_row(committed: Company) -> None:
    """A browser that sends again while the first request is still under way."""
    with transaction.atomic():
        register = opened(committed)
    for number in range(5):
        shown, name = IssueRegister.objects.get(pk=register.pk), uuid4()

        def sends_row(shown: IssueRegister = shown, name: UUID = name, number: int = number) -> object:
            return save_rows(
                register=shown,
                rows={number: row(number)},
                keys={number: name},
                actor=fresh(committed.drafter),
                now=FILLED,
                version=shown.version,
                tidy=False,
                page=str(name),
            )

        assert race(sends_row, sends_row) == ["won", "won"]
        assert register.issues.filter(key=name).count() == 1
        assert IssueRegister.objects.get(pk=register.pk).version == shown.version + 1


def test_a_schedule_and_a_person_open_a_collection_once(committed: Company) -> None:
    opens = [
        lambda who=who: open_collection(cycle=committed.cycle, actor=fresh(who), now=OPENED)
        for who in (committed.cms_head, committed.cms, committed.second_cms)
    ]
    assert race(*opens) == ["won", "won", "won"]
    assert IssueCollection.objects.count() == 1
    assert IssueRegister.objects.count() == 4
    told = list(OutboxMail.objects.values_list("recipient", "object_id"))
    assert len(told) == len(set(told)) > 0
    assert TransitionLog.objects.count() == 1
