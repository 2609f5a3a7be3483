"""The year's matrix, one's own months, and the months that CMS has not finished."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.organization.models import PlanningCycle, Unit
from cint_portal.workdays.selectors import work_calendar
from realization.models import ClosedMonth, Realization
from realization.selectors.clock import verification_clocks
from realization.selectors.overview import LOOK, matrix, own_months, unfinished_months
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import Status, a_month, an_actual, an_established_scorecard, measures_of
from tests.realization.pages import queries, text, url

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
    february, january = found["Departemen PPIC"]
    assert "*Isi dan kirim realisasi – Departemen PPIC, Februari 2027*" in february.wa_text
    assert january.wa_text == "", "what is verified waits for nobody"


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


def test_a_department_that_was_approved_after_the_opening_is_offered(
    year: Company, as_person: People
) -> None:
    for unit in (year.department, year.cms_department):
        an_established_scorecard(unit, year.cycle)
    assert "Januari 2027 Minta 1 departemen baru" in text(as_person(year.cms).get(LIST))
    as_person(year.cms).post(reverse("realization:month-open", args=[2027, 1]))
    assert "Minta" not in text(as_person(year.cms).get(LIST)).split("Februari 2027")[0]
    assert Realization.objects.filter(unit=year.cms_department, month=1).exists()
