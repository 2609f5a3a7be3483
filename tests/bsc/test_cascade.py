"""The cascade: marks, what departments take over, gaps and orphans, the mail."""

from collections.abc import Iterable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bsc.models import CascadeMark, Kpi, Objective, Scorecard
from bsc.selectors.cascade import MOST_COLUMNS, Column, cascaded_scorecards, column_groups, marked_for, matrix
from bsc.selectors.structure import structure
from bsc.services.cascade import Taking, cascade_to_units, direct_units, mark_cascade, take_over
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from cint_portal.organization.models import Unit
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company, unit
from tests.conftest import at

NOW = at("2026-12-08 09:00")


@pytest.fixture
def corporate(company: Company) -> Scorecard:
    """The approved corporate scorecard with four objectives and a KPI in each."""
    return a_full_scorecard(company.corporate, company.cycle, status=Status.APPROVED)


def objective(scorecard: Scorecard, lane: str = "financial") -> Objective:
    return Objective.objects.get(perspective__scorecard=scorecard, perspective__kind=lane)


# --- Marking --------------------------------------------------------------------------------------------


def _columns(units: Iterable[Column]) -> list[int]:
    return [unit.pk for unit in units]


def test_the_matrix_has_all_objectives_and_the_departments_below(
    company: Company, corporate: Scorecard
) -> None:
    found = matrix(corporate)
    assert [row.name for row in found.rows] == [
        "Sasaran financial",
        "Sasaran customer",
        "Sasaran process",
        "Sasaran learning",
    ]
    assert [unit.name for unit in found.units] == [
        "Bagian CMS",
        "Departemen Keuangan",
        "Departemen PPIC",
        "Departemen QA",
    ]
    assert len(found.gaps) == 4, "nothing is cascaded yet"


def test_a_directorate_cascades_to_its_own_departments(company: Company) -> None:
    scorecard = a_full_scorecard(company.directorate, company.cycle, status=Status.APPROVED)
    assert _columns(matrix(scorecard).units) == [company.department.pk, company.sister_department.pk]


def test_a_unit_that_is_gone_or_not_yet_there_has_no_column(company: Company, corporate: Scorecard) -> None:
    Unit.objects.filter(pk=company.department.pk).update(valid_until="2026-12-31")
    Unit.objects.filter(pk=company.sister_department.pk).update(valid_from="2028-01-01")
    left = _columns(matrix(corporate).units)
    assert left
    assert not {company.department.pk, company.sister_department.pk} & set(left)


def test_marks_are_set_changed_and_taken_away_in_one_go(company: Company, corporate: Scorecard) -> None:
    first, second = objective(corporate), objective(corporate, "customer")
    ppic, qa = company.department.pk, company.sister_department.pk
    marks = {(first.pk, ppic): "direct", (second.pk, ppic): "indirect"}
    assert mark_cascade(scorecard=corporate, actor=company.cms, marks=marks) == 2
    marks = {(first.pk, ppic): "indirect", (second.pk, qa): "direct"}
    assert mark_cascade(scorecard=corporate, actor=company.cms, marks=marks) == 3
    stored = {(mark.objective_id, mark.unit_id): mark.kind for mark in CascadeMark.objects.all()}
    assert stored == marks
    marks[(second.pk, qa)] = "part"
    assert mark_cascade(scorecard=corporate, actor=company.cms, marks=marks) == 1
    part = CascadeMark.objects.get(objective=second)
    assert (part.kind, part.scope) == ("direct", "part")
    assert mark_cascade(scorecard=corporate, actor=company.cms, marks=marks) == 0


def test_marking_leaves_the_approved_content_alone(company: Company, corporate: Scorecard) -> None:
    mark_cascade(
        scorecard=corporate,
        actor=company.cms,
        marks={(objective(corporate).pk, company.department.pk): "direct"},
    )
    corporate.refresh_from_db()
    assert (corporate.version, corporate.contributors) == (0, [])


def test_two_people_who_mark_at_once_notice_each_other(company: Company, corporate: Scorecard) -> None:
    seen = matrix(corporate).seen
    marks = {(objective(corporate).pk, company.department.pk): "direct"}
    mark_cascade(scorecard=corporate, actor=company.cms, marks=marks, seen=seen)
    with pytest.raises(StaleVersion):
        mark_cascade(scorecard=corporate, actor=company.second_cms, marks={}, seen=seen)
    assert CascadeMark.objects.count() == 1


@pytest.mark.parametrize("who", ["manager", "director", "bod", "president", "auditor", "admin", "nobody"])
def test_only_cms_cascades(company: Company, corporate: Scorecard, who: str) -> None:
    actor = getattr(company, who)
    with pytest.raises(PermissionDenied):
        mark_cascade(scorecard=corporate, actor=actor, marks={})
    with pytest.raises(PermissionDenied):
        cascade_to_units(scorecard=corporate, actor=actor, now=NOW)


@pytest.mark.parametrize(
    "status", [s for s in Status if s not in ("approved", "established", "under_change")]
)
def test_nothing_is_cascaded_before_the_board_approved(company: Company, status: str) -> None:
    scorecard = a_full_scorecard(company.corporate, company.cycle, status=status)
    with pytest.raises(Conflict):
        mark_cascade(scorecard=scorecard, actor=company.cms, marks={})
    with pytest.raises(Conflict):
        cascade_to_units(scorecard=scorecard, actor=company.cms, now=NOW)


def test_a_departments_own_scorecard_is_no_source(company: Company) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle, status=Status.APPROVED)
    with pytest.raises(Conflict):
        mark_cascade(scorecard=scorecard, actor=company.cms, marks={})


@pytest.mark.parametrize("wrong", ["objective", "unit", "kind"])
def test_cells_outside_the_matrix_are_refused(company: Company, corporate: Scorecard, wrong: str) -> None:
    foreign = an_objective(a_scorecard(company.directorate, company.cycle, Status.APPROVED))
    cell = {
        "objective": ((foreign.pk, company.department.pk), "direct"),
        "unit": ((objective(corporate).pk, company.directorate.pk), "direct"),
        "kind": ((objective(corporate).pk, company.department.pk), "none"),
    }[wrong]
    with pytest.raises(InvalidInput):
        mark_cascade(scorecard=corporate, actor=company.cms, marks=dict([cell]))
    assert not CascadeMark.objects.exists()


# --- Telling departments --------------------------------------------------------------------------------


@pytest.fixture
def marked(company: Company, corporate: Scorecard) -> Scorecard:
    """Financial is cascaded to PPIC directly, customer indirectly and to QA directly."""
    money, customers = objective(corporate).pk, objective(corporate, "customer").pk
    marks = {
        (money, company.department.pk): "direct",
        (customers, company.department.pk): "indirect",
        (customers, company.sister_department.pk): "direct",
    }
    mark_cascade(scorecard=corporate, actor=company.cms, marks=marks)
    return corporate


def test_each_marked_department_gets_its_scorecard_and_a_mail(company: Company, marked: Scorecard) -> None:
    assert cascade_to_units(scorecard=marked, actor=company.cms, now=NOW) == 2
    own = Scorecard.objects.get(unit=company.department)
    assert (own.status, own.perspectives.count()) == ("draft", 4)
    mails = OutboxMail.objects.filter(kind="bsc.cascaded", is_copy=False)
    assert set(mails.values_list("recipient__username", flat=True)) == {
        "manager",
        "cms.rangkap",
        "manager.qa",
    }
    mail = mails.get(recipient=company.manager)
    assert (mail.about, mail.due_on) == (own, company.cycle.departments_due_on)
    content = render_mail(mail)
    assert content.subject.startswith("[BSC] KPI 2027 – Departemen PPIC: sasaran sudah diturunkan")
    assert f"/bsc/scorecards/{own.pk}/" in content.text
    assert "2 sasaran" in content.text


def test_the_same_marks_are_told_once_and_changed_ones_again(company: Company, marked: Scorecard) -> None:
    cascade_to_units(scorecard=marked, actor=company.cms, now=NOW)
    cascade_to_units(scorecard=marked, actor=company.cms, now=NOW)
    assert OutboxMail.objects.filter(is_copy=False).count() == 3
    assert Scorecard.objects.count() == 3
    cells = {(mark.objective_id, mark.unit_id): mark.kind for mark in CascadeMark.objects.all()}
    cells[(objective(marked, "process").pk, company.sister_department.pk)] = "direct"
    mark_cascade(scorecard=marked, actor=company.cms, marks=cells)
    cascade_to_units(scorecard=marked, actor=company.cms, now=NOW)
    assert OutboxMail.objects.filter(recipient=company.colleague).count() == 2


def test_a_department_whose_kpis_are_under_way_is_not_told_again(company: Company, marked: Scorecard) -> None:
    a_scorecard(company.department, company.cycle, Status.SENT_CMS)
    assert cascade_to_units(scorecard=marked, actor=company.cms, now=NOW) == 1


def test_a_vacant_post_is_told_through_the_director(company: Company, corporate: Scorecard) -> None:
    vacant = unit("GA", "Departemen GA", "department", company.directorate)
    mark_cascade(
        scorecard=corporate, actor=company.cms, marks={(objective(corporate).pk, vacant.pk): "direct"}
    )
    cascade_to_units(scorecard=corporate, actor=company.cms, now=NOW)
    assert OutboxMail.objects.get(is_copy=False).recipient == company.director


def test_an_empty_matrix_is_told_to_nobody(company: Company, corporate: Scorecard) -> None:
    with pytest.raises(InvalidInput, match="Belum ada sasaran"):
        cascade_to_units(scorecard=corporate, actor=company.cms, now=NOW)
    assert not OutboxMail.objects.exists()


# --- Taking over ----------------------------------------------------------------------------------------


@pytest.fixture
def own(company: Company, marked: Scorecard) -> Scorecard:
    return a_scorecard(company.department, company.cycle)


def taking(source: Objective, scorecard: Scorecard, kind: str = "direct", **fields: object) -> Taking:
    lane = scorecard.perspectives.get(kind=source.perspective.kind)
    return Taking(source=source, kind=kind, perspective=lane, **fields)  # type: ignore[arg-type]


def test_a_department_sees_what_is_cascaded_to_it(
    company: Company, marked: Scorecard, own: Scorecard
) -> None:
    money, customers = marked_for(own)
    assert (money.name, money.kind, money.unit_name, money.is_taken) == (
        "Sasaran financial",
        "direct",
        "PT Uji Sentosa Tbk",
        False,
    )
    assert [name for _pk, name in money.kpis] == ["KPI 1"]
    assert customers.kind == "indirect"


def test_direct_takes_the_objective_and_copies_the_definition_without_numbers(
    company: Company, marked: Scorecard, own: Scorecard
) -> None:
    source = objective(marked)
    parent = source.kpis.get()
    take_over(
        scorecard=own, actor=company.manager, takings=[taking(source, own, parents=[parent])], version=0
    )
    row = structure(own).perspectives[0].objectives[0]
    assert (row.name, row.source_id, row.cascade_kind) == ("Sasaran financial", source.pk, "direct")
    (kpi,) = row.kpis
    assert (kpi.name, kpi.weight, kpi.parent_name, kpi.cascade_kind) == ("KPI 1", None, "KPI 1", "direct")
    assert kpi.measure is not None
    assert (kpi.measure.target, kpi.measure.targets, kpi.measure.unit) == (None, {}, "Rp juta")
    assert kpi.measure.filler_id == company.department.pk
    assert kpi.measure.id != parent.measure_id
    own.refresh_from_db()
    assert (own.version, own.contributors) == (1, [company.manager.pk])
    assert [row.is_taken for row in marked_for(own)] == [True, False]


def test_indirect_is_an_objective_of_its_own(company: Company, marked: Scorecard, own: Scorecard) -> None:
    source = objective(marked, "customer")
    take_over(
        scorecard=own,
        actor=company.drafter,
        takings=[taking(source, own, "indirect", name="Pengiriman tepat")],
    )
    row = structure(own).perspectives[1].objectives[0]
    assert (row.name, row.source_name, row.cascade_kind, row.kpis) == (
        "Pengiriman tepat",
        "Sasaran customer",
        "indirect",
        (),
    )


def test_an_own_objective_needs_a_name(company: Company, marked: Scorecard, own: Scorecard) -> None:
    with pytest.raises(InvalidInput, match="Sasaran Strategis"):
        take_over(
            scorecard=own,
            actor=company.manager,
            takings=[taking(objective(marked), own), taking(objective(marked, "customer"), own, "indirect")],
        )
    assert structure(own).objectives == (), "all or nothing"


def test_an_objective_is_taken_once(company: Company, marked: Scorecard, own: Scorecard) -> None:
    one = taking(objective(marked), own)
    take_over(scorecard=own, actor=company.manager, takings=[one])
    with pytest.raises(Conflict, match="sudah diambil"):
        take_over(scorecard=own, actor=company.manager, takings=[one])


def test_only_what_was_cascaded_here_can_be_taken(
    company: Company, marked: Scorecard, own: Scorecard
) -> None:
    with pytest.raises(InvalidInput, match="tidak diturunkan"):
        take_over(scorecard=own, actor=company.manager, takings=[taking(objective(marked, "process"), own)])


def test_a_parent_of_another_objective_is_refused(
    company: Company, marked: Scorecard, own: Scorecard
) -> None:
    foreign = objective(marked, "customer").kpis.get()
    with pytest.raises(InvalidInput, match="KPI Induk"):
        take_over(
            scorecard=own, actor=company.manager, takings=[taking(objective(marked), own, parents=[foreign])]
        )
    assert structure(own).objectives == ()


def test_taking_nothing_asks_to_choose(company: Company, own: Scorecard) -> None:
    with pytest.raises(InvalidInput, match="Pilih"):
        take_over(scorecard=own, actor=company.manager, takings=[])


@pytest.mark.parametrize("who", ["colleague", "cms", "director"])
def test_nobody_takes_over_for_a_department(
    company: Company, marked: Scorecard, own: Scorecard, who: str
) -> None:
    with pytest.raises(PermissionDenied):
        take_over(scorecard=own, actor=getattr(company, who), takings=[taking(objective(marked), own)])


def test_a_sent_scorecard_takes_nothing(company: Company, marked: Scorecard, own: Scorecard) -> None:
    Scorecard.objects.filter(pk=own.pk).update(status=Status.SENT_CMS)
    with pytest.raises(Conflict):
        take_over(scorecard=own, actor=company.manager, takings=[taking(objective(marked), own)])


# --- Gaps and columns -------------------------------------------------------------------------


def test_an_objective_that_nobody_supports_is_a_gap(
    company: Company, marked: Scorecard, own: Scorecard
) -> None:
    assert matrix(marked).gaps == ("Sasaran process", "Sasaran learning")
    an_objective(own, source=objective(marked, "process"), cascade_kind="indirect")
    assert matrix(marked).gaps == ("Sasaran learning",), "supported without having been asked"


def test_a_unit_whose_kpi_names_its_parent_there_supports_the_objective(
    company: Company, marked: Scorecard, own: Scorecard
) -> None:
    above = a_kpi(objective(marked, "process"))
    a_kpi(an_objective(own), parent=above, cascade_kind="indirect")
    found = matrix(marked)
    assert found.gaps == ("Sasaran learning",)
    (row,) = (row for row in found.rows if row.name == "Sasaran process")
    assert [cell.unit_id for cell in row.cells if cell.is_taken] == [company.department.pk]


def test_each_person_sees_the_sources_that_are_open_to_them(company: Company, corporate: Scorecard) -> None:
    directorate = a_scorecard(company.directorate, company.cycle, Status.APPROVED)
    a_scorecard(company.other_directorate, company.cycle, Status.WITH_BOARD)
    assert cascaded_scorecards(company.cycle, company.cms) == [corporate, directorate]
    assert cascaded_scorecards(company.cycle, company.manager) == [corporate]
    assert cascaded_scorecards(company.cycle, company.director) == [corporate, directorate]
    assert cascaded_scorecards(company.cycle, company.nobody) == []


def test_the_matrix_takes_as_many_queries_with_fifty_units_as_with_five(
    company: Company, corporate: Scorecard
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            matrix(corporate)
        return len(captured)

    before = cost()
    for number in range(50):
        unit(f"X{number}", f"Departemen {number}", "department", company.directorate)
    assert cost() == before


def test_kpis_taken_over_stand_in_the_order_of_their_parents(
    company: Company, marked: Scorecard, own: Scorecard
) -> None:
    source = objective(marked)
    second = a_kpi(source, a_measure(company.corporate, company.cycle, name="KPI kedua"))
    take_over(
        scorecard=own,
        actor=company.manager,
        takings=[taking(source, own, parents=[source.kpis.order_by("id").first(), second])],
    )
    assert list(
        Kpi.objects.filter(objective__perspective__scorecard=own).values_list("position", flat=True)
    ) == [0, 1]


def test_many_departments_are_shown_by_directorate(company: Company, corporate: Scorecard) -> None:
    assert [group.label for group in column_groups(corporate)] == [""]
    for number in range(MOST_COLUMNS):
        unit(f"X{number}", f"Departemen {number:02d}", "department", company.directorate)
    groups = column_groups(corporate)
    assert [group.label for group in groups] == [
        "Direktorat Keuangan",
        "Direktorat Operasi (1/2)",
        "Direktorat Operasi (2/2)",
        "PT Uji Sentosa Tbk",
    ]
    assert sum(len(group.units) for group in groups) == MOST_COLUMNS + 4
    assert _columns(matrix(corporate, groups[0].key).units) == [company.other_department.pk]


def test_saving_some_columns_leaves_the_others_alone(company: Company, corporate: Scorecard) -> None:
    ppic, qa = company.department.pk, company.sister_department.pk
    row = objective(corporate)
    mark_cascade(
        scorecard=corporate, actor=company.cms, marks={(row.pk, ppic): "direct", (row.pk, qa): "part"}
    )
    assert mark_cascade(scorecard=corporate, actor=company.cms, marks={}, units=[ppic]) == 1
    assert CascadeMark.objects.get().unit_id == qa


def test_a_gap_looks_at_every_unit_not_only_at_the_columns_shown(
    company: Company, corporate: Scorecard
) -> None:
    for number in range(MOST_COLUMNS):
        unit(f"X{number}", f"Departemen {number:02d}", "department", company.directorate)
    CascadeMark.objects.create(objective=objective(corporate), unit=company.other_department)
    last = column_groups(corporate)[-1]
    assert company.other_department.pk not in _columns(last.units)
    assert "Sasaran financial" not in matrix(corporate, last.key).gaps


def test_a_reader_begins_with_the_columns_of_the_own_unit(company: Company, corporate: Scorecard) -> None:
    for number in range(MOST_COLUMNS):
        unit(f"X{number}", f"Departemen {number:02d}", "department", company.directorate)
    first, last = column_groups(corporate)[0], column_groups(corporate)[-1]
    own = [last.units[-1].pk]
    assert matrix(corporate).shown.key == first.key
    assert matrix(corporate, own=own).shown.key == last.key
    assert matrix(corporate, first.key, own).shown.key == first.key, "what was clicked wins"


# --- Directions -----------------------------------------------------------------------------------------


def test_each_unit_gets_its_own_direction(company: Company, corporate: Scorecard) -> None:
    row, ppic, qa = objective(corporate), company.department.pk, company.sister_department.pk
    marks = {ppic: ("part", " Fokus  OTIF "), qa: ("indirect", "")}
    assert direct_units(objective=row, actor=company.cms, marks=marks) == 2
    own = CascadeMark.objects.get(unit=ppic)
    assert (own.kind, own.scope, own.note) == ("direct", "part", "Fokus OTIF")
    assert direct_units(objective=row, actor=company.cms, marks=marks) == 0, "the same again changes nothing"
    assert direct_units(objective=row, actor=company.cms, marks={ppic: ("direct", "")}) == 2
    assert not CascadeMark.objects.filter(unit=qa).exists()


def test_the_matrix_keeps_the_directions(company: Company, corporate: Scorecard) -> None:
    row, ppic = objective(corporate), company.department.pk
    direct_units(objective=row, actor=company.cms, marks={ppic: ("direct", "Fokus OTIF")})
    mark_cascade(scorecard=corporate, actor=company.cms, marks={(row.pk, ppic): "indirect"})
    assert CascadeMark.objects.get().note == "Fokus OTIF"


def test_directions_are_refused_like_marks(company: Company, corporate: Scorecard) -> None:
    row, ppic = objective(corporate), company.department.pk
    with pytest.raises(PermissionDenied):
        direct_units(objective=row, actor=company.manager, marks={})
    with pytest.raises(InvalidInput, match="bukan bagiannya"):
        direct_units(objective=row, actor=company.cms, marks={company.directorate.pk: ("direct", "")})
    with pytest.raises(InvalidInput, match="300"):
        direct_units(objective=row, actor=company.cms, marks={ppic: ("direct", "x" * 301)})
    with pytest.raises(StaleVersion):
        direct_units(objective=row, actor=company.cms, marks={}, seen="somebody else's")
    assert not CascadeMark.objects.exists()


def test_a_part_is_taken_over_as_a_part(company: Company, corporate: Scorecard) -> None:
    source = objective(corporate)
    mark_cascade(scorecard=corporate, actor=company.cms, marks={(source.pk, company.department.pk): "part"})
    own = a_scorecard(company.department, company.cycle)
    assert [row.kind for row in marked_for(own)] == ["part"]
    parts = taking(source, own, parents=[source.kpis.get()], scope="part")
    take_over(scorecard=own, actor=company.manager, takings=[parts])
    kpi = Kpi.objects.get(objective__perspective__scorecard=own)
    assert (kpi.cascade_kind, kpi.cascade_scope) == ("direct", "part")
