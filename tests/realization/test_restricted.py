"""Unpublished figures: who may know them, what others get, release, access by name, the list of openings."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import FigureClass, Kpi, Measure
from bsc.periods import View
from bsc.rules.figure_class import restricted_among
from bsc.selectors.figure_class import figure_class_of
from bsc.selectors.last_year import year_results
from bsc.services.figure_class import classify_figures
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.documents.models import ReportJob
from cint_portal.organization.granting import end_grant, grant_restricted
from cint_portal.organization.models import Unit, User
from realization.models import Actual, FigureRelease, RestrictedOpening
from realization.reports import build_review
from realization.rules import RowDecision
from realization.selectors.entry import month_grid
from realization.selectors.results.compute import Scores
from realization.selectors.results.kpi import kpi_year
from realization.selectors.results.lines import scorecard_view
from realization.selectors.results.objectives import objective_results
from realization.selectors.results.overview import heat_map
from realization.selectors.results.reading import read_book
from realization.selectors.results.shapes import KpiLine, ScorecardView
from realization.selectors.results.spans import Span
from realization.selectors.results.trend import trend_of
from realization.selectors.words import mailable
from realization.services import decide_rows, verify_realization
from realization.services.releases import release_figures, withdraw_release
from tests.company import Company, assign
from tests.conftest import at
from tests.realization.builders import a_kpi, a_measure, a_month, an_actual, an_objective
from tests.realization.restricted_scene import CANARY, MARCH, NAME, RestrictedScene

LogIn = Callable[[User], Client]
YEAR_TO_DATE = Span(2027, View.YEAR_TO_DATE, 2, 2)
PERCENT = "98,77\N{NO-BREAK SPACE}%"


@pytest.fixture
def scene(company: Company) -> RestrictedScene:
    return RestrictedScene(company)


def view_of(kpi: Kpi, reader: User, span: Span = YEAR_TO_DATE) -> ScorecardView:
    card = kpi.objective.perspective.scorecard
    return scorecard_view(Scores(read_book(card, MARCH, reader)), span)


def line_of(kpi: Kpi, reader: User, span: Span = YEAR_TO_DATE) -> KpiLine:
    return next(line for line in view_of(kpi, reader, span).kpis if line.id == kpi.pk)


def release(scene: RestrictedScene, month: int, **fields: Any) -> FigureRelease:
    values = {"published_on": date(2027, 3, 15), "reason": "Laporan keuangan dipublikasikan"}
    values |= {"actor": scene.company.cms_head, "now": MARCH}
    return release_figures(cycle=scene.company.cycle, through_month=month, **{**values, **fields})


def grant(scene: RestrictedScene, person: User, **fields: Any) -> Any:
    values = {"valid_from": date(2027, 3, 1), "valid_until": date(2027, 3, 31), "reason": "Audit tahunan"}
    values |= {"actor": scene.company.cms_head, "now": MARCH}
    return grant_restricted(person=person, **{**values, **fields})


# --- The rule ---------------------------------------------------------------------------------------


def test_the_class_follows_cms_then_the_perspective_then_the_sources() -> None:
    lanes = {1: {"financial", "customer"}, 2: {"process"}, 3: {"learning"}, 4: {"financial"}, 5: {"process"}}
    edges = {3: [2, 1], 6: [3], 5: [6]}
    found = restricted_among([1, 2, 3, 4, 5, 6, 7], {4: False, 5: False}, lanes, edges)
    assert found == {1, 3, 6}
    assert restricted_among([2], {2: True}, lanes, {}) == {2}
    assert 8 in restricted_among([8, 9], {}, {8: {"financial"}}, {8: [9], 9: [8]}), "a circle ends"


# --- Who may know it --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["outsider", "other_director", "bod", "president", "cms_head", "cms"])
def test_the_board_the_owner_and_the_named_read_the_figure(scene: RestrictedScene, name: str) -> None:
    line = line_of(scene.own, getattr(scene.company, name))
    assert line.actual == CANARY
    assert not line.is_veiled


@pytest.mark.parametrize(
    "name", ["manager", "second_layer", "director", "colleague", "auditor", "nobody", "admin"]
)
def test_others_get_percentage_and_colour_where_the_year_says_so(scene: RestrictedScene, name: str) -> None:
    scene.shown_to_others("percent")
    line = line_of(scene.joint, getattr(scene.company, name))
    assert (line.actual, line.actual_text, line.uncapped_text) == (None, "Terbatas", "")
    assert (line.achievement_text, line.chip.label) == (PERCENT, PERCENT)
    assert line.explanation.startswith(f"Angka Terbatas belum dirilis; pencapaian {PERCENT} × bobot 100")
    assert line.target == Decimal(10**9)


def test_who_enters_it_knows_it_and_the_unit_that_weighs_it_does_not(scene: RestrictedScene) -> None:
    company = scene.company
    with_drafters = assign(company.nobody, "drafter", company.other_department)
    assert not line_of(scene.own, with_drafters.person).is_veiled
    assert line_of(scene.joint, company.drafter).is_veiled


def test_the_unit_s_substitutes_stand_in_for_cms(scene: RestrictedScene) -> None:
    company = scene.company
    Unit.objects.filter(pk=company.other_department.pk).update(substitute_reviewer=company.nobody)
    assert not line_of(scene.own, company.nobody).is_veiled


def test_cms_without_a_name_reads_percentages(scene: RestrictedScene) -> None:
    scene.unname_cms()
    assert line_of(scene.own, scene.company.cms).is_veiled
    assert not line_of(scene.own, scene.company.cms_head).is_veiled


def test_what_is_worked_out_of_it_is_as_closed(scene: RestrictedScene) -> None:
    scene.unname_cms()
    assert line_of(scene.rolled, scene.company.bod).actual == CANARY
    assert line_of(scene.rolled, scene.company.cms).actual is None


def test_an_internal_kpi_beside_it_stays_open(scene: RestrictedScene) -> None:
    lines = view_of(scene.own, scene.company.auditor).kpis
    assert [line.actual for line in lines if line.id != scene.own.pk] == [Decimal(95)]


# --- Nothing at all ---------------------------------------------------------------------------------


def test_where_the_year_says_nothing_no_sum_tells(scene: RestrictedScene) -> None:
    scene.shown_to_others("nothing")
    view = view_of(scene.joint, scene.company.manager)
    line = next(line for line in view.kpis if line.id == scene.joint.pk)
    assert (line.achievement, line.score, line.met, line.is_counted) == (None, None, None, False)
    assert (line.chip.color, line.achievement_text, line.score_text) == ("restricted", "–", "–")
    lane = next(lane for lane in view.lanes if line in lane.kpis)
    assert (lane.score, lane.hint) == (None, "memuat angka Terbatas yang belum dirilis")
    assert (view.total.number, view.total.grade, view.total.state_text) == (None, None, "Terbatas")


def test_where_the_year_says_nothing_the_owner_still_sees_all(scene: RestrictedScene) -> None:
    scene.shown_to_others("nothing")
    view = view_of(scene.own, scene.company.outsider)
    assert view.total.number is not None
    assert view.kpis[0].actual == CANARY


def test_charts_maps_and_heat_maps_withhold_the_total_too(scene: RestrictedScene) -> None:
    scene.shown_to_others("nothing")
    reader, card = scene.company.manager, scene.joint.objective.perspective.scorecard
    scores = Scores(read_book(card, MARCH, reader))
    assert not trend_of(scores, YEAR_TO_DATE).has_points
    assert scene.joint.objective_id not in [row.id for row in objective_results(scores, YEAR_TO_DATE)]
    cells = heat_map([card], 2027, MARCH, reader).rows[0].spans
    assert {cell.total.number for cell in cells if cell.total.state == "restricted"} == {None}
    assert cells[0].total.state == "restricted"
    open_ = Scores(read_book(card, MARCH, scene.company.bod))
    assert trend_of(open_, YEAR_TO_DATE).has_points


def test_the_growth_of_a_withheld_total_is_withheld(scene: RestrictedScene) -> None:
    scene.shown_to_others("nothing")
    card = scene.joint.objective.perspective.scorecard
    growth = a_measure(
        scene.company.department, scene.company.cycle, name="Tumbuh", value_source="own_growth"
    )
    row = a_kpi(an_objective(card, "learning"), growth, weight=Decimal(1))
    assert line_of(row, scene.company.manager).is_withheld
    assert not line_of(row, scene.company.bod).is_withheld


# --- Pages of a KPI and of a month ------------------------------------------------------------------


def test_the_months_of_a_kpi_hide_figure_note_and_evidence(scene: RestrictedScene) -> None:
    card = scene.joint.objective.perspective.scorecard
    shown = {}
    for reader in (scene.company.manager, scene.company.bod):
        found = kpi_year(Scores(read_book(card, MARCH, reader)), scene.joint.pk, YEAR_TO_DATE)
        assert found is not None
        shown[reader] = (found.months[0].raw_text, found.months[0].note, found.months[0].evidence)
    assert shown[scene.company.manager] == ("Terbatas", "", "")
    assert shown[scene.company.bod][0] == "987.654.321,12"


def test_a_month_s_row_loses_figure_words_and_last_month(scene: RestrictedScene) -> None:
    scene.unname_cms()
    february = scene.company.cycle.realizations.get(unit=scene.company.other_department, month=2)
    row = month_grid(february, scene.company.cms).rows[scene.measure.pk]
    assert row.actual is not None
    assert (row.figure_text, row.last_text, row.actual.note, row.actual.value) == (
        "Terbatas",
        "Terbatas",
        "",
        None,
    )
    assert (row.chip.label, row.result.achievement, row.result.uncapped) == ("Kuning", None, None)
    scene.shown_to_others("percent")
    february.refresh_from_db()
    row = month_grid(february, scene.company.cms).rows[scene.measure.pk]
    assert (row.chip.label, row.result.uncapped) == (PERCENT, None)
    scene.shown_to_others("nothing")
    february.refresh_from_db()
    row = month_grid(february, scene.company.cms).rows[scene.measure.pk]
    assert (row.chip.label, row.result.achievement) == ("Terbatas", None)
    assert Actual.objects.get(realization=february, measure=scene.measure).value == CANARY


def test_cms_without_a_name_decides_on_the_other_rows_only(scene: RestrictedScene) -> None:
    scene.unname_cms()
    company = scene.company
    february = company.cycle.realizations.get(unit=company.other_department, month=2)
    hidden = Actual.objects.get(realization=february, measure=scene.measure)
    other = Actual.objects.exclude(measure=scene.measure).get(realization=february)
    accepted = RowDecision("accepted")
    with pytest.raises(InvalidInput) as refusal:
        decide_rows(realization=february, decisions={hidden.pk: accepted}, actor=company.cms)
    assert refusal.value.problems == (NAME,)
    with pytest.raises(InvalidInput) as refusal:
        verify_realization(realization=february, decisions={}, actor=company.cms, now=MARCH, accept_rest=True)
    assert refusal.value.problems == (NAME,)
    decide_rows(realization=february, decisions={other.pk: accepted}, actor=company.cms)
    verify_realization(
        realization=february, decisions={}, actor=company.cms_head, now=MARCH, accept_rest=True
    )


def test_a_plan_takes_over_no_unreleased_figure(scene: RestrictedScene) -> None:
    other = Measure.objects.get(name="Mutu faktur")
    assert set(year_results([scene.measure, other])) == {other.pk}
    clock.move_to(at("2028-02-01 09:00"))
    release(scene, 12, now=at("2028-02-01 09:00"))
    assert set(year_results([scene.measure, other])) == {scene.measure.pk, other.pk}


@pytest.mark.parametrize(("words", "leaves"), [("Lampirkan bukti.", True), ("987 juta itu salah", False)])
def test_a_mail_carries_no_number_about_such_a_month(
    scene: RestrictedScene, words: str, leaves: bool
) -> None:
    assert (mailable(scene.month, words) == words) is leaves
    release(scene, 1)
    assert mailable(scene.month, words) == words


def test_the_administration_has_no_page_of_figures_or_their_history() -> None:
    kept = {model._meta.model_name for model in admin.site._registry}
    assert not {name for name in kept if name and ("actual" in name or "realization" in name)}


# --- Release ----------------------------------------------------------------------------------------


def test_a_release_opens_the_months_up_to_it_and_no_further(scene: RestrictedScene) -> None:
    release(scene, 1)
    reader = scene.company.manager
    january = Span(2027, View.MONTH, 1, 2)
    assert line_of(scene.joint, reader, january).actual == CANARY
    assert line_of(scene.joint, reader).actual is None, "January and February together tell of February"
    release(scene, 2)
    assert line_of(scene.joint, reader).actual == CANARY


def test_a_withdrawn_release_closes_them_again_and_every_step_stays(scene: RestrictedScene) -> None:
    release(scene, 2)
    withdraw_release(
        cycle=scene.company.cycle,
        through_month=0,
        reason="Salah bulan",
        actor=scene.company.cms_head,
        now=MARCH,
    )
    assert line_of(scene.joint, scene.company.manager).is_veiled
    assert list(FigureRelease.objects.values_list("through_month", "is_withdrawal")) == [
        (0, True),
        (2, False),
    ]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"month": 3}, "Pilih bulan"),
        ({"month": 1, "reason": " "}, "dasarnya"),
        ({"month": 1, "published_on": date(2027, 3, 21)}, "belum tiba"),
    ],
)
def test_a_release_is_refused(scene: RestrictedScene, fields: dict[str, Any], refusal: str) -> None:
    with pytest.raises(InvalidInput, match=refusal):
        release(scene, **fields)
    assert not FigureRelease.objects.exists()


def test_only_the_head_of_cms_releases_and_a_stale_page_does_not(scene: RestrictedScene) -> None:
    with pytest.raises(PermissionDenied):
        release(scene, 1, actor=scene.company.cms)
    release(scene, 1, seen=0)
    with pytest.raises(Conflict):
        release(scene, 2, seen=0)
    with pytest.raises(InvalidInput):
        release(scene, 1)
    with pytest.raises(InvalidInput):
        withdraw_release(
            cycle=scene.company.cycle, through_month=1, reason="x", actor=scene.company.cms_head, now=MARCH
        )


def test_the_database_keeps_steps_and_openings(scene: RestrictedScene, as_person: LogIn) -> None:
    step = release(scene, 1)
    as_person(scene.company.outsider).get(reverse("realization:results-scorecard", args=[_card(scene.own)]))
    for row in (step, RestrictedOpening.objects.get()):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            row.delete()


# --- Access by name ---------------------------------------------------------------------------------


def test_an_auditor_reads_it_only_between_the_days_of_the_grant(scene: RestrictedScene) -> None:
    auditor = scene.company.auditor
    assert line_of(scene.joint, auditor).is_veiled
    row = grant(scene, auditor)
    assert not line_of(scene.joint, fresh(auditor)).is_veiled
    clock.move_to(at("2027-04-01 09:00"))
    assert line_of(scene.joint, fresh(auditor)).is_veiled
    clock.move_to(MARCH)
    end_grant(grant=row, actor=scene.company.cms_head, now=MARCH)
    assert line_of(scene.joint, fresh(auditor)).is_veiled
    with pytest.raises(Conflict):
        end_grant(grant=row, actor=scene.company.cms_head, now=MARCH)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("manager", {}),
        ("auditor", {"reason": " "}),
        ("auditor", {"valid_until": None}),
        ("auditor", {"valid_until": date(2027, 2, 28), "valid_from": date(2027, 2, 1)}),
    ],
)
def test_a_grant_is_refused(scene: RestrictedScene, who: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        grant(scene, getattr(scene.company, who), **fields)


def test_grants_do_not_overlap_and_only_the_head_gives_them(scene: RestrictedScene) -> None:
    grant(scene, scene.company.auditor)
    with pytest.raises(Conflict):
        grant(scene, scene.company.auditor, valid_from=date(2027, 3, 20))
    with pytest.raises(PermissionDenied):
        grant(scene, scene.company.auditor, actor=scene.company.cms)


def test_a_grant_helps_nobody_who_left_the_role(scene: RestrictedScene) -> None:
    grant(scene, scene.company.auditor)
    scene.company.auditor.assignments.update(valid_until=date(2027, 3, 19))
    assert line_of(scene.joint, fresh(scene.company.auditor)).is_veiled


# --- The class --------------------------------------------------------------------------------------


def test_cms_sets_the_class_with_a_history_and_only_the_head_opens(scene: RestrictedScene) -> None:
    company, other = scene.company, Measure.objects.get(name="Mutu faktur")
    classify_figures(measure=other, restricted=True, reason="Margin", actor=company.cms, now=MARCH)
    with pytest.raises(PermissionDenied):
        classify_figures(measure=other, restricted=False, reason="x", actor=company.cms, now=MARCH)
    with pytest.raises(InvalidInput):
        classify_figures(measure=other, restricted=False, reason=" ", actor=company.cms_head, now=MARCH)
    classify_figures(
        measure=other, restricted=False, reason="Bukan margin", actor=company.cms_head, now=MARCH
    )
    card = figure_class_of(other)
    assert (card.is_restricted, card.why) == (False, "Ditetapkan CMS: Bukan margin")
    assert [(line.label, line.reason) for line in card.history] == [
        ("Internal", "Bukan margin"),
        ("Terbatas", "Margin"),
    ]


def test_the_default_says_where_it_comes_from(scene: RestrictedScene) -> None:
    assert "perspektif Financial" in figure_class_of(scene.measure).why
    assert scene.rolled.measure is not None
    assert figure_class_of(scene.rolled.measure).why == "Dihitung dari KPI Terbatas."
    assert not figure_class_of(Measure.objects.get(name="Mutu faktur")).is_restricted


def test_the_class_page_saves_and_refuses(scene: RestrictedScene, as_person: LogIn) -> None:
    page = reverse("bsc:figure-class-edit", args=[scene.measure.pk])
    head = as_person(scene.company.cms_head)
    assert head.post(page, {"figure_class": "internal", "reason": ""}).status_code == 422
    assert head.post(page, {"figure_class": "internal", "reason": "Dirilis harian"}).status_code == 302
    assert FigureClass.objects.get().is_restricted is False
    assert not line_of(scene.joint, scene.company.manager).is_veiled
    refused = as_person(scene.company.cms).post(page, {"figure_class": "internal", "reason": "x"})
    assert refused.status_code == 422


# --- Who opened it ----------------------------------------------------------------------------------


def _card(kpi: Kpi) -> int:
    return kpi.objective.perspective.scorecard_id


def test_an_opening_is_one_row_per_person_thing_and_day(scene: RestrictedScene, as_person: LogIn) -> None:
    page, browser = (
        reverse("realization:results-scorecard", args=[_card(scene.own)]),
        as_person(scene.company.outsider),
    )
    for _again in range(3):
        browser.get(page)
    row = RestrictedOpening.objects.get()
    assert (row.person, row.place, row.medium) == (scene.company.outsider, "scorecard", "page")
    assert (row.unit, row.year, row.from_month, row.through_month) == (
        scene.company.other_department,
        2027,
        1,
        2,
    )
    assert row.kpis == [NAME]
    browser.get(page, {"view": "month", "month": "1"})
    assert RestrictedOpening.objects.count() == 2
    clock.move_to(at("2027-03-21 09:00"))
    browser.get(page)
    assert RestrictedOpening.objects.count() == 3


def test_what_shows_no_figure_leaves_no_row(scene: RestrictedScene, as_person: LogIn) -> None:
    company = scene.company
    as_person(company.manager).get(reverse("realization:results-scorecard", args=[_card(scene.joint)]))
    for name in ("home", "realization:results-overview", "realization:review-detail"):
        assert as_person(company.outsider).get(reverse(name)).status_code == 200
    release(scene, 2)
    as_person(company.outsider).get(reverse("realization:results-scorecard", args=[_card(scene.own)]))
    assert not RestrictedOpening.objects.exists()


def test_every_kind_of_page_notes_where_it_was(scene: RestrictedScene, as_person: LogIn) -> None:
    browser = as_person(scene.company.bod)
    month = [2027, 1, scene.company.other_department.pk]
    browser.get(reverse("realization:results-kpi", args=[_card(scene.own), scene.own.pk]))
    browser.get(reverse("realization:realization-detail", args=month))
    browser.get(reverse("kpi-list"), {"year": 2027})
    head = as_person(scene.company.cms_head)
    head.get(reverse("realization:verification-detail", args=[2027, 2, month[2]]))
    assert set(RestrictedOpening.objects.values_list("place", flat=True)) == {"kpi", "month", "colors"}


def test_the_report_notes_its_asker_and_its_download_asks_again(
    scene: RestrictedScene, as_person: LogIn, tmp_path: Any
) -> None:
    auditor = scene.company.auditor
    assign(auditor, "auditor", scene.company.corporate)
    row = grant(scene, auditor, valid_until=date(2027, 4, 30))
    Actual.objects.filter(month=2).delete()
    data = build_review({"year": 2027, "semester": 1}, "xlsx", fresh(auditor), MARCH, lambda n, m: None)
    assert set(RestrictedOpening.objects.values_list("person", "medium", "place")) == {
        (auditor.pk, "xlsx", "review")
    }
    (tmp_path / "r.xlsx").write_bytes(data)
    job = ReportJob.objects.create(
        code="realization.half_year_review",
        format="xlsx",
        params={"year": 2027, "semester": 1},
        title="Review",
        requested_by=auditor,
        requested_at=MARCH,
        started_at=MARCH,
        state="done",
        file_path="r.xlsx",
        file_name="r.xlsx",
        file_sha256=hashlib.sha256(data).hexdigest(),
    )
    clock.move_to(at("2027-03-25 09:00"))
    built, file = RestrictedOpening.objects.count(), reverse("documents:report-file", args=[job.pk])
    assert as_person(fresh(auditor)).get(file).status_code == 200
    assert RestrictedOpening.objects.count() == 2 * built
    end_grant(grant=row, actor=scene.company.cms_head, now=MARCH)
    assert as_person(fresh(auditor)).get(file).status_code == 403


def test_the_list_filters_and_exports(scene: RestrictedScene, as_person: LogIn) -> None:
    company = scene.company
    for person in (company.outsider, company.bod):
        as_person(person).get(reverse("realization:results-scorecard", args=[_card(scene.own)]))
    board, page = as_person(company.bod), reverse("realization:opening-list")
    whole = board.get(page).content.decode()
    assert str(company.outsider) in whole
    assert NAME in whole
    only = board.get(page, {"person": company.outsider.pk}).context["lines"]
    assert [line.person for line in only] == [str(company.outsider)]
    assert board.get(page, {"q": "tidak ada"}).context["lines"] == []
    assert board.get(page, {"q": "pendapatan BERSIH", "since": "2027-03-20"}).context["lines"]
    assert not board.get(page, {"until": "2027-03-19"}).context["lines"]
    answer = board.get(reverse("realization:opening-export"), {"person": company.outsider.pk})
    assert answer["Content-Type"].endswith("sheet")


# --- Pages of release and access --------------------------------------------------------------------


def test_the_head_releases_and_takes_back_on_the_page(scene: RestrictedScene, as_person: LogIn) -> None:
    head = as_person(scene.company.cms_head)
    step = {"through_month": "2", "published_on": "2027-03-15", "reason": "Dipublikasikan", "seen": "0"}
    assert head.post(reverse("realization:release-create", args=[2027]), step).status_code == 302
    assert "Dirilis s.d. Februari 2027" in head.get("/realization/restricted/?year=2027").content.decode()
    stale = head.post(
        reverse("realization:release-withdraw", args=[2027]),
        {"through_month": "1", "reason": "Keliru", "seen": "1"},
    )
    assert stale.status_code == 409
    assert "Keliru" in stale.content.decode(), "what was typed stays"
    back = {"through_month": "0", "reason": "Keliru", "seen": "2"}
    assert head.post(reverse("realization:release-withdraw", args=[2027]), back).status_code == 302
    assert "Ditarik seluruhnya" in head.get("/realization/restricted/?year=2027").content.decode()


def test_the_head_grants_and_ends_access_on_the_page(scene: RestrictedScene, as_person: LogIn) -> None:
    head, auditor = as_person(scene.company.cms_head), scene.company.auditor
    page = reverse("realization:grant-list")
    data = {"person": auditor.pk, "valid_from": "2027-03-20", "valid_until": "", "reason": "Audit"}
    assert head.post(page, data).status_code == 422
    assert head.post(page, {**data, "valid_until": "2027-03-30"}).status_code == 302
    row = auditor.restricted_grants.get()
    assert head.post(reverse("realization:grant-end", args=[row.pk])).status_code == 302
    assert auditor.restricted_grants.in_force().count() == 0


# --- Queries ----------------------------------------------------------------------------------------


def test_fifty_restricted_kpis_cost_as_many_queries_as_five(scene: RestrictedScene, as_person: LogIn) -> None:
    card, company = scene.own.objective.perspective.scorecard, scene.company
    objective = an_objective(card, name="Banyak")
    march, counts = a_month(company.other_department, company.cycle, 3, "submitted"), []
    pages = [reverse("realization:results-scorecard", args=[card.pk])]
    pages.append(reverse("realization:realization-detail", args=[2027, 3, company.other_department.pk]))
    for more in (5, 45):
        for _number in range(more):
            measure = a_measure(company.other_department, company.cycle, name=f"Laba {more}/{_number}")
            a_kpi(objective, measure, weight=Decimal(1))
            an_actual(march, measure, 90)
        counts.append(
            [queries_of(as_person(p), page) for p in (company.outsider, company.bod) for page in pages]
        )
    assert counts[0] == counts[1]


def queries_of(browser: Client, page: str) -> int:
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(page).status_code == 200
    return len(captured)
