"""Matrix and Strategi Inisiatif pages: composing, refusing, tracing back to the departments."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from swot.models import StrategicInitiative, Strategy, SwotAnalysis
from swot.services import finalize_analysis
from swot.services.initiatives import TEXTS
from tests.company import Company
from tests.swot.scenes import NOW, deployed, initiative, item, rated, strategy
from tests.swot.test_views import YEAR, LogIn, page, text_of, url


def composed(
    analysis: SwotAnalysis, first: str, second: str, text: str = "Perluas pasar"
) -> dict[str, object]:
    return {"text": text, "first": [item(analysis, first).pk], "second": [item(analysis, second).pk]}


def written(company: Company, *parents: Strategy, **fields: object) -> dict[str, object]:
    return {
        "code": "SI-01",
        "name": "Buka pasar sekolah",
        "owner_unit": company.department.pk,
        "strategies": [parent.pk for parent in parents],
        **fields,
    }


class TestMatrix:
    def test_cells_stand_in_priority_order_with_their_strategies_and_items(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = rated(company)
        strategy(company, analysis, "ST", "Kunci harga baja")
        words = page(as_person(company.bod), "matrix-detail")
        cells = re.findall(r"(SO|ST|WO|WT) [A-Z]\w+ [^0-9]*?Prioritas (\d) · jumlah Score ([\d,]+)", words)
        assert cells == [
            ("SO", "1", "7,4423"),
            ("ST", "2", "7,3125"),
            ("WO", "3", "6,4423"),
            ("WT", "4", "6,3125"),
        ]
        assert "Kunci harga baja S1 Isu S nomor 1 T1 Isu T nomor 1 Belum menjadi Strategi Inisiatif" in words
        assert "Tambah strategi" not in words

    def test_strong_items_without_an_answer_are_listed_until_they_have_one(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = rated(company)
        client = as_person(company.cms)
        before = page(client, "matrix-detail").split("Isu berskor tinggi tanpa jawaban")[1]
        assert "S1 Isu S nomor 1 1,25 0,94" in before
        assert "S3 Isu S nomor 3" not in before
        strategy(company, analysis)
        after = page(client, "matrix-detail").split("Isu berskor tinggi tanpa jawaban")[1]
        assert "S1 Isu S nomor 1" not in after

    def test_before_scoring_strategies_may_be_written_without_priorities(
        self, company: Company, as_person: LogIn
    ) -> None:
        strategy(company, deployed(company))
        words = page(as_person(company.cms), "matrix-detail")
        assert "Penilaian belum lengkap" in words
        assert "Prioritas 1" not in words
        assert "Perluas pasar" in words


class TestComposing:
    def test_a_strategy_is_composed_from_two_tabs(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        client = as_person(company.cms)
        form = page(client, "strategy-create", YEAR, "WO")
        assert "W1 · Isu W nomor 1 (Score 1,25)" in form
        assert "O1 · Isu O nomor 1 (Score 1,54)" in form
        assert "S1 ·" not in form
        answer = client.post(url("strategy-create", YEAR, "WO"), composed(analysis, "W1", "O1"))
        assert answer["Location"] == f"{url('matrix-detail')}#WO"
        made = Strategy.objects.get()
        assert (made.cell, {row.code for row in made.items.all()}) == ("WO", {"W1", "O1"})

    def test_the_link_of_an_unanswered_item_has_it_ticked(self, company: Company, as_person: LogIn) -> None:
        strong = item(rated(company), "S1")
        answer = as_person(company.cms).get(url("strategy-create", YEAR, "SO"), {"item": str(strong.pk)})
        assert re.search(rf'value="{strong.pk}"[^>]*checked', answer.content.decode())

    @pytest.mark.parametrize(("first", "second"), [("W1", "O1"), ("S1", "T1"), ("O1", "S1")])
    def test_items_of_other_tabs_are_refused_and_the_words_stay(
        self, company: Company, as_person: LogIn, first: str, second: str
    ) -> None:
        analysis = rated(company)
        answer = as_person(company.cms).post(
            url("strategy-create", YEAR, "SO"), composed(analysis, first, second, "Kata-kata saya")
        )
        assert answer.status_code == 422
        assert "Kata-kata saya" in text_of(answer)
        assert not Strategy.objects.exists()

    def test_an_unknown_cell_is_not_found(self, company: Company, as_person: LogIn) -> None:
        deployed(company)
        assert as_person(company.cms).get(url("strategy-create", YEAR, "SW")).status_code == 404

    def test_without_an_analysis_there_is_nothing_to_compose(
        self, company: Company, as_person: LogIn
    ) -> None:
        client = as_person(company.cms)
        assert client.get(url("strategy-create", YEAR, "SO")).status_code == 404
        assert client.get(url("initiative-create")).status_code == 404

    def test_a_strategy_is_changed(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        mine = strategy(company, analysis)
        client = as_person(company.cms)
        html = client.get(url("strategy-update", mine.pk)).content.decode()
        assert re.search(rf'value="{item(analysis, "S1").pk}"[^>]*checked', html)
        data = {**composed(analysis, "S2", "O2", "Baru"), "seen": mine.fingerprint()}
        assert client.post(url("strategy-update", mine.pk), data).status_code == 302
        mine.refresh_from_db()
        assert (mine.text, {row.code for row in mine.items.all()}) == ("Baru", {"S2", "O2"})

    def test_a_change_from_an_older_page_answers_409_and_keeps_the_words(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = rated(company)
        mine = strategy(company, analysis)
        data = {**composed(analysis, "S1", "O1", "Kata saya"), "seen": "0" * 16}
        answer = as_person(company.cms).post(url("strategy-update", mine.pk), data)
        assert answer.status_code == 409
        words = text_of(answer)
        assert "Kata saya" in words
        assert "“Perluas pasar”" in words
        assert f'name="seen" value="{mine.fingerprint()}"' in answer.content.decode()

    def test_deleting_asks_first(self, company: Company, as_person: LogIn) -> None:
        mine = strategy(company, rated(company))
        client = as_person(company.cms)
        assert "Perluas pasar" in text_of(client.get(url("strategy-delete", mine.pk)))
        assert Strategy.objects.exists()
        assert client.post(url("strategy-delete", mine.pk))["Location"] == url("matrix-detail")
        assert not Strategy.objects.exists()

    def test_a_parent_of_an_initiative_is_kept_with_the_reason(
        self, company: Company, as_person: LogIn
    ) -> None:
        mine = strategy(company, rated(company))
        initiative(company, mine)
        answer = as_person(company.cms).post(url("strategy-delete", mine.pk))
        assert answer.status_code == 422
        assert "menjadi induk SI-01" in text_of(answer)

    @pytest.mark.parametrize(("role", "status"), [("bod", 403), ("director", 403), ("manager", 404)])
    def test_readers_and_others_change_nothing(
        self, company: Company, as_person: LogIn, role: str, status: int
    ) -> None:
        mine = strategy(company, rated(company))
        made = initiative(company, mine)
        client = as_person(getattr(company, role))
        addresses = [
            url("strategy-create", YEAR, "SO"),
            url("strategy-update", mine.pk),
            url("strategy-delete", mine.pk),
            url("initiative-create"),
            url("initiative-update", made.pk),
        ]
        for address in addresses:
            assert client.get(address).status_code == status, address
            assert client.post(address).status_code == status, address


class TestInitiatives:
    def test_the_code_is_proposed_and_counts_on(self, company: Company, as_person: LogIn) -> None:
        mine = strategy(company, rated(company))
        client = as_person(company.cms)
        assert 'value="SI-01"' in client.get(url("initiative-create")).content.decode()
        initiative(company, mine, code="SI-07")
        assert 'value="SI-08"' in client.get(url("initiative-create")).content.decode()

    def test_the_form_asks_for_every_field(self, company: Company, as_person: LogIn) -> None:
        strategy(company, rated(company))
        page = as_person(company.cms).get(url("initiative-create")).content.decode()
        for name in (*TEXTS, "owner_unit", "strategies"):
            assert f'name="{name}"' in page, name

    def test_an_initiative_is_written_and_traced_back_to_the_departments(
        self, company: Company, as_person: LogIn
    ) -> None:
        mine = strategy(company, rated(company))
        client = as_person(company.cms)
        answer = client.post(
            url("initiative-create"), written(company, mine, perspective="Customer"), follow=True
        )
        words = text_of(answer)
        assert "Penanggung jawab Departemen PPIC Perspektif Customer" in words
        assert "SO Perluas pasar S1 Isu S nomor 1 Departemen PPIC Pelanggan" in words
        assert "O1 Isu O nomor 1 Departemen PPIC Pelanggan Pengiriman tepat waktu" in words
        made = StrategicInitiative.objects.get()
        assert page(as_person(company.director), "initiative-detail", made.pk)
        assert "SI-01 · Buka pasar sekolah Departemen PPIC Customer" in page(client, "initiative-list")

    @pytest.mark.parametrize("missing", ["code", "name", "owner_unit", "strategies"])
    def test_what_is_missing_is_named_and_nothing_is_written(
        self, company: Company, as_person: LogIn, missing: str
    ) -> None:
        mine = strategy(company, rated(company))
        data = written(company, mine)
        del data[missing]
        answer = as_person(company.cms).post(url("initiative-create"), data)
        assert answer.status_code == 422
        assert "Belum dapat disimpan" in text_of(answer)
        assert not StrategicInitiative.objects.exists()

    def test_a_code_in_use_is_refused_on_the_page(self, company: Company, as_person: LogIn) -> None:
        mine = strategy(company, rated(company))
        initiative(company, mine)
        answer = as_person(company.cms).post(url("initiative-create"), written(company, mine))
        assert answer.status_code == 422
        assert "Kode SI-01 sudah dipakai tahun ini." in text_of(answer)

    def test_an_initiative_is_changed_and_an_older_page_is_refused(
        self, company: Company, as_person: LogIn
    ) -> None:
        made = initiative(company, strategy(company, rated(company)))
        client, seen = as_person(company.cms), made.fingerprint()
        data = written(company, *made.strategies.all(), name="Nama baru", seen=seen)
        assert client.post(url("initiative-update", made.pk), data).status_code == 302
        again = client.post(url("initiative-update", made.pk), {**data, "name": "Nama lain"})
        assert again.status_code == 409
        assert "“Nama baru”" in text_of(again)
        assert StrategicInitiative.objects.get().name == "Nama baru"

    def test_a_double_click_writes_one(self, company: Company, as_person: LogIn) -> None:
        mine = strategy(company, rated(company))
        client = as_person(company.cms)
        data = {**written(company, mine), "_nonce": "b" * 32}
        places = {client.post(url("initiative-create"), data)["Location"] for _click in range(2)}
        assert len(places) == 1
        assert StrategicInitiative.objects.count() == 1

    def test_others_do_not_find_it(self, company: Company, as_person: LogIn) -> None:
        made = initiative(company, strategy(company, rated(company)))
        assert as_person(company.manager).get(url("initiative-detail", made.pk)).status_code == 404

    def test_initiatives_stay_open_after_the_position_is_final(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis = rated(company)
        mine = strategy(company, analysis)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert (
            as_person(company.cms).post(url("initiative-create"), written(company, mine)).status_code == 302
        )


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_of_fifty_ask_as_often_as_lists_of_five(company: Company, as_person: LogIn) -> None:
    analysis = rated(company)
    client, counts = as_person(company.cms), []
    number = 0
    for size in (5, 50):
        while number < size:
            number += 1
            parent = strategy(company, analysis, "SO", f"Strategi {number}", f"S{number % 4 + 1}", "O1")
            made = initiative(company, parent, code=f"SI-{number:02d}")
        made.strategies.set(Strategy.objects.all())
        addresses = [
            url("initiative-list"),
            url("matrix-detail"),
            url("initiative-detail", made.pk),
            url("initiative-create"),
        ]
        client.get(addresses[0])
        counts.append([queries(client, address) for address in addresses])
    assert counts[0] == counts[1]
