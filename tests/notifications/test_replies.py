"""The classes of SMTP answers, each spoken by a real server: what becomes of the mail, and of the others."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cint_portal.core import clock
from cint_portal.notifications import delivery, kinds, replies
from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from ops.network import HERE, free_port
from tests.company import Company
from tests.notifications.mail_server import HANG_UP, SILENCE, MailServer, mail_server

KIND = "test.kind"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[MailServer]:
    kind = EmailKind(KIND, "emails/password_reset.txt", lambda about: "/", "alasan", "Buka")
    monkeypatch.setitem(kinds._kinds, KIND, kind)
    with mail_server() as running:
        settings.EMAIL_BACKEND = "cint_portal.notifications.smtp.Backend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = HERE, running.port  # type: ignore[attr-defined]
        settings.EMAIL_TIMEOUT = 1  # type: ignore[attr-defined]
        settings.MAIL_DAILY_CEILING = 1000  # type: ignore[attr-defined]
        yield running


def queue(company: Company, *people: User, occasion: str = "") -> None:
    enqueue(KIND, recipients=people, about=company.cycle, now=clock.now(), occasion=occasion)


def fate(person: User) -> tuple[str, str]:
    mail = OutboxMail.objects.get(recipient=person)
    return mail.state, mail.cause


#: What the server says at which step, what becomes of this mail, why, and of the one behind it.
CLASSES = [
    ("slow banner", {"CONNECT": SILENCE}, "retry", "unreached", "queued"),
    ("421 at the banner", {"CONNECT": "421 later"}, "retry", "later", "queued"),
    ("554 at the banner", {"CONNECT": "554 no service"}, "retry", "unreached", "queued"),
    ("dropped after DATA", {"MESSAGE": HANG_UP}, "retry", "unreached", "queued"),
    ("silence after DATA", {"MESSAGE": SILENCE}, "retry", "unreached", "queued"),
    ("sender refused", {"MAIL": "550 not you"}, "retry", "unreached", "queued"),
    ("421 too busy", {"RCPT manager@contoh.test": "421 busy"}, "retry", "later", "queued"),
    ("432 too many", {"RCPT manager@contoh.test": "432 slowly"}, "retry", "later", "sent"),
    ("450 greylisted", {"RCPT manager@contoh.test": "450 come back"}, "retry", "later", "sent"),
    ("451 error", {"RCPT manager@contoh.test": "451 error"}, "retry", "later", "sent"),
    ("452 full", {"RCPT manager@contoh.test": "452 full"}, "retry", "later", "sent"),
    ("550 unknown", {"RCPT manager@contoh.test": "550 unknown"}, "failed", "refused", "sent"),
    ("552 too large", {"RCPT manager@contoh.test": "552 too large"}, "failed", "refused", "sent"),
    ("554 refused", {"RCPT manager@contoh.test": "554 spam"}, "failed", "refused", "sent"),
]


@pytest.mark.parametrize(
    ("name", "answers", "state", "cause", "next_one"), CLASSES, ids=lambda v: str(v)[:20]
)
def test_each_answer_has_its_treatment_and_the_others_flow(
    company: Company,
    server: MailServer,
    name: str,
    answers: dict[str, str],
    state: str,
    cause: str,
    next_one: str,
) -> None:
    server.answers = answers
    queue(company, company.manager, company.director)
    delivery.deliver_all()
    assert fate(company.manager) == (state, cause)
    assert fate(company.director)[0] == next_one
    if state == "retry":
        waits = OutboxMail.objects.get(recipient=company.manager).not_before - clock.now()
        assert timedelta(seconds=40) < waits < timedelta(hours=3)
        server.answers = {}
        OutboxMail.objects.update(not_before=clock.now())
        delivery.deliver_all()
        assert fate(company.manager) == fate(company.director) == ("sent", "")


@pytest.mark.parametrize("step", ["MESSAGE", "DATA"])
@pytest.mark.parametrize(("answer", "state"), [("451 later", "retry"), ("554 no", "failed")])
def test_a_refusal_of_the_message_itself_is_definite(
    company: Company, server: MailServer, step: str, answer: str, state: str
) -> None:
    server.answers = {step: answer}
    queue(company, company.manager)
    delivery.deliver_all()
    assert fate(company.manager)[0] == state
    assert server.accepted == []


def test_the_longest_outage_costs_no_mail(company: Company, server: MailServer, settings: object) -> None:
    settings.EMAIL_PORT = free_port()  # type: ignore[attr-defined]
    queue(company, company.manager, company.director)
    for _attempt in range(50):  # a long outage
        OutboxMail.objects.update(not_before=clock.now())
        delivery.deliver_all()
    waits = OutboxMail.objects.latest("not_before").not_before - clock.now()
    assert waits < timedelta(minutes=6.1)
    settings.EMAIL_PORT = server.port  # type: ignore[attr-defined]
    OutboxMail.objects.update(not_before=clock.now())
    delivery.deliver_all()
    assert fate(company.manager) == fate(company.director) == ("sent", "")


@pytest.mark.parametrize("option", ["EMAIL_USE_TLS", "EMAIL_USE_SSL"])
def test_without_a_secure_connection_nothing_is_sent_in_the_open(
    company: Company, server: MailServer, settings: object, option: str
) -> None:
    setattr(settings, option, True)
    queue(company, company.manager)
    delivery.deliver_all()
    assert fate(company.manager) == ("retry", "unreached")
    assert server.accepted == []


def test_each_message_has_one_recipient_so_a_refused_one_takes_nobody_along(
    company: Company, server: MailServer
) -> None:
    server.answers = {"RCPT direktur@contoh.test": "550 unknown"}
    queue(company, company.manager, company.director, company.bod)
    delivery.deliver_all()
    assert [recipients for recipients, _m in server.accepted] == [
        ["manager@contoh.test"],
        ["direksi@contoh.test"],
    ]
    assert server.connections == 1


@pytest.mark.parametrize("address", ["x@y.z, evil@e.v", "x@y.z\nBcc: evil@e.v", "tanpa-at", "a b@c.d"])
def test_an_address_nobody_can_use_is_final_and_stops_no_other(
    company: Company, server: MailServer, address: str
) -> None:
    User.objects.filter(pk=company.manager.pk).update(email=address)
    queue(company, company.manager, company.director)
    delivery.deliver_all()
    assert fate(company.manager) == ("failed", "bad_address")
    assert fate(company.director) == ("sent", "")
    assert [recipients for recipients, _m in server.accepted] == [["direktur@contoh.test"]]


def test_a_name_with_a_line_break_begins_no_header(company: Company, server: MailServer) -> None:
    User.objects.filter(pk=company.manager.pk).update(full_name="Andi\r\nBcc: evil@e.v")
    queue(company, company.manager)
    delivery.deliver_all()
    [(recipients, message)] = server.accepted
    headers = message.split(b"\r\n\r\n")[0]
    assert recipients == ["manager@contoh.test"]
    assert b"\nBcc" not in headers
    assert b"\nAuto-Submitted: auto-generated" in headers


def test_a_connection_that_ends_between_two_mails_costs_none(company: Company, server: MailServer) -> None:
    server.messages_per_connection = 3
    for n in range(10):
        queue(company, company.manager, occasion=str(n))
    assert delivery.deliver_all() == 10
    assert set(OutboxMail.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert (len(server.accepted), server.connections) == (10, 4)


def test_the_next_mail_after_one_that_cannot_be_rendered_is_not_blamed(
    company: Company, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = EmailKind("test.broken", "emails/absent.txt", lambda about: "/", "", "")
    monkeypatch.setitem(kinds._kinds, "test.broken", broken)
    queue(company, company.director)
    enqueue("test.broken", recipients=[company.manager], about=company.cycle, now=clock.now())
    queue(company, company.bod)
    for _attempt in range(replies.POISON.attempts or 0):
        OutboxMail.objects.filter(state="retry").update(not_before=clock.now())
        delivery.deliver_all()
    assert fate(company.manager) == ("failed", "broken")
    assert fate(company.director) == fate(company.bod) == ("sent", "")


def test_delays_double_up_to_their_cap_and_are_spread() -> None:
    row = replies.CODES[450]
    minutes = [row.delay(n, 0.5).total_seconds() / 60 for n in range(1, 8)]
    assert minutes == [5, 10, 20, 40, 60, 60, 60]
    assert row.delay(1, 0.0) == timedelta(minutes=4)
    assert row.delay(1, 1.0) == timedelta(minutes=6)
    assert row.delay(10**6, 1.0) == timedelta(minutes=72)


def test_temporary_answers_end_after_a_bounded_number(company: Company, server: MailServer) -> None:
    server.answers = {"RCPT": "450 come back"}
    queue(company, company.manager)
    limit = replies.CODES[450].attempts or 0
    OutboxMail.objects.update(attempts=limit - 2)
    states = []
    for _attempt in range(2):
        OutboxMail.objects.update(not_before=clock.now())
        delivery.deliver_all()
        states.append(fate(company.manager)[0])
    assert states == ["retry", "failed"]
