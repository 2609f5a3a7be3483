"""The KPI form: what it shows, what it writes, how it keeps what was typed."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from bsc.forms.kpi import KpiForm
from bsc.models import Kpi, Measure, MeasureTarget, Scorecard
from bsc.selectors.structure import structure
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.kpi import add_kpi
from swot.models import StrategicInitiative, SwotAnalysis
from tests.bsc.builders import Status, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company

LogIn = Callable[[object], Client]

#: The form as a browser sends it when nothing but the necessary was touched.
PLAIN = {
    "name": "Pengiriman tepat waktu",
    "unit": "%",
    "decimals": "2",
    "polarity": "maximize",
    "comparator": "",
    "frequency": "monthly",
    "consolidation": "average",
    "input_mode": "monthly",
    "phasing": "even",
    "value_source": "entered",
    "minimize_by": "ratio",
    "cap": "",
    "rollup": "none",
    "version": "0",
}


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def scorecard(company: Company) -> Scorecard:
    return a_scorecard(company.department, company.cycle)


@pytest.fixture
def create(scorecard: Scorecard) -> str:
    return f"/bsc/scorecards/objectives/{an_objective(scorecard).pk}/kpis/create/"


def the_kpi(scorecard: Scorecard) -> object:
    (row,) = structure(scorecard).kpis
    return row


def test_a_kpi_is_added_with_indonesian_numbers(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    client = as_person(company.manager)
    assert client.get(create).status_code == 200
    data = {**PLAIN, "target": "1.250,5", "weight": "12,5", "consolidation": "sum", "pic": "Kasi PPIC"}
    answer = client.post(create, data)
    assert answer.url == f"/bsc/scorecards/{scorecard.pk}/"  # type: ignore[attr-defined]
    (row,) = structure(scorecard).kpis
    assert row.measure is not None
    assert (row.weight, row.measure.target, row.pic) == (Decimal("12.5"), Decimal("1250.5"), "Kasi PPIC")
    assert sum(value for value, _denominator in row.measure.targets.values()) == Decimal("1250.5")
    assert row.measure.comparator == "≥"


def test_smart_and_the_five_criteria_are_ticked_stored_and_read_on_the_page(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    client = as_person(company.manager)
    ticked = {"smart": ["specific", "time_bound"], "criteria": ["controllable"]}
    assert client.post(create, {**PLAIN, "smart": ["vague"]}).status_code == 422
    assert client.post(create, {**PLAIN, **ticked}).status_code == 302
    kpi = Kpi.objects.select_related("measure").get()
    assert kpi.measure is not None
    assert (kpi.measure.smart, kpi.measure.criteria) == (["specific", "time_bound"], ["controllable"])
    page = body(client.get(f"/bsc/scorecards/kpis/{kpi.pk}/"))
    assert "2/5: Specific, Time-bound" in page
    assert "1/5: Terkendali" in page


def test_the_comparator_follows_the_polarity_unless_chosen(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    client = as_person(company.manager)
    cases: list[tuple[dict[str, str], str]] = [
        ({"polarity": "minimize"}, "≤"),
        ({"polarity": "stabilize", "lower": "-5", "upper": "5"}, "between"),
        ({"polarity": "stabilize"}, "="),
        ({"polarity": "minimize", "comparator": "<"}, "<"),
    ]
    for number, (fields, _expected) in enumerate(cases):
        answer = client.post(create, {**PLAIN, **fields, "name": f"KPI {number}", "version": str(number)})
        assert answer.status_code == 302
    assert list(Measure.objects.order_by("id").values_list("comparator", flat=True)) == [
        row[1] for row in cases
    ]


def test_twelve_months_can_be_typed(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    months = {f"month_{month}": str(month * 10) for month in range(1, 13)}
    as_person(company.manager).post(create, {**PLAIN, "phasing": "typed", **months})
    targets = dict(MeasureTarget.objects.values_list("month", "value"))
    assert targets == {month: month * 10 for month in range(1, 13)}


def test_typed_months_are_ignored_while_the_target_is_phased(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    as_person(company.manager).post(create, {**PLAIN, "target": "95", "month_1": "7"})
    assert set(MeasureTarget.objects.values_list("value", flat=True)) == {95}


def test_a_ratio_takes_denominators(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    data = {**PLAIN, "consolidation": "ratio", "phasing": "typed", "month_1": "95", "denominator_1": "100"}
    as_person(company.manager).post(create, data)
    target = MeasureTarget.objects.get()
    assert (target.value, target.denominator) == (95, 100)


def test_a_step_table_is_typed_in_percent(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    rows = [(">", "0", "", "100"), ("between", "-2,5", "0", "50"), ("<", "-2,5", "", "0")]
    data = dict(PLAIN)
    for number, cells in enumerate(rows):
        for part, cell in zip(("comparator", "bound", "upper", "score"), cells, strict=True):
            data[f"step_{number}_{part}"] = cell
    assert as_person(company.manager).post(create, data).status_code == 302
    assert Measure.objects.get().step_rules == [
        [">", "0", "1"],
        ["between", ["-2.5", "0"], "0.5"],
        ["<", "-2.5", "0"],
    ]


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"name": ""}, 'href="#id_name"'),
        ({"unit": " "}, 'href="#id_unit"'),
        ({"target": "banyak"}, "Ini bukan angka."),
        ({"weight": "101"}, "Nilai paling besar 100."),
        ({"polarity": "stabilize", "lower": "5"}, 'href="#id_upper"'),
        ({"comparator": "between"}, 'href="#id_lower"'),
        (
            {"phasing": "typed", "frequency": "yearly", "month_6": "5"},
            "Juni tidak diukur pada frekuensi ini.",
        ),
        ({"value_source": "own_growth"}, "Pertumbuhan dinilai dengan tabel skor"),
        ({"step_0_comparator": ">", "step_0_bound": "1"}, "Tabel skor belum lengkap"),
        ({"polarity": "terbaik"}, 'href="#id_polarity"'),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(
    company: Company, as_person: LogIn, create: str, fields: dict[str, str], advice: str
) -> None:
    answer = as_person(company.manager).post(
        create, {**PLAIN, "definition": "Ketikan yang panjang", **fields}
    )
    assert answer.status_code == 422
    assert advice in body(answer)
    assert "Ketikan yang panjang" in body(answer)
    assert not Kpi.objects.exists()


def test_a_stale_tab_keeps_the_kpi_that_was_typed(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    Scorecard.objects.filter(pk=scorecard.pk).update(version=3)
    answer = as_person(company.manager).post(create, PLAIN)
    assert answer.status_code == 409
    assert "Pengiriman tepat waktu" in body(answer)
    assert 'name="version" value="3"' in body(answer)
    assert not Kpi.objects.exists()


def test_a_double_click_adds_one_kpi(company: Company, as_person: LogIn, create: str) -> None:
    client = as_person(company.manager)
    for _ in range(2):
        assert client.post(create, {**PLAIN, "_nonce": "n-1"}).status_code == 302
    assert Kpi.objects.count() == 1


def test_fields_that_the_form_does_not_have_are_ignored(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    """T3: a posted status, owner or decision changes nothing."""
    data = {**PLAIN, "status": "approved", "owner_unit": company.sister_department.pk, "decision": "accepted"}
    as_person(company.manager).post(create, data)
    kpi = Kpi.objects.get()
    assert kpi.measure is not None
    assert (kpi.decision, kpi.measure.owner_unit) == ("pending", company.department)
    assert Scorecard.objects.get(pk=scorecard.pk).status == "draft"


# --- Parents and initiatives ----------------------------------------------------------------------------


def test_the_only_parent_of_a_taken_objective_is_chosen_already(company: Company, as_person: LogIn) -> None:
    source = an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED))
    parent = a_kpi(source)
    objective = an_objective(
        a_scorecard(company.department, company.cycle), source=source, cascade_kind="indirect"
    )
    text = body(as_person(company.manager).get(f"/bsc/scorecards/objectives/{objective.pk}/kpis/create/"))
    assert f'<option value="{parent.pk}" selected>' in text
    assert '<option value="indirect" selected>' in text


def test_a_parent_needs_a_way_of_serving(company: Company, as_person: LogIn, create: str) -> None:
    parent = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)))
    answer = as_person(company.manager).post(create, {**PLAIN, "parent": parent.pk})
    assert answer.status_code == 422
    assert 'href="#id_cascade_kind"' in body(answer)


def test_foreign_and_undecided_kpis_are_no_choice(company: Company, as_person: LogIn, create: str) -> None:
    a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)))
    draft = a_kpi(an_objective(a_scorecard(company.directorate, company.cycle)))
    foreign = a_kpi(an_objective(a_scorecard(company.sister_department, company.cycle, Status.APPROVED)))
    client = as_person(company.manager)
    for kpi in (draft, foreign):
        assert f'<option value="{kpi.pk}"' not in str(client.get(create).context["form"]["parent"])
        data = {**PLAIN, "parent": kpi.pk, "cascade_kind": "direct"}
        assert client.post(create, data).status_code == 422


def test_a_corporate_kpi_names_its_filler_and_its_initiatives(company: Company, as_person: LogIn) -> None:
    objective = an_objective(a_scorecard(company.corporate, company.cycle))
    initiative = StrategicInitiative.objects.create(
        analysis=SwotAnalysis.objects.create(cycle=company.cycle),
        code="SI-01",
        name="Pasar ekspor",
        owner_unit=company.department,
    )
    data = {
        **PLAIN,
        "filler_unit": company.other_department.pk,
        "initiatives": [initiative.pk],
        "rollup": "sum",
    }
    url = f"/bsc/scorecards/objectives/{objective.pk}/kpis/create/"
    assert as_person(company.cms).post(url, data).status_code == 302
    kpi = Kpi.objects.get()
    assert kpi.measure is not None
    assert (kpi.measure.filler_unit, kpi.rollup) == (company.other_department, "sum")
    assert list(kpi.initiatives.all()) == [initiative]


def test_a_parent_that_cannot_be_chosen_yet_is_explained(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    client, words = as_person(company.manager), "KPI Induk belum dapat dipilih"
    assert words in body(client.get(create))
    corporate = an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED))
    a_kpi(corporate, a_measure(company.corporate, company.cycle))
    text = body(client.get(create))
    assert words not in text
    assert 'name="parent"' in text


def test_a_month_is_judged_only_where_the_months_are_typed(
    company: Company, as_person: LogIn, scorecard: Scorecard, create: str
) -> None:
    client = as_person(company.manager)
    data = {**PLAIN, "target": "96", "weight": "10", "month_2": "x"}
    refused = client.post(create, {**data, "phasing": "typed"})
    assert refused.status_code == 422
    assert "Target Februari</a>: Ini bukan angka" in body(refused)
    assert client.post(create, {**data, "phasing": "even"}).status_code == 302
    (row,) = structure(scorecard).kpis
    assert row.measure is not None
    assert {value for value, _denominator in row.measure.targets.values()} == {Decimal(96)}


def test_mistakes_are_listed_in_the_order_of_the_page(
    company: Company, as_person: LogIn, create: str
) -> None:
    text = body(as_person(company.manager).post(create, {**PLAIN, "name": "", "unit": "", "target": "x"}))
    places = [text.index(f'<a href="#id_{name}">') for name in ("name", "unit", "target")]
    assert places == sorted(places)


# --- Groups, sub-indicators, joint KPIs -----------------------------------------------------------------


def test_a_group_and_its_sub_indicators(company: Company, as_person: LogIn, scorecard: Scorecard) -> None:
    objective = an_objective(scorecard)
    client = as_person(company.manager)
    group_url = f"/bsc/scorecards/objectives/{objective.pk}/groups/create/"
    assert client.get(group_url).status_code == 200
    client.post(group_url, {"title": "Kapasitas", "code": "F.1.1", "rollup": "none", "version": "0"})
    group = Kpi.objects.get()
    part_url = f"/bsc/scorecards/objectives/{objective.pk}/kpis/create/?group={group.pk}"
    text = body(client.get(part_url))
    assert "Kelompok: Kapasitas" in text
    assert 'name="basis"' not in text, "a sub-indicator serves what its group serves"
    assert client.post(part_url, {**PLAIN, "weight": "3,5", "version": "1"}).status_code == 302
    (row,) = structure(scorecard).kpis
    assert [part.weight for part in row.parts] == [Decimal("3.5")]
    edited = client.post(
        f"/bsc/scorecards/kpis/{group.pk}/edit/", {"title": "Kapasitas aktual", "code": "", "version": "2"}
    )
    assert edited.status_code == 302
    group.refresh_from_db()
    assert group.title == "Kapasitas aktual"


@pytest.mark.parametrize("group", ["999999", "abc"])
def test_a_group_that_is_none_here_does_not_exist(
    company: Company, as_person: LogIn, create: str, group: str
) -> None:
    assert as_person(company.manager).get(f"{create}?group={group}").status_code == 404


def test_a_corporate_measure_is_weighed_here_too(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    joint = a_measure(company.corporate, company.cycle, filler_unit=company.department)
    a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)), joint)
    objective = an_objective(scorecard)
    client = as_person(company.manager)
    url = f"/bsc/scorecards/objectives/{objective.pk}/kpis/join/"
    assert "PT Uji Sentosa Tbk · Pendapatan" in body(client.get(url))
    client.post(url, {"measure": joint.pk, "weight": "15", "version": "0"})
    kpi = Kpi.objects.get(objective=objective)
    assert kpi.measure == joint
    text = body(client.get(f"/bsc/scorecards/kpis/{kpi.pk}/edit/"))
    assert 'name="target"' not in text, "target and definition belong to the owner"
    assert "milik unit lain" in text
    assert "KPI Bersama" in body(client.get(f"/bsc/scorecards/{scorecard.pk}/"))


@pytest.mark.parametrize("path", ["kpis/join/", "groups/create/"])
def test_a_row_without_its_own_measure_asks_once_for_its_pic(
    company: Company, as_person: LogIn, scorecard: Scorecard, path: str
) -> None:
    url = f"/bsc/scorecards/objectives/{an_objective(scorecard).pk}/{path}"
    text = body(as_person(company.manager).get(url))
    assert text.count('name="pic"') == 1, "of two fields the empty one would win"
    assert "Sumber angka, data dan bukti" not in text


def test_a_foreign_measure_cannot_be_joined(company: Company, as_person: LogIn, scorecard: Scorecard) -> None:
    secret = a_measure(company.other_department, company.cycle)
    a_kpi(an_objective(a_scorecard(company.other_department, company.cycle)), secret)
    url = f"/bsc/scorecards/objectives/{an_objective(scorecard).pk}/kpis/join/"
    client = as_person(company.manager)
    assert "Departemen Keuangan" not in body(client.get(url))
    assert client.post(url, {"measure": secret.pk, "version": "0"}).status_code == 422


# --- Changing -------------------------------------------------------------------------------------------


def stored(scorecard: Scorecard, company: Company, **fields: object) -> Kpi:
    draft = MeasureDraft(**{"name": "Revenue", "unit": "Rp juta", **fields})  # type: ignore[arg-type]
    return add_kpi(
        objective=an_objective(scorecard),
        actor=company.manager,
        kpi=KpiDraft(weight=Decimal(20)),
        measure=draft,
    )


def form_data(kpi: Kpi, client: Client) -> dict[str, str]:
    """What a browser would send back: every field of the form as the page shows it."""
    response = client.get(f"/bsc/scorecards/kpis/{kpi.pk}/edit/")
    form: KpiForm = response.context["form"]
    data = {}
    for name, field in form.fields.items():
        value = field.prepare_value(form[name].value())
        if value is not None and value is not False and value not in ("", []):
            data[name] = "on" if value is True else str(value)
    return {**data, "version": str(response.context["object_version"])}


@pytest.mark.parametrize(
    "fields",
    [
        {"target": Decimal(50000), "consolidation": "sum"},
        {"target": Decimal(100), "consolidation": "sum", "decimals": 0},
        {"targets": {3: (Decimal("7.5"), None)}, "target": Decimal(7)},
        {"consolidation": "ratio", "targets": {3: (Decimal(95), Decimal(100))}},
        {"polarity": "stabilize", "lower": Decimal(-5), "upper": Decimal(5)},
        {"step_rules": [(">", "0", "1"), ("between", ("-2.5", "0"), "0.5")], "cap": Decimal("1.05")},
        {"polarity": "minimize", "target": Decimal(0), "worst": Decimal(10), "zero_tolerance": True},
        {"last_year": Decimal("-1234.567"), "target": Decimal("1234.567891"), "is_illustration": True},
    ],
)
def test_opening_and_saving_the_form_changes_nothing(
    company: Company, as_person: LogIn, scorecard: Scorecard, fields: dict[str, object]
) -> None:
    kpi = stored(scorecard, company, **fields)
    before = structure(scorecard)
    client = as_person(company.drafter)
    answer = client.post(f"/bsc/scorecards/kpis/{kpi.pk}/edit/", form_data(kpi, client))
    assert answer.status_code == 302, answer.context["form"].errors
    assert structure(scorecard) == before
    assert Scorecard.objects.get().contributors == [company.manager.pk]


def test_a_kpi_is_changed(company: Company, as_person: LogIn, scorecard: Scorecard) -> None:
    kpi = stored(scorecard, company, target=Decimal(50000), consolidation="sum")
    client = as_person(company.manager)
    data = form_data(kpi, client)
    client.post(
        f"/bsc/scorecards/kpis/{kpi.pk}/edit/", {**data, "target": "60.000", "name": "Pendapatan bersih"}
    )
    (row,) = structure(scorecard).kpis
    assert row.measure is not None
    assert (row.name, row.measure.target, row.measure.targets[1][0]) == ("Pendapatan bersih", 60000, 5000)


def test_a_measure_that_others_had_approved_shows_only_its_weighing(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    kpi = stored(scorecard, company, target=Decimal(5))
    a_kpi(an_objective(a_scorecard(company.sister_department, company.cycle, Status.APPROVED)), kpi.measure)
    client = as_person(company.manager)
    assert 'name="target"' not in body(client.get(f"/bsc/scorecards/kpis/{kpi.pk}/edit/"))
    answer = client.post(
        f"/bsc/scorecards/kpis/{kpi.pk}/edit/", {"weight": "9", "rollup": "none", "version": "1"}
    )
    assert answer.status_code == 302
    kpi.refresh_from_db()
    assert kpi.weight == 9


def test_the_returned_comment_stands_above_the_form(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    kpi = stored(scorecard, company)
    Scorecard.objects.update(status=Status.RETURNED_CMS)
    Kpi.objects.update(decision="returned", decision_comment="Satuannya belum jelas.")
    assert "Satuannya belum jelas." in body(
        as_person(company.manager).get(f"/bsc/scorecards/kpis/{kpi.pk}/edit/")
    )


def test_a_group_is_deleted_with_its_sub_indicators_named(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    objective = an_objective(scorecard)
    group = Kpi.objects.create(objective=objective, title="Kapasitas")
    a_kpi(objective, group=group)
    client, url = as_person(company.manager), f"/bsc/scorecards/kpis/{group.pk}/delete/"
    assert "Pendapatan" in body(client.get(url))
    assert client.post(url, {"version": "0"}).status_code == 302
    assert not Kpi.objects.exists()


def test_a_kpi_that_others_serve_says_why_it_stays(company: Company, as_person: LogIn) -> None:
    parent = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle)))
    a_kpi(an_objective(a_scorecard(company.directorate, company.cycle)), parent=parent, cascade_kind="direct")
    answer = as_person(company.cms).post(f"/bsc/scorecards/kpis/{parent.pk}/delete/", {})
    assert answer.status_code == 422
    assert "sudah dipakai di scorecard lain" in body(answer)


# --- The dictionary entry -------------------------------------------------------------------------------


@pytest.mark.parametrize(("last_year", "direction"), [("80", "Naik"), ("100", "Stabil"), ("120", "Turun")])
def test_the_entry_shows_the_direction_of_the_target(
    company: Company, as_person: LogIn, scorecard: Scorecard, last_year: str, direction: str
) -> None:
    measure = a_measure(company.department, company.cycle, last_year=Decimal(last_year))
    kpi = a_kpi(an_objective(scorecard), measure)
    text = body(as_person(company.manager).get(f"/bsc/scorecards/kpis/{kpi.pk}/"))
    assert f"<dd>{direction}</dd>" in text


def test_the_entry_shows_months_and_the_year_they_give(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    kpi = stored(scorecard, company, target=Decimal(1200), consolidation="sum")
    text = body(as_person(company.drafter).get(f"/bsc/scorecards/kpis/{kpi.pk}/"))
    assert "Desember" in text
    assert '<td class="num">1.200</td>' in text


def test_a_sub_indicator_has_an_entry_of_its_own(
    company: Company, as_person: LogIn, scorecard: Scorecard
) -> None:
    objective = an_objective(scorecard)
    group = Kpi.objects.create(objective=objective, title="Kapasitas")
    part = a_kpi(objective, group=group)
    client = as_person(company.manager)
    assert "Pendapatan" in body(client.get(f"/bsc/scorecards/kpis/{part.pk}/"))
    assert "Sub-indikator" in body(client.get(f"/bsc/scorecards/kpis/{group.pk}/"))
