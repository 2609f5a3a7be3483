"""The SWOT pages: what each person sees, what may be posted, what the numbers read."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import history
from swot.models import SwotAnalysis
from swot.services import finalize_analysis
from tests.company import Company
from tests.swot.scenes import (
    NOW,
    ON_THE_AXIS,
    WORKED_EXAMPLE,
    accept_issues,
    accepted_issue,
    deployed,
    item,
    rated,
)

LogIn = Callable[[User], Client]
YEAR = 2027
READERS = ["bod", "director", "president", "other_director"]
STRANGERS = ["manager", "second_layer", "drafter", "auditor", "admin", "nobody"]
PAGES = ["item-list", "position-detail", "matrix-detail", "initiative-list"]


def url(name: str, *args: object) -> str:
    return reverse(f"swot:{name}", args=args or [YEAR])


def text_of(answer: HttpResponse) -> str:
    """The words of a page, without its tags, with single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(url(name, *args), query)
    assert answer.status_code == 200, answer.status_code
    return text_of(answer)


def numbers(
    analysis: SwotAnalysis, tab: str, pairs: list[tuple[object, object]], shown: bool = True
) -> dict[str, object]:
    """The fields that the grid of a tab posts."""
    data: dict[str, object] = {"tab": tab}
    rows = analysis.items.filter(category=tab).order_by("position")
    for row, (weight, rating) in zip(rows, pairs, strict=False):
        data |= {f"weight_{row.pk}": weight, f"rating_{row.pk}": rating}
        if shown:
            data[f"initial-weight_{row.pk}"] = "" if row.weight is None else row.weight
            data[f"initial-rating_{row.pk}"] = "" if row.rating is None else row.rating
    return data


class TestWhoSeesWhat:
    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize("role", ["cms", "cms_head", *READERS])
    def test_cms_board_and_directors_open_every_page(
        self, company: Company, as_person: LogIn, role: str, name: str
    ) -> None:
        rated(company)
        assert as_person(getattr(company, role)).get(url(name)).status_code == 200

    @pytest.mark.parametrize("name", PAGES)
    def test_every_page_works_before_the_first_deployment(
        self, company: Company, as_person: LogIn, name: str
    ) -> None:
        for person in (company.cms, company.bod):
            assert as_person(person).get(url(name)).status_code == 200

    @pytest.mark.parametrize("role", STRANGERS)
    def test_others_find_nothing(self, company: Company, as_person: LogIn, role: str) -> None:
        analysis = rated(company)
        client = as_person(getattr(company, role))
        for name in PAGES:
            assert client.get(url(name)).status_code == 404, name
        for name in ("item-score", "item-preview", "analysis-deploy", "quadrant-choose"):
            assert client.post(url(name)).status_code == 404, name
        assert client.post(url("analysis-transition", analysis.pk, "finalize")).status_code == 404

    @pytest.mark.parametrize("role", READERS)
    def test_readers_may_post_nothing(self, company: Company, as_person: LogIn, role: str) -> None:
        analysis = rated(company)
        client = as_person(getattr(company, role))
        for name in ("item-score", "item-preview", "analysis-deploy", "quadrant-choose"):
            assert client.post(url(name)).status_code == 403, name
        assert client.post(url("analysis-transition", analysis.pk, "finalize")).status_code == 403
        assert SwotAnalysis.objects.get().status == "draft"

    def test_readers_see_numbers_and_no_input(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        html = as_person(company.bod).get(url("item-list")).content.decode()
        assert "31,25" in html
        assert 'name="weight_' not in html
        assert "Simpan" not in html

    def test_an_unknown_year_is_not_found(self, company: Company, as_person: LogIn) -> None:
        assert as_person(company.cms).get(url("item-list", 2031)).status_code == 404

    def test_the_year_switch_leads_to_the_same_page_of_the_other_year(
        self, company: Company, as_person: LogIn
    ) -> None:
        PlanningCycle.objects.open_year(2028)
        answer = as_person(company.cms).get(url("matrix-detail"), {"year": "2028"})
        assert (answer.status_code, answer["Location"]) == (302, url("matrix-detail", 2028))

    def test_the_menu_leads_editors_to_the_items_and_readers_to_the_position(
        self, company: Company, as_person: LogIn
    ) -> None:
        start = reverse("swot:index")
        assert as_person(company.cms).get(start)["Location"] == url("item-list")
        assert as_person(company.bod).get(start)["Location"] == url("position-detail")
        assert as_person(company.manager).get(start).status_code == 404

    def test_without_any_year_the_menu_leads_home(self, company: Company, as_person: LogIn) -> None:
        company.cycle.delete()
        assert as_person(company.cms).get(reverse("swot:index"))["Location"] == reverse("home")

    def test_the_menu_shows_swot_to_those_it_opens_to(self, company: Company, as_person: LogIn) -> None:
        entry = f'href="{reverse("swot:index")}"'
        for role in ("cms", "cms_head", *READERS):
            assert entry in as_person(getattr(company, role)).get(reverse("home")).content.decode(), role
        for role in STRANGERS:
            assert entry not in as_person(getattr(company, role)).get(reverse("home")).content.decode(), role

    def test_a_get_never_reaches_a_posting_address(self, company: Company, as_person: LogIn) -> None:
        client = as_person(company.cms)
        for name in ("item-score", "item-preview", "analysis-deploy", "quadrant-choose"):
            assert client.get(url(name)).status_code == 405, name


class TestDeploying:
    def test_the_button_deploys_and_a_second_press_says_that_nothing_is_new(
        self, company: Company, as_person: LogIn
    ) -> None:
        accept_issues(company, WORKED_EXAMPLE)
        client = as_person(company.cms)
        assert "14 isu diterima menunggu dideploy" in page(client, "item-list")
        first = client.post(url("analysis-deploy"), follow=True)
        assert "14 isu masuk ke SWOT." in text_of(first)
        second = client.post(url("analysis-deploy"), follow=True)
        assert "Tidak ada isu baru" in text_of(second)
        assert SwotAnalysis.objects.get().items.count() == 14

    def test_a_double_click_deploys_once(self, company: Company, as_person: LogIn) -> None:
        accept_issues(company, ON_THE_AXIS)
        client = as_person(company.cms)
        for _click in range(2):
            client.post(url("analysis-deploy"), {"_nonce": "a" * 32})
        assert history(SwotAnalysis.objects.get()).count() == 1

    def test_items_name_the_departments_and_stakeholders_behind_them(
        self, company: Company, as_person: LogIn
    ) -> None:
        accepted_issue(company.department, company.cycle, "S", "Merek kuat", stakeholder="Distributor")
        client = as_person(company.cms)
        client.post(url("analysis-deploy"))
        assert "S1 Merek kuat Departemen PPIC · Distributor" in page(client, "item-list")

    def test_issues_accepted_after_the_final_position_are_pointed_out(
        self, company: Company, as_person: LogIn
    ) -> None:
        finalize_analysis(analysis=rated(company), actor=company.cms_head, now=NOW)
        accepted_issue(company.department, company.cycle, "S", "Terlambat")
        client = as_person(company.cms)
        assert "1 isu diterima setelah posisi final" in page(client, "item-list")
        assert client.post(url("analysis-deploy")).status_code == 409


class TestScoring:
    def test_the_four_tabs_score_the_worked_example(self, company: Company, as_person: LogIn) -> None:
        analysis = deployed(company)
        client = as_person(company.cms)
        for tab, pairs in WORKED_EXAMPLE.items():
            answer = client.post(url("item-score"), numbers(analysis, tab, list(pairs)))
            assert answer["Location"] == f"{url('item-list')}?tab={tab}"
        for tab, expected in (("S", "3,75"), ("W", "2,75"), ("O", "3,6923"), ("T", "3,5625")):
            assert f"100,00\xa0% {expected}" in page(client, "item-list", tab=tab).replace(" %", "\xa0%")
        assert "14 dari 14 isu dinilai Keempat tab lengkap" in page(client, "item-list")

    def test_a_row_shows_its_share_and_score(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        html = as_person(company.cms).get(url("item-list"), {"tab": "O"}).content.decode()
        first = item(SwotAnalysis.objects.get(), "O1")
        assert re.search(rf'id="share-{first.pk}">38,46.%<', html)
        assert re.search(rf'id="score-{first.pk}">1,54<', html)

    def test_incomplete_tabs_say_so_with_their_counts(self, company: Company, as_person: LogIn) -> None:
        analysis = deployed(company, {"S": [(1, 1), (1, 1)], "W": [(1, 1)], "O": [(1, 1)]})
        client = as_person(company.cms)
        client.post(url("item-score"), numbers(analysis, "S", [(4, 3), (2, "")]))
        words = page(client, "item-list")
        assert "1 dari 4 isu dinilai" in words
        assert "Tab S: 1 dari 2 isu dinilai · Tab W: 0 dari 1 isu dinilai" in words
        assert "Tab T belum berisi isu" in words
        assert "sementara: 1 dari 2 isu dinilai" in words

    def test_saving_can_lead_to_the_next_tab(self, company: Company, as_person: LogIn) -> None:
        analysis = deployed(company)
        data = {**numbers(analysis, "S", [(4, 3)]), "next": "1"}
        answer = as_person(company.cms).post(url("item-score"), data)
        assert answer["Location"].endswith("?tab=W")

    @pytest.mark.parametrize(
        ("typed", "reason"),
        [
            ("6", "Nilai paling besar 5."),
            ("0", "Nilai paling kecil 1."),
            ("2,5", "Terlalu banyak desimal"),
            ("tinggi", "angka"),
        ],
    )
    def test_what_is_off_the_scale_stays_on_the_page_with_its_reason(
        self, company: Company, as_person: LogIn, typed: str, reason: str
    ) -> None:
        analysis = deployed(company)
        answer = as_person(company.cms).post(url("item-score"), numbers(analysis, "S", [(typed, 3), (4, 4)]))
        assert answer.status_code == 422
        assert reason in text_of(answer)
        assert f'value="{typed}"' in answer.content.decode()
        assert item(analysis, "S2").weight is None

    def test_a_shorter_scale_is_told_in_the_header_and_kept(self, company: Company, as_person: LogIn) -> None:
        company.cycle.scale_max = 4
        company.cycle.save()
        analysis = deployed(company)
        client = as_person(company.cms)
        assert "Bobot 1–4" in page(client, "item-list")
        assert client.post(url("item-score"), numbers(analysis, "S", [(5, 4)])).status_code == 422

    def test_numbers_of_another_tab_in_the_post_are_ignored(self, company: Company, as_person: LogIn) -> None:
        analysis = deployed(company)
        data = {**numbers(analysis, "W", [(5, 5)]), "tab": "S"}
        as_person(company.cms).post(url("item-score"), data)
        assert item(analysis, "W1").weight is None

    def test_what_somebody_else_stored_is_shown_beside_what_was_typed(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = deployed(company)
        mine = numbers(analysis, "S", [(1, 2), (3, 3)])
        as_person(company.second_cms).post(url("item-score"), numbers(analysis, "S", [(5, 4)]))
        client = as_person(company.cms)
        answer = client.post(url("item-score"), mine)
        assert answer.status_code == 409
        assert "Sekarang tersimpan: bobot 5, rating 4." in text_of(answer)
        html = answer.content.decode()
        first = item(analysis, "S1")
        assert (first.weight, item(analysis, "S2").weight) == (5, None)
        assert re.search(rf'name="weight_{first.pk}"[^>]* value="1"', html)
        assert re.search(rf'name="initial-weight_{first.pk}"[^>]* value="5"', html)

    def test_a_final_position_refuses_numbers(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        client = as_person(company.cms)
        assert client.post(url("item-score"), numbers(analysis, "S", [(1, 1)])).status_code == 409
        assert 'name="weight_' not in client.get(url("item-list")).content.decode()


class TestPreview:
    def test_typing_answers_every_number_of_the_tab_and_stores_nothing(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = deployed(company)
        answer = as_person(company.cms).post(
            url("item-preview"), numbers(analysis, "S", list(WORKED_EXAMPLE["S"]))
        )
        html, first = answer.content.decode(), item(analysis, "S1")
        assert re.search(rf'id="share-{first.pk}" hx-swap-oob="true">31,25.%<', html)
        assert re.search(rf'id="score-{first.pk}" hx-swap-oob="true">1,25<', html)
        assert '<output id="foot-score" hx-swap-oob="true">3,75</output>' in html
        assert "4 dari 14 isu dinilai" in text_of(answer)
        assert first.weight is None

    def test_an_unreadable_number_is_named_and_the_others_still_count(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = deployed(company)
        answer = as_person(company.cms).post(url("item-preview"), numbers(analysis, "S", [(9, 4), (4, 4)]))
        assert answer.status_code == 200
        assert "Nilai paling besar 5." in text_of(answer)
        assert '<output id="foot-score" hx-swap-oob="true">4,00</output>' in answer.content.decode()


class TestPosition:
    def test_the_worked_example_is_shown(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        answer = as_person(company.cms_head).get(url("position-detail"))
        words = text_of(answer)
        assert "SO Expansion x 1,00 · y 0,13" in words
        assert "S – Strength 3,75 Σ Score W – Weakness 2,75 Σ Score" in words
        assert "O – Opportunity 3,6923 Σ Score T – Threat 3,5625 Σ Score" in words
        assert "2027 1,00 0,13 SO" in words
        assert re.search(r"1 SO .*7,4423 2 ST .*7,3125 3 WO .*6,4423 4 WT .*6,3125", words)
        assert "O1 Isu O nomor 1: rating 4 menjadi 3 → ST (Combination)" in words
        for setting in ("1–5", "per tab", "makin besar makin berat", "selisih"):
            assert setting in words
        html = answer.content.decode()
        assert "<svg" in html
        assert " style=" not in html
        assert "<script>" not in html

    def test_english_readers_get_english_numbers(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        company.bod.language = "en"
        company.bod.save()
        words = page(as_person(company.bod), "position-detail")
        assert "3.6923" in words
        assert "x 1.00 · y 0.13" in words

    def test_an_incomplete_analysis_names_what_is_missing_and_gives_no_position(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = deployed(company)
        client = as_person(company.cms_head)
        words = page(client, "position-detail")
        assert "Posisi belum dapat dihitung" in words
        assert "Tab W : 0 dari 3 isu dinilai" in words
        assert "Expansion" not in words.split("Pengaturan skor")[0]
        answer = client.post(url("analysis-transition", analysis.pk, "finalize"))
        assert answer.status_code == 422
        assert "Posisi belum dapat ditetapkan" in text_of(answer)
        assert "Tab T: 0 dari 4 isu dinilai" in text_of(answer)

    def test_a_shared_rank_is_shown_as_shared(self, company: Company, as_person: LogIn) -> None:
        rated(company, ON_THE_AXIS)
        words = page(as_person(company.cms), "position-detail")
        assert re.search(r"1 seri SO .* 1 seri WO .* 1 seri ST .* 1 seri WT", words)

    def test_finalizing_freezes_and_says_so(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        client = as_person(company.cms_head)
        answer = client.post(
            url("analysis-transition", analysis.pk, "finalize"), {"version": analysis.version}, follow=True
        )
        assert "Posisi perusahaan ditetapkan" in text_of(answer)
        assert "Ratna Dewi" in text_of(answer)
        company.cycle.axes = "half_difference"
        company.cycle.save()
        words = page(as_person(company.bod), "position-detail")
        assert "x 1,00 · y 0,13" in words
        assert "Sumbu posisi selisih" in words

    def test_staff_sees_no_button_and_may_not_finalize(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        client = as_person(company.cms)
        assert "Tetapkan posisi final" not in page(client, "position-detail")
        assert client.post(url("analysis-transition", analysis.pk, "finalize")).status_code == 403

    def test_a_page_older_than_the_numbers_cannot_finalize(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        client = as_person(company.cms_head)
        stale = {"version": analysis.version - 1}
        assert client.post(url("analysis-transition", analysis.pk, "finalize"), stale).status_code == 409

    def test_reopening_asks_for_a_reason(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        client = as_person(company.cms_head)
        answer = client.post(url("analysis-transition", analysis.pk, "reopen"), {"comment": " "})
        assert answer.status_code == 422
        assert "Tuliskan alasannya" in text_of(answer)
        client.post(url("analysis-transition", analysis.pk, "reopen"), {"comment": "Isu susulan."})
        assert SwotAnalysis.objects.get().status == "draft"
        assert client.post(url("analysis-transition", analysis.pk, "deploy")).status_code == 404

    def test_on_the_axis_a_person_chooses_with_a_reason(self, company: Company, as_person: LogIn) -> None:
        rated(company, ON_THE_AXIS)
        client = as_person(company.cms)
        assert "Posisi tepat di sumbu: pilih kuadran" in page(client, "position-detail")
        without = client.post(url("quadrant-choose"), {"quadrant": "WO"})
        assert without.status_code == 422
        done = client.post(
            url("quadrant-choose"), {"quadrant": "WO", "reason": "Peluang ekspor lebih kuat."}, follow=True
        )
        words = text_of(done)
        assert "WO Stability x 0,00 · y 0,00 · di sumbu, kuadran dipilih" in words
        assert "Alasan pemilihan kuadran: Peluang ekspor lebih kuat." in words

    def test_off_the_axis_no_choice_is_offered_or_taken(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        client = as_person(company.cms)
        assert "pilih kuadran" not in page(client, "position-detail")
        answer = client.post(url("quadrant-choose"), {"quadrant": "WO", "reason": "Ingin."})
        assert answer.status_code == 422
        assert "tepat di sumbu" in text_of(answer)

    def test_earlier_final_years_stand_on_the_plot(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        company.cycle = PlanningCycle.objects.open_year(2028)
        rated(company)
        words = page(as_person(company.cms), "position-detail", 2028)
        assert "2028 1,00 0,13 SO 2027 1,00 0,13 SO" in words


def queries(client: Client, name: str, **query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url(name), query).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["item-list", "position-detail", "matrix-detail"])
def test_a_page_of_fifty_items_asks_as_often_as_one_of_five(
    company: Company, as_person: LogIn, name: str
) -> None:
    rated(company, {"S": [(3, 3), (2, 2)], "W": [(3, 2)], "O": [(3, 3)], "T": [(3, 2)]})
    client = as_person(company.cms)
    queries(client, name)  # what a process remembers is remembered
    few = queries(client, name)
    for number in range(45):
        accepted_issue(company.sister_department, company.cycle, "SWOT"[number % 4], f"Isu {number}")
    client.post(url("analysis-deploy"))
    SwotAnalysis.objects.get().items.update(weight=3, rating=3)
    client.get(url(name))  # shows the message of the deployment
    assert SwotAnalysis.objects.get().items.count() == 50
    assert queries(client, name) == few


def test_the_answer_to_typing_costs_the_same_at_five_and_fifty_items(
    company: Company, as_person: LogIn
) -> None:
    client, counts = as_person(company.cms), []
    for size in (5, 50):
        for number in range(size - len(counts) * 5):
            accepted_issue(company.department, company.cycle, "S", f"Isu {size}-{number}")
        client.post(url("analysis-deploy"))
        client.get(url("item-list"))
        analysis = SwotAnalysis.objects.get()
        data = numbers(analysis, "S", [(3, 3)] * size)
        with CaptureQueriesContext(connection) as captured:
            assert client.post(url("item-preview"), data).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
