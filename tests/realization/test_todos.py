"""Tasks of realization on the start page: whose turn it is, until when, and nobody else's."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cint_portal.organization.models import Unit
from realization.models import ClosedMonth, Realization, ReopeningRequest
from realization.selectors import todos_for
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import Status, a_month

NOW = at("2027-02-17 10:00")


@pytest.fixture
def year(company: Company) -> Company:
    """January: one department on time and verified, one late, one missing, one closed without data."""
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
