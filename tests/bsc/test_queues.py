"""The queues of CMS and of the board page by page: totals of all, lines of the shown."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Kpi, Scorecard
from bsc.permissions import can_review_scorecard
from bsc.selectors.cards import total_weight
from bsc.selectors.content import content_of
from bsc.selectors.figures import figures_of, number_of_kpis
from bsc.selectors.guidance import warnings_before_sending
from bsc.selectors.queues import QueueLine, review_queue
from bsc.selectors.rounds import last_log
from bsc.selectors.structure import structure
from bsc.services.approval import KpiDecision, forward_scorecard, return_scorecard, send_scorecard
from cint_portal.core.templatetags.portal_format import moment
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from tests.bsc.scorecards import accept_all, kpis_of, make_scorecard
from tests.company import Company, assign, unit
from tests.conftest import at

AsPerson = Callable[..., Client]
MONDAY, WEDNESDAY, NOW = at("2026-12-07 09:00"), at("2026-12-09 09:00"), at("2026-12-16 14:00")


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two scorecards on a page."""
    monkeypatch.setattr("bsc.views.approval.PAGE_SIZE", 2)
    monkeypatch.setattr("bsc.views.decision.PAGE_SIZE", 2)


def fill(company: Company, total: int, status: str = "sent_cms") -> list[Scorecard]:
    """So many that wait, in the order of a queue."""
    made = [
        unit(f"Q{n}", f"Departemen Q{n}", Unit.Kind.DEPARTMENT, company.directorate) for n in range(total)
    ]
    for one in made:
        assign(company.colleague, Role.MANAGER, one)
    return [make_scorecard(company.cycle, one, status, review_due_on=date(2026, 12, 21)) for one in made]


def lines_of(company: Company) -> list[QueueLine]:
    queue = review_queue(company.cms, NOW)
    return queue.lines(queue.rows)


# --- Who reviews ------------------------------------------------------------------------------------


def test_what_the_database_lets_a_person_review_is_what_the_rule_lets(company: Company) -> None:
    Unit.objects.filter(pk=company.cms_department.pk).update(substitute_reviewer=company.nobody)
    Unit.objects.filter(pk=company.corporate.pk).update(substitute_reviewer=company.nobody)
    for status in ("sent_cms", "draft"):
        for one in (company.corporate, company.directorate, *departments(company)):
            if status == "sent_cms" or one == company.department:
                cycle = company.cycle if status == "sent_cms" else PlanningCycle.objects.open_year(2028)
                make_scorecard(cycle, one, status, company.second_cms)
    Scorecard.objects.filter(unit=company.sister_department).update(contributors=[company.cms.pk])
    for person in everybody(company):
        rows = list(Scorecard.objects.select_related("unit"))
        may = {
            row.pk
            for row in rows
            if row.status == "sent_cms"
            and can_review_scorecard(person, row)
            and person.pk not in row.contributors
        }
        assert {row.pk for row in Scorecard.objects.reviewable_by(person)} == may, person


def departments(company: Company) -> list[Unit]:
    return [
        company.department,
        company.sister_department,
        company.other_department,
        company.cms_department,
    ]


def everybody(company: Company) -> list[User]:
    return [one for one in vars(company).values() if isinstance(one, User)]


def test_nobody_of_cms_gets_the_own_units_to_review(company: Company) -> None:
    rows = {one.pk: make_scorecard(company.cycle, one, "sent_cms") for one in departments(company)}
    of_two = Scorecard.objects.reviewable_by(company.cms_with_department)
    assert set(of_two) == {rows[company.sister_department.pk], rows[company.other_department.pk]}
    assert not Scorecard.objects.reviewable_by(company.manager).exists()


# --- Pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status", "reader"),
    [("approval-list", "sent_cms", "cms"), ("decision-list", "with_board", "bod")],
)
@pytest.mark.usefixtures("short_pages")
def test_the_second_page_follows_the_first_and_totals_count_both(
    company: Company, as_person: AsPerson, name: str, status: str, reader: str
) -> None:
    rows = fill(company, 3, status)
    client, url = as_person(getattr(company, reader)), reverse(f"bsc:{name}")
    first = client.get(url, {"kind": "department"})
    second = client.get(url, {"kind": "department", "page": 2})
    shown = [line.pk for page in (first, second) for line in page.context["lines"]]
    assert shown == [row.pk for row in rows]
    assert len(first.context["lines"]) == 2
    assert first.context["summary"] == second.context["summary"]
    assert (second.context["summary"].scorecards, second.context["summary"].kpis) == (3, 12)
    assert "?kind=department&amp;page=2" in first.content.decode()
    assert "3–3 dari 3" in second.content.decode()


@pytest.mark.usefixtures("short_pages")
def test_a_page_beyond_the_last_shows_the_last(company: Company, as_person: AsPerson) -> None:
    rows = fill(company, 3)
    page = as_person(company.cms).get(reverse("bsc:approval-list"), {"page": "99"})
    assert [line.pk for line in page.context["lines"]] == [row.pk for row in rows[2:]]


def test_sent_scorecards_are_not_read_whole(company: Company) -> None:
    row = make_scorecard(company.cycle, company.department, "draft", company.manager)
    send_scorecard(scorecard=row, actor=company.manager, now=MONDAY)
    queue = review_queue(company.cms, NOW)
    with CaptureQueriesContext(connection) as captured:
        (line,) = queue.lines(queue.rows)
    assert "bsc_measuretarget" not in "".join(query["sql"] for query in captured)
    assert len(captured) == 2
    assert (line.sender, line.sent_at) == (str(company.manager), moment(MONDAY))


# --- What a line says -------------------------------------------------------------------------------


def test_the_head_counts_the_days_since_each_came(company: Company) -> None:
    for one, sent in ((company.department, MONDAY), (company.sister_department, WEDNESDAY)):
        row = make_scorecard(company.cycle, one, "draft", company.manager)
        head = company.manager if one == company.department else company.colleague
        send_scorecard(scorecard=row, actor=head, now=sent)
    queue = review_queue(company.cms, NOW)
    days = [line.days for line in queue.lines(queue.rows)]
    assert sorted(days) == [5, 7]
    assert queue.summary().longest == 7


def test_warnings_are_those_of_the_sending(company: Company) -> None:
    row = make_scorecard(company.cycle, company.department, "draft", company.manager)
    sent = send_scorecard(scorecard=row, actor=company.manager, now=MONDAY)
    expected = len(warnings_before_sending(structure(sent)))
    assert expected > 0
    log = last_log(sent, "submit")
    assert log is not None
    assert log.details["warnings"] == expected
    (line,) = lines_of(company)
    assert line.warnings == expected
    accept_all(sent)
    forwarded = last_log(forward_scorecard(scorecard=sent, actor=company.cms, now=WEDNESDAY), "forward")
    assert forwarded is not None
    assert forwarded.details["warnings"] == expected


def test_warnings_are_counted_where_the_log_does_not_say(company: Company) -> None:
    row = make_scorecard(company.cycle, company.department, "sent_cms", company.manager)
    (line,) = lines_of(company)
    assert line.warnings == len(warnings_before_sending(structure(row)))


def test_only_what_came_back_is_compared(company: Company) -> None:
    row = make_scorecard(company.cycle, company.department, "sent_cms", company.manager)
    first = kpis_of(row)[0]
    back = [KpiDecision(first.pk, "returned", "Naikkan")]
    row = return_scorecard(scorecard=row, decisions=back, actor=company.cms, now=MONDAY)
    Kpi.objects.filter(pk=first.pk).update(pic="Kepala Regu")
    row = send_scorecard(scorecard=row, actor=company.manager, now=WEDNESDAY)
    (line,) = lines_of(company)
    assert (line.is_revision, [kpi.name for kpi in line.difference.changed]) == (True, [first.name])


# --- Figures ----------------------------------------------------------------------------------------


def ungroup(row: Scorecard) -> None:
    """Every KPI with a weight of its own."""


def group(row: Scorecard) -> None:
    """Two sub-indicators under a row that has a blank weight."""
    head, part, other, _last = kpis_of(row)
    Kpi.objects.filter(pk=head.pk).update(measure=None, title="Hasil produksi", weight=None)
    weighed = {"group": head, "objective": head.objective, "weight": Decimal("12.5")}
    Kpi.objects.filter(pk__in=[part.pk, other.pk]).update(**weighed)


def end(row: Scorecard) -> None:
    """A KPI that an Adendum ended weighs nothing."""
    Kpi.objects.filter(pk=kpis_of(row)[0].pk).update(through_month=6)


def blank(row: Scorecard) -> None:
    """KPIs that share what their perspective leaves."""
    Kpi.objects.filter(pk__in=[kpi.pk for kpi in kpis_of(row)[:3]]).update(weight=None)


@pytest.mark.parametrize("weighting", ["kpi", "perspective"])
@pytest.mark.parametrize("shape", [ungroup, group, end, blank])
def test_figures_weigh_as_the_content_does(
    company: Company, shape: Callable[[Scorecard], None], weighting: str
) -> None:
    row = make_scorecard(company.cycle, company.department, "sent_cms", company.manager, weighting=weighting)
    shape(row)
    read = structure(row)
    figures = figures_of({row.pk: row.weighting})[row.pk]
    assert figures.weight == total_weight(content_of(row))
    assert figures.kpis == number_of_kpis([row.pk]) == len(read.kpis)


def test_figures_count_decisions_and_take_one_query(company: Company) -> None:
    rows = [
        make_scorecard(company.cycle, one, "sent_cms", company.manager)
        for one in (company.department, company.sister_department)
    ]
    first, second, *_others = kpis_of(rows[0])
    Kpi.objects.filter(pk=first.pk).update(decision="accepted")
    Kpi.objects.filter(pk=second.pk).update(decision="returned", decision_comment="Naikkan")
    with CaptureQueriesContext(connection) as captured:
        found = figures_of({row.pk: row.weighting for row in rows})
    assert len(captured) == 1
    assert [(found[row.pk].accepted, found[row.pk].returned) for row in rows] == [(1, 1), (0, 0)]
    assert (found[rows[0].pk].decided, found[rows[0].pk].kpis) == (2, 4)


def test_a_scorecard_without_kpis_has_no_figures(company: Company) -> None:
    row = make_scorecard(company.cycle, company.department, "draft", company.manager)
    Kpi.objects.filter(objective__perspective__scorecard=row).delete()
    assert figures_of({row.pk: row.weighting}) == {}
    assert number_of_kpis([]) == 0
