"""What does not fit in the cascade: gaps, orphans, bases, target gaps, units, levels; each has its limits."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bsc.models import CascadeMark, Kpi, Scorecard
from bsc.selectors.cascade_findings import KINDS, CascadeFinding, finding_counts, reach_of
from cint_portal.organization.models import Unit, User
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company, unit
from tests.locks import unlocked


def found(code: str, company: Company, who: User | None = None) -> list[CascadeFinding]:
    kind = next(one for one in KINDS if one.code == code)
    return kind.shown(list(kind.rows(reach_of(company.cycle, who or company.cms))))


@pytest.fixture
def top(company: Company) -> Scorecard:
    return a_scorecard(company.corporate, company.cycle, Status.APPROVED)


def test_an_objective_without_any_unit_is_a_gap(company: Company, top: Scorecard) -> None:
    lanes = ("financial", "customer", "process", "learning")
    rows = [an_objective(top, lane, name=lane) for lane in lanes]
    CascadeMark.objects.create(objective=rows[0], unit=company.department)
    sister = a_scorecard(company.sister_department, company.cycle)
    a_kpi(an_objective(sister), parent=a_kpi(rows[3]), cascade_kind="indirect")
    an_objective(a_scorecard(company.department, company.cycle), source=rows[1], cascade_kind="indirect")
    assert [row.name for row in found("gaps", company)] == ["process"]


def test_a_draft_of_the_company_has_no_gaps_yet(company: Company) -> None:
    an_objective(a_scorecard(company.corporate, company.cycle))
    assert found("gaps", company) == []


def test_a_kpi_without_parent_and_basis_is_an_orphan(company: Company, top: Scorecard) -> None:
    parent = a_kpi(an_objective(top))
    own = a_scorecard(company.department, company.cycle)
    row, based = an_objective(own), an_objective(own, name="Berdasar", basis="UU 13/2003")
    for name, target, fields in (
        ("Sendirian", row, {}),
        ("Berinduk", row, {"parent": parent}),
        ("Berdasar sendiri", row, {"basis": "Kebijakan"}),
        ("Berdasar sasarannya", based, {}),
    ):
        a_kpi(target, a_measure(company.department, company.cycle, name=name), **fields)
    assert [(one.unit_name, one.name) for one in found("orphans", company)] == [
        ("Departemen PPIC", "Sendirian")
    ]


def test_a_stated_basis_waits_until_cms_accepts_it(company: Company) -> None:
    own = a_scorecard(company.department, company.cycle)
    kpi = a_kpi(an_objective(own), basis="Aspek lingkungan penting")
    assert [row.name for row in found("bases", company)] == [kpi.name]
    Scorecard.objects.filter(pk=own.pk).update(status=Status.SENT_CMS)
    assert found("bases", company)[0].url == f"/bsc/approvals/{own.pk}/", "CMS settles it in its review"
    Kpi.objects.filter(pk=kpi.pk).update(decision="accepted")
    assert found("bases", company) == []
    assert found("orphans", company) == []


def test_a_manager_sees_the_findings_of_the_own_department_only(company: Company) -> None:
    for owner in (company.department, company.sister_department):
        a_kpi(an_objective(a_scorecard(owner, company.cycle)))
    assert [row.unit_name for row in found("orphans", company, company.manager)] == ["Departemen PPIC"]


@pytest.mark.parametrize(
    ("rollup", "targets", "gap"),
    [
        ("sum", [40, 50], 10),
        ("sum", [40, 60], None),
        ("sum", [40, 70], -10),
        ("sum", [40, None], 60),
        ("same", [100], None),
        ("same", [90], 10),
        ("average", [40, 50], None),
        ("weighted_average", [40, 50], None),
        ("ratio", [40, 50], None),
        ("none", [40, 50], None),
    ],
)
def test_targets_that_do_not_add_up_are_shown(
    company: Company, top: Scorecard, rollup: str, targets: list[int | None], gap: int | None
) -> None:
    parent = a_kpi(an_objective(top), rollup=rollup)
    below = an_objective(a_scorecard(company.department, company.cycle))
    for number, target in enumerate(targets):
        value = None if target is None else Decimal(target)
        a_kpi(
            below, a_measure(company.department, company.cycle, name=str(number), target=value), parent=parent
        )
    kind = next(one for one in KINDS if one.code == "targets")
    rows = kind.rows(reach_of(company.cycle, company.cms))
    assert [row.gap for row in rows] == ([] if gap is None else [gap])


def test_a_joint_measure_counts_once_in_the_sum(company: Company, top: Scorecard) -> None:
    parent = a_kpi(an_objective(top), rollup="sum")
    joint = a_measure(company.department, company.cycle)
    for owner in (company.department, company.sister_department):
        a_kpi(an_objective(a_scorecard(owner, company.cycle)), joint, parent=parent)
    assert found("targets", company) == []


@pytest.mark.parametrize(
    ("satuan", "kind", "rollup", "differs"),
    [
        ("Rp juta", "direct", "none", True),
        ("Rp juta", "indirect", "sum", True),
        ("Rp juta", "indirect", "none", False),
        ("Rp juta", "direct", "ratio", False),
        (" % ", "direct", "sum", False),
    ],
)
def test_a_figure_that_flows_upward_needs_the_parents_unit(
    company: Company, top: Scorecard, satuan: str, kind: str, rollup: str, differs: bool
) -> None:
    above = a_measure(company.corporate, company.cycle, name="Rasio biaya", unit="%")
    parent = a_kpi(an_objective(top), above, rollup=rollup)
    own = an_objective(a_scorecard(company.department, company.cycle))
    a_kpi(own, a_measure(company.department, company.cycle, unit=satuan), parent=parent, cascade_kind=kind)
    details = [row.detail for row in found("units", company)]
    assert details == (["Satuan Rp juta, sedangkan KPI Induk “Rasio biaya” memakai %."] if differs else [])


def test_a_level_is_skipped_only_where_there_is_one(company: Company, top: Scorecard) -> None:
    parent = a_kpi(an_objective(top))
    own = an_objective(a_scorecard(company.department, company.cycle))
    a_kpi(own, parent=parent)
    assert found("levels", company) == [], "the directorate has no scorecard this year"
    between = a_kpi(an_objective(a_scorecard(company.directorate, company.cycle, Status.APPROVED)))
    assert "melewati Direktorat Operasi" in found("levels", company)[0].detail
    with unlocked():
        Kpi.objects.filter(objective=own).update(parent=between)
    assert found("levels", company) == []


def test_counting_takes_as_many_queries_with_fifty_departments(company: Company, top: Scorecard) -> None:
    parent = a_kpi(an_objective(top), rollup="sum")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            finding_counts(reach_of(company.cycle, company.cms))
        return len(captured)

    def add(owner: Unit) -> None:
        a_kpi(an_objective(a_full_scorecard(owner, company.cycle, kpis=1)), parent=parent)

    add(company.department)
    cost()  # reads the roles of the person once
    before = cost()
    for number in range(50):
        add(unit(f"X{number}", f"Departemen {number}", "department", company.directorate))
    assert cost() == before
