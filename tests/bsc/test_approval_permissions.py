"""Two hats, substitutes and acting heads: nobody decides on own work, no unit lacks a decider."""

from collections.abc import Iterable

import pytest

from bsc.models import Scorecard
from bsc.permissions import can_decide_scorecard, can_review_scorecard, can_submit_scorecard
from bsc.selectors.people import invited_to_establishment, preparers_of, reviewers_of, told_of_decision
from cint_portal.organization.audience import Reader
from cint_portal.organization.models import User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import cms_people
from tests.bsc.scorecards import make_scorecard
from tests.company import Company, assign


def people(told: Iterable[User | Reader]) -> set[User]:
    return {one.person if isinstance(one, Reader) else one for one in told}


def fresh(person: User) -> User:
    """The person as the next request sees him or her: roles are read once per request."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def scorecard(company: Company) -> Scorecard:
    return make_scorecard(company.cycle, company.department)


def test_a_cms_person_with_a_department_does_not_review_it(company: Company, scorecard: Scorecard) -> None:
    assert not can_review_scorecard(company.cms_with_department, scorecard)
    other = make_scorecard(company.cycle, company.other_department)
    assert can_review_scorecard(company.cms_with_department, other)


def test_the_department_of_cms_is_reviewed_by_its_substitute_alone(company: Company) -> None:
    company.cms_department.substitute_reviewer = company.colleague
    company.cms_department.save()
    own = make_scorecard(company.cycle, company.cms_department)
    assert can_review_scorecard(company.colleague, own)
    assert not can_review_scorecard(company.cms_head, own)
    assert reviewers_of(own) == [company.colleague]


def test_the_substitute_reviewer_sees_the_scorecard_of_that_unit_only(company: Company) -> None:
    company.cms_department.substitute_reviewer = company.outsider
    company.cms_department.save()
    own = make_scorecard(company.cycle, company.cms_department)
    make_scorecard(company.cycle, company.department)
    assert list(Scorecard.objects.visible_to(company.outsider)) == [own]


def test_reviewers_are_cms_without_those_who_belong_to_the_unit(
    company: Company, scorecard: Scorecard
) -> None:
    assert set(reviewers_of(scorecard)) == {company.cms_head, company.cms, company.second_cms}


def test_a_board_member_who_is_acting_head_does_not_decide_on_that_unit(
    company: Company, scorecard: Scorecard
) -> None:
    assign(company.bod, Role.MANAGER, company.department, is_acting=True, letter_number="SK-7")
    assert not can_decide_scorecard(fresh(company.bod), scorecard)
    assert can_submit_scorecard(fresh(company.bod), scorecard)
    assert can_decide_scorecard(company.president, scorecard)
    assert can_decide_scorecard(fresh(company.bod), make_scorecard(company.cycle, company.other_department))


def test_a_board_member_who_also_works_for_cms_does_not_decide(
    company: Company, scorecard: Scorecard
) -> None:
    assign(company.bod, Role.CMS, company.cms_department)
    assert not can_decide_scorecard(fresh(company.bod), scorecard)


def test_a_departments_news_reach_its_head_and_its_reviewers(company: Company, scorecard: Scorecard) -> None:
    heads = {company.manager, company.cms_with_department}
    assert people(preparers_of(scorecard)) == {*heads, company.drafter}  # the drafter reads along
    assert people(told_of_decision(scorecard)) == {
        *heads,
        company.drafter,
        company.cms_head,
        company.cms,
        company.second_cms,
    }


def test_the_news_of_a_vacant_post_reach_the_director(company: Company, scorecard: Scorecard) -> None:
    company.department.assignments.filter(role=Role.MANAGER).update(valid_until="2020-12-31")
    assert people(preparers_of(scorecard)) == {company.director, company.drafter, *cms_people()}


def test_corporate_news_reach_the_head_of_cms(company: Company) -> None:
    corporate = make_scorecard(company.cycle, company.corporate)
    assert preparers_of(corporate) == [company.cms_head]
    assert company.manager not in people(told_of_decision(corporate))


def test_board_managers_and_second_layer_are_told_of_the_establishment(company: Company) -> None:
    assert set(invited_to_establishment()) == {
        company.president,
        company.bod,
        company.manager,
        company.cms_with_department,
        company.colleague,
        company.outsider,
        company.second_layer,
    }
