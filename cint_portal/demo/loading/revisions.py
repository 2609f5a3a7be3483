"""Revisi Target Massal in the demo: asked for by CMS in one file, recommended, decided once (7.1.19)."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from bsc.models import ChangeBundle, Kpi, Scorecard
from bsc.selectors.bundle import digest_of, parts_of, requests_of
from bsc.selectors.proposal import KpiChange
from bsc.services.bundle import approve_bundle, forward_bundle, send_upload, store_bundle_upload
from bsc.services.change import ChangeDraft
from cint_portal.audit.middleware import acting
from cint_portal.demo.data.revisions import AT_HALF_YEAR, WAITING, Revision
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.organization.models import PlanningCycle

#: Days from the request to CMS's recommendation, and from there to the board's decision.
REVIEWED, DECIDED = 3, 4
#: The waiting one was sent so many days before today.
SENT = 5


def revise_at_half_year(cast: Cast, cycle: PlanningCycle, today: date) -> None:
    """Asked for and decided in June, in force from July; before any month of the year is verified."""
    sent_on = date(cycle.year, 6, 15)
    if sent_on + timedelta(days=REVIEWED + DECIDED) >= today:
        return
    bundle = _recommended(cast, cycle, AT_HALF_YEAR, sent_on, month=7)
    now = at(sent_on + timedelta(days=REVIEWED + DECIDED), 14)
    with acting(cast.board, now):
        approve_bundle(bundle=bundle, actor=cast.board, now=now, digest=_digest(bundle))


def revise_now(cast: Cast, cycle: PlanningCycle, today: date) -> None:
    """With the board as of today, for the months from the next one on; a year has no month after December."""
    sent_on = today - timedelta(days=SENT)
    if sent_on > cycle.meeting_on and today.month < 12:
        _recommended(cast, cycle, WAITING, sent_on, month=today.month + 1)


def _recommended(
    cast: Cast, cycle: PlanningCycle, revision: Revision, sent_on: date, *, month: int
) -> ChangeBundle:
    bundle = _sent(cast, cycle, revision, at(sent_on, 10), month)
    now = at(sent_on + timedelta(days=REVIEWED), 11)
    with acting(cast.cms_head, now):
        forward_bundle(
            bundle=bundle, actor=cast.cms_head, now=now, comment=revision.advice, digest=_digest(bundle)
        )
    return bundle


def _sent(cast: Cast, cycle: PlanningCycle, revision: Revision, now: datetime, month: int) -> ChangeBundle:
    with acting(cast.cms, now):
        upload = store_bundle_upload(
            cycle=cycle,
            content={"demo": revision.file_name},
            actor=cast.cms,
            now=now,
            file_name=revision.file_name,
            file_sha256=hashlib.sha256(revision.file_name.encode()).hexdigest(),
            reason=revision.reason,
            effective_month=month,
        )
        drafts = _drafts(cycle, revision, month)
        return send_upload(upload=upload, drafts=drafts, actor=cast.cms, now=now)


def _drafts(cycle: PlanningCycle, revision: Revision, month: int) -> dict[int, ChangeDraft]:
    """By scorecard, as a preview would have read them."""
    cards = {row.unit.code: row for row in Scorecard.objects.filter(cycle=cycle).select_related("unit")}
    changes = {cards[unit]: tuple(_changes(cards[unit], rows)) for unit, rows in revision.targets.items()}
    return {card.pk: ChangeDraft(month, revision.reason, kpis=kpis) for card, kpis in changes.items()}


def _changes(scorecard: Scorecard, targets: Mapping[str, str]) -> Iterator[KpiChange]:
    kpis = Kpi.objects.filter(objective__perspective__scorecard=scorecard)
    for name, target in targets.items():
        yield KpiChange(kpis.get(measure__name=name).pk, target=Decimal(target))


def _digest(bundle: ChangeBundle) -> str:
    return digest_of(parts_of(requests_of(bundle)))
