"""Dated roles, visible units, who is responsible."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cint_portal.core import clock
from cint_portal.organization import selectors
from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.years import year_switch
from tests.company import Company, assign, person
from tests.conftest import at


def codes(user: User) -> set[str]:
    return set(Unit.objects.visible_to(user).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("manager", {"PPIC"}),
        ("second_layer", {"PPIC"}),
        ("drafter", {"PPIC"}),
        ("outsider", {"FIN"}),
        ("director", {"D-OPS", "PPIC", "QA"}),
        ("auditor", {"D-OPS", "PPIC", "QA"}),
        ("other_director", {"D-KEU", "FIN"}),
        ("cms", {"CORP", "D-OPS", "D-KEU", "PPIC", "QA", "FIN", "CMS"}),
        ("bod", {"CORP", "D-OPS", "D-KEU", "PPIC", "QA", "FIN", "CMS"}),
        ("admin", set()),
        ("nobody", set()),
        ("leaver", set()),
    ],
)
def test_everybody_sees_own_units_and_those_below(company: Company, actor: str, expected: set[str]) -> None:
    assert codes(getattr(company, actor)) == expected


def test_a_role_begins_and_ends_with_its_dates(company: Company) -> None:
    newcomer = person("baru", "Rina Marlina")
    RoleAssignment.objects.create(
        person=newcomer,
        role=Role.MANAGER,
        unit=company.department,
        valid_from=date(2027, 3, 1),
        valid_until=date(2027, 3, 31),
        is_acting=True,
        letter_number="SK-12/2027",
    )
    for moment, holds in (
        ("2027-02-28 23:59", False),
        ("2027-03-01 00:00", True),
        ("2027-03-31 23:59", True),
        ("2027-04-01 00:00", False),
    ):
        clock.move_to(at(moment))
        fresh = User.objects.get(pk=newcomer.pk)
        assert fresh.has_role(Role.MANAGER, unit_id=company.department.pk) is holds


def test_the_same_role_twice_at_a_time_is_refused_by_the_database(company: Company) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        assign(company.manager, Role.MANAGER, company.department)


def test_the_tasks_of_a_vacant_post_go_to_the_director_above(company: Company) -> None:
    assert set(selectors.responsible_for(company.department)) == {
        company.manager,
        company.cms_with_department,
    }
    RoleAssignment.objects.filter(role=Role.MANAGER, unit=company.department).update(
        valid_until=date(2021, 1, 1)
    )
    assert selectors.responsible_for(company.department) == [company.director]
    RoleAssignment.objects.filter(role=Role.DIRECTOR, unit=company.directorate).update(
        valid_until=date(2021, 1, 1)
    )
    assert selectors.responsible_for(company.department) == [company.president]


def test_the_president_director_is_the_director_of_the_company(company: Company) -> None:
    assert selectors.is_president(company.president)
    assert not selectors.is_president(company.director)


def test_a_year_starts_with_the_procedures_dates(db: None) -> None:
    cycle = PlanningCycle.objects.open_year(2027)
    assert (cycle.issues_due_on, cycle.meeting_on) == (date(2026, 10, 31), date(2027, 1, 20))
    assert (cycle.review_days, cycle.realization_due_day, str(cycle.cap)) == (3, 15, "1.20")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("2027", 2027), (None, 2027), ("1999", 2027), ("x", 2027), ("20277", 2027), ("٢٠٢٧", 2027)],
)
def test_the_year_switch_falls_back_to_the_nearest_year(
    company: Company, asked: str | None, shown: int
) -> None:
    switch = year_switch(asked, at("2026-11-21 08:00"))
    assert (switch.current, switch.previous, switch.next) == (shown, None, None)


def test_an_unknown_login_stays_a_lower_case_name(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="Besar", full_name="X")
