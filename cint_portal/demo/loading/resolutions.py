"""Keputusan Rapat Direksi: the minutes that CMS records, confirmed once, with an objection (7.1.16)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bsc.models import BoardResolution, ResolutionItem, Scorecard
from bsc.selectors.content import content_hash, content_of_structure
from bsc.selectors.resolutions import items_of, list_hash
from bsc.selectors.structure import structures
from bsc.services.confirmation import confirm_resolution
from bsc.services.decision import Shown
from bsc.services.objection import answer_objection, object_to_resolution
from bsc.services.resolution import ItemDraft, ResolutionDraft, record_resolution
from cint_portal.audit.middleware import acting
from cint_portal.demo.data import decisions as data
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.organization.models import PlanningCycle

Decision = ResolutionItem.Decision


def decide_in_meeting(cast: Cast, cycle: PlanningCycle, scorecards: Sequence[Scorecard]) -> None:
    """The departments' scorecards of a year, decided in one meeting and confirmed the day after."""
    held_on = date(cycle.year, 1, 7)
    row = record(cast, cycle, scorecards, held_on, at(held_on, 16), number=f"RD-01/{cycle.year}")
    confirmed_at = at(held_on + timedelta(days=1), 10)
    with acting(cast.board, confirmed_at):
        confirm_resolution(
            resolution=row,
            actor=cast.board,
            now=confirmed_at,
            content_sha256=list_hash(row, items_of(row)),
            version=row.version,
        )
    _objected(cast, row, confirmed_at)


def record(
    cast: Cast,
    cycle: PlanningCycle,
    scorecards: Sequence[Scorecard],
    held_on: date,
    now: datetime,
    *,
    number: str,
) -> BoardResolution:
    """What CMS writes down; without effect until it is confirmed."""
    read = structures(scorecards)
    items = tuple(
        _item(Shown(one, one.version, content_hash(content_of_structure(read[one.pk])))) for one in scorecards
    )
    draft = ResolutionDraft(
        BoardResolution.Kind.MEETING, held_on, data.MINUTES_ATTENDANCE, items, number, data.MINUTES_NOTE
    )
    with acting(cast.cms, now):
        return record_resolution(cycle=cycle, draft=draft, actor=cast.cms, now=now)


def _item(shown: Shown) -> ItemDraft:
    note = data.NOTED.get(shown.scorecard.unit.code, "")
    return ItemDraft(shown, Decision.APPROVE_WITH_NOTE if note else Decision.APPROVE, note)


def _objected(cast: Cast, row: BoardResolution, confirmed_at: datetime) -> None:
    """Another member objects to one scorecard; who confirmed answers before the meeting."""
    username, unit, text, answer = data.OBJECTION
    member, objected_at = cast.people[username], confirmed_at + timedelta(days=1)
    with acting(member, objected_at):
        objection = object_to_resolution(
            resolution=row,
            actor=member,
            now=objected_at,
            text=text,
            scorecard=Scorecard.objects.get(cycle=row.cycle, unit__code=unit),
        )
    with acting(cast.board, objected_at + timedelta(hours=5)):
        answer_objection(
            objection=objection, actor=cast.board, now=objected_at + timedelta(hours=5), answer=answer
        )
