"""The usual setting: of an unpublished figure others see its colour, and no number that leads back to it.

A percentage beside an Internal target is the figure; so is a score, a lane, a total less what else is in it.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from bsc import resolution_emails as emails
from bsc.models import Kpi, KpiMessage, Measure, Scorecard
from bsc.periods import View
from bsc.scoring import Comparator, KpiRule, Polarity, color_tells
from bsc.services.thread import write_message
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle, User
from realization.models import Actual
from realization.selectors.entry import month_grid
from realization.selectors.results.compute import Scores
from realization.selectors.results.lines import scorecard_view
from realization.selectors.results.objectives import objective_results
from realization.selectors.results.overview import heat_map
from realization.selectors.results.reading import read_book
from realization.selectors.results.shapes import KpiLine, ScorecardView
from realization.selectors.results.spans import Span
from realization.selectors.results.trend import trend_of
from realization.selectors.words import readable_by
from realization.services import request_reopening
from realization.services.releases import release_figures
from tests.company import Company, assign
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import a_kpi, a_measure, a_month, an_actual, an_objective
from tests.realization.restricted_scene import CANARY, MARCH, NAME, RestrictedScene

LogIn = Callable[[User], Client]
YEAR_TO_DATE = Span(2027, View.YEAR_TO_DATE, 2, 2)
JANUARY = Span(2027, View.MONTH, 1, 2)


@pytest.fixture
def scene(company: Company) -> RestrictedScene:
    return RestrictedScene(company)


def scores_of(card: Scorecard, reader: User) -> Scores:
    return Scores(read_book(card, MARCH, reader))


def joint_card(scene: RestrictedScene) -> Scorecard:
    return scene.joint.objective.perspective.scorecard


def view_of(scene: RestrictedScene, reader: User, span: Span = YEAR_TO_DATE) -> ScorecardView:
    return scorecard_view(scores_of(joint_card(scene), reader), span)


def line_of(scene: RestrictedScene, reader: User, span: Span = YEAR_TO_DATE) -> KpiLine:
    return next(line for line in view_of(scene, reader, span).kpis if line.id == scene.joint.pk)


def own_figures(scene: RestrictedScene, status: str, value: int = 90) -> None:
    """January and February of the reader's own KPI beside the hidden one."""
    measure = Measure.objects.get(name="Mutu rencana")
    for month in (1, 2):
        row = a_month(scene.company.department, scene.company.cycle, month, status, submitted_at=MARCH)
        an_actual(row, measure, value, decision="accepted" if status == "verified" else "pending")


# --- The rule ---------------------------------------------------------------------------------------


def test_a_year_begins_with_the_colour_alone() -> None:
    assert PlanningCycle().restricted_shown == "class"


def test_who_keeps_the_settings_opens_no_figure_that_is_there(scene: RestrictedScene) -> None:
    cycle = scene.company.cycle
    cycle.restricted_shown = "nothing"
    cycle.full_clean()
    cycle.restricted_shown = "percent"
    with pytest.raises(ValidationError, match="hanya dapat diperketat"):
        cycle.full_clean()
    Actual.objects.update(state="blank", value=None)
    cycle.full_clean()


@pytest.mark.parametrize(
    ("rule", "comparator", "tells"),
    [
        (KpiRule(), Comparator.AT_LEAST, False),
        (KpiRule(Polarity.MINIMIZE), Comparator.AT_MOST, False),
        (KpiRule(Polarity.STABILIZE, lower=95, upper=105), Comparator.BETWEEN, False),
        (KpiRule(Polarity.STABILIZE), Comparator.AT_LEAST, True),
        (KpiRule(Polarity.BINARY), Comparator.AT_LEAST, True),
        (KpiRule(Polarity.MINIMIZE, zero_tolerance=True), Comparator.AT_MOST, True),
        (KpiRule(), "=", True),
    ],
)
def test_where_a_colour_leaves_one_value_it_tells(rule: KpiRule, comparator: str, tells: bool) -> None:
    assert color_tells(rule, comparator) is tells


# --- A line, its sums, its charts -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["manager", "director", "auditor", "admin"])
def test_others_get_the_colour_and_no_number(scene: RestrictedScene, name: str) -> None:
    line = line_of(scene, getattr(scene.company, name))
    assert (line.actual, line.achievement, line.score, line.uncapped_text) == (None, None, None, "")
    assert (line.actual_text, line.achievement_text, line.score_text) == ("Terbatas", "Kuning", "–")
    assert (line.chip.label, line.chip.color, line.met) == ("Kuning", "kuning", False)
    assert line.explanation == "Angka Terbatas belum dirilis: hanya warnanya yang terbaca."


def test_a_kpi_whose_colour_is_its_figure_shows_nothing(scene: RestrictedScene) -> None:
    with unlocked():
        Measure.objects.filter(pk=scene.measure.pk).update(polarity="binary")
    line = line_of(scene, scene.company.manager)
    assert (line.chip.label, line.met, line.is_withheld) == ("Terbatas", None, True)
    assert view_of(scene, scene.company.manager).total.state == "restricted"


def test_no_sum_with_it_has_a_number(scene: RestrictedScene) -> None:
    own_figures(scene, "verified")
    view = view_of(scene, scene.company.manager)
    hidden, plain = (next(row for row in view.lanes if row.kind == kind) for kind in ("customer", "process"))
    assert (hidden.score, hidden.average_text, hidden.hint) == (
        None,
        "–",
        "memuat angka Terbatas yang belum dirilis",
    )
    assert plain.score is not None, "a lane without it stays open"
    assert (view.total.number, view.total.text) == (None, "–")
    assert view.total.notes[-1].startswith("Angkanya ditutup")
    assert view_of(scene, scene.company.bod).total.number is not None


def test_neither_chart_nor_heat_map_nor_strategy_map_has_a_number(scene: RestrictedScene) -> None:
    own_figures(scene, "verified")
    reader, card = scene.company.manager, joint_card(scene)
    scores = scores_of(card, reader)
    assert not trend_of(scores, YEAR_TO_DATE).has_points
    row = heat_map([card], 2027, MARCH, reader).rows[0]
    assert {cell.total.number for cell in (*row.months, *row.spans)} == {None}
    told = {found.id: found.text for found in objective_results(scores, YEAR_TO_DATE)}
    assert told[scene.joint.objective_id] == "Kuning"


def test_a_released_month_is_open_and_what_reaches_beyond_it_is_not(scene: RestrictedScene) -> None:
    release_figures(
        cycle=scene.company.cycle,
        through_month=1,
        published_on=MARCH.date(),
        reason="Dipublikasikan",
        actor=scene.company.cms_head,
        now=MARCH,
    )
    reader = scene.company.manager
    assert line_of(scene, reader, JANUARY).actual == CANARY
    assert view_of(scene, reader, JANUARY).total.number is not None
    assert line_of(scene, reader).score is None
    assert view_of(scene, reader).total.number is None


# --- Asking the portal again and again ---------------------------------------------------------------


def test_one_s_own_unverified_figure_turns_no_colour_of_a_sum(scene: RestrictedScene) -> None:
    """Who may type a figure beside the hidden one could otherwise look for the value at which it turns."""
    own_figures(scene, "submitted")
    reader, seen = scene.company.manager, set()
    for value in (0, 40, 60, 80, 100):
        Actual.objects.filter(measure__name="Mutu rencana").update(value=value)
        total = view_of(scene, reader).total
        seen.add((total.number, total.grade, total.text, total.color, total.notes))
    assert len(seen) == 1


def test_nor_of_an_objective_or_a_group(scene: RestrictedScene) -> None:
    company, card = scene.company, joint_card(scene)
    objective = an_objective(card, "learning", name="Bersama")
    with unlocked():
        group = Kpi.objects.create(objective=objective, weight=Decimal(10), title="Kelompok")
    mine = a_measure(company.department, company.cycle, name="Milik sendiri", target=Decimal(100))
    for measure in (scene.measure, mine):
        a_kpi(objective, measure, weight=Decimal(50), group=group)
    row = a_month(company.department, company.cycle, 1, "submitted", submitted_at=MARCH)
    typed = an_actual(row, mine, 100)
    scores = scores_of(card, company.manager)
    line = next(line for line in scorecard_view(scores, JANUARY).kpis if line.id == group.pk)
    assert (line.achievement, line.chip.label, line.score) == (None, "Terbatas", None)
    assert "Bersama" not in [found.name for found in objective_results(scores, JANUARY)]
    Actual.objects.filter(pk=typed.pk).update(decision="accepted")
    row.status, row.verified_at = "verified", MARCH
    row.save()
    scores = scores_of(card, company.manager)
    line = next(line for line in scorecard_view(scores, JANUARY).kpis if line.id == group.pk)
    assert (line.achievement, line.chip.label, line.score) == (None, "Kuning", None)


def test_nor_of_what_is_worked_out_of_it(scene: RestrictedScene) -> None:
    """A formula may take an open figure beside the hidden one: February is not verified, January is."""
    reader, card = scene.company.manager, scene.rolled.objective.perspective.scorecard
    told = {}
    for month in (1, 2):
        span = Span(2027, View.MONTH, month, 2)
        (line,) = scorecard_view(scores_of(card, reader), span).kpis
        told[month] = (line.chip.label, line.actual, line.score)
    assert told == {1: ("Kuning", None, None), 2: ("Terbatas", None, None)}


def test_the_growth_of_a_closed_total_closes_every_total_that_it_is_in(scene: RestrictedScene) -> None:
    """In a month without the hidden KPI the growth alone would tell what the months before were."""
    company, card = scene.company, joint_card(scene)
    growth = a_measure(company.department, company.cycle, name="Tumbuh", value_source="own_growth")
    a_kpi(an_objective(card, "learning"), growth, weight=Decimal(10))
    own_figures(scene, "verified")
    row = a_month(company.department, company.cycle, 3, "verified", submitted_at=MARCH, verified_at=MARCH)
    an_actual(row, Measure.objects.get(name="Mutu rencana"), 90, decision="accepted")
    march, april = Span(2027, View.MONTH, 3, 3), at("2027-04-20 09:00")
    shown = scorecard_view(Scores(read_book(card, april, company.manager)), march)
    line = next(line for line in shown.kpis if line.name == "Tumbuh")
    assert (line.actual, line.score, shown.total.number) == (None, None, None)
    whole = scorecard_view(Scores(read_book(card, april, company.bod)), march)
    assert whole.total.number is not None
    assert next(line for line in whole.kpis if line.name == "Tumbuh").actual is not None


# --- Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "closed"),
    [
        ("Lampirkan bukti.", False),
        ("Bukan 987.654.321", True),
        ("Sembilan ratus delapan puluh tujuh juta", True),
    ],
)
def test_comments_about_the_month_are_read_as_the_figure_is(
    scene: RestrictedScene, words: str, closed: bool
) -> None:
    company = scene.company
    for reader in (company.auditor, unnamed(scene)):
        assert (readable_by(reader, scene.month)(words) != words) is closed
    for reader in (company.outsider, company.other_director, company.bod, company.cms_head):
        assert readable_by(reader, scene.month)(words) == words


def unnamed(scene: RestrictedScene) -> User:
    scene.unname_cms()
    return scene.company.cms


def test_a_reopening_s_reason_is_closed_on_its_page(scene: RestrictedScene, as_person: LogIn) -> None:
    company = scene.company
    row = request_reopening(
        realization=scene.month, reason=f"Menjadi {CANARY}", actor=company.outsider, now=MARCH
    )
    page = reverse("realization:reopening-detail", args=[row.pk])
    assert "987654321" not in as_person(unnamed(scene)).get(page).content.decode()
    assert "987654321" in as_person(company.cms_head).get(page).content.decode()


def test_a_thread_is_read_as_the_figure_is(scene: RestrictedScene, as_person: LogIn) -> None:
    company, card = scene.company, scene.own.objective.perspective.scorecard
    assign(company.auditor, "auditor", company.corporate)
    said = {"scorecard": card, "kpi": scene.own, "kpi_name": NAME, "at": MARCH}
    KpiMessage.objects.create(**said, author=company.outsider, side="preparers", text="Tahun lalu 987654321")
    page = reverse("bsc:kpi-thread", args=[scene.own.pk])
    for reader in (company.auditor, unnamed(scene)):
        assert "987654321" not in as_person(reader).get(page).content.decode()
    for reader in (company.outsider, company.bod, company.cms_head):
        assert "987654321" in as_person(reader).get(page).content.decode()
    KpiMessage.objects.create(**said, author=company.cms, side="cms", text="Benar 987654321?")
    assert "987654321" in as_person(company.cms).get(page).content.decode(), "what one's own side wrote"


def test_a_question_about_it_is_mailed_without_its_numbers(scene: RestrictedScene) -> None:
    company = scene.company
    with unlocked():
        Scorecard.objects.filter(unit__kind="department").update(status="sent_cms")
    for kpi, number in ((scene.own, "987654321"), (scene.own, "dokumen"), (scene.joint, "987654321")):
        author = company.outsider if kpi is scene.own else company.manager
        write_message(kpi=kpi, actor=author, now=MARCH, text=f"Benar {number}?", asks="cms")
    texts = [mail.context["text"] for mail in OutboxMail.objects.filter(kind=emails.QUESTION)]
    assert any("dokumen" in text for text in texts)
    assert not any("987654321" in text for text in texts)


def test_a_month_page_shows_the_colour(scene: RestrictedScene) -> None:
    february = scene.company.cycle.realizations.get(unit=scene.company.other_department, month=2)
    row = month_grid(february, unnamed(scene)).rows[scene.measure.pk]
    assert (row.chip.label, row.chip.color, row.result.met) == ("Kuning", "kuning", False)
