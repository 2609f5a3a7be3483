"""Mail survives the death of a worker, of the broker, and three beats at once — with real processes."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cint_portal.core import clock
from cint_portal.notifications.models import Heartbeat, OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle
from tests.company import Company, build_company
from tests.live import Portal, eventually, running_portal

pytestmark = pytest.mark.processes
KIND = "account.password_reset"  # registered in every process, always due
MAILS = 10


@pytest.fixture
def portal(own_database: str, tmp_path: Path) -> Iterator[Portal]:
    with running_portal(own_database, tmp_path) as running:
        yield running


@pytest.fixture
def own_company(own_database: str) -> Company:
    """A company for which the real beat finds nothing to remind of, so that every mail is the test's."""
    company = build_company()
    PlanningCycle.objects.update(collection_opens_on=date(2099, 1, 1))
    return company


def queue(company: Company, count: int = MAILS, first: int = 0) -> None:
    for n in range(first, first + count):
        enqueue(
            KIND,
            recipients=[company.manager],
            about=company.manager,
            now=clock.now(),
            occasion=str(n),
            context={"reset_url": str(n)},
        )


def all_sent() -> bool:
    return not OutboxMail.objects.exclude(state="sent").exists()


def message_ids(portal: Portal) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in portal.sink.mails)


@pytest.mark.parametrize("point", ["before_claim", "after_claim", "after_smtp", "after_commit"])
def test_a_worker_killed_at_any_point_loses_no_mail(portal: Portal, own_company: Company, point: str) -> None:
    queue(own_company)
    worker = portal.start("worker", FAILPOINT=point)
    beat = portal.start("beat")
    eventually(
        lambda: "SIGKILL" in portal.log("worker") or worker.poll() is not None, "the worker's child died"
    )
    portal.kill("worker")
    portal.start("worker")
    clock.move_to(clock.now() + timedelta(minutes=6))  # past the lease of what the dead one had claimed
    eventually(all_sent, "every mail is sent after the recovery")
    ids = message_ids(portal)
    assert len(ids) == MAILS
    doubled = sum(ids.values()) - MAILS
    assert doubled == 0 if point != "after_smtp" else doubled >= 1
    assert beat.poll() is None


def test_with_the_broker_down_requests_succeed_and_mail_follows_within_a_sweep(
    portal: Portal, own_company: Company
) -> None:
    portal.start("worker")
    portal.start("beat")
    portal.broker.stop()
    queue(own_company, 50)
    assert OutboxMail.objects.count() == 50
    portal.broker.start()
    eventually(all_sent, "every mail is sent once the broker is back")
    assert (len(portal.sink.mails), max(message_ids(portal).values())) == (50, 1)


def test_three_beats_and_two_workers_double_nothing(portal: Portal, own_company: Company) -> None:
    for _copy in range(3):
        portal.start("beat")
    for _copy in range(2):
        portal.start("worker")
    eventually(lambda: Heartbeat.objects.filter(name="beat").exists(), "the heartbeat is seen")
    queue(own_company)
    eventually(all_sent, "every mail is sent")
    assert message_ids(portal).most_common(1)[0][1] == 1
    assert len(portal.sink.mails) == MAILS


def test_a_refusing_server_delays_and_a_full_refusal_is_visible(portal: Portal, own_company: Company) -> None:
    answers = iter(["451 later", "550 unknown"])
    portal.sink.hook = lambda mail: next(answers, None)
    queue(own_company, 3)
    portal.start("worker")
    portal.start("beat")

    def settled() -> bool:
        states = Counter(OutboxMail.objects.values_list("state", flat=True))
        return states == Counter(sent=1, retry=1, failed=1)

    eventually(settled, "one sent, one to be tried again, one failed")
    clock.move_to(clock.now() + timedelta(minutes=2))
    eventually(lambda: OutboxMail.objects.filter(state="sent").count() == 2, "the delayed one is sent")
