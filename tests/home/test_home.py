"""Beranda by role: tasks with one click and one text each, departments apart, colours, late units."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cint_portal.core import clock
from cint_portal.home.colors import colors_of, own_scorecards, result_year
from cint_portal.home.late import late_units
from cint_portal.home.tasks import task_board
from cint_portal.organization.models import PlanningCycle, RoleAssignment
from cint_portal.organization.roles import Role
from cint_portal.workflow.todo import Todo
from issues.models import IssueRegister
from tests.bsc.builders import Status as Card
from tests.bsc.builders import a_full_scorecard, a_scorecard
from tests.company import Company, assign, unit
from tests.conftest import at
from tests.issues.registers import opened
from tests.realization.builders import a_month
from tests.realization.results_scenes import sent, some_kpis

NOW = at("2026-11-03 09:00")
TODAY = date(2026, 11, 3)
AsPerson = Callable[..., Client]


@pytest.fixture
def november(company: Company) -> Company:
    """Three days after the issues were due: no department has sent any."""
    opened(company)
    clock.move_to(NOW)
    return company


def home(client: Client) -> str:
    return unescape(client.get("/").content.decode())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


# --- Tasks --------------------------------------------------------------------------------------------


def test_each_task_leads_to_its_form_and_says_until_when(november: Company, as_person: AsPerson) -> None:
    page = home(as_person(november.manager))
    register = IssueRegister.objects.get(unit=november.department)
    assert f'<a href="/issues/registers/{register.pk}/edit/">Isi isu internal & eksternal</a>' in page
    assert "lewat 3 hari" in page
    assert "1 lewat batas waktu" in words(page)


def test_each_task_has_a_text_for_whatsapp_that_can_be_marked_without_scripts(
    november: Company, as_person: AsPerson
) -> None:
    page = home(as_person(november.manager))
    (text,) = re.findall(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert text.startswith("Yth. Bapak/Ibu,\n\nMohon bantuannya")
    assert f"{settings.SITE_URL}/issues/registers/" in text
    assert re.search(r"<details class=\"copy-wa\"[^>]*><summary[^>]*>.*Salin Pesan WA", page)


def test_two_departments_stand_apart(november: Company, as_person: AsPerson) -> None:
    assign(november.manager, Role.MANAGER, november.sister_department)
    page = home(as_person(november.manager))
    assert re.findall(r'<h3 class="task-group">(.*?)</h3>', page) == ["Departemen PPIC", "Departemen QA"]
    assert "Isi isu internal & eksternal Tahun BSC 2027" in words(page), "the heading names the unit already"


def test_one_department_needs_no_heading(november: Company, as_person: AsPerson) -> None:
    assert "task-group" not in home(as_person(november.manager))


def test_tasks_of_two_years_stand_together_whatever_year_is_chosen(
    november: Company, as_person: AsPerson
) -> None:
    running = PlanningCycle.objects.open_year(2026)
    a_month(november.department, running, 10, due_on=date(2026, 11, 15))
    client = as_person(november.manager)
    for address in ("/", "/?year=2026", "/?year=2027"):
        page = words(unescape(client.get(address).content.decode()))
        assert "Departemen PPIC · Tahun BSC 2027" in page.replace("PPIC Tahun", "PPIC · Tahun")
        assert "Oktober 2026" in page


def test_decisions_stand_apart_from_tasks(november: Company, as_person: AsPerson) -> None:
    stamps = {"submitted_at": NOW, "first_submitted_at": NOW, "review_due_on": date(2026, 11, 6), "round": 1}
    IssueRegister.objects.filter(unit=november.department).update(status="submitted", **stamps)
    page = words(home(as_person(november.cms)))
    assert "Menunggu Keputusan Saya 1" in page
    assert "Periksa isu internal & eksternal" in page


def test_a_long_list_shows_the_most_urgent_and_leads_to_the_rest(
    november: Company, as_person: AsPerson
) -> None:
    for number in range(12):
        row = unit(f"X{number}", f"Departemen X{number:02d}", "department", november.directorate)
        assign(november.manager, Role.MANAGER, row)
        stamp = {"first_due_on": date(2026, 11, 4 + number), "due_on": date(2026, 11, 4 + number)}
        IssueRegister.objects.create(unit=row, cycle=november.cycle, **stamp)
    client = as_person(november.manager)
    page = home(client)
    assert "Lihat semua (13)" in words(page)
    assert page.count("Salin Pesan WA") == 8
    assert page.count('<h3 class="task-group">') == 8
    whole = client.get("/tasks/").content.decode()
    assert whole.count("Salin Pesan WA") == 13
    assert whole.count('<h3 class="task-group">') == 13


def test_nothing_to_do_says_so_once(company: Company, as_person: AsPerson) -> None:
    for address in ("/", "/tasks/"):
        assert words(as_person(company.nobody).get(address).content.decode()).count("Tidak ada tugas") == 1


def test_the_board_counts_what_is_late_beyond_what_it_shows(company: Company) -> None:
    todos = [Todo("task", f"T{n}", "U", "2027", "/", date(2026, 11, 1 + n)) for n in range(5)]
    board = task_board(company.manager, todos, TODAY, limit=2)
    assert (board.tasks.total, board.tasks.late, board.tasks.hidden) == (5, 2, 3)
    assert board.sections == (board.tasks,)


# --- Late units ---------------------------------------------------------------------------------------


def names(company: Company, who: str) -> list[str]:
    return [row.name for row in late_units(getattr(company, who), NOW)]


EVERY = ["Bagian CMS", "Departemen Keuangan", "Departemen PPIC", "Departemen QA"]


def test_cms_and_the_board_see_every_late_unit_a_director_those_below(november: Company) -> None:
    assert names(november, "cms") == names(november, "bod") == names(november, "president") == EVERY
    assert names(november, "director") == ["Departemen PPIC", "Departemen QA"]
    assert names(november, "other_director") == ["Departemen Keuangan"]
    for who in ("manager", "auditor", "admin", "nobody"):
        assert names(november, who) == []


def test_what_is_not_late_yet_or_settled_is_not_chased(november: Company) -> None:
    IssueRegister.objects.filter(unit=november.department).update(due_on=date(2026, 11, 3))
    assert "Departemen PPIC" not in names(november, "cms"), "the day itself is on time"
    IssueRegister.objects.filter(unit=november.department).update(due_on=date(2026, 11, 2))
    assert "Departemen PPIC" in names(november, "cms")


def test_one_message_asks_a_department_for_everything(november: Company) -> None:
    running = PlanningCycle.objects.open_year(2026)
    a_month(november.department, running, 9, due_on=date(2026, 10, 15))
    a_full_scorecard(november.corporate, november.cycle, status=Card.APPROVED)
    a_scorecard(november.department, november.cycle)
    now = at("2026-12-21 09:00")
    found = next(row for row in late_units(november.cms, now) if row.name == "Departemen PPIC")
    assert [todo.title for todo in found.todos] == [
        "Isi dan kirim realisasi",
        "Isi isu internal & eksternal",
        "Buat KPI departemen",
    ]
    assert found.since == date(2026, 10, 15)
    assert found.wa_text.startswith("Yth. ")
    assert "Bapak Andi Wijaya" in found.wa_text
    assert found.wa_text.count("http") == 3
    assert "3. *Buat KPI departemen" in found.wa_text


def test_a_vacant_post_is_chased_at_the_director(november: Company) -> None:
    RoleAssignment.objects.filter(person=november.colleague).delete()
    found = next(row for row in late_units(november.cms, NOW) if row.name == "Departemen QA")
    assert found.responsible == "Irwan Kusuma"


def test_the_late_list_links_to_what_the_reader_may_open(november: Company, as_person: AsPerson) -> None:
    client = as_person(november.cms)
    page = client.get("/late/").content.decode()
    links = re.findall(r'<li><a href="([^"]+)">Isi isu', page)
    assert len(links) == 4
    assert {client.get(link).status_code for link in links} == {200}
    assert page.count("Salin Pesan WA") == 4


def test_without_late_units_the_page_says_so(company: Company, as_person: AsPerson) -> None:
    assert "Tidak ada departemen yang melewati batas waktu." in home(as_person(company.director))
    assert "Tidak ada unit terlambat" in as_person(company.director).get("/late/").content.decode()
    assert "Unit Terlambat" not in home(as_person(company.manager))


# --- KPIs by colour -----------------------------------------------------------------------------------

MARCH = at("2027-03-10 09:00")


@pytest.fixture
def march(company: Company) -> Company:
    """January is verified: of the department's KPIs one is green, one yellow, one red, one without data."""
    clock.move_to(MARCH)
    _card, (green, yellow, red, blank) = some_kpis(company.department, company.cycle, 25, 25, 25, 25)
    sent(company.department, company.cycle, 1, {green: 100, yellow: 95, red: 50, blank: None})
    _other, measures = some_kpis(company.other_department, company.cycle, 100)
    sent(company.other_department, company.cycle, 1, {measures[0]: 10})
    return company


def boxes(page: str) -> dict[str, int]:
    found = re.findall(r'color=([\w-]+)[^"]*"[^>]*><span class="color-count">(\d+)', page)
    return {color: int(count) for color, count in found}


def test_my_kpis_are_counted_by_colour(march: Company, as_person: AsPerson) -> None:
    page = home(as_person(march.manager))
    assert boxes(page) == {"hijau": 1, "kuning": 1, "merah": 1, "no-data": 1}
    assert "S.d. Februari 2027 · Departemen PPIC" in words(page)


def test_two_departments_have_boxes_of_their_own(march: Company, as_person: AsPerson) -> None:
    assign(march.manager, Role.MANAGER, march.other_department)
    page = home(as_person(march.manager))
    headed = re.split(r'<h3 class="box-group">(.*?)</h3>', page)
    assert headed[1::2] == ["Departemen Keuangan", "Departemen PPIC"]
    assert [boxes(part)["merah"] for part in headed[2::2]] == [1, 1]
    assert f"unit={march.other_department.pk}" in headed[2]


def test_a_box_leads_to_those_kpis_alone(march: Company, as_person: AsPerson) -> None:
    client = as_person(march.manager)
    (link,) = re.findall(r'href="(/kpis/[^"]*color=merah[^"]*)"', home(client))
    page = client.get(link).content.decode()
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">(?:<[^>]+>[^<]*</span> )?([^<]+)</a>', page)
    assert [name for _url, name in rows] == ["KPI 3"]
    assert client.get(unescape(rows[0][0])).status_code == 200
    assert 'aria-current="true"' in page


def test_the_weakest_stand_first_and_those_without_result_last(march: Company, as_person: AsPerson) -> None:
    page = as_person(march.manager).get("/kpis/").content.decode()
    assert re.findall(r">(KPI \d)</a>", page) == ["KPI 3", "KPI 2", "KPI 1", "KPI 4"]


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("manager", ["Departemen PPIC"]),
        ("outsider", ["Departemen Keuangan"]),
        ("director", ["Departemen PPIC"]),
        ("other_director", ["Departemen Keuangan"]),
        ("cms", []),
        ("auditor", []),
        ("nobody", []),
    ],
)
def test_whose_kpis_are_mine(march: Company, who: str, units: list[str]) -> None:
    rows = own_scorecards(getattr(march, who), march.cycle)
    assert [row.unit.name for row in rows] == units


def test_for_cms_and_the_board_mine_are_the_company_s(march: Company) -> None:
    some_kpis(march.corporate, march.cycle, 100)
    for who in ("cms", "bod", "president"):
        (row,) = own_scorecards(getattr(march, who), march.cycle)
        assert row.unit == march.corporate


def test_foreign_kpis_are_not_in_the_list(march: Company, as_person: AsPerson) -> None:
    page = as_person(march.manager).get(f"/kpis/?unit={march.other_department.pk}&year=2027").content.decode()
    assert "Departemen Keuangan" not in page
    page = as_person(march.cms).get(f"/kpis/?unit={march.other_department.pk}&year=2027").content.decode()
    assert page.count("Departemen Keuangan</td>") == 1
    assert "Departemen PPIC</td>" not in page


def test_a_colour_that_nobody_has_says_so(march: Company, as_person: AsPerson) -> None:
    page = as_person(march.manager).get("/kpis/?color=ungu&unit=x&year=abcd").content.decode()
    assert "Tidak ada KPI dengan warna ini" in page


def test_in_january_the_year_before_is_shown() -> None:
    assert result_year(at("2027-01-31 23:59")) == 2026
    assert result_year(at("2027-02-01 00:00")) == 2027


def test_without_scorecards_there_are_no_boxes(company: Company) -> None:
    colors = colors_of([], 2027, MARCH, company.manager)
    assert (colors.boxes, colors.kpis) == ((), ())


# --- What it costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["manager", "cms_head", "director", "president"])
@pytest.mark.parametrize("address", ["/", "/late/", "/kpis/", "/tasks/"])
def test_the_pages_cost_the_same_for_few_and_many(
    november: Company, as_person: AsPerson, who: str, address: str
) -> None:
    running = PlanningCycle.objects.open_year(2026)
    client = as_person(getattr(november, who))

    def grow(numbers: range) -> None:
        for number in numbers:
            row = unit(f"G{number}", f"Departemen G{number}", "department", november.directorate)
            assign(november.manager, Role.MANAGER, row)
            stamp = {"first_due_on": date(2026, 10, 31), "due_on": date(2026, 10, 31)}
            IssueRegister.objects.create(unit=row, cycle=november.cycle, **stamp)
            some_kpis(row, running, 100)
            a_month(row, running, 9)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    some_kpis(november.corporate, running, 100)
    grow(range(2))
    cost()
    before = cost()
    grow(range(2, 8))
    assert cost() == before
