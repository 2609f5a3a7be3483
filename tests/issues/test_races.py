"""Two people at the same moment: one wins, the other is told (T15). The review has its own races."""

import pytest
from django.db import transaction

from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import User
from cint_portal.workflow.models import TransitionLog
from issues.models import IssueCollection, IssueRegister
from issues.services import open_collection, save_rows, submit_register
from tests.company import Company, build_company
from tests.issues.racing import Deed, fresh, race
from tests.issues.registers import FILLED, OPENED, SENT, drafted, row

ROUNDS = 15


@pytest.fixture
def committed(own_database: str) -> Company:
    with transaction.atomic():
        return build_company()


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
