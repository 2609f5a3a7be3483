"""The outbox: one mail per occasion, nothing without a commit, claims that others skip."""

import smtplib
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction

from cint_portal.core import clock
from cint_portal.notifications import delivery, kinds
from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import MailPreference, OutboxMail
from cint_portal.notifications.services import enqueue
from tests.company import Company, build_company

KIND = "test.kind"


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = EmailKind(
        KIND,
        "emails/password_reset.txt",
        lambda about: "/",
        "alasan",
        "Buka",
        still_due=lambda mail: mail.due_on is None,
    )
    monkeypatch.setitem(kinds._kinds, KIND, kind)


def queue(company: Company, *people: object, **more: object) -> int:
    return enqueue(KIND, recipients=people, about=company.cycle, now=clock.now(), **more)  # type: ignore[arg-type]


def test_the_same_occasion_twice_is_one_mail(company: Company) -> None:
    assert queue(company, company.manager, occasion="7") == 1
    assert queue(company, company.manager, occasion="7") == 0
    assert queue(company, company.manager, occasion="3") == 1
    assert OutboxMail.objects.count() == 2


def test_people_without_address_find_it_in_the_portal_and_those_who_left_get_nothing(
    company: Company,
) -> None:
    company.manager.email = ""
    assert queue(company, company.manager, company.leaver, company.director) == 2
    states = dict(OutboxMail.objects.values_list("recipient__username", "state"))
    assert states == {"manager": "portal", "direktur": "queued"}
    assert OutboxMail.objects.get(state="portal").cause == "no_address"


def test_a_kind_that_somebody_switched_off_stays_in_the_portal(company: Company) -> None:
    MailPreference.objects.create(person=company.manager, kind=KIND, by_mail=False)
    MailPreference.objects.create(person=company.director, kind="other", by_mail=False)
    queue(company, company.manager, company.director)
    states = dict(OutboxMail.objects.values_list("recipient__username", "state"))
    assert states == {"manager": "portal", "direktur": "queued"}
    assert OutboxMail.objects.get(state="portal").cause == "switched_off"


def test_a_compulsory_kind_cannot_be_switched_off(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds._kinds, KIND, replace(kinds.kind(KIND), is_compulsory=True))
    MailPreference.objects.create(person=company.manager, kind=KIND, by_mail=False)
    queue(company, company.manager)
    assert OutboxMail.objects.get().state == "queued"


def test_a_rollback_takes_the_mail_with_it(company: Company) -> None:
    with transaction.atomic():
        queue(company, company.manager)
        transaction.set_rollback(True)
    assert OutboxMail.objects.count() == 0


def test_a_kind_nobody_registered_is_refused(company: Company) -> None:
    with pytest.raises(KeyError):
        enqueue("unknown", recipients=[company.manager], about=company.cycle, now=clock.now())


def test_a_mail_is_sent_once_with_a_stable_message_id(
    company: Company, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    queue(company, company.manager)
    assert delivery.deliver_due() == 1
    assert delivery.deliver_due() == 0
    mail = OutboxMail.objects.get()
    assert (mail.state, mail.attempts) == ("sent", 1)
    [message] = mailoutbox
    assert message.extra_headers["Message-ID"].startswith(f"<{mail.message_id}@")
    assert message.to == ["Andi Wijaya <manager@contoh.test>"]
    assert "Yth. Bapak Andi Wijaya," in message.body
    assert message.alternatives[0][1] == "text/html"


def test_what_lost_its_sense_is_marked_missed_and_not_sent(
    company: Company, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    queue(company, company.manager, due_on=company.cycle.issues_due_on)
    delivery.deliver_due()
    assert (OutboxMail.objects.get().state, mailoutbox) == ("missed", [])


def test_somebody_who_left_meanwhile_gets_nothing(
    company: Company, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    queue(company, company.manager)
    type(company.manager).objects.filter(pk=company.manager.pk).update(is_active=False)
    delivery.deliver_due()
    assert (OutboxMail.objects.get().state, mailoutbox) == ("missed", [])


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ConnectionRefusedError(), "retry"),
        (TimeoutError(), "retry"),
        (smtplib.SMTPServerDisconnected(), "retry"),
        (smtplib.SMTPResponseException(421, b"busy"), "retry"),
        (smtplib.SMTPDataError(451, b"later"), "retry"),
        (smtplib.SMTPRecipientsRefused({"a": (452, b"full")}), "retry"),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")}), "failed"),
        (smtplib.SMTPSenderRefused(553, b"no", "x"), "failed"),
        (ValueError("bad address"), "failed"),
    ],
)
def test_each_failure_is_tried_again_or_given_up_visibly(
    company: Company, monkeypatch: pytest.MonkeyPatch, error: Exception, state: str
) -> None:
    def fail(self: object) -> None:
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)
    queue(company, company.manager)
    delivery.deliver_due()
    mail = OutboxMail.objects.get()
    assert mail.state == state
    if state == "retry":
        assert mail.not_before > clock.now()
        assert mail.lease_until is None


def test_retries_end_after_a_bounded_number(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)
    queue(company, company.manager)
    for _attempt in range(delivery.MAX_ATTEMPTS):
        OutboxMail.objects.update(not_before=clock.now())
        delivery.deliver_due()
    assert OutboxMail.objects.get().state == "failed"


def test_one_poisoned_mail_does_not_hold_up_the_others(
    company: Company, mailoutbox: list[EmailMultiAlternatives], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(company, company.manager, company.director)
    OutboxMail.objects.filter(recipient=company.manager).update(content_type=1, object_id=10**9)
    real = delivery.render_mail

    def poisoned(mail: OutboxMail) -> object:
        if mail.recipient_id == company.manager.pk:
            raise RuntimeError("cannot render")
        return real(mail)

    monkeypatch.setattr(delivery, "render_mail", poisoned)
    delivery.deliver_due()
    assert [m.to for m in mailoutbox] == [["Irwan Kusuma <direktur@contoh.test>"]]


def test_an_abandoned_claim_is_taken_over_after_its_lease(company: Company) -> None:
    queue(company, company.manager)
    first = delivery.claim()
    assert first is not None
    assert delivery.claim() is None
    OutboxMail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    again = delivery.claim()
    assert again is not None
    assert (again.pk, again.attempts, again.message_id) == (first.pk, 2, first.message_id)


def test_two_workers_never_claim_the_same_mail(own_database: str) -> None:
    company = build_company()
    for occasion in range(20):
        queue(company, company.manager, occasion=str(occasion))
    barrier, claimed = threading.Barrier(4), []

    def work() -> None:
        barrier.wait()
        while (mail := delivery.claim()) is not None:
            claimed.append(mail.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    [w.start() for w in workers]
    [w.join() for w in workers]
    assert sorted(claimed) == sorted(OutboxMail.objects.values_list("pk", flat=True))


def test_a_secret_is_forgotten_once_sent(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = EmailKind(KIND, "emails/password_reset.txt", lambda about: "/", "", "", is_secret=True)
    monkeypatch.setitem(kinds._kinds, KIND, secret)
    queue(company, company.manager, context={"reset_url": "rahasia"})
    delivery.deliver_due()
    assert OutboxMail.objects.get().context == {}
