"""A reminder is withdrawn when its task is done between the claim and the sending (T35)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from cint_portal.core import clock
from cint_portal.notifications import delivery, kinds
from cint_portal.notifications.delivery import deliver_all
from cint_portal.notifications.failpoints import STRUCK
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import enqueue
from issues.models import IssueRegister
from issues.reminder_emails import REGISTER_DUE
from issues.services import declare_nil
from tests.company import Company, build_company
from tests.conftest import at
from tests.issues.registers import opened
from tests.live import eventually

Outbox = list[EmailMultiAlternatives]


@pytest.fixture
def reminded(own_database: str, settings: object, tmp_path: Path) -> Company:
    """Two departments' managers each have a reminder that is about to be sent."""
    settings.FAILPOINTS = str(tmp_path)  # type: ignore[attr-defined]
    company = build_company()
    opened(company)
    OutboxMail.objects.all().delete()
    clock.move_to(at("2026-10-28 08:00"))
    for unit, person in (
        (company.department, company.manager),
        (company.sister_department, company.director),
    ):
        register = IssueRegister.objects.get(unit=unit)
        due = {"due_on": date(2026, 10, 31), "occasion": "due-3"}
        enqueue(REGISTER_DUE, recipients=[person], about=register, now=clock.now(), **due)  # type: ignore[arg-type]
    return company


@contextmanager
def delivery_held_at(point: str, folder: Path) -> Iterator[None]:
    """A delivery that waits at this point during the block and ends with it."""
    (folder / point).write_text("wait")

    def work() -> None:
        try:
            deliver_all()
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    struck = eventually(lambda: next(folder.glob(f"{STRUCK}-{point}-*"), None), f"{point} is reached")
    try:
        yield
    finally:
        struck.unlink()
        worker.join()


def submit(company: Company) -> None:
    """The manager sends the register of the department whose reminder is on its way."""
    register = IssueRegister.objects.get(unit=company.department)
    declare_nil(register=register, actor=company.manager, now=clock.now(), reason="Tidak ada isu tahun ini.")


def fate(company: Company) -> tuple[str, str]:
    mail = OutboxMail.objects.get(kind=REGISTER_DUE, recipient=company.manager)
    return mail.state, mail.cause


def told(mailoutbox: Outbox) -> list[str]:
    """Who got a reminder (the submission itself tells CMS)."""
    return [mail.to[0] for mail in mailoutbox if "mohon" in mail.subject or "batas waktu" in mail.subject]


@pytest.mark.parametrize("checked", [True, False], ids=["as built", "control: nobody asks again"])
def test_a_submission_after_the_claim_withdraws_the_reminder(
    reminded: Company,
    tmp_path: Path,
    mailoutbox: Outbox,
    monkeypatch: pytest.MonkeyPatch,
    checked: bool,
) -> None:
    if not checked:
        blind = replace(kinds.kind(REGISTER_DUE), still_due=kinds.always_due)
        monkeypatch.setitem(kinds._kinds, REGISTER_DUE, blind)
    with delivery_held_at("after_claim", tmp_path):
        submit(reminded)
    assert fate(reminded) == (("missed", "not_due") if checked else ("sent", ""))
    assert len(told(mailoutbox)) == (1 if checked else 2)


@pytest.mark.parametrize("fresh", [True, False], ids=["as built", "control: read once per claim"])
def test_a_submission_while_the_mail_before_it_is_sent_withdraws_the_reminder(
    reminded: Company,
    tmp_path: Path,
    mailoutbox: Outbox,
    monkeypatch: pytest.MonkeyPatch,
    fresh: bool,
) -> None:
    OutboxMail.objects.filter(recipient=reminded.director).update(in_digest=False)  # claimed first
    monkeypatch.setattr(delivery, "FRESH_S", 0 if fresh else 10**9)
    with delivery_held_at("after_smtp", tmp_path):
        submit(reminded)
    assert fate(reminded) == (("missed", "not_due") if fresh else ("sent", ""))
    assert len(told(mailoutbox)) == (1 if fresh else 2)


def test_what_was_read_is_a_quarter_of_a_second_old_at_most() -> None:
    assert delivery.FRESH_S <= 0.25
