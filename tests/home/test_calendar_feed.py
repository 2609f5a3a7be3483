"""The iCal feed: who may read it, what it says, and that two independent programs understand it."""

import re
from datetime import date, datetime, timedelta
from hashlib import sha256

import icalendar
import pytest
import vobject
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cint_portal.audit.models import AuditEvent
from cint_portal.core import clock
from cint_portal.home.calendar.services import renew_feed, revoke_feed
from cint_portal.home.models import CalendarFeed
from cint_portal.organization.models import Unit, User
from issues.models import IssueRegister
from issues.services import open_collection
from tests.company import Company
from tests.conftest import at

NOW = at("2026-10-20 09:00")


@pytest.fixture
def october(company: Company) -> Company:
    """The collection of 2027 is open: every department has a register to fill by 31 October."""
    clock.move_to(NOW)
    open_collection(cycle=company.cycle, actor=company.cms_head, now=NOW)
    return company


def read(secret: str, **headers: str) -> object:
    return Client().get(f"/calendar/feed/{secret}.ics", headers=headers)


def feed(person: User) -> str:
    return read(renew_feed(person=person, now=NOW)).content.decode()  # type: ignore[attr-defined]


def events(text: str) -> dict[str, icalendar.Event]:
    return {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(text).walk("VEVENT")}


# --- The secret -----------------------------------------------------------------------------------------


def test_the_secret_is_long_random_and_nowhere_in_the_database(october: Company) -> None:
    first, second = (renew_feed(person=october.manager, now=NOW) for _turn in range(2))
    assert first != second
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", second)
    stored = CalendarFeed.objects.get(revoked_at=None)
    assert stored.secret_sha256 == sha256(second.encode()).hexdigest()


def test_a_new_address_ends_the_old_one(october: Company) -> None:
    old = renew_feed(person=october.manager, now=NOW)
    assert read(old).status_code == 200  # type: ignore[attr-defined]
    new = renew_feed(person=october.manager, now=NOW + timedelta(days=1))
    assert read(old).status_code == 404  # type: ignore[attr-defined]
    assert read(new).status_code == 200  # type: ignore[attr-defined]


def test_revoked_unknown_and_former_people_get_the_same_answer(october: Company) -> None:
    secret = renew_feed(person=october.manager, now=NOW)
    User.objects.filter(pk=october.manager.pk).update(is_active=False)
    gone = read(secret)
    User.objects.filter(pk=october.manager.pk).update(is_active=True)
    assert revoke_feed(person=october.manager, now=NOW)
    revoked, unknown = read(secret), read("x" * 43)
    assert {answer.status_code for answer in (gone, revoked, unknown)} == {404}  # type: ignore[attr-defined]
    pages = {re.sub(r"[\w-]{43,}", "", answer.content.decode()) for answer in (gone, revoked, unknown)}  # type: ignore[attr-defined]
    assert len(pages) == 1


def test_there_is_nothing_to_revoke_twice(october: Company) -> None:
    renew_feed(person=october.manager, now=NOW)
    assert revoke_feed(person=october.manager, now=NOW)
    assert not revoke_feed(person=october.manager, now=NOW)
    labels = AuditEvent.objects.filter(kind="setting", actor_id=october.manager.pk)
    assert sorted(labels.values_list("object_label", flat=True)) == [
        "Alamat kalender dibuat",
        "Alamat kalender dicabut",
    ]


def test_the_database_keeps_one_address_each(october: Company) -> None:
    renew_feed(person=october.manager, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(person=october.manager, secret_sha256="0" * 64, created_at=NOW)


def test_one_person_s_address_is_not_another_s_to_revoke(october: Company) -> None:
    secret = renew_feed(person=october.manager, now=NOW)
    revoke_feed(person=october.colleague, now=NOW)
    assert read(secret).status_code == 200  # type: ignore[attr-defined]


def test_the_page_shows_the_address_once(october: Company, as_person: object) -> None:
    client = as_person(october.manager)  # type: ignore[operator]
    assert "Belum ada alamat" in client.get("/calendar/address/").content.decode()
    page = client.post("/calendar/address/renew/").content.decode()
    (address,) = re.findall(r'value="(http://[^"]+/calendar/feed/[^"]+\.ics)"', page)
    assert Client().get(address.partition("8000")[2]).status_code == 200
    again = client.get("/calendar/address/").content.decode()
    assert "/calendar/feed/" not in again
    assert "Aktif" in again
    client.post("/calendar/address/revoke/")
    assert Client().get(address.partition("8000")[2]).status_code == 404


# --- What it says ---------------------------------------------------------------------------------------


def test_a_manager_reads_tasks_and_dates(october: Company) -> None:
    found = events(feed(october.manager))
    task = found["Isi isu internal & eksternal – Departemen PPIC, Tahun BSC 2027"]
    assert (task["DTSTART"].dt, task["DTEND"].dt) == (date(2026, 10, 31), date(2026, 11, 1))
    assert str(task["URL"]).endswith(f"/issues/registers/{register(october).pk}/edit/")
    assert found["Batas waktu realisasi Januari 2027"]["DTSTART"].dt == date(2027, 2, 15)
    assert found["Rapat Penetapan BSC 2027"]["DTSTART"].dt == october.cycle.meeting_on
    assert "Batas waktu isu internal & eksternal 2027" not in found, "the task of that day says it already"
    assert not any("Tutup Bulan" in title for title in found)


def register(company: Company) -> IssueRegister:
    return IssueRegister.objects.get(unit=company.department, cycle=company.cycle)


def send(company: Company, unit: Unit | None = None) -> None:
    stamps = {"submitted_at": NOW, "first_submitted_at": NOW, "submitted_by": company.manager, "round": 1}
    rows = IssueRegister.objects.filter(unit=unit or company.department)
    rows.update(status="submitted", review_due_on=date(2026, 10, 23), **stamps)


def test_a_task_that_is_done_leaves_and_the_date_of_the_year_stays(october: Company) -> None:
    send(october)
    found = events(feed(october.manager))
    assert not any(title.startswith("Isi isu") for title in found)
    assert "Batas waktu isu internal & eksternal 2027" in found


def test_foreign_tasks_and_figures_are_not_in_it(october: Company) -> None:
    text = feed(october.manager).replace("\r\n ", "")
    assert "Departemen QA" not in text
    assert "baris" not in text, "notes stay in the portal"


@pytest.mark.parametrize(
    ("who", "has", "has_not"),
    [
        (
            "cms_head",
            "Tutup Bulan Januari 2027",
            "Isi isu internal & eksternal – Departemen PPIC, Tahun BSC 2027",
        ),
        ("bod", "Keputusan Direksi atas KPI korporat 2027", "Batas waktu realisasi Januari 2027"),
        ("director", "Review Semester I 2027", "Posisi SWOT final 2027"),
        ("drafter", "KPI departemen dikirim ke CMS 2027", "Rapat Penetapan BSC 2027"),
    ],
)
def test_each_role_has_its_dates(october: Company, who: str, has: str, has_not: str) -> None:
    titles = events(feed(getattr(october, who)))
    assert has in titles
    assert has_not not in titles


def test_people_without_a_role_have_an_empty_calendar(october: Company) -> None:
    assert events(feed(october.nobody)) == {}


def test_it_speaks_the_language_of_its_owner(october: Company) -> None:
    User.objects.filter(pk=october.manager.pk).update(language="en")
    assert any("October" in title for title in events(feed(User.objects.get(pk=october.manager.pk))))


# --- The format -----------------------------------------------------------------------------------------


def test_every_line_is_rfc_5545(october: Company) -> None:
    department = october.department
    department.name = "Departemen A, B; C\\D – " + "sangat panjang " * 6
    department.save()
    raw = feed(october.manager)
    assert raw.endswith("END:VCALENDAR\r\n")
    assert "\n" not in raw.replace("\r\n", "")
    assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75
    unfolded = raw.replace("\r\n ", "")
    assert r"A\, B\; C\\D" in unfolded
    for name in ("VERSION:2.0", "CALSCALE:GREGORIAN", "X-WR-TIMEZONE:Asia/Jakarta", "TZID:Asia/Jakarta"):
        assert name in unfolded


def test_two_independent_programs_read_the_same_events(october: Company) -> None:
    raw = feed(october.cms_head)
    one = {
        (str(event["UID"]), str(event["SUMMARY"]), event["DTSTART"].dt, int(event["SEQUENCE"]))
        for event in icalendar.Calendar.from_ical(raw).walk("VEVENT")
    }
    other = {
        (event.uid.value, event.summary.value, event.dtstart.value, int(event.sequence.value))
        for event in vobject.readOne(raw).vevent_list
    }
    assert one == other
    assert len({uid for uid, *_rest in one}) == len(one) > 30


def test_a_moved_date_keeps_its_name_and_counts_up(october: Company) -> None:
    before = events(feed(october.cms))["Posisi SWOT final 2027"]
    for day in (date(2026, 11, 17), date(2026, 11, 18)):
        october.cycle.swot_due_on = day
        october.cycle.save()
    after = events(feed(october.cms))["Posisi SWOT final 2027"]
    other = events(feed(october.cms))["Rapat Penetapan BSC 2027"]
    assert before["UID"] == after["UID"]
    assert (int(before["SEQUENCE"]), int(after["SEQUENCE"])) == (0, 2)
    assert after["DTSTART"].dt == date(2026, 11, 18)
    assert after["LAST-MODIFIED"].dt.utcoffset() == timedelta(0)
    assert int(other["SEQUENCE"]) == 0
    assert isinstance(other["DTSTAMP"].dt, datetime)


def test_a_task_with_a_new_date_is_a_new_event(october: Company) -> None:
    def uid() -> str:
        found = events(feed(october.manager))
        return next(str(event["UID"]) for title, event in found.items() if title.startswith("Isi isu"))

    first = uid()
    assert uid() == first
    IssueRegister.objects.filter(pk=register(october).pk).update(due_on=date(2026, 11, 2))
    assert uid() != first


# --- Asking again ---------------------------------------------------------------------------------------


def test_nothing_new_is_answered_without_a_body(october: Company) -> None:
    secret = renew_feed(person=october.manager, now=NOW)
    first = read(secret)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"  # type: ignore[index]
    assert first["Cache-Control"] == "no-cache, private"  # type: ignore[index]
    tag = first["ETag"]  # type: ignore[index]
    clock.move_to(NOW + timedelta(hours=5))
    again = read(secret, **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")  # type: ignore[attr-defined]
    send(october)
    assert read(secret, **{"if-none-match": tag}).status_code == 200  # type: ignore[attr-defined]


def test_a_wrong_address_costs_one_query_and_a_right_one_always_the_same(october: Company) -> None:
    def queries(secret: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            read(secret)
        return len([q for q in captured if "SAVEPOINT" not in q["sql"]])

    assert queries("x" * 43) == 1
    secret = renew_feed(person=october.cms_head, now=NOW)
    before = queries(secret)
    for unit in (october.department, october.sister_department, october.other_department):
        send(october, unit)
    assert queries(secret) <= before


def test_the_feed_only_reads(october: Company) -> None:
    secret = renew_feed(person=october.manager, now=NOW)
    assert Client().post(f"/calendar/feed/{secret}.ics").status_code == 405
    assert Client().head(f"/calendar/feed/{secret}.ics").status_code == 200
