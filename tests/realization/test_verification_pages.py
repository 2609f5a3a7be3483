"""CMS's page: number and evidence side by side, a decision per row, four buttons."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from cint_portal.audit.middleware import acting
from cint_portal.core import clock
from realization.models import Realization, ReopeningRequest
from realization.rules import ActualEntry
from realization.services import approve_reopening, request_reopening
from tests.company import Company
from tests.realization.builders import Status
from tests.realization.desk import NOW, Desk
from tests.realization.pages import queries, text, url

People = Callable[..., Client]


@pytest.fixture
def desk(company: Company) -> Desk:
    clock.move_to(NOW)
    desk = Desk(company)
    desk.save(
        ActualEntry(value=Decimal(95), evidence="SAP 4711", note="mesin 3 mati"),
        ActualEntry(value=Decimal(90), is_provisional=True),
        ActualEntry(is_na=True, na_reason="tidak ada audit"),
        ActualEntry(value=Decimal(100)),
    )
    desk.send()
    return desk


def decided(desk: Desk, *choices: str, button: str = "save", **comments: str) -> dict[str, str]:
    """The form as a browser sends it: a choice per row, comments as c0, c1 …"""
    desk.month.refresh_from_db()
    data = {"version": str(desk.month.version), button: "1"}
    for position, choice in enumerate(choices):
        prefix = f"a{desk.actual(position).pk}"
        data[f"{prefix}-comment"] = comments.get(f"c{position}", "")
        if choice:
            data[f"{prefix}-decision"] = choice
    return data


ACCEPT_ALL = ("accepted",) * 4


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("cms", 200),
        ("second_cms", 200),
        ("cms_head", 200),
        ("cms_with_department", 403),
        ("manager", 403),
        ("director", 403),
        ("bod", 403),
        ("auditor", 403),
        ("colleague", 404),
        ("outsider", 404),
        ("admin", 404),
    ],
)
def test_who_opens_and_decides(desk: Desk, as_person: People, actor: str, status: int) -> None:
    browser = as_person(getattr(desk.company, actor))
    assert browser.get(url(desk.month, "verification-detail")).status_code == status
    data = decided(desk, *ACCEPT_ALL, button="verify")
    answer = browser.post(url(desk.month, "verification-decide"), data).status_code
    assert answer == (302 if status == 200 else status)
    assert (Realization.objects.get().status == "verified") == (status == 200)


def test_the_row_shows_number_evidence_reason_and_mark(desk: Desk, as_person: People) -> None:
    page = text(as_person(desk.company.cms).get(url(desk.month, "verification-detail")))
    assert "Verifikasi Januari 2027 – Departemen PPIC" in page
    assert "≥ 100,00 – 95,00 95,00\u00a0% Siaga".replace("\u00a0", " ") in page.replace("\u00a0", " ")
    assert "Bukti: SAP 4711 Catatan: mesin 3 mati" in page
    assert "Angka Sementara" in page
    assert "Alasan N/A: tidak ada audit" in page


def test_decisions_are_kept(desk: Desk, as_person: People) -> None:
    data = decided(desk, "accepted", "returned", "", "", c1="satuan?")
    response = as_person(desk.company.cms).post(url(desk.month, "verification-decide"), data, follow=True)
    assert "Keputusan disimpan." in text(response)
    assert [desk.actual(n).decision for n in range(4)] == ["accepted", "returned", "pending", "pending"]


def test_returning_sends_the_month_back(desk: Desk, as_person: People) -> None:
    data = decided(desk, "accepted", "returned", "accepted", "accepted", button="return", c1="satuan?")
    response = as_person(desk.company.cms).post(
        url(desk.month, "verification-decide"), {**data, "comment": "Mohon segera."}, follow=True
    )
    assert Realization.objects.get().status == "returned"
    page = text(response)
    assert "Realisasi dikembalikan ke departemen." in page
    assert "Mohon segera." in page


def test_a_refusal_keeps_what_was_chosen_and_written(desk: Desk, as_person: People) -> None:
    data = decided(desk, "accepted", "returned", "", "", button="verify", c1="satuan?")
    response = as_person(desk.company.cms).post(url(desk.month, "verification-decide"), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "setiap KPI harus diterima lebih dahulu" in page
    assert "satuan?" in page
    assert page.count('value="returned" checked') == 1
    assert desk.actual(0).decision == "pending"


def test_accept_all_takes_the_rows_without_a_decision(desk: Desk, as_person: People) -> None:
    data = decided(desk, "", "", "", "", button="accept_rest")
    as_person(desk.company.cms).post(url(desk.month, "verification-decide"), data)
    assert Realization.objects.get().status == "verified"


def test_a_stale_page_keeps_its_choices(desk: Desk, as_person: People) -> None:
    data = decided(desk, *ACCEPT_ALL, button="verify")
    as_person(desk.company.second_cms).post(
        url(desk.month, "verification-decide"), decided(desk, "returned", "", "", "", c0="cek")
    )
    response = as_person(desk.company.cms).post(url(desk.month, "verification-decide"), data)
    assert response.status_code == 409
    assert response.content.decode().count('value="accepted" checked') == 4
    assert Realization.objects.get().status == "submitted"


def test_deciding_after_somebody_decided_is_a_conflict(desk: Desk, as_person: People) -> None:
    data = decided(desk, *ACCEPT_ALL, button="verify")
    as_person(desk.company.second_cms).post(url(desk.month, "verification-decide"), data)
    later = {**data, "_nonce": "lain"}
    assert as_person(desk.company.cms).post(url(desk.month, "verification-decide"), later).status_code == 409


def test_an_old_link_leads_to_the_month(desk: Desk, as_person: People) -> None:
    Realization.objects.update(status=Status.VERIFIED)
    response = as_person(desk.company.cms).get(url(desk.month, "verification-detail"))
    assert response.headers["Location"] == url(desk.month)


def test_who_typed_the_month_reads_but_does_not_decide(desk: Desk, as_person: People) -> None:
    desk.month.note_contributor(desk.company.cms)
    desk.month.save()
    browser = as_person(desk.company.cms)
    page = browser.get(url(desk.month, "verification-detail"))
    assert "verifikasi dilakukan oleh orang lain di CMS" in text(page)
    assert 'name="verify"' not in page.content.decode()
    data = decided(desk, *ACCEPT_ALL, button="verify")
    assert browser.post(url(desk.month, "verification-decide"), data).status_code == 403


def test_after_a_reopening_only_the_changed_row_is_to_decide_beside_its_old_value(
    company: Company, as_person: People
) -> None:
    clock.move_to(NOW)
    desk = Desk(company)
    with acting(company.manager, NOW):
        desk.fill(52000)
    desk.send()
    desk.verify(accept_rest=True)
    request = request_reopening(realization=desk.month, reason="audit", actor=company.manager, now=NOW)
    approve_reopening(request=request, actor=company.cms_head, now=NOW)
    desk.save(ActualEntry(value=Decimal(51000)))
    desk.send()
    page = text(as_person(company.cms).get(url(desk.month, "verification-detail")))
    assert "51.000,00 sebelumnya 52.000,00, oleh Andi Wijaya, Jum, 12 Feb 2027, 10.00 WIB" in page
    assert page.index("KPI 1") < page.index("Sudah diterima") < page.index("KPI 2")
    assert ReopeningRequest.objects.get().status == "approved"


def test_fifty_rows_cost_as_many_queries_as_five(company: Company, as_person: People) -> None:
    clock.move_to(NOW)
    counts = []
    for unit, kpis in ((company.department, 5), (company.sister_department, 50)):
        company.manager.assignments.get_or_create(
            role="manager", unit=unit, defaults={"valid_from": unit.valid_from}
        )
        vars(company.manager).pop("current_roles", None)
        desk = Desk(company, unit=unit, kpis=kpis).sent()
        counts.append(queries(as_person(company.cms), url(desk.month, "verification-detail")))
    assert counts[0] == counts[1]
