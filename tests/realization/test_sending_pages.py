"""Saving while typing, and the ways a month is sent, from the browser's side."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from cint_portal.core import clock
from cint_portal.organization.models import PlanningCycle
from realization.models import Realization
from realization.rules import ActualEntry
from tests.company import Company
from tests.conftest import at
from tests.realization.desk import NOW, Desk
from tests.realization.pages import inputs, text, typed, url

People = Callable[..., Client]


@pytest.fixture
def desk(company: Company) -> Desk:
    clock.move_to(NOW)
    return Desk(company)


# --- While typing ------------------------------------------------------------------------------------


def test_autosave_answers_with_result_colour_and_questions(desk: Desk, as_person: People) -> None:
    data = typed(desk, v0="95", v1="0,94", v2="x")
    answer = as_person(desk.company.manager).post(url(desk.month, "realization-autosave"), data).json()
    first, third = desk.measures[0].pk, desk.measures[2].pk
    assert (answer["saved_at"], answer["version"]) == ("10.00", 1)
    assert answer["cells"][f"chip-{first}"] == {"text": "95,00\u00a0%", "band": "kuning"}
    assert answer["cells"][f"why-{first}"] == "Tidak Tercapai"
    assert answer["cells"]["filled"] == "2"
    assert list(answer["errors"]) == [f"m{third}-value"]
    assert answer["cells"][f"chip-{third}"] == {"text": "Belum ada data", "band": "no-data"}
    assert desk.actual(1).value == Decimal("0.94")


def test_autosave_of_a_stale_page_is_refused_in_words(desk: Desk, as_person: People) -> None:
    data = typed(desk, v0="10")
    desk.save(ActualEntry(value=Decimal(90)), actor=desk.company.drafter)
    response = as_person(desk.company.manager).post(url(desk.month, "realization-autosave"), data)
    assert response.status_code == 409
    assert "Fitri Handayani" in response.json()["message"]
    assert desk.actual().value == Decimal(90)


# --- Sending -----------------------------------------------------------------------------------------


def test_a_full_month_is_sent_in_one_click(desk: Desk, as_person: People) -> None:
    data = typed(desk, v0="90", v1="90", v2="90", v3="0") | {"send": "1"}
    response = as_person(desk.company.manager).post(url(desk.month, "realization-save"), data, follow=True)
    assert Realization.objects.get().status == "submitted"
    page = text(response)
    assert "Realisasi dikirim ke CMS." in page
    assert "Tepat waktu" in page


def test_blanks_are_named_before_the_month_is_sent(desk: Desk, as_person: People) -> None:
    browser = as_person(desk.company.manager)
    data = typed(desk, v0="90", na1="on", reason1="tidak ada audit") | {"send": "1"}
    response = browser.post(url(desk.month, "realization-save"), data, follow=True)
    assert response.redirect_chain[-1][0] == url(desk.month, "realization-submit")
    page = text(response)
    assert "2 KPI belum diisi KPI 3 KPI 4" in page
    assert "setelah Tutup Bulan dihitung 0" in page
    assert Realization.objects.get().status == "draft"
    browser.post(url(desk.month, "realization-submit"), {"version": str(Realization.objects.get().version)})
    assert Realization.objects.get().status == "submitted"


def test_the_summary_says_what_the_year_s_policy_says(desk: Desk, as_person: People) -> None:
    PlanningCycle.objects.update(blank_in_closed="left_out")
    page = text(as_person(desk.company.manager).get(url(desk.month, "realization-submit")))
    assert "tidak ikut dihitung, juga setelah Tutup Bulan" in page


def test_an_empty_month_is_not_sent(desk: Desk, as_person: People) -> None:
    data = typed(desk, note0="menyusul") | {"send": "1"}
    response = as_person(desk.company.manager).post(url(desk.month, "realization-save"), data)
    assert response.status_code == 422
    assert "Belum ada satu pun KPI yang diisi." in text(response)


def test_a_drafter_who_forges_the_button_sends_nothing(desk: Desk, as_person: People) -> None:
    data = typed(desk, v0="90", v1="90", v2="90", v3="90") | {"send": "1"}
    response = as_person(desk.company.drafter).post(url(desk.month, "realization-save"), data)
    assert response.status_code == 403
    assert Realization.objects.get().status == "not_filled"  # one request, one transaction


def test_an_old_link_to_the_summary_leads_to_the_month(desk: Desk, as_person: People) -> None:
    desk.fill()
    desk.send()
    response = as_person(desk.company.manager).get(url(desk.month, "realization-submit"))
    assert response.headers["Location"] == url(desk.month)


def test_a_second_click_gets_the_first_answer(desk: Desk, as_person: People) -> None:
    desk.fill()
    browser = as_person(desk.company.manager)
    data = {"version": str(desk.month.version), "_nonce": "einmal"}
    answers = [browser.post(url(desk.month, "realization-submit"), data) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_a_sent_month_is_text_with_its_record(desk: Desk, as_person: People) -> None:
    desk.save(*[ActualEntry(value=Decimal(90))] * 4, actor=desk.company.drafter)
    desk.send(now=at("2027-02-17 08:00"))
    page = text(as_person(desk.company.manager).get(url(desk.month)))
    assert "Terlambat 2 HK" in page
    assert "Fitri Handayani" in page
    assert 'id="month-form"' not in page


def test_a_returned_month_shows_the_comment_and_locks_what_is_accepted(desk: Desk, as_person: People) -> None:
    desk.sent()
    desk.give_back(1, comment="Lampirkan laporan kirim.")
    response = as_person(desk.company.manager).get(url(desk.month))
    assert "Dikembalikan CMS: Lampirkan laporan kirim." in text(response)
    assert inputs(response.content.decode()) == [f"m{desk.measures[1].pk}-value"]
