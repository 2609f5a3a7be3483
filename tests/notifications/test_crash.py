"""Mail and pages when something beside them fails, with real processes: broker, beat, mail server."""

import http.client
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.test import Client
from redis import Redis

from cint_portal.core import clock
from cint_portal.notifications.heartbeat import BEAT, ROUND_TRIP, WORKER
from cint_portal.notifications.models import Heartbeat, OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.roles import Role
from cint_portal.schedule import BEAT_SCHEDULE
from issues.emails import REGISTER_RECEIVED
from issues.models import IssueRegister
from issues.services import declare_nil, open_collection
from tests.company import Company, assign, build_company, person, unit
from tests.live import Portal, eventually, running_portal
from tests.notifications.mail_server import SILENCE, mail_server

pytestmark = pytest.mark.processes
KIND = "account.password_reset"  # registered in every process, always due
MAILS = 30
SUBMISSIONS = 50
SWEEP_S = 2


@pytest.fixture
def portal(own_database: str, tmp_path: Path) -> Iterator[Portal]:
    with running_portal(own_database, tmp_path, SWEEP_SECONDS=str(SWEEP_S)) as running:
        yield running


@pytest.fixture
def own_company(own_database: str) -> Company:
    """A company for which the real beat finds nothing to remind of, so that every mail is the test's."""
    company = build_company()
    PlanningCycle.objects.update(collection_opens_on=date(2099, 1, 1))
    return company


def queue(company: Company, count: int = MAILS) -> None:
    for n in range(count):
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


def nobody_holds_one() -> bool:
    return not OutboxMail.objects.filter(state="claimed").exists()


def message_ids(portal: Portal) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in portal.sink.mails)


def registers(company: Company) -> list[IssueRegister]:
    """One for each of fifty departments, all headed by the same manager; the invitations are not sent."""
    for n in range(SUBMISSIONS):
        department = unit(f"U{n}", f"Departemen Uji {n}", "department", company.directorate)
        assign(company.manager, Role.MANAGER, department)
    open_collection(cycle=company.cycle, actor=company.cms_head, now=clock.now())
    OutboxMail.objects.all().delete()
    return list(IssueRegister.objects.filter(unit__code__regex=r"^U\d+$"))


def submit(register: IssueRegister, company: Company) -> None:
    """What a manager's click does: one transaction that decides and queues the mail to CMS."""
    declare_nil(register=register, actor=company.manager, now=clock.now(), reason="Tidak ada isu tahun ini.")


def sweep() -> None:
    """One tick of the schedule, as beat sends it; here the test is the beat, and so can count."""
    entry: dict[str, Any] = BEAT_SCHEDULE["sweep-mail"]
    current_app.send_task(entry["task"], **entry["options"])


@pytest.mark.parametrize("trouble", ["down", "flushed"])
def test_redis_down_or_flushed_during_fifty_submissions_costs_one_sweep(
    portal: Portal, own_company: Company, trouble: str
) -> None:
    waiting = registers(own_company)
    redis = Redis.from_url(portal.broker.url)
    if trouble == "down":
        portal.start("worker")
        eventually(lambda: Heartbeat.objects.filter(name=WORKER).exists(), "the worker lives")
        portal.broker.kill()
    for register in waiting:
        submit(register, own_company)
        if trouble == "flushed":
            assert redis.llen("celery") >= 1  # the nudge of this very commit
            redis.flushall()
    assert IssueRegister.objects.filter(pk__in=[r.pk for r in waiting], first_submitted_at=None).count() == 0
    mails = OutboxMail.objects.filter(kind=REGISTER_RECEIVED, state="queued").count()
    assert mails >= SUBMISSIONS
    if trouble == "down":
        portal.broker.start()
    else:
        portal.start("worker")
    begun = time.perf_counter()
    sweep()
    eventually(all_sent, "every mail is sent by one sweep", seconds=120)
    took = time.perf_counter() - begun
    print(f"\nRedis {trouble}: {SUBMISSIONS} submissions, {mails} mails, one sweep, {took:.1f} s")  # noqa: T201
    assert len(portal.sink.mails) == mails
    assert max(message_ids(portal).values()) == 1


def test_three_beats_and_two_workers_double_nothing(portal: Portal, own_company: Company) -> None:
    for _copy in range(3):
        portal.start("beat")
    for _copy in range(2):
        portal.start("worker")
    eventually(lambda: Heartbeat.objects.count() == 3, "beat, worker and the way between them are seen")
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {BEAT, WORKER, ROUND_TRIP}
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
    clock.move_to(clock.now() + timedelta(minutes=4))
    eventually(lambda: OutboxMail.objects.filter(state="sent").count() == 2, "the delayed one is sent")


def test_a_hanging_mail_server_slows_no_page(own_company: Company, own_database: str, tmp_path: Path) -> None:
    browser = Client()
    browser.force_login(own_company.manager, backend="cint_portal.organization.backends.UsernameOrNikBackend")
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    with mail_server() as server:
        url = f"smtp://127.0.0.1:{server.port}"
        mail = {"EMAIL_URL": url, "EMAIL_TIMEOUT": "5"}
        with running_portal(own_database, tmp_path, "web", "worker", "beat", **mail) as portal:
            seconds(portal, cookie, 10)  # warm
            queue(own_company, 1)
            eventually(all_sent, "mail is sent while the server answers")
            before = seconds(portal, cookie, 40)
            server.answers = {"CONNECT": SILENCE}
            for n in range(MAILS):
                someone = person(f"orang.{n}", f"Orang Ke-{n}")
                enqueue(
                    KIND, recipients=[someone], about=someone, now=clock.now(), context={"reset_url": "/"}
                )
            connections = server.connections
            eventually(lambda: server.connections > connections, "the worker hangs in the server")
            hanging = seconds(portal, cookie, 40)
            assert OutboxMail.objects.exclude(state="sent").count() == MAILS
            server.answers = {}
            eventually(nobody_holds_one, "who was hanging has given up")
            clock.move_to(clock.now() + timedelta(minutes=6))
            eventually(all_sent, "every mail is sent when the server answers again")
            usual = max(before, seconds(portal, cookie, 40))
    ratio = hanging / usual
    print(  # noqa: T201
        f"\na page takes {usual * 1000:.0f} ms, {hanging * 1000:.0f} ms while SMTP hangs: ratio {ratio:.2f}"
    )
    assert ratio < 2


def seconds(portal: Portal, cookie: str, times: int) -> float:
    """The quickest of so many visits to the start page: neighbours slow some, a hanging server all."""
    taken = []
    for _n in range(times):
        begun = time.perf_counter()
        connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=30)
        connection.request("GET", "/", headers={"Cookie": cookie})
        assert connection.getresponse().status == 200
        connection.close()
        taken.append(time.perf_counter() - begun)
    return min(taken)
