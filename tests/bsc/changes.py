"""Established scorecards and requests to change them, for tests."""

from decimal import Decimal
from typing import Any

from bsc.models import ChangeRequest, Kpi, Scorecard, ScorecardVersion
from bsc.selectors.change import proposed_by
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.proposal import KpiChange
from bsc.services.addendum import approve_change
from bsc.services.change import ChangeDraft, create_change, forward_change, submit_change
from cint_portal.organization.models import Unit
from tests.bsc.scorecards import kpis_of, make_scorecard
from tests.company import Company
from tests.conftest import at

NOW = at("2027-03-08 10:00")
JULY = 7


def established(company: Company, unit: Unit | None = None) -> Scorecard:
    """Rev. 00 with its locked version."""
    unit = unit or company.department
    scorecard = make_scorecard(company.cycle, unit, "established", company.manager)
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
    return scorecard


def draft(*kpis: KpiChange, month: int = JULY, **fields: Any) -> ChangeDraft:
    return ChangeDraft(effective_month=month, **{"reason": "RKAP direvisi", "kpis": kpis, **fields})


def to_120(scorecard: Scorecard) -> KpiChange:
    """The first KPI's yearly target becomes 120."""
    return KpiChange(kpis_of(scorecard)[0].pk, target=Decimal(120))


def requested(company: Company, scorecard: Scorecard | None = None, **fields: Any) -> ChangeRequest:
    scorecard = scorecard or established(company)
    kpis = fields.pop("kpis", (to_120(scorecard),))
    return create_change(scorecard=scorecard, draft=draft(*kpis, **fields), actor=company.manager, now=NOW)


def with_cms(company: Company, **fields: Any) -> ChangeRequest:
    return submit_change(request=requested(company, **fields), actor=company.manager, now=NOW)


def with_board(company: Company, **fields: Any) -> ChangeRequest:
    row = with_cms(company, **fields)
    return forward_change(request=row, actor=company.cms, now=NOW, comment="Sesuai RKAP revisi")


def approve(company: Company, row: ChangeRequest, **fields: Any) -> ChangeRequest:
    step = {"version": row.version, "content_sha256": proposed_by(row).digest, **fields}
    return approve_change(request=row, actor=company.bod, now=NOW, **step)


def targets_of(kpi: Kpi) -> list[Decimal]:
    assert kpi.measure is not None
    return [row.value for row in kpi.measure.targets.order_by("month")]
