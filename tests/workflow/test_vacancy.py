"""Jabatan kosong: what a director did in a head's place says so in the record."""

from datetime import date

from cint_portal.core import clock
from cint_portal.organization.models import User
from cint_portal.organization.services import record_absence
from cint_portal.workflow.presentation import history_lines
from issues.models import IssueRegister
from issues.services import declare_nil
from issues.workflow import REGISTER
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import opened

NOW = at("2026-10-20 09:00")


def sent_by(company: Company, who: User) -> str:
    clock.move_to(at("2026-10-01 08:00"))
    opened(company)
    clock.move_to(NOW)
    register = IssueRegister.objects.get(unit=company.sister_department)
    actor = User.objects.get(pk=who.pk)
    declare_nil(register=register, reason="Tidak ada isu baru.", actor=actor, now=NOW)
    return history_lines(REGISTER, register)[0].actor_name


def test_a_director_who_sends_for_a_vacant_post_is_recorded_so(company: Company) -> None:
    company.colleague.assignments.all().delete()
    assert sent_by(company, company.director) == "Irwan Kusuma (Direktur, karena jabatan kosong)"


def test_a_director_who_sends_for_an_absent_head_is_recorded_so(company: Company) -> None:
    record_absence(person=company.colleague, first_day=date(2026, 10, 19), last_day=date(2026, 10, 23))
    assert sent_by(company, company.director) == "Irwan Kusuma (Direktur, karena Manager tidak bertugas)"


def test_the_head_is_recorded_by_name_alone(company: Company) -> None:
    assert sent_by(company, company.colleague) == "Gunawan Hadi"
