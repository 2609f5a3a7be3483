"""Pages of a change request: what stays typed, what a refusal says, what the loser of a race reads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bsc.models import ChangeAddition, ChangeRequest, Kpi, Scorecard
from bsc.selectors.change import proposed_by
from tests.bsc.changes import approve, established, requested, with_board, with_cms
from tests.bsc.scorecards import kpis_of
from tests.company import PASSWORD, Company
from tests.locks import unlocked
from tests.matrix.changes import NEW_KPI

LogIn = Callable[[object], Client]


@pytest.fixture
def scorecard(company: Company) -> Scorecard:
    return established(company)


def page(row: ChangeRequest, name: str = "change-detail", *more: Any) -> str:
    return reverse(f"bsc:{name}", args=[row.pk, *more])


def content(response: Any) -> str:
    return str(response.content.decode())


def typed(row: ChangeRequest, **fields: str) -> dict[str, str]:
    return {**NEW_KPI, "version": str(row.version), **fields}


def test_a_new_kpi_with_its_class_is_kept_and_named_on_the_request(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    row, objective = requested(company, scorecard), kpis_of(scorecard)[0].objective
    browser = as_person(company.manager)
    url = page(row, "addition-create", objective.pk)
    assert "Mengikuti aturan perspektif Financial: Terbatas" in content(browser.get(url))
    mute = browser.post(url, typed(row, figure_class="internal"))
    assert mute.status_code == 422
    assert 'value="Waktu henti mesin"' in content(mute)
    assert "class_reason" in mute.context["form"].errors
    kept = browser.post(url, typed(row, figure_class="internal", class_reason="Angka umum"), follow=True)
    assert "Internal: Angka umum" in content(kept)


def test_the_same_kpi_again_is_refused_on_its_page_and_stays_typed(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    row, old = requested(company, scorecard), kpis_of(scorecard)[1]
    browser, url = as_person(company.manager), page(row, "replacement-create", old.pk)
    shown = browser.get(url)
    assert (shown.context["form"].initial["name"], shown.context["weight_others"]) == (old.name, 75)
    same = {"polarity": "maximize", "unit": "%", "weight": "25", "target": "88"}
    again = browser.post(url, typed(row, **same))
    assert again.status_code == 422
    assert "Cara bacanya sama dengan KPI lama" in content(again)
    assert 'value="88"' in content(again)
    kept = browser.post(url, typed(row, **{**same, "unit": "hari"}), follow=True)
    assert f"menggantikan {old.name}" in content(kept)
    form = browser.get(page(row, "change-edit"))
    assert f"target_{old.pk}" not in form.context["form"].fields
    assert "berakhir, digantikan Waktu henti mesin" in content(form)


def test_a_replacement_may_be_joint_or_a_group(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    theirs = kpis_of(established(company, company.sister_department))[0].measure
    assert theirs is not None
    row, (first, second) = requested(company, scorecard, kpis=()), kpis_of(scorecard)[:2]
    browser = as_person(company.manager)
    browser.post(page(row, "replacement-create", first.pk) + "?by=join", typed(row, measure=str(theirs.pk)))
    row.refresh_from_db()
    browser.post(page(row, "replacement-create", second.pk) + "?by=group", typed(row, title="Pengiriman"))
    joint, group = ChangeAddition.objects.order_by("pk")
    assert (joint.measure, joint.replaces) == (theirs, first)
    assert (group.is_group, group.replaces) == (True, second)
    for addition in (joint, group):
        shown = browser.get(page(row, "addition-edit", addition.pk))
        assert shown.status_code == 200
    part = page(row, "addition-create", second.objective_id) + f"?above={group.pk}"
    row.refresh_from_db()
    browser.post(part, typed(row))
    assert group.parts.count() == 1


def test_a_group_has_a_name_to_correct_and_nothing_else(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    row, kpi = requested(company, scorecard), kpis_of(scorecard)[2]
    with unlocked():
        Kpi.objects.filter(pk=kpi.pk).update(measure=None, title="Kelompok")
    browser, url = as_person(company.manager), page(row, "definition-edit", kpi.pk)
    assert list(browser.get(url).context["form"].fields) == ["name"]
    blank = browser.post(url, {"name": " ", "version": row.version})
    assert (blank.status_code, list(blank.context["form"].errors)) == (422, ["name"])
    browser.post(url, {"name": "Mutu produk", "version": row.version})
    assert row.lines.get(kpi=kpi).definition == {"name": "Mutu produk"}


def test_cms_reads_why_it_cannot_be_forwarded_and_keeps_its_words(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    row = with_cms(company, scorecard=scorecard)
    with unlocked():
        Kpi.objects.filter(pk=kpis_of(row.scorecard)[1].pk).update(weight=60)
    url = page(row, "change-transition", "forward")
    refused = as_person(company.cms).post(url, {"comment": "Sesuai RKAP revisi", "version": row.version})
    assert refused.status_code == 422
    assert "Jumlah bobot KPI 135 %" in content(refused)
    assert ">Sesuai RKAP revisi</textarea>" in content(refused)


def test_the_board_reads_the_recommendation_of_cms(company: Company, as_person: LogIn) -> None:
    row = with_board(company)
    shown = as_person(company.auditor).get(page(row))
    assert shown.context["recommendation"] == "Sesuai RKAP revisi"


def test_who_decides_second_reads_who_was_first_and_keeps_the_words(
    company: Company, as_person: LogIn
) -> None:
    row = with_board(company)
    browser, data = as_person(company.president), {"decision": "reject", "comment": "Belum perlu"}
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    stale = {**data, "version": row.version, "content_sha256": proposed_by(row).digest}
    approve(company, row)
    late = browser.post(page(row, "change-decide"), stale)
    assert late.status_code == 409
    said = content(late)
    assert "Langkah Anda tidak tersimpan" in said
    assert str(company.bod.full_name) in said
    assert "Belum perlu" in said
    row.refresh_from_db()
    assert row.status == "in_force"


def test_a_request_that_changes_nothing_is_not_sent(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    row = requested(company, scorecard, kpis=())
    refused = as_person(company.manager).post(
        page(row, "change-transition", "submit"), {"version": row.version}
    )
    assert refused.status_code == 422
    assert "Belum ada yang diubah." in content(refused)


def test_the_page_of_a_kpi_shows_the_chain(company: Company, as_person: LogIn, scorecard: Scorecard) -> None:
    first, second = kpis_of(scorecard)[:2]
    with unlocked():
        Kpi.objects.filter(pk=first.pk).update(through_month=6)
        Kpi.objects.filter(pk=second.pk).update(from_month=7, replaces=first)
    browser = as_person(company.manager)
    shown = content(browser.get(reverse("bsc:kpi-detail", args=[first.pk])))
    assert "Riwayat penggantian" in shown
    assert "mulai Juli 2027" in shown
    card = content(browser.get(reverse("bsc:scorecard-detail", args=[scorecard.pk])))
    assert "sampai Juni 2027" in card
