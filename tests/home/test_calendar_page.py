"""Kalender BSC: the month of the address, tasks and dates on their days, holidays, neighbours."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cint_portal.core import clock
from cint_portal.home.calendar.entries import entries_of
from cint_portal.home.calendar.month import Month, month_of
from cint_portal.home.calendar.schedule import Deadline
from cint_portal.home.strip import cycle_opened_by, year_steps
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.models import Holiday
from cint_portal.workflow.todo import Todo
from issues.models import IssueRegister
from issues.services import open_collection
from tests.company import Company
from tests.conftest import at

NOW = at("2026-10-20 09:00")
TODAY = date(2026, 10, 20)
AsPerson = Callable[..., Client]


@pytest.fixture
def october(company: Company) -> Company:
    clock.move_to(NOW)
    open_collection(cycle=company.cycle, actor=company.cms_head, now=NOW)
    return company


def days_in(page: str) -> dict[str, str]:
    """Date → the words of its cell."""
    cells = re.findall(r'<li class="month-day(.*?)\n</li>', page, re.DOTALL)
    found = {}
    for cell in cells:
        (day,) = re.findall(r'datetime="([\d-]+)"', cell)
        found[day] = " ".join(re.sub(r"<[^>]+>", " ", cell.partition(">")[2]).split())
    return found


def classes_in(page: str) -> dict[str, str]:
    """Date → the classes of its cell."""
    cells = re.findall(r'month-day([^"]*)"[^>]*>\s*<h3[^>]*><time datetime="([\d-]+)"', page)
    return {day: names for names, day in cells}


def test_the_running_month_opens_with_tasks_on_their_days(october: Company, as_person: AsPerson) -> None:
    page = as_person(october.manager).get("/calendar/").content.decode()
    days = days_in(page)
    assert "<h2" in page
    assert ">Oktober 2026</h2>" in page
    assert "hari ini" in days["2026-10-20"]
    assert "Tugas: Isi isu internal &amp; eksternal – Departemen PPIC" in days["2026-10-31"]
    assert f"/issues/registers/{IssueRegister.objects.get(unit=october.department).pk}/edit/" in page
    assert min(days) == "2026-09-28", "weeks are whole"


def test_the_month_stands_in_the_address(october: Company, as_person: AsPerson) -> None:
    page = as_person(october.manager).get("/calendar/2027/2/").content.decode()
    assert ">Februari 2027</h2>" in page
    assert "Batas waktu realisasi Januari 2027" in days_in(page)["2027-02-15"]
    assert 'href="/calendar/2027/1/"' in page
    assert 'href="/calendar/2027/3/"' in page
    assert 'href="/calendar/2026/10/"' in page, "back to this month"


def test_another_s_tasks_are_not_in_it(october: Company, as_person: AsPerson) -> None:
    for who in ("colleague", "auditor", "nobody"):
        assert "Departemen PPIC" not in as_person(getattr(october, who)).get("/calendar/").content.decode()


def test_what_is_late_says_so(october: Company, as_person: AsPerson) -> None:
    clock.move_to(at("2026-11-02 09:00"))
    page = as_person(october.manager).get("/calendar/2026/10/").content.decode()
    assert "Lewat batas waktu: Isi isu" in days_in(page)["2026-10-31"]


def test_holidays_and_joint_leave_are_named(october: Company, as_person: AsPerson) -> None:
    Holiday.objects.update_or_create(
        day=date(2026, 10, 28), defaults={"name": "Libur uji", "kind": "public", "is_closed": True}
    )
    Holiday.objects.update_or_create(
        day=date(2026, 10, 29), defaults={"name": "Cuti uji", "kind": "joint_leave", "is_closed": False}
    )
    page = as_person(october.nobody).get("/calendar/").content.decode()
    days = days_in(page)
    assert days["2026-10-28"].endswith("Libur uji")
    assert days["2026-10-29"].endswith("Cuti uji (tetap masuk)")
    classes = classes_in(page)
    assert "is-off" in classes["2026-10-28"]
    assert "is-off" not in classes["2026-10-29"]
    assert "is-off" in classes["2026-10-25"], "Sunday"
    assert "Tidak ada tenggat untuk Anda" in page


def test_a_six_day_week_leaves_saturday_open(october: Company, as_person: AsPerson) -> None:
    PlanningCycle.objects.filter(pk=october.cycle.pk).update(work_week="mon_sat")
    page = as_person(october.nobody).get("/calendar/2027/5/").content.decode()
    off = classes_in(page)
    assert "is-off" not in off["2027-05-08"]
    assert "is-off" in off["2027-05-09"]


@pytest.mark.parametrize("address", ["1999/1", "2101/1", "2026/0", "2026/13", "99999999999/1"])
def test_months_that_no_calendar_has_are_not_found(
    october: Company, as_person: AsPerson, address: str
) -> None:
    assert as_person(october.manager).get(f"/calendar/{address}/").status_code == 404


@pytest.mark.parametrize("address", ["2000/1", "2100/12"])
def test_at_the_ends_of_time_there_is_one_arrow_less(
    october: Company, as_person: AsPerson, address: str
) -> None:
    page = as_person(october.manager).get(f"/calendar/{address}/").content.decode()
    assert len(re.findall(r'rel="(?:prev|next)"', page)) == 1


def test_months_follow_one_another_over_the_turn_of_the_year() -> None:
    assert Month(2026, 12).shift(1) == Month(2027, 1)
    assert Month(2027, 1).shift(-1) == Month(2026, 12)
    assert Month(2027, 3).shift(-12) == Month(2026, 3)
    assert month_of(2026, 12) == Month(2026, 12)
    assert Month(2027, 2).last_day == date(2027, 2, 28)
    assert len(Month(2027, 2).days) == 28, "four whole weeks"


def task(title: str, day: date | None, unit: str = "QA", milestone: str = "") -> Todo:
    return Todo("task", title, unit, "2027", f"/x/{unit}/", day, milestone=milestone)


def test_many_tasks_of_one_kind_and_day_are_one_line() -> None:
    todos = [task("Periksa", TODAY, name) for name in ("A", "B", "C")] + [task("Lain", TODAY, "D")]
    found = entries_of([*todos, task("Tanpa tanggal", None)], [], TODAY)
    assert [(entry.title, entry.url) for entry in found] == [
        ("Lain – D, Tahun BSC 2027", "/x/D/"),
        ("Periksa (3)", "/tasks/"),
    ]


def test_a_date_that_is_my_task_is_said_once_and_a_moved_one_twice() -> None:
    deadline = Deadline(TODAY, "Batas waktu isu", "/issues/", "issues-2027", 1)
    same = entries_of([task("Isi isu", TODAY, milestone="issues-2027")], [deadline], TODAY)
    assert [entry.title for entry in same] == ["Isi isu – QA, Tahun BSC 2027"]
    moved = entries_of([task("Isi isu", date(2026, 11, 3), milestone="issues-2027")], [deadline], TODAY)
    assert [entry.day.day for entry in moved] == [20, 3]


def test_the_strip_shows_the_year_in_planning_with_its_reviews(october: Company) -> None:
    cycle = cycle_opened_by(TODAY)
    assert cycle == october.cycle
    steps = year_steps(october.cycle, NOW)
    assert [step.state for step in steps] == ["current", *["todo"] * 8]
    assert (steps[-1].label, steps[-1].due, steps[-1].url) == (
        "Review Semester II",
        "Kam, 20 Jan 2028",
        "/calendar/2028/1/",
    )
    assert [step.state for step in year_steps(october.cycle, at("2026-11-01 00:00"))][:2] == ["late", "todo"]


@pytest.mark.parametrize("who", ["manager", "cms_head", "president", "nobody"])
def test_the_calendar_costs_the_same_however_much_waits(
    october: Company, as_person: AsPerson, who: str
) -> None:
    client = as_person(getattr(october, who))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/calendar/")
        return len(captured)

    IssueRegister.objects.filter(unit=october.other_department).update(**SENT)
    cost()
    before = cost()
    IssueRegister.objects.exclude(unit=october.department).update(**SENT)
    assert cost() == before


SENT = {
    "status": "submitted",
    "submitted_at": NOW,
    "first_submitted_at": NOW,
    "review_due_on": date(2026, 10, 23),
    "round": 1,
}
