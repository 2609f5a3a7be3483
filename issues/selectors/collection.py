"""Where a year's collection stands: counts per status, and what its page says above the list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cint_portal.organization.models import PlanningCycle
from cint_portal.workflow.presentation import StatusChip
from issues.models import TO_SEND, DueExtension, IssueCollection, IssueRegister
from issues.selectors.overview import status_chip

Status = IssueRegister.Status


@dataclass(frozen=True)
class StatusCount:
    """How many registers stand in a status; `query` filters for them."""

    chip: StatusChip
    count: int
    query: dict[str, str]


@dataclass(frozen=True)
class CollectionCounts:
    """Registers per status, those that are ready for their manager, and whom to chase."""

    statuses: list[StatusCount]
    chase: int
    extended: int


def collection_counts(cycle: PlanningCycle, today: date) -> CollectionCounts:
    """All registers of the year in two queries; "ready" is a draft or repair that was handed over."""
    registers = IssueRegister.objects.filter(cycle=cycle)
    found = registers.aggregate(
        **{status: Count("pk", filter=Q(status=status)) for status in Status.values},
        ready=Count("pk", filter=TO_SEND & Q(handed_over_at__isnull=False)),
        extended=Count("pk", filter=Q(pk__in=DueExtension.objects.values("register"))),
    )
    chase = registers.to_send().still_taken(today).count()
    counts = [
        StatusCount(status_chip(IssueRegister(status=status)), found[status], {"status": status})
        for status in Status.values
    ]
    ready = StatusChip(_("Siap diperiksa manager"), "person-check", "info")
    counts.insert(2, StatusCount(ready, found["ready"], {"state": "ready"}))
    return CollectionCounts(counts, chase, found["extended"])


def collection_of(cycle: PlanningCycle) -> IssueCollection:
    """The year's collection; an unsaved one while it is only planned."""
    found = IssueCollection.objects.filter(cycle=cycle).select_related("cycle").first()
    return found or IssueCollection(cycle=cycle)
