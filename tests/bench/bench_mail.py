"""How much of a bare smtplib loop's speed the outbox keeps: `make bench-mail` (MAILS=10000)."""

import os
import smtplib
import time
from collections.abc import Iterator

import psutil
import pytest

from cint_portal.core import clock
from cint_portal.notifications import delivery
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

MAILS = int(os.environ.get("MAILS", "10000"))
READERS = 200
MEGABYTE = 2**20


@pytest.fixture
def sink(settings: object) -> Iterator[int]:
    with separate_sink() as port:
        settings.EMAIL_BACKEND = "cint_portal.notifications.smtp.Backend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = HERE, port  # type: ignore[attr-defined]
        settings.MAIL_DAILY_CEILING = 10**9  # type: ignore[attr-defined]
        yield port


def queue(company: Company) -> None:
    """Real mails about the three registers of the small company, to 200 people."""
    now = clock.now()
    open_collection(cycle=company.cycle, actor=company.cms_head, now=now)
    OutboxMail.objects.all().delete()
    readers = [person(f"pembaca.{n}", f"Pembaca Ke-{n}") for n in range(READERS)]
    registers = list(IssueRegister.objects.all())
    for n in range(MAILS // READERS):
        _queue_round(readers, registers[n % len(registers)], n)


def _queue_round(readers: list[User], register: IssueRegister, n: int) -> None:
    enqueue(
        COLLECTION_OPENED,
        recipients=readers,
        about=register,
        now=clock.now(),
        due_on=register.due_on,
        occasion=f"bench-{n}",
    )


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


def test_the_outbox_keeps_half_the_speed_of_a_bare_loop(own_database: str, sink: int) -> None:
    queue(build_company())
    process, warm = psutil.Process(), MAILS // 10
    before = bare_loop(sink, MAILS // 2)
    delivery.deliver_due(warm)
    memory = process.memory_info().rss
    begun = time.perf_counter()
    sent = delivery.deliver_all()
    speed = sent / (time.perf_counter() - begun)
    growth = (process.memory_info().rss - memory) / MEGABYTE
    bare = max(before, bare_loop(sink, MAILS // 2))
    print(f"\nbare smtplib {bare:.0f} mails/s, outbox {speed:.0f} mails/s")  # noqa: T201
    assert set(OutboxMail.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert sent == MAILS - warm
    reached = report("mail_share_of_bare_smtp", speed / bare, 0.5)
    assert report("mail_memory_growth_mb", growth, 8, at_most=True)
    assert reached
