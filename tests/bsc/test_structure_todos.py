"""Tasks of writing: whose they are, until when, and when they are gone."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bsc.models import CascadeMark, Scorecard
from bsc.selectors.structure import structure
from bsc.selectors.todos import structure_todos
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.roles import Role
from swot.models import SwotAnalysis
from tests.bsc.builders import Status, a_full_scorecard, a_scorecard
from tests.company import Company, assign, unit
from tests.conftest import at

NOW = at("2026-12-10 08:00")


def titles(user: object, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(todo.title, todo.unit) for todo in structure_todos(user, now)]  # type: ignore[arg-type]


@pytest.fixture
def corporate(company: Company) -> Scorecard:
    return a_full_scorecard(company.corporate, company.cycle, status=Status.APPROVED)


def test_a_manager_creates_the_departments_kpis_once_the_corporate_ones_are_approved(
    company: Company, corporate: Scorecard
) -> None:
    (todo,) = structure_todos(company.manager, NOW)
    assert (todo.kind, todo.title, todo.unit, todo.period) == (
        "task",
        "Buat KPI departemen",
        "Departemen PPIC",
        "2027",
    )
    assert todo.due_on == company.cycle.departments_due_on
    assert todo.url == f"/bsc/scorecards/create/?year=2027&unit={company.department.pk}"


def test_a_draft_is_the_link_once_it_exists(company: Company, corporate: Scorecard) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    (todo,) = structure_todos(company.manager, NOW)
    assert todo.url == f"/bsc/scorecards/{scorecard.pk}/"


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_what_is_sent_or_returned_is_no_task_of_writing(
    company: Company, corporate: Scorecard, status: str
) -> None:
    a_scorecard(company.department, company.cycle, status, revision=0, effective_from="2027-01-20")
    assert structure_todos(company.manager, NOW) == []


def test_before_the_corporate_approval_there_is_nothing_to_hang_on(company: Company) -> None:
    a_full_scorecard(company.corporate, company.cycle, status=Status.WITH_BOARD)
    assert structure_todos(company.manager, NOW) == []


def test_two_departments_are_two_tasks(company: Company, corporate: Scorecard) -> None:
    assign(company.manager, Role.MANAGER, company.sister_department)
    assert [unit for _title, unit in titles(company.manager)] == ["Departemen PPIC", "Departemen QA"]


@pytest.mark.parametrize("who", ["second_layer", "drafter", "director", "bod", "auditor", "admin", "nobody"])
def test_nobody_else_is_asked(company: Company, corporate: Scorecard, who: str) -> None:
    assert structure_todos(getattr(company, who), NOW) == []


def test_cms_is_asked_for_the_corporate_scorecard_once_the_position_is_final(company: Company) -> None:
    assert titles(company.cms) == []
    SwotAnalysis.objects.create(cycle=company.cycle, status=SwotAnalysis.Status.FINAL, **final_fields())
    assert titles(company.cms) == [("Buat scorecard korporat", "PT Uji Sentosa Tbk")]


def final_fields() -> dict[str, object]:
    return {"result": {}, "finalized_at": NOW}


def test_cms_writes_and_sends_until_the_date(company: Company) -> None:
    scorecard = a_full_scorecard(company.corporate, company.cycle)
    a_full_scorecard(company.directorate, company.cycle)
    first, second = structure_todos(company.cms_head, NOW)
    assert (first.title, first.unit, second.unit) == (
        "Susun KPI dan kirim ke Direksi",
        "PT Uji Sentosa Tbk",
        "Direktorat Operasi",
    )
    assert (first.due_on, first.url) == (
        company.cycle.corporate_to_board_on,
        f"/bsc/scorecards/{scorecard.pk}/",
    )


def test_cms_cascades_what_is_approved(company: Company, corporate: Scorecard) -> None:
    (todo,) = structure_todos(company.cms, NOW)
    assert (todo.title, todo.url) == ("Turunkan KPI ke departemen", "/bsc/cascade/?year=2027")
    objective = structure(corporate).objectives[0].id
    CascadeMark.objects.create(objective_id=objective, unit=company.department)
    assert structure_todos(company.cms, NOW) == []


def test_the_draft_of_a_vacant_department_is_the_directors_task(
    company: Company, corporate: Scorecard
) -> None:
    vacant = unit("GA", "Departemen GA", "department", company.directorate)
    assert titles(company.director) == [], "CMS lays it out with the cascade"
    scorecard = a_scorecard(vacant, company.cycle)
    (todo,) = structure_todos(company.director, NOW)
    assert (todo.unit, todo.url) == ("Departemen GA", f"/bsc/scorecards/{scorecard.pk}/")
    assert titles(company.other_director) == []
    assign(company.colleague, Role.MANAGER, vacant)
    assert titles(type(company.director).objects.get(pk=company.director.pk)) == []


def test_two_hats_have_both_tasks(company: Company, corporate: Scorecard) -> None:
    assert titles(company.cms_with_department) == [
        ("Buat KPI departemen", "Departemen PPIC"),
        ("Turunkan KPI ke departemen", "PT Uji Sentosa Tbk"),
    ]


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        ("2026-09-30 23:59", False),
        ("2026-10-01 00:00", True),
        ("2027-12-31 23:59", True),
        ("2028-01-01 00:00", False),
    ],
)
def test_a_year_asks_from_its_collection_to_its_end(
    company: Company, corporate: Scorecard, moment: str, asked: bool
) -> None:
    assert (structure_todos(company.manager, at(moment)) != []) is asked


def test_tasks_take_as_many_queries_with_many_units_as_with_one(
    company: Company, corporate: Scorecard
) -> None:
    def cost() -> int:
        person = type(company.manager).objects.get(pk=company.manager.pk)
        with CaptureQueriesContext(connection) as captured:
            structure_todos(person, NOW)
        return len(captured)

    before = cost()
    for number in range(20):
        row = unit(f"T{number}", f"Departemen {number}", "department", company.directorate)
        assign(company.manager, Role.MANAGER, row)
        a_scorecard(row, company.cycle)
    PlanningCycle.objects.open_year(2028)
    assert cost() == before
