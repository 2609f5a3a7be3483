"""Addresses of other steps and states, posted by hand: none leads around a right or a confirmation."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bsc.models import ChangeRequest
from tests.bsc.changes import with_board, with_cms
from tests.company import Company

AsPerson = Callable[..., Client]


@pytest.mark.parametrize(
    "step", ["return_by_cms", "return_by_board", "reject", "approve", "apply", "withdraw"]
)
def test_a_member_of_the_board_returns_a_change_on_the_page_behind_the_password_only(
    company: Company, as_person: AsPerson, step: str
) -> None:
    """The address of CMS's return gave it back in the board's name, however old the log-in."""
    row = with_board(company)
    address = reverse("bsc:change-transition", args=[row.pk, step])
    answer = as_person(company.bod).post(address, {"comment": "Kembali", "version": row.version})
    assert answer.status_code in (403, 404)
    assert ChangeRequest.objects.get(pk=row.pk).status == "with_board"


def test_cms_does_not_return_what_the_board_has(company: Company, as_person: AsPerson) -> None:
    row = with_board(company)
    address = reverse("bsc:change-transition", args=[row.pk, "return_by_cms"])
    assert as_person(company.cms).post(address, {"comment": "Kembali"}).status_code in (403, 409)
    assert ChangeRequest.objects.get(pk=row.pk).status == "with_board"


def test_the_boards_page_decides_nothing_that_cms_still_reviews(
    company: Company, as_person: AsPerson
) -> None:
    row = with_cms(company)
    client, address = as_person(company.bod), reverse("bsc:change-decide", args=[row.pk])
    client.post(client.post(address)["Location"], {"password": "kata-sandi-uji-2026"})
    for decision in ("return", "reject", "approve"):
        answer = client.post(address, {"decision": decision, "comment": "x"})
        assert answer.status_code in (403, 409)
    assert ChangeRequest.objects.get(pk=row.pk).status == "sent_cms"
