"""The SWOT pages: what each person sees, what may be posted, what the numbers read."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from cint_portal.organization.models import User
from tests.company import Company
from tests.swot.scenes import (
    rated,
)

LogIn = Callable[[User], Client]


def page(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(f"swot:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_positioning_page_shows_the_worked_example(company: Company, as_person: LogIn) -> None:
    rated(company)
    html = page(as_person(company.cms_head), "position-detail", 2027)
    for text in ("3,75", "2,75", "3,6923", "3,5625", "x 1,00", "y 0,13", "SO", "Expansion"):
        assert text in html, text
