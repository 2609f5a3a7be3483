"""Claims: who takes what, what travels together, what waits for tomorrow or for office hours."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cint_portal.core import clock
from cint_portal.notifications import claiming, delivery, kinds
from cint_portal.notifications.claiming import Parcel, claim
from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.workdays.models import Holiday
from tests.company import Company, build_company
from tests.conftest import at

NOTICE, REMINDER, URGENT = "test.notice", "test.reminder", "test.urgent"
Outbox = list[EmailMultiAlternatives]


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    notice = EmailKind(NOTICE, "emails/password_reset.txt", lambda about: "/satu/", "alasan", "Buka")
    monkeypatch.setitem(kinds._kinds, NOTICE, notice)
    reminder = replace(
        notice,
        code=REMINDER,
        in_digest=True,
        url=lambda about: f"/unit/{about.pk}/",
        unit=lambda about: about,
        still_due=lambda mail: mail.context.get("done") is None,
    )
    monkeypatch.setitem(kinds._kinds, REMINDER, reminder)
    monkeypatch.setitem(kinds._kinds, URGENT, replace(notice, code=URGENT, goes_at_once=True))


def queue(code: str, person: User, about: object, occasion: str = "", due_on: date | None = None) -> None:
    enqueue(
        code,
        recipients=[person],
        about=about,
        now=clock.now(),
        occasion=occasion,
        due_on=due_on,  # type: ignore[arg-type]
    )


def occasions(parcels: list[Parcel]) -> list[list[str]]:
    return [[mail.occasion for mail in parcel.mails] for parcel in parcels]


def lapse() -> None:
    OutboxMail.objects.update(lease_until=clock.now() - timedelta(seconds=1))


def test_a_claim_is_taken_over_after_its_lease_under_the_same_message_id(company: Company) -> None:
    queue(NOTICE, company.manager, company.cycle)
    [first] = claim()
    assert claim() == []
    OutboxMail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    [again] = claim()
    assert again.carrier.pk == first.carrier.pk
    assert again.carrier.message_id == first.carrier.message_id
    assert (again.carrier.attempts, OutboxMail.objects.get().crashes) == (2, 1)


def test_what_two_processes_died_with_is_claimed_alone_and_parked_in_the_end(company: Company) -> None:
    for n in range(3):
        queue(NOTICE, company.manager, company.cycle, str(n))
    assert len(claim()) == 3
    lapse()
    assert occasions(claim()) == [["0"], ["1"], ["2"]]
    lapse()
    assert occasions(claim()) == [["0"]]
    assert occasions(claim()) == [["1"]]
    OutboxMail.objects.filter(occasion="2").update(crashes=claiming.MAX_CRASHES)
    assert claim() == []
    parked = OutboxMail.objects.get(occasion="2")
    assert (parked.state, parked.cause, parked.lease_until) == ("failed", "broken", None)


def test_two_workers_never_claim_the_same_mail(own_database: str, settings: object) -> None:
    settings.MAIL_DAILY_CEILING = 100  # type: ignore[attr-defined]
    company = build_company()
    for occasion in range(20):
        queue(NOTICE, company.manager, company.cycle, str(occasion))
        queue(REMINDER, company.director, company.department, str(occasion))
    barrier, claimed = threading.Barrier(4), []

    def work() -> None:
        barrier.wait()
        while parcels := claim(3):
            claimed.extend(pk for parcel in parcels for pk in parcel.ids)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    [w.start() for w in workers]
    [w.join() for w in workers]
    assert sorted(claimed) == sorted(OutboxMail.objects.values_list("pk", flat=True))
    assert OutboxMail.objects.filter(recipient=company.director, sent_with=None).count() == 1


def test_reminders_of_a_person_travel_in_one_message(company: Company, mailoutbox: Outbox) -> None:
    queue(REMINDER, company.manager, company.department, "later", date(2026, 12, 9))
    queue(REMINDER, company.manager, company.sister_department, "sooner", date(2026, 12, 2))
    queue(REMINDER, company.manager, company.department, "undated")
    queue(REMINDER, company.director, company.department)
    assert delivery.deliver_all() == 4
    assert [message.to for message in mailoutbox] == [
        ["Andi Wijaya <manager@contoh.test>"],
        ["Irwan Kusuma <direktur@contoh.test>"],
    ]
    digest = mailoutbox[0]
    assert digest.subject == "[BSC] 3 hal menunggu Anda, terdekat Rabu, 2 Desember 2026"
    sister, own = company.sister_department, company.department
    button = f"http://localhost:8000/unit/{sister.pk}/"
    assert (
        str(digest.body).index(button)
        < str(digest.body).index(str(sister))
        < str(digest.body).index(str(own))
    )
    assert str(digest.alternatives[0][0]).count("<strong>") == 3
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {"sent"}


def test_notices_go_alone_and_before_reminders(company: Company, mailoutbox: Outbox) -> None:
    queue(REMINDER, company.manager, company.department, "1")
    queue(NOTICE, company.manager, company.cycle, "2")
    queue(NOTICE, company.manager, company.cycle, "3")
    assert occasions(claim()) == [["2"], ["3"], ["1"]]


def test_a_digest_is_repeated_with_the_same_set_and_message_id(company: Company) -> None:
    queue(REMINDER, company.manager, company.department, "1")
    queue(REMINDER, company.manager, company.department, "2")
    [first] = claim()
    queue(REMINDER, company.manager, company.department, "3", date(2020, 1, 1))
    lapse()
    [again] = claim()
    assert again.ids == first.ids
    assert again.carrier.message_id == first.carrier.message_id
    assert occasions(claim()) == [["3"]]  # overdue: a message of its own, today


def test_what_was_done_meanwhile_is_left_out_of_the_digest(company: Company, mailoutbox: Outbox) -> None:
    for occasion in ("1", "2", "3"):
        queue(REMINDER, company.manager, company.department, occasion)
    OutboxMail.objects.filter(occasion="1").update(context={"done": 1})
    assert delivery.deliver_all() == 3
    states = dict(OutboxMail.objects.values_list("occasion", "state"))
    assert states == {"1": "missed", "2": "sent", "3": "sent"}
    assert OutboxMail.objects.get(occasion="1").cause == "not_due"
    assert mailoutbox[0].subject.startswith("[BSC] 2 hal")


def test_a_second_digest_of_a_day_waits_for_tomorrow_unless_something_is_due(
    company: Company, mailoutbox: Outbox
) -> None:
    clock.move_to(at("2026-11-25 10:00"))
    queue(REMINDER, company.manager, company.department, "1")
    delivery.deliver_all()
    queue(REMINDER, company.manager, company.department, "2", date(2026, 11, 30))
    assert delivery.deliver_all() == 0
    waiting = OutboxMail.objects.get(occasion="2")
    assert (waiting.state, waiting.not_before) == ("queued", at("2026-11-26 00:00"))
    clock.move_to(at("2026-11-26 00:00"))
    assert delivery.deliver_all() == 1
    queue(REMINDER, company.manager, company.department, "3", date(2026, 11, 26))
    assert delivery.deliver_all() == 1
    assert len(mailoutbox) == 3


def test_what_exceeds_the_ceiling_of_a_day_travels_with_tomorrows_digest(
    company: Company, mailoutbox: Outbox, settings: object
) -> None:
    settings.MAIL_DAILY_CEILING = 2  # type: ignore[attr-defined]
    clock.move_to(at("2026-11-25 10:00"))
    for occasion in "1234":
        queue(NOTICE, company.manager, company.cycle, occasion)
        queue(NOTICE, company.director, company.cycle, occasion if occasion < "3" else "1")
    queue(URGENT, company.manager, company.cycle)
    delivery.deliver_all()
    assert [len([m for m in mailoutbox if name in m.to[0]]) for name in ("Andi", "Irwan")] == [3, 2]
    held = OutboxMail.objects.filter(state="queued")
    assert set(held.values_list("occasion", "cause", "in_digest")) == {
        ("3", "ceiling", True),
        ("4", "ceiling", True),
    }
    clock.move_to(at("2026-11-26 08:00"))
    delivery.deliver_all()
    assert mailoutbox[-1].subject == "[BSC] 2 hal menunggu Anda"


@pytest.mark.parametrize(
    ("moment", "leaving"),
    [
        ("2026-11-25 06:59", {URGENT}),
        ("2026-11-25 07:00", {URGENT, NOTICE, REMINDER}),
        ("2026-11-25 17:59", {URGENT, NOTICE, REMINDER}),
        ("2026-11-25 18:00", {URGENT}),
        ("2026-11-28 10:00", {URGENT, NOTICE}),  # Saturday
        ("2026-11-26 10:00", {URGENT, NOTICE}),  # declared a holiday below
    ],
)
def test_quiet_hours_hold_all_but_the_urgent_and_days_off_hold_reminders(
    company: Company, settings: object, moment: str, leaving: set[str]
) -> None:
    settings.MAIL_HOURS = (at("2026-01-01 07:00").time(), at("2026-01-01 18:00").time())  # type: ignore[attr-defined]
    Holiday.objects.get_or_create(day=date(2026, 11, 26), defaults={"name": "Libur uji", "is_closed": True})
    clock.move_to(at(moment))
    for code in (NOTICE, REMINDER, URGENT):
        queue(code, company.manager, company.department)
    assert {parcel.carrier.kind for parcel in claim()} == leaving


def test_a_claim_asks_the_database_equally_often_however_many_wait(
    company: Company, settings: object
) -> None:
    settings.MAIL_DAILY_CEILING = 100  # type: ignore[attr-defined]
    people = [company.manager, company.director, company.bod, company.cms]

    def queries(count: int) -> int:
        for n in range(count):
            queue(NOTICE, people[n % 4], company.cycle, f"{count}-{n}")
        with CaptureQueriesContext(connection) as asked:
            assert len(claim()) == count
        return len(asked)

    assert queries(5) == queries(45)
