"""What an Adendum does to results: earlier months keep target and weight, verified ones stay untouched."""

from decimal import Decimal

import pytest

from bsc.models import ChangeRequest, Kpi, Measure, Scorecard, ScorecardVersion
from bsc.periods import View
from bsc.selectors.change import proposed_by
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.proposal import KpiChange
from bsc.services.addendum import approve_change
from bsc.services.addition import Place, instead_of, put_addition
from bsc.services.change import (
    ChangeDraft,
    create_change,
    forward_change,
    submit_change,
)
from bsc.services.definition import define_kpi
from bsc.services.drafts import KpiDraft, MeasureDraft
from cint_portal.core.errors import InvalidInput
from realization.selectors.change_effect import effect_of
from realization.selectors.entry import due_rows
from realization.selectors.expected import expected_units
from realization.selectors.sight import THE_PORTAL
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import Status, a_month
from tests.realization.results_scenes import seen, sent, some_kpis

NOW = at("2027-05-10 09:00")
D = Decimal


@pytest.fixture
def card(company: Company) -> Scorecard:
    """Two KPIs of 50 % with target 100: January to March 100 and 80, all verified."""
    with unlocked():
        scorecard, (first, second) = some_kpis(company.department, company.cycle, 50, 50)
        scorecard.revision, scorecard.effective_from = 0, at("2027-01-20 00:00").date()
        Scorecard.objects.filter(pk=scorecard.pk).update(revision=0, effective_from=scorecard.effective_from)
    content = content_of(scorecard)
    ScorecardVersion.objects.create(
        scorecard=scorecard,
        revision=0,
        effective_from=scorecard.effective_from,
        content=content,
        content_sha256=content_hash(content),
        created_at=at("2027-01-20 10:00"),
        created_by=company.cms_head,
    )
    for month in (1, 2, 3):
        sent(company.department, company.cycle, month, {first: 100, second: 80})
    return scorecard


def rows_of(card: Scorecard) -> list[Kpi]:
    return list(Kpi.objects.filter(objective__perspective__scorecard=card).order_by("position"))


def asked(company: Company, card: Scorecard, month: int, *kpis: KpiChange, **fields: bool) -> ChangeRequest:
    draft = ChangeDraft(effective_month=month, reason="RKAP", kpis=kpis, **fields)
    return create_change(scorecard=card, draft=draft, actor=company.manager, now=NOW)


def in_force(company: Company, row: ChangeRequest) -> ChangeRequest:
    row = submit_change(request=row, actor=company.manager, now=NOW)
    row = forward_change(request=row, actor=company.cms, now=NOW, comment="Setuju")
    return approve_change(
        request=row, actor=company.bod, now=NOW, version=row.version, content_sha256=proposed_by(row).digest
    )


def weighed(company: Company, card: Scorecard, month: int = 4) -> ChangeRequest:
    first, second = rows_of(card)
    kpis = (KpiChange(first.pk, weight=D(80)), KpiChange(second.pk, weight=D(20)))
    return asked(company, card, month, *kpis)


def test_months_before_the_adendum_keep_their_weights(company: Company, card: Scorecard) -> None:
    before = seen(card, NOW, View.MONTH, 3).total.text
    in_force(company, weighed(company, card))
    sent(
        company.department,
        company.cycle,
        4,
        {kpi.measure: figure for kpi, figure in zip(rows_of(card), (100, 80), strict=True) if kpi.measure},
    )
    card.refresh_from_db()
    assert before == "90,00\N{NO-BREAK SPACE}%"
    assert seen(card, NOW, View.MONTH, 3).total.text == before
    # 100 × 80 % + 80 × 20 %: a period's weight is that of its last month (domain rules 4).
    assert seen(card, NOW, View.MONTH, 4).total.text == "96,00\N{NO-BREAK SPACE}%"
    assert seen(card, NOW, View.YEAR_TO_DATE, 4).total.text == "96,00\N{NO-BREAK SPACE}%"


def test_a_new_target_counts_from_its_month(company: Company, card: Scorecard) -> None:
    first, second = rows_of(card)
    in_force(company, asked(company, card, 4, KpiChange(first.pk, target=D(200))))
    sent(company.department, company.cycle, 4, {first.measure: 100, second.measure: 80})
    card.refresh_from_db()
    assert seen(card, NOW, View.MONTH, 3).total.text == "90,00\N{NO-BREAK SPACE}%"
    assert seen(card, NOW, View.MONTH, 4).total.text == "65,00\N{NO-BREAK SPACE}%"


def test_an_ended_kpi_is_neither_asked_nor_missed_any_more(company: Company, card: Scorecard) -> None:
    first, second = rows_of(card)
    kpis = (KpiChange(first.pk, ends=True), KpiChange(second.pk, weight=D(100)))
    in_force(company, asked(company, card, 4, *kpis))
    april = a_month(company.department, company.cycle, 4)
    assert list(due_rows(april)) == [second.measure_id]
    march = due_rows(card.cycle.realizations.get(month=3, unit=company.department))
    assert set(march) == {first.measure_id, second.measure_id}
    card.refresh_from_db()
    assert seen(card, NOW, View.MONTH, 3).total.text == "90,00\N{NO-BREAK SPACE}%"


def test_a_verified_month_is_not_reached(company: Company, card: Scorecard) -> None:
    row = weighed(company, card, month=3)
    with pytest.raises(InvalidInput, match="sudah diverifikasi"):
        submit_change(request=row, actor=company.manager, now=NOW)
    row.refresh_from_db()
    assert row.status == "draft"


def test_the_board_may_decide_that_it_reaches_back(company: Company, card: Scorecard) -> None:
    first, second = rows_of(card)
    kpis = (KpiChange(first.pk, weight=D(80)), KpiChange(second.pk, weight=D(20)))
    in_force(company, asked(company, card, 3, *kpis, reaches_back=True))
    card.refresh_from_db()
    assert seen(card, NOW, View.MONTH, 2).total.text == "90,00\N{NO-BREAK SPACE}%"
    assert seen(card, NOW, View.MONTH, 3).total.text == "96,00\N{NO-BREAK SPACE}%"


def test_the_effect_is_shown_before_anybody_decides(company: Company, card: Scorecard) -> None:
    row = weighed(company, card)
    content = proposed_by(row).content
    assert content is not None
    before = content_of(card)
    effects = effect_of(row, content, NOW, THE_PORTAL)
    # Up to April the last month's weights decide: what was 90 becomes 96.
    assert next((effect.before.text, effect.after.text) for effect in effects) == (
        "90,00\N{NO-BREAK SPACE}%",
        "96,00\N{NO-BREAK SPACE}%",
    )
    assert content_of(card) == before


# --- KPIs that are added or defined anew ------------------------------------------------------------


def with_an_added_kpi(company: Company, card: Scorecard) -> Kpi:
    """From April on a third KPI of 20 % with target 100."""
    first, second = rows_of(card)
    row = asked(company, card, 4, KpiChange(first.pk, weight=D(40)), KpiChange(second.pk, weight=D(40)))
    addition = put_addition(
        request=row,
        place=Place(first.objective),
        kpi=KpiDraft(weight=D(20), basis="Kebijakan perawatan mesin"),
        measure=MeasureDraft("Waktu henti mesin", "jam", target=D(100)),
        actor=company.manager,
    )
    row.refresh_from_db()
    in_force(company, row)
    addition.refresh_from_db()
    assert addition.added is not None
    return addition.added


def test_an_added_kpi_is_asked_and_counted_from_its_month_on(company: Company, card: Scorecard) -> None:
    added = with_an_added_kpi(company, card)
    first, second = rows_of(card)[:2]
    march, april = card.cycle.realizations.get(month=3), a_month(company.department, company.cycle, 4)
    assert added.measure_id not in due_rows(march)
    assert set(due_rows(april)) == {first.measure_id, second.measure_id, added.measure_id}
    april.delete()
    sent(company.department, company.cycle, 4, {first.measure: 100, second.measure: 80, added.measure: 50})
    card.refresh_from_db()
    assert seen(card, NOW, View.MONTH, 3).total.text == "90,00\N{NO-BREAK SPACE}%"
    # 100 × 40 % + 80 × 40 % + 50 × 20 %
    assert seen(card, NOW, View.MONTH, 4).total.text == "82,00\N{NO-BREAK SPACE}%"


def test_another_unit_is_asked_from_the_month_on_and_the_first_one_before(
    company: Company, card: Scorecard
) -> None:
    first, second = rows_of(card)
    row = asked(company, card, 5)
    wanted = {"filler_id": company.sister_department.pk}
    define_kpi(request=row, kpi=first, definition=wanted, actor=company.manager)
    row.refresh_from_db()
    in_force(company, row)
    sister, own = company.sister_department, company.department
    fills = {month: {unit.pk for unit in expected_units(company.cycle, month)} for month in (3, 4, 5)}
    assert fills == {3: {own.pk}, 4: {own.pk}, 5: {own.pk, sister.pk}}
    assert set(due_rows(a_month(own, company.cycle, 4))) == {first.measure_id, second.measure_id}
    assert set(due_rows(a_month(own, company.cycle, 5))) == {second.measure_id}
    assert set(due_rows(a_month(sister, company.cycle, 5))) == {first.measure_id}
    card.refresh_from_db()
    assert seen(card, NOW, View.MONTH, 3).total.text == "90,00\N{NO-BREAK SPACE}%"


def test_a_filled_month_is_not_handed_to_another_unit(company: Company, card: Scorecard) -> None:
    first, second = rows_of(card)
    sent(company.department, company.cycle, 4, {first.measure: 100, second.measure: 80}, Status.DRAFT)
    row = asked(company, card, 3, reaches_back=True)
    wanted = {"filler_id": company.sister_department.pk}
    define_kpi(request=row, kpi=first, definition=wanted, actor=company.manager)
    row.refresh_from_db()
    with pytest.raises(InvalidInput, match="sudah diisi"):
        submit_change(request=row, actor=company.manager, now=NOW)


def test_a_new_range_judges_the_months_from_its_own_on(company: Company, card: Scorecard) -> None:
    first, second = rows_of(card)
    with unlocked():
        ranged = {"polarity": "stabilize", "comparator": "between", "lower": 95, "upper": 105}
        Measure.objects.filter(pk=first.measure_id).update(**ranged)
    row = asked(company, card, 4)
    define_kpi(request=row, kpi=first, definition={"lower": "190", "upper": "210"}, actor=company.manager)
    row.refresh_from_db()
    content = proposed_by(row).content
    assert content is not None
    assert not any(
        effect.changes for effect in effect_of(row, content, at("2027-04-10 09:00"), THE_PORTAL)[:1]
    )
    in_force(company, row)
    sent(company.department, company.cycle, 4, {first.measure: 100, second.measure: 80})
    card.refresh_from_db()
    assert seen(card, NOW, View.MONTH, 3).total.text == "90,00\N{NO-BREAK SPACE}%"
    # 1 − 90/190 of the first, 80 % of the second, half each.
    assert seen(card, NOW, View.MONTH, 4).total.text == "66,32\N{NO-BREAK SPACE}%"


# --- A KPI in place of another ----------------------------------------------------------------------


def replacing(company: Company, card: Scorecard, month: int = 4, **fields: bool) -> ChangeRequest:
    """The first KPI ends; its successor is measured in days, target 50."""
    first, row = rows_of(card)[0], asked(company, card, month, **fields)
    put_addition(
        request=row,
        place=instead_of(first),
        kpi=KpiDraft(weight=D(50), basis="Kebijakan mutu"),
        measure=MeasureDraft(first.name, "hari", target=D(50)),
        actor=company.manager,
    )
    row.refresh_from_db()
    return row


def shown(card: Scorecard, view: View, month: int) -> dict[int, str]:
    """The rows of a span with their weights."""
    lanes = seen(card, NOW, view, month).lanes
    return {kpi.id: kpi.weight_text for lane in lanes for row in lane.objectives for kpi in row.kpis}


def test_a_kpi_and_its_successor_weigh_as_one_each_by_its_months(company: Company, card: Scorecard) -> None:
    first, second = rows_of(card)
    in_force(company, replacing(company, card))
    new = Kpi.objects.get(replaces=first)
    april = a_month(company.department, company.cycle, 4)
    assert set(due_rows(april)) == {new.measure_id, second.measure_id}
    april.delete()
    sent(company.department, company.cycle, 4, {new.measure: 25, second.measure: 80})
    card.refresh_from_db()
    half = "50\N{NO-BREAK SPACE}%"
    assert shown(card, View.MONTH, 3) == {first.pk: half, second.pk: half}
    assert shown(card, View.MONTH, 4) == {new.pk: half, second.pk: half}
    assert shown(card, View.YEAR_TO_DATE, 4) == {
        first.pk: "37,5\N{NO-BREAK SPACE}%",
        second.pk: half,
        new.pk: "12,5\N{NO-BREAK SPACE}%",
    }
    assert seen(card, NOW, View.MONTH, 3).total.text == "90,00\N{NO-BREAK SPACE}%"
    assert seen(card, NOW, View.MONTH, 4).total.text == "65,00\N{NO-BREAK SPACE}%"
    # 100 % × 37,5 + 50 % × 12,5 + 80 % × 50
    assert seen(card, NOW, View.YEAR_TO_DATE, 4).total.text == "83,75\N{NO-BREAK SPACE}%"


def test_a_new_kpi_is_no_part_of_the_months_before_it(company: Company, card: Scorecard) -> None:
    before = shown(card, View.YEAR_TO_DATE, 3), seen(card, NOW, View.YEAR_TO_DATE, 3).total
    with_an_added_kpi(company, card)
    card.refresh_from_db()
    assert (shown(card, View.YEAR_TO_DATE, 3), seen(card, NOW, View.YEAR_TO_DATE, 3).total) == before


def test_a_successor_leaves_no_filled_month_behind(company: Company, card: Scorecard) -> None:
    first, second = rows_of(card)
    sent(company.department, company.cycle, 4, {first.measure: 90, second.measure: 80}, Status.DRAFT)
    row = replacing(company, card)
    with pytest.raises(InvalidInput, match="April 2027 sudah diisi"):
        submit_change(request=row, actor=company.manager, now=NOW)
    ChangeRequest.objects.filter(pk=row.pk).update(reaches_back=True)
    row.refresh_from_db()
    assert submit_change(request=row, actor=company.manager, now=NOW).status == "sent_cms"


def test_a_joint_kpi_does_not_enter_a_month_that_its_filler_has_verified(
    company: Company, card: Scorecard
) -> None:
    theirs = some_kpis(company.sister_department, company.cycle, 100)[1][0]
    sent(company.sister_department, company.cycle, 4, {theirs: 100})
    first, second = rows_of(card)
    row = asked(company, card, 4, KpiChange(first.pk, weight=D(40)), KpiChange(second.pk, weight=D(40)))
    put_addition(
        request=row,
        place=Place(first.objective),
        kpi=KpiDraft(weight=D(20), basis="Kebijakan mutu"),
        measure=theirs,
        actor=company.manager,
    )
    row.refresh_from_db()
    with pytest.raises(InvalidInput, match="April 2027 sudah diverifikasi"):
        submit_change(request=row, actor=company.manager, now=NOW)
