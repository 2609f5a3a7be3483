"""The left menu marks one entry: the one whose address says most about the page."""

from django.test import RequestFactory

from cint_portal.home.menu import ENTRIES, MenuItem, menu_for
from tests.company import Company


def lit(company: Company, path: str) -> list[str]:
    request = RequestFactory().get(path)
    request.user = company.cms_head
    return [item.label for item in flat(menu_for(request, ENTRIES)) if item.active and not item.children]


def flat(items: list[MenuItem]) -> list[MenuItem]:
    return [found for item in items for found in (item, *flat(item.children))]


def test_one_entry_is_lit_and_it_is_the_nearest(company: Company) -> None:
    assert lit(company, "/") == ["Beranda"]
    assert lit(company, "/issues/registers/1/") == ["Isu"]
    assert lit(company, "/issues/choices/") == ["Pilihan Isu"]
    assert lit(company, "/issues/choices/?factor=1") == ["Pilihan Isu"]
    assert lit(company, "/bsc/scorecards/1/") == ["Scorecard & KPI"]
    assert lit(company, "/notices/") == []
