"""Search: every group is found, nothing that one may not open, a constant number of queries."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cint_portal.home.search import SOURCES, Piece, found_for, marked, words_in
from issues.models import Issue, IssueRegister
from tests.company import Company
from tests.everything import build_everything
from tests.issues.registers import FILLED, drafted

AsPerson = Callable[..., Client]


@pytest.fixture
def year(company: Company) -> Company:
    build_everything(company)
    return company


def links(page: str) -> list[str]:
    return [unescape(url) for url in re.findall(r'<div class="task-main"><a href="([^"]+)"', page)]


def groups(company: Company, who: str, asked: str) -> dict[str, int]:
    return {group.title: len(group.hits) for group in found_for(getattr(company, who), asked)}


def test_each_kind_of_thing_is_found_and_every_hit_opens(year: Company, as_person: AsPerson) -> None:
    client, opened = as_person(year.cms), set()
    for asked in ("PPIC", "Isu", "Sasaran", "pasar", "tepat", "SI"):
        page = client.get("/search/", {"q": asked}).content.decode()
        opened |= set(re.findall(r'<i class="bi bi-([\w-]+)" aria-hidden="true"></i> ', page))
        for link in links(page):
            assert client.get(link).status_code == 200, link
    assert {source.icon for source in SOURCES} <= opened


def test_whatever_is_found_may_be_opened(year: Company, as_person: AsPerson) -> None:
    for who in ("manager", "drafter", "colleague", "director", "auditor", "nobody", "bod"):
        client = as_person(getattr(year, who))
        for asked in ("Departemen", "Isu", "tepat"):
            for link in links(client.get("/search/", {"q": asked}).content.decode()):
                assert client.get(link).status_code == 200, (who, link)


def test_foreign_rows_are_not_found(company: Company) -> None:
    register = drafted(company)
    register.issues.update(issue="Kenari rahasia", needs="Kenari", stakeholder="Kenari")
    for who in ("manager", "second_layer", "drafter", "director", "auditor", "cms", "bod"):
        assert groups(company, who, "kenari") == {"Isu": 2}
    for who in ("colleague", "outsider", "other_director", "admin", "nobody"):
        assert groups(company, who, "kenari") == {}


def test_the_answer_for_the_foreign_is_that_of_nothing(company: Company, as_person: AsPerson) -> None:
    client = as_person(company.colleague)
    before = client.get("/search/", {"q": "kenari"}).content.decode()
    drafted(company).issues.update(issue="Kenari rahasia")
    after = client.get("/search/", {"q": "kenari"}).content.decode()

    def secretless(page: str) -> str:
        return re.sub(r"[0-9A-Za-z]{32,}|\d\d[.:]\d\d", "", page.partition("<main")[2])

    assert secretless(before) == secretless(after)
    assert "Tidak ditemukan" in after


def test_all_words_must_occur_in_whatever_order_and_case(company: Company) -> None:
    drafted(company).issues.update(issue="Harga Rotan naik tajam", needs="Pasokan tetap")
    assert groups(company, "manager", "rotan HARGA") == {"Isu": 2}
    assert groups(company, "manager", "pasokan rotan") == {"Isu": 2}
    assert groups(company, "manager", "rotan turun") == {}


def test_signs_of_a_pattern_are_letters_like_others(company: Company) -> None:
    drafted(company).issues.update(issue="Naik 5% (kira_kira)")
    assert groups(company, "manager", "5%") == {"Isu": 2}
    assert groups(company, "manager", "a_k") == {"Isu": 2}
    assert groups(company, "manager", "%%") == {}
    assert groups(company, "manager", "(kira_") == {"Isu": 2}


def test_a_removed_row_is_not_found(company: Company) -> None:
    register = drafted(company)
    register.issues.update(issue="Kenari", removed_at=FILLED, removed_by=company.manager)
    assert groups(company, "manager", "kenari") == {}


@pytest.mark.parametrize("asked", ["", " ", "a", " a "])
def test_too_little_to_go_by_finds_nothing_and_says_why(
    company: Company, as_person: AsPerson, asked: str
) -> None:
    page = as_person(company.cms).get("/search/", {"q": asked}).content.decode()
    assert links(page) == []
    assert ("Kata terlalu pendek" in page) is bool(asked.strip())


def test_a_long_question_is_cut() -> None:
    assert words_in("x" * 500) == ["x" * 100]
    assert len(words_in("ab " * 40)) == 6


def test_hits_are_marked_and_nothing_in_them_is_code(company: Company, as_person: AsPerson) -> None:
    drafted(company).issues.update(issue="<b>Rotan</b> & kayu")
    page = as_person(company.manager).get("/search/", {"q": "rotan"}).content.decode()
    assert "&lt;b&gt;<mark>Rotan</mark>&lt;/b&gt; &amp; kayu" in page


def test_a_long_text_is_shown_around_its_hit() -> None:
    pieces = marked("x" * 300 + " rotan " + "y" * 300, ["rotan"])
    assert Piece("rotan", True) in pieces
    text = "".join(piece.text for piece in pieces)
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) < 250
    assert marked("Kayu", ["rotan"]) == [Piece("Kayu", False)]


def test_more_hits_than_shown_are_announced(company: Company, as_person: AsPerson) -> None:
    drafted(company, count=12)
    page = as_person(company.manager).get("/search/", {"q": "Isu nomor"}).content.decode()
    assert len(links(page)) == 10
    assert "10 hasil pertama" in page
    assert "Masih ada hasil lain" in page


@pytest.mark.parametrize("who", ["manager", "cms"])
def test_it_costs_the_same_for_few_and_many(company: Company, as_person: AsPerson, who: str) -> None:
    register = drafted(company)
    client = as_person(getattr(company, who))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/", {"q": "Isu"})
        return len(captured)

    cost()
    before = cost()
    drafted_rows = [_copy(register, number) for number in range(10, 30)]
    Issue.objects.bulk_create(drafted_rows)
    assert cost() == before


def _copy(register: IssueRegister, number: int) -> Issue:
    values = {
        "stakeholder": "A",
        "needs": "B",
        "issue": f"Isu {number}",
        "source": "internal",
        "category": "W",
    }
    return Issue(register=register, position=number, **values)


def test_the_top_bar_asks_this_page_and_names_its_key(company: Company, as_person: AsPerson) -> None:
    page = as_person(company.manager).get("/").content.decode()
    (form,) = re.findall(r'<form class="topbar-search[^>]*>.*?</form>', page, re.DOTALL)
    assert 'action="/search/"' in form
    assert 'aria-keyshortcuts="/"' in form
