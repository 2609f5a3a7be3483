"""Several raters, blind until CMS closes the round; then spread, agreement, one working value (§1)."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import history
from swot.models import BlindRating, RatingRound, SwotAnalysis
from swot.rules import spread
from swot.selectors import todos_for
from swot.services import (
    Rating,
    adopt_medians,
    close_round,
    finalize_analysis,
    merge_items,
    open_round,
    rate_items,
    save_blind_ratings,
)
from tests.company import Company
from tests.swot.scenes import NOW, deployed, item, rated

LogIn = Callable[[User], Client]
ONE_EACH = {"S": [(1, 1)], "W": [(1, 1)], "O": [(1, 1)], "T": [(1, 1)]}


def begun(company: Company, *raters: User) -> RatingRound:
    """A round over four items of a year that asks several people."""
    company.cycle.several_raters = True
    company.cycle.save()
    analysis = deployed(company, ONE_EACH)
    people = raters or (company.cms, company.director, company.bod)
    return open_round(analysis=analysis, raters=people, actor=company.cms, now=NOW)


def give(round: RatingRound, person: User, *pairs: tuple[int | None, int | None], done: bool = False) -> None:
    """Numbers for S1, W1, O1, T1 in this order."""
    items = [item(round.analysis, f"{tab}1").pk for tab in "SWOT"]
    save_blind_ratings(
        round=round, actor=person, pairs=dict(zip(items, pairs, strict=False)), now=NOW, is_done=done
    )


def pairs(analysis: SwotAnalysis) -> list[tuple[int | None, int | None]]:
    return [(row.weight, row.rating) for row in (item(analysis, f"{tab}1") for tab in "SWOT")]


def typed(page: str, name: str) -> str:
    """What stands in an input of a page."""
    (tag,) = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page)
    found = re.search(r' value="([^"]*)"', tag)
    return found[1] if found else ""


class TestSpread:
    @pytest.mark.parametrize(
        ("values", "low", "high", "median", "agreed"),
        [
            ((3, 3, 3), 3, 3, 3, True),
            ((5, 1, 4), 1, 5, 4, False),
            ((2, 3), 2, 3, 3, False),
            ((1, 4), 1, 4, 3, False),
            ((2, 4), 2, 4, 3, False),
            ((4,), 4, 4, 4, False),
            ((None, 4, None, 4), 4, 4, 4, True),
        ],
    )
    def test_values(
        self, values: tuple[int | None, ...], low: int, high: int, median: int, agreed: bool
    ) -> None:
        found = spread(values)
        assert found is not None
        assert (found.low, found.high, found.median, found.is_agreed) == (low, high, median, agreed)

    def test_nobody_gave_anything(self) -> None:
        assert spread([None, None]) is None


class TestOpening:
    def test_off_by_default(self, company: Company) -> None:
        analysis = deployed(company)
        with pytest.raises(InvalidInput, match="belum diaktifkan"):
            open_round(analysis=analysis, raters=[company.cms, company.bod], actor=company.cms, now=NOW)
        assert not RatingRound.objects.exists()

    def test_the_raters_find_their_task_and_cms_the_closing(self, company: Company) -> None:
        round = begun(company, company.director, company.bod)
        assert round.number == 1
        address = reverse("swot:round-rate", args=[2027, 1])
        for rater in (company.director, company.bod):
            assert [todo.url for todo in todos_for(rater, NOW)] == [address]
        assert todos_for(company.manager, NOW) == []
        notes = {todo.title: todo.note for todo in todos_for(company.cms, NOW)}
        assert notes["Tutup putaran penilaian SWOT"] == "0 dari 2 penilai selesai"

    def test_only_cms_opens_and_only_for_people_of_the_swot(self, company: Company) -> None:
        begun(company)
        analysis = close_round(analysis=SwotAnalysis.objects.get(), actor=company.cms, now=NOW).analysis
        both = [company.cms, company.bod]
        with pytest.raises(PermissionDenied):
            open_round(analysis=analysis, raters=both, actor=company.bod, now=NOW)
        for raters in ([company.cms], [company.cms, company.cms], [company.cms, company.manager]):
            with pytest.raises(InvalidInput):
                open_round(analysis=analysis, raters=raters, actor=company.cms, now=NOW)
        assert open_round(analysis=analysis, raters=both, actor=company.cms, now=NOW).number == 2

    def test_one_round_at_a_time_and_nothing_else_writes_numbers(self, company: Company) -> None:
        round = begun(company)
        analysis = round.analysis
        with pytest.raises(Conflict):
            open_round(analysis=analysis, raters=[company.cms, company.bod], actor=company.cms, now=NOW)
        change = Rating(item(analysis, "S1").pk, 5, 5, seen=(None, None))
        with pytest.raises(Conflict, match="masih terbuka"):
            rate_items(analysis=analysis, actor=company.cms, ratings=[change])
        with pytest.raises(InvalidInput, match="masih terbuka"):
            finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)


class TestBlind:
    def test_a_rater_sees_only_his_own_values_until_the_round_is_closed(
        self, company: Company, as_person: LogIn
    ) -> None:
        round = begun(company, company.director, company.bod)
        give(round, company.director, (5, 4), (4, 4), (3, 3), (2, 2))
        address = reverse("swot:round-rate", args=[2027, 1])
        own = as_person(company.director).get(address).content.decode()
        other = as_person(company.bod).get(address).content.decode()
        first = item(round.analysis, "S1").pk
        assert typed(own, f"weight_{first}") == "5"
        assert typed(other, f"weight_{first}") == ""
        for reader in (company.bod, company.cms, company.cms_head):
            page = as_person(reader).get(reverse("swot:round-detail", args=[2027, 1])).content.decode()
            assert "Nilai para penilai" not in page
            assert "4 / 4" in page  # how far, never what
        items = as_person(company.cms).get(reverse("swot:item-list", args=[2027])).content.decode()
        assert "median" not in items
        close_round(analysis=round.analysis, actor=company.cms, now=NOW)
        page = as_person(company.bod).get(reverse("swot:round-detail", args=[2027, 1])).content.decode()
        assert "Nilai para penilai" in page
        assert "5 / 4" in page

    def test_nobody_else_rates_and_nobody_after_closing(self, company: Company, as_person: LogIn) -> None:
        round = begun(company, company.director, company.bod)
        for stranger in (company.cms, company.cms_head, company.other_director, company.manager):
            with pytest.raises(PermissionDenied):
                give(round, stranger, (1, 1))
        close_round(analysis=round.analysis, actor=company.cms, now=NOW)
        with pytest.raises(Conflict):
            give(round, company.director, (1, 1))
        assert not BlindRating.objects.exists()
        address = reverse("swot:round-rate", args=[2027, 1])
        detail = reverse("swot:round-detail", args=[2027, 1])
        assert as_person(company.director).get(address)["Location"] == detail

    def test_done_needs_every_number_and_may_be_taken_back(self, company: Company) -> None:
        round = begun(company)
        with pytest.raises(InvalidInput, match=r"3 isu belum lengkap \(O1, T1, W1\)"):
            give(round, company.bod, (5, 5), (4, None), done=True)
        give(round, company.bod, (5, 5), (4, 4), (3, 3), (2, 2), done=True)
        assert round.raters.get(person=company.bod).done_at == NOW
        assert todos_for(company.bod, NOW) == []
        give(round, company.bod, (None, 5))
        assert round.raters.get(person=company.bod).done_at is None

    @pytest.mark.parametrize("pair", [(0, 3), (6, 3), (3, 9)])
    def test_off_the_scale_and_foreign_items_are_refused(
        self, company: Company, pair: tuple[int, int]
    ) -> None:
        round = begun(company)
        with pytest.raises(InvalidInput):
            give(round, company.bod, pair)
        with pytest.raises(InvalidInput):
            save_blind_ratings(round=round, actor=company.bod, pairs={99999: (3, 3)}, now=NOW)
        assert not BlindRating.objects.exists()


class TestAgreement:
    def test_what_all_gave_is_the_value_and_what_differs_is_emptied(self, company: Company) -> None:
        round = begun(company)
        give(round, company.cms, (5, 4), (3, 2), (2, 2))
        give(round, company.director, (5, 4), (3, 4), (4, None))
        give(round, company.bod, (5, 4), (3, 5))
        close_round(analysis=round.analysis, actor=company.cms, now=NOW)
        analysis = SwotAnalysis.objects.get()
        assert pairs(analysis) == [(5, 4), (3, None), (None, None), (None, None)]
        assert adopt_medians(analysis=analysis, actor=company.cms) == 2
        assert pairs(analysis) == [(5, 4), (3, 4), (3, 2), (None, None)]
        assert adopt_medians(analysis=analysis, actor=company.cms) == 0
        steps = list(history(analysis).values_list("transition", flat=True))
        assert steps[-2:] == ["open_round", "close_round"]

    def test_the_grid_shows_the_spread_and_a_person_agrees(self, company: Company, as_person: LogIn) -> None:
        round = begun(company, company.cms, company.bod)
        give(round, company.cms, (2, 4), (1, 1), (1, 3), (1, 1))
        give(round, company.bod, (5, 4), (1, 1), (1, 3), (1, 1))
        close_round(analysis=round.analysis, actor=company.cms, now=NOW)
        page = as_person(company.cms).get(reverse("swot:item-list", args=[2027])).content.decode()
        assert "2–5" in page
        assert "median 4" in page
        change = Rating(item(round.analysis, "S1").pk, 3, 4, seen=(None, 4))
        analysis = SwotAnalysis.objects.get()
        rate_items(analysis=analysis, actor=company.cms, ratings=[change])
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        frozen = SwotAnalysis.objects.get().result
        assert frozen["settings"]["raters"] == 2
        page = as_person(company.bod).get(reverse("swot:position-detail", args=[2027])).content.decode()
        assert "2 penilai tertutup, nilai disepakati" in page

    def test_a_number_that_nobody_gave_stays(self, company: Company) -> None:
        company.cycle.several_raters = True
        company.cycle.save()
        analysis = rated(company, ONE_EACH)
        open_round(analysis=analysis, raters=[company.cms, company.bod], actor=company.cms, now=NOW)
        analysis.refresh_from_db()
        close_round(analysis=analysis, actor=company.cms, now=NOW)
        assert pairs(analysis) == [(1, 1)] * 4

    def test_an_item_that_was_merged_meanwhile_is_left_to_its_speaker(self, company: Company) -> None:
        company.cycle.several_raters = True
        company.cycle.save()
        analysis = deployed(company)
        both = [company.cms, company.bod]
        round = open_round(analysis=analysis, raters=both, actor=company.cms, now=NOW)
        first, second = item(analysis, "S1"), item(analysis, "S2")
        for person in both:
            rows = {first.pk: (2, 2), second.pk: (5, 5)}
            save_blind_ratings(round=round, actor=person, pairs=rows, now=NOW)
        merge_items(analysis=analysis, speaker=first, others=[second], actor=company.cms, now=NOW)
        close_round(analysis=analysis, actor=company.cms, now=NOW)
        first.refresh_from_db()
        second.refresh_from_db()
        assert ((first.weight, first.rating), (second.weight, second.rating)) == ((2, 2), (None, None))

    def test_pages_cost_the_same_for_more_raters(
        self,
        company: Company,
        as_person: LogIn,
        django_assert_max_num_queries: Callable[..., object],
    ) -> None:
        round = begun(company, *[company.cms, company.cms_head, company.director, company.bod])
        give(round, company.bod, (5, 4), (1, 1), (1, 1), (1, 1))
        close_round(analysis=round.analysis, actor=company.cms, now=NOW)
        client = as_person(company.cms)
        address = reverse("swot:round-detail", args=[2027, 1])
        client.get(address)
        with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
            client.get(address)
