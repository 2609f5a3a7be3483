"""Reads of the SWOT: tasks, frozen results for downstream, the sheet under every setting."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.todo import Todo
from issues.models import Issue
from swot.models import SwotAnalysis
from swot.selectors import frozen_result, initiatives_of, todos_for
from swot.selectors.initiatives import next_code, owner_units, strategies_in_order
from swot.selectors.items import cycle_to_show, waiting_by_category
from swot.selectors.matrix import cell_order, matrix, strategies_of, unanswered
from swot.selectors.sheet import freeze, score_sheet, settings_of, sheet_of, thaw, total_text
from swot.selectors.standing import moves, plot_of, standing_of
from swot.services import deploy_issues, finalize_analysis
from tests.company import FOUNDED, Company
from tests.conftest import at
from tests.oracles import swot as oracle
from tests.swot.scenes import (
    NOW,
    ON_THE_AXIS,
    WORKED_EXAMPLE,
    accept_issues,
    accepted_issue,
    deployed,
    initiative,
    item,
    rated,
    strategy,
)


def titles(user: User) -> list[tuple[str, str, str]]:
    """Kind, title and note of a person's tasks; read as the next request reads them."""
    todos = todos_for(User.objects.get(pk=user.pk), NOW)
    return [(todo.kind, todo.title, todo.note) for todo in todos]


class TestTodos:
    def test_accepted_issues_wait_for_deployment_by_the_day_of_the_year(self, company: Company) -> None:
        accept_issues(company, ON_THE_AXIS)
        assert todos_for(company.cms, NOW) == [
            Todo(
                "task",
                "Deploy isu ke SWOT",
                "Perusahaan",
                "2027",
                "/swot/2027/items/",
                company.cycle.swot_due_on,
                "4 isu menunggu",
                milestone="swot-2027",
            )
        ]

    def test_an_incomplete_sheet_is_a_task_that_leads_to_the_first_open_tab(self, company: Company) -> None:
        analysis = rated(company)
        analysis.items.filter(category="W", position=2).update(rating=None)
        (todo,) = todos_for(company.cms, NOW)
        assert (todo.title, todo.note) == ("Nilai Isu SWOT: bobot dan rating", "13 dari 14 isu dinilai")
        assert todo.url == "/swot/2027/items/?tab=W"

    def test_an_empty_tab_is_named(self, company: Company) -> None:
        rated(company, {"S": [(1, 1)], "W": [(1, 1)]})
        assert titles(company.cms)[0][2] == "2 dari 2 isu dinilai; tab O, T belum berisi isu"

    def test_a_complete_sheet_waits_for_the_decision_of_the_head_only(self, company: Company) -> None:
        rated(company)
        assert titles(company.cms_head) == [("decision", "Tetapkan posisi final SWOT", "")]
        assert titles(company.cms) == []

    def test_a_final_position_leaves_no_task_even_when_issues_arrive_later(self, company: Company) -> None:
        finalize_analysis(analysis=rated(company), actor=company.cms_head, now=NOW)
        accepted_issue(company.department, company.cycle, "S", "Terlambat")
        assert titles(company.cms_head) == []

    @pytest.mark.parametrize("role", ["manager", "director", "bod", "auditor", "admin", "nobody"])
    def test_others_have_no_task_here(self, company: Company, role: str) -> None:
        accept_issues(company, ON_THE_AXIS)
        assert titles(getattr(company, role)) == []

    def test_tasks_of_many_years_cost_the_same(self, company: Company) -> None:
        counts = []
        for year in (2028, 2029, 2030):
            company.cycle = PlanningCycle.objects.open_year(year)
            deployed(company, ON_THE_AXIS)
            accepted_issue(company.department, company.cycle, "S", "Menunggu")
            user = User.objects.get(pk=company.cms_head.pk)
            with CaptureQueriesContext(connection) as captured:
                assert len(todos_for(user, NOW)) == 2 * (year - 2027)
            counts.append(len(captured))
        assert len(set(counts)) == 1


class TestDownstream:
    def test_a_frozen_result_carries_settings_totals_position_and_priorities(self, company: Company) -> None:
        assert frozen_result(company.cycle) is None
        analysis = rated(company)
        assert frozen_result(company.cycle) is None
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        result = frozen_result(company.cycle)
        assert result is not None
        assert result.totals == {
            "S": Decimal("3.75"),
            "W": Decimal("2.75"),
            "O": Decimal("3.692307692307692307692307692"),
            "T": Decimal("3.5625"),
        }
        assert (result.x, result.quadrant, result.posture) == (Decimal("1"), "SO", "Expansion")
        assert [(str(p.cell), p.rank) for p in result.priorities] == [
            ("SO", 1),
            ("ST", 2),
            ("WO", 3),
            ("WT", 4),
        ]
        assert result.settings.share_over == "tab"

    def test_what_is_thawed_equals_what_was_frozen(self, company: Company) -> None:
        analysis = rated(company)
        items = list(analysis.items.in_tab_order())  # type: ignore[attr-defined]
        sheet = score_sheet(items, settings_of(company.cycle))
        assert thaw(freeze(sheet, items)) == sheet

    def test_initiatives_come_by_year_and_code(self, company: Company) -> None:
        parent = strategy(company, deployed(company))
        for code in ("SI-02", "SI-01"):
            initiative(company, parent, code=code)
        assert [row.code for row in initiatives_of(company.cycle)] == ["SI-01", "SI-02"]
        assert not initiatives_of(PlanningCycle.objects.open_year(2028)).exists()


class TestSheet:
    @pytest.mark.parametrize("share_over", ["tab", "internal_external", "all"])
    @pytest.mark.parametrize("threat_rating", ["magnitude", "reversed"])
    def test_totals_follow_the_settings_of_the_year(
        self, company: Company, share_over: str, threat_rating: str
    ) -> None:
        company.cycle.share_over, company.cycle.threat_rating = share_over, threat_rating
        company.cycle.save()
        analysis = rated(company)
        sheet = sheet_of(analysis, analysis.items.all())
        rows = [(row.category, row.weight, row.rating) for row in analysis.items.all()]
        expected = oracle.totals(rows, share_over, 5, threat_rating)  # type: ignore[arg-type]
        for tab, total in sheet.totals.items():
            assert total == pytest.approx(Decimal(expected[tab].numerator) / expected[tab].denominator)  # type: ignore[union-attr]

    def test_an_unknown_posture_falls_back_to_the_procedures(self, company: Company) -> None:
        company.cycle.postures = {"SO": "Ekspansi", "WO": "Retrenchment"}
        settings = settings_of(company.cycle)
        assert settings.postures == {
            "SO": "Expansion",
            "WO": "Retrenchment",
            "ST": "Combination",
            "WT": "Retrenchment",
        }

    def test_an_item_off_a_shortened_scale_counts_as_not_rated(self, company: Company) -> None:
        analysis = rated(company)
        company.cycle.scale_max = 4
        sheet = score_sheet(analysis.items.all(), settings_of(company.cycle))
        assert (sheet.tabs["S"].rated, sheet.complete, sheet.position.quadrant) == (3, False, None)
        assert item(analysis, "S1").pk not in sheet.numbers

    @pytest.mark.parametrize(
        ("value", "text"),
        [("3.75", "3,75"), ("3.6923076923", "3,6923"), ("4", "4,00"), ("3.33333333", "3,3333"), (None, "–")],
    )
    def test_a_total_is_written_with_two_decimals_or_four_where_they_say_more(
        self, value: str | None, text: str
    ) -> None:
        assert total_text(None if value is None else Decimal(value)) == text


class TestStanding:
    def test_moves_name_every_single_change_that_the_oracle_finds(self, company: Company) -> None:
        analysis = rated(company)
        items = list(analysis.items.in_tab_order())  # type: ignore[attr-defined]
        sheet = sheet_of(analysis, items)
        found = {(move.code, move.after, move.quadrant.split()[0]) for move in moves(items, sheet)}
        rows = [(row.category, row.weight, row.rating) for row in items]
        expected = {
            (items[index].code, rating, "sumbu" if quadrant == "AXIS" else quadrant)
            for index, rating, quadrant in oracle.moves(rows)  # type: ignore[arg-type]
        }
        assert found == expected
        assert found

    def test_the_plot_puts_the_point_right_of_and_above_the_middle(self, company: Company) -> None:
        analysis = rated(company)
        standing = standing_of(sheet_of(analysis, analysis.items.all()), "", "")
        assert standing is not None
        plot = plot_of(standing, 2027, [])
        (point,) = plot.points
        assert point.px > plot.middle > point.py
        assert [corner.quadrant for corner in plot.corners if corner.is_current] == ["SO"]
        assert max(tick.value for tick in plot.ticks) == 2

    def test_an_incomplete_sheet_has_no_standing_and_no_moves(self, company: Company) -> None:
        analysis = deployed(company)
        items = list(analysis.items.all())
        sheet = sheet_of(analysis, items)
        assert standing_of(sheet, "", "") is None
        assert moves(items, sheet) == []


class TestMatrix:
    def test_cells_follow_the_priorities_and_share_a_rank(self, company: Company) -> None:
        analysis = rated(company, {"S": [(1, 2)], "W": [(1, 4)], "O": [(1, 2)], "T": [(1, 4)]})
        sheet = sheet_of(analysis, analysis.items.all())
        assert cell_order(sheet) == ["WT", "WO", "ST", "SO"]
        ranks = {cell.code: (cell.rank, cell.is_shared) for cell in matrix([], sheet)}
        assert ranks == {"WT": (1, False), "WO": (2, True), "ST": (2, True), "SO": (4, False)}

    def test_without_a_position_the_stable_order_stands(self, company: Company) -> None:
        analysis = deployed(company)
        sheet = sheet_of(analysis, analysis.items.all())
        assert cell_order(sheet) == ["SO", "WO", "ST", "WT"]
        assert {cell.rank for cell in matrix([], sheet)} == {None}

    def test_items_above_their_tabs_average_are_unanswered_until_a_strategy_names_them(
        self, company: Company
    ) -> None:
        analysis = rated(company)
        items = list(analysis.items.in_tab_order())  # type: ignore[attr-defined]
        sheet = sheet_of(analysis, items)
        before = [row.code for row in unanswered(items, strategies_of(analysis), sheet)]
        assert before[0] == "O1"
        assert set(before) == {"S1", "S2", "W1", "W2", "O1", "T1", "T2"}
        strategy(company, analysis, "SO", "Jawaban", "S1", "O1")
        after = {row.code for row in unanswered(items, strategies_of(analysis), sheet)}
        assert set(before) - after == {"S1", "O1"}

    def test_equal_scores_are_never_above_their_average(self, company: Company) -> None:
        analysis = rated(company, {"S": [(1, 1)] * 3, "W": [(1, 1)], "O": [(1, 1)], "T": [(1, 1)]})
        items = list(analysis.items.all())
        assert unanswered(items, [], sheet_of(analysis, items)) == []


class TestSmallReads:
    def test_the_year_in_planning_is_the_latest_whose_collection_has_opened(self, company: Company) -> None:
        later = PlanningCycle.objects.open_year(2028)
        assert cycle_to_show(at("2026-11-01 08:00").date()) == company.cycle
        assert cycle_to_show(at("2027-10-01 08:00").date()) == later
        assert cycle_to_show(at("2020-01-01 08:00").date()) == company.cycle

    def test_waiting_issues_are_counted_by_the_decided_category(self, company: Company) -> None:
        accepted_issue(
            company.department, company.cycle, "S", "A", decided_category="W", category_reason="Kelemahan"
        )
        accepted_issue(company.department, company.cycle, "T", "B")
        accepted_issue(company.department, company.cycle, "T", "C", decision=Issue.Decision.PENDING)
        assert waiting_by_category(company.cycle) == [("W", 1), ("T", 1)]
        deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW)
        assert waiting_by_category(company.cycle) == []

    @pytest.mark.parametrize(
        ("codes", "expected"),
        [([], "SI-01"), (["SI-01", "SI-03"], "SI-04"), (["A-9", "SI-x"], "SI-01"), (["SI-99"], "SI-100")],
    )
    def test_the_next_code_counts_on_from_the_highest(
        self, company: Company, codes: list[str], expected: str
    ) -> None:
        analysis = deployed(company, ON_THE_AXIS)
        parent = strategy(company, analysis)
        for code in codes:
            initiative(company, parent, code=code)
        assert next_code(analysis) == expected

    def test_a_closed_unit_stays_selectable_on_its_own_initiative_only(self, company: Company) -> None:
        made = initiative(company, strategy(company, deployed(company)))
        type(company.department).objects.filter(pk=company.department.pk).update(valid_until=FOUNDED)
        assert company.department not in owner_units()
        assert company.department in owner_units(made)

    def test_strategies_to_choose_from_stand_in_the_order_of_the_cells(self, company: Company) -> None:
        analysis = rated(company)
        for cell in ("SO", "WT", "ST"):
            strategy(company, analysis, cell, cell)
        order = strategies_in_order(analysis, ["ST", "WT", "SO", "WO"])
        assert [row.cell for row in order] == ["ST", "WT", "SO"]


def test_the_worked_example_is_the_scene(company: Company) -> None:
    """The other tests lean on these numbers: they are those of the domain rules."""
    rows = [(tab, weight, value) for tab, pairs in WORKED_EXAMPLE.items() for weight, value in pairs]
    totals = oracle.totals(rows)
    assert [round(float(totals[tab]), 4) for tab in "SWOT"] == [3.75, 2.75, 3.6923, 3.5625]  # type: ignore[arg-type]
    assert SwotAnalysis.objects.count() == 0
