"""What a department's file would change, and what is wrong in which cell."""

from decimal import Decimal

import pytest

from bsc.excel.lines import Kind, Preview
from bsc.excel.preview import plan_of
from bsc.models import Kpi, Measure, Objective, Scorecard
from bsc.services.uploads import apply_upload, store_upload
from cint_portal.core.errors import InvalidInput, StaleVersion
from tests.bsc.builders import a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.bsc.forms import (
    NOW,
    carton_file,
    changed,
    file_of,
    first_row,
    form_file,
    places,
    previewed,
    setup_file,
    typed,
)
from tests.company import Company
from tests.locks import unlocked

pytestmark = pytest.mark.django_db
LINE = (1, "Financial", "Menekan biaya", "Biaya produksi", "max 24", "Rp juta", 100, "Laporan", "QA", "A ÷ B")


@pytest.fixture
def empty(company: Company) -> Scorecard:
    return a_scorecard(company.department, company.cycle)


@pytest.fixture
def four(company: Company) -> Scorecard:
    return a_full_scorecard(company.department, company.cycle)


def with_cell(place: int, value: object) -> tuple[object, ...]:
    return (*LINE[:place], value, *LINE[place + 1 :])


def wrong(shown: Preview) -> list[tuple[str, str]]:
    return [(problem.reference, problem.reason) for problem in shown.problems]


def stored(company: Company, scorecard: Scorecard, shown: Preview, version: int | None = None) -> Scorecard:
    upload = store_upload(
        scorecard=scorecard,
        content={},
        file_name="a.xlsx",
        file_sha256="0" * 64,
        actor=company.manager,
        now=NOW,
    )
    return apply_upload(upload=upload, plan=plan_of(shown), actor=company.manager, now=NOW, version=version)


def test_a_carton_file_becomes_objectives_and_kpis(company: Company, empty: Scorecard) -> None:
    growth = "1. Nilai B : (X1 − X2) / X2\n2. Nilai D :\nB > 0% ; D = 1\nB = 0% ; D = 0,5\nB < 0% ; D = 0"
    data = carton_file(
        (
            1,
            "Keuangan",
            "Meningkatkan pencapaian KPI",
            "Peningkatan KPI",
            "> 0",
            "%",
            40,
            "Data KPI",
            "QA",
            growth,
        ),
        (2, "Pelanggan", "Pelayanan", "Waktu penyelesaian", "max 24", "jam", 0.35, None, None, None),
        (None, None, None, "Kapasitas", None, None, None, None, None, None),
        (None, None, None, "• Lini satu", "≥ 90", "%", 15, None, None, None),
        (None, None, None, "- Lini dua", 95, "%", 10, None, None, None),
        ("Total", None, None, None, None, None, 100, None, None, None),
    )
    data = changed(data, lambda sheet: setattr(sheet["G4"], "number_format", "0%"), "BSC")
    shown = previewed(empty, data)
    assert wrong(shown) == []
    assert shown.warnings == []
    stored(company, empty, shown)
    rows = {kpi.name: kpi for kpi in Kpi.objects.select_related("measure", "group", "objective__perspective")}
    first, second = rows["Peningkatan KPI"], rows["Waktu penyelesaian"]
    assert first.measure is not None
    assert second.measure is not None
    assert first.objective.perspective.kind == "financial"
    assert (first.measure.comparator, first.measure.target, first.weight) == (">", 0, 40)
    assert first.measure.step_rules == [[">", "0", "1"], ["=", "0", "0.5"], ["<", "0", "0"]]
    assert first.measure.calculation == "(X1 − X2) / X2"
    assert first.measure.data_provider == company.sister_department
    assert first.measure.filler_unit == company.department
    assert (second.measure.polarity, second.measure.comparator, second.weight) == ("minimize", "≤", 35)
    assert rows["Lini satu"].group == rows["Lini dua"].group == rows["Kapasitas"]
    assert rows["Kapasitas"].measure is None
    assert rows["Lini satu"].objective.name == "Pelayanan"
    assert list(rows["Lini dua"].measure.targets.values_list("value", flat=True)) == [95] * 12  # type: ignore[union-attr]


def test_a_setup_table_as_the_seed_prints_it(company: Company, empty: Scorecard) -> None:
    data = setup_file(
        ("Learning & Growth", "Kompetensi", "L1", "Skill Competencies", 100, "%", 100, "Stabil", 10, 10),
        ("Financial", "Kapasitas", "F1", "Actual Capacity", None, None, None, None, 90, None),
        (None, None, None, "Non Betalaktam", 87, "%", 90, "Naik", None, 45),
        (None, None, None, "Betalaktam", 90, "%", 95, "Naik", None, 45),
    )
    shown = previewed(empty, data)
    assert wrong(shown) == []
    assert shown.warnings == []
    stored(company, empty, shown)
    group = Kpi.objects.get(code="F1")
    assert group.title == "Actual Capacity"
    parts = list(group.sub_indicators.select_related("measure"))
    assert [(p.name, p.weight, p.measure.last_year) for p in parts if p.measure] == [
        ("Non Betalaktam", 45, 87),
        ("Betalaktam", 45, 90),
    ]


@pytest.mark.parametrize(
    ("place", "value", "cell", "why"),
    [
        (1, "Logistik", "BSC!B3", "Perspektif ini tidak ada"),
        (3, None, "BSC!D3", "Nama KPI belum diisi"),
        (4, "sesuai jadwal", "BSC!E3", "Bukan target"),
        (5, None, "BSC!F3", "Satuan belum diisi"),
        (5, "Rp jutaan", "BSC!F3", "Satuan ini belum pernah dipakai. Mungkin maksudnya “Rp juta”"),
        (6, 120, "BSC!G3", "Bobot harus lebih dari 0 dan paling besar 100 %"),
        (6, 0, "BSC!G3", "Bobot harus lebih dari 0"),
        (6, "banyak", "BSC!G3", "Ini bukan angka"),
        (6, 0.25, "BSC!G3", "Terbaca 0,25 %. Mungkin maksudnya 25 %?"),
        (6, 12.345, "BSC!G3", "dua desimal"),
        (8, "Departemen Gudang", "BSC!I3", "Unit kerja ini tidak dikenal"),
        (9, "2. Nilai D :\nbaik sekali", "BSC!J3", "satu syarat per baris"),
    ],
)
def test_a_wrong_cell_is_named_with_its_reason(
    empty: Scorecard, place: int, value: object, cell: str, why: str
) -> None:
    found = wrong(previewed(empty, carton_file(with_cell(place, value))))
    assert len(found) == 1
    assert found[0][0] == cell
    assert why in found[0][1]


def test_a_name_that_stands_twice_is_named_by_its_cell(empty: Scorecard) -> None:
    shown = previewed(empty, carton_file(LINE, with_cell(3, "biaya  Produksi")))
    assert wrong(shown) == [("BSC!D4", "Nama ini sudah dipakai di BSC!D3.")]


def test_weights_that_do_not_make_100_are_told_with_their_cells(empty: Scorecard) -> None:
    shown = previewed(
        empty, carton_file(with_cell(6, 60), (*with_cell(6, 30)[:3], "KPI lain", *with_cell(6, 30)[4:]))
    )
    assert shown.problems == []
    assert [(w.reference, w.text) for w in shown.warnings] == [
        ("BSC!G3:G4", "Jumlah bobot KPI 90 %, seharusnya 100 %.")
    ]


def test_a_percent_cell_counts_as_it_is_seen_and_a_plain_one_is_asked_about(empty: Scorecard) -> None:
    line = (1, "Financial", "Mutu", "Tepat waktu", 0.95, "%", 100, None, None, None)
    asked = wrong(previewed(empty, carton_file(line)))
    assert asked == [("BSC!E3", "Terbaca 0,95 %. Mungkin maksudnya 95 %?")]
    percent = changed(carton_file(line), lambda sheet: setattr(sheet["E3"], "number_format", "0%"), "BSC")
    shown = previewed(empty, percent)
    assert shown.problems == []
    assert shown.lines[0].measure is not None
    assert shown.lines[0].measure.target == 95
    hours = changed(
        carton_file((*line[:5], "jam", *line[6:])), lambda s: setattr(s["E3"], "number_format", "0%"), "BSC"
    )
    assert wrong(previewed(empty, hours)) == [("BSC!E3", "Sel berformat persen, tetapi satuannya “jam”.")]


def test_an_indonesian_number_is_echoed_as_it_was_read(empty: Scorecard) -> None:
    shown = previewed(empty, carton_file(with_cell(4, "max 1.250")))
    assert shown.lines[0].measure is not None
    assert shown.lines[0].measure.target == 1250
    assert any("titik dibaca sebagai pemisah ribuan" in remark for remark in shown.lines[0].remarks)


def test_a_file_without_the_titles_is_refused_with_what_is_missing(empty: Scorecard) -> None:
    with pytest.raises(InvalidInput) as refusal:
        previewed(empty, file_of(("Nama", "Alamat"), ("A", "B")))
    assert "KPI" in refusal.value.problems
    with pytest.raises(InvalidInput) as refusal:
        previewed(empty, file_of(("Aspek", "Sasaran Mutu", "KPI", "Target"), ("a", "b", "c", 1)))
    assert any("uom" in problem for problem in refusal.value.problems)


def test_another_units_form_is_refused(empty: Scorecard, company: Company) -> None:
    other = a_full_scorecard(company.other_department, company.cycle)
    with pytest.raises(InvalidInput, match="Departemen Keuangan 2027"):
        previewed(empty, form_file(other))


def test_a_row_that_the_file_lacks_is_removed_unless_it_is_younger_than_the_file(
    four: Scorecard, company: Company
) -> None:
    data = form_file(four)
    row = first_row(data)
    data = changed(data, lambda sheet: sheet.delete_rows(row))
    younger = a_kpi(
        an_objective(four, name="Sasaran baru"), a_measure(company.department, company.cycle, name="KPI 9")
    )
    shown = previewed(four, data)
    assert [line.name for line in shown.of(Kind.REMOVED)] == ["KPI 1"]
    assert [line.name for line in shown.of(Kind.KEPT)] == ["KPI 9"]
    assert [(c.before, c.after) for c in shown.objective_changes] == [("Sasaran financial", "")]
    stored(company, four, shown)
    assert not Measure.objects.filter(name="KPI 1").exists()
    assert not Objective.objects.filter(name="Sasaran financial").exists()
    assert Kpi.objects.filter(pk=younger.pk).exists()


def test_what_was_changed_in_the_portal_meanwhile_stays_unless_the_file_changes_it_too(
    four: Scorecard, company: Company
) -> None:
    data = form_file(four)
    row, column = first_row(data), places(data)["Balanced Score Card|KPI"]
    with unlocked():
        Measure.objects.filter(name="KPI 1").update(data_needed="Neraca")
        Measure.objects.filter(name="KPI 2").update(data_needed="Neraca")
    shown = previewed(four, typed(data, {f"{column}{row + 1}": "KPI dua"}))
    assert [line.name for line in shown.of(Kind.KEPT)] == ["KPI 1"]
    changed_line = shown.of(Kind.CHANGED)[0]
    assert changed_line.name == "KPI dua"
    assert any("Juga diubah di portal" in remark for remark in changed_line.remarks)


def test_a_cell_that_cannot_be_read_is_reported_although_the_portal_changed_its_row(
    four: Scorecard, company: Company
) -> None:
    data = form_file(four)
    cell = f"{places(data)['Bobot (C)']}{first_row(data)}"
    with unlocked():
        Measure.objects.filter(name="KPI 1").update(data_needed="Neraca")
    shown = previewed(four, typed(data, {cell: "banyak"}))
    assert shown.of(Kind.KEPT) == []
    (line,) = (line for line in shown.lines if line.name == "KPI 1")
    assert [problem.found for problem in line.problems] == ["banyak"]


def test_a_kpi_that_only_changes_its_perspective_says_from_which_to_which(
    four: Scorecard, company: Company
) -> None:
    stays = Objective.objects.get(name="Sasaran financial")
    a_kpi(stays, a_measure(company.department, company.cycle, name="KPI 5"))
    data = form_file(four)
    cell = f"{places(data)['Balanced Score Card|Aspek']}{first_row(data)}"
    shown = previewed(four, typed(data, {cell: "Customer"}))
    (line,) = (line for line in shown.lines if line.name == "KPI 1")
    (change,) = (change for change in line.changes if change.title == "Sasaran Mutu")
    assert (change.before, change.after) == ("Sasaran financial · Financial", "Sasaran financial · Customer")


def test_a_renamed_objective_keeps_its_kpis(four: Scorecard, company: Company) -> None:
    data = form_file(four)
    cell = f"{places(data)['Balanced Score Card|Sasaran Mutu']}{first_row(data)}"
    shown = previewed(four, typed(data, {cell: "Menekan biaya"}))
    assert shown.counts["unchanged"] == 4
    assert [(c.before, c.after) for c in shown.objective_changes] == [
        ("Sasaran financial · Mutu · Financial", "Menekan biaya · Mutu · Financial")
    ]
    before = Objective.objects.get(name="Sasaran financial").pk
    stored(company, four, shown)
    assert Objective.objects.get(name="Menekan biaya").pk == before


def test_a_joint_kpi_keeps_its_owners_definition(four: Scorecard, company: Company) -> None:
    theirs = a_measure(company.sister_department, company.cycle, name="Bersama", target=Decimal(50))
    a_kpi(an_objective(four, "customer", name="Bersama-sama"), theirs, weight=Decimal(5))
    data = form_file(four)
    place = places(data)
    rows = {line.name: line for line in previewed(four, data).lines}
    number = rows["Bersama"].number
    shown = previewed(
        four,
        typed(data, {f"{place['Target|Nilai (A)']}{number}": "≥ 90", f"{place['Bobot (C)']}{number}": 8}),
    )
    line = next(line for line in shown.lines if line.name == "Bersama")
    assert [c.title for c in line.changes] == ["Bobot (C)"]
    assert any("milik unit lain" in remark for remark in line.remarks)
    stored(company, four, shown)
    theirs.refresh_from_db()
    assert theirs.target == 50


def test_nothing_is_written_when_one_row_fails_or_the_version_is_old(
    four: Scorecard, company: Company
) -> None:
    data = form_file(four)
    row, place = first_row(data), places(data)
    shown = previewed(four, typed(data, {f"{place['Balanced Score Card|KPI']}{row}": "Nama baru"}))
    with pytest.raises(StaleVersion):
        stored(company, four, shown, version=four.version + 1)
    assert not Measure.objects.filter(name="Nama baru").exists()


def test_hidden_rows_are_read_and_named(four: Scorecard) -> None:
    data = form_file(four)
    row = first_row(data)
    data = changed(data, lambda sheet: setattr(sheet.row_dimensions[row], "hidden", True))
    shown = previewed(four, data)
    assert ("hidden_rows", {"rows": str(row)}) in [(note.code, note.params) for note in shown.table.notes]
    assert shown.counts["unchanged"] == 4


def test_months_of_their_own_come_and_go(four: Scorecard, company: Company) -> None:
    data = form_file(four)
    row, place = first_row(data), places(data)
    cells = {f"{place[f'Target {name}']}{row}": value for name, value in (("Jan", 80), ("Feb", "85,5"))}
    shown = previewed(four, typed(data, cells))
    assert [c.title for line in shown.of(Kind.CHANGED) for c in line.changes] == ["Target per bulan"]
    stored(company, four, shown)
    measure = Measure.objects.get(name="KPI 1")
    assert list(measure.targets.values_list("month", "value")) == [(1, 80), (2, Decimal("85.5"))]
    assert previewed(four, form_file(Scorecard.objects.get(pk=four.pk))).changes_nothing


def test_a_perspectives_weight_is_written_once(company: Company) -> None:
    card = a_full_scorecard(company.department, company.cycle, weighting="perspective")
    data = form_file(card)
    row, column = first_row(data), places(data)["Bobot (C)"]
    shown = previewed(card, typed(data, {f"{column}{row}": 40, f"{column}{row + 1}": 10}))
    assert [(lane.label, lane.before, lane.after) for lane in shown.lanes] == [
        ("Financial", "25 %", "40 %"),
        ("Customer", "25 %", "10 %"),
    ]
    stored(company, card, shown)
    assert card.perspectives.get(kind="financial").weight == 40
