"""Reading whole scorecards, their measures, bands and content."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bsc.models import (
    Band,
    BandSet,
    Kpi,
    Measure,
    MeasureInput,
    MeasureTarget,
    Objective,
    ProgrammeActivity,
    Scorecard,
    ScorecardPerspective,
)
from bsc.scoring import grade_on, scorecard_total
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.measures import (
    WordedBand,
    band_sets,
    bands,
    entered_measures,
    measures_filled_by,
)
from bsc.selectors.rows import ScorecardStructure, score_shape
from bsc.selectors.specs import spec_of
from bsc.selectors.structure import structure, structures
from swot.models import StrategicInitiative, SwotAnalysis
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company, unit
from tests.conftest import at


def queries(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


def test_a_scorecard_reads_as_lanes_objectives_and_kpis_in_order(company: Company) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    read = structure(scorecard)
    assert [lane.label for lane in read.perspectives] == [
        "Financial", "Customer", "Internal Process", "Learning & Growth"
    ]  # fmt: skip
    assert [kpi.name for kpi in read.kpis] == ["KPI 1", "KPI 2", "KPI 3", "KPI 4"]
    assert read.unit_name == "Departemen PPIC"
    assert read.year == 2027
    assert read.weights_sum == 100


def test_sub_indicators_hang_under_their_group_and_carry_the_figures(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    group = Kpi.objects.create(objective=objective, title="Actual Capacity", code="F.1.1")
    for name in ("Betalaktam", "Maintenance"):
        a_kpi(objective, a_measure(company.department, company.cycle, name=name), group=group, weight=50)
    read = structure(objective.perspective.scorecard)
    (row,) = read.kpis
    assert (row.is_group, row.measure, row.name) == (True, None, "Actual Capacity")
    assert [part.name for part in row.parts] == ["Betalaktam", "Maintenance"]
    assert read.leaves == row.parts
    assert read.weights_sum == 100


def test_the_cap_in_force_is_the_measures_own_else_the_cycles(company: Company) -> None:
    own = a_measure(company.department, company.cycle, cap=Decimal("1.05"))
    inherited = a_measure(company.department, company.cycle)
    assert spec_of(own).rule.cap == Decimal("1.05")
    assert spec_of(inherited).rule.cap == Decimal("1.20")


def test_month_targets_come_as_twelve_with_pairs_for_ratios(company: Company) -> None:
    measure = a_measure(company.department, company.cycle, target=None, consolidation="ratio")
    MeasureTarget.objects.create(measure=measure, month=3, value=Decimal(9), denominator=Decimal(10))
    MeasureTarget.objects.create(measure=measure, month=4, value=Decimal("0.9"))
    targets = spec_of(measure).month_targets
    assert len(targets) == 12
    assert targets[2:4] == ((Decimal(9), Decimal(10)), Decimal("0.9"))
    assert targets[0] is None


def test_a_step_table_or_a_range_is_a_target_too(company: Company) -> None:
    bare = a_measure(company.department, company.cycle, target=None)
    steps = a_measure(company.department, company.cycle, target=None, step_rules=[["≥", "0", "1"]])
    ranged = a_measure(company.department, company.cycle, target=None, lower=Decimal(-5), upper=Decimal(5))
    assert [spec_of(row).has_target for row in (bare, steps, ranged)] == [False, True, True]


def test_a_parent_tells_its_scorecard_and_whether_it_is_decided(company: Company) -> None:
    top = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)))
    child = a_kpi(an_objective(a_scorecard(company.department, company.cycle)), parent=top)
    (row,) = structure(child.objective.perspective.scorecard).kpis
    assert row.parent is not None
    assert (row.parent.name, row.parent.unit_name, row.parent.is_decided) == (
        "Pendapatan", "PT Uji Sentosa Tbk", True
    )  # fmt: skip
    assert row.parent_name == "Pendapatan"


@pytest.mark.parametrize(("weighting", "weights", "shares"), [
    ("kpi", [60, 40], [60, 40]),
    ("perspective", [None, None], [Decimal("12.5"), Decimal("12.5")]),
    ("kpi", [None, 40], []),
])  # fmt: skip
def test_planned_shares_follow_the_weighting(
    company: Company, weighting: str, weights: list[Any], shares: list[Any]
) -> None:
    scorecard = a_scorecard(company.department, company.cycle, weighting=weighting)
    objective = an_objective(scorecard)
    rest = [an_objective(scorecard, lane) for lane in ("customer", "process", "learning")]
    for weight in weights:
        a_kpi(objective, weight=weight)
    if weighting == "perspective":
        for other in rest:
            a_kpi(other, weight=None)
    read = structure(scorecard)
    found = read.shares()
    assert [found[kpi.id] for kpi in read.perspectives[0].kpis if found] == shares


def test_the_structure_feeds_the_scoring_as_it_is(company: Company) -> None:
    read = structure(a_full_scorecard(company.department, company.cycle))
    total = scorecard_total(
        [score_shape(kpi) for kpi in read.kpis], perspective_weights=read.perspective_weights
    )
    assert total.weights_sum == 100


def test_reading_many_scorecards_takes_as_many_queries_as_reading_one(company: Company) -> None:
    units = [unit(f"D{n}", f"Departemen {n}", "department", company.directorate) for n in range(6)]
    many: list[Scorecard] = [a_full_scorecard(row, company.cycle, kpis=12) for row in units]
    one = queries(lambda: structures(many[:1]))
    assert queries(lambda: structures(many)) == one
    assert queries(lambda: structure(many[0])) == one
    assert list(structures(many)) == [row.pk for row in many]


def test_reading_no_scorecard_gives_nothing(company: Company) -> None:
    assert structures([]) == {}


# --- Who fills what ---------------------------------------------------------------------------------------


def test_a_unit_fills_its_own_measures_and_those_of_other_scorecards_that_name_it(company: Company) -> None:
    own = a_measure(company.department, company.cycle, name="Milik sendiri")
    corporate = a_measure(
        company.corporate, company.cycle, name="Milik korporat", filler_unit=company.department
    )
    a_kpi(an_objective(a_scorecard(company.department, company.cycle, Status.ESTABLISHED)), own)
    a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)), corporate)
    assert measures_filled_by(company.department, company.cycle) == [corporate, own]


def test_a_joint_measure_is_filled_once_however_many_scorecards_weigh_it(company: Company) -> None:
    joint = a_measure(company.department, company.cycle)
    for owner in (company.department, company.sister_department, company.other_department):
        a_kpi(an_objective(a_scorecard(owner, company.cycle, Status.ESTABLISHED)), joint)
    assert measures_filled_by(company.department, company.cycle) == [joint]
    assert measures_filled_by(company.sister_department, company.cycle) == []


@pytest.mark.parametrize("status", Status.values)
def test_only_a_decided_scorecard_asks_for_figures(company: Company, status: str) -> None:
    a_kpi(
        an_objective(
            a_scorecard(company.department, company.cycle, status, revision=0, effective_from="2027-01-20")
        )
    )
    expected = {"approved": 1, "established": 1, "under_change": 1}.get(status, 0)
    assert len(measures_filled_by(company.department, company.cycle)) == expected


def test_a_computed_measure_is_filled_by_nobody(company: Company) -> None:
    growth = a_measure(company.department, company.cycle, value_source=Measure.ValueSource.OWN_GROWTH)
    a_kpi(an_objective(a_scorecard(company.department, company.cycle, Status.APPROVED)), growth)
    assert not entered_measures(company.cycle).exists()


# --- Bands ------------------------------------------------------------------------------------------------


def test_a_year_without_bands_is_judged_by_the_shipped_ones_with_their_words(company: Company) -> None:
    assert [(band.label, band.word) for band in bands(company.cycle, "total")] == [
        ("biru", "Sangat Baik"),
        ("hijau", "Normal"),
        ("kuning", "Siaga"),
        ("merah", "Bahaya"),
        ("hitam", "Bahaya"),
    ]


def test_stored_bands_win_over_the_shipped_ones(company: Company) -> None:
    row = BandSet.objects.create(cycle=company.cycle, purpose="kpi", name="Dua warna", scale="percent")
    Band.objects.create(band_set=row, position=0, label="hijau", word="Baik", color="hijau", lower=95)
    Band.objects.create(band_set=row, position=1, label="merah", color="merah")
    stored = band_sets(company.cycle)["kpi"]
    assert [band.label for band in stored] == ["hijau", "merah"]
    found = grade_on(Decimal("0.96"), stored)
    assert isinstance(found, WordedBand)
    assert found.word == "Baik"
    assert len(bands(company.cycle, "appraisal")) == 5


# --- Content and its hash ---------------------------------------------------------------------------------


def signed(scorecard: Scorecard) -> str:
    return content_hash(content_of(scorecard))


def read_again(scorecard: Scorecard) -> Scorecard:
    return Scorecard.objects.get(pk=scorecard.pk)


@pytest.fixture
def rich(company: Company) -> Scorecard:
    """A scorecard in which every field that can be signed has a value."""
    top = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)))
    scorecard = a_scorecard(company.department, company.cycle)
    objective = an_objective(scorecard, source=top.objective, cascade_kind="direct", basis="Kebijakan")
    measure = a_measure(company.department, company.cycle, data_provider=company.sister_department)
    kpi = a_kpi(objective, measure, parent=top, weight=Decimal("60"), cascade_kind="direct")
    group = Kpi.objects.create(objective=objective, title="Kapasitas")
    computed = a_measure(company.department, company.cycle, value_source="formula", expression="A")
    MeasureInput.objects.create(measure=computed, symbol="A", source=measure)
    a_kpi(objective, computed, group=group, weight=Decimal("40"))
    objective.programme.create(activity="Pelatihan K3")
    analysis = SwotAnalysis.objects.create(cycle=company.cycle)
    initiative = StrategicInitiative.objects.create(
        analysis=analysis, code="SI-01", name="Pasar baru", owner_unit=company.department
    )
    kpi.initiatives.add(initiative)
    return scorecard


def test_the_hash_is_the_same_however_often_the_scorecard_is_read(rich: Scorecard) -> None:
    assert {signed(read_again(rich)) for _ in range(3)} == {signed(rich)}


CHANGES: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "perspective label": (ScorecardPerspective, {"label": "People Development"}),
    "perspective weight": (ScorecardPerspective, {"weight": Decimal("24.99")}),
    "perspective order": (ScorecardPerspective, {"position": 9}),
    "objective name": (Objective, {"name": "Lain"}),
    "objective kinds": (Objective, {"kinds": ["quality", "ohs"]}),
    "objective source": (Objective, {"source": None}),
    "objective cascade": (Objective, {"cascade_kind": "indirect"}),
    "objective kind of basis": (Objective, {"basis_kind": "ohs"}),
    "objective consultation": (Objective, {"consultation": "Risalah P2K3 12/2026"}),
    "objective consulted on": (Objective, {"consulted_on": date(2026, 11, 4)}),
    "programme activity": (ProgrammeActivity, {"activity": "Pelatihan ulang"}),
    "programme resources": (ProgrammeActivity, {"resources": "Rp 20 juta"}),
    "programme pic": (ProgrammeActivity, {"pic": "Bapak Andi"}),
    "programme start": (ProgrammeActivity, {"starts_on": date(2027, 2, 1)}),
    "programme end": (ProgrammeActivity, {"ends_on": date(2027, 11, 30)}),
    "programme evaluation": (ProgrammeActivity, {"evaluation": "Uji pemahaman"}),
    "objective basis": (Objective, {"basis": "Lain"}),
    "kpi code": (Kpi, {"code": "X"}),
    "kpi weight": (Kpi, {"weight": Decimal("59.99")}),
    "kpi pic": (Kpi, {"pic": "Bapak Andi"}),
    "kpi process": (Kpi, {"is_process": True}),
    "kpi parent": (Kpi, {"parent": None}),
    "kpi cascade": (Kpi, {"cascade_kind": "indirect"}),
    "kpi rollup": (Kpi, {"rollup": "sum"}),
    "kpi kind of basis": (Kpi, {"basis_kind": "legal"}),
    "kpi scope": (Kpi, {"cascade_scope": "part"}),
    "kpi facet": (Kpi, {"facet": "processes"}),
    "kpi bands": (Kpi, {"green_from": Decimal(98), "yellow_from": Decimal(95)}),
    "kpi basis": (Kpi, {"basis": "Lain"}),
    **{
        f"measure {name}": (Measure, {name: value})
        for name, value in {
            "name": "Lain", "definition": "Lain", "formula_text": "a ÷ b", "unit": "%", "decimals": 3,
            "polarity": "minimize", "minimize_by": "mirror", "lower": Decimal(1), "upper": Decimal(9),
            "worst": Decimal(7), "cap": Decimal("1.50"), "zero_tolerance": True, "comparator": ">",
            "frequency": "yearly", "consolidation": "sum", "input_mode": "cumulative",
            "value_source": "own_growth", "step_rules": [[">", "0", "1"]], "last_year": Decimal(80),
            "target": Decimal("100.000001"), "filler_unit": None, "data_needed": "Faktur",
            "data_provider": None, "evidence_required": "Laporan", "is_illustration": True,
            "provider_due_day": 5, "calculation": "Rekap faktur", "purpose": "Tumbuh",
            "deviation_action": "Rapat",
            "standard": "ISO 9001", "clause": "9.1.1", "smart": ["specific"], "criteria": ["simple"],
            "expression": "A / B",
        }.items()
    },
    "measure inputs": (MeasureInput, {"symbol": "B"}),
    "month target": (MeasureTarget, {"value": Decimal("100.000001")}),
    "month denominator": (MeasureTarget, {"denominator": Decimal(2)}),
}  # fmt: skip


def first_of(model: type[Any], scorecard: Scorecard) -> Any:
    """The first row of that table that belongs to the scorecard."""
    path = {
        ScorecardPerspective: "scorecard",
        Objective: "perspective__scorecard",
        Kpi: "objective__perspective__scorecard",
        Measure: "kpis__objective__perspective__scorecard",
        MeasureTarget: "measure__kpis__objective__perspective__scorecard",
        MeasureInput: "measure__kpis__objective__perspective__scorecard",
        ProgrammeActivity: "objective__perspective__scorecard",
    }[model]
    return model.objects.filter(**{path: scorecard}).order_by("pk").first()


@pytest.mark.parametrize("change", CHANGES)
def test_the_hash_changes_with_every_field(rich: Scorecard, change: str) -> None:
    before = signed(rich)
    model, values = CHANGES[change]
    row = first_of(model, rich)
    for name, value in values.items():
        assert getattr(row, name) != value, "the change must change something"
        setattr(row, name, value)
    row.save()
    assert signed(rich) != before


def test_the_hash_changes_when_a_row_goes_or_an_initiative_is_no_longer_served(rich: Scorecard) -> None:
    seen = {signed(rich)}
    first_of(MeasureTarget, rich).delete()
    seen.add(signed(rich))
    first_of(Kpi, rich).initiatives.clear()
    seen.add(signed(rich))
    first_of(Kpi, rich).delete()
    seen.add(signed(rich))
    assert len(seen) == 4


def test_decisions_status_and_a_renamed_unit_are_no_content(rich: Scorecard) -> None:
    before = signed(rich)
    Kpi.objects.filter(objective__perspective__scorecard=rich).update(decision="accepted")
    Scorecard.objects.filter(pk=rich.pk).update(status=Status.WITH_BOARD, version=7)
    rich.unit.name = "Departemen Perencanaan"
    rich.unit.save()
    assert signed(rich) == before
    assert content_of(rich)["labels"]["unit"] == "Departemen Perencanaan"


def test_fields_that_came_later_leave_an_older_signature_alone(company: Company) -> None:
    """What an approval signed before a field existed must still be recognised by its hash."""
    scorecard = a_full_scorecard(company.department, company.cycle, kpis=1)
    lane = content_of(scorecard)["perspectives"][0]
    objective = lane["objectives"][0]
    kpi = objective["kpis"][0]
    assert objective.keys() == {"id", "name", "kinds", "source_id", "cascade_kind", "basis", "kpis"}
    assert kpi.keys() == {
        "id", "code", "name", "weight", "is_process", "pic", "parent_id", "cascade_kind", "rollup", "basis",
        "initiative_ids", "measure", "parts",
    }  # fmt: skip
    assert kpi["measure"].keys() == {
        "cap", "id", "name", "definition", "formula_text", "unit", "decimals", "polarity", "minimize_by",
        "lower", "upper", "worst", "zero_tolerance", "comparator", "frequency", "consolidation",
        "input_mode", "value_source", "last_year", "target", "owner_id", "filler_id", "data_needed",
        "provider_id", "evidence_required", "is_illustration", "steps", "targets",
    }  # fmt: skip


def test_progress_of_a_programme_is_reported_not_signed(rich: Scorecard, company: Company) -> None:
    before = signed(rich)
    activity = first_of(ProgrammeActivity, rich)
    activity.progress.create(percent=30, reported_by=company.manager, reported_at=at("2027-03-01 09:00"))
    activity.progress.create(percent=60, reported_by=company.manager, reported_at=at("2027-04-01 09:00"))
    assert structure(rich).objectives[0].programme[0].percent == 60
    assert signed(rich) == before


def test_every_field_of_a_measure_is_signed() -> None:
    """A field that is added to the table later must change the hash or be excluded knowingly."""
    left_out = {
        "id",
        "cycle",
        "kpis",
        "owner_unit",
        "targets",
        "used_in",
        "taken_over",
        "earlier",
        "figure_class",
    }
    stored = {field.name for field in Measure._meta.get_fields() if not field.name.endswith("event")}
    named = {name.removeprefix("measure ") for name in CHANGES if name.startswith("measure ")}
    assert {
        name for name in stored - named - left_out if "actual" not in name and "event" not in name
    } == set()


def test_an_empty_scorecard_has_content_too(company: Company) -> None:
    read: ScorecardStructure = structure(a_scorecard(company.department, company.cycle))
    assert (read.kpis, read.leaves, read.weights_sum, read.shares()) == ((), (), 0, {})
    assert len(signed(a_scorecard(company.sister_department, company.cycle))) == 64
