"""Opening and closing a month by hand, asking to reopen one, deciding and correcting."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from realization.models import Actual, ClosedMonth, Realization, ReopeningRequest
from realization.rules import ActualEntry
from realization.services import request_reopening
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import Status, a_month, an_established_scorecard
from tests.realization.desk import NOW, Desk
from tests.realization.pages import text, url

People = Callable[..., Client]
OPEN = reverse("realization:month-open", args=[2027, 1])
CLOSE = reverse("realization:month-close", args=[2027, 1])


@pytest.fixture
def february(company: Company) -> Company:
    """The 20th of February: January can be opened and closed."""
    clock.move_to(at("2027-02-20 09:00"))
    return company


# --- Opening -----------------------------------------------------------------------------------------


def test_cms_opens_a_month_by_hand(february: Company, as_person: People) -> None:
    an_established_scorecard(february.department, february.cycle)
    page = text(as_person(february.cms).post(OPEN, follow=True))
    assert "1 departemen diminta mengisi dan dikirimi e-mail." in page
    assert Realization.objects.get().unit == february.department
    again = text(as_person(february.cms).post(OPEN, {"_nonce": "lain"}, follow=True))
    assert "Tidak ada departemen baru" in again


def test_a_month_of_the_future_is_refused_in_words(february: Company, as_person: People) -> None:
    address = reverse("realization:month-open", args=[2027, 3])
    assert "Bulan ini belum berjalan." in text(as_person(february.cms).post(address, follow=True))


@pytest.mark.parametrize("address", [OPEN, CLOSE])
@pytest.mark.parametrize("actor", ["manager", "director", "bod", "auditor", "nobody"])
def test_nobody_else_opens_or_closes(february: Company, as_person: People, actor: str, address: str) -> None:
    assert as_person(getattr(february, actor)).post(address).status_code == 403


@pytest.mark.parametrize(("year", "month"), [(2027, 0), (2027, 13), (2031, 1)])
def test_months_that_do_not_exist_are_not_found(
    february: Company, as_person: People, year: int, month: int
) -> None:
    for name in ("month-open", "month-close"):
        address = reverse(f"realization:{name}", args=[year, month])
        assert as_person(february.cms_head).post(address).status_code == 404


# --- Closing -----------------------------------------------------------------------------------------


def test_the_page_names_who_is_missing_and_what_closing_means(february: Company, as_person: People) -> None:
    a_month(february.department, february.cycle, 1, Status.DRAFT)
    page = text(as_person(february.cms_head).get(CLOSE))
    assert "Tutup Bulan Januari 2027" in page
    assert "Departemen PPIC (Draf)" in page
    assert "dihitung 0, kecuali N/A yang diterima CMS" in page


def test_closing_leads_back_to_the_year(february: Company, as_person: People) -> None:
    a_month(february.department, february.cycle, 1)
    response = as_person(february.cms_head).post(CLOSE, follow=True)
    assert "Januari 2027 ditutup." in text(response)
    assert ClosedMonth.objects.get().month == 1
    assert Realization.objects.get().status == "closed_without_data"


def test_closing_twice_is_a_conflict(february: Company, as_person: People) -> None:
    a_month(february.department, february.cycle, 1)
    browser = as_person(february.cms_head)
    browser.post(CLOSE)
    assert browser.post(CLOSE, {"_nonce": "lain"}).status_code == 409
    assert "Bulan ini sudah ditutup." in text(browser.get(CLOSE))


def test_what_cannot_be_closed_yet_is_said_on_the_page(february: Company, as_person: People) -> None:
    response = as_person(february.cms_head).post(CLOSE)
    assert response.status_code == 422
    assert "Bulan ini belum dibuka" in text(response)


def test_staff_of_cms_do_not_close(february: Company, as_person: People) -> None:
    assert as_person(february.cms).get(CLOSE).status_code == 403


# --- Reopening ---------------------------------------------------------------------------------------


@pytest.fixture
def desk(company: Company) -> Desk:
    clock.move_to(NOW)
    return Desk(company).verified()


def test_a_manager_asks_from_the_month_s_page(desk: Desk, as_person: People) -> None:
    browser = as_person(desk.company.manager)
    assert url(desk.month, "reopening-create") in browser.get(url(desk.month)).content.decode()
    response = browser.post(url(desk.month, "reopening-create"), {"reason": "Faktur batal."}, follow=True)
    page = text(response)
    assert "Permintaan dikirim ke CMS." in page
    assert "Faktur batal." in page
    assert url(desk.month, "reopening-create") not in browser.get(url(desk.month)).content.decode()


def test_a_request_without_reason_stays_on_the_page(desk: Desk, as_person: People) -> None:
    response = as_person(desk.company.manager).post(url(desk.month, "reopening-create"), {"reason": ""})
    assert response.status_code == 422
    assert not ReopeningRequest.objects.exists()


@pytest.mark.parametrize(
    ("actor", "status"), [("drafter", 403), ("cms_head", 403), ("director", 403), ("outsider", 404)]
)
@pytest.mark.parametrize("page", ["reopening-create", "realization-correct"])
def test_nobody_else_asks_or_corrects(
    desk: Desk, as_person: People, actor: str, status: int, page: str
) -> None:
    browser = as_person(getattr(desk.company, actor))
    assert browser.get(url(desk.month, page)).status_code == status
    assert browser.post(url(desk.month, page), {"reason": "x"}).status_code == status


def test_a_month_that_is_not_verified_is_not_reopened(desk: Desk, as_person: People) -> None:
    Realization.objects.update(status=Status.SUBMITTED)
    browser = as_person(desk.company.manager)
    assert browser.get(url(desk.month, "reopening-create")).headers["Location"] == url(desk.month)
    assert browser.post(url(desk.month, "reopening-create"), {"reason": "x"}).status_code == 409


def step(request: ReopeningRequest, name: str) -> str:
    return reverse("realization:reopening-transition", args=[request.pk, name])


@pytest.fixture
def asked(desk: Desk) -> ReopeningRequest:
    return request_reopening(
        realization=desk.month, reason="Faktur batal.", actor=desk.company.manager, now=NOW
    )


def test_the_head_of_cms_approves(desk: Desk, asked: ReopeningRequest, as_person: People) -> None:
    browser = as_person(desk.company.cms_head)
    detail = reverse("realization:reopening-detail", args=[asked.pk])
    assert step(asked, "approve") in browser.get(detail).content.decode()
    page = text(browser.post(step(asked, "approve"), {"version": "0"}, follow=True))
    assert "Disetujui" in page
    assert Realization.objects.get().status == "reopened"
    assert "Bulan ini dibuka kembali." in text(as_person(desk.company.manager).get(url(desk.month)))


def test_a_refusal_needs_words(desk: Desk, asked: ReopeningRequest, as_person: People) -> None:
    browser = as_person(desk.company.cms_head)
    assert browser.post(step(asked, "reject"), {"comment": " "}).status_code == 422
    browser.post(step(asked, "reject"), {"comment": "Tidak material."})
    assert ReopeningRequest.objects.get().status == "rejected"
    assert browser.post(step(asked, "approve"), {"_nonce": "lain"}).status_code == 409


@pytest.mark.parametrize(
    ("actor", "seen", "decided"),
    [("manager", 200, 403), ("cms", 200, 403), ("director", 200, 403), ("outsider", 404, 404)],
)
def test_others_see_or_do_not_see_but_never_decide(
    desk: Desk, asked: ReopeningRequest, as_person: People, actor: str, seen: int, decided: int
) -> None:
    browser = as_person(getattr(desk.company, actor))
    assert browser.get(reverse("realization:reopening-detail", args=[asked.pk])).status_code == seen
    assert browser.post(step(asked, "approve")).status_code == decided


def test_unknown_steps_are_not_found(desk: Desk, asked: ReopeningRequest, as_person: People) -> None:
    assert as_person(desk.company.cms_head).post(step(asked, "delete")).status_code == 404


# --- Corrections -------------------------------------------------------------------------------------


@pytest.fixture
def provisional(company: Company) -> Desk:
    clock.move_to(NOW)
    desk = Desk(company)
    desk.save(*[ActualEntry(value=Decimal(90), is_provisional=n == 0) for n in range(4)])
    desk.send()
    desk.verify(accept_rest=True)
    return desk


def correction(desk: Desk, value: str, **fields: str) -> dict[str, str]:
    prefix = f"m{desk.measures[0].pk}"
    return {"version": str(desk.month.version), f"{prefix}-value": value, "reason": "Tutup buku.", **fields}


def test_a_provisional_figure_is_corrected_on_its_own_page(provisional: Desk, as_person: People) -> None:
    browser = as_person(provisional.company.manager)
    address = url(provisional.month, "realization-correct")
    assert address in browser.get(url(provisional.month)).content.decode()
    assert "KPI 2" not in text(browser.get(address))
    page = text(browser.post(address, correction(provisional, "88"), follow=True))
    assert "Koreksi dikirim ke CMS untuk diverifikasi." in page
    assert provisional.actual().value == Decimal(88)
    assert Realization.objects.get().status == "submitted"


@pytest.mark.parametrize(("value", "reason"), [("tidak tahu", "Tutup buku."), ("88", ""), ("", "")])
def test_an_incomplete_correction_stays_on_the_page(
    provisional: Desk, as_person: People, value: str, reason: str
) -> None:
    address = url(provisional.month, "realization-correct")
    data = correction(provisional, value, reason=reason)
    assert as_person(provisional.company.manager).post(address, data).status_code == 422
    assert Actual.objects.filter(decision="pending").count() == 0


def test_a_correction_that_changes_nothing_is_refused_in_words(provisional: Desk, as_person: People) -> None:
    prefix = f"m{provisional.measures[0].pk}"
    data = correction(provisional, "90", **{f"{prefix}-is_provisional": "on"})
    response = as_person(provisional.company.manager).post(
        url(provisional.month, "realization-correct"), data
    )
    assert response.status_code == 422
    assert "Belum ada angka yang berubah." in text(response)


def test_without_a_provisional_figure_there_is_nothing_to_correct(desk: Desk, as_person: People) -> None:
    browser = as_person(desk.company.manager)
    address = url(desk.month, "realization-correct")
    assert address not in browser.get(url(desk.month)).content.decode()
    assert browser.get(address).headers["Location"] == url(desk.month)
