"""The pages that everybody opens ask the database at most twelve times, its transaction included."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Scorecard
from bsc.services.approval import send_scorecard
from tests.bsc.scorecards import make_scorecard
from tests.company import Company
from tests.conftest import at

MOST = 12


@pytest.fixture
def waiting(company: Company) -> Scorecard:
    """A department's scorecard with CMS, under the company's approved one."""
    make_scorecard(company.cycle, company.corporate, "approved", company.cms)
    draft = make_scorecard(company.cycle, company.department, "draft", company.manager)
    return send_scorecard(scorecard=draft, actor=company.manager, now=at("2026-12-07 09:00"))


@pytest.mark.parametrize("name", ["approval-list", "cascade-matrix", "cascade-tree", "scorecard-detail"])
def test_a_page_stays_within_its_queries(
    company: Company, as_person: Callable[..., Client], waiting: Scorecard, name: str
) -> None:
    own = name == "scorecard-detail"
    url = reverse(f"bsc:{name}", args=[waiting.pk] if own else [])
    client, year = as_person(company.cms), {} if own else {"year": company.cycle.year}
    assert client.get(url, year).status_code == 200  # kinds of content are looked up once per process
    with CaptureQueriesContext(connection) as captured:
        client.get(url, year)
    assert len(captured) <= MOST, "\n".join(query["sql"][:120] for query in captured)
