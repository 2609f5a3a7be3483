"""Strategies inside a cell of the matrix: up, down, dropped on a place."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cint_portal.organization.models import User
from swot.models import Strategy, SwotAnalysis
from swot.services import delete_strategy, move_strategy
from tests.company import Company
from tests.swot.scenes import deployed, strategy

LogIn = Callable[[User], Client]


def four(company: Company) -> SwotAnalysis:
    """a, b, c in SO and x in WO."""
    analysis = deployed(company)
    for text in "abc":
        strategy(company, analysis, "SO", text)
    strategy(company, analysis, "WO", "x")
    return analysis


def order(analysis: SwotAnalysis, cell: str = "SO") -> str:
    return "".join(analysis.strategies.filter(cell=cell).values_list("text", flat=True))


def named(text: str) -> Strategy:
    return Strategy.objects.get(text=text)


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [("c", 0, "cab"), ("a", 1, "bac"), ("a", 2, "bca"), ("b", 1, "abc"), ("a", 99, "bca")],
)
def test_a_strategy_takes_the_place_named(company: Company, text: str, place: int, expected: str) -> None:
    analysis = four(company)
    move_strategy(strategy=named(text), actor=company.cms, place=place)
    assert order(analysis) == expected
    assert order(analysis, "WO") == "x"


def test_gaps_left_by_a_deleted_strategy_do_not_matter(company: Company) -> None:
    analysis = four(company)
    delete_strategy(strategy=named("a"), actor=company.cms)
    move_strategy(strategy=named("c"), actor=company.cms, place=0)
    assert order(analysis) == "cb"
    strategy(company, analysis, "SO", "d")
    assert order(analysis) == "cbd"


def test_the_board_offers_up_and_down_and_answers_at_the_strategy(company: Company, as_person: LogIn) -> None:
    analysis, client = four(company), as_person(company.cms)
    page = client.get(reverse("swot:matrix-detail", args=[2027])).content.decode()
    assert (page.count("Naikkan"), page.count("Turunkan")) == (2, 2)  # none in a cell of one
    move = reverse("swot:strategy-move", args=[named("b").pk])
    answer = client.post(move, {"place": "0"})
    assert answer["Location"].endswith(f"/matrix/#strategy-{named('b').pk}")
    assert order(analysis) == "bac"
    for nonsense in ("", "-1", "x", "1e3"):
        assert client.post(move, {"place": nonsense}).status_code == 400
    assert order(analysis) == "bac"


def test_readers_move_nothing_and_get_no_buttons(company: Company, as_person: LogIn) -> None:
    analysis = four(company)
    assert (
        "Naikkan"
        not in as_person(company.bod).get(reverse("swot:matrix-detail", args=[2027])).content.decode()
    )
    with pytest.raises(PermissionDenied):
        move_strategy(strategy=named("a"), actor=company.bod, place=2)
    assert order(analysis) == "abc"
