"""Settle and next: after a task is settled, the next one is one click away."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.home.selectors import next_task
from cint_portal.notifications.models import OutboxMail
from issues.models import IssueRegister
from realization.models import Realization
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import drafted, sent
from tests.realization.builders import a_month

NOW = at("2026-10-20 12:00")
AsPerson = Callable[..., Client]


@pytest.fixture
def october(company: Company) -> Company:
    drafted(company)
    clock.move_to(NOW)
    return company


def send(client: Client) -> str:
    """The manager sends the register; the page that follows."""
    register = IssueRegister.objects.get(unit__code="PPIC")
    address = reverse("issues:register-transition", args=[register.pk, "submit"])
    return client.post(address, {"version": register.version}, follow=True).content.decode()


def test_after_a_task_the_next_one_is_offered(october: Company, as_person: AsPerson) -> None:
    a_month(october.department, october.cycle, 1, due_on=date(2026, 10, 23))
    page = send(as_person(october.manager))
    assert "Register dikirim ke CMS." in page
    assert "Berikutnya:" in page
    assert "Isi dan kirim realisasi – Departemen PPIC, Januari 2027</a>" in page
    assert "3 hari lagi" in page


def test_it_is_offered_once(october: Company, as_person: AsPerson) -> None:
    client = as_person(october.manager)
    a_month(october.department, october.cycle, 1)
    send(client)
    assert "Berikutnya:" not in client.get("/").content.decode()


def test_when_nothing_is_left_it_says_so(october: Company, as_person: AsPerson) -> None:
    assert "Tidak ada tugas lain yang menunggu Anda." in send(as_person(october.manager))


def test_a_step_that_is_refused_offers_nothing(october: Company, as_person: AsPerson) -> None:
    client = as_person(october.manager)
    send(client)
    again = send(client)
    assert "Berikutnya:" not in again
    assert "Tidak ada tugas lain" not in again


def test_a_task_that_moves_no_document_offers_the_next_one_too(company: Company, as_person: AsPerson) -> None:
    clock.move_to(at("2027-02-20 09:00"))
    a_month(company.department, company.cycle, 1, Realization.Status.VERIFIED)  # nobody is missing
    address = reverse("realization:month-close", args=[2027, 1])
    page = as_person(company.cms_head).post(address, follow=True).content.decode()
    assert "Berikutnya:" in page or "Tidak ada tugas lain" in page
    again = as_person(company.cms_head).post(address, {"_nonce": "lain"}, follow=True).content.decode()
    assert "Berikutnya:" not in again
    assert "Tidak ada tugas lain" not in again


def test_what_moves_nothing_offers_nothing(october: Company, as_person: AsPerson) -> None:
    client = as_person(october.manager)
    page = client.post("/notices/read/", follow=True).content.decode()
    assert "ditandai terbaca" in page
    assert "Berikutnya:" not in page
    assert "Tidak ada tugas lain" not in page


def test_what_i_settled_is_read_for_me_and_not_for_others(october: Company, as_person: AsPerson) -> None:
    about = OutboxMail.objects.filter(object_id=IssueRegister.objects.get(unit__code="PPIC").pk)
    OutboxMail.objects.update(read_at=None)
    send(as_person(october.manager))
    assert not about.filter(recipient=october.manager, read_at=None).exists()
    others = about.exclude(recipient=october.manager)
    assert others.exists()
    assert not others.exclude(read_at=None).exists()


def test_the_next_task_is_the_most_urgent_one_and_not_this_page(october: Company) -> None:
    a_month(october.department, october.cycle, 1, due_on=date(2026, 10, 23))
    first = next_task(october.manager, NOW, "/")
    assert first is not None
    assert first.title == "Isi dan kirim realisasi"
    second = next_task(october.manager, NOW, first.url)
    assert second is not None
    assert second.title == "Isi isu internal & eksternal"
    assert next_task(october.nobody, NOW, "/") is None


def test_a_reviewer_goes_from_register_to_register(company: Company, as_person: AsPerson) -> None:
    register = sent(company)
    other = IssueRegister.objects.get(unit=company.sister_department)
    stamps = {"submitted_at": NOW, "first_submitted_at": NOW, "review_due_on": date(2026, 11, 5), "round": 1}
    IssueRegister.objects.filter(pk=other.pk).update(status="submitted", **stamps)
    found = next_task(company.cms, at("2026-11-02 09:00"), f"/issues/registers/{register.pk}/review/")
    assert found is not None
    assert found.url == f"/issues/registers/{other.pk}/review/"
