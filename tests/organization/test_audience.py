"""Who is told of a unit's work, and why; an absence gives mails and rights for its days only."""

from datetime import date

import pytest

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.audience import Posts, Reader, told_about
from cint_portal.organization.models import Absence, RoleAssignment, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import responsible_for
from cint_portal.organization.services import end_absence, record_absence
from issues.permissions import can_submit_register
from tests.company import Company, assign, person
from tests.conftest import at
from tests.issues.registers import opened

DAY = date(2027, 2, 10)


@pytest.fixture(autouse=True)
def _today(company: Company) -> None:
    clock.move_to(at("2027-02-10 09:00"))


def lines(told: tuple[Reader, ...]) -> set[tuple[str, str, bool]]:
    return {(one.mailbox or one.person.username, one.standing, one.is_copy) for one in told}


CMS = {"kepala.cms", "cms", "cms.dua", "cms.rangkap"}
VACANCY = {(name, "vacant_copy", True) for name in CMS}


def vacate(company: Company, unit: Unit) -> None:
    RoleAssignment.objects.filter(role=Role.MANAGER, unit=unit).update(valid_until=date(2021, 1, 1))


def test_two_heads_and_the_drafter_who_reads_along(company: Company) -> None:
    assert lines(told_about(company.department)) == {
        ("manager", "manager", False),
        ("cms.rangkap", "manager", False),
        ("admin.ppic", "drafter", True),
    }


def test_a_vacant_post_goes_to_the_director_with_cms_in_copy(company: Company) -> None:
    vacate(company, company.sister_department)
    assert lines(told_about(company.sister_department)) == {("direktur", "vacant", False), *VACANCY}
    assert Posts().is_vacant(company.sister_department.pk)


def test_the_pjs_takes_the_place_of_the_vacancy(company: Company) -> None:
    vacate(company, company.sister_department)
    acting = person("pjs", "Rudi Hartono")
    assign(acting, Role.MANAGER, company.sister_department, is_acting=True)
    assert lines(told_about(company.sister_department)) == {("pjs", "acting", False)}


def test_the_units_mailbox_gets_a_copy_unless_the_head_reads_it_anyway(company: Company) -> None:
    unit = company.sister_department
    unit.mailbox = "qa@contoh.test"
    unit.save()
    assert lines(told_about(unit)) == {
        ("manager.qa", "manager", False),
        ("qa@contoh.test", "mailbox", True),
    }
    User.objects.filter(pk=company.colleague.pk).update(email="qa@contoh.test", email_is_shared=True)
    assert lines(told_about(unit)) == {("manager.qa", "manager", False)}


def test_somebody_who_left_is_told_nothing(company: Company) -> None:
    User.objects.filter(pk=company.colleague.pk).update(is_active=False)
    assert ("manager.qa", "manager", False) not in lines(told_about(company.sister_department))


def away(who: User, deputy: User | None = None, last: date = date(2027, 2, 12)) -> Absence:
    return record_absence(person=who, first_day=date(2027, 2, 8), last_day=last, deputy=deputy)


def test_during_an_absence_the_deputy_gets_mails_and_rights_for_its_days_only(company: Company) -> None:
    clock.move_to(at("2026-10-01 08:00"))
    register = opened(company)
    register.unit = company.sister_department
    clock.move_to(at("2027-02-10 09:00"))
    away(company.colleague, company.outsider)
    unit = company.sister_department
    for moment, is_deputy in (
        ("2027-02-07 23:59", False),
        ("2027-02-08 00:00", True),
        ("2027-02-12 23:59", True),
        ("2027-02-13 00:00", False),
    ):
        clock.move_to(at(moment))
        deputy = User.objects.get(pk=company.outsider.pk)
        assert can_submit_register(deputy, register) is is_deputy
        assert responsible_for(unit) == [company.outsider if is_deputy else company.colleague]
    # The absent person keeps the own rights: a mobile phone works on a journey.
    assert can_submit_register(User.objects.get(pk=company.colleague.pk), register)


def test_an_absence_without_a_deputy_leaves_the_task_to_the_director(company: Company) -> None:
    away(company.colleague)
    assert lines(told_about(company.sister_department)) == {("direktur", "away", False), *VACANCY}
    away(company.director)
    assert lines(told_about(company.sister_department)) == {("dirut", "away", False), *VACANCY}
    away(company.president)
    # Nobody is there at all: better the absent head than nobody.
    assert lines(told_about(company.sister_department)) == {("manager.qa", "manager", False)}


def test_cms_people_who_are_away_are_passed_over_while_others_are_there(company: Company) -> None:
    away(company.cms)
    assert company.cms not in {reader.person for reader in Posts().cms()}
    for who in (company.cms_head, company.second_cms, company.cms_with_department):
        away(who)
    assert len(Posts().cms()) == 4


def test_a_late_unit_is_chased_by_the_director_above_who_is_not_responsible_himself(company: Company) -> None:
    posts = Posts()
    assert ("direktur", "above", False) in lines(posts.above(company.sister_department.pk))
    vacate(company, company.sister_department)
    assert ("dirut", "above", False) in lines(Posts().above(company.sister_department.pk))


def test_nobody_reviews_the_own_unit_but_its_substitute_does(company: Company) -> None:
    unit = company.department
    unit.substitute_reviewer = company.auditor
    unit.save()
    names = {reader.person.username for reader in Posts().reviewers(unit.pk, [company.second_cms.pk])}
    assert names == {"kepala.cms", "cms", "auditor"}


def test_the_deputys_roles_are_cut_to_the_absence_and_not_doubled(company: Company) -> None:
    assign(company.outsider, Role.MANAGER, company.sister_department)
    absence = away(company.colleague, company.outsider)
    assert absence.delegated.count() == 0
    other = record_absence(
        person=company.director,
        first_day=date(2027, 3, 1),
        last_day=date(2027, 3, 5),
        deputy=company.colleague,
        letter_number="SK-1",
    )
    role = other.delegated.get()
    assert (role.role, role.unit, role.is_acting) == (Role.DIRECTOR, company.directorate, True)
    assert (role.valid_from, role.valid_until) == (date(2027, 3, 1), date(2027, 3, 5))


def test_the_boards_decision_is_not_delegated(company: Company) -> None:
    absence = away(company.president, company.director)
    assert {role.role for role in absence.delegated.all()} == {Role.DIRECTOR}


@pytest.mark.parametrize("case", ["order", "self", "left", "away"])
def test_an_absence_that_makes_no_sense_is_refused(company: Company, case: str) -> None:
    deputy, last = company.outsider, date(2027, 2, 12)
    if case == "order":
        last = date(2027, 2, 7)
    elif case == "self":
        deputy = company.colleague
    elif case == "left":
        deputy = company.leaver
    else:
        away(company.outsider)
    with pytest.raises(InvalidInput):
        away(company.colleague, deputy, last)
    assert not Absence.objects.filter(person=company.colleague).exists()


def test_two_absences_of_one_person_do_not_overlap(company: Company) -> None:
    away(company.colleague)
    with pytest.raises(Conflict):
        away(company.colleague)


def test_an_absence_ends_earlier_or_later_and_its_roles_with_it(company: Company) -> None:
    absence = away(company.colleague, company.outsider)
    for last in (date(2027, 2, 19), date(2027, 2, 10)):
        ended = end_absence(absence=absence, last_day=last, today=DAY)
        assert ended is not None
        assert ended.last_day == ended.delegated.get().valid_until == last
    with pytest.raises(InvalidInput):
        end_absence(absence=absence, last_day=date(2027, 2, 8), today=DAY)


def test_an_absence_that_never_began_leaves_nothing(company: Company) -> None:
    absence = record_absence(
        person=company.colleague,
        first_day=date(2027, 3, 1),
        last_day=date(2027, 3, 5),
        deputy=company.outsider,
    )
    assert end_absence(absence=absence, last_day=DAY, today=DAY) is None
    assert not Absence.objects.exists()
    assert not RoleAssignment.objects.filter(person=company.outsider, unit=company.sister_department).exists()
