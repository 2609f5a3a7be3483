"""The year's matrix, one's own months, the months that CMS has not finished, and the tasks."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.organization.models import PlanningCycle, Unit
from cint_portal.workdays.selectors import work_calendar
from realization.models import ClosedMonth, Realization, ReopeningRequest
from realization.selectors import todos_for
from realization.selectors.clock import verification_clocks
from realization.selectors.overview import LOOK, matrix, own_months, unfinished_months
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import Status, a_month, an_actual, an_established_scorecard, measures_of
from tests.realization.test_entry_pages import queries, text, url

People = Callable[..., Client]
TODAY = date(2027, 2, 17)
NOW = at("2027-02-17 10:00")
LIST = reverse("realization:realization-list")


@pytest.fixture
def year(company: Company) -> Company:
    """January: one department on time and verified, one late, one missing, one closed without data."""
    clock.move_to(NOW)
    on_time, late = at("2027-02-15 23:59:59"), at("2027-02-16 00:00")
    sent = {"submitted_at": on_time, "first_submitted_at": on_time}
    a_month(company.department, company.cycle, 1, Status.VERIFIED, verified_at=NOW, **sent)
    a_month(
        company.sister_department,
        company.cycle,
        1,
        Status.SUBMITTED,
        submitted_at=late,
        first_submitted_at=late,
    )
    a_month(company.other_department, company.cycle, 1, Status.DRAFT)
    a_month(company.department, company.cycle, 2, Status.NOT_FILLED)
    return company


def lines(company: Company, actor: str) -> dict[str, list[str]]:
    """Unit → what its cells say."""
    clocks = verification_clocks(company.cycle)
    found = matrix(getattr(company, actor), company.cycle, clocks, TODAY).lines
    return {
        line.name: [cell.status.label + (" !" if cell.is_late else "") for cell in line.cells if cell]
        for line in found
    }


def test_cells_tell_status_and_lateness(year: Company) -> None:
    assert lines(year, "cms") == {
        "Departemen PPIC": ["Diverifikasi", "Belum diisi"],
        "Departemen QA": ["Dikirim !"],
        "Departemen Keuangan": ["Draf !"],
    }


@pytest.mark.parametrize(
    ("actor", "units"),
    [
        ("cms_head", {"Departemen PPIC", "Departemen QA", "Departemen Keuangan"}),
        ("bod", {"Departemen PPIC", "Departemen QA", "Departemen Keuangan"}),
        ("director", {"Departemen PPIC", "Departemen QA"}),
        ("auditor", {"Departemen PPIC", "Departemen QA"}),
        ("other_director", {"Departemen Keuangan"}),
    ],
)
def test_everybody_sees_the_units_that_concern_him(year: Company, actor: str, units: set[str]) -> None:
    assert set(lines(year, actor)) == units


def test_a_month_to_verify_leads_cms_to_its_verification(year: Company) -> None:
    clocks = verification_clocks(year.cycle)
    pages = {}
    for actor in ("cms", "director"):
        found = matrix(getattr(year, actor), year.cycle, clocks, TODAY).lines
        pages[actor] = next(line.cells[0] for line in found if line.name == "Departemen QA")
    waiting = Realization.objects.get(unit=year.sister_department)
    assert pages["cms"] is not None
    assert pages["cms"].url == url(waiting, "verification-detail")
    assert pages["director"] is not None
    assert pages["director"].url == url(waiting)


def test_heads_count_what_was_sent(year: Company) -> None:
    head = matrix(year.cms, year.cycle, verification_clocks(year.cycle), TODAY).heads[0]
    assert (head.short, head.name, head.sent, head.expected) == ("Jan", "Januari 2027", 2, 3)


def test_every_status_has_a_sign_of_its_own() -> None:
    assert set(LOOK) == set(Status)
    assert len({icon for icon, _tone in LOOK.values()}) == len(LOOK)


def test_own_months_are_listed_newest_first_with_what_is_filled(year: Company) -> None:
    card = an_established_scorecard(year.department, year.cycle)
    january = Realization.objects.get(unit=year.department, month=1)
    an_actual(january, measures_of(card)[0], 90)
    found = own_months(year.manager, year.cycle, work_calendar(year.cycle), TODAY)
    assert [(it.realization.month, it.filled, it.due_on) for it in found["Departemen PPIC"]] == [
        (2, 0, date(2027, 3, 15)),
        (1, 1, None),
    ]


def test_late_is_counted_in_working_days(year: Company) -> None:
    found = own_months(year.colleague, year.cycle, work_calendar(year.cycle), TODAY)
    assert [it.late_days for it in found["Departemen QA"]] == [1]


def test_a_month_stays_unfinished_until_it_is_closed_and_verified(year: Company) -> None:
    def months() -> list[int]:
        clocks = verification_clocks(year.cycle)
        found = unfinished_months(year.cycle, clocks, work_calendar(year.cycle), TODAY)
        return [it.month for it in found]

    assert months() == [2, 1]
    ClosedMonth.objects.create(cycle=year.cycle, month=1, closed_at=NOW, closed_by=year.cms_head)
    assert months() == [2, 1]
    Realization.objects.filter(month=1).update(status=Status.VERIFIED, verified_at=NOW)
    assert months() == [2]


# --- Pages -------------------------------------------------------------------------------------------


def test_the_page_of_cms(year: Company, as_person: People) -> None:
    page = text(as_person(year.cms_head).get(LIST))
    assert "Realisasi 2027" in page
    assert "2 dari 3 · 1 terlambat" in page
    assert "mulai setelah semua mengirim atau bulan ditutup" in page
    assert "Tutup Bulan" in page


def test_only_the_head_of_cms_has_the_button_and_only_when_it_may_be_pressed(
    year: Company, as_person: People
) -> None:
    close = reverse("realization:month-close", args=[2027, 1])
    assert close in as_person(year.cms_head).get(LIST).content.decode()
    for person in (year.cms, year.bod, year.director):
        assert close not in as_person(person).get(LIST).content.decode()
    clock.move_to(at("2027-02-15 12:00"))
    assert close not in as_person(year.cms_head).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("manager", 200),
        ("drafter", 200),
        ("director", 200),
        ("auditor", 200),
        ("bod", 200),
        ("admin", 403),
        ("nobody", 403),
        ("leaver", 302),
    ],
)
def test_who_opens_the_list(year: Company, as_person: People, actor: str, status: int) -> None:
    assert as_person(getattr(year, actor)).get(LIST).status_code == status


def test_a_department_sees_its_months_and_no_matrix(year: Company, as_person: People) -> None:
    page = text(as_person(year.manager).get(LIST))
    assert "Februari 2027 Belum diisi" in page
    assert "Departemen QA" not in page


def test_the_year_of_the_address_is_shown(year: Company, as_person: People) -> None:
    PlanningCycle.objects.open_year(2026)
    page = text(as_person(year.cms).get(LIST + "?year=2026"))
    assert "Realisasi 2026" in page
    assert "Belum ada bulan yang dibuka" in page
    assert "Buka Bulan Desember 2026" in page


def test_without_any_year_the_page_says_what_comes_next(as_person: People, company: Company) -> None:
    PlanningCycle.objects.all().delete()
    assert "Belum ada Tahun BSC" in text(as_person(company.cms).get(LIST))


def test_fifty_units_cost_as_many_queries_as_five(company: Company, as_person: People) -> None:
    clock.move_to(NOW)
    counts = []
    for amount in (5, 45):
        for number in range(amount):
            unit = Unit.objects.create(
                code=f"U{amount}-{number}",
                name=f"Departemen {amount}-{number}",
                kind="department",
                parent=company.directorate,
                valid_from=date(2020, 1, 1),
            )
            for month in (1, 2):
                a_month(unit, company.cycle, month, Status.SUBMITTED, first_submitted_at=NOW)
        counts.append([queries(as_person(p), LIST) for p in (company.cms_head, company.director)])
    assert counts[0] == counts[1]


# --- Tasks -------------------------------------------------------------------------------------------


def tasks(company: Company, actor: str, moment: str = "2027-02-17 10:00") -> list[tuple[str, str, str]]:
    person = getattr(company, actor)
    vars(person).pop("current_roles", None)
    return sorted((todo.title, todo.unit, todo.period) for todo in todos_for(person, at(moment)))


FILL = "Isi dan kirim realisasi"


def test_departments_have_their_open_months(year: Company) -> None:
    expected = [(FILL, "Departemen PPIC", "Februari 2027")]
    for actor in ("manager", "second_layer", "drafter"):
        assert tasks(year, actor) == expected
    assert tasks(year, "outsider") == [(FILL, "Departemen Keuangan", "Januari 2027")]
    assert tasks(year, "colleague") == tasks(year, "nobody") == []


def test_a_repair_says_so_and_has_its_own_date(year: Company) -> None:
    due_on = date(2027, 2, 22)
    Realization.objects.filter(unit=year.sister_department).update(status="returned", return_due_on=due_on)
    (todo,) = todos_for(year.colleague, NOW)
    assert (todo.title, todo.due_on) == ("Perbaiki realisasi yang dikembalikan CMS", due_on)
    Realization.objects.filter(unit=year.sister_department).update(status="reopened")
    (todo,) = todos_for(year.colleague, NOW)
    assert todo.title == "Perbarui realisasi yang dibuka kembali"


def test_the_month_of_a_vacant_post_is_the_director_s(year: Company) -> None:
    assert tasks(year, "other_director") == []
    year.outsider.assignments.all().delete()
    assert tasks(year, "other_director") == [(FILL, "Departemen Keuangan", "Januari 2027")]


def test_cms_has_what_waits_for_verification(year: Company) -> None:
    waiting = ("Verifikasi realisasi", "Departemen QA", "Januari 2027")
    assert tasks(year, "cms") == tasks(year, "second_cms") == [waiting]
    assert waiting in tasks(year, "cms_head")
    (todo,) = todos_for(year.cms, NOW)
    assert (todo.kind, todo.due_on) == ("decision", None)
    ClosedMonth.objects.create(cycle=year.cycle, month=1, closed_at=NOW, closed_by=year.cms_head)
    (todo,) = todos_for(year.cms, NOW)
    assert todo.due_on == date(2027, 2, 19)


def test_a_resubmission_gives_cms_its_days_anew(year: Company) -> None:
    ClosedMonth.objects.create(cycle=year.cycle, month=1, closed_at=NOW, closed_by=year.cms_head)
    Realization.objects.filter(unit=year.sister_department).update(submitted_at=at("2027-03-01 09:00"))
    (todo,) = todos_for(year.cms, NOW)
    assert todo.due_on == date(2027, 3, 3)


def test_nobody_is_asked_to_verify_what_he_wrote(year: Company) -> None:
    Realization.objects.filter(unit=year.sister_department).update(contributors=[year.cms.pk])
    assert tasks(year, "cms") == []


def test_a_substitute_has_the_unit_that_names_him(year: Company) -> None:
    Unit.objects.filter(pk=year.sister_department.pk).update(substitute_reviewer=year.nobody)
    assert tasks(year, "nobody") == [("Verifikasi realisasi", "Departemen QA", "Januari 2027")]


@pytest.mark.parametrize(("moment", "asked"), [("2027-02-19 23:59", False), ("2027-02-20 00:00", True)])
def test_from_the_closing_day_on_the_head_of_cms_is_asked_to_close(
    year: Company, moment: str, asked: bool
) -> None:
    close = ("Tutup Bulan", "Semua departemen", "Januari 2027")
    assert (close in tasks(year, "cms_head", moment)) == asked
    assert close not in tasks(year, "cms", moment)
    ClosedMonth.objects.create(cycle=year.cycle, month=1, closed_at=NOW, closed_by=year.cms_head)
    assert close not in tasks(year, "cms_head", moment)


def test_reopenings_wait_for_the_head_of_cms(year: Company) -> None:
    january = Realization.objects.get(unit=year.department, month=1)
    ReopeningRequest.objects.create(
        realization=january, reason="audit", requested_by=year.manager, requested_at=NOW
    )
    asked = ("Putuskan permintaan membuka kembali realisasi", "Departemen PPIC", "Januari 2027")
    assert asked in tasks(year, "cms_head")
    assert asked not in tasks(year, "cms")


def test_tasks_cost_the_same_for_many_months(year: Company) -> None:
    counts = []
    for months in (range(3, 4), range(4, 12)):
        for month in months:
            for unit in (year.department, year.sister_department):
                a_month(unit, year.cycle, month, Status.SUBMITTED, submitted_by=year.manager)
            a_month(year.other_department, year.cycle, month)
        found = []
        for person in (year.cms_head, year.outsider):
            vars(person).pop("current_roles", None)
            with CaptureQueriesContext(connection) as captured:
                todos_for(person, at("2027-12-24 10:00"))
            found.append(len(captured))
        counts.append(found)
    assert counts[0] == counts[1]
