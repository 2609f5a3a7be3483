"""Writing KPIs: with a new measure, with another scorecard's, as a group; changing and deleting them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import Kpi, Measure, MeasureTarget, Scorecard
from bsc.selectors.structure import structure
from bsc.services.drafts import KpiDraft, MeasureDraft, measure_problems
from bsc.services.kpi import add_group, add_kpi, delete_kpi, edit_kpi
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.organization.models import User
from swot.models import StrategicInitiative, SwotAnalysis
from tests.bsc.builders import Status, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company

REVENUE = MeasureDraft(name="Revenue", unit="Rp juta", target=Decimal(50000), consolidation="sum", decimals=0)
ESTABLISHED = {"revision": 0, "effective_from": "2027-01-20"}


def months(kpi: Kpi) -> dict[int, Decimal]:
    return dict(MeasureTarget.objects.filter(measure=kpi.measure).values_list("month", "value"))


# --- Adding ---------------------------------------------------------------------------------------------


def test_a_kpi_comes_with_its_measure(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    kpi = add_kpi(
        objective=objective,
        actor=company.manager,
        kpi=KpiDraft(code=" F1 ", weight=Decimal(20), pic="Kasi PPIC", basis="Kebijakan mutu"),
        measure=REVENUE,
        version=0,
    )
    (row,) = structure(objective.perspective.scorecard).kpis
    assert (row.id, row.code, row.name, row.weight) == (kpi.pk, "F1", "Revenue", 20)
    assert row.measure is not None
    assert (row.measure.owner_name, row.measure.filler_name) == ("Departemen PPIC", "Departemen PPIC")
    scorecard = Scorecard.objects.get()
    assert (scorecard.version, scorecard.contributors) == (1, [company.manager.pk])


def test_a_corporate_kpi_waits_for_somebody_to_be_named(company: Company) -> None:
    objective = an_objective(a_scorecard(company.corporate, company.cycle))
    kpi = add_kpi(objective=objective, actor=company.cms, kpi=KpiDraft(), measure=REVENUE)
    named = replace(REVENUE, filler_unit=company.other_department)
    other = add_kpi(objective=objective, actor=company.cms, kpi=KpiDraft(), measure=named)
    assert kpi.measure is not None
    assert kpi.measure.filler_unit is None
    assert other.measure is not None
    assert other.measure.filler_unit == company.other_department


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (REVENUE, {**dict.fromkeys(range(1, 12), Decimal(4166)), 12: Decimal(4174)}),
        (
            replace(REVENUE, consolidation="average", target=Decimal(95)),
            dict.fromkeys(range(1, 13), Decimal(95)),
        ),
        (replace(REVENUE, frequency="half_yearly", target=Decimal(10)), {6: Decimal(5), 12: Decimal(5)}),
        (replace(REVENUE, target=None), {}),
        (replace(REVENUE, targets={3: (Decimal(7), None)}), {3: Decimal(7)}),
    ],
)
def test_the_yearly_target_is_phased_unless_months_were_typed(
    company: Company, draft: MeasureDraft, expected: dict[int, Decimal]
) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    kpi = add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=draft)
    assert months(kpi) == expected


def test_a_ratio_keeps_numerator_and_denominator(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    draft = replace(REVENUE, consolidation="ratio", targets={1: (Decimal(95), Decimal(100))})
    kpi = add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=draft)
    target = MeasureTarget.objects.get(measure=kpi.measure)
    assert (target.value, target.denominator) == (95, 100)


def test_a_computed_measure_is_entered_by_nobody(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    steps = [(">", "0", "1"), ("=", "0", "0.5"), ("<", "0", "0")]
    draft = replace(REVENUE, target=None, value_source="own_growth", step_rules=steps)
    kpi = add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=draft)
    assert kpi.measure is not None
    assert kpi.measure.filler_unit is None
    (row,) = structure(objective.perspective.scorecard).kpis
    assert row.measure is not None
    assert [step.score for step in row.measure.steps] == [1, Decimal("0.5"), 0]


def test_a_kpi_serves_initiatives(company: Company) -> None:
    objective = an_objective(a_scorecard(company.corporate, company.cycle))
    initiative = StrategicInitiative.objects.create(
        analysis=SwotAnalysis.objects.create(cycle=company.cycle),
        code="SI-1",
        name="Ekspor",
        owner_unit=company.department,
    )
    kpi = add_kpi(
        objective=objective, actor=company.cms, kpi=KpiDraft(initiatives=[initiative]), measure=REVENUE
    )
    assert list(kpi.initiatives.all()) == [initiative]
    edit_kpi(kpi=kpi, actor=company.cms, draft=KpiDraft())
    assert not kpi.initiatives.exists()


# --- What it hangs on -----------------------------------------------------------------------------------


def test_a_kpi_serves_one_that_is_approved_above(company: Company) -> None:
    parent = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)))
    objective = an_objective(a_scorecard(company.department, company.cycle))
    kpi = add_kpi(
        objective=objective,
        actor=company.manager,
        kpi=KpiDraft(parent=parent, cascade_kind="direct"),
        measure=REVENUE,
    )
    assert (kpi.parent, kpi.cascade_kind) == (parent, "direct")


@pytest.mark.parametrize(
    ("unit", "status"),
    [
        ("corporate", Status.DRAFT),
        ("corporate", Status.WITH_BOARD),
        ("sister_department", Status.ESTABLISHED),
    ],
)
def test_a_kpi_hangs_on_nothing_undecided_or_beside_it(company: Company, unit: str, status: str) -> None:
    parent = a_kpi(an_objective(a_scorecard(getattr(company, unit), company.cycle, status)))
    objective = an_objective(a_scorecard(company.department, company.cycle))
    with pytest.raises(InvalidInput, match="KPI Induk"):
        add_kpi(
            objective=objective,
            actor=company.manager,
            kpi=KpiDraft(parent=parent, cascade_kind="direct"),
            measure=REVENUE,
        )
    assert not Kpi.objects.filter(objective=objective).exists()


def test_a_parent_of_another_year_is_refused(company: Company) -> None:
    last_year = type(company.cycle).objects.open_year(2026)
    parent = a_kpi(an_objective(a_scorecard(company.corporate, last_year, Status.ESTABLISHED)))
    objective = an_objective(a_scorecard(company.department, company.cycle))
    with pytest.raises(InvalidInput, match="KPI Induk"):
        add_kpi(
            objective=objective,
            actor=company.manager,
            kpi=KpiDraft(parent=parent, cascade_kind="direct"),
            measure=REVENUE,
        )


def test_a_parent_needs_to_say_how_it_is_served(company: Company) -> None:
    parent = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)))
    objective = an_objective(a_scorecard(company.department, company.cycle))
    with pytest.raises(InvalidInput, match="Langsung"):
        add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(parent=parent), measure=REVENUE)


# --- Groups ---------------------------------------------------------------------------------------------


def test_sub_indicators_stand_under_a_group(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    group = add_group(
        objective=objective, actor=company.manager, kpi=KpiDraft(title="Actual Capacity", weight=Decimal(35))
    )
    for name in ("Betalaktam", "Maintenance"):
        add_kpi(
            objective=objective,
            actor=company.manager,
            kpi=KpiDraft(weight=Decimal("3.5")),
            measure=replace(REVENUE, name=name),
            group=group,
        )
    (row,) = structure(objective.perspective.scorecard).kpis
    assert [part.name for part in row.parts] == ["Betalaktam", "Maintenance"]
    assert row.weight is None, "with explicit weights the sub-indicators carry them"


def test_a_group_keeps_its_weight_where_perspectives_are_weighed(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle, weighting="perspective"))
    group = add_group(
        objective=objective, actor=company.manager, kpi=KpiDraft(title="Kapasitas", weight=Decimal(25))
    )
    assert group.weight == 25


def test_a_sub_indicator_serves_what_its_group_serves(company: Company) -> None:
    parent = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)))
    objective = an_objective(a_scorecard(company.department, company.cycle))
    group = add_group(objective=objective, actor=company.manager, kpi=KpiDraft(title="Kapasitas"))
    part = add_kpi(
        objective=objective,
        actor=company.manager,
        kpi=KpiDraft(parent=parent, cascade_kind="direct"),
        measure=REVENUE,
        group=group,
    )
    assert (part.parent, part.cascade_kind) == (None, "none")


def test_a_group_needs_a_name(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    with pytest.raises(InvalidInput, match="Nama kelompok"):
        add_group(objective=objective, actor=company.manager, kpi=KpiDraft(title=" "))


def test_a_sub_indicator_has_none_of_its_own_and_stays_in_its_objective(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    plain = a_kpi(objective)
    foreign = Kpi.objects.create(objective=an_objective(objective.perspective.scorecard), title="Lain")
    for group in (plain, foreign):
        with pytest.raises(InvalidInput, match="Sub-indikator"):
            add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=REVENUE, group=group)


# --- Joint KPIs -----------------------------------------------------------------------------------------


@pytest.fixture
def joint(company: Company) -> Measure:
    """A corporate measure that PPIC enters."""
    measure = a_measure(company.corporate, company.cycle, filler_unit=company.department)
    a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)), measure)
    return measure


def test_each_scorecard_weighs_a_joint_measure_by_itself(company: Company, joint: Measure) -> None:
    for actor, unit, weight in (
        (company.manager, company.department, 15),
        (company.colleague, company.sister_department, 20),
    ):
        add_kpi(
            objective=an_objective(a_scorecard(unit, company.cycle)),
            actor=actor,
            kpi=KpiDraft(weight=Decimal(weight)),
            measure=joint,
        )
    assert Measure.objects.count() == 1
    assert sorted(joint.kpis.values_list("weight", flat=True)) == [15, 20, 100]  # type: ignore[attr-defined]


def test_a_measure_is_weighed_once_per_scorecard(company: Company, joint: Measure) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=joint)
    with pytest.raises(InvalidInput, match="KPI Bersama"):
        add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=joint)


def test_what_a_person_may_not_see_cannot_be_shared(company: Company) -> None:
    secret = a_measure(company.other_department, company.cycle)
    a_kpi(an_objective(a_scorecard(company.other_department, company.cycle)), secret)
    objective = an_objective(a_scorecard(company.department, company.cycle))
    with pytest.raises(InvalidInput, match="KPI Bersama"):
        add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=secret)


def test_only_the_owner_changes_a_joint_measure(company: Company, joint: Measure) -> None:
    kpi = a_kpi(an_objective(a_scorecard(company.department, company.cycle)), joint)
    with pytest.raises(PermissionDenied):
        edit_kpi(kpi=kpi, actor=company.manager, draft=KpiDraft(), measure=REVENUE)
    edit_kpi(kpi=kpi, actor=company.manager, draft=KpiDraft(weight=Decimal(7)))
    kpi.refresh_from_db()
    assert kpi.weight == 7


def test_a_measure_that_another_scorecard_had_approved_is_settled(company: Company) -> None:
    measure = a_measure(company.department, company.cycle)
    kpi = a_kpi(an_objective(a_scorecard(company.department, company.cycle)), measure)
    a_kpi(an_objective(a_scorecard(company.sister_department, company.cycle, Status.APPROVED)), measure)
    with pytest.raises(Conflict, match="Departemen QA"):
        edit_kpi(kpi=kpi, actor=company.manager, draft=KpiDraft(), measure=REVENUE)
    measure.refresh_from_db()
    assert measure.name == "Pendapatan"
    assert measure.targets.count() == 12


# --- Changing and deleting ------------------------------------------------------------------------------


@pytest.fixture
def revenue(company: Company) -> Kpi:
    return add_kpi(
        objective=an_objective(a_scorecard(company.department, company.cycle)),
        actor=company.manager,
        kpi=KpiDraft(weight=Decimal(20), basis="Kebijakan"),
        measure=REVENUE,
    )


def test_a_kpi_and_its_measure_change_together(company: Company, revenue: Kpi) -> None:
    edit_kpi(
        kpi=revenue,
        actor=company.drafter,
        draft=KpiDraft(weight=Decimal(30), basis="Kebijakan"),
        measure=replace(REVENUE, name="Pendapatan bersih", target=Decimal(1200)),
        version=1,
    )
    (row,) = structure(Scorecard.objects.get()).kpis
    assert (row.name, row.weight) == ("Pendapatan bersih", 30)
    assert months(revenue) == dict.fromkeys(range(1, 13), Decimal(100))
    scorecard = Scorecard.objects.get()
    assert (scorecard.version, scorecard.contributors) == (2, [company.manager.pk, company.drafter.pk])


def test_months_that_are_no_longer_measured_lose_their_target(company: Company, revenue: Kpi) -> None:
    edit_kpi(
        kpi=revenue, actor=company.manager, draft=KpiDraft(), measure=replace(REVENUE, frequency="quarterly")
    )
    assert sorted(months(revenue)) == [3, 6, 9, 12]


def test_saving_the_same_again_changes_nothing(company: Company, revenue: Kpi) -> None:
    edit_kpi(
        kpi=revenue,
        actor=company.drafter,
        draft=KpiDraft(weight=Decimal("20.00"), basis="Kebijakan"),
        measure=REVENUE,
        version=1,
    )
    scorecard = Scorecard.objects.get()
    assert (scorecard.version, scorecard.contributors) == (1, [company.manager.pk])


def test_a_step_table_saved_again_is_no_change(company: Company) -> None:
    draft = replace(REVENUE, target=None, step_rules=[(">", "0", "1"), ("between", ("-5", "0"), "0.5")])
    objective = an_objective(a_scorecard(company.department, company.cycle))
    kpi = add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=draft)
    edit_kpi(kpi=kpi, actor=company.manager, draft=KpiDraft(), measure=draft)
    assert Scorecard.objects.get().version == 1


def test_decisions_on_the_row_are_not_an_editors_to_change(company: Company, revenue: Kpi) -> None:
    Kpi.objects.filter(pk=revenue.pk).update(decision="returned", decision_comment="Satuan?")
    edit_kpi(kpi=revenue, actor=company.manager, draft=KpiDraft(weight=Decimal(9)))
    revenue.refresh_from_db()
    assert (revenue.decision, revenue.decision_comment) == ("returned", "Satuan?")


def test_deleting_a_group_takes_its_sub_indicators_and_their_measures(company: Company) -> None:
    objective = an_objective(a_scorecard(company.department, company.cycle))
    group = add_group(objective=objective, actor=company.manager, kpi=KpiDraft(title="Kapasitas"))
    add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=REVENUE, group=group)
    delete_kpi(kpi=group, actor=company.manager)
    assert not Kpi.objects.exists()
    assert not Measure.objects.exists()


def test_deleting_leaves_a_joint_measure_to_the_others(company: Company, joint: Measure) -> None:
    kpi = a_kpi(an_objective(a_scorecard(company.department, company.cycle)), joint)
    delete_kpi(kpi=kpi, actor=company.manager)
    assert joint.kpis.count() == 1


def test_a_kpi_that_others_serve_stays(company: Company) -> None:
    parent = a_kpi(an_objective(a_scorecard(company.corporate, company.cycle)))
    a_kpi(an_objective(a_scorecard(company.directorate, company.cycle)), parent=parent, cascade_kind="direct")
    with pytest.raises(InvalidInput):
        delete_kpi(kpi=parent, actor=company.cms)
    assert Kpi.objects.filter(pk=parent.pk).exists()
    assert Scorecard.objects.filter(version=0).count() == 2


def test_deleting_twice_is_answered_in_words(company: Company, revenue: Kpi) -> None:
    stale = Kpi.objects.select_related("objective__perspective__scorecard__unit").get(pk=revenue.pk)
    delete_kpi(kpi=revenue, actor=company.manager)
    with pytest.raises(Conflict, match="sudah dihapus"):
        delete_kpi(kpi=stale, actor=company.manager)


# --- Rights, states, versions ---------------------------------------------------------------------------


def deeds(kpi: Kpi, actor: User) -> list[Callable[[], Any]]:
    return [
        lambda: add_kpi(objective=kpi.objective, actor=actor, kpi=KpiDraft(), measure=REVENUE),
        lambda: add_group(objective=kpi.objective, actor=actor, kpi=KpiDraft(title="Kelompok")),
        lambda: edit_kpi(kpi=kpi, actor=actor, draft=KpiDraft(weight=Decimal(1)), measure=REVENUE),
        lambda: delete_kpi(kpi=kpi, actor=actor),
    ]


@pytest.mark.parametrize("status", [status for status in Status if status not in Scorecard.EDITABLE])
def test_kpis_of_a_scorecard_that_is_under_way_or_decided_stay(company: Company, status: str) -> None:
    kpi = a_kpi(an_objective(a_scorecard(company.department, company.cycle, status, **ESTABLISHED)))
    for deed in deeds(kpi, company.manager):
        with pytest.raises(Conflict):
            deed()


@pytest.mark.parametrize(
    "who", ["colleague", "outsider", "cms", "director", "bod", "auditor", "admin", "nobody"]
)
def test_nobody_else_touches_a_departments_kpis(company: Company, who: str) -> None:
    kpi = a_kpi(an_objective(a_scorecard(company.department, company.cycle)))
    for deed in deeds(kpi, getattr(company, who)):
        with pytest.raises(PermissionDenied):
            deed()
    assert Kpi.objects.count() == 1


def test_a_stale_tab_does_not_overwrite_a_kpi(company: Company, revenue: Kpi) -> None:
    with pytest.raises(StaleVersion):
        edit_kpi(kpi=revenue, actor=company.manager, draft=KpiDraft(), version=0)


# --- What a measure may be ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"unit": ""}, "unit"),
        ({"decimals": 7}, "decimals"),
        ({"cap": Decimal("0.9")}, "cap"),
        ({"worst": Decimal(0)}, "worst"),
        ({"lower": Decimal(1)}, "upper"),
        ({"upper": Decimal(1)}, "lower"),
        ({"lower": Decimal(1), "upper": Decimal(2)}, "lower"),
        ({"polarity": "stabilize", "lower": Decimal(2), "upper": Decimal(1)}, "upper"),
        ({"comparator": "between"}, "lower"),
        ({"value_source": "own_growth"}, "step_rules"),
        ({"step_rules": [(">", "nol", "1")]}, "step_rules"),
        ({"step_rules": [("lebih", "0", "1")]}, "step_rules"),
        ({"step_rules": [(">", ("0", "1"), "1")]}, "step_rules"),
        ({"step_rules": [("between", "0", "1")]}, "step_rules"),
        ({"step_rules": [("between", ("2", "1"), "1")]}, "step_rules"),
        ({"step_rules": [(">", "0", "2.01")]}, "step_rules"),
        ({"step_rules": [(">", "0", "-1")]}, "step_rules"),
        ({"frequency": "yearly", "targets": {6: (Decimal(1), None)}}, "month_6"),
        ({"targets": {6: (Decimal(1), Decimal(2))}}, "denominator_6"),
        ({"consolidation": "ratio", "targets": {6: (Decimal(1), Decimal(0))}}, "denominator_6"),
    ],
)
def test_a_measure_that_cannot_be_scored_is_refused_at_its_field(
    company: Company, change: dict[str, Any], field: str
) -> None:
    draft = replace(REVENUE, **change)
    assert list(measure_problems(draft)) == [field]
    objective = an_objective(a_scorecard(company.department, company.cycle))
    with pytest.raises(InvalidInput) as refusal:
        add_kpi(objective=objective, actor=company.manager, kpi=KpiDraft(), measure=draft)
    assert refusal.value.problems == tuple(measure_problems(draft).values())
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"target": None},
        {"polarity": "stabilize", "lower": Decimal(-5), "upper": Decimal(5)},
        {"polarity": "stabilize"},
        {"comparator": "between", "lower": Decimal(1), "upper": Decimal(1)},
        {"polarity": "minimize", "target": Decimal(0), "worst": Decimal(10)},
        {"cap": Decimal(1)},
        {"step_rules": [(">", "0", "1"), ("between", ("-5", "0"), "0.5")]},
        {"targets": {}},
        {"target": Decimal(-500)},
    ],
)
def test_what_can_be_scored_or_is_still_open_is_kept(change: dict[str, Any]) -> None:
    assert measure_problems(replace(REVENUE, **change)) == {}
