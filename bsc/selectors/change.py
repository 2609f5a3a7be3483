"""Change requests: what they would change, what speaks against them, who has to act."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import (
    ChangeAddition,
    ChangeRequest,
    Kpi,
    Measure,
    Objective,
    Scorecard,
    ScorecardVersion,
)
from bsc.permissions import (
    can_change_established,
    can_decide_scorecard,
    can_review_change,
    can_send_change,
    can_send_to_board,
    is_department,
)
from bsc.selectors.approval import StatusChip
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.differences import Difference, difference
from bsc.selectors.proposal import (
    Content,
    Proposal,
    ProposalError,
    proposal_of,
    proposed_content,
    rows_in,
    weight_problem,
)
from cint_portal.core.templatetags.portal_format import num
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import User
from cint_portal.workflow.todo import Todo

Status = ChangeRequest.Status

_LOOK = {
    Status.DRAFT: ("pencil", "neutral"),
    Status.SENT_CMS: ("send", "info"),
    Status.RETURNED: ("arrow-return-left", "warning"),
    Status.WITH_BOARD: ("hourglass-split", "info"),
    Status.APPROVED: ("check-circle", "success"),
    Status.IN_FORCE: ("lock", "success"),
    Status.REJECTED: ("x-circle", "danger"),
    Status.WITHDRAWN: ("slash-circle", "muted"),
}


def change_chip(request: ChangeRequest) -> StatusChip:
    icon, tone = _LOOK[Status(request.status)]
    return StatusChip(request.get_status_display(), icon, tone)


def requests_visible_to(user: User) -> QuerySet[ChangeRequest]:
    """With what every page shows of them."""
    rows = ChangeRequest.objects.visible_to(user)
    return rows.select_related("scorecard__unit__parent", "scorecard__cycle", "requested_by").distinct()


@dataclass(frozen=True)
class Proposed:
    """An open request's effect; `refusals` say why it cannot go on, and then there is no content."""

    content: Content | None
    difference: Difference | None
    refusals: tuple[str, ...]

    @property
    def digest(self) -> str:
        return content_hash(self.content) if self.content else ""


def proposed_by(request: ChangeRequest) -> Proposed:
    """What the request would make of the scorecard as it stands now."""
    current, proposal = content_of(request.scorecard), proposal_of(request)
    names = {row["id"]: row["name"] for row in rows_in(current)}
    names |= {one.row["id"]: one.row["name"] for one in proposal.added}
    try:
        content = proposed_content(current, proposal)
    except ProposalError as problem:
        return Proposed(None, None, (_cannot(problem, names),))
    refusals = [*_nothing(proposal, current, content), *_weights(content), *_shared(request)]
    return Proposed(content, difference(current, content), tuple(refusals))


def refusals_of(request: ChangeRequest) -> list[str]:
    """What must be settled before the request may go on."""
    return list(proposed_by(request).refusals)


def _cannot(problem: ProposalError, names: dict[int, str]) -> str:
    texts = {
        "months": _("%(kpi)s: tidak ada bulan pengukuran lagi sejak bulan berlaku."),
        "ratio": _("%(kpi)s: isi target rasio per bulan (pembilang dan penyebut)."),
        "range": _("%(kpi)s: target berupa rentang tidak dapat diubah per bulan. Ubah rentangnya."),
    }
    return texts[problem.code] % {"kpi": names.get(problem.kpi_id, "")}


def _nothing(proposal: Proposal, current: Content, content: Content) -> Iterable[str]:
    if proposal.is_empty or content_hash(current) == content_hash(content):
        yield _("Belum ada yang diubah.")


def _weights(content: Content) -> Iterable[str]:
    total = weight_problem(content)
    if total is not None:
        yield _("Jumlah bobot setelah perubahan harus 100 %%, sekarang %(total)s %%.") % {"total": num(total)}


def _shared(request: ChangeRequest) -> Iterable[str]:
    """A measure that another scorecard has approved but not established cannot change under it."""
    waiting = _others(request).filter(status=Scorecard.Status.APPROVED).select_related("unit", "cycle")
    for row in waiting:
        yield _("%(scorecard)s memakai KPI Bersama yang sama dan belum ditetapkan.") % {"scorecard": row}


def weighing_scorecards(request: ChangeRequest) -> QuerySet[Scorecard]:
    """Other established scorecards that weigh a measure that changes: they get a version too."""
    return _others(request).filter(status__in=[Scorecard.Status.ESTABLISHED, Scorecard.Status.UNDER_CHANGE])


def _others(request: ChangeRequest) -> QuerySet[Scorecard]:
    retargeted = request.lines.filter(Q(target__isnull=False) | ~Q(months={}) | ~Q(definition={}))
    measures = Measure.objects.filter(kpis__change_lines__in=retargeted)
    sharing = Scorecard.objects.filter(perspectives__objectives__kpis__measure__in=measures)
    return Scorecard.objects.filter(pk__in=sharing.values("pk")).exclude(pk=request.scorecard_id)


@dataclass(frozen=True)
class ChangeRows:
    """What a draft adds, and the objectives and KPIs of its scorecard that it may still speak of."""

    additions: list[ChangeAddition]
    objectives: list[Objective]
    kpis: list[Kpi]


def change_rows(request: ChangeRequest) -> ChangeRows:
    """Three queries; definitions are changed by the scorecard whose unit owns the measure."""
    objectives = Objective.objects.filter(perspective__scorecard=request.scorecard_id)
    own = Kpi.objects.filter(
        objective__perspective__scorecard=request.scorecard_id,
        measure__owner_unit=request.scorecard.unit_id,
        through_month=None,
    )
    places = ("objective__perspective__position", "objective__position", "position", "pk")
    return ChangeRows(
        list(request.additions.select_related("objective")),
        list(objectives.select_related("perspective").order_by("perspective__position", "position", "pk")),
        list(own.select_related("measure").order_by(*places)),
    )


def shown_difference(request: ChangeRequest) -> Difference | None:
    """Of a request in force, what its Adendum changed; None while there is no version of it."""
    after = request.versions.filter(scorecard=request.scorecard_id).first()
    if after is None:
        return None
    before = ScorecardVersion.objects.get(scorecard=request.scorecard_id, revision=after.revision - 1)
    return difference(before.content, after.content)


# --- Tasks ------------------------------------------------------------------------------------------


def change_todos(user: User, now: datetime) -> list[Todo]:
    """What waits for this person: a review, a decision, a returned or unsent request."""
    open_ones = ChangeRequest.objects.filter(status__in=ChangeRequest.OPEN)
    rows = list(open_ones.select_related("scorecard__unit", "scorecard__cycle", "requested_by", "bundle"))
    posts = Posts() if user.is_bod and rows else None
    tasks = [(row, found) for row in rows if (found := _task(user, row, posts))]
    single = [_todo(row, *found) for row, found in tasks if row.bundle_id is None]
    together = {row.bundle_id: (row, found) for row, found in tasks if row.bundle_id is not None}
    return single + [_bundle_todo(row, found[0]) for row, found in together.values()]


def _task(user: User, row: ChangeRequest, posts: Posts | None) -> tuple[str, str] | None:
    """Kind and title of what this person has to do with it."""
    scorecard, is_author = row.scorecard, user.pk in row.contributors
    if row.status == Status.SENT_CMS and can_review_change(user, row) and not is_author:
        return "decision", _("Periksa permintaan perubahan")
    if row.status == Status.WITH_BOARD and user.is_bod and not is_author:
        return (
            ("decision", _("Putuskan permintaan perubahan"))
            if can_decide_scorecard(user, scorecard, posts)
            else None
        )
    if row.status in ChangeRequest.EDITABLE and _sends(user, row):
        returned = row.status == Status.RETURNED
        return "task", _("Perbaiki permintaan perubahan") if returned else _("Kirim permintaan perubahan")
    return None


def _sends(user: User, row: ChangeRequest) -> bool:
    if row.bundle_id is not None or is_department(row.scorecard):
        return can_send_change(user, row)
    return can_send_to_board(user, row.scorecard)


def _bundle_todo(row: ChangeRequest, kind: str) -> Todo:
    """One task for all its scorecards."""
    titles = {
        Status.SENT_CMS: _("Periksa Revisi Target Massal"),
        Status.WITH_BOARD: _("Putuskan Revisi Target Massal"),
    }
    url = reverse("bsc:bundle-detail", args=[row.bundle_id])
    title = titles.get(Status(row.status), _("Perbaiki Revisi Target Massal"))
    return replace(_todo(row, kind, title), unit="", url=url, unit_id=None)


def _todo(row: ChangeRequest, kind: str, title: str) -> Todo:
    return Todo(
        kind=kind,
        title=title,
        unit=row.unit.name,
        period=str(row.scorecard.cycle.year),
        url=reverse("bsc:change-detail", args=[row.pk]),
        due_on=row.review_due_on if row.status == Status.SENT_CMS else None,
        note=row.reason,
        unit_id=row.scorecard.unit_id,
    )


def may_ask(user: User, scorecard: Scorecard) -> bool:
    """An established scorecard without an open request, for who may ask."""
    if scorecard.status != Scorecard.Status.ESTABLISHED:
        return False
    return can_change_established(user, scorecard)


def sharing_units(request: ChangeRequest) -> list[str]:
    """Names of the other units whose scorecards follow, for the reader."""
    return list(weighing_scorecards(request).order_by("unit__name").values_list("unit__name", flat=True))


def line_values(request: ChangeRequest) -> dict[int, Any]:
    """The stored lines by KPI id, for the form."""
    return {change.kpi_id: change for change in proposal_of(request).kpis}
