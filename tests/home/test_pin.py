"""The PIN that confirms a decision: only where the password was typed, blocked after five (T75)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import SigningPin
from cint_portal.organization.signing import check_pin, has_usable_pin, set_pin
from tests.bsc.scorecards import accept_all, make_scorecard
from tests.company import PASSWORD, Company
from tests.conftest import at

PIN, NOW = "481509", at("2027-01-08 10:00")
RECORDS = "account_authentication_methods"


@pytest.fixture
def phone(company: Company) -> Client:
    """The director's phone: logged in with the password, a PIN set."""
    set_pin(person=company.bod, pin=PIN, now=NOW)
    client = Client()
    client.post(reverse("account_login"), {"login": company.bod.username, "password": PASSWORD})
    return client


def aged(client: Client, seconds: int) -> None:
    """As if everything in this session had happened earlier."""
    session = client.session
    for record in session[RECORDS]:
        record["at"] -= seconds
    session.save()


def decision_page(company: Company) -> str:
    scorecard = make_scorecard(company.cycle, company.department, "with_board", company.manager)
    accept_all(scorecard)
    return reverse("bsc:decision-detail", args=[scorecard.pk])


def test_the_pin_leads_back_to_the_decision(company: Company, phone: Client) -> None:
    page = decision_page(company)
    aged(phone, 301)
    way = phone.get(page, follow=True)
    assert way.redirect_chain[-1][0].startswith(reverse("account_pin_confirm"))
    answer = phone.post(reverse("account_pin_confirm"), {"pin": PIN, "next": page})
    assert answer["Location"] == page
    assert phone.get(page).status_code == 200


def test_five_minutes_after_the_pin_it_is_asked_again(company: Company, phone: Client) -> None:
    page = decision_page(company)
    phone.post(reverse("account_pin_confirm"), {"pin": PIN, "next": page})
    aged(phone, 301)
    assert phone.get(page).status_code == 302


def test_a_log_in_older_than_twelve_hours_needs_the_password(company: Company, phone: Client) -> None:
    aged(phone, 12 * 3600 + 1)
    answer = phone.post(reverse("account_pin_confirm"), {"pin": PIN, "next": "/"})
    assert answer["Location"].startswith(reverse("account_reauthenticate") + "?password=1")


def test_who_did_not_type_the_password_here_has_no_use_for_the_pin(
    company: Company, phone: Client, as_person: Callable[..., Client]
) -> None:
    other = as_person(company.bod)
    answer = other.post(reverse("account_pin_confirm"), {"pin": PIN, "next": "/"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_five_wrong_pins_block_it_and_the_password_helps(company: Company, phone: Client) -> None:
    address = reverse("account_pin_confirm")
    answers = [phone.post(address, {"pin": "999998", "next": "/"}) for _attempt in range(5)]
    assert [one.status_code for one in answers] == [422, 422, 422, 422, 302]
    assert "PIN salah." in answers[0].content.decode()
    assert "999998" not in answers[0].content.decode()
    assert not check_pin(person=company.bod, pin=PIN)
    assert phone.get(reverse("account_reauthenticate"), {"password": 1}).status_code == 200
    set_pin(person=company.bod, pin=PIN, now=NOW)
    assert check_pin(person=company.bod, pin=PIN)


def test_a_right_pin_forgets_the_wrong_ones(company: Company) -> None:
    set_pin(person=company.bod, pin=PIN, now=NOW)
    for _attempt in range(4):
        assert not check_pin(person=company.bod, pin="999998")
    assert check_pin(person=company.bod, pin=PIN)
    assert SigningPin.objects.get().failures == 0


@pytest.mark.parametrize(
    "pin", ["111111", "123456", "654321", "121212", "12345", "12345a", "١٢٣٤٥٦", "010001"]
)
def test_what_anybody_would_guess_is_refused(company: Company, pin: str) -> None:
    with pytest.raises(InvalidInput):
        set_pin(person=company.manager, pin=pin, now=NOW)
    assert not has_usable_pin(company.manager)


def test_the_pin_is_kept_like_a_password(company: Company) -> None:
    set_pin(person=company.bod, pin=PIN, now=NOW)
    assert PIN not in SigningPin.objects.get().digest


def test_a_new_pin_needs_the_password_not_the_old_pin(company: Company, phone: Client) -> None:
    address, form = reverse("account_pin"), {"pin": "730194", "again": "730194"}
    phone.post(reverse("account_pin_confirm"), {"pin": PIN, "next": "/"})
    answer = phone.post(address, form)
    assert answer["Location"].startswith(reverse("account_reauthenticate") + "?password=1")
    assert check_pin(person=company.bod, pin=PIN)
    phone.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert phone.post(address, form).status_code == 302
    assert check_pin(person=company.bod, pin="730194")


def test_two_different_pins_are_refused_beside_the_field(company: Company, phone: Client) -> None:
    phone.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = phone.post(reverse("account_pin"), {"pin": "730194", "again": "730195"})
    assert answer.status_code == 422
    assert "Kedua PIN tidak sama." in answer.content.decode()
