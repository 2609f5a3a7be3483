"""The link of a mail lands where the work begins: the first empty cell, or the first returned row."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from issues.models import IssueRegister
from issues.services import save_rows
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import FILLED, opened, reviewed, row

LogIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _today(company: Company) -> None:
    clock.move_to(at("2026-10-21 09:00"))


def focused(client: Client, register: IssueRegister) -> list[str]:
    """Names of the fields that the page gives the caret."""
    markup = client.get(reverse("issues:register-edit", args=[register.pk])).content.decode()
    fields = re.findall(r"<(?:input|textarea|select)[^>]*\bautofocus\b[^>]*>", markup)
    return [match.group(1) for field in fields if (match := re.search(r'name="([^"]+)"', field))]


def test_an_empty_register_begins_at_its_first_cell(company: Company, as_person: LogIn) -> None:
    assert focused(as_person(company.manager), opened(company)) == ["form-0-stakeholder"]


def test_a_begun_one_continues_at_its_first_empty_cell(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    lines = {0: row(1), 1: row(2, needs="")}
    register = save_rows(register=register, rows=lines, actor=company.drafter, now=FILLED)
    assert focused(as_person(company.manager), register) == ["form-1-needs"]


def test_a_returned_one_opens_at_the_row_to_repair(company: Company, as_person: LogIn) -> None:
    register = reviewed(company, "accepted", "returned", "accepted")
    assert focused(as_person(company.manager), register) == ["form-1-stakeholder"]
