"""Requests that add a KPI or define one anew: range, definition, source, evidence, who fills it in."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import ChangeAddition, ChangeRequest, Kpi, Measure, Scorecard, ScorecardVersion
from bsc.selectors.change import proposed_by
from bsc.selectors.content import content_of
from bsc.selectors.differences import difference
from bsc.selectors.proposal import KpiChange
from bsc.selectors.structure import structure
from bsc.services.addition import Place, drop_addition, put_addition
from bsc.services.change import edit_change, forward_change, submit_change
from bsc.services.definition import define_kpi
from bsc.services.drafts import KpiDraft, MeasureDraft
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.organization.models import User
from tests.bsc.changes import NOW, approve, draft, established, requested, with_board
from tests.bsc.scorecards import kpis_of
from tests.company import Company
from tests.locks import unlocked

MEASURE = MeasureDraft("Waktu henti mesin", "jam", polarity="minimize", target=Decimal(12))


@pytest.fixture
def scorecard(company: Company) -> Scorecard:
    return established(company)


@pytest.fixture
def request_(company: Company, scorecard: Scorecard) -> ChangeRequest:
    """The first KPI makes room for another of 5 %."""
    first = kpis_of(scorecard)[0]
    return requested(company, scorecard, kpis=(KpiChange(first.pk, weight=Decimal(20)),))


def add(company: Company, row: ChangeRequest, weight: int = 5, **fields: object) -> ChangeAddition:
    kpi = KpiDraft(weight=Decimal(weight), basis="Kebijakan perawatan mesin")
    place = Place(kpis_of(row.scorecard)[0].objective)
    step = {"place": place, "kpi": kpi, "measure": MEASURE, "actor": company.manager, **fields}
    return put_addition(request=row, **step)  # type: ignore[arg-type]


def in_force(company: Company, row: ChangeRequest) -> ChangeRequest:
    row = submit_change(request=row, actor=company.manager, now=NOW)
    row = forward_change(request=row, actor=company.cms, now=NOW, comment="Setuju")
    return approve(company, row)


# --- A KPI that is added ----------------------------------------------------------------------------


def test_an_added_kpi_is_in_force_from_its_month_with_its_targets(
    company: Company, scorecard: Scorecard, request_: ChangeRequest
) -> None:
    addition = add(company, request_)
    assert Kpi.objects.count() == len(kpis_of(scorecard))
    row = in_force(company, request_)
    addition.refresh_from_db()
    kpi = addition.added
    assert kpi is not None
    assert kpi.measure is not None
    assert (kpi.from_month, kpi.weight, kpi.measure.name) == (7, 5, "Waktu henti mesin")
    assert list(kpi.measure.targets.order_by("month").values_list("month", "value")) == [
        (month, Decimal(12)) for month in range(7, 13)
    ]
    assert (kpi.measure.filler_unit, kpi.measure.owner_unit) == (company.department, company.department)
    version = ScorecardVersion.objects.get(change=row)
    assert version.content == content_of(scorecard)
    before = ScorecardVersion.objects.get(revision=0).content
    told = {one.kind: one for one in difference(before, version.content).changed}
    assert told.keys() == {"new", "changed"}
    facts = {fact.label: fact.after for fact in told["new"].facts}
    assert (facts["Berlaku mulai"], facts["Target"], facts["Satuan"]) == ("Juli 2027", "≤ 12", "jam")
    assert structure(scorecard).weights_sum == 100


def test_the_whole_is_weighed_before_it_is_sent_and_again_before_it_is_decided(
    company: Company, scorecard: Scorecard, request_: ChangeRequest
) -> None:
    add(company, request_, weight=8)
    with pytest.raises(InvalidInput, match="belum dapat") as refused:
        submit_change(request=request_, actor=company.manager, now=NOW)
    assert "103" in refused.value.problems[0]
    drop_addition(addition=request_.additions.get(), actor=company.manager)
    add(company, request_)
    row = submit_change(request=request_, actor=company.manager, now=NOW)
    row = forward_change(request=row, actor=company.cms, now=NOW, comment="Setuju")
    with unlocked():
        Kpi.objects.filter(pk=kpis_of(scorecard)[1].pk).update(weight=60)
    with pytest.raises(InvalidInput):
        approve(company, row)
    assert not Kpi.objects.filter(from_month=7).exists()


def test_an_addition_is_changed_and_taken_out_again(company: Company, request_: ChangeRequest) -> None:
    addition = add(company, request_)
    again = add(company, request_, weight=6, addition=addition)
    assert (again.pk, again.row["weight"]) == (addition.pk, "6")
    request_.refresh_from_db()
    assert request_.version == 2
    with pytest.raises(StaleVersion):
        drop_addition(addition=addition, actor=company.manager, version=0)
    drop_addition(addition=addition, actor=company.manager, version=2)
    assert not ChangeAddition.objects.exists()


def test_an_addition_needs_a_name_and_an_objective_of_the_scorecard(
    company: Company, request_: ChangeRequest
) -> None:
    other = established(company, company.sister_department)
    with pytest.raises(InvalidInput):
        add(company, request_, measure=MeasureDraft("", "jam"))
    with pytest.raises(Conflict):
        add(company, request_, place=Place(kpis_of(other)[0].objective))
    assert not ChangeAddition.objects.exists()


@pytest.mark.parametrize("who", ["second_layer", "drafter", "colleague", "cms", "bod"])
def test_only_who_asks_adds_and_defines(company: Company, request_: ChangeRequest, who: str) -> None:
    actor: User = getattr(company, who)
    with pytest.raises(PermissionDenied):
        add(company, request_, actor=actor)
    with pytest.raises(PermissionDenied):
        define_kpi(request=request_, kpi=kpis_of(request_.scorecard)[0], definition={}, actor=actor)


def test_nothing_is_added_to_what_was_sent(company: Company) -> None:
    row = with_board(company)
    with pytest.raises(Conflict):
        add(company, row)


# --- A KPI that is defined anew ---------------------------------------------------------------------


def define(company: Company, row: ChangeRequest, kpi: Kpi, **definition: object) -> None:
    define_kpi(request=row, kpi=kpi, definition=definition, actor=company.manager)


def test_a_new_definition_stands_in_the_next_version_and_the_old_one_in_the_last(
    company: Company, scorecard: Scorecard
) -> None:
    row, kpi = requested(company, scorecard, kpis=()), kpis_of(scorecard)[0]
    define(
        company, row, kpi, definition="Jam henti ÷ jam kerja", evidence_required="Log mesin", calculation="A"
    )
    (changed,) = proposed_by(row).difference.changed  # type: ignore[union-attr]
    assert {change.label for change in changed.changes} == {"Definisi", "Bukti", "Cara perhitungan data"}
    in_force(company, row)
    kpi.refresh_from_db()
    assert kpi.measure is not None
    assert (kpi.measure.definition, kpi.measure.evidence_required) == ("Jam henti ÷ jam kerja", "Log mesin")
    assert kpi.measure.earlier == []
    assert ScorecardVersion.objects.get(change=row).content == content_of(scorecard)


def test_another_unit_fills_it_in_from_the_month_on(company: Company, scorecard: Scorecard) -> None:
    row, kpi = requested(company, scorecard, kpis=()), kpis_of(scorecard)[0]
    define(company, row, kpi, filler_id=company.sister_department.pk)
    in_force(company, row)
    measure = Measure.objects.get(pk=kpi.measure_id)
    assert [measure.filler_in(month) for month in (1, 6, 7, 12)] == [
        company.department.pk,
        company.department.pk,
        company.sister_department.pk,
        company.sister_department.pk,
    ]


def test_a_new_range_leaves_the_months_before_it(company: Company, scorecard: Scorecard) -> None:
    kpi = kpis_of(scorecard)[0]
    with unlocked():
        ranged = {"lower": 90, "upper": 110, "polarity": "stabilize", "comparator": "between"}
        Measure.objects.filter(pk=kpi.measure_id).update(**ranged)
    row = requested(company, scorecard, kpis=())
    define(company, row, kpi, lower="95", upper="105")
    in_force(company, row)
    spec = structure(scorecard).kpis[0].measure
    assert spec is not None
    assert (spec.lower, spec.in_month(7).lower, spec.in_month(6).lower) == (95, 95, 90)


def test_what_stays_the_same_is_no_change(company: Company, scorecard: Scorecard) -> None:
    row, kpi = requested(company, scorecard, kpis=()), kpis_of(scorecard)[0]
    assert kpi.measure is not None
    define(company, row, kpi, definition=kpi.measure.definition, filler_id=kpi.measure.filler_unit_id)
    assert not row.lines.exists()


def test_the_range_is_replaced_never_half_given_or_taken_away(company: Company, scorecard: Scorecard) -> None:
    row, kpi = requested(company, scorecard, kpis=()), kpis_of(scorecard)[0]
    for wanted in ({"lower": "1"}, {"lower": "1", "upper": "2"}, {"filler_id": None}):
        with pytest.raises(InvalidInput):
            define(company, row, kpi, **wanted)


def test_a_joint_kpi_is_defined_by_its_owner(company: Company, scorecard: Scorecard) -> None:
    other = established(company, company.sister_department)
    with unlocked():
        Kpi.objects.filter(pk=kpis_of(scorecard)[0].pk).update(measure=kpis_of(other)[0].measure)
    row = requested(company, scorecard, kpis=())
    with pytest.raises(Conflict, match="milik"):
        define(company, row, kpis_of(scorecard)[0], definition="Baru")


def test_typing_targets_again_keeps_the_definition_and_ending_drops_it(
    company: Company, scorecard: Scorecard
) -> None:
    row, kpi = requested(company, scorecard, kpis=()), kpis_of(scorecard)[0]
    define(company, row, kpi, definition="Baru")
    edit_change(request=row, draft=draft(KpiChange(kpi.pk, target=Decimal(99))), actor=company.manager)
    line = row.lines.get()
    assert (line.target, line.definition) == (99, {"definition": "Baru"})
    edit_change(request=row, draft=draft(KpiChange(kpi.pk, ends=True)), actor=company.manager)
    line.refresh_from_db()
    assert (line.target, line.definition, line.ends) == (None, {}, True)
