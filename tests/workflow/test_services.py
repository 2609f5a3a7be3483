"""One writer of a status: lock, source, right, comment, log, event — on a real table."""

import threading
from contextlib import nullcontext

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.workflow.machine import Machine, Transition
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import MAX_COMMENT, history, perform_transition
from cint_portal.workflow.signals import transition_performed
from issues.models import IssueCollection
from tests.company import Company, build_company
from tests.conftest import at

NOW = at("2026-10-01 08:00")


def only_cms(actor: object, obj: object) -> bool:
    return actor.is_cms  # type: ignore[attr-defined]


MACHINE = Machine(
    "test",
    {"planned": "Belum dibuka", "open": "Dibuka"},
    (
        Transition("open", ("planned",), "open", only_cms, "Buka"),
        Transition("close", ("open",), "planned", only_cms, "Tutup", needs_comment=True, independent=True),
    ),
)


@pytest.fixture
def collection(company: Company) -> IssueCollection:
    return IssueCollection.objects.create(cycle=company.cycle, due_on=company.cycle.issues_due_on)


def test_a_permitted_step_changes_the_status_and_is_logged(
    company: Company, collection: IssueCollection
) -> None:
    row = perform_transition(MACHINE, collection, "open", actor=company.cms, now=NOW, details={"why": 1})
    collection.refresh_from_db()
    assert (collection.status, collection.version, row.status) == ("open", 1, "open")
    log = history(collection).get()
    assert (log.actor_name, log.from_state, log.to_state, log.at) == ("Budi Santoso", "planned", "open", NOW)
    assert (log.details, log.object_version) == ({"why": 1}, 1)


def test_a_wrong_role_is_refused_and_nothing_is_written(
    company: Company, collection: IssueCollection
) -> None:
    with pytest.raises(PermissionDenied):
        perform_transition(MACHINE, collection, "open", actor=company.manager, now=NOW)
    collection.refresh_from_db()
    assert (collection.status, TransitionLog.objects.count()) == ("planned", 0)


def test_a_wrong_state_is_a_conflict_that_names_the_state(
    company: Company, collection: IssueCollection
) -> None:
    with pytest.raises(Conflict, match="Belum dibuka"):
        perform_transition(MACHINE, collection, "close", actor=company.cms, now=NOW, comment="x")


def test_a_stale_version_is_refused_with_the_name_of_who_was_faster(
    company: Company, collection: IssueCollection
) -> None:
    perform_transition(MACHINE, collection, "open", actor=company.cms, now=NOW, version=0)
    with pytest.raises(StaleVersion, match="Budi Santoso"):
        perform_transition(
            MACHINE, collection, "close", actor=company.cms_head, now=NOW, version=0, comment="x"
        )


def test_a_step_that_needs_a_reason_is_refused_without_one(
    company: Company, collection: IssueCollection
) -> None:
    perform_transition(MACHINE, collection, "open", actor=company.cms, now=NOW)
    with pytest.raises(InvalidInput):
        perform_transition(MACHINE, collection, "close", actor=company.cms, now=NOW, comment="  ")


def test_a_reason_without_end_is_refused(company: Company, collection: IssueCollection) -> None:
    """It would stand in the log, which forgets nothing, and travel in mails."""
    perform_transition(MACHINE, collection, "open", actor=company.cms, now=NOW)
    for comment, fits in (("x" * (MAX_COMMENT + 1), False), ("x" * MAX_COMMENT, True)):
        with nullcontext() if fits else pytest.raises(InvalidInput, match="10000"):
            perform_transition(MACHINE, collection, "close", actor=company.cms, now=NOW, comment=comment)
    assert TransitionLog.objects.filter(transition="close").count() == 1


def test_who_wrote_the_content_may_not_take_an_independent_decision(
    company: Company, collection: IssueCollection
) -> None:
    def author(row: IssueCollection) -> None:
        row.note_contributor(company.cms)

    perform_transition(MACHINE, collection, "open", actor=company.cms, now=NOW, change=author)
    with pytest.raises(PermissionDenied):
        perform_transition(MACHINE, collection, "close", actor=company.cms, now=NOW, comment="x")
    row = perform_transition(MACHINE, collection, "close", actor=company.second_cms, now=NOW, comment="x")
    assert row.status == "planned"


def test_an_error_in_the_change_leaves_nothing_behind(company: Company, collection: IssueCollection) -> None:
    def refuse(row: IssueCollection) -> None:
        raise InvalidInput("tidak lengkap")

    with pytest.raises(InvalidInput):
        perform_transition(MACHINE, collection, "open", actor=company.cms, now=NOW, change=refuse)
    collection.refresh_from_db()
    assert (collection.status, collection.version, TransitionLog.objects.count()) == ("planned", 0, 0)


def test_the_kernel_event_carries_log_object_and_actor(company: Company, collection: IssueCollection) -> None:
    seen = []

    def listener(sender: type, **event: object) -> None:
        seen.append((sender, event["log"].transition, event["actor"]))  # type: ignore[attr-defined]

    transition_performed.connect(listener, sender=IssueCollection)
    try:
        perform_transition(MACHINE, collection, "open", actor=company.cms, now=NOW)
    finally:
        transition_performed.disconnect(listener, sender=IssueCollection)
    assert seen == [(IssueCollection, "open", company.cms)]


def race(step: object, rounds: int) -> list[int]:
    """Winners per round of two people who press the same button at the same moment."""
    company = build_company()
    winners = []
    for _round in range(rounds):
        IssueCollection.objects.all().delete()
        collection = IssueCollection.objects.create(cycle=company.cycle, due_on=company.cycle.issues_due_on)
        barrier = threading.Barrier(2)
        won: list[str] = []

        def press(
            actor: object,
            target: IssueCollection = collection,
            gate: threading.Barrier = barrier,
            won: list[str] = won,
        ) -> None:
            try:
                gate.wait()
                step(target, actor, gate)  # type: ignore[operator]
                won.append(str(actor))
            except Conflict:
                pass
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=(a,)) for a in (company.cms, company.second_cms)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        winners.append(len(won))
    return winners


def test_two_people_at_once_one_winner(own_database: str) -> None:
    def locked(target: IssueCollection, actor: object, gate: threading.Barrier) -> None:
        perform_transition(MACHINE, target, "open", actor=actor, now=NOW)

    assert race(locked, 50) == [1] * 50


def test_control_without_the_lock_there_are_two_winners(own_database: str) -> None:
    """Proves that the race above is one: the same step without the row lock lets both through."""

    def naive(target: IssueCollection, actor: object, gate: threading.Barrier) -> None:
        with transaction.atomic():
            row = IssueCollection.objects.get(pk=target.pk)
            if row.status != "planned":
                raise Conflict("terlambat")
            gate.wait()
            row.status = "open"
            row.save()

    assert 2 in race(naive, 5)
