"""The administrator's pages: reference data only, open to administrators only, each change on record."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.urls import reverse

from bsc.models import CommitmentRule
from cint_portal.audit.models import AuditEvent
from cint_portal.core import clock
from cint_portal.notifications.models import ReminderSetting
from cint_portal.organization.models import Absence, PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.services import record_absence
from cint_portal.workdays.models import Holiday
from issues.models import ReviewFactor, Stakeholder
from tests.company import Company
from tests.conftest import at
from tests.matrix.framework import ACTORS, browser

#: What an administrator keeps, by hand: people and years, no work of anybody.
REFERENCE = (
    User,
    Unit,
    RoleAssignment,
    Absence,
    PlanningCycle,
    ReminderSetting,
    Holiday,
    ReviewFactor,
    Stakeholder,
    CommitmentRule,
    Authenticator,
)
EDITED = REFERENCE[:-1]
OTHERS = [actor for actor in ACTORS if actor != "admin"]


@pytest.fixture
def rows(company: Company) -> dict[type[models.Model], models.Model]:
    """One row of each kind."""
    holiday = Holiday.objects.first() or Holiday.objects.create(day="2027-08-17", name="Kemerdekaan")
    secret = Authenticator.objects.create(
        user=company.bod, type=Authenticator.Type.TOTP, data={"secret": "RAHASIA"}
    )
    return {
        User: company.manager,
        Unit: company.department,
        RoleAssignment: company.manager.assignments.get(),
        Absence: record_absence(
            person=company.colleague, first_day=date(2026, 1, 5), last_day=date(2026, 1, 9)
        ),
        PlanningCycle: company.cycle,
        ReminderSetting: ReminderSetting.objects.create(
            cycle=company.cycle, rule="issues.register_due", days_before=[5]
        ),
        Holiday: holiday,
        CommitmentRule: CommitmentRule.objects.create(cycle=company.cycle, capacity="manager", part="sign"),
        Stakeholder: Stakeholder.objects.first() or Stakeholder.objects.create(name="Pemasok"),
        ReviewFactor: ReviewFactor.objects.first() or ReviewFactor.objects.create(name="Metode"),
        Authenticator: secret,
    }  # type: ignore[return-value]


def page_of(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def pages(model: type[models.Model], row: models.Model) -> list[str]:
    """List, search, form for a new row, form of a row, its history."""
    found = [
        page_of(model, "changelist"),
        page_of(model, "change", row.pk),
        page_of(model, "history", row.pk),
    ]
    return [*found, page_of(model, "add")] if model in EDITED else found


def test_nothing_but_reference_data_is_registered() -> None:
    assert set(admin.site._registry) == set(REFERENCE)


def test_no_work_of_the_yearly_cycle_can_be_written_there() -> None:
    work = {
        model
        for app in ("swot", "bsc", "realization", "workflow", "audit")
        for model in apps.get_app_config(app).get_models()
    }
    assert work & set(admin.site._registry) == {CommitmentRule}, "who signs is a setting, not work"


@pytest.mark.parametrize("model", REFERENCE, ids=lambda model: model.__name__)
def test_each_page_opens_to_the_administrator(
    company: Company, rows: dict, model: type[models.Model]
) -> None:
    client = browser(company.admin, raises=True)
    assert client.get(reverse("admin:index")).status_code == 200
    assert {
        address: client.get(address).status_code for address in pages(model, rows[model])
    } == dict.fromkeys(pages(model, rows[model]), 200)
    searched = client.get(page_of(model, "changelist"), {"q": "a", "o": "1"})
    assert searched.status_code in (200, 302)


@pytest.mark.parametrize("model", REFERENCE, ids=lambda model: model.__name__)
def test_nobody_else_reads_or_writes_one(company: Company, rows: dict, model: type[models.Model]) -> None:
    kept = [field.attname for field in model._meta.concrete_fields if field.name != "last_login"]
    before = model._base_manager.filter(pk=rows[model].pk).values(*kept).get()
    for actor in OTHERS:
        client = browser(None if actor == "anonymous" else getattr(company, actor))
        for address in pages(model, rows[model]):
            assert client.get(address).status_code == 302, (actor, address)
            assert client.post(address, {"name": "x"}).status_code == 302, (actor, address)
    assert model._base_manager.filter(pk=rows[model].pk).values(*kept).get() == before


@pytest.mark.parametrize(
    "model",
    [m for m in REFERENCE if m not in (Holiday, ReminderSetting, Authenticator)],
    ids=lambda m: m.__name__,
)
def test_what_records_name_is_not_deleted(company: Company, rows: dict, model: type[models.Model]) -> None:
    client = browser(company.admin)
    assert client.post(page_of(model, "delete", rows[model].pk), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [rows[model].pk], "post": "yes"}
    client.post(page_of(model, "changelist"), bulk)
    assert model._base_manager.filter(pk=rows[model].pk).exists()


def test_staff_without_the_role_keeps_nothing(company: Company, rows: dict) -> None:
    """The mark alone opens the door but no page; a role that ended closes them at the next request (T8)."""
    User.objects.filter(pk=company.nobody.pk).update(is_staff=True)
    client = browser(company.nobody)
    assert client.get(page_of(User, "changelist")).status_code == 403
    client = browser(company.admin)
    assert client.get(page_of(User, "changelist")).status_code == 200
    RoleAssignment.objects.filter(person=company.admin).update(valid_until="2026-01-01")
    assert client.get(page_of(User, "changelist")).status_code == 403


def test_an_administrator_cannot_make_a_superuser(company: Company) -> None:
    client = browser(company.admin)
    form = {
        "username": "manager",
        "nik": "10001",
        "full_name": "Andi W.",
        "is_superuser": "on",
        "is_active": "on",
    }
    assert client.post(page_of(User, "change", company.manager.pk), form).status_code == 302
    company.manager.refresh_from_db()
    assert (company.manager.full_name, company.manager.is_superuser) == ("Andi W.", False)


def test_a_change_is_in_the_row_history_and_in_the_audit_trail(company: Company) -> None:
    clock.move_to(at("2026-11-10 09:00"))
    client = browser(company.admin)
    role = company.manager.assignments.get()
    form = {
        "person": role.person_id,
        "role": Role.SECOND_LAYER,
        "unit": role.unit_id,
        "valid_from": "01/01/2020",
    }
    answer = client.post(page_of(RoleAssignment, "change", role.pk), form)
    assert answer.status_code == 302, answer.content.decode()[:500]
    event = RoleAssignment.pgh_event_model.objects.filter(pgh_obj_id=role.pk).latest("pgh_id")  # type: ignore[attr-defined]
    assert (event.role, event.pgh_context["name"]) == (Role.SECOND_LAYER, "Nanda Putra")
    line = AuditEvent.objects.get(kind=AuditEvent.Kind.SETTING)
    assert (line.actor_name, line.detail) == ("Nanda Putra", {"what": "change", "pk": role.pk})
    assert "Second Layer" in line.object_label


def test_a_lost_second_factor_is_removed_and_its_secret_never_shown(company: Company, rows: dict) -> None:
    client, row = browser(company.admin), rows[Authenticator]
    assert "RAHASIA" not in client.get(page_of(Authenticator, "change", row.pk)).content.decode()
    assert client.post(page_of(Authenticator, "change", row.pk), {"type": "totp"}).status_code == 403
    assert client.post(page_of(Authenticator, "delete", row.pk), {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(kind=AuditEvent.Kind.SETTING).detail == {"what": "delete", "pk": row.pk}


def test_a_holiday_of_the_year_is_taken_back(company: Company, rows: dict) -> None:
    client = browser(company.admin)
    assert client.post(page_of(Holiday, "delete", rows[Holiday].pk), {"post": "yes"}).status_code == 302
    assert not Holiday.objects.filter(pk=rows[Holiday].pk).exists()


def test_the_days_of_a_reminder_are_typed_as_numbers_and_bad_ones_are_named(company: Company) -> None:
    client = browser(company.admin)
    form = {
        "cycle": company.cycle.pk,
        "rule": "issues.register_due",
        "days_before": "1, 5,5, 0",
        "days_overdue": "",
        "days_escalated": "3",
    }
    page = client.get(page_of(ReminderSetting, "add")).content.decode()
    assert "Pengisian isu oleh departemen (14, 7, 3, 1, 0 · +1 HK · +2 HK)" in page
    for bad in ({"days_before": "x"}, {"days_before": "61"}, {"days_overdue": "0"}, {"rule": "x"}):
        answer = client.post(page_of(ReminderSetting, "add"), {**form, **bad})
        assert answer.status_code == 200, bad
    without = {**form, "rule": "realization.closing_due"}
    assert (
        "tidak diteruskan ke atasan" in client.post(page_of(ReminderSetting, "add"), without).content.decode()
    )
    assert client.post(page_of(ReminderSetting, "add"), form).status_code == 302
    row = ReminderSetting.objects.get()
    assert (row.days_before, row.days_overdue, row.days_escalated) == ([5, 1, 0], [], [3])
    again = client.post(page_of(ReminderSetting, "add"), form).content.decode()
    assert "sudah diatur untuk Tahun BSC tersebut" in again
    assert client.post(page_of(ReminderSetting, "delete", row.pk), {"post": "yes"}).status_code == 302


def test_an_absence_gives_its_deputy_the_roles_and_ends_early(company: Company) -> None:
    clock.move_to(at("2027-02-10 09:00"))
    client = browser(company.admin)
    form = {
        "person": company.colleague.pk,
        "first_day": "10/02/2027",
        "last_day": "19/02/2027",
        "deputy": company.outsider.pk,
        "letter_number": "SK-7",
    }
    refused = client.post(page_of(Absence, "add"), {**form, "deputy": company.colleague.pk})
    assert "Pengganti harus orang lain" in refused.content.decode()
    assert client.post(page_of(Absence, "add"), form).status_code == 302
    absence = Absence.objects.get()
    role = absence.delegated.get()
    assert (role.person, role.unit, role.letter_number) == (
        company.outsider,
        company.sister_department,
        "SK-7",
    )
    answer = client.post(page_of(Absence, "change", absence.pk), {"last_day": "12/02/2027"})
    assert answer.status_code == 302
    role.refresh_from_db()
    assert role.valid_until == date(2027, 2, 12)
    past = client.post(page_of(Absence, "change", absence.pk), {"last_day": "08/02/2027"})
    assert past.status_code == 200


def test_an_absence_that_has_not_begun_is_taken_back_with_its_roles(company: Company) -> None:
    absence = record_absence(
        person=company.colleague,
        first_day=date(2099, 1, 5),
        last_day=date(2099, 1, 9),
        deputy=company.outsider,
    )
    client = browser(company.admin)
    assert client.post(page_of(Absence, "delete", absence.pk), {"post": "yes"}).status_code == 302
    assert not Absence.objects.exists()
    assert not RoleAssignment.objects.filter(unit=company.sister_department, person=company.outsider).exists()
