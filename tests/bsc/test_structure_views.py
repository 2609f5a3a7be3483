"""Pages of scorecards, weights and objectives: statuses, what they show, what they write."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Kpi, Objective, Scorecard
from bsc.selectors.structure import structure
from cint_portal.organization.models import PlanningCycle
from swot.models import StrategicInitiative, SwotAnalysis
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company, unit

LogIn = Callable[[object], Client]
LIST = "/bsc/scorecards/?year=2027"
OUTSIDE = ["colleague", "outsider", "other_director", "admin", "nobody"]


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def page_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- List -----------------------------------------------------------------------------------------------


def test_the_list_shows_status_counts_and_the_sum_of_weights(company: Company, as_person: LogIn) -> None:
    a_full_scorecard(company.department, company.cycle, kpis=5)
    text = body(as_person(company.manager).get(LIST))
    assert "Departemen PPIC" in text
    assert "Draf" in text
    assert '<td class="num" data-label="Sasaran">4</td><td class="num" data-label="KPI">5</td>' in text
    assert '<td class="num" data-label="Jumlah bobot (%)">100</td>' in text


def test_perspective_weights_are_summed_where_they_count(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, weighting="perspective")
    scorecard.perspectives.filter(kind="learning").update(weight=Decimal(5))
    assert '<span class="sum-off">80</span>' in body(as_person(company.manager).get(LIST))


def test_another_department_is_not_listed_before_it_is_established(
    company: Company, as_person: LogIn
) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, status=Status.APPROVED)
    assert "Departemen PPIC" not in body(as_person(company.colleague).get(LIST))
    Scorecard.objects.filter(pk=scorecard.pk).update(
        status=Status.ESTABLISHED, revision=0, effective_from="2027-01-20"
    )
    assert "Departemen PPIC" in body(as_person(company.colleague).get(LIST))


def test_the_year_is_chosen_in_the_address(company: Company, as_person: LogIn) -> None:
    last = type(company.cycle).objects.open_year(2026)
    a_full_scorecard(company.department, last)
    client = as_person(company.manager)
    assert f"/bsc/scorecards/{Scorecard.objects.get().pk}/" not in body(client.get(LIST))
    assert f"/bsc/scorecards/{Scorecard.objects.get().pk}/" in body(client.get("/bsc/scorecards/?year=2026"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=PPIC", True),
        ("q=KPI+3", True),
        ("q=Sasaran+process", True),
        ("q=tidak+ada", False),
        ("kind=corporate", False),
        ("status=draft", True),
        ("status=approved", False),
    ],
)
def test_the_list_can_be_filtered(company: Company, as_person: LogIn, query: str, found: bool) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    text = body(as_person(company.cms).get(f"{LIST}&{query}"))
    assert (f'href="/bsc/scorecards/{scorecard.pk}/"' in text) is found


@pytest.mark.parametrize(
    ("query", "cleared"),
    [
        ("", ""),
        ("?year=2027", ""),
        ("?year=2027&status=draft", "?year=2027"),
        ("?q=PPIC", ""),
    ],
)
def test_clearing_the_filters_stays_in_the_year_and_is_offered_only_where_something_is_filtered(
    company: Company, as_person: LogIn, query: str, cleared: str
) -> None:
    text = body(as_person(company.manager).get(f"/bsc/scorecards/{query}"))
    link = f'href="/bsc/scorecards/{cleared}">Hapus saringan'
    assert (link in text, "Hapus saringan" in text) == (2 * ("q=" in query or "status=" in query,))


def test_an_empty_list_says_what_to_do_next(company: Company, as_person: LogIn) -> None:
    assert "Buat scorecard" in body(as_person(company.manager).get(LIST))
    assert "Buat scorecard" not in body(as_person(company.nobody).get(LIST))


def test_missing_units_are_offered_to_whom_may_create_them(company: Company, as_person: LogIn) -> None:
    a_full_scorecard(company.corporate, company.cycle, status=Status.APPROVED)
    text = body(as_person(company.cms).get(LIST))
    assert "6 unit kerja belum mempunyai scorecard" in text
    own = body(as_person(company.manager).get(LIST))
    assert "1 unit kerja belum mempunyai scorecard" in own
    assert "Departemen QA" not in own


def test_the_list_takes_as_many_queries_with_fifty_rows_as_with_five(
    company: Company, as_person: LogIn
) -> None:
    client = as_person(company.cms)
    for number in range(50):
        row = unit(f"D{number}", f"Departemen {number:02d}", "department", company.directorate)
        if number < 5:
            a_full_scorecard(row, company.cycle)
    few = page_queries(client, LIST)
    for row in type(company.department).objects.filter(code__regex=r"^D\d+$", scorecards=None):
        a_full_scorecard(row, company.cycle, kpis=1)
    assert Scorecard.objects.count() == 50
    assert page_queries(client, LIST) == few


# --- Creating -------------------------------------------------------------------------------------------


def test_a_manager_creates_the_own_scorecard(company: Company, as_person: LogIn) -> None:
    client = as_person(company.manager)
    url = f"/bsc/scorecards/create/?year=2027&unit={company.department.pk}"
    assert client.get(url).status_code == 200
    answer = client.post(url, {"unit": company.department.pk, "weighting": "kpi", "total_bands": "total"})
    scorecard = Scorecard.objects.get()
    assert answer.url == f"/bsc/scorecards/{scorecard.pk}/"  # type: ignore[attr-defined]
    assert (scorecard.unit, scorecard.cycle) == (company.department, company.cycle)


def test_another_unit_cannot_be_chosen(company: Company, as_person: LogIn) -> None:
    data = {"unit": company.sister_department.pk, "weighting": "kpi", "total_bands": "total"}
    answer = as_person(company.manager).post("/bsc/scorecards/create/?year=2027", data)
    assert answer.status_code == 422
    assert not Scorecard.objects.exists()


@pytest.mark.parametrize("who", ["second_layer", "drafter", "director", "bod", "auditor", "admin", "nobody"])
def test_creating_is_not_for_everybody(company: Company, as_person: LogIn, who: str) -> None:
    assert as_person(getattr(company, who)).get("/bsc/scorecards/create/?year=2027").status_code == 403


def test_a_double_click_creates_once(company: Company, as_person: LogIn) -> None:
    client = as_person(company.manager)
    data = {"unit": company.department.pk, "weighting": "kpi", "total_bands": "total", "_nonce": "abc"}
    first, second = (client.post("/bsc/scorecards/create/?year=2027", data) for _ in range(2))
    assert first.url == second.url  # type: ignore[attr-defined]


# --- One scorecard --------------------------------------------------------------------------------------


def test_the_page_shows_lanes_objectives_and_kpis(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    text = body(as_person(company.manager).get(f"/bsc/scorecards/{scorecard.pk}/"))
    for piece in ("Learning &amp; Growth", "Sasaran customer", "KPI 3", "≥ 100", "Rp juta", "Σ 100 %"):
        assert piece in text
    assert "Lengkap: scorecard ini dapat dikirim." in text
    assert "Kirim ke CMS" in text


def test_what_is_missing_is_named_while_it_can_be_repaired(company: Company, as_person: LogIn) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    a_kpi(
        an_objective(scorecard), a_measure(company.department, company.cycle, target=None), weight=Decimal(90)
    )
    url = f"/bsc/scorecards/{scorecard.pk}/"
    text = body(as_person(company.manager).get(url))
    assert "Jumlah bobot KPI 90 %, seharusnya 100 %." in text
    kpi = Kpi.objects.get()
    assert "KPI tanpa target (1): " in text
    assert f'<li><a href="/bsc/scorecards/kpis/{kpi.pk}/edit/">Pendapatan</a></li>' in text
    assert f'<a href="{url}weights/">Atur bobot</a>' in text, "each finding leads to where it is settled"
    assert "KPI tanpa KPI Induk" in text
    assert "seharusnya 100" not in body(as_person(company.cms).get(url)), "CMS cannot repair it"


def test_those_who_only_write_read_who_sends(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    url, words = f"/bsc/scorecards/{scorecard.pk}/", f"Yang mengirim ke CMS: {company.manager.full_name}"
    for writer in (company.second_layer, company.drafter):
        assert words in body(as_person(writer).get(url))
    for other in (company.manager, company.cms):
        assert words not in body(as_person(other).get(url))


def test_vision_and_mission_stand_before_the_eyes_of_whoever_writes_a_departments_scorecard(
    company: Company, as_person: LogIn
) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    url, client = f"/bsc/scorecards/{scorecard.pk}/", as_person(company.manager)
    assert "Visi" not in body(client.get(url))
    PlanningCycle.objects.filter(pk=company.cycle.pk).update(vision="Mebel untuk setiap rumah")
    text = body(client.get(url))
    assert "Mebel untuk setiap rumah" in text
    assert "Ubah visi dan misi" not in text
    Scorecard.objects.filter(pk=scorecard.pk).update(status=Status.SENT_CMS)
    assert "Mebel untuk setiap rumah" not in body(client.get(url))


def test_a_locked_scorecard_offers_no_edits(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, status=Status.SENT_CMS)
    text = body(as_person(company.manager).get(f"/bsc/scorecards/{scorecard.pk}/"))
    assert "Tambah sasaran" not in text
    assert "/edit/" not in text


def test_a_returned_kpi_carries_its_comment(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, status=Status.RETURNED_CMS)
    kpi = structure(scorecard).kpis[0]
    type(a_kpi(an_objective(scorecard))).objects.filter(pk=kpi.id).update(
        decision="returned", decision_comment="Satuannya belum jelas."
    )
    assert "Satuannya belum jelas." in body(
        as_person(company.drafter).get(f"/bsc/scorecards/{scorecard.pk}/")
    )


def test_initiatives_that_reach_no_kpi_are_named_on_the_corporate_draft(
    company: Company, as_person: LogIn
) -> None:
    scorecard = a_full_scorecard(company.corporate, company.cycle)
    initiative = StrategicInitiative.objects.create(
        analysis=SwotAnalysis.objects.create(cycle=company.cycle),
        code="SI-01",
        name="Pasar ekspor",
        owner_unit=company.department,
    )
    client, url = as_person(company.cms), f"/bsc/scorecards/{scorecard.pk}/"
    text = body(client.get(url))
    assert "Strategi Inisiatif tanpa KPI: " in text
    assert f'<a href="/swot/initiatives/{initiative.pk}/">SI-01 – Pasar ekspor</a>' in text
    initiative.kpis.add(structure(scorecard).kpis[0].id)  # type: ignore[attr-defined]
    assert "Strategi Inisiatif tanpa KPI" not in body(client.get(url))


def test_illustrations_are_marked(company: Company, as_person: LogIn) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    a_kpi(an_objective(scorecard), a_measure(company.department, company.cycle, is_illustration=True))
    assert "memuat angka ilustrasi" in body(
        as_person(company.manager).get(f"/bsc/scorecards/{scorecard.pk}/")
    )


@pytest.mark.parametrize("who", OUTSIDE)
def test_a_foreign_draft_does_not_exist(company: Company, as_person: LogIn, who: str) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    client = as_person(getattr(company, who))
    objective, kpi = structure(scorecard).objectives[0].id, structure(scorecard).kpis[0].id
    for name, pk in (
        ("scorecard-detail", scorecard.pk),
        ("scorecard-weights", scorecard.pk),
        ("objective-take", scorecard.pk),
        ("objective-create", scorecard.pk),
        ("objective-edit", objective),
        ("objective-delete", objective),
        ("kpi-create", objective),
        ("kpi-join", objective),
        ("group-create", objective),
        ("kpi-detail", kpi),
        ("kpi-edit", kpi),
        ("kpi-delete", kpi),
    ):
        assert client.get(reverse(f"bsc:{name}", args=[pk])).status_code == 404, name


EDITS = {
    "scorecard-weights": "scorecard",
    "objective-take": "scorecard",
    "objective-create": "scorecard",
    "objective-edit": "objective",
    "objective-delete": "objective",
    "kpi-create": "objective",
    "kpi-join": "objective",
    "group-create": "objective",
    "kpi-edit": "kpi",
    "kpi-delete": "kpi",
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize(
    ("who", "status", "expected"),
    [("manager", "draft", 200), ("drafter", "draft", 200), ("cms", "draft", 403), ("director", "draft", 403),
     ("manager", "sent_cms", 409), ("manager", "approved", 409)],
)  # fmt: skip
def test_editing_pages_answer_by_right_and_state(
    company: Company, as_person: LogIn, name: str, who: str, status: str, expected: int
) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, kpis=1, status=status)
    read = structure(scorecard)
    pk = {"scorecard": scorecard.pk, "objective": read.objectives[0].id, "kpi": read.kpis[0].id}[EDITS[name]]
    url = reverse(f"bsc:{name}", args=[pk])
    client = as_person(getattr(company, who))
    assert client.get(url).status_code == expected
    assert client.post(url, {}).status_code == {200: {True: 302, False: 422}[name.endswith("delete")]}.get(
        expected, expected
    )


def test_the_page_takes_as_many_queries_with_fifty_kpis_as_with_five(
    company: Company, as_person: LogIn
) -> None:
    few = a_full_scorecard(company.department, company.cycle, kpis=5)
    many = a_full_scorecard(company.sister_department, company.cycle, kpis=50)
    costs = {page_queries(as_person(company.cms), f"/bsc/scorecards/{row.pk}/") for row in (few, many)}
    assert len(costs) == 1
    own = page_queries(as_person(company.manager), f"/bsc/scorecards/{few.pk}/")
    assert page_queries(as_person(company.colleague), f"/bsc/scorecards/{many.pk}/") == own


# --- Weights --------------------------------------------------------------------------------------------


def weights_data(scorecard: Scorecard, weights: list[str], **more: str) -> dict[str, str]:
    read = structure(scorecard)
    data = {"weighting": read.weighting, "total_bands": read.total_bands, "version": str(read.version)}
    for lane in read.perspectives:
        if read.is_weighted_by_perspective:
            data[f"lane_{lane.id}"] = "25"
    rows = [row for kpi in read.kpis for row in (kpi, *kpi.parts) if not row.is_group]
    return data | {f"kpi_{row.id}": text for row, text in zip(rows, weights, strict=True)} | more


def test_weights_are_typed_on_one_page(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, kpis=3)
    client, url = as_person(company.manager), f"/bsc/scorecards/{scorecard.pk}/weights/"
    assert body(client.get(url)).count('data-weight="kpis lane-') == 3
    assert client.post(url, weights_data(scorecard, ["33,3", "33.4", "33,3"])).status_code == 302
    assert [kpi.weight for kpi in structure(scorecard).kpis] == [
        Decimal("33.3"),
        Decimal("33.4"),
        Decimal("33.3"),
    ]


def test_another_way_of_weighting_asks_for_its_weights(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, kpis=4)
    client, url = as_person(company.manager), f"/bsc/scorecards/{scorecard.pk}/weights/"
    assert "Jumlah perspektif" not in body(client.get(url))
    more = {"weighting": "perspective", "total_bands": "appraisal"}
    answer = client.post(url, weights_data(scorecard, ["25"] * 4, **more))
    assert answer.url == url  # type: ignore[attr-defined]
    read = structure(scorecard)
    assert (read.weighting, read.total_bands) == ("perspective", "appraisal")
    assert [lane.weight for lane in read.perspectives] == [25, 25, 25, 25], "kept until they are typed"
    assert body(client.get(url)).count('data-weight="lanes"') == 4
    lanes = {
        f"lane_{lane.id}": text
        for lane, text in zip(read.perspectives, ("40", "30", "20", "10"), strict=True)
    }
    client.post(url, weights_data(scorecard, [""] * 4, **lanes))
    read = structure(scorecard)
    assert [lane.weight for lane in read.perspectives] == [40, 30, 20, 10]
    assert list(read.shares().values()) == [40, 30, 20, 10]


@pytest.mark.parametrize("typed", ["nol", "0", "101", "12,345", "-5"])
def test_a_weight_that_is_none_stays_typed_with_its_advice(
    company: Company, as_person: LogIn, typed: str
) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, kpis=1)
    url = f"/bsc/scorecards/{scorecard.pk}/weights/"
    answer = as_person(company.manager).post(url, weights_data(scorecard, [typed]))
    assert answer.status_code == 422
    assert f'value="{typed}"' in body(answer)
    assert structure(scorecard).kpis[0].weight == 100


def test_a_stale_tab_keeps_what_was_typed(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, kpis=1)
    url = f"/bsc/scorecards/{scorecard.pk}/weights/"
    data = weights_data(scorecard, ["77"])
    Scorecard.objects.filter(pk=scorecard.pk).update(version=5)
    answer = as_person(company.manager).post(url, data)
    assert answer.status_code == 409
    assert 'value="77"' in body(answer)
    assert 'name="version" value="5"' in body(answer), "saving again is a decision, not a dead end"


# --- Objectives -----------------------------------------------------------------------------------------


def test_an_objective_is_added_changed_and_deleted(company: Company, as_person: LogIn) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    lane = scorecard.perspectives.get(kind="customer")
    client = as_person(company.manager)
    create = f"/bsc/scorecards/{scorecard.pk}/objectives/create/"
    data = {
        "name": "Pengiriman tepat waktu",
        "perspective": lane.pk,
        "kinds": ["quality", "ohs"],
        "basis": "",
    }
    assert client.post(create, {**data, "version": "0"}).status_code == 302
    objective = Objective.objects.get()
    assert objective.kinds == ["quality", "ohs"]
    edit = f"/bsc/scorecards/objectives/{objective.pk}/edit/"
    assert "Pengiriman tepat waktu" in body(client.get(edit))
    assert client.post(edit, {**data, "name": "Pengiriman lengkap", "version": "1"}).status_code == 302
    delete = f"/bsc/scorecards/objectives/{objective.pk}/delete/"
    assert "Pengiriman lengkap" in body(client.get(delete))
    assert Objective.objects.exists(), "asking deletes nothing"
    assert client.post(delete, {"version": "2"}).status_code == 302
    assert not Objective.objects.exists()


def test_the_lane_is_chosen_by_where_one_clicked(company: Company, as_person: LogIn) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    lane = scorecard.perspectives.get(kind="learning")
    url = f"/bsc/scorecards/{scorecard.pk}/objectives/create/?perspective={lane.pk}"
    assert f'value="{lane.pk}" selected' in body(as_person(company.manager).get(url))


def test_an_incomplete_objective_comes_back_with_its_field_marked(company: Company, as_person: LogIn) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    url = f"/bsc/scorecards/{scorecard.pk}/objectives/create/"
    answer = as_person(company.manager).post(url, {"name": "", "basis": "UU 13/2003"})
    assert answer.status_code == 422
    assert "UU 13/2003" in body(answer)
    assert 'href="#id_name"' in body(answer)


def test_deleting_an_objective_names_what_goes_with_it(company: Company, as_person: LogIn) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    objective = structure(scorecard).objectives[0]
    text = body(as_person(company.manager).get(f"/bsc/scorecards/objectives/{objective.id}/delete/"))
    assert "KPI 1" in text
    assert "Tidak dapat dibatalkan." in text
