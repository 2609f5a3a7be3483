"""Writes of the SWOT: deploying, rating, choosing on the axis, freezing, reopening."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.workflow.services import history
from swot.models import SwotAnalysis, SwotItem, SwotItemSource
from swot.selectors import frozen_result
from swot.services import (
    Rating,
    choose_quadrant,
    deploy_issues,
    finalize_analysis,
    rate_items,
    reopen_analysis,
)
from tests.company import Company, build_company
from tests.swot.scenes import (
    NOW,
    ON_THE_AXIS,
    WORKED_EXAMPLE,
    accept_issues,
    accepted_issue,
    deployed,
    item,
    rate,
    rated,
)

Pair = tuple[int | None, int | None]


def rating(target: SwotItem, weight: int | None, value: int | None, seen: Pair | None = None) -> Rating:
    return Rating(target.pk, weight, value, seen=seen or (target.weight, target.rating))


class TestDeploy:
    def test_each_accepted_issue_becomes_an_item_of_its_decided_category_with_its_source(
        self, company: Company
    ) -> None:
        moved = accepted_issue(
            company.department,
            company.cycle,
            "S",
            "Mesin sudah tua",
            decided_category="W",
            category_reason="Kelemahan",
        )
        accepted_issue(company.sister_department, company.cycle, "O", "Permintaan ekspor naik")
        assert deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW) == 2
        weak = SwotItem.objects.get(category="W")
        assert (weak.text, weak.code, weak.weight, weak.rating) == ("Mesin sudah tua", "W1", None, None)
        assert weak.sources.get().issue == moved
        assert weak.analysis.cycle == company.cycle

    def test_pending_and_returned_issues_and_those_of_another_year_stay_out(self, company: Company) -> None:
        other_year = type(company.cycle).objects.open_year(2028)
        accepted_issue(company.department, other_year, "S", "Tahun lain")
        accepted_issue(company.department, company.cycle, "S", "Belum diperiksa", decision="pending")
        accepted_issue(
            company.department, company.cycle, "S", "Kembali", decision="returned", decision_comment="?"
        )
        assert deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW) == 0
        assert not SwotAnalysis.objects.exists()

    def test_a_second_deployment_adds_nothing_and_logs_nothing(self, company: Company) -> None:
        analysis = deployed(company)
        before = (SwotItem.objects.count(), analysis.version, history(analysis).count())
        assert deploy_issues(cycle=company.cycle, actor=company.second_cms, now=NOW) == 0
        analysis.refresh_from_db()
        assert (SwotItem.objects.count(), analysis.version, history(analysis).count()) == before

    def test_later_issues_are_added_at_the_end_and_ratings_stay(self, company: Company) -> None:
        analysis = rated(company)
        accepted_issue(company.department, company.cycle, "S", "Isu susulan", is_late=True)
        assert deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW) == 1
        assert item(analysis, "S5").text == "Isu susulan"
        assert (item(analysis, "S1").weight, item(analysis, "S5").weight) == (5, None)

    def test_each_deployment_is_logged_with_its_numbers_and_its_author_noted(self, company: Company) -> None:
        analysis = deployed(company, ON_THE_AXIS)
        log = history(analysis).get()
        assert (log.transition, log.actor_name, log.at) == ("deploy", "Budi Santoso", NOW)
        assert log.details == {"added": 4, "categories": {"S": 1, "W": 1, "O": 1, "T": 1}}
        assert analysis.contributors == [company.cms.pk]

    @pytest.mark.parametrize("role", ["manager", "director", "bod", "auditor", "admin", "nobody"])
    def test_only_cms_deploys(self, company: Company, role: str) -> None:
        accept_issues(company, ON_THE_AXIS)
        with pytest.raises(PermissionDenied):
            deploy_issues(cycle=company.cycle, actor=getattr(company, role), now=NOW)
        assert not SwotItem.objects.exists()

    def test_nothing_is_added_to_a_final_position(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        accepted_issue(company.department, company.cycle, "S", "Terlambat")
        with pytest.raises(Conflict, match="Final"):
            deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW)
        assert not SwotItem.objects.filter(text="Terlambat").exists()


class TestRate:
    def test_changed_pairs_are_stored_and_the_author_noted(self, company: Company) -> None:
        analysis = deployed(company)
        version = analysis.version
        first, second = item(analysis, "S1"), item(analysis, "S2")
        count = rate_items(
            analysis=analysis,
            actor=company.second_cms,
            ratings=[rating(first, 5, 4), rating(second, 3, None)],
        )
        assert count == 2
        assert (item(analysis, "S1").weight, item(analysis, "S1").rating) == (5, 4)
        assert (item(analysis, "S2").weight, item(analysis, "S2").rating) == (3, None)
        analysis.refresh_from_db()
        assert analysis.version == version + 1
        assert company.second_cms.pk in analysis.contributors

    def test_a_number_can_be_taken_back(self, company: Company) -> None:
        analysis = rated(company)
        rate_items(analysis=analysis, actor=company.cms, ratings=[rating(item(analysis, "S1"), None, None)])
        assert (item(analysis, "S1").weight, item(analysis, "S1").rating) == (None, None)

    def test_saving_the_same_numbers_changes_nothing(self, company: Company) -> None:
        analysis = rated(company)
        same = rating(item(analysis, "S1"), 5, 4)
        assert rate_items(analysis=analysis, actor=company.second_cms, ratings=[same]) == 0
        assert SwotAnalysis.objects.get(pk=analysis.pk).version == analysis.version

    @pytest.mark.parametrize("pair", [(0, 3), (6, 3), (3, 0), (3, 6), (-1, 3)])
    def test_numbers_off_the_scale_are_refused(self, company: Company, pair: tuple[int, int]) -> None:
        analysis = deployed(company)
        with pytest.raises(InvalidInput, match=r"S1.*1 sampai 5"):
            rate_items(analysis=analysis, actor=company.cms, ratings=[rating(item(analysis, "S1"), *pair)])
        assert item(analysis, "S1").weight is None

    def test_five_is_off_the_scale_of_a_year_that_ends_at_four(self, company: Company) -> None:
        company.cycle.scale_max = 4
        company.cycle.save()
        analysis = deployed(company)
        with pytest.raises(InvalidInput, match="1 sampai 4"):
            rate_items(analysis=analysis, actor=company.cms, ratings=[rating(item(analysis, "S1"), 5, 4)])

    def test_an_item_of_another_year_is_refused(self, company: Company) -> None:
        analysis = deployed(company)
        other = SwotAnalysis.objects.create(cycle=type(company.cycle).objects.open_year(2028))
        foreign = SwotItem.objects.create(analysis=other, category="S", text="Asing", position=1)
        with pytest.raises(InvalidInput):
            rate_items(analysis=analysis, actor=company.cms, ratings=[rating(foreign, 3, 3)])
        foreign.refresh_from_db()
        assert foreign.weight is None

    def test_two_people_may_rate_different_items_at_the_same_time(self, company: Company) -> None:
        analysis = deployed(company)
        first, second = item(analysis, "S1"), item(analysis, "W1")
        rate_items(analysis=analysis, actor=company.cms, ratings=[rating(first, 5, 4)])
        rate_items(analysis=analysis, actor=company.second_cms, ratings=[rating(second, 2, 2)])
        assert (item(analysis, "S1").weight, item(analysis, "W1").weight) == (5, 2)

    def test_an_item_that_somebody_else_changed_meanwhile_is_not_overwritten(self, company: Company) -> None:
        analysis = deployed(company)
        first = item(analysis, "S1")
        rate_items(analysis=analysis, actor=company.cms, ratings=[rating(first, 5, 4)])
        with pytest.raises(StaleVersion, match="S1"):
            rate_items(
                analysis=analysis,
                actor=company.second_cms,
                ratings=[rating(first, 1, 1, seen=(None, None)), rating(item(analysis, "S2"), 2, 2)],
            )
        assert (item(analysis, "S1").weight, item(analysis, "S2").weight) == (5, None)

    @pytest.mark.parametrize("role", ["manager", "director", "bod", "auditor", "admin"])
    def test_only_cms_rates(self, company: Company, role: str) -> None:
        analysis = deployed(company)
        with pytest.raises(PermissionDenied):
            rate_items(
                analysis=analysis,
                actor=getattr(company, role),
                ratings=[rating(item(analysis, "S1"), 3, 3)],
            )

    def test_a_final_position_is_locked(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        with pytest.raises(Conflict):
            rate_items(analysis=analysis, actor=company.cms, ratings=[rating(item(analysis, "S1"), 1, 1)])
        assert item(analysis, "S1").weight == 5


class TestAxis:
    def test_the_choice_keeps_quadrant_and_reason_and_is_logged(self, company: Company) -> None:
        analysis = rated(company, ON_THE_AXIS)
        row = choose_quadrant(
            analysis=analysis, actor=company.cms, now=NOW, quadrant="WO", reason="Pasar menguat."
        )
        assert (row.chosen_quadrant, row.axis_reason) == ("WO", "Pasar menguat.")
        log = history(analysis).last()
        assert (log.transition, log.comment, log.details) == (
            "choose_quadrant",
            "Pasar menguat.",
            {"quadrant": "WO"},
        )

    @pytest.mark.parametrize(("quadrant", "reason"), [("WO", "  "), ("AXIS", "Alasan"), ("", "Alasan")])
    def test_a_choice_without_reason_or_quadrant_is_refused(
        self, company: Company, quadrant: str, reason: str
    ) -> None:
        analysis = rated(company, ON_THE_AXIS)
        with pytest.raises(InvalidInput):
            choose_quadrant(analysis=analysis, actor=company.cms, now=NOW, quadrant=quadrant, reason=reason)
        assert SwotAnalysis.objects.get().chosen_quadrant == ""

    def test_off_the_axis_nobody_may_choose(self, company: Company) -> None:
        analysis = rated(company)
        with pytest.raises(InvalidInput, match="sumbu"):
            choose_quadrant(analysis=analysis, actor=company.cms, now=NOW, quadrant="WT", reason="Ingin.")

    def test_only_cms_chooses(self, company: Company) -> None:
        analysis = rated(company, ON_THE_AXIS)
        with pytest.raises(PermissionDenied):
            choose_quadrant(analysis=analysis, actor=company.bod, now=NOW, quadrant="WO", reason="x")

    def test_the_position_stays_open_until_somebody_has_chosen(self, company: Company) -> None:
        analysis = rated(company, ON_THE_AXIS)
        with pytest.raises(InvalidInput, match="pilih kuadran"):
            finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        choose_quadrant(analysis=analysis, actor=company.cms, now=NOW, quadrant="WO", reason="Pasar.")
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        result = frozen_result(company.cycle)
        assert result is not None
        assert (result.computed, result.quadrant, result.posture, result.reason) == (
            "AXIS",
            "WO",
            "Stability",
            "Pasar.",
        )

    def test_a_choice_that_the_numbers_have_overtaken_is_dropped_when_finalized(
        self, company: Company
    ) -> None:
        analysis = rated(company, ON_THE_AXIS)
        choose_quadrant(analysis=analysis, actor=company.cms, now=NOW, quadrant="WT", reason="Waspada.")
        rate(company, analysis, {"S": [(3, 5)], "W": [(3, 1)], "O": [(3, 5)], "T": [(3, 1)]})
        row = finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert (row.chosen_quadrant, row.axis_reason) == ("", "")
        assert frozen_result(company.cycle).quadrant == "SO"  # type: ignore[union-attr]


class TestFinalize:
    def test_settings_numbers_and_position_are_frozen_and_logged(self, company: Company) -> None:
        analysis = rated(company)
        row = finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert (row.status, row.finalized_at) == ("final", NOW)
        assert row.result["settings"]["scale_max"] == 5
        assert row.result["totals"]["S"] == "3.75"
        assert row.result["position"]["quadrant"] == "SO"
        first = row.result["items"][0]
        assert (first["code"], first["weight"], first["rating"]) == ("S1", 5, 4)
        log = history(analysis).last()
        assert (log.transition, log.actor_name) == ("finalize", "Ratna Dewi")
        assert log.details == {"quadrant": "SO", "posture": "Expansion"}

    def test_a_later_change_of_settings_does_not_touch_the_frozen_result(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        before = frozen_result(company.cycle)
        cycle = company.cycle
        cycle.scale_max, cycle.share_over, cycle.axes = 4, "all", "half_difference"
        cycle.threat_rating, cycle.postures = "reversed", {"SO": "Retrenchment"}
        cycle.save()
        assert frozen_result(cycle) == before
        assert before is not None
        assert before.settings.scale_max == 5
        assert before.posture == "Expansion"

    def test_an_incomplete_tab_is_refused_with_its_counts(self, company: Company) -> None:
        analysis = rated(company)
        rate_items(analysis=analysis, actor=company.cms, ratings=[rating(item(analysis, "W2"), 4, None)])
        with pytest.raises(InvalidInput) as refusal:
            finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert refusal.value.problems == ("Tab W: 2 dari 3 isu dinilai",)
        assert SwotAnalysis.objects.get().result is None

    def test_an_empty_tab_is_refused(self, company: Company) -> None:
        analysis = rated(company, {"S": [(1, 1)], "W": [(1, 1)], "O": [(1, 1)]})
        with pytest.raises(InvalidInput) as refusal:
            finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert refusal.value.problems == ("Tab T belum berisi isu",)

    def test_a_number_off_a_shortened_scale_must_be_rated_again(self, company: Company) -> None:
        analysis = rated(company)
        company.cycle.scale_max = 4
        company.cycle.save()
        with pytest.raises(InvalidInput) as refusal:
            finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert refusal.value.problems[0] == "Tab S: 3 dari 4 isu dinilai"

    @pytest.mark.parametrize("role", ["cms", "manager", "director", "bod", "president"])
    def test_only_the_head_of_cms_finalizes_and_reopens(self, company: Company, role: str) -> None:
        analysis = rated(company)
        with pytest.raises(PermissionDenied):
            finalize_analysis(analysis=analysis, actor=getattr(company, role), now=NOW)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        with pytest.raises(PermissionDenied):
            reopen_analysis(analysis=analysis, actor=getattr(company, role), now=NOW, reason="x")

    def test_a_final_position_cannot_be_finalized_again(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        with pytest.raises(Conflict):
            finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)

    def test_numbers_that_changed_after_the_page_was_opened_are_not_finalized_unseen(
        self, company: Company
    ) -> None:
        analysis = rated(company)
        shown = analysis.version
        rate_items(analysis=analysis, actor=company.cms, ratings=[rating(item(analysis, "S1"), 1, 1)])
        with pytest.raises(StaleVersion):
            finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW, version=shown)


class TestReopen:
    def test_reopening_needs_a_reason_and_takes_the_result_back(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        with pytest.raises(InvalidInput):
            reopen_analysis(analysis=analysis, actor=company.cms_head, now=NOW, reason=" ")
        row = reopen_analysis(analysis=analysis, actor=company.cms_head, now=NOW, reason="Isu susulan.")
        assert (row.status, row.result, row.finalized_at) == ("draft", None, None)
        assert frozen_result(company.cycle) is None
        assert history(analysis).last().comment == "Isu susulan."

    def test_what_was_frozen_stays_in_the_row_history(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        reopen_analysis(analysis=analysis, actor=company.cms_head, now=NOW, reason="Isu susulan.")
        events = analysis.events.exclude(result=None)  # type: ignore[attr-defined]
        assert events.get().result["totals"]["W"] == "2.75"

    def test_an_open_position_cannot_be_reopened(self, company: Company) -> None:
        analysis = rated(company)
        with pytest.raises(Conflict):
            reopen_analysis(analysis=analysis, actor=company.cms_head, now=NOW, reason="x")


def at_the_same_moment(*steps: object) -> list[str]:
    """What became of steps that real connections take at once: "done", or the refusal's name."""
    gate, outcomes = threading.Barrier(len(steps)), []

    def run(step: object) -> None:
        try:
            gate.wait()
            step()  # type: ignore[operator]
            outcomes.append("done")
        except Conflict as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(outcomes)


def test_two_finalizations_at_once_have_one_winner(own_database: str) -> None:
    company = build_company()
    analysis = rated(company)

    def finalize() -> None:
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)

    for _round in range(10):
        assert at_the_same_moment(finalize, finalize) == ["Conflict", "done"]
        reopen_analysis(analysis=analysis, actor=company.cms_head, now=NOW, reason="Ulang.")
    assert history(analysis).filter(transition="finalize").count() == 10


def test_two_first_deployments_at_once_make_one_analysis_and_each_item_once(own_database: str) -> None:
    company = build_company()
    issues = accept_issues(company, WORKED_EXAMPLE)

    def deploy() -> None:
        deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW)

    assert at_the_same_moment(deploy, deploy) == ["done", "done"]
    assert (SwotItem.objects.count(), SwotItemSource.objects.count()) == (len(issues), len(issues))
