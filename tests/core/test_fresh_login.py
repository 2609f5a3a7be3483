"""What was typed before the confirmation is on the page after it, once, and nothing secret is kept."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cint_portal.core.fresh_login import TYPED
from tests.company import PASSWORD, Company
from tests.matrix import approval, changes, resolutions

REASON = "Naikkan target ekspor, samakan dengan RKAP"
#: The step taken too late: the page it belongs to, and who takes it.
STEPS = {
    "bsc:decision-return": ("bsc:decision-detail", "bod"),
    "bsc:change-decide": ("bsc:change-detail", "bod"),
    "bsc:resolution-return": ("bsc:resolution-detail", "president"),
}
SCENES = approval.SCENES | changes.SCENES | resolutions.SCENES


@pytest.mark.parametrize("step", STEPS)
def test_a_reason_sent_too_late_is_on_the_page_after_the_confirmation(
    company: Company, as_person: Callable[..., Client], step: str
) -> None:
    (page_name, actor), request = STEPS[step], SCENES[step](company)
    client, page = as_person(getattr(company, actor)), reverse(page_name, kwargs=request.kwargs)
    data = request.data | {"comment": REASON, "return-reason": REASON, "decision": "return"}
    way = client.post(reverse(step, kwargs=request.kwargs), data)["Location"]
    client.post(way, {"password": "bukan ini"})  # one try more loses nothing
    client.post(way, {"password": PASSWORD})
    assert client.get("/").status_code == 200  # nor does another page
    assert f">{REASON}</textarea>" in client.get(page).content.decode()
    assert REASON not in client.get(page).content.decode()


def test_a_pin_sent_too_late_is_kept_nowhere(company: Company, as_person: Callable[..., Client]) -> None:
    client = as_person(company.bod)
    client.post(reverse("account_pin"), {"pin": "481509", "again": "481509"})
    assert TYPED not in client.session
    assert "481509" not in str(dict(client.session))


def test_what_no_form_of_ours_would_send_is_not_kept(
    company: Company, as_person: Callable[..., Client]
) -> None:
    request = SCENES["bsc:decision-return"](company)
    client = as_person(company.bod)
    client.post(reverse("bsc:decision-return", kwargs=request.kwargs), {"x": "y" * 200_000})
    assert TYPED not in client.session
