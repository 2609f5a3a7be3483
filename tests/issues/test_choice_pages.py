"""CMS keeps the lists of the grid: added, renamed, switched off, never twice and never by others."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from issues.models import ReviewFactor, Stakeholder
from issues.services import save_choices, seed_stakeholders
from tests.company import Company
from tests.issues.registers import drafted

LogIn = Callable[[object], Client]
URL = reverse("issues:choice-list")


def as_browser(client: Client, **changed: object) -> dict[str, Any]:
    """What a browser sends from the page, with some fields typed anew."""
    forms = client.get(URL).context["forms"]
    data: dict[str, Any] = {}
    for formset in (forms.stakeholders, forms.factors):
        data |= {formset.management_form.add_prefix(k): v for k, v in formset.management_form.initial.items()}
        for form in formset:
            values = {form.add_prefix(name): form[name].value() for name in form.fields}
            data |= {
                name: value for name, value in values.items() if value is not None and value is not False
            }
    return data | changed


def test_the_page_shows_both_lists_to_cms_and_is_found_in_the_settings(
    company: Company, as_person: LogIn
) -> None:
    drafted(company)
    page = as_person(company.cms).get(URL).content.decode()
    assert "Masyarakat Sekitar" in page
    assert "Teknologi" in page
    assert URL in as_person(company.cms).get(reverse("home")).content.decode()
    assert URL not in as_person(company.manager).get(reverse("home")).content.decode()


def test_a_name_is_added_another_switched_off(company: Company, as_person: LogIn) -> None:
    drafted(company)
    client = as_person(company.cms)
    data = as_browser(
        client, **{"stakeholder-8-name": "  Media\u00a0Massa ", "stakeholder-8-is_active": "on"}
    )
    del data["factor-0-is_active"]
    first = client.get(URL).context["forms"].factors[0].instance
    answer = client.post(URL, data, follow=True)
    assert "2 pilihan disimpan." in answer.content.decode()
    assert Stakeholder.objects.filter(name="Media\u00a0Massa", is_active=True).exists()
    assert not ReviewFactor.objects.get(pk=first.pk).is_active


def test_saving_what_is_there_changes_nothing(company: Company, as_person: LogIn) -> None:
    drafted(company)
    client = as_person(company.cms_head)
    answer = client.post(URL, as_browser(client), follow=True)
    assert "Tidak ada yang berubah." in answer.content.decode()
    assert Stakeholder.objects.count() == 8


@pytest.mark.parametrize(
    "typed", [{"stakeholder-8-name": "Pelanggan"}, {"stakeholder-0-name": ""}, {"factor-0-source": "luar"}]
)
def test_a_name_that_exists_or_is_missing_is_refused_and_nothing_is_stored(
    company: Company, as_person: LogIn, typed: dict[str, str]
) -> None:
    drafted(company)
    client = as_person(company.cms)
    answer = client.post(URL, as_browser(client, **{"stakeholder-9-name": "Media Massa"}, **typed))
    assert answer.status_code == 422
    assert "Periksa isian yang ditandai" in answer.content.decode()
    assert not Stakeholder.objects.filter(name="Media Massa").exists()


@pytest.mark.parametrize("who", ["manager", "drafter", "director", "bod", "admin"])
def test_the_lists_are_cmss(company: Company, who: str) -> None:
    with pytest.raises(PermissionDenied):
        save_choices(choices=[Stakeholder(name="Saya")], actor=getattr(company, who))
    assert not Stakeholder.objects.filter(name="Saya").exists()


def test_the_usual_names_are_added_once_and_edited_ones_stay(company: Company) -> None:
    assert seed_stakeholders() == 8
    Stakeholder.objects.filter(name="Pemasok").update(is_active=False, position=77)
    assert seed_stakeholders() == 0
    assert Stakeholder.objects.get(name="Pemasok").position == 77
