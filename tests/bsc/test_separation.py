"""Overlapping posts: who reviews a unit does not decide on it; who works for it does neither."""

import pytest

from bsc.models import Scorecard
from bsc.permissions import can_decide_scorecard, can_review_scorecard
from bsc.selectors.approval import to_decide, to_review
from bsc.selectors.people import reviewers_of
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
    assert to_review(again(company.second_cms)) == [row]
    assign(company.second_cms, role, company.cms_department, is_acting=role == Role.MANAGER)
    assert not can_review_scorecard(again(company.second_cms), row)
    assert to_review(again(company.second_cms)) == []
    told = {reader.person for reader in Posts().reviewers(company.cms_department.pk)}
    assert company.second_cms not in told
    assert company.second_cms not in reviewers_of(row)


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
