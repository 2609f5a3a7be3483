"""Creating scorecards, weighing them and writing their objectives."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import Band, BandSet, Kpi, Measure, Objective, Scorecard
from bsc.scoring import FIVE_COLORS, grade_on
from bsc.selectors.measures import band_sets
from bsc.selectors.structure import structure
from bsc.services.bands import create_default_bands
from bsc.services.scorecard import (
    Lane,
    ObjectiveDraft,
    Weights,
    add_objective,
    create_scorecard,
    delete_objective,
    edit_objective,
    set_weights,
)
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.organization.models import Unit, User
from tests.bsc.builders import (
    Status,
    a_full_scorecard,
    a_kpi,
    a_measure,
    a_scorecard,
    an_objective,
    outcomes_of,
)
from tests.company import Company, build_company

EDITABLE = [Status.DRAFT, Status.RETURNED_CMS, Status.RETURNED_BOARD]
LOCKED = [status for status in Status if status not in EDITABLE]
ESTABLISHED = {"revision": 0, "effective_from": "2027-01-20"}


def draft_in(scorecard: Scorecard, lane: str = "financial", **fields: object) -> ObjectiveDraft:
    return ObjectiveDraft(
        perspective=scorecard.perspectives.get(kind=lane), **{"name": "Efisiensi biaya", **fields}
    )


# --- Creating -------------------------------------------------------------------------------------------


def test_a_new_scorecard_has_four_lanes_of_25_percent(company: Company) -> None:
    scorecard = create_scorecard(cycle=company.cycle, unit=company.corporate, actor=company.cms)
    assert [(lane.label, lane.weight) for lane in scorecard.perspectives.all()] == [
        ("Financial", 25),
        ("Customer", 25),
        ("Internal Process", 25),
        ("Learning & Growth", 25),
    ]
    assert (scorecard.status, scorecard.weighting, scorecard.version) == ("draft", "kpi", 0)
    assert scorecard.contributors == [company.cms.pk]


def test_lanes_and_their_labels_are_data(company: Company) -> None:
    lanes = [
        Lane("financial", "Pemerintah", Decimal(60)),
        Lane("learning", "People Development", Decimal(40)),
    ]
    scorecard = create_scorecard(cycle=company.cycle, unit=company.corporate, actor=company.cms, lanes=lanes)
    assert [lane.label for lane in scorecard.perspectives.all()] == ["Pemerintah", "People Development"]


@pytest.mark.parametrize(
    ("who", "where", "may"),
    [
        ("cms", "corporate", True),
        ("cms", "directorate", True),
        ("cms", "department", True),
        ("manager", "department", True),
        ("manager", "corporate", False),
        ("manager", "directorate", False),
        ("colleague", "department", False),
        ("second_layer", "department", False),
        ("drafter", "department", False),
        ("director", "directorate", False),
        ("bod", "corporate", False),
        ("admin", "corporate", False),
        ("nobody", "department", False),
    ],
)
def test_cms_creates_any_scorecard_and_a_manager_the_own(
    company: Company, who: str, where: str, may: bool
) -> None:
    actor: User = getattr(company, who)
    unit: Unit = getattr(company, where)
    if may:
        assert create_scorecard(cycle=company.cycle, unit=unit, actor=actor).unit == unit
        return
    with pytest.raises(PermissionDenied):
        create_scorecard(cycle=company.cycle, unit=unit, actor=actor)
    assert not Scorecard.objects.exists()


def test_cms_that_lays_out_a_department_is_no_author_of_its_content(company: Company) -> None:
    scorecard = create_scorecard(cycle=company.cycle, unit=company.department, actor=company.cms)
    assert scorecard.contributors == []


def test_a_unit_has_one_scorecard_a_year(company: Company) -> None:
    create_scorecard(cycle=company.cycle, unit=company.department, actor=company.manager)
    with pytest.raises(Conflict, match="sudah ada"):
        create_scorecard(cycle=company.cycle, unit=company.department, actor=company.cms)
    assert Scorecard.objects.count() == 1


def test_two_people_creating_at_once_leave_one_scorecard(own_database: str) -> None:
    company = build_company()

    def create() -> object:
        return create_scorecard(cycle=company.cycle, unit=company.department, actor=company.manager)

    outcomes = outcomes_of(create, times=6)
    assert sum(isinstance(outcome, Scorecard) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 5


# --- Weights --------------------------------------------------------------------------------------------


def test_weights_labels_and_the_way_of_weighting_are_written_together(company: Company) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, kpis=2)
    lane = scorecard.perspectives.get(kind="learning")
    first, second = structure(scorecard).kpis
    set_weights(
        scorecard=scorecard,
        actor=company.manager,
        version=0,
        weights=Weights(
            "perspective",
            {lane.pk: Lane("learning", "People Development", Decimal(40))},
            {first.id: Decimal("12.5"), second.id: None},
        ),
    )
    read = structure(scorecard)
    assert read.is_weighted_by_perspective
    assert (read.perspectives[3].label, read.perspectives[3].weight) == ("People Development", 40)
    assert [kpi.weight for kpi in read.kpis] == [Decimal("12.5"), None]
    assert read.perspectives[0].weight == 25, "lanes that were not typed stay"
    assert read.version == 1


def test_with_explicit_weights_a_group_carries_none_of_its_own(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle, weighting="perspective")
    group = Kpi.objects.create(objective=an_objective(scorecard), title="Kapasitas", weight=Decimal(25))
    set_weights(
        scorecard=scorecard, actor=company.manager, weights=Weights("kpi", {}, {group.pk: Decimal(25)})
    )
    group.refresh_from_db()
    assert group.weight is None


@pytest.mark.parametrize("weight", [Decimal(0), Decimal(-1), Decimal("100.01")])
def test_a_weight_lies_above_0_and_at_most_at_100(company: Company, weight: Decimal) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    (first, *_rest) = structure(scorecard).kpis
    with pytest.raises(InvalidInput, match="Bobot"):
        set_weights(
            scorecard=scorecard, actor=company.manager, weights=Weights("kpi", {}, {first.id: weight})
        )
    assert structure(scorecard).kpis[0].weight == 25


def test_a_lane_keeps_a_name(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    lane = scorecard.perspectives.get(kind="learning")
    with pytest.raises(InvalidInput, match="Nama perspektif"):
        set_weights(
            scorecard=scorecard,
            actor=company.manager,
            weights=Weights("kpi", {lane.pk: Lane("learning", "  ", Decimal(25))}),
        )


def test_the_same_weights_again_change_nothing(company: Company) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    weights = {kpi.id: kpi.weight for kpi in structure(scorecard).kpis}
    set_weights(scorecard=scorecard, actor=company.manager, weights=Weights("kpi", {}, weights))
    scorecard.refresh_from_db()
    assert (scorecard.version, scorecard.contributors) == (0, [])


# --- Objectives -----------------------------------------------------------------------------------------


def test_an_objective_stands_at_the_end_of_its_lane(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    add_objective(scorecard=scorecard, actor=company.manager, draft=draft_in(scorecard, name="Satu"))
    second = add_objective(
        scorecard=scorecard,
        actor=company.drafter,
        draft=draft_in(scorecard, name=" Dua\n kata ", kinds=["ohs", "quality", "lain"], basis=" UU 13 "),
    )
    assert (second.name, second.kinds, second.basis, second.position) == (
        "Dua kata",
        ["quality", "ohs"],
        "UU 13",
        1,
    )
    scorecard.refresh_from_db()
    assert (scorecard.version, scorecard.contributors) == (2, [company.manager.pk, company.drafter.pk])


def test_an_objective_moves_to_the_end_of_another_lane(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    an_objective(scorecard, "customer")
    moved = an_objective(scorecard, "financial")
    edit_objective(
        objective=moved, actor=company.manager, draft=draft_in(scorecard, "customer", name="Pindah")
    )
    assert [row.name for row in structure(scorecard).perspectives[1].objectives] == [
        "Meningkatkan pendapatan",
        "Pindah",
    ]


def test_the_same_objective_again_changes_nothing(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    objective = an_objective(scorecard, name="Efisiensi biaya")
    edit_objective(objective=objective, actor=company.manager, draft=draft_in(scorecard))
    scorecard.refresh_from_db()
    assert scorecard.version == 0


@pytest.mark.parametrize(("fields", "problem"), [
    ({"name": "  "}, "Sasaran Strategis"),
    ({"kinds": []}, "Jenis Sasaran"),
    ({"kinds": ["keuangan"]}, "Jenis Sasaran"),
])  # fmt: skip
def test_an_objective_needs_a_name_and_a_kind(
    company: Company, fields: dict[str, object], problem: str
) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    with pytest.raises(InvalidInput, match=problem):
        add_objective(scorecard=scorecard, actor=company.manager, draft=draft_in(scorecard, **fields))
    assert not Objective.objects.exists()


def test_a_lane_of_another_scorecard_is_refused(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    other = a_scorecard(company.sister_department, company.cycle)
    with pytest.raises(InvalidInput, match="Perspektif"):
        add_objective(scorecard=scorecard, actor=company.manager, draft=draft_in(other))


def test_an_objective_takes_over_one_that_is_approved_above(company: Company) -> None:
    source = an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED))
    scorecard = a_scorecard(company.department, company.cycle)
    taken = add_objective(
        scorecard=scorecard,
        actor=company.manager,
        draft=draft_in(scorecard, source=source, cascade_kind="direct"),
    )
    assert (taken.source, taken.cascade_kind) == (source, "direct")


@pytest.mark.parametrize("where", ["corporate", "sister_department", "other_directorate"])
def test_an_objective_hangs_on_nothing_undecided_or_beside_it(company: Company, where: str) -> None:
    status = Status.DRAFT if where == "corporate" else Status.APPROVED
    source = an_objective(a_scorecard(getattr(company, where), company.cycle, status))
    scorecard = a_scorecard(company.department, company.cycle)
    with pytest.raises(InvalidInput, match="Sasaran Induk"):
        add_objective(
            scorecard=scorecard,
            actor=company.manager,
            draft=draft_in(scorecard, source=source, cascade_kind="direct"),
        )


def test_a_source_needs_to_say_how_it_is_served(company: Company) -> None:
    source = an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED))
    scorecard = a_scorecard(company.department, company.cycle)
    with pytest.raises(InvalidInput, match="Langsung"):
        add_objective(scorecard=scorecard, actor=company.manager, draft=draft_in(scorecard, source=source))


def test_a_directorate_may_hang_on_the_corporate_draft(company: Company) -> None:
    """CMS writes both before the board sees either (7.1.10)."""
    source = an_objective(a_scorecard(company.corporate, company.cycle))
    scorecard = a_scorecard(company.directorate, company.cycle)
    row = add_objective(
        scorecard=scorecard,
        actor=company.cms,
        draft=draft_in(scorecard, source=source, cascade_kind="indirect"),
    )
    assert row.source == source


def test_deleting_an_objective_takes_its_kpis_and_their_measures(company: Company) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    objective = Objective.objects.get(name="Sasaran financial")
    delete_objective(objective=objective, actor=company.manager, version=0)
    assert not Objective.objects.filter(pk=objective.pk).exists()
    assert sorted(Measure.objects.values_list("name", flat=True)) == ["KPI 2", "KPI 3", "KPI 4"]
    scorecard.refresh_from_db()
    assert scorecard.version == 1


def test_a_joint_measure_survives_the_scorecard_that_stops_weighing_it(company: Company) -> None:
    joint = a_measure(company.corporate, company.cycle)
    a_kpi(an_objective(a_scorecard(company.corporate, company.cycle, Status.APPROVED)), joint)
    objective = an_objective(a_scorecard(company.department, company.cycle))
    a_kpi(objective, joint)
    delete_objective(objective=objective, actor=company.manager)
    assert Measure.objects.get() == joint


def test_an_objective_that_others_serve_stays(company: Company) -> None:
    source = an_objective(a_scorecard(company.corporate, company.cycle))
    an_objective(
        a_scorecard(company.directorate, company.cycle), name="Turunan", source=source, cascade_kind="direct"
    )
    with pytest.raises(InvalidInput) as refusal:
        delete_objective(objective=source, actor=company.cms)
    assert refusal.value.problems == ("Turunan",)
    assert Objective.objects.filter(pk=source.pk).exists()


# --- Rights and states ----------------------------------------------------------------------------------


def edits(scorecard: Scorecard, objective: Objective, actor: User) -> list[Callable[[], object]]:
    draft = draft_in(scorecard)
    return [
        lambda: set_weights(scorecard=scorecard, actor=actor, weights=Weights("perspective")),
        lambda: add_objective(scorecard=scorecard, actor=actor, draft=draft),
        lambda: edit_objective(objective=objective, actor=actor, draft=draft),
        lambda: delete_objective(objective=objective, actor=actor),
    ]


@pytest.mark.parametrize("status", LOCKED)
def test_a_scorecard_that_is_under_way_or_decided_cannot_be_edited(company: Company, status: str) -> None:
    scorecard = a_scorecard(company.department, company.cycle, status, **ESTABLISHED)
    objective = an_objective(scorecard)
    for edit in edits(scorecard, objective, company.manager):
        with pytest.raises(Conflict, match="tidak dapat diubah"):
            edit()


@pytest.mark.parametrize("status", EDITABLE)
def test_a_draft_and_a_returned_scorecard_can_be_edited(company: Company, status: str) -> None:
    scorecard = a_scorecard(company.department, company.cycle, status)
    for edit in edits(scorecard, an_objective(scorecard), company.manager):
        edit()


@pytest.mark.parametrize(
    "who", ["colleague", "outsider", "cms", "cms_head", "director", "bod", "admin", "nobody"]
)
def test_a_department_is_edited_by_its_own_people_only(company: Company, who: str) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    for edit in edits(scorecard, an_objective(scorecard), getattr(company, who)):
        with pytest.raises(PermissionDenied):
            edit()
    scorecard.refresh_from_db()
    assert scorecard.version == 0


@pytest.mark.parametrize("who", ["manager", "second_layer", "drafter", "cms_with_department"])
def test_the_departments_people_draft(company: Company, who: str) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    for edit in edits(scorecard, an_objective(scorecard), getattr(company, who)):
        edit()


@pytest.mark.parametrize(
    ("who", "may"), [("cms", True), ("cms_head", True), ("manager", False), ("director", False)]
)
def test_corporate_and_directorate_scorecards_are_cms_work(company: Company, who: str, may: bool) -> None:
    for unit in (company.corporate, company.directorate):
        scorecard = a_scorecard(unit, company.cycle)
        for edit in edits(scorecard, an_objective(scorecard), getattr(company, who)):
            if may:
                edit()
            else:
                with pytest.raises(PermissionDenied):
                    edit()


def test_a_stale_tab_does_not_overwrite(company: Company) -> None:
    scorecard = a_scorecard(company.department, company.cycle)
    add_objective(scorecard=scorecard, actor=company.drafter, draft=draft_in(scorecard), version=0)
    with pytest.raises(StaleVersion):
        add_objective(scorecard=scorecard, actor=company.manager, draft=draft_in(scorecard), version=0)
    assert Objective.objects.count() == 1


# --- Bands ----------------------------------------------------------------------------------------------


def test_the_shipped_bands_are_stored_once(company: Company) -> None:
    assert create_default_bands(cycle=company.cycle) == 3
    assert create_default_bands(cycle=company.cycle) == 0
    assert (BandSet.objects.count(), Band.objects.count()) == (3, 13)


def test_stored_bands_judge_as_the_shipped_ones_do(company: Company) -> None:
    create_default_bands(cycle=company.cycle)
    stored = band_sets(company.cycle)["total"]
    for hundredths in range(0, 12001, 37):
        score = Decimal(hundredths) / 10000
        assert grade_on(score, stored).label == grade_on(score, FIVE_COLORS).label


def test_a_set_that_the_year_has_is_left_alone(company: Company) -> None:
    own = BandSet.objects.create(cycle=company.cycle, purpose="kpi", name="Milik sendiri", scale="percent")
    assert create_default_bands(cycle=company.cycle) == 2
    assert own.bands.count() == 0  # type: ignore[attr-defined]
