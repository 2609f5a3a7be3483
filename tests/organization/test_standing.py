"""The person of a request is read in one query, and says the same as rows read one by one."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.organization.models import RoleAssignment, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.standing import person_of_request
from tests.company import Company, person
from tests.conftest import at

TODAY = date(2027, 3, 31)
DAY = timedelta(days=1)


def read(one: User) -> User:
    found = person_of_request(one.pk)
    assert found is not None
    return found


@pytest.mark.parametrize("actor", ["manager", "cms_with_department", "president", "auditor", "nobody"])
def test_person_and_roles_are_those_of_the_tables(company: Company, actor: str) -> None:
    someone = User.objects.get(pk=getattr(company, actor).pk)
    found = read(someone)
    assert vars(found).keys() - vars(someone).keys() == {
        "current_roles",
        "decides_as_substitute",
        "has_personal_years",
        "reviews_as_substitute",
    }
    assert model_to_dict(found) == model_to_dict(someone)
    assert found.current_roles == someone.current_roles
    for mine, stored in zip(found.current_roles, someone.current_roles, strict=True):
        assert model_to_dict(mine) == model_to_dict(stored)
        assert model_to_dict(mine.unit) == model_to_dict(stored.unit)


def test_only_roles_of_the_day_count(company: Company) -> None:
    someone = person("bermacam", "Rina Marlina")
    periods = [
        (Role.MANAGER, TODAY, None),
        (Role.DRAFTER, TODAY - DAY, TODAY),
        (Role.AUDITOR, TODAY - DAY, TODAY - DAY),
        (Role.DIRECTOR, TODAY + DAY, None),
    ]
    for role, first, last in periods:
        RoleAssignment.objects.create(
            person=someone, role=role, unit=company.department, valid_from=first, valid_until=last
        )
    for moment in ("2027-03-31 00:00", "2027-03-31 23:59"):
        clock.move_to(at(moment))
        held = read(someone).current_roles
        assert held == list(RoleAssignment.objects.in_force().filter(person=someone))
        assert {role.role for role in held} == {Role.MANAGER, Role.DRAFTER}


def test_substitutes_are_known_as_such(company: Company) -> None:
    assert not read(company.nobody).reviews_as_substitute
    Unit.objects.filter(pk=company.department.pk).update(substitute_reviewer=company.nobody)
    assert read(company.nobody).reviews_as_substitute
    assert not read(company.nobody).decides_as_substitute
    Unit.objects.filter(pk=company.department.pk).update(substitute_decider=company.nobody)
    assert read(company.nobody).decides_as_substitute


def test_who_does_not_exist_or_has_left_has_no_session(
    company: Company, as_person: Callable[..., Client]
) -> None:
    assert person_of_request(0) is None
    client, request = as_person(company.manager), RequestFactory().get("/")
    request.session = client.session
    assert get_user(request) == company.manager
    User.objects.filter(pk=company.manager.pk).update(is_active=False)
    assert not get_user(request).is_authenticated


def test_a_role_that_ended_opens_nothing_at_the_next_request(
    company: Company, as_person: Callable[..., Client]
) -> None:
    """T8: nothing about a person is kept from one request to the next."""
    client, page = as_person(company.cms), reverse("bsc:approval-list")
    assert client.get(page).status_code == 200
    RoleAssignment.objects.filter(person=company.cms).update(valid_until=date(2020, 1, 2))
    assert client.get(page).status_code == 403
    assert b"/bsc/approvals/" not in client.get(reverse("documents:report-list")).content


@pytest.mark.parametrize("actor", ["manager", "cms", "bod", "nobody"])
def test_the_shell_of_a_page_takes_three_queries(
    company: Company, as_person: Callable[..., Client], actor: str
) -> None:
    """Session, person, bell; the page's own one and both ends of its transaction besides."""
    client = as_person(getattr(company, actor))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("documents:report-list"))
    assert len(captured) == 3 + 1 + 2
