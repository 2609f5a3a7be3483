"""The bell and Notifikasi: what was told, to whom, read and unread, with and without an e-mail address."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cint_portal.core import clock
from cint_portal.home.account_adapter import PASSWORD_RESET
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from issues.emails import COLLECTION_OPENED, REGISTER_ACCEPTED
from issues.models import IssueRegister
from realization.emails import MONTH_OPENED
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import opened
from tests.realization.builders import a_month

NOW = at("2026-10-20 09:00")
AsPerson = Callable[..., Client]


@pytest.fixture
def told(company: Company) -> Company:
    """The opening has told every department; nothing else has been said."""
    opened(company)
    clock.move_to(NOW)
    return company


def of(person: User) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(recipient=person))


def bell(client: Client) -> str:
    page = client.get("/calendar/address/").content.decode()
    (found,) = re.findall(r'aria-label="(Notifikasi[^"]*)"', page)
    return str(found)


def tell(company: Company, n: int = 1) -> None:
    """So many accepted registers, each of another year's round."""
    register = IssueRegister.objects.get(unit=company.department)
    for number in range(n):
        later = NOW + timedelta(minutes=number)
        occasion = f"round-{number}"
        enqueue(REGISTER_ACCEPTED, recipients=[company.manager], about=register, now=later, occasion=occasion)


def test_the_bell_counts_what_is_not_read(told: Company, as_person: AsPerson) -> None:
    client = as_person(told.manager)
    assert bell(client) == "Notifikasi: 1 belum dibaca"
    tell(told)
    assert bell(client) == "Notifikasi: 2 belum dibaca"
    assert bell(as_person(told.nobody)) == "Notifikasi"


def test_the_list_says_what_came_when_and_about_which_unit(told: Company, as_person: AsPerson) -> None:
    page = as_person(told.manager).get("/notices/").content.decode()
    assert "Isu 2027 – Departemen PPIC" in page
    assert "[BSC]" not in page
    assert "Kam, 1 Okt 2026, 08.00 WIB" in page
    assert "Belum dibaca:" in page


def test_it_speaks_the_language_of_the_reader(told: Company, as_person: AsPerson) -> None:
    told.manager.language = "en"
    told.manager.save()
    assert "Thu, 1 Oct 2026, 08:00 WIB" in as_person(told.manager).get("/notices/").content.decode()


def test_who_has_no_address_sees_the_same(company: Company, as_person: AsPerson) -> None:
    User.objects.filter(pk=company.manager.pk).update(email="")
    opened(company)
    (mail,) = of(company.manager)
    assert mail.state == "portal"
    client = as_person(company.manager)
    assert bell(client) == "Notifikasi: 1 belum dibaca"
    assert "Isu 2027 – Departemen PPIC" in client.get("/notices/").content.decode()


def test_opening_marks_it_as_read_and_leads_to_the_form(told: Company, as_person: AsPerson) -> None:
    client, (mail,) = as_person(told.manager), of(told.manager)
    answer = client.post(f"/notices/{mail.pk}/open/")
    register = IssueRegister.objects.get(unit=told.department)
    assert answer["Location"] == f"/issues/registers/{register.pk}/edit/"
    mail.refresh_from_db()
    assert mail.read_at is not None
    assert bell(client) == "Notifikasi"
    first = mail.read_at
    clock.move_to(NOW + timedelta(days=1))
    client.post(f"/notices/{mail.pk}/open/")
    mail.refresh_from_db()
    assert mail.read_at == first, "when it was read first"


def test_it_can_be_read_and_unread_again(told: Company, as_person: AsPerson) -> None:
    client, (mail,) = as_person(told.manager), of(told.manager)
    assert client.post(f"/notices/{mail.pk}/mark/", {"state": "read"})["Location"] == "/notices/"
    assert bell(client) == "Notifikasi"
    shown = {"state": "unread", "shown": "unread"}
    assert client.post(f"/notices/{mail.pk}/mark/", shown)["Location"] == "/notices/?state=unread"
    assert bell(client) == "Notifikasi: 1 belum dibaca"


def test_all_are_marked_at_once_and_only_one_s_own(told: Company, as_person: AsPerson) -> None:
    tell(told, 3)
    client = as_person(told.manager)
    page = client.post("/notices/read/", follow=True).content.decode()
    assert "4 notifikasi ditandai terbaca." in page
    assert bell(client) == "Notifikasi"
    assert "Tandai Semua Terbaca" not in page
    assert bell(as_person(told.colleague)) == "Notifikasi: 1 belum dibaca"


def test_only_the_unread_can_be_shown(told: Company, as_person: AsPerson) -> None:
    client = as_person(told.manager)
    tell(told)
    OutboxMail.objects.filter(kind=COLLECTION_OPENED).update(read_at=NOW)
    page = client.get("/notices/?state=unread").content.decode()
    assert page.count('class="notice is-unread"') == 1
    assert page.count('class="notice"') == 0
    OutboxMail.objects.update(read_at=NOW)
    assert "Semua sudah dibaca" in client.get("/notices/?state=unread").content.decode()


@pytest.mark.parametrize("path", ["open", "mark"])
def test_another_s_notice_is_not_found_and_stays_unread(
    told: Company, as_person: AsPerson, path: str
) -> None:
    (mail,) = of(told.colleague)
    assert as_person(told.manager).post(f"/notices/{mail.pk}/{path}/").status_code == 404
    mail.refresh_from_db()
    assert mail.read_at is None


def test_passwords_copies_and_what_lost_its_sense_are_not_listed(told: Company, as_person: AsPerson) -> None:
    register = IssueRegister.objects.get(unit=told.department)
    OutboxMail.objects.all().delete()
    enqueue(PASSWORD_RESET, recipients=[told.manager], about=told.manager, now=NOW, context={"path": "/x/"})
    enqueue(REGISTER_ACCEPTED, recipients=[told.manager], about=register, now=NOW, occasion="missed")
    OutboxMail.objects.filter(occasion="missed").update(state="missed")
    enqueue(REGISTER_ACCEPTED, recipients=[told.manager], about=register, now=NOW, occasion="copy")
    OutboxMail.objects.filter(occasion="copy").update(mailbox="ppic@contoh.test")
    assert len(of(told.manager)) == 3
    client = as_person(told.manager)
    assert bell(client) == "Notifikasi"
    assert "Belum ada notifikasi" in client.get("/notices/").content.decode()


def test_a_notice_about_something_that_is_gone_still_opens(told: Company, as_person: AsPerson) -> None:
    (mail,) = of(told.manager)
    OutboxMail.objects.filter(pk=mail.pk).update(object_id=0)
    client = as_person(told.manager)
    assert client.get("/notices/").status_code == 200
    assert client.post(f"/notices/{mail.pk}/open/")["Location"] == "/"


def test_the_bell_and_the_list_cost_the_same_for_few_and_many(told: Company, as_person: AsPerson) -> None:
    client = as_person(told.manager)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    def months(numbers: range) -> None:
        for number in numbers:
            month = a_month(told.department, told.cycle, number)
            enqueue(MONTH_OPENED, recipients=[told.manager], about=month, now=NOW, due_on=month.due_on)

    tell(told, 2)
    months(range(1, 3))
    cost("/notices/")
    before = cost("/notices/"), cost("/calendar/address/")
    tell(told, 9)
    months(range(3, 11))
    assert (cost("/notices/"), cost("/calendar/address/")) == before


def test_the_bell_is_one_query_and_partials_do_not_ask(told: Company, as_person: AsPerson) -> None:
    client = as_person(told.manager)
    with CaptureQueriesContext(connection) as captured:
        client.get("/calendar/address/")
    assert sum('"read_at" IS NULL' in query["sql"] for query in captured) == 1
