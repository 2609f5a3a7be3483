"""Cards in words, from → to between rounds, clocks, tasks and where a scorecard stands."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bsc.models import Kpi, Measure, MeasureTarget, Scorecard
from bsc.selectors.approval import approval_todos, clock_until
from bsc.selectors.cards import changes_between, lanes_of, target_text, total_weight
from bsc.selectors.content import content_of
from bsc.selectors.rounds import returned_content
from bsc.selectors.standing import standing
from bsc.services.approval import KpiDecision, return_scorecard
from bsc.services.decision import return_scorecard_by_board
from bsc.services.establishment import MeetingRecord, establish_set
from cint_portal.workdays.selectors import WorkCalendar
from cint_portal.workflow.todo import Todo
from tests.bsc.scorecards import accept_all, approved, kpis_of, make_scorecard, touch_weight
from tests.company import Company
from tests.conftest import at

NOW = at("2026-12-16 14:00")
TODAY = date(2026, 12, 16)
CALENDAR = WorkCalendar(frozenset({date(2026, 12, 18)}), frozenset({5, 6}))


@pytest.fixture
def scorecard(company: Company) -> Scorecard:
    return make_scorecard(
        company.cycle, company.department, "sent_cms", company.manager, review_due_on=date(2026, 12, 21)
    )


def spec(**fields: object) -> dict[str, object]:
    plain = {"lower": None, "upper": None, "target": None, "comparator": "≥", "steps": [], "targets": {}}
    return {**plain, **fields}


# --- Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"target": "1234.5"}, "≥ 1.234,5"),
        ({"target": "0", "comparator": ">"}, "> 0"),
        ({"target": "-500"}, "≥ -500"),
        ({"lower": "90", "upper": "100", "target": "95"}, "90–100"),
        ({"steps": [[">", "0", "1"]]}, "tabel skor"),
        ({"targets": {"1": ["5", None]}}, "per bulan"),
        ({}, "–"),
    ],
)
def test_a_target_reads_as_the_form_shows_it(fields: dict[str, object], text: str) -> None:
    assert target_text(spec(**fields)) == text


def test_a_card_names_objective_source_and_every_property(company: Company, scorecard: Scorecard) -> None:
    lane = lanes_of(content_of(scorecard))[0]
    card = lane.kpis[0]
    facts = {fact.label: fact.value for fact in card.facts}
    assert (lane.label, lane.objectives[0].kinds) == ("Financial", "Mutu")
    assert (card.target, card.unit, card.weight) == ("≥ 95", "%", "25\N{NO-BREAK SPACE}%")
    assert facts["Pengisi Realisasi"] == "Departemen PPIC"
    assert facts["Sifat"] == "makin tinggi makin baik"
    assert "Toleransi nol" not in facts
    assert len(card.months) == 12


def test_weights_that_are_not_given_share_what_their_perspective_leaves(
    company: Company, scorecard: Scorecard
) -> None:
    first, second, *_others = kpis_of(scorecard)
    Scorecard.objects.filter(pk=scorecard.pk).update(weighting="perspective")
    Kpi.objects.filter(objective__perspective__scorecard=scorecard).update(weight=None)
    second.objective.perspective_id = first.objective.perspective_id
    second.objective.save()
    lane = lanes_of(content_of(scorecard))[0]
    assert [card.weight for card in lane.kpis] == ["12,5\N{NO-BREAK SPACE}%", "12,5\N{NO-BREAK SPACE}%"]


def test_a_group_weighs_what_its_sub_indicators_weigh(company: Company, scorecard: Scorecard) -> None:
    group, part, *_others = kpis_of(scorecard)
    Kpi.objects.filter(pk=group.pk).update(measure=None, title="Hasil produksi", weight=None)
    Kpi.objects.filter(pk=part.pk).update(group=group, objective=group.objective, weight=Decimal("12.5"))
    card = lanes_of(content_of(scorecard))[0].kpis[0]
    assert (card.name, card.weight, card.target) == (
        "Hasil produksi",
        "12,5\N{NO-BREAK SPACE}%",
        "1 sub-indikator",
    )
    assert total_weight(content_of(scorecard)) == "62,5\N{NO-BREAK SPACE}%"


# --- From → to --------------------------------------------------------------------------------------


def test_the_first_round_has_no_changes(scorecard: Scorecard) -> None:
    assert changes_between(returned_content(scorecard), content_of(scorecard)) == {}


def test_changes_since_the_return_read_from_and_to(company: Company, scorecard: Scorecard) -> None:
    first = kpis_of(scorecard)[0]
    decision = KpiDecision(first.pk, "returned", "Naikkan")
    return_scorecard(scorecard=scorecard, decisions=[decision], actor=company.cms, now=NOW)
    touch_weight(first, 20)
    Measure.objects.filter(pk=first.measure_id).update(target=97)
    MeasureTarget.objects.filter(measure=first.measure_id).update(value=97)
    changes = changes_between(returned_content(scorecard), content_of(scorecard))
    assert set(changes) == {first.pk}
    assert {(c.label, c.before, c.after) for c in changes[first.pk]} == {
        ("Bobot", "25\N{NO-BREAK SPACE}%", "20\N{NO-BREAK SPACE}%"),
        ("Target", "≥ 95", "≥ 97"),
        ("Target per bulan", "95 setiap periode", "97 setiap periode"),
    }


def test_a_kpi_that_was_added_is_marked_as_new(company: Company, scorecard: Scorecard) -> None:
    first = kpis_of(scorecard)[0]
    decision = KpiDecision(first.pk, "returned", "Tambah KPI")
    return_scorecard(scorecard=scorecard, decisions=[decision], actor=company.cms, now=NOW)
    added = Kpi.objects.create(objective=first.objective, measure=first.measure, weight=5)
    changes = changes_between(returned_content(scorecard), content_of(scorecard))
    assert [change.label for change in changes[added.pk]] == ["KPI baru"]


# --- Clocks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "text", "tone", "late"),
    [
        (date(2026, 12, 21), "2 HK lagi", "info", 0),  # Thu, (Fri off, weekend), Mon
        (date(2026, 12, 17), "1 HK lagi", "warning", 0),
        (date(2026, 12, 16), "Hari ini", "warning", 0),
        (date(2026, 12, 15), "Terlambat 1 HK", "danger", 1),
        (date(2026, 12, 11), "Terlambat 3 HK", "danger", 3),
    ],
)
def test_the_clock_counts_working_days(due_on: date, text: str, tone: str, late: int) -> None:
    clock = clock_until(due_on, CALENDAR, TODAY)
    assert clock is not None
    assert (clock.text, clock.tone, clock.late_days) == (text, tone, late)
    assert clock.is_late is (late > 0)


def test_on_the_days_off_after_its_date_it_is_late_by_less_than_a_working_day() -> None:
    clock = clock_until(date(2026, 12, 11), CALENDAR, date(2026, 12, 12))
    assert clock is not None
    assert (clock.text, clock.late_days, clock.is_late) == ("Terlambat kurang dari 1 HK", 0, True)


def test_without_a_date_there_is_no_clock() -> None:
    assert clock_until(None, CALENDAR, TODAY) is None


# --- Tasks ------------------------------------------------------------------------------------------


def todos(person: object) -> list[Todo]:
    return approval_todos(person, NOW)  # type: ignore[arg-type]


def test_what_was_sent_is_a_decision_of_its_reviewers_alone(company: Company, scorecard: Scorecard) -> None:
    (todo,) = todos(company.cms)
    assert (todo.kind, todo.title, todo.due_on) == (
        "decision",
        "Periksa KPI departemen",
        date(2026, 12, 21),
    )
    for person in (company.manager, company.cms_with_department, company.bod, company.admin):
        assert todos(person) == []


def test_what_was_forwarded_is_a_decision_of_the_board(company: Company) -> None:
    make_scorecard(company.cycle, company.department, "with_board", company.manager)
    make_scorecard(company.cycle, company.directorate, "with_board", company.president)
    assert [todo.title for todo in todos(company.president)] == ["Putuskan scorecard"]
    assert len(todos(company.bod)) == 2


def test_what_came_back_is_the_managers_task_with_its_own_date(
    company: Company, scorecard: Scorecard
) -> None:
    decision = KpiDecision(kpis_of(scorecard)[0].pk, "returned", "Naikkan")
    return_scorecard(
        scorecard=scorecard, decisions=[decision], actor=company.cms, now=NOW, comment="Lihat KPI 1"
    )
    (todo,) = todos(company.manager)
    assert (todo.kind, todo.due_on, todo.note) == ("task", date(2026, 12, 21), "Lihat KPI 1")
    assert todos(company.drafter) == []


def test_what_the_board_returned_to_cms_is_the_task_of_its_head(company: Company) -> None:
    corporate = make_scorecard(company.cycle, company.corporate, "with_board", company.cms_head)
    return_scorecard_by_board(scorecard=corporate, actor=company.bod, now=NOW, reason="Revisi")
    (todo,) = todos(company.cms_head)
    assert (todo.title, todo.due_on) == ("Perbaiki scorecard yang dikembalikan", None)


def test_approved_scorecards_wait_for_the_meeting(company: Company) -> None:
    approved(company, company.department)
    approved(company, company.corporate)
    (todo,) = todos(company.cms_head)
    assert (todo.title, todo.note, todo.due_on) == (
        "Catat Rapat Penetapan BSC",
        "2 scorecard disetujui",
        company.cycle.meeting_on,
    )
    assert todos(company.cms) == []


def test_tasks_ask_the_database_as_often_for_many_as_for_few(company: Company) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            todos(company.cms)
        return len(found)

    make_scorecard(company.cycle, company.sister_department, "sent_cms", company.colleague)
    queries()  # the person's roles are read once per request
    one = queries()
    make_scorecard(company.cycle, company.department, "sent_cms", company.manager)
    make_scorecard(company.cycle, company.other_department, "sent_cms", company.outsider)
    assert queries() == one


# --- Standing ---------------------------------------------------------------------------------------


def test_the_department_sees_the_clock_of_cms(company: Company, scorecard: Scorecard) -> None:
    seen = standing(scorecard, company.manager, TODAY)
    assert seen.whose == "Pemeriksaan CMS"
    assert seen.clock is not None
    assert seen.links == ()


def test_a_reviewer_and_the_board_find_the_way_to_their_page(company: Company, scorecard: Scorecard) -> None:
    assert [link.label for link in standing(scorecard, company.cms, TODAY).links] == ["Periksa KPI"]
    accept_all(scorecard)
    scorecard.status = "with_board"
    scorecard.save()
    assert [link.label for link in standing(scorecard, company.bod, TODAY).links] == ["Buka dan Putuskan"]
    assert standing(scorecard, company.cms, TODAY).links == ()


def test_a_returned_scorecard_says_why_and_until_when(company: Company, scorecard: Scorecard) -> None:
    decision = KpiDecision(kpis_of(scorecard)[0].pk, "returned", "Naikkan")
    row = return_scorecard(
        scorecard=scorecard, decisions=[decision], actor=company.cms, now=NOW, comment="Lihat KPI 1"
    )
    seen = standing(row, company.manager, TODAY)
    assert seen.returned is not None
    assert seen.returned.comment == "Lihat KPI 1"
    assert seen.clock is not None
    assert seen.clock.due_on == date(2026, 12, 21)


def test_an_established_scorecard_leads_to_its_version(company: Company) -> None:
    row = approved(company, company.department)
    day = date(2027, 1, 20)
    establish_set(
        cycle=company.cycle,
        meeting=MeetingRecord("N-1", day, day, "Kartika Sari"),
        scorecards=[row],
        actor=company.cms_head,
        now=at("2027-01-20 16:00"),
    )
    row.refresh_from_db()
    assert [link.label for link in standing(row, company.manager, day).links] == [
        "Ajukan perubahan",
        "Rev. 00",
    ]
