"""The month's page: who gets which form, what it says, what it keeps when something goes wrong."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Measure, Scorecard
from cint_portal.core import clock
from realization.models import Actual
from realization.rules import ActualEntry
from realization.services import save_actuals
from tests.company import Company
from tests.realization.builders import (
    Status,
    a_kpi,
    a_measure,
    a_month,
    a_scorecard,
    an_actual,
    an_established_scorecard,
    an_objective,
)
from tests.realization.desk import NOW, Desk
from tests.realization.pages import inputs, queries, text, typed, url

People = Callable[..., Client]


@pytest.fixture
def desk(company: Company) -> Desk:
    clock.move_to(NOW)
    return Desk(company)


# --- Who sees what -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "status", "shows"),
    [
        ("manager", 200, "form and send"),
        ("cms_with_department", 200, "form and send"),
        ("second_layer", 200, "form"),
        ("drafter", 200, "form"),
        ("director", 200, "text"),
        ("auditor", 200, "text"),
        ("bod", 200, "text"),
        ("cms", 200, "text"),
        ("colleague", 404, ""),
        ("outsider", 404, ""),
        ("other_director", 404, ""),
        ("admin", 404, ""),
        ("nobody", 404, ""),
    ],
)
def test_the_form_is_for_the_department_and_sending_for_its_head(
    desk: Desk, as_person: People, actor: str, status: int, shows: str
) -> None:
    response = as_person(getattr(desk.company, actor)).get(url(desk.month))
    assert response.status_code == status
    page = response.content.decode()
    found = [name for name, mark in (("form", 'id="month-form"'), ("send", 'name="send"')) if mark in page]
    expected = [name for name in ("form", "send") if name in shows]
    assert found == expected


def test_title_names_month_year_and_department(desk: Desk, as_person: People) -> None:
    page = text(as_person(desk.company.manager).get(url(desk.month)))
    assert "Realisasi Januari 2027 – Departemen PPIC" in page
    assert "Sen, 15 Feb 2027, 23.59 WIB" in page
    assert "0 dari 4 KPI terisi" in page


def test_only_another_month_than_the_running_one_has_the_strip(desk: Desk, as_person: People) -> None:
    browser = as_person(desk.company.manager)
    assert "· Tahun BSC 2027" not in text(browser.get(url(desk.month)))
    other = a_month(desk.company.department, desk.company.cycle, 12)
    assert "Bulan Desember 2027 · Tahun BSC 2027" in text(browser.get(url(other)))


def test_a_month_of_no_realization_is_not_found(desk: Desk, as_person: People) -> None:
    browser = as_person(desk.company.manager)
    for year, month, unit in ((2027, 2, desk.month.unit_id), (2026, 1, desk.month.unit_id), (2027, 1, 0)):
        address = reverse("realization:realization-detail", args=[year, month, unit])
        assert browser.get(address).status_code == 404


def test_rows_say_for_whom_they_are_and_what_needs_no_gesture(desk: Desk, as_person: People) -> None:
    company = desk.company
    corporate = an_objective(a_scorecard(company.corporate, company.cycle, Scorecard.Status.APPROVED))
    shared = a_measure(company.corporate, company.cycle, name="OTD", filler_unit=company.department)
    a_kpi(corporate, shared)
    a_kpi(corporate, desk.measures[0])
    own = an_objective(desk.card)
    a_kpi(own, a_measure(company.department, company.cycle, name="Survei", frequency="yearly"))
    a_kpi(
        own,
        a_measure(
            company.department, company.cycle, name="Tumbuh", value_source="own_growth", filler_unit=None
        ),
    )
    response = as_person(company.manager).get(url(desk.month))
    page, markup = text(response), response.content.decode()
    assert "OTD KPI Korporat" in page
    assert "KPI 1 KPI Bersama" in page
    assert "Survei Tidak diukur bulan ini tahunan" in page
    assert "Tumbuh dihitung" in page
    assert "Belum ditetapkan" in page
    assert len(inputs(markup)) == 5
    assert page.index("KPI 4") < page.index("OTD")


def test_last_month_and_target_stand_beside_the_input(desk: Desk, as_person: People) -> None:
    february = a_month(desk.company.department, desk.company.cycle, 2)
    an_actual(desk.month, desk.measures[0], Decimal("93.5"))
    page = text(as_person(desk.company.manager).get(url(february)))
    assert "≥ 100,00 93,50" in page


def test_the_page_lands_on_the_first_empty_cell(desk: Desk, as_person: People) -> None:
    desk.save(ActualEntry(value=Decimal(0)), ActualEntry(is_na=True, na_reason="tidak ada audit"))
    markup = as_person(desk.company.manager).get(url(desk.month)).content.decode()
    (focused,) = re.findall(r"<input[^>]*autofocus[^>]*>", markup)
    assert f'name="m{desk.measures[2].pk}-value"' in focused


# --- Saving ------------------------------------------------------------------------------------------


def test_saving_stores_and_says_how_a_number_was_read(desk: Desk, as_person: People) -> None:
    data = typed(desk, v0="1.250", v1="(500)", v2="96,5", note2="cek", proof2="SAP 1")
    response = as_person(desk.company.drafter).post(url(desk.month, "realization-save"), data, follow=True)
    assert response.redirect_chain[-1][0] == url(desk.month)
    assert [desk.actual(n).value for n in range(3)] == [Decimal(1250), Decimal(-500), Decimal("96.5")]
    page = text(response)
    assert "Realisasi disimpan." in page
    assert "KPI 1: Dibaca 1.250: titik dibaca sebagai pemisah ribuan." in page
    assert "KPI 2: Dibaca -500: angka dalam kurung dibaca sebagai negatif." in page
    assert (desk.actual(2).note, desk.actual(2).evidence) == ("cek", "SAP 1")


def test_what_cannot_be_read_stays_as_typed_with_the_reason_beside_it(desk: Desk, as_person: People) -> None:
    data = typed(desk, v0="sembilan", v1="90", na2="on")
    response = as_person(desk.company.manager).post(url(desk.month, "realization-save"), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="sembilan"' in page
    assert "Ini bukan angka." in page
    assert "Tuliskan alasan N/A." in page
    assert not Actual.objects.exists()


def test_a_stale_page_keeps_the_typed_text_and_shows_what_is_stored(desk: Desk, as_person: People) -> None:
    data = typed(desk, v0="10")
    desk.save(ActualEntry(value=Decimal(90)), actor=desk.company.drafter)
    response = as_person(desk.company.manager).post(url(desk.month, "realization-save"), data)
    assert response.status_code == 409
    page = response.content.decode()
    assert 'value="10"' in page
    assert "Tersimpan: 90,00" in page
    assert "Fitri Handayani" in page
    assert f'name="version" value="{desk.month.version}"' in page
    assert desk.actual().value == Decimal(90)


def test_a_page_that_was_open_while_the_month_was_sent_loses_nothing_silently(
    desk: Desk, as_person: People
) -> None:
    data = typed(desk, v0="10")
    desk.fill()
    desk.send()
    response = as_person(desk.company.manager).post(url(desk.month, "realization-save"), data)
    assert response.status_code == 409
    assert "Ketikan Anda tidak disimpan." in text(response)


def test_rows_that_the_page_did_not_show_are_left_alone(desk: Desk, as_person: People) -> None:
    desk.fill()
    data = {"version": str(desk.month.version), f"m{desk.measures[0].pk}-value": "80"}
    as_person(desk.company.manager).post(url(desk.month, "realization-save"), data)
    assert [desk.actual(n).value for n in range(4)] == [Decimal(80), *[Decimal(90)] * 3]


@pytest.mark.parametrize(
    ("actor", "status"), [("director", 403), ("cms", 403), ("bod", 403), ("outsider", 404)]
)
@pytest.mark.parametrize("page", ["realization-save", "realization-autosave", "realization-submit"])
def test_nobody_else_saves_or_sends(
    desk: Desk, as_person: People, actor: str, status: int, page: str
) -> None:
    response = as_person(getattr(desk.company, actor)).post(url(desk.month, page), typed(desk, v0="1"))
    assert response.status_code == status


def test_saving_by_get_is_refused(desk: Desk, as_person: People) -> None:
    for page in ("realization-save", "realization-autosave"):
        assert as_person(desk.company.manager).get(url(desk.month, page)).status_code == 405


# --- Queries -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_fifty_kpis_cost_as_many_queries_as_five(company: Company, as_person: People, status: str) -> None:
    clock.move_to(NOW)
    counts = []
    for unit, kpis in ((company.department, 5), (company.cms_department, 50)):
        card = an_established_scorecard(unit, company.cycle, kpis)
        month = a_month(unit, company.cycle, 1, status, submitted_at=NOW, first_submitted_at=NOW)
        for measure in Measure.objects.filter(kpis__objective__perspective__scorecard=card):
            an_actual(month, measure, 90)
        company.manager.assignments.get_or_create(
            role="manager", unit=unit, defaults={"valid_from": unit.valid_from}
        )
        counts.append(queries(as_person(company.manager), url(month)))
    assert counts[0] == counts[1]


def test_saving_fifty_rows_reads_no_more_than_saving_five(company: Company) -> None:
    reads = []
    for unit, kpis in ((company.department, 5), (company.cms_department, 50)):
        card = an_established_scorecard(unit, company.cycle, kpis)
        month = a_month(unit, company.cycle)
        company.manager.assignments.get_or_create(
            role="manager", unit=unit, defaults={"valid_from": unit.valid_from}
        )
        vars(company.manager).pop("current_roles", None)
        measures = Measure.objects.filter(kpis__objective__perspective__scorecard=card)
        entries = {measure.pk: ActualEntry(value=Decimal(1)) for measure in measures}
        with CaptureQueriesContext(connection) as captured:
            save_actuals(realization=month, entries=entries, actor=company.manager, now=NOW)
        reads.append(sum(query["sql"].startswith("SELECT") for query in captured))
    assert reads[0] == reads[1]
