"""The result pages: who sees whose numbers, what each page says, how many queries it takes."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bsc.models import Kpi, Scorecard
from bsc.models.measure import Measure
from cint_portal.core import clock
from cint_portal.demo.data.departments import PRODUCTION_ENGINEERING
from cint_portal.organization.models import PlanningCycle, RoleAssignment, User
from cint_portal.organization.roles import Role
from tests.company import Company, assign, unit
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import Status, a_full_scorecard, an_objective
from tests.realization.results_scenes import NA, one_kpi, sent, some_kpis
from tests.realization.seeded import AFTER_THE_YEAR, close, fill_year, write_scorecard

LogIn = Callable[[User], Client]
OVERVIEW = "/realization/results/"


@pytest.fixture(autouse=True)
def _march(company: Company) -> None:
    clock.move_to(at("2027-03-10 09:00"))


@pytest.fixture
def scorecards(company: Company) -> dict[str, Scorecard]:
    """A decided scorecard each for the company, a directorate and three departments."""
    units = {
        "corporate": company.corporate,
        "directorate": company.directorate,
        "department": company.department,
        "sister": company.sister_department,
        "other": company.other_department,
    }
    found = {}
    for name, owner in units.items():
        scorecard, measure = one_kpi(owner, company.cycle, name=f"Ukuran {name}")
        sent(owner, company.cycle, 1, {measure: 90})
        found[name] = scorecard
    return found


def page(client: Client, path: str, **query: object) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode().replace("\u00a0", " ")


def url(scorecard: Scorecard) -> str:
    return f"{OVERVIEW}{scorecard.pk}/"


SEES = {
    "cms_head": {"corporate", "directorate", "department", "sister", "other"},
    "cms": {"corporate", "directorate", "department", "sister", "other"},
    "bod": {"corporate", "directorate", "department", "sister", "other"},
    "president": {"corporate", "directorate", "department", "sister", "other"},
    "director": {"directorate", "department", "sister"},
    "other_director": {"other"},
    "auditor": {"directorate", "department", "sister"},
    "manager": {"department"},
    "second_layer": {"department"},
    "drafter": {"department"},
    "colleague": {"sister"},
    "outsider": {"other"},
}


@pytest.mark.parametrize("who", sorted(SEES))
def test_everybody_sees_the_own_units_and_those_below_and_nothing_else(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard], who: str
) -> None:
    client = as_person(getattr(company, who))
    overview = page(client, OVERVIEW)
    shown = {name for name, card in scorecards.items() if url(card) in overview}
    opened = {name for name, card in scorecards.items() if client.get(url(card)).status_code == 200}
    assert shown == opened == SEES[who]


def test_what_is_foreign_does_not_exist(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    client, foreign = as_person(company.manager), scorecards["sister"]
    kpi = Kpi.objects.get(objective__perspective__scorecard=foreign)
    for path in (url(foreign), f"{url(foreign)}kpis/{kpi.pk}/", f"{OVERVIEW}999999/"):
        assert client.get(path).status_code == 404
    html = page(client, OVERVIEW)
    assert company.sister_department.name not in html
    assert company.corporate.name not in html


def test_a_person_without_a_role_is_refused(company: Company, as_person: LogIn) -> None:
    assert as_person(company.nobody).get(OVERVIEW).status_code == 403


def test_the_president_director_reads_the_corporate_actuals_without_being_of_the_board(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    RoleAssignment.objects.filter(person=company.president, role=Role.BOD).delete()
    assert as_person(company.president).get(url(scorecards["corporate"])).status_code == 200


def test_an_auditor_of_the_company_reads_departments_but_not_the_corporate_actuals(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    RoleAssignment.objects.filter(person=company.auditor).delete()
    assign(company.auditor, Role.AUDITOR, company.corporate)
    client = as_person(company.auditor)
    assert client.get(url(scorecards["corporate"])).status_code == 404
    assert client.get(url(scorecards["other"])).status_code == 200


@pytest.mark.parametrize("status", ["draft", "sent_cms", "returned_cms", "with_board", "returned_board"])
def test_a_scorecard_without_a_decision_has_no_results(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard], status: str
) -> None:
    card = scorecards["department"]
    with unlocked():
        Scorecard.objects.filter(pk=card.pk).update(status=status)
    assert as_person(company.cms_head).get(url(card)).status_code == 404


def test_an_approved_scorecard_says_that_it_is_not_established(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    card = scorecards["department"]
    with unlocked():
        Scorecard.objects.filter(pk=card.pk).update(status="approved")
    html = page(as_person(company.manager), url(card))
    assert "belum ditetapkan" in html


def test_pages_are_read_only(company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]) -> None:
    client = as_person(company.cms_head)
    for path in (OVERVIEW, url(scorecards["department"])):
        assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        {"view": "century"},
        {"view": "month", "month": "13"},
        {"view": "month", "month": "0"},
        {"view": "half-year", "month": "-1"},
        {"view": "month", "month": "²"},
        {"month": "9" * 40},
        {"year": "0"},
    ],
)
def test_an_address_that_makes_no_sense_shows_the_latest(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard], query: dict[str, str]
) -> None:
    client = as_person(company.manager)
    page(client, url(scorecards["department"]), **query)
    page(client, OVERVIEW, **query)


def test_the_page_opens_on_what_can_be_shown_last(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    client, path = as_person(company.manager), url(scorecards["department"])
    assert "S.d. Februari 2027" in page(client, path)
    clock.move_to(AFTER_THE_YEAR)
    assert "Tahun 2027" in page(client, path)


def test_each_view_and_month_has_an_address(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    client, path = as_person(company.manager), url(scorecards["department"])
    for view, month, title in (
        ("month", 1, "Januari 2027"),
        ("year-to-date", 2, "S.d. Februari 2027"),
        ("half-year", 3, "Semester I 2027"),
        ("half-year", 9, "Semester II 2027"),
        ("year", 2, "Tahun 2027"),
    ):
        assert f'<section class="result-head" aria-label="{title}">' in page(
            client, path, view=view, month=month
        )


def test_the_heat_map_says_what_its_colours_and_patterns_say(company: Company, as_person: LogIn) -> None:
    scorecard, (first, second) = some_kpis(company.department, company.cycle, 50, 50)
    sent(company.department, company.cycle, 1, {first: 90, second: 100})
    sent(company.department, company.cycle, 2, {first: 90}, Status.SUBMITTED)
    html = page(as_person(company.manager), OVERVIEW)
    january, february = html.split('<td class="band-cell')[1:3]
    assert january.startswith(" band--biru")
    assert "95,00" in january
    assert "Januari 2027: Biru – Sangat Baik" in january
    assert february.startswith(" band--provisional mark--unverified")
    assert "Sementara, belum diverifikasi" in february
    assert f"{url(scorecard)}?view=month&amp;month=2" in february


def test_a_month_past_its_due_date_is_late_and_without_colour(company: Company, as_person: LogIn) -> None:
    one_kpi(company.department, company.cycle)
    january = page(as_person(company.manager), OVERVIEW).split('<td class="band-cell')[1]
    assert january.startswith(" band--late")
    assert "Terlambat" in january


def test_a_year_without_scorecards_says_what_to_expect(company: Company, as_person: LogIn) -> None:
    assert "Belum ada hasil untuk tahun ini" in page(as_person(company.manager), OVERVIEW)


def test_a_portal_without_years_says_so(company: Company, as_person: LogIn) -> None:
    PlanningCycle.objects.all().delete()
    assert "Belum ada Tahun BSC" in page(as_person(company.manager), OVERVIEW)


def test_the_year_switch_chooses_the_year(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    before = PlanningCycle.objects.open_year(2026)
    earlier, _measure = one_kpi(company.department, before)
    client = as_person(company.manager)
    assert url(earlier) in page(client, OVERVIEW, year=2026)
    assert url(earlier) not in page(client, OVERVIEW, year=2027)


def test_the_scorecard_page_explains_every_kpi(company: Company, as_person: LogIn) -> None:
    scorecard, (first, second) = some_kpis(company.department, company.cycle, 50, 50)
    sent(company.department, company.cycle, 1, {first: 130, second: NA})
    close(company.cycle, company.cms_head, 1)
    html = page(as_person(company.manager), url(scorecard), view="month", month=1)
    assert "Realisasi 130 ÷ target 100 = 130 %, dibatasi 120 %, × bobot 100 % (semula 50 %) = 120" in html
    assert "tanpa batas 130,00 %" in html
    assert "Tidak ikut dihitung: KPI 2." in html


def test_a_lane_names_the_weight_that_others_left_it(company: Company, as_person: LogIn) -> None:
    scorecard, (first, second) = some_kpis(company.department, company.cycle, 60, 40)
    objective = an_objective(scorecard, "customer")
    with unlocked():
        second.kpis.update(objective=objective)
    sent(company.department, company.cycle, 1, {first: 90, second: NA})
    html = page(as_person(company.manager), url(scorecard), view="month", month=1)
    assert "rata-rata 90,00 % × bobot 100 % (semula 60 %)" in html
    assert html.count("tidak ada yang dapat dihitung") == 3


def test_the_kpi_page_tells_not_measured_from_not_over(company: Company, as_person: LogIn) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, frequency="quarterly")
    kpi = Kpi.objects.get(measure=measure)
    html = page(as_person(company.manager), f"{url(scorecard)}kpis/{kpi.pk}/")
    assert html.count("Tidak diukur bulan ini") == 2
    assert html.count("Belum berakhir") == 10


def test_illustrated_figures_are_marked(company: Company, as_person: LogIn) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    client = as_person(company.manager)
    assert "ilustrasi" not in page(client, url(scorecard))
    with unlocked():
        Measure.objects.filter(pk=measure.pk).update(is_illustration=True)
    assert "ilustrasi" in page(client, url(scorecard))


def test_sub_indicators_stand_below_their_kpi(company: Company, as_person: LogIn) -> None:
    clock.move_to(AFTER_THE_YEAR)
    scorecard = write_scorecard(PRODUCTION_ENGINEERING, company.department, company.cycle)
    fill_year(PRODUCTION_ENGINEERING, scorecard)
    client = as_person(company.manager)
    html = page(client, url(scorecard))
    assert html.count('<tr class="kpi-part">') == 5
    assert "Rata-rata tertimbang 5 sub-indikator = 95,1 % × bobot 17,5 % = 0,166" in html
    group = Kpi.objects.get(title="Actual Capacity Achievement")
    assert "Non Betalaktam" in page(client, f"{url(scorecard)}kpis/{group.pk}/")
    part = Kpi.objects.get(measure__name="Betalaktam")
    assert "Realisasi 87 ÷ target 95" in page(client, f"{url(scorecard)}kpis/{part.pk}/")


def test_the_kpi_page_tells_who_sent_and_who_verified(company: Company, as_person: LogIn) -> None:
    scorecard, measure = one_kpi(
        company.department, company.cycle, definition="Pesanan tepat waktu", formula_text="A ÷ B"
    )
    row = sent(
        company.department, company.cycle, 1, {measure: 90}, note="Satu truk terlambat", evidence="SJ-12"
    )
    type(row).objects.filter(pk=row.pk).update(
        first_submitted_at=at("2027-02-17 08:00"),
        submitted_at=at("2027-02-17 08:00"),
        submitted_by=company.manager,
        verified_at=at("2027-02-18 09:30"),
        verified_by=company.cms,
    )
    kpi = Kpi.objects.get(measure=measure)
    html = page(as_person(company.manager), f"{url(scorecard)}kpis/{kpi.pk}/")
    for text in (
        "Andi Wijaya",
        "Rab, 17 Feb 2027, 08.00 WIB · terlambat",
        "Budi Santoso",
        "Kam, 18 Feb 2027, 09.30 WIB",
        "Satu truk terlambat",
        "SJ-12",
        "Pesanan tepat waktu",
        "A ÷ B",
        "Realisasi 90 ÷ target 100 = 90 % × bobot 100 % = 90",
    ):
        assert text in html, text


def test_the_kpi_page_hides_what_was_never_sent(company: Company, as_person: LogIn) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 77}, Status.DRAFT, note="catatan draf")
    kpi = Kpi.objects.get(measure=measure)
    html = page(as_person(company.cms_head), f"{url(scorecard)}kpis/{kpi.pk}/")
    assert "77" not in html.split("<main")[1]
    assert "catatan draf" not in html


def test_a_kpi_of_another_scorecard_is_not_found_below_this_one(
    company: Company, as_person: LogIn, scorecards: dict[str, Scorecard]
) -> None:
    kpi = Kpi.objects.get(objective__perspective__scorecard=scorecards["sister"])
    path = f"{url(scorecards['department'])}kpis/{kpi.pk}/"
    assert as_person(company.cms_head).get(path).status_code == 404


def test_names_are_escaped_in_text_title_and_plot(company: Company, as_person: LogIn) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, name='<img src=x onerror="a()">')
    type(company.department).objects.filter(pk=company.department.pk).update(name="<svg onload=b()>")
    sent(company.department, company.cycle, 1, {measure: 90})
    client = as_person(company.cms_head)
    kpi = Kpi.objects.get(measure=measure)
    for path in (
        OVERVIEW,
        url(scorecard),
        f"{url(scorecard)}kpis/{kpi.pk}/",
        "/realization/review/?year=2027",
    ):
        html = client.get(path).content.decode()
        assert "<img src=x" not in html
        assert "<svg onload" not in html


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_overview_and_review_take_as_many_queries_for_50_scorecards_as_for_5(
    company: Company, as_person: LogIn
) -> None:
    client = as_person(company.cms_head)
    counts: dict[str, list[int]] = {OVERVIEW: [], "/realization/review/?year=2027": []}
    made = 0
    for wanted in (5, 50):
        while made < wanted:
            owner = unit(f"D{made}", f"Departemen {made}", "department", company.directorate)
            a_full_scorecard(owner, company.cycle, 1, status="established")
            made += 1
        for path, found in counts.items():
            found.append(queries(client, path))
    assert all(few == many for few, many in counts.values()), counts
