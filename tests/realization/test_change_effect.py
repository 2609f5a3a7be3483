"""What an Adendum does to results: earlier months keep target and weight, verified ones stay untouched."""

from decimal import Decimal

import pytest

from bsc.models import ChangeRequest, Kpi, Scorecard, ScorecardVersion
from bsc.periods import View
from bsc.selectors.change import proposed_by
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.proposal import KpiChange
from bsc.services.addendum import approve_change
from bsc.services.change import (
    ChangeDraft,
    create_change,
    forward_change,
    submit_change,
)
from cint_portal.core.errors import InvalidInput
from realization.selectors.change_effect import effect_of
from realization.selectors.entry import due_rows
from realization.selectors.sight import THE_PORTAL
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import a_month
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
