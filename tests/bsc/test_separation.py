"""Overlapping posts: who reviews a unit does not decide on it; who works for it does neither."""

from datetime import date

import pytest

from bsc.models import Scorecard
from bsc.permissions import (
    can_decide_scorecard,
    can_record_resolution,
    can_review_scorecard,
    deciders_of,
)
from bsc.selectors.approval import to_decide, to_review
from bsc.selectors.people import reviewers_of
from cint_portal.organization.absences import Absence
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import Unit, User
from cint_portal.organization.roles import Role
from issues.permissions import can_extend_register, can_review_register
from issues.selectors.review_queue import reviewers_of as register_reviewers
from realization.models import Realization
from realization.permissions import can_reopen_realization, can_verify_realization
from realization.selectors.people import reopening_deciders
from realization.selectors.people import reviewers_of as month_reviewers
from tests.bsc.builders import a_full_scorecard
from tests.company import Company, assign
from tests.issues.registers import opened
from tests.realization.builders import a_month

Status = Scorecard.Status


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


def card(unit: Unit, company: Company, status: str) -> Scorecard:
    row = a_full_scorecard(unit, company.cycle, status=status)
    return Scorecard.objects.select_related("unit", "cycle").get(pk=row.pk)


def test_who_reviews_a_unit_in_place_of_cms_does_not_decide_on_it_as_well(company: Company) -> None:
    Unit.objects.filter(pk=company.department.pk).update(substitute_reviewer=company.bod)
    row = card(company.department, company, Status.WITH_BOARD)
    assert can_review_scorecard(again(company.bod), row)
    assert not can_decide_scorecard(again(company.bod), row)
    assert to_decide(again(company.bod)) == []
    assert to_decide(again(company.president)) == [row]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SECOND_LAYER, Role.DRAFTER])
def test_a_substitute_who_now_works_for_the_unit_reviews_it_no_more(company: Company, role: Role) -> None:
    Unit.objects.filter(pk=company.cms_department.pk).update(substitute_reviewer=company.second_cms)
    row = card(company.cms_department, company, Status.SENT_CMS)
    assert list(to_review(again(company.second_cms))) == [row]
    assign(company.second_cms, role, company.cms_department, is_acting=role == Role.MANAGER)
    assert not can_review_scorecard(again(company.second_cms), row)
    assert not to_review(again(company.second_cms))
    told = {reader.person for reader in Posts().reviewers(company.cms_department.pk)}
    assert company.second_cms not in told
    assert company.second_cms not in reviewers_of(row)


def away(person: User) -> None:
    Absence.objects.create(person=person, first_day=date(2020, 1, 1), last_day=date(2099, 12, 31))


def test_while_the_president_is_away_others_decide_for_an_acting_director(company: Company) -> None:
    """The next above is absent: what a director of the board heads goes to the other members."""
    assign(company.director, Role.MANAGER, company.department, is_acting=True)
    assign(company.director, Role.BOD, company.corporate)
    row = card(company.department, company, Status.WITH_BOARD)
    assert deciders_of(row).people == (company.president,)
    away(company.president)
    assert not can_decide_scorecard(again(company.director), row)
    assert to_decide(again(company.bod)) == [row]


def test_who_stands_in_for_the_president_decides_on_everything_but_the_own_department(
    company: Company,
) -> None:
    """The deputy holds the president's roles, and keeps his own."""
    away(company.president)
    for role in (Role.BOD, Role.DIRECTOR):
        assign(company.colleague, role, company.corporate, is_acting=True)
    own = card(company.sister_department, company, Status.WITH_BOARD)
    other = card(company.department, company, Status.WITH_BOARD)
    assert to_decide(again(company.colleague)) == [other]
    assert own in to_decide(again(company.bod))


def test_cms_standing_in_for_a_member_of_the_board_decides_nothing_that_cms_forwarded(
    company: Company,
) -> None:
    assign(company.cms, Role.BOD, company.corporate, is_acting=True)
    row = card(company.department, company, Status.WITH_BOARD)
    assert to_decide(again(company.cms)) == []
    assert not can_record_resolution(again(company.cms))
    assert company.bod in deciders_of(row).people


def test_a_substitute_who_heads_the_department_reopens_none_of_its_months(company: Company) -> None:
    Unit.objects.filter(pk=company.department.pk).update(
        substitute_decider=company.manager, substitute_reviewer=company.manager
    )
    month = Realization.objects.select_related("unit").get(pk=a_month(company.department, company.cycle).pk)
    assert not can_reopen_realization(again(company.manager), month)
    assert not can_verify_realization(again(company.manager), month)
    assert company.manager not in [*reopening_deciders(month), *month_reviewers(month)]


def test_a_substitute_who_heads_the_department_reviews_none_of_its_issues(company: Company) -> None:
    company.department.substitute_reviewer = company.manager
    company.department.save()
    register = opened(company)
    assert not can_review_register(again(company.manager), register)
    assert not can_extend_register(again(company.manager), register)
    assert company.manager not in register_reviewers(register)
