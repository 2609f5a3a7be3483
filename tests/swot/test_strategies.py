"""Strategies and initiatives as services: what they need, who may write them, what they never lose."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.organization.models import PlanningCycle
from swot.models import StrategicInitiative, Strategy, SwotAnalysis
from swot.services import (
    create_initiative,
    create_strategy,
    delete_strategy,
    finalize_analysis,
    update_initiative,
    update_strategy,
)
from tests.company import Company
from tests.swot.scenes import (
    NOW,
    accepted_issue,
    deployed,
    initiative,
    initiative_fields,
    item,
    rated,
    strategy,
)

STRANGERS = ["manager", "director", "bod", "auditor", "admin"]


class TestStrategy:
    def test_it_keeps_its_cell_text_items_and_place(self, company: Company) -> None:
        analysis = deployed(company)
        first = strategy(company, analysis, "SO", " Perluas pasar ", "S1", "S2", "O1")
        second = strategy(company, analysis, "SO", "Naikkan ekspor")
        assert (first.cell, first.text, first.position, second.position) == ("SO", "Perluas pasar", 1, 2)
        assert {row.code for row in first.items.all()} == {"S1", "S2", "O1"}

    @pytest.mark.parametrize(
        ("cell", "codes"),
        [
            ("SO", ("S1", "T1")),
            ("SO", ("S1",)),
            ("SO", ("S1", "O1", "W1")),
            ("ST", ("S1", "O1")),
            ("WO", ("S1", "O1")),
            ("WT", ("T1", "T2")),
            ("SW", ("S1", "W1")),
        ],
    )
    def test_items_of_the_wrong_tabs_are_refused(
        self, company: Company, cell: str, codes: tuple[str, ...]
    ) -> None:
        analysis = deployed(company)
        with pytest.raises(InvalidInput):
            strategy(company, analysis, cell, "Strategi", *codes)
        assert not Strategy.objects.exists()

    def test_an_item_of_another_year_is_refused(self, company: Company) -> None:
        analysis = deployed(company)
        foreign = SwotAnalysis.objects.create(cycle=PlanningCycle.objects.open_year(2028))
        stranger = foreign.items.create(category="O", text="Asing", position=1)
        with pytest.raises(InvalidInput):
            create_strategy(
                analysis=analysis,
                actor=company.cms,
                cell="SO",
                text="Strategi",
                items=[item(analysis, "S1"), stranger],
            )

    def test_a_strategy_without_words_is_refused(self, company: Company) -> None:
        with pytest.raises(InvalidInput):
            strategy(company, deployed(company), "SO", "  ")

    @pytest.mark.parametrize("role", STRANGERS)
    def test_only_cms_writes(self, company: Company, role: str) -> None:
        analysis, actor = deployed(company), getattr(company, role)
        mine = strategy(company, analysis)
        items = list(mine.items.all())
        with pytest.raises(PermissionDenied):
            create_strategy(analysis=analysis, actor=actor, cell="SO", text="x", items=items)
        with pytest.raises(PermissionDenied):
            update_strategy(strategy=mine, actor=actor, text="x", items=items)
        with pytest.raises(PermissionDenied):
            delete_strategy(strategy=mine, actor=actor)
        mine.refresh_from_db()
        assert mine.text == "Perluas pasar"

    def test_it_is_written_after_the_position_is_final_too(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert strategy(company, analysis).pk

    def test_an_update_changes_words_and_items(self, company: Company) -> None:
        analysis = deployed(company)
        mine = strategy(company, analysis)
        items = [item(analysis, "S2"), item(analysis, "O2")]
        update_strategy(
            strategy=mine, actor=company.second_cms, text="Baru", items=items, seen=mine.fingerprint()
        )
        mine.refresh_from_db()
        assert (mine.text, {row.code for row in mine.items.all()}) == ("Baru", {"S2", "O2"})

    def test_an_update_made_from_an_older_page_is_refused(self, company: Company) -> None:
        mine = strategy(company, deployed(company))
        seen, items = mine.fingerprint(), list(mine.items.all())
        update_strategy(strategy=mine, actor=company.cms, text="Milik Budi", items=items, seen=seen)
        with pytest.raises(StaleVersion, match="Milik Budi"):
            update_strategy(
                strategy=mine, actor=company.second_cms, text="Milik Citra", items=items, seen=seen
            )
        mine.refresh_from_db()
        assert mine.text == "Milik Budi"

    def test_a_deleted_strategy_leaves_its_items(self, company: Company) -> None:
        analysis = deployed(company)
        delete_strategy(strategy=strategy(company, analysis), actor=company.cms)
        assert not Strategy.objects.exists()
        assert analysis.items.count() == 14

    def test_the_parent_of_an_initiative_cannot_be_deleted(self, company: Company) -> None:
        parent = strategy(company, deployed(company))
        initiative(company, parent)
        with pytest.raises(InvalidInput, match="SI-01"):
            delete_strategy(strategy=parent, actor=company.cms)
        assert Strategy.objects.filter(pk=parent.pk).exists()


class TestInitiative:
    def test_it_keeps_what_was_written_and_its_strategies(self, company: Company) -> None:
        analysis = deployed(company)
        parents = [strategy(company, analysis), strategy(company, analysis, "ST")]
        made = initiative(
            company, *parents, perspective="Customer", horizon=" 2027 ", budget_note="Rp 350 juta"
        )
        made.refresh_from_db()
        assert (made.code, made.name, made.owner_unit) == ("SI-01", "Buka pasar sekolah", company.department)
        assert (made.perspective, made.horizon, made.budget_note) == ("Customer", "2027", "Rp 350 juta")
        assert set(made.strategies.all()) == set(parents)

    def test_a_code_is_used_once_a_year(self, company: Company) -> None:
        parent = strategy(company, deployed(company))
        first = initiative(company, parent)
        with pytest.raises(InvalidInput, match="SI-01"):
            initiative(company, parent)
        second = initiative(company, parent, code="SI-02")
        with pytest.raises(InvalidInput, match="SI-01"):
            update_initiative(initiative=second, actor=company.cms, fields=initiative_fields(company, parent))
        with pytest.raises(IntegrityError):
            StrategicInitiative.objects.filter(pk=second.pk).update(code=first.code)

    def test_it_needs_a_strategy_of_its_own_year(self, company: Company) -> None:
        analysis = deployed(company)
        with pytest.raises(InvalidInput):
            create_initiative(analysis=analysis, actor=company.cms, fields=initiative_fields(company))
        company.cycle = PlanningCycle.objects.open_year(2028)
        accepted_issue(company.department, company.cycle, "S", "x")
        other = deployed(company, {"O": [(1, 1)]})
        foreign = strategy(company, other)
        with pytest.raises(InvalidInput):
            create_initiative(
                analysis=analysis, actor=company.cms, fields=initiative_fields(company, foreign)
            )
        assert not StrategicInitiative.objects.exists()

    @pytest.mark.parametrize("field", ["code", "name"])
    def test_code_and_name_are_needed(self, company: Company, field: str) -> None:
        parent = strategy(company, deployed(company))
        with pytest.raises(InvalidInput):
            initiative(company, parent, **{field: "  "})

    @pytest.mark.parametrize("role", STRANGERS)
    def test_only_cms_writes(self, company: Company, role: str) -> None:
        parent, actor = strategy(company, deployed(company)), getattr(company, role)
        made, fields = initiative(company, parent), initiative_fields(company, parent, code="SI-09")
        with pytest.raises(PermissionDenied):
            create_initiative(analysis=parent.analysis, actor=actor, fields=fields)
        with pytest.raises(PermissionDenied):
            update_initiative(initiative=made, actor=actor, fields=fields)
        assert StrategicInitiative.objects.get().code == "SI-01"

    def test_an_update_made_from_an_older_page_is_refused(self, company: Company) -> None:
        parent = strategy(company, deployed(company))
        made = initiative(company, parent)
        seen = made.fingerprint()
        update_initiative(
            initiative=made,
            actor=company.cms,
            fields=initiative_fields(company, parent, horizon="2028"),
            seen=seen,
        )
        with pytest.raises(StaleVersion):
            update_initiative(
                initiative=made,
                actor=company.second_cms,
                fields=initiative_fields(company, parent, name="Lain"),
                seen=seen,
            )
        assert StrategicInitiative.objects.get().name == "Buka pasar sekolah"
