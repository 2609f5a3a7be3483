"""What keeps a scorecard from being sent, and what is only worth a second look."""

from decimal import Decimal
from typing import Any

import pytest

from bsc.models import Kpi, Measure, MeasureTarget, Objective, Scorecard
from bsc.selectors.findings import Finding
from bsc.selectors.guidance import warnings_before_sending
from bsc.selectors.problems import problems_before_sending, yearly_target
from bsc.selectors.specs import spec_of
from bsc.selectors.structure import structure
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company

BASED = {"basis": "Kebijakan mutu"}


def problems(scorecard: Scorecard) -> list[str]:
    return problems_before_sending(structure(scorecard))


def warnings(scorecard: Scorecard) -> list[str]:
    return warnings_before_sending(structure(scorecard))


def kpis_of(scorecard: Scorecard) -> Any:
    return Kpi.objects.filter(objective__perspective__scorecard=scorecard)


def measures_of(scorecard: Scorecard) -> Any:
    return Measure.objects.filter(kpis__objective__perspective__scorecard=scorecard)


@pytest.fixture
def full(company: Company) -> Scorecard:
    return a_full_scorecard(company.department, company.cycle)


def test_a_complete_scorecard_may_be_sent(full: Scorecard) -> None:
    assert problems(full) == []
    assert problems_before_sending(full) == [], "a table row is read first"


def test_an_empty_scorecard_says_so_and_nothing_else(company: Company) -> None:
    assert problems(a_scorecard(company.department, company.cycle)) == ["Scorecard ini belum mempunyai KPI."]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([25, 25, 25, "25.01"], []),
        ([25, 25, 25, "24.99"], []),
        (["33.33", "33.33", "33.33", "0.01"], []),
        ([25, 25, 25, "25.02"], ["Jumlah bobot KPI 100,02 %, seharusnya 100 %."]),
        ([25, 25, 25, "24.98"], ["Jumlah bobot KPI 99,98 %, seharusnya 100 %."]),
        ([25, None, 25, None], ["KPI tanpa bobot (2): KPI 2, KPI 4."]),
    ],
)
def test_explicit_weights_make_100(full: Scorecard, weights: list[Any], expected: list[str]) -> None:
    for kpi, weight in zip(kpis_of(full).order_by("id"), weights, strict=True):
        kpi.weight = None if weight is None else Decimal(weight)
        kpi.save()
    assert problems(full) == expected


def test_sub_indicators_count_and_their_group_does_not(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    group = Kpi.objects.create(objective=objective, title="Kapasitas", **BASED)
    for name in ("Betalaktam", "Maintenance"):
        measure = a_measure(company.department, company.cycle, name=name)
        a_kpi(objective, measure, group=group, weight=Decimal(50))
    assert problems(objective.perspective.scorecard) == []


@pytest.mark.parametrize(
    ("lanes", "expected"),
    [
        ({"financial": 25}, []),
        ({"financial": 26}, ["Jumlah bobot perspektif 101 %, seharusnya 100 %."]),
        ({"financial": None, "learning": None}, ["Perspektif tanpa bobot: Financial, Learning & Growth."]),
    ],
)
def test_perspectives_make_100_where_they_are_weighed(
    full: Scorecard, lanes: dict[str, Any], expected: list[str]
) -> None:
    Scorecard.objects.filter(pk=full.pk).update(weighting="perspective")
    kpis_of(full).update(weight=None)
    for kind, weight in lanes.items():
        full.perspectives.filter(kind=kind).update(weight=weight)
    assert problems(full) == expected


@pytest.mark.parametrize(
    ("weights", "is_fine"),
    [
        ([None, None], True),
        ([10, None], True),
        ([10, 15], True),
        ([10, 10], False),
        ([20, 10], False),
        ([25, None], False),
    ],
)
def test_kpis_share_what_their_perspective_leaves(
    company: Company, weights: list[Any], is_fine: bool
) -> None:
    scorecard = a_scorecard(company.department, company.cycle, weighting="perspective")
    objective = an_objective(scorecard, basis="UU 13")
    for number, weight in enumerate(weights):
        a_kpi(objective, a_measure(company.department, company.cycle, name=f"KPI {number}"), weight=weight)
    found = [text for text in problems(scorecard) if "dalam Financial" in text]
    assert (found == []) is is_fine


def test_sub_indicators_have_all_a_weight_or_none(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle, weighting="perspective")
    objective = an_objective(scorecard, basis="UU 13")
    group = Kpi.objects.create(objective=objective, title="Kapasitas")
    for weight in (Decimal(50), None):
        a_kpi(objective, a_measure(company.department, company.cycle), group=group, weight=weight)
    expected = "Bobot sub-indikator diisi semua atau dikosongkan semua (1): Kapasitas."
    assert expected in problems(scorecard)


def test_a_group_without_sub_indicators_is_named(full: Scorecard) -> None:
    Kpi.objects.create(objective=Objective.objects.first(), title="Kosong", **BASED)
    assert problems(full) == ["Kelompok tanpa sub-indikator (1): Kosong."]


def test_the_fourteen_kpis_of_hr_without_target_are_named(company: Company) -> None:
    """Realities, case 7: it can be saved, not sent, and the message names them."""
    scorecard = a_scorecard(company.department, company.cycle)
    objective = an_objective(scorecard, basis="Analisis proses")
    for number in range(14):
        measure = a_measure(company.department, company.cycle, name=f"KPI HR {number + 1}", target=None)
        a_kpi(objective, measure, weight=Decimal(100) / 14)
    (sentence,) = [text for text in problems(scorecard) if "target" in text]
    assert sentence.startswith("KPI tanpa target (14): KPI HR 1, KPI HR 2,")
    assert sentence.endswith("KPI HR 14.")


@pytest.mark.parametrize(
    "fields",
    [
        {"polarity": "binary"},
        {"polarity": "milestone"},
        {"polarity": "stabilize", "lower": Decimal(-5), "upper": Decimal(5)},
        {"step_rules": [[">", "0", "1"], ["≤", "0", "0"]]},
    ],
)
def test_what_is_scored_without_a_target_needs_none(full: Scorecard, fields: dict[str, Any]) -> None:
    measure = measures_of(full).order_by("id").first()
    MeasureTarget.objects.filter(measure=measure).delete()
    assert problems(full) == ["KPI tanpa target (1): KPI 1."]
    Measure.objects.filter(pk=measure.pk).update(target=None, **fields)
    assert problems(full) == []


def test_every_entered_kpi_names_who_enters_it(full: Scorecard) -> None:
    measures_of(full).update(filler_unit=None)
    (sentence,) = problems(full)
    assert sentence == "KPI tanpa Pengisi Realisasi (4): KPI 1, KPI 2, KPI 3, KPI 4."


@pytest.mark.parametrize(
    "source",
    [
        {"value_source": "rollup"},
        {"value_source": "formula", "expression": "A + B"},
        {"value_source": "own_growth", "step_rules": [[">", "0", "1"], ["≤", "0", "0"]]},
    ],
    ids=lambda source: source["value_source"],
)
def test_a_roll_up_or_a_formula_needs_nobody(full: Scorecard, source: dict[str, Any]) -> None:
    measures_of(full).update(filler_unit=None, **source)
    assert problems(full) == []


def test_a_way_of_adding_up_alone_enters_no_figure(full: Scorecard) -> None:
    """It compares targets; who or what gives the figure is said by its source."""
    measures_of(full).update(filler_unit=None)
    kpis_of(full).update(rollup="sum")
    assert problems(full) == ["KPI tanpa Pengisi Realisasi (4): KPI 1, KPI 2, KPI 3, KPI 4."]


def test_a_departments_kpi_has_a_parent_or_a_basis(full: Scorecard) -> None:
    kpis_of(full).update(basis=" ")
    assert problems(full) == [
        "KPI tanpa KPI Induk dan tanpa Dasar Penetapan (4): KPI 1, KPI 2, KPI 3, KPI 4."
    ]
    Objective.objects.update(basis="UU 13")
    assert problems(full) == []


@pytest.mark.parametrize(
    ("status", "is_fine"),
    [
        ("approved", True),
        ("established", True),
        ("under_change", True),
        ("draft", False),
        ("with_board", False),
    ],
)
def test_the_parent_must_be_approved(company: Company, full: Scorecard, status: str, is_fine: bool) -> None:
    fields = {"revision": 0, "effective_from": "2027-01-20"}
    parent = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, status, **fields)))
    kpis_of(full).update(parent=parent, basis="")
    assert (problems(full) == []) is is_fine


def test_last_years_parent_does_not_count(company: Company, full: Scorecard) -> None:
    last = type(company.cycle).objects.open_year(2026)
    parent = a_kpi(an_objective(a_scorecard(company.corporate, last, Status.ESTABLISHED)))
    kpis_of(full).update(parent=parent, basis="")
    assert "belum disetujui tahun ini (4)" in problems(full)[0]


@pytest.mark.parametrize("unit", ["corporate", "directorate"])
def test_corporate_and_directorate_kpis_hang_on_nothing(company: Company, unit: str) -> None:
    scorecard = a_full_scorecard(getattr(company, unit), company.cycle)
    kpis_of(scorecard).update(basis="")
    assert problems(scorecard) == []


def test_an_objective_says_of_which_kind_it_is(full: Scorecard) -> None:
    Objective.objects.filter(name="Sasaran process").update(kinds=[])
    assert problems(full) == ["Sasaran tanpa Jenis Sasaran: Sasaran process."]


# --- Warnings -------------------------------------------------------------------------------------------


def test_a_plain_scorecard_warns_of_nothing(full: Scorecard) -> None:
    assert warnings(full) == []


def test_an_objective_without_kpi_is_a_warning_only(full: Scorecard) -> None:
    """The environment objective of the slides has none."""
    an_objective(full, "process", name="Implement Good Environmental Policy", kinds=["environment"])
    assert problems(full) == []
    assert warnings(full) == [
        "Sasaran tanpa KPI: Implement Good Environmental Policy.",
        "Sasaran K3 atau Lingkungan tanpa Program Kerja: Implement Good Environmental Policy.",
    ]


def test_ohs_and_environment_need_a_programme_and_ohs_the_workers_voice(full: Scorecard) -> None:
    Objective.objects.filter(name="Sasaran process").update(kinds=["ohs"])
    Objective.objects.filter(name="Sasaran customer").update(kinds=["environment", "quality"])
    assert warnings(full) == [
        "Sasaran K3 atau Lingkungan tanpa Program Kerja: Sasaran customer, Sasaran process.",
        "Sasaran K3 tanpa bukti konsultasi pekerja: Sasaran process.",
    ]
    for objective in Objective.objects.all():
        objective.programme.create(activity="Pelatihan")
    Objective.objects.update(consultation="Risalah P2K3")
    assert warnings(full) == []


def test_a_kpi_without_person_or_data_is_a_warning(full: Scorecard) -> None:
    first, second = kpis_of(full).order_by("pk")[:2]
    Kpi.objects.filter(pk=first.pk).update(pic=" ")
    Measure.objects.filter(pk=second.measure_id).update(data_needed="")
    assert warnings(full) == ["KPI tanpa PIC (1): KPI 1.", "KPI tanpa sumber data (1): KPI 2."]


def test_only_results_and_nothing_that_leads_to_them_is_a_warning(full: Scorecard) -> None:
    kpis_of(full).update(is_process=False)
    (finding,) = warnings(full)
    assert finding == "Belum ada KPI proses (lead): semua KPI mengukur hasil akhir."
    process = kpis_of(full).get(objective__name="Sasaran process")
    assert isinstance(finding, Finding)
    assert [(place.label, place.url) for place in finding.places] == [
        ("Tandai KPI proses", f"/bsc/scorecards/kpis/{process.pk}/edit/")
    ]


@pytest.mark.parametrize(("count", "warned"), [(4, True), (10, False), (25, False), (26, True)])
def test_the_corporate_map_has_10_to_25_objectives(company: Company, count: int, warned: bool) -> None:
    scorecard = a_full_scorecard(company.corporate, company.cycle)
    lane = scorecard.perspectives.earliest("pk")
    Objective.objects.bulk_create(
        Objective(perspective=lane, name=f"Sasaran {number}", kinds=["quality"])
        for number in range(count - 4)
    )
    sentence = f"Scorecard korporat memuat {count} sasaran; pedomannya 10–25."
    assert (sentence in warnings(scorecard)) is warned


@pytest.mark.parametrize(
    ("weights", "named"),
    [
        ([40, 40, 15, 5], []),
        ([41, 34, 20, 5], ["KPI 1"]),
        (["94", "3", 2, 1], ["KPI 1", "KPI 2", "KPI 3", "KPI 4"]),
    ],
)
def test_weights_outside_5_to_40_are_a_warning(full: Scorecard, weights: list[Any], named: list[str]) -> None:
    for kpi, weight in zip(kpis_of(full).order_by("id"), weights, strict=True):
        Kpi.objects.filter(pk=kpi.pk).update(weight=Decimal(weight))
    expected = [f"Bobot di luar 5–40 % ({len(named)}): {', '.join(named)}."] if named else []
    assert warnings(full) == expected


@pytest.mark.parametrize(
    ("consolidation", "monthly", "yearly", "warns"),
    [
        ("sum", 10, 120, False),
        ("sum", 10, 100, True),
        ("average", 95, 95, False),
        ("average", 95, 96, True),
        ("last", 7, 7, False),
        ("ratio", 95, 95, False),
        ("sum", 10, None, False),
    ],
)
def test_months_that_do_not_give_the_year_are_a_warning(
    full: Scorecard, consolidation: str, monthly: int, yearly: int | None, warns: bool
) -> None:
    measure = measures_of(full).order_by("id").first()
    MeasureTarget.objects.filter(measure=measure).update(value=monthly)
    Measure.objects.filter(pk=measure.pk).update(consolidation=consolidation, target=yearly)
    expected = ["Target bulanan tidak menghasilkan target tahun (1): KPI 1."] if warns else []
    assert warnings(full) == expected


def test_pairs_of_a_ratio_are_summed_before_they_are_divided(company: Company) -> None:
    measure = a_measure(company.department, company.cycle, target=None, consolidation="ratio")
    for month, (value, denominator) in {1: (1, 2), 2: (3, 2)}.items():
        MeasureTarget.objects.create(measure=measure, month=month, value=value, denominator=denominator)
    assert yearly_target(spec_of(measure)) == 1


def test_a_measured_month_without_target_is_a_warning(full: Scorecard) -> None:
    measure = measures_of(full).order_by("id").first()
    MeasureTarget.objects.filter(measure=measure, month=7).delete()
    assert warnings(full) == ["Sebagian bulan pengukuran belum mempunyai target (1): KPI 1."]
    Measure.objects.filter(pk=measure.pk).update(frequency="yearly")
    assert warnings(full) == []


def test_a_table_that_misses_a_value_is_a_warning(full: Scorecard) -> None:
    measure = measures_of(full).order_by("id").first()
    Measure.objects.filter(pk=measure.pk).update(step_rules=[[">", "0", "1"], ["<", "0", "0"]])
    assert warnings(full) == ["Tabel skor KPI 1 tidak menilai angka 0."]


def test_a_target_with_the_other_sign_than_last_year_is_a_warning(full: Scorecard) -> None:
    measure = measures_of(full).order_by("id").first()
    Measure.objects.filter(pk=measure.pk).update(last_year=Decimal(-500))
    assert warnings(full) == ["Tanda target berlawanan dengan Pencapaian Tahun Lalu (1): KPI 1."]


def test_a_directorates_orphans_are_a_warning(company: Company) -> None:
    scorecard = a_full_scorecard(company.directorate, company.cycle)
    kpis_of(scorecard).update(basis="")
    assert warnings(scorecard) == [
        "KPI direktorat tanpa KPI Induk dan tanpa Dasar Penetapan (4): KPI 1, KPI 2, KPI 3, KPI 4."
    ]
