"""Resolutions of the board: what may be put on one, the list that is confirmed, who may still object."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import (
    BoardResolution,
    ResolutionConfirmation,
    ResolutionItem,
    ResolutionObjection,
    Scorecard,
)
from bsc.permissions import can_confirm_resolution, can_decide_scorecard
from bsc.selectors.approval import from_the_top
from bsc.selectors.cards import total_weight
from bsc.selectors.content import content_hash, content_of_structure
from bsc.selectors.rounds import kpis_in
from bsc.selectors.structure import structures
from cint_portal.core.clock import local_day
from cint_portal.organization.audience import Posts
from cint_portal.organization.cycles import BoardRule
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.selectors import board, is_president
from cint_portal.workflow.presentation import StatusChip
from cint_portal.workflow.todo import Todo

Status = BoardResolution.Status
_LOOK = {
    Status.RECORDED: ("hourglass-split", "warning"),
    Status.RETURNED: ("arrow-return-left", "warning"),
    Status.CONFIRMED: ("check-circle", "success"),
    Status.WITHDRAWN: ("x-circle", "muted"),
}


def resolution_chip(resolution: BoardResolution) -> StatusChip:
    icon, tone = _LOOK[Status(resolution.status)]
    return StatusChip(resolution.get_status_display(), icon, tone)


def resolutions_of(user: User, cycle: PlanningCycle | None) -> QuerySet[BoardResolution]:
    """Of a year, newest first, with the number of scorecards on each."""
    rows = BoardResolution.objects.visible_to(user).filter(cycle=cycle)
    open_objections = Count("objections", filter=Q(objections__answer=""), distinct=True)
    counted = rows.annotate(items_count=Count("items", distinct=True), open_objections=open_objections)
    return counted.select_related("recorded_by", "cycle").order_by("-held_on", "-id")


@dataclass(frozen=True)
class ItemLine:
    """A scorecard that the board may decide on, or did; the hash says which content.

    `listed_on` names another list that holds it and is not in force yet.
    """

    scorecard: Scorecard
    kpis: int
    weight: str
    content_sha256: str
    decision: str = ""
    decision_label: str = ""
    note: str = ""
    is_stale: bool = False
    #: How it stands by now, when it no longer waits for the board.
    overtaken: str = ""
    url: str = ""
    listed_on: str = ""


def decidable(cycle: PlanningCycle) -> list[Scorecard]:
    """Everything that waits for the board, in the order in which it reads: the company first."""
    rows = Scorecard.objects.filter(cycle=cycle, status=Scorecard.Status.WITH_BOARD)
    return in_order(rows.select_related("unit__substitute_decider", "cycle"))


def in_order(rows: Iterable[Scorecard]) -> list[Scorecard]:
    return sorted(rows, key=lambda row: from_the_top(row.unit))


def lines_of(rows: list[Scorecard], items: dict[int, ResolutionItem] | None = None) -> list[ItemLine]:
    """The rows with their totals and hash, and the recorded decision; constant queries."""
    read, stored = structures(rows), items or {}
    listed = _listed(rows, {item.resolution_id for item in stored.values()})
    return [
        _line(row, content_of_structure(read[row.pk]), stored.get(row.pk), listed.get(row.pk, ""))
        for row in rows
    ]


def _listed(rows: Iterable[Scorecard], but: Iterable[int]) -> dict[int, str]:
    """Which other list waits or came back with a scorecard on it, by scorecard id."""
    open_ = ResolutionItem.objects.filter(resolution__status__in=(Status.RECORDED, Status.RETURNED))
    found = open_.filter(scorecard__in=[row.pk for row in rows]).exclude(resolution__in=list(but))
    return {item.scorecard_id: item.resolution.reference for item in found.select_related("resolution")}


def waiting_list_of(scorecard: Scorecard) -> BoardResolution | None:
    """The minutes that hold a decision on it and wait to be confirmed: deciding now overtakes them."""
    held = ResolutionItem.objects.filter(scorecard=scorecard, resolution__status=Status.RECORDED)
    item = held.select_related("resolution").first()
    return item.resolution if item else None


def _line(
    row: Scorecard, content: dict[str, Any], item: ResolutionItem | None, listed_on: str = ""
) -> ItemLine:
    digest = content_hash(content)
    common: dict[str, Any] = {
        "scorecard": row,
        "kpis": sum(1 for _kpi in kpis_in(content)),
        "weight": total_weight(content),
        "content_sha256": digest,
        "url": reverse("bsc:scorecard-detail", args=[row.pk]),
        "listed_on": listed_on,
    }
    if item is None:
        return ItemLine(**common)
    stale = item.content_sha256 != digest or item.scorecard_version != row.version
    return ItemLine(
        **common,
        decision=item.decision,
        decision_label=item.get_decision_display(),
        note=item.note,
        is_stale=stale,
        overtaken="" if row.status == Scorecard.Status.WITH_BOARD else row.get_status_display(),
    )


def items_of(resolution: BoardResolution) -> list[ResolutionItem]:
    rows = resolution.items.select_related("scorecard__unit__substitute_decider", "scorecard__cycle")
    return sorted(rows, key=lambda item: from_the_top(item.scorecard.unit))


def list_hash(resolution: BoardResolution, items: Iterable[ResolutionItem]) -> str:
    """What a confirmation signs: the minutes' facts and, per scorecard, decision, note and content."""
    return content_hash(
        {
            "resolution": resolution.pk,
            "kind": resolution.kind,
            "number": resolution.number,
            "held_on": resolution.held_on.isoformat(),
            "attendance": resolution.attendance,
            "note": resolution.note,
            "items": [
                [item.scorecard_id, item.decision, item.note, item.scorecard_version, item.content_sha256]
                for item in sorted(items, key=lambda item: item.scorecard_id)
            ],
        }
    )


def not_for(user: User, rows: Iterable[Scorecard], posts: Posts | None = None) -> list[Scorecard]:
    """Scorecards on which this person may not decide: a list that holds one cannot be confirmed by him."""
    rows = list(rows)
    read = posts or Posts()
    return [row for row in rows if not can_decide_scorecard(user, row, read)]


def confirmers_of(resolution: BoardResolution) -> list[User]:
    """Whose confirmation the list waits for."""
    people = board()
    if resolution.rule == BoardRule.PRESIDENT:
        return [person for person in people if is_president(person)]
    return people


def confirmations_needed(resolution: BoardResolution) -> int:
    return resolution.quorum if resolution.rule == BoardRule.QUORUM else 1


def valid_confirmations(resolution: BoardResolution, digest: str) -> QuerySet[Any]:
    """Those that signed the list as it is now; an edited list begins anew."""
    return resolution.confirmations.filter(content_sha256=digest).select_related("person")


def may_object_until(resolution: BoardResolution, now: datetime) -> date | None:
    """The last day of the objections while it has not passed."""
    until = resolution.objections_until
    return until if until is not None and local_day(now) <= until else None


def held_up_by_objection(scorecards: Iterable[Scorecard]) -> set[int]:
    """Ids of scorecards with an objection that nobody has answered: they are not established yet."""
    ids = [row.pk for row in scorecards]
    unanswered = ResolutionObjection.objects.filter(answer="")
    named = unanswered.filter(scorecard__in=ids).values_list("scorecard_id", flat=True)
    lists = unanswered.filter(scorecard=None).values("resolution")
    whole = ResolutionItem.objects.filter(scorecard__in=ids, resolution__in=lists)
    return {pk for pk in (*named, *whole.values_list("scorecard_id", flat=True)) if pk is not None}


# --- Tasks ------------------------------------------------------------------------------------------


def resolution_todos(user: User, now: datetime) -> list[Todo]:
    """Lists that wait for this person's confirmation, and those that came back to CMS."""
    if user.is_bod:
        own = ResolutionConfirmation.objects.filter(
            resolution=OuterRef("pk"), person=user, at__gte=OuterRef("recorded_at")
        )
        waiting = BoardResolution.objects.filter(~Exists(own), status=Status.RECORDED)
        mine = [row for row in _counted(waiting) if can_confirm_resolution(user, row)]
        asked = [_todo(row, _("Konfirmasi keputusan Rapat Direksi"), "decision") for row in mine]
        return [*asked, *_objections(user)]
    if user.is_cms:
        returned = _counted(BoardResolution.objects.filter(status=Status.RETURNED))
        return [_todo(row, _("Perbaiki keputusan Rapat Direksi"), "task") for row in returned]
    return []


def _objections(user: User) -> list[Todo]:
    rows = BoardResolution.objects.filter(confirmations__person=user, objections__answer="")
    return [_todo(row, _("Jawab keberatan anggota Direksi"), "decision") for row in _counted(rows)]


def _counted(rows: QuerySet[BoardResolution]) -> QuerySet[BoardResolution]:
    return rows.select_related("cycle").annotate(items_count=Count("items", distinct=True)).distinct()


def _todo(row: BoardResolution, title: str, kind: str) -> Todo:
    count: int = row.items_count  # type: ignore[attr-defined]
    return Todo(
        kind=kind,
        title=title,
        unit=row.reference,
        period=str(row.cycle.year),
        url=reverse("bsc:resolution-detail", args=[row.pk]),
        due_on=_confirmation_due_on(row),
        note=ngettext("%(n)d scorecard", "%(n)d scorecard", count) % {"n": count},
    )


def _confirmation_due_on(row: BoardResolution) -> date | None:
    """The year's date of the board; a list recorded after it, as for a later unit, has none."""
    day: date = row.cycle.board_departments_on
    return day if row.status == Status.RECORDED and local_day(row.recorded_at) <= day else None
