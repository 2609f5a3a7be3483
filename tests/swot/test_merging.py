"""Merging similar items and splitting them again: nothing is lost, and only while the position is open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.workflow.models import TransitionLog
from swot.models import Strategy, SwotAnalysis, SwotItem, SwotItemSource
from swot.selectors.merging import lookalikes, standing_with_evidence
from swot.selectors.sheet import score_sheet, settings_of
from swot.services import finalize_analysis, merge_items, split_item, update_strategy
from tests.company import Company
from tests.swot import scenes
from tests.swot.scenes import NOW, accepted_issue, deployed, item, rated

Browser = Callable[..., Client]


def merge(
    company: Company, analysis: SwotAnalysis, *codes: str, text: str = "", **extra: Any
) -> SwotAnalysis:
    chosen = [item(analysis, code) for code in codes]
    step = {"actor": company.cms, "now": NOW, **extra}
    return merge_items(analysis=analysis, speaker=chosen[0], others=chosen, text=text, **step)


def split(company: Company, analysis: SwotAnalysis, code: str, **extra: Any) -> SwotAnalysis:
    step = {"actor": company.cms, "now": NOW, **extra}
    return split_item(analysis=analysis, item=item(analysis, code), **step)


def everything(analysis: SwotAnalysis) -> list[Any]:
    """Whatever merging might touch: words, numbers, places, sources and the strategies' items."""
    return [
        list(SwotItem.objects.filter(analysis=analysis).order_by("pk").values()),
        list(SwotItemSource.objects.order_by("pk").values()),
        list(Strategy.items.through.objects.order_by("pk").values()),
    ]


class TestMerge:
    def test_one_item_speaks_for_the_others_with_every_source_behind_it(self, company: Company) -> None:
        analysis = rated(company)
        merge(company, analysis, "S1", "S3", "S4")

        standing = standing_with_evidence(analysis)
        first = standing[0]
        assert [row.code for row in standing if row.category == "S"] == ["S1", "S2"]
        issues = [SwotItemSource.objects.get(item=item(analysis, code)).issue for code in ("S1", "S3", "S4")]
        assert [source.issue for source in first.behind] == issues
        units = {source.issue.register.unit for source in first.behind}
        assert units == {company.department, company.sister_department}
        assert [part.code for part in first.parts] == ["S3", "S4"]

    def test_only_standing_items_are_scored(self, company: Company) -> None:
        analysis = rated(company)
        merge(company, analysis, "W1", "W2", "W3")
        sheet = score_sheet(analysis.items.standing(), settings_of(company.cycle))
        assert str(sheet.totals["W"]) == "3"  # W1 alone: share 1, rating 3
        assert sheet.tabs["W"].count == 1

    def test_the_common_words_replace_the_speakers_while_it_speaks(self, company: Company) -> None:
        analysis = deployed(company)
        merge(company, analysis, "O1", "O2", text="  Permintaan sekolah naik  ")
        speaker = item(analysis, "O1")
        assert (speaker.text, speaker.own_text) == ("Permintaan sekolah naik", "Isu O nomor 1")

        merge(company, analysis, "O1", "O3", text="Permintaan pasar naik")
        assert item(analysis, "O1").own_text == "Isu O nomor 1"

    def test_it_is_logged_with_who_and_what(self, company: Company) -> None:
        analysis = deployed(company)
        merge(company, analysis, "T2", "T3")
        line = TransitionLog.objects.latest("id")
        assert (line.transition, line.actor_name, line.comment) == (
            "merge",
            company.cms.full_name,
            "T3 digabung ke T2",
        )
        assert company.cms.pk in SwotAnalysis.objects.get(pk=analysis.pk).contributors

    @pytest.mark.parametrize("codes", [("S1",), ("S1", "W1")])
    def test_one_item_or_two_tabs_are_refused(self, company: Company, codes: tuple[str, ...]) -> None:
        analysis = deployed(company)
        before = everything(analysis)
        with pytest.raises(InvalidInput):
            merge(company, analysis, *codes)
        assert everything(analysis) == before

    def test_what_is_already_merged_is_refused(self, company: Company) -> None:
        analysis = deployed(company)
        merge(company, analysis, "S1", "S2")
        before = everything(analysis)
        for codes in (("S3", "S2"), ("S2", "S3")):
            with pytest.raises(InvalidInput, match="sudah digabung"):
                merge(company, analysis, *codes)
        assert everything(analysis) == before

    def test_only_cms_merges_and_only_what_was_seen(self, company: Company) -> None:
        analysis = deployed(company)
        for person in (company.manager, company.director, company.bod, company.auditor):
            with pytest.raises(PermissionDenied):
                merge(company, analysis, "S1", "S2", actor=person)
        with pytest.raises(StaleVersion):
            merge(company, analysis, "S1", "S2", version=analysis.version + 1)
        assert not analysis.items.exclude(merged_into=None).exists()

    def test_a_final_position_is_not_merged_any_more(self, company: Company) -> None:
        analysis = rated(company)
        merge(company, analysis, "S1", "S2")
        analysis.refresh_from_db()
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        for act in (lambda: merge(company, analysis, "S1", "S3"), lambda: split(company, analysis, "S2")):
            with pytest.raises(Conflict):
                act()
        frozen = SwotAnalysis.objects.get(pk=analysis.pk).result
        assert frozen is not None
        assert "S2" not in {row["code"] for row in frozen["items"]}


class TestSplit:
    def test_merging_and_splitting_restores_everything(self, company: Company) -> None:
        analysis = rated(company)
        scenes.strategy(company, analysis, "SO", "Perluas pasar", "S1", "S2", "O1")
        before = everything(analysis)
        merge(company, analysis, "S1", "S2", "S3", text="Merek dan mutu")
        split(company, analysis, "S3")
        split(company, analysis, "S2")
        assert everything(analysis) == before

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(data=st.data())
    def test_any_order_of_merges_and_splits_restores_everything(
        self, company: Company, data: st.DataObject
    ) -> None:
        """Chains too: S1 ← S2, then S3 ← S1."""
        with transaction.atomic():
            analysis = rated(company)
            before = everything(analysis)
            for _step in range(data.draw(st.integers(1, 3))):
                self._merge_some(company, analysis, data)
            parts = list(SwotItem.objects.filter(analysis=analysis).exclude(merged_into=None))
            for part in data.draw(st.permutations(parts)):
                split_item(analysis=analysis, item=part, actor=company.cms, now=NOW)
            assert everything(analysis) == before
            transaction.set_rollback(True)

    @staticmethod
    def _merge_some(company: Company, analysis: SwotAnalysis, data: st.DataObject) -> None:
        standing = list(analysis.items.standing().filter(category="S"))
        if len(standing) < 2:
            return
        chosen = data.draw(st.permutations(standing))[: data.draw(st.integers(2, len(standing)))]
        text = data.draw(st.sampled_from(["", "Rumusan bersama", "Rumusan lain"]))
        step = {"actor": company.cms, "now": NOW, "text": text}
        merge_items(analysis=analysis, speaker=chosen[0], others=chosen[1:], **step)

    def test_what_stands_for_itself_is_not_split(self, company: Company) -> None:
        analysis = deployed(company)
        with pytest.raises(InvalidInput, match="tidak sedang digabung"):
            split(company, analysis, "S1")

    def test_only_cms_splits(self, company: Company) -> None:
        analysis = deployed(company)
        merge(company, analysis, "S1", "S2")
        with pytest.raises(PermissionDenied):
            split(company, analysis, "S2", actor=company.manager)


class TestStrategies:
    def test_a_strategy_shows_the_speaker_once_and_keeps_its_own_items(self, company: Company) -> None:
        from swot.selectors.matrix import strategies_of

        analysis = rated(company)
        strategy = scenes.strategy(company, analysis, "SO", "Perluas pasar", "S1", "S2", "O1")
        merge(company, analysis, "S1", "S2")
        assert [row.code for row in strategies_of(analysis)[0].shown_items] == ["S1", "O1"]
        update_strategy(
            strategy=strategy,
            actor=company.cms,
            text="Perluas pasar ekspor",
            items=[item(analysis, "S1"), item(analysis, "O1"), item(analysis, "O2")],
        )
        split(company, analysis, "S2")
        codes = [row.code for row in strategies_of(analysis)[0].shown_items]
        assert codes == ["S1", "S2", "O1", "O2"]


class TestLookalikes:
    def test_pairs_with_like_words_are_suggested_most_alike_first(self, company: Company) -> None:
        for text in (
            "Harga baja naik tajam sejak semester dua",
            "Harga baja naik tajam",
            "Kenaikan harga baja dunia",
            "Pelanggan meminta garansi lima tahun",
        ):
            accepted_issue(company.department, company.cycle, "T", text)
        accepted_issue(company.department, company.cycle, "W", "Harga baja naik tajam")
        analysis = deployed(company, {"S": [(3, 3)]})
        found = lookalikes(analysis, "T")
        assert (found[0].first.code, found[0].second.code) == ("T1", "T2")
        assert found == sorted(found, key=lambda pair: -pair.percent)
        assert "T4" not in {row.code for pair in found for row in (pair.first, pair.second)}

        merge(company, analysis, "T1", "T2")
        assert ("T1", "T2") not in {(pair.first.code, pair.second.code) for pair in lookalikes(analysis, "T")}


class TestPages:
    def test_merging_on_the_page_and_splitting_again(self, company: Company, as_person: Browser) -> None:
        analysis, client = deployed(company), as_person(company.cms)
        address = reverse("swot:item-merge", args=[2027])
        first, second = item(analysis, "S1"), item(analysis, "S2")
        asked = client.get(f"{address}?tab=S&item={first.pk}&item={second.pk}")
        assert asked.context["form"].initial == {"items": [first.pk, second.pk], "speaker": first.pk}

        sent = {"tab": "S", "items": [first.pk, second.pk], "speaker": first.pk, "text": "Satu kekuatan"}
        answer = client.post(address, {**sent, "version": analysis.version})
        assert answer["Location"] == "/swot/2027/items/?tab=S"
        page = client.get(answer["Location"]).content.decode()
        assert "Satu kekuatan" in page
        assert "2 isu sumber" in page
        assert "Pisahkan" in page

        client.post(reverse("swot:item-split", args=[2027, second.pk]))
        assert item(analysis, "S1").text == "Isu S nomor 1"

    @pytest.mark.parametrize(
        ("chosen", "speaker", "words"),
        [
            ((), "S1", "Pilih paling sedikit dua isu"),
            (("S1",), "S1", "Pilih paling sedikit dua isu"),
            (("S1", "S2"), "", "Pilih isu utama"),
            (("S1", "S2"), "S3", "Isu utama harus termasuk"),
            (("S1", "W1"), "S1", "Masukkan pilihan yang valid"),
        ],
    )
    def test_a_wrong_choice_is_told_beside_the_field_and_keeps_the_text(
        self, company: Company, as_person: Browser, chosen: tuple[str, ...], speaker: str, words: str
    ) -> None:
        analysis = deployed(company)
        sent = {
            "tab": "S",
            "items": [item(analysis, code).pk for code in chosen],
            "speaker": item(analysis, speaker).pk if speaker else "",
            "text": "Rumusan saya",
        }
        answer = as_person(company.cms).post(reverse("swot:item-merge", args=[2027]), sent)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert words in page
        assert "Rumusan saya" in page
        assert not analysis.items.exclude(merged_into=None).exists()

    def test_a_stale_page_is_answered_with_409(self, company: Company, as_person: Browser) -> None:
        analysis = deployed(company)
        seen = analysis.version
        merge(company, analysis, "S3", "S4")
        first, second = item(analysis, "S1"), item(analysis, "S2")
        sent = {"tab": "S", "items": [first.pk, second.pk], "speaker": first.pk, "version": seen}
        answer = as_person(company.cms).post(reverse("swot:item-merge", args=[2027]), sent)
        assert answer.status_code == 409
        assert item(analysis, "S2").merged_into is None

    def test_the_pages_ask_as_much_for_many_items_as_for_few(
        self, company: Company, as_person: Browser
    ) -> None:
        client = as_person(company.cms)
        deployed(company)
        few = self._queries(client)
        for n in range(40):
            accepted_issue(company.department, company.cycle, "S", f"Kekuatan tambahan nomor {n}")
        analysis = deployed(company, {"O": [(3, 3)]})
        merge(company, analysis, "S5", "S6", "S7")
        assert self._queries(client) == few

    @staticmethod
    def _queries(client: Client) -> list[int]:
        counts = []
        for address in ("/swot/2027/items/?tab=S", "/swot/2027/items/merge/?tab=S", "/swot/2027/matrix/"):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        return counts
