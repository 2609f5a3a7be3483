"""Change requests: what they would change, what speaks against them, who has to act."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from bsc.models import (
    ChangeRequest,
    Kpi,
    Measure,
    Scorecard,
    ScorecardVersion,
)
from bsc.permissions import (
    can_change_established,
)
from bsc.selectors.content import content_hash, content_of_structure
from bsc.selectors.differences import Difference, difference
from bsc.selectors.problems import problems_after_change
from bsc.selectors.proposal import (
    Content,
    Proposal,
    ProposalError,
    proposal_of,
    proposed_content,
    rows_in,
)
from bsc.selectors.proposed import proposed_structure
from bsc.selectors.rows import ScorecardStructure
from bsc.selectors.structure import structures
from bsc.workflow import CHANGE
from cint_portal.organization.models import User
from cint_portal.workflow.presentation import HistoryLine, StatusChip

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
    structure: ScorecardStructure | None = None

    @property
    def digest(self) -> str:
        return content_hash(self.content) if self.content else ""


def proposed_by(request: ChangeRequest) -> Proposed:
    """What the request would make of the scorecard as it stands now."""
    return all_proposed([request])[request.pk]


def all_proposed(requests: Iterable[ChangeRequest]) -> dict[int, Proposed]:
    """The same for many, by id, read afresh; the number of queries does not grow with them."""
    ids = [request.pk for request in requests]
    rows = ChangeRequest.objects.filter(pk__in=ids).select_related("scorecard__cycle")
    fresh = list(rows.prefetch_related("lines__kpi", "lanes", "additions"))
    reads = structures([row.scorecard for row in fresh])
    waiting = _waiting(fresh)
    return {row.pk: _proposed(row, reads[row.scorecard_id], waiting) for row in fresh}


def _proposed(
    request: ChangeRequest, read: ScorecardStructure, waiting: Mapping[int, Sequence[Scorecard]]
) -> Proposed:
    proposal, current = proposal_of(request), content_of_structure(read)
    names = {row["id"]: row["name"] for row in rows_in(current)}
    names |= {one.row["id"]: one.row["name"] for one in proposal.added}
    try:
        content = proposed_content(current, proposal)
    except ProposalError as problem:
        return Proposed(None, None, (_cannot(problem, names),))
    after = proposed_structure(read, content, request.effective_month)
    refusals = [
        *_nothing(proposal, current, content),
        *problems_after_change(after, [one.row["id"] for one in proposal.added]),
        *_shared(request, waiting),
    ]
    return Proposed(content, difference(current, content), tuple(refusals), after)


def refusals_of(request: ChangeRequest) -> list[str]:
    """What must be settled before the request may go on."""
    return list(proposed_by(request).refusals)


def _cannot(problem: ProposalError, names: dict[int, str]) -> str:
    texts = {
        "months": _("%(kpi)s: tidak ada bulan pengukuran lagi sejak bulan berlaku."),
        "ratio": _("%(kpi)s: isi target rasio per bulan (pembilang dan penyebut)."),
        "range": _("%(kpi)s: target berupa rentang tidak dapat diubah per bulan. Ubah rentangnya."),
        "ends": _("%(kpi)s dihentikan dalam permintaan yang sama: sub-indikatornya tidak dapat ditambah."),
    }
    return texts[problem.code] % {"kpi": names.get(problem.kpi_id, "")}


def _nothing(proposal: Proposal, current: Content, content: Content) -> Iterable[str]:
    if proposal.is_empty or content_hash(current) == content_hash(content):
        yield _("Belum ada yang diubah.")


def _changed_measures(request: ChangeRequest) -> set[int]:
    """Measures that change for everybody who weighs them."""
    lines = (line for line in request.lines.all() if line.changes_measure)
    return {line.kpi.measure_id for line in lines if line.kpi.measure_id is not None}


def _waiting(requests: Iterable[ChangeRequest]) -> dict[int, list[Scorecard]]:
    """By measure, the scorecards that have it approved but not established. One query, none without lines."""
    measures = {pk for request in requests for pk in _changed_measures(request)}
    found: dict[int, list[Scorecard]] = defaultdict(list)
    if measures:
        card = "objective__perspective__scorecard"
        kpis = Kpi.objects.filter(measure__in=measures, **{f"{card}__status": Scorecard.Status.APPROVED})
        for kpi in kpis.select_related(f"{card}__unit", f"{card}__cycle").order_by("pk"):
            found[kpi.measure_id or 0].append(kpi.objective.perspective.scorecard)
    return dict(found)


def _shared(request: ChangeRequest, waiting: Mapping[int, Sequence[Scorecard]]) -> Iterable[str]:
    """A measure that another scorecard has approved but not established cannot change under it."""
    rows = {row.pk: row for pk in _changed_measures(request) for row in waiting.get(pk, ())}
    for pk, row in sorted(rows.items()):
        if pk != request.scorecard_id:
            yield _("%(scorecard)s memakai KPI Bersama yang sama dan belum ditetapkan.") % {"scorecard": row}


def weighing_scorecards(request: ChangeRequest) -> QuerySet[Scorecard]:
    """Other established scorecards that weigh a measure that changes: they get a version too."""
    return _others(request).filter(status__in=[Scorecard.Status.ESTABLISHED, Scorecard.Status.UNDER_CHANGE])


def _others(request: ChangeRequest) -> QuerySet[Scorecard]:
    retargeted = request.lines.filter(Q(target__isnull=False) | ~Q(months={}) | ~Q(definition={}))
    measures = Measure.objects.filter(kpis__change_lines__in=retargeted)
    sharing = Scorecard.objects.filter(perspectives__objectives__kpis__measure__in=measures)
    return Scorecard.objects.filter(pk__in=sharing.values("pk")).exclude(pk=request.scorecard_id)


def shown_difference(request: ChangeRequest) -> Difference | None:
    """Of a request in force, what its Adendum changed; None while there is no version of it."""
    return shown_differences([request]).get(request.pk)


def shown_differences(requests: Iterable[ChangeRequest]) -> dict[int, Difference]:
    """The same for many, by id. Two queries."""
    own = Q(scorecard=F("change__scorecard"))
    brought = {
        row.change_id: row
        for row in ScorecardVersion.objects.filter(own, change__in=[one.pk for one in requests])
    }
    before = {
        (row.scorecard_id, row.revision): row
        for row in ScorecardVersion.objects.filter(
            scorecard__in=[row.scorecard_id for row in brought.values()],
            revision__in=[row.revision - 1 for row in brought.values()],
        )
    }
    return {
        pk: difference(before[row.scorecard_id, row.revision - 1].content, row.content)
        for pk, row in brought.items()
        if pk is not None
    }


def may_ask(user: User, scorecard: Scorecard) -> bool:
    """An established scorecard without an open request, for who may ask."""
    if scorecard.status != Scorecard.Status.ESTABLISHED:
        return False
    return can_change_established(user, scorecard)


def sharing_units(request: ChangeRequest) -> list[str]:
    """Names of the other units whose scorecards follow, for the reader."""
    return list(weighing_scorecards(request).order_by("unit__name").values_list("unit__name", flat=True))


def recommendation_in(request: ChangeRequest, history: Sequence[HistoryLine]) -> str:
    """What CMS wrote as it handed the request to the board, while the board decides."""
    if request.status != Status.WITH_BOARD:
        return ""
    forwarded = str(CHANGE.find("forward").label)
    return next((line.comment for line in history if line.label == forwarded), "")
