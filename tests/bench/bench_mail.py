"""How much of a bare smtplib loop's speed the outbox keeps: `make bench-mail` (MAILS=10000).

The mails are sent as in production: by the worker that ops/processes.py declares, with all its processes.
"""

import os
import smtplib
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.db import transaction

from cint_portal.core import clock
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.posting import build_message
from cint_portal.notifications.rendering import render_mail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from issues.emails import COLLECTION_OPENED
from issues.models import IssueRegister
from issues.services import open_collection
from ops.network import HERE
from tests.bench.report import report
from tests.bench.sink import separate_sink
from tests.company import Company, build_company, person
from tests.live import Portal, eventually, running_portal

MAILS = int(os.environ.get("MAILS", "10000"))
WARM = MAILS // 10
READERS = 200
MEGABYTE = 2**20


@pytest.fixture
def sink() -> Iterator[int]:
    with separate_sink() as port:
        yield port


@pytest.fixture
def portal(own_database: str, sink: int, tmp_path: Path) -> Iterator[Portal]:
    url = f"smtp://{HERE}:{sink}"
    with running_portal(own_database, tmp_path, EMAIL_URL=url) as running:
        yield running


class Stock:
    """Real mails about the three registers of the small company, to 200 people."""

    def __init__(self, company: Company) -> None:
        open_collection(cycle=company.cycle, actor=company.cms_head, now=clock.now())
        OutboxMail.objects.all().delete()
        self.readers: list[User] = [person(f"pembaca.{n}", f"Pembaca Ke-{n}") for n in range(READERS)]
        self.registers = list(IssueRegister.objects.all())
        self.rounds = 0

    @transaction.atomic
    def queue(self, count: int) -> None:
        """All with one commit, which wakes the worker once."""
        for _n in range(count // READERS):
            register = self.registers[self.rounds % len(self.registers)]
            self.rounds += 1
            enqueue(
                COLLECTION_OPENED,
                recipients=self.readers,
                about=register,
                now=clock.now(),
                due_on=register.due_on,
                occasion=f"bench-{self.rounds}",
            )


def seconds_until_sent() -> float:
    begun = time.perf_counter()
    unsent = OutboxMail.objects.exclude(state="sent")
    eventually(lambda: not unsent.exists(), "every mail is sent", 600)
    return time.perf_counter() - begun


def bare_loop(port: int, count: int) -> float:
    """Mails per second of smtplib alone: the same message again and again over one connection."""
    mail = OutboxMail.objects.select_related("recipient").first()
    assert mail is not None
    sender, recipient, message = build_message(mail, render_mail(mail), clock.now()).wire()
    with smtplib.SMTP(HERE, port) as server:
        begun = time.perf_counter()
        for _n in range(count):
            server.sendmail(sender, [recipient], message)
        return count / (time.perf_counter() - begun)


def memory(worker: psutil.Process) -> float:
    """The largest of the worker's processes, in megabytes."""
    processes = [worker, *worker.children(recursive=True)]
    return float(max(process.memory_info().rss for process in processes) / MEGABYTE)


def test_the_outbox_keeps_half_the_speed_of_a_bare_loop(portal: Portal, sink: int) -> None:
    stock = Stock(build_company())
    worker = psutil.Process(portal.start("worker").pid)
    stock.queue(WARM)
    seconds_until_sent()
    before = memory(worker)
    bare = bare_loop(sink, MAILS // 2)
    stock.queue(MAILS - WARM)
    speed = (MAILS - WARM) / seconds_until_sent()
    growth = memory(worker) - before
    bare = max(bare, bare_loop(sink, MAILS // 2))
    print(f"\nbare smtplib {bare:.0f} mails/s, outbox {speed:.0f} mails/s")  # noqa: T201
    assert set(OutboxMail.objects.values_list("state", "attempts")) == {("sent", 1)}
    reached = report("mail_share_of_bare_smtp", speed / bare, 0.5)
    assert report("mail_memory_growth_mb", growth, 8, at_most=True)
    assert reached
