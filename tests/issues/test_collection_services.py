"""Opening the year's collection: registers, dates, mails, the schedule, the list of factors."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle, RoleAssignment
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import TransitionLog
from issues.emails import COLLECTION_OPENED
from issues.models import IssueCollection, IssueRegister, ReviewFactor, Source
from issues.services import open_collection, open_planned_collections, seed_review_factors
from tests.company import FOUNDED, Company, person, unit
from tests.conftest import at
from tests.issues.registers import OPENED

DUE = date(2026, 10, 31)


def open_now(company: Company, **more: object) -> list[IssueRegister]:
    return open_collection(**{"cycle": company.cycle, "actor": company.cms_head, "now": OPENED, **more})  # type: ignore[arg-type]


def invited() -> set[tuple[str, str]]:
    mails = OutboxMail.objects.filter(kind=COLLECTION_OPENED, is_copy=False)
    return {(mail.about.unit.code, mail.recipient.username) for mail in mails}


def test_every_department_of_the_day_gets_a_register_and_its_head_a_mail(company: Company) -> None:
    closed = unit("OLD", "Departemen Lama", "department", company.directorate)
    closed.valid_until = date(2026, 9, 30)
    closed.save()
    registers = open_now(company)
    assert {register.unit.code for register in registers} == {"PPIC", "QA", "FIN", "CMS"}
    assert {(r.status, r.due_on, r.first_due_on, r.round) for r in registers} == {
        ("not_started", DUE, DUE, 0)
    }
    assert invited() == {
        ("PPIC", "manager"),
        ("PPIC", "cms.rangkap"),
        ("QA", "manager.qa"),
        ("FIN", "manager.fin"),
        ("CMS", "dirut"),  # nobody heads it: its work falls to the director above
    }


def test_the_collection_is_created_opened_and_logged(company: Company) -> None:
    open_now(company)
    collection = IssueCollection.objects.get(cycle=company.cycle)
    assert (collection.status, collection.opened_at, collection.due_on) == ("open", OPENED, DUE)
    log = TransitionLog.objects.get(machine="issue_collection")
    assert (log.transition, log.actor_name, log.at) == ("open", "Ratna Dewi", OPENED)


def test_opening_again_changes_nothing(company: Company) -> None:
    open_now(company)
    mails = OutboxMail.objects.count()
    assert open_now(company, now=at("2026-10-05 09:00")) == []
    assert IssueCollection.objects.get().opened_at == OPENED
    assert IssueRegister.objects.count() == 4
    assert OutboxMail.objects.count() == mails
    assert TransitionLog.objects.count() == 1


def test_a_department_born_later_gets_its_register_by_opening_again(company: Company) -> None:
    open_now(company)
    new = unit("NEW", "Departemen Baru", "department", company.directorate)
    RoleAssignment.objects.create(
        person=person("manager.baru", "Rina"), unit=new, role=Role.MANAGER, valid_from=FOUNDED
    )
    (register,) = open_now(company, now=at("2026-10-20 09:00"))
    assert (register.unit, register.due_on) == (new, DUE)
    assert ("NEW", "manager.baru") in invited()


def test_a_department_born_after_everybodys_date_gets_the_time_of_a_repair(company: Company) -> None:
    open_now(company)
    new = unit("NEW", "Departemen Baru", "department", company.directorate)
    new.valid_from = date(2026, 11, 2)
    new.save()
    (register,) = open_now(company, now=at("2026-11-04 09:00"))
    assert (register.due_on, register.first_due_on) == (date(2026, 11, 9), date(2026, 11, 9))


def test_a_holiday_rule_of_the_year_moves_the_due_date(company: Company) -> None:
    company.cycle.holiday_rule = PlanningCycle.HolidayRule.BEFORE
    company.cycle.save()
    assert {register.due_on for register in open_now(company)} == {date(2026, 10, 30)}


@pytest.mark.parametrize("who", ["manager", "drafter", "director", "bod", "auditor", "admin", "nobody"])
def test_only_cms_opens_a_collection(company: Company, who: str) -> None:
    with pytest.raises(PermissionDenied):
        open_now(company, actor=getattr(company, who))
    assert not IssueCollection.objects.exists()
    assert not IssueRegister.objects.exists()


def run_schedule(day: str) -> int:
    now = at(f"{day} 00:05")
    return open_planned_collections(now.date(), now)


def test_the_schedule_opens_on_the_day_in_the_name_of_the_head_of_cms(company: Company) -> None:
    assert run_schedule("2026-09-30") == 0
    assert run_schedule("2026-10-01") == 1
    assert run_schedule("2026-10-01") == 0
    assert TransitionLog.objects.get().actor_id == company.cms_head.pk
    assert IssueRegister.objects.count() == 4


def test_the_schedule_catches_up_but_leaves_a_year_alone_that_has_begun(company: Company) -> None:
    PlanningCycle.objects.open_year(2026)
    assert run_schedule("2026-12-31") == 1
    assert IssueCollection.objects.get().cycle.year == 2027


def test_without_a_head_of_cms_nothing_is_opened(company: Company) -> None:
    RoleAssignment.objects.filter(role=Role.CMS_HEAD).update(valid_until=date(2021, 1, 1))
    assert run_schedule("2026-10-01") == 0
    assert not IssueCollection.objects.exists()


def test_the_first_opening_brings_the_list_of_factors(company: Company) -> None:
    open_now(company)
    assert ReviewFactor.objects.filter(source=Source.EXTERNAL).count() == 6
    assert ReviewFactor.objects.filter(source=Source.INTERNAL).count() == 6


def test_a_list_that_somebody_edited_is_left_as_it_is(company: Company) -> None:
    ReviewFactor.objects.create(name="Iklim", source=Source.EXTERNAL)
    open_now(company)
    assert ReviewFactor.objects.count() == 1


def test_seeding_factors_twice_adds_nothing_and_keeps_edits(db: None) -> None:
    assert seed_review_factors() == 12
    ReviewFactor.objects.filter(name="Politik").update(is_active=False)
    assert seed_review_factors() == 0
    assert not ReviewFactor.objects.get(name="Politik").is_active
    names = ReviewFactor.objects.filter(source=Source.EXTERNAL).values_list("name", flat=True)
    assert list(names) == ["Politik", "Ekonomi", "Sosial", "Teknologi", "Lingkungan", "Hukum"]
