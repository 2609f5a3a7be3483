"""Calculated KPIs as they are written: formulas, roll-ups, and no circle between them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bsc.models import Kpi, Measure, MeasureInput, Scorecard
from bsc.selectors.calculation import circle_from, formula_sources, rolled_up
from bsc.selectors.joint import use_of
from bsc.services.drafts import KpiDraft, MeasureDraft, measure_problems
from bsc.services.kpi import add_kpi, edit_kpi
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import PlanningCycle
from tests.bsc.builders import Status, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company

D = Decimal
RATIO = MeasureDraft("Rasio biaya", "%", target=D(8), value_source="formula", expression="A / B * 100")


@pytest.fixture
def card(company: Company) -> Scorecard:
    return a_scorecard(company.corporate, company.cycle)


@pytest.fixture
def entered(company: Company, card: Scorecard) -> list[Measure]:
    """Two KPIs of the company that a department enters."""
    objective = an_objective(card)
    rows = [a_measure(company.corporate, company.cycle, name=name) for name in ("Biaya", "Pendapatan")]
    for row in rows:
        a_kpi(objective, row)
    return rows


def over(entered: list[Measure], draft: MeasureDraft = RATIO) -> MeasureDraft:
    return replace(draft, inputs=dict(zip("AB", entered, strict=False)))


def add(company: Company, card: Scorecard, draft: MeasureDraft, **fields: object) -> Kpi:
    objective = card.perspectives.earliest("pk").objectives.first() or an_objective(card)
    return add_kpi(objective=objective, actor=company.cms, kpi=KpiDraft(**fields), measure=draft)  # type: ignore[arg-type]


def test_a_formula_keeps_its_inputs_and_nobody_enters_it(
    company: Company, card: Scorecard, entered: list[Measure]
) -> None:
    draft = replace(over(entered), filler_unit=company.department)
    measure = add(company, card, draft).measure
    assert measure is not None
    assert (measure.expression, measure.filler_unit) == ("A / B * 100", None)
    assert dict(measure.inputs.values_list("symbol", "source__name")) == {"A": "Biaya", "B": "Pendapatan"}


def test_the_same_formula_again_changes_nothing_and_another_source_forgets_it(
    company: Company, card: Scorecard, entered: list[Measure]
) -> None:
    kpi = add(company, card, over(entered))
    card.refresh_from_db()
    before = card.version
    edit_kpi(kpi=kpi, actor=company.cms, draft=KpiDraft(), measure=over(entered))
    card.refresh_from_db()
    assert card.version == before
    plain = replace(RATIO, value_source="entered", expression="", filler_unit=company.department)
    edit_kpi(kpi=kpi, actor=company.cms, draft=KpiDraft(), measure=plain)
    kpi.measure.refresh_from_db()  # type: ignore[union-attr]
    assert (kpi.measure.expression, MeasureInput.objects.count()) == ("", 0)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"expression": "A / B +"}, "expression", "Tulis rumus"),
        ({"expression": "2 * 50"}, "expression", "sekurangnya satu simbol"),
        ({"expression": "A / C"}, "expression", "Pilih KPI untuk simbol C"),
        ({"expression": "A * 100"}, "expression", "Simbol B tidak dipakai"),
        ({"consolidation": "ratio"}, "consolidation", "tidak dikonsolidasi sebagai rasio"),
        ({"provider_due_day": 29}, "provider_due_day", "Tanggal 1 sampai 28"),
    ],
)
def test_a_formula_that_cannot_work_says_why(
    company: Company, entered: list[Measure], change: dict[str, str], field: str, words: str
) -> None:
    problems = measure_problems(replace(over(entered), **change))  # type: ignore[arg-type]
    assert list(problems) == [field]
    assert words in problems[field]


def test_a_formula_over_itself_is_refused_with_the_way_round(
    company: Company, card: Scorecard, entered: list[Measure]
) -> None:
    first = add(company, card, over(entered))
    assert first.measure is not None
    second = add(company, card, over([first.measure], replace(RATIO, name="Sisa", expression="100 - A")))
    assert second.measure is not None
    changed = over([second.measure, entered[1]])
    with pytest.raises(InvalidInput, match="Rasio biaya → Sisa → Rasio biaya"):
        edit_kpi(kpi=first, actor=company.cms, draft=KpiDraft(), measure=changed)
    assert MeasureInput.objects.get(measure=first.measure, symbol="A").source == entered[0], (
        "nothing was kept"
    )
    with pytest.raises(InvalidInput, match="melingkar"):
        edit_kpi(kpi=first, actor=company.cms, draft=KpiDraft(), measure=over([first.measure, entered[1]]))


def test_a_parent_that_rests_on_its_child_is_a_circle_too(company: Company, entered: list[Measure]) -> None:
    """The directorate's KPI serves the company's rolled-up one, and would be worked out of it."""
    company_card = Scorecard.objects.get()
    rolled = replace(RATIO, name="Total", value_source="rollup", expression="")
    top = add(company, company_card, rolled, rollup="sum")
    assert top.measure is not None
    below = a_scorecard(company.directorate, company.cycle)
    draft = over([top.measure], replace(RATIO, name="Bagian", expression="A * 0,5"))
    objective = an_objective(below)
    serving = KpiDraft(parent=top, cascade_kind="direct")
    with pytest.raises(InvalidInput, match="melingkar"):
        add_kpi(objective=objective, actor=company.cms, kpi=serving, measure=draft)
    free = add_kpi(objective=objective, actor=company.cms, kpi=KpiDraft(), measure=draft)
    with pytest.raises(InvalidInput, match="Bagian → Total → Bagian"):
        edit_kpi(kpi=free, actor=company.cms, draft=serving)


def test_another_years_kpi_and_growth_are_no_sources(
    company: Company, card: Scorecard, entered: list[Measure]
) -> None:
    other = a_measure(company.corporate, PlanningCycle.objects.open_year(2026))
    growth = a_measure(company.corporate, company.cycle, value_source="own_growth", name="Tumbuh")
    for foreign in (other, growth):
        with pytest.raises(InvalidInput, match="tahun yang sama"):
            add(company, card, over([foreign, entered[0]]))


def test_a_rolled_up_figure_needs_its_way(company: Company, card: Scorecard) -> None:
    rolled = replace(RATIO, value_source="rollup", expression="")
    with pytest.raises(InvalidInput, match="cara menghitung"):
        add(company, card, rolled)
    top = add(company, card, rolled, rollup="average")
    below = a_scorecard(company.department, company.cycle, Status.APPROVED)
    draft = a_scorecard(company.sister_department, company.cycle)
    children = [
        a_kpi(an_objective(one), parent=top, cascade_kind="direct", weight=D(40)) for one in (below, draft)
    ]
    found = rolled_up([company.cycle.pk])[top.measure_id or 0]
    assert (found.how, [(one.measure_id, one.weight) for one in found.shares]) == (
        "average",
        [(children[0].measure_id, D(40))],
    ), "what nobody decided is no source"


@pytest.mark.parametrize(
    ("edges", "way"),
    [
        ({}, []),
        ({1: {2}, 2: {3}}, []),
        ({1: {1}}, [1, 1]),
        ({1: {2, 3}, 2: {4}, 3: {1}, 4: {1}}, [1, 3, 1]),
        ({1: {2}, 2: {3}, 3: {2}}, []),
    ],
)
def test_the_shortest_way_round_is_found(edges: dict[int, set[int]], way: list[int]) -> None:
    assert circle_from(1, edges) == way


def test_drafts_of_other_departments_are_no_sources(company: Company) -> None:
    own = a_scorecard(company.department, company.cycle)
    sent = a_scorecard(company.sister_department, company.cycle, Status.SENT_CMS)
    secret = a_scorecard(company.other_department, company.cycle)
    for card, name in ((own, "Milik sendiri"), (sent, "Terkirim"), (secret, "Rahasia")):
        a_kpi(an_objective(card), a_measure(card.unit, company.cycle, name=name))
    assert {row.name for row in formula_sources(own)} == {"Milik sendiri", "Terkirim"}


@pytest.mark.parametrize(
    "values", [{"symbol": "G"}, {"symbol": "a"}, {"symbol": "A", "source": "itself"}], ids=str
)
def test_the_database_keeps_symbols_and_refuses_a_measure_of_itself(
    entered: list[Measure], values: dict[str, str]
) -> None:
    source = entered[0] if "source" in values else entered[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureInput.objects.create(measure=entered[0], symbol=values["symbol"], source=source)


def test_a_measure_shows_who_weighs_it_and_hides_foreign_drafts(company: Company) -> None:
    owner = a_scorecard(company.department, company.cycle, Status.ESTABLISHED)
    joint = a_measure(company.department, company.cycle)
    a_kpi(an_objective(owner), joint, weight=D(60))
    a_kpi(an_objective(owner, name="Lain"), weight=D(40))
    draft = a_scorecard(company.other_department, company.cycle)
    a_kpi(an_objective(draft), joint, weight=D(100))
    for person, units, hidden in (
        (company.cms, ["Departemen PPIC", "Departemen Keuangan"], 0),
        (company.manager, ["Departemen PPIC"], 1),
    ):
        use = use_of(joint, person)
        assert [row.scorecard.unit.name for row in use.weighings] == units
        assert (use.weighings[0].share, use.weighings[0].is_owner, use.hidden) == (D(60), True, hidden)
