"""Threshold of unanswered items, ticking by link or drop, deleting an initiative, and its KPIs."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from bsc.models import Kpi
from cint_portal.core.errors import InvalidInput
from swot.models import StrategicInitiative
from swot.services import delete_initiative
from tests.bsc.builders import a_kpi, a_scorecard, an_objective
from tests.company import Company
from tests.swot.scenes import initiative, item, rated, strategy

Browser = Callable[..., Client]


def kpi_of(company: Company) -> Kpi:
    """A KPI in a draft of the department."""
    return a_kpi(an_objective(a_scorecard(company.department, company.cycle)))


class TestThreshold:
    def test_the_list_follows_the_score_asked_for(self, company: Company, as_person: Browser) -> None:
        rated(company)
        client, address = as_person(company.cms), reverse("swot:matrix-detail", args=[2027])

        def codes(query: str = "") -> set[str]:
            return {row.code for row in client.get(address + query).context["unanswered"]}

        assert "S1" in codes()
        assert codes("?above=1,5") < codes()
        assert codes("?above=5") == set()
        assert len(codes("?above=0")) == 14

    @pytest.mark.parametrize("text", ["abc", "9", "-1"])
    def test_nonsense_is_told_beside_the_field(self, company: Company, as_person: Browser, text: str) -> None:
        rated(company)
        page = as_person(company.cms).get(reverse("swot:matrix-detail", args=[2027]), {"above": text})
        assert page.status_code == 200
        assert page.context["above_form"].errors["above"]


class TestTicking:
    def test_an_item_comes_ticked_into_a_new_and_into_an_existing_strategy(
        self, company: Company, as_person: Browser
    ) -> None:
        analysis = rated(company)
        row, extra = strategy(company, analysis), item(analysis, "S3")
        client = as_person(company.cms)
        new = client.get(reverse("swot:strategy-create", args=[2027, "SO"]), {"item": extra.pk})
        old = client.get(reverse("swot:strategy-update", args=[row.pk]), {"item": extra.pk})
        assert new.context["form"]["first"].initial == {extra.pk}
        assert old.context["form"]["first"].initial >= {extra.pk, item(analysis, "S1").pk}
        row.refresh_from_db()
        assert extra not in row.items.all()  # opening a form stores nothing


class TestDelete:
    def test_an_initiative_is_removed_and_its_strategies_stay(
        self, company: Company, as_person: Browser
    ) -> None:
        analysis = rated(company)
        row = initiative(company, strategy(company, analysis))
        client, address = as_person(company.cms), reverse("swot:initiative-delete", args=[row.pk])
        assert "SI-01" in client.get(address).content.decode()
        assert client.post(address)["Location"] == reverse("swot:initiative-list", args=[2027])
        assert not StrategicInitiative.objects.exists()
        assert analysis.strategies.count() == 1

    def test_not_while_a_kpi_serves_it(self, company: Company, as_person: Browser) -> None:
        row = initiative(company, strategy(company, rated(company)))
        kpi_of(company).initiatives.add(row)
        with pytest.raises(InvalidInput, match="SI-01 sudah dilayani KPI"):
            delete_initiative(initiative=row, actor=company.cms)
        answer = as_person(company.cms).post(reverse("swot:initiative-delete", args=[row.pk]))
        assert answer.status_code == 422
        assert StrategicInitiative.objects.count() == 1

    def test_readers_do_not_remove(self, company: Company) -> None:
        row = initiative(company, strategy(company, rated(company)))
        for person in (company.bod, company.director, company.manager):
            with pytest.raises(PermissionDenied):
                delete_initiative(initiative=row, actor=person)


class TestPanel:
    def test_the_initiative_page_loads_its_kpis(self, company: Company, as_person: Browser) -> None:
        row = initiative(company, strategy(company, rated(company)))
        client, address = as_person(company.cms), reverse("bsc:initiative-kpis", args=[row.pk])
        assert address in client.get(reverse("swot:initiative-detail", args=[row.pk])).content.decode()
        assert "Belum ada KPI" in client.get(address).content.decode()

        kpi = kpi_of(company)
        kpi.initiatives.add(row)
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert kpi.name in part
        assert "<html" not in part

    def test_a_reader_sees_only_kpis_of_scorecards_open_to_him(
        self, company: Company, as_person: Browser
    ) -> None:
        row = initiative(company, strategy(company, rated(company)))
        kpi = kpi_of(company)
        kpi.initiatives.add(row)
        page = as_person(company.other_director).get(reverse("bsc:initiative-kpis", args=[row.pk]))
        assert kpi.name not in page.content.decode()
