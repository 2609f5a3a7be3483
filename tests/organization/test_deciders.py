"""Nobody decides on himself: who does instead, and which departments stand still (realities 22, 23)."""

import pytest

from cint_portal.organization.audience import Posts
from cint_portal.organization.deciders import Deciders, Route, dead_ends, deciders_for
from cint_portal.organization.models import RoleAssignment, Unit, User
from cint_portal.organization.roles import Role
from tests.company import Company, assign, person


@pytest.fixture
def third(company: Company) -> User:
    """One more member of the board, who is also a director."""
    made = person("direktur.tiga", "Sinta Maharani")
    assign(made, Role.BOD, company.corporate)
    assign(made, Role.DIRECTOR, company.other_directorate)
    return made


def deciders(unit: Unit, contributors: tuple[int, ...] = ()) -> Deciders:
    return deciders_for(
        Posts(), Unit.objects.select_related("substitute_decider").get(pk=unit.pk), contributors
    )


def heads(company: Company, who: User) -> None:
    RoleAssignment.objects.filter(role=Role.MANAGER, unit=company.department).delete()
    assign(who, Role.MANAGER, company.department, is_acting=True, letter_number="SK-7")


def test_every_member_decides_on_an_ordinary_department(company: Company, third: User) -> None:
    found = deciders(company.department)
    assert set(found.people) == {company.bod, company.president, third}
    assert found.route == Route.BOARD
    assert not found.is_reserved


def test_a_director_as_acting_manager_goes_to_the_president_alone(company: Company, third: User) -> None:
    heads(company, third)
    found = deciders(company.department)
    assert (found.people, found.route) == ((company.president,), Route.PRESIDENT)
    assert third not in found
    assert company.bod not in found


def test_a_director_who_is_not_of_the_board_goes_to_the_president_as_well(company: Company) -> None:
    heads(company, company.director)
    assert deciders(company.department).people == (company.president,)


def test_the_substitute_of_the_unit_comes_first(company: Company, third: User) -> None:
    heads(company, third)
    Unit.objects.filter(pk=company.department.pk).update(substitute_decider=company.bod)
    found = deciders(company.department)
    assert (found.people, found.route) == ((company.bod,), Route.SUBSTITUTE)


def test_a_substitute_who_heads_the_unit_is_none(company: Company, third: User) -> None:
    heads(company, third)
    Unit.objects.filter(pk=company.department.pk).update(substitute_decider=third)
    assert deciders(company.department).people == (company.president,)


def test_the_presidents_own_department_goes_to_the_other_members(company: Company, third: User) -> None:
    heads(company, company.president)
    found = deciders(company.department)
    assert (set(found.people), found.route) == ({company.bod, third}, Route.BODY)


def test_a_vacant_post_whose_work_falls_to_a_director_is_reserved(company: Company) -> None:
    RoleAssignment.objects.filter(role=Role.MANAGER, unit=company.department).delete()
    assert deciders(company.department).route == Route.PRESIDENT


def test_a_director_who_sent_it_before_is_not_asked_afterwards(company: Company, third: User) -> None:
    found = deciders(company.department, (third.pk,))
    assert (found.people, found.route) == ((company.president,), Route.PRESIDENT)


def test_a_director_does_not_decide_on_the_own_directorate(company: Company, third: User) -> None:
    found = deciders(company.other_directorate)
    assert set(found.people) == {company.bod, company.president}
    assert found.route == Route.BOARD


def test_the_companys_scorecard_is_the_whole_boards(company: Company) -> None:
    assert set(deciders(company.corporate).people) == {company.bod, company.president}


def test_who_works_for_cms_decides_on_nothing(company: Company) -> None:
    assign(company.bod, Role.CMS, company.cms_department)
    assert deciders(company.department).people == (company.president,)


def test_a_department_that_nobody_may_decide_on_is_a_dead_end(company: Company) -> None:
    RoleAssignment.objects.filter(role=Role.BOD, person=company.bod).delete()
    heads(company, company.president)
    assert deciders(company.department).route == Route.NOBODY
    assert company.department in [one.unit for one in dead_ends() if one.lacks_decider]
    Unit.objects.filter(pk=company.department.pk).update(substitute_decider=company.other_director)
    assert company.department not in [one.unit for one in dead_ends() if one.lacks_decider]


def test_cms_without_a_substitute_is_a_dead_end(company: Company) -> None:
    assert [one.unit for one in dead_ends() if one.lacks_reviewer] == [company.cms_department]
    Unit.objects.filter(pk=company.cms_department.pk).update(substitute_reviewer=company.colleague)
    assert dead_ends() == []
