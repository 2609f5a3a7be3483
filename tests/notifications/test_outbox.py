"""The outbox: one mail per occasion, nothing without a commit, claims that others skip."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, transaction

from cint_portal.core import clock
from cint_portal.notifications import delivery, kinds
from cint_portal.notifications.claiming import Parcel
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
    assert delivery.deliver_all() == 1
    assert delivery.deliver_all() == 0
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
    delivery.deliver_all()
    assert (OutboxMail.objects.get().state, mailoutbox) == ("missed", [])


def test_somebody_who_left_meanwhile_gets_nothing(
    company: Company, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    queue(company, company.manager)
    type(company.manager).objects.filter(pk=company.manager.pk).update(is_active=False)
    delivery.deliver_all()
    assert (OutboxMail.objects.get().state, mailoutbox) == ("missed", [])


def test_one_poisoned_mail_does_not_hold_up_the_others(
    company: Company, mailoutbox: list[EmailMultiAlternatives], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(company, company.manager, company.director)
    OutboxMail.objects.filter(recipient=company.manager).update(content_type=1, object_id=10**9)
    real = delivery.render_mail

    def poisoned(mail: OutboxMail, today: date) -> object:
        if mail.recipient_id == company.manager.pk:
            raise RuntimeError("cannot render")
        return real(mail, today)

    monkeypatch.setattr(delivery, "render_mail", poisoned)
    delivery.deliver_all()
    assert [m.to for m in mailoutbox] == [["Irwan Kusuma <direktur@contoh.test>"]]


def test_a_secret_is_forgotten_once_sent(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = EmailKind(KIND, "emails/password_reset.txt", lambda about: "/", "", "", is_secret=True)
    monkeypatch.setitem(kinds._kinds, KIND, secret)
    queue(company, company.manager, context={"reset_url": "rahasia"})
    delivery.deliver_all()
    assert OutboxMail.objects.get().context == {}


@pytest.fixture
def interrupted(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A mail waits; the database will be away twice right after the mail server accepted it."""
    company = build_company()
    queue(company, company.manager)
    record, away = delivery._settle, iter([True, True])

    def settle(parcel: Parcel, undue: dict[int, str]) -> None:
        if next(away, False):
            raise OperationalError("server closed the connection unexpectedly")
        record(parcel, undue)

    monkeypatch.setattr(delivery, "_settle", settle)
    monkeypatch.setattr(delivery, "PAUSE_S", 0)
    return company


def test_what_was_accepted_is_recorded_when_the_database_is_back(
    interrupted: Company, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    assert delivery.deliver_all() == 1
    mail = OutboxMail.objects.get()
    assert (mail.state, mail.attempts, len(mailoutbox)) == ("sent", 1, 1)


def test_a_database_that_stays_away_leaves_the_mail_claimed(
    interrupted: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PATIENCE_S", -1)
    with pytest.raises(OperationalError):
        delivery.deliver_all()
    assert OutboxMail.objects.get().state == "claimed"


@pytest.mark.parametrize(("waiting", "calls"), [(1, 0), (2, 1), (5, 1)])
def test_a_long_queue_calls_one_more_process_once(
    company: Company, monkeypatch: pytest.MonkeyPatch, waiting: int, calls: int
) -> None:
    called: list[str] = []
    monkeypatch.setattr(delivery, "wake", called.append)
    monkeypatch.setattr(delivery, "BATCH", 2)
    for n in range(waiting):
        queue(company, company.manager, occasion=str(n))
    assert delivery.deliver_all() == waiting
    assert len(called) == calls
