"""Revisi Target Massal: which scorecards it may reach, what a bundle says, who has to act (realities 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Q, QuerySet

from bsc.models import ChangeBundle, ChangeRequest, Scorecard
from bsc.permissions import can_change_established, can_review_change
from bsc.selectors.change import Proposed, all_proposed, change_chip
from bsc.workflow import change_machine
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.selectors import cms_people
from cint_portal.workflow.machine import may
from cint_portal.workflow.presentation import StatusChip

Status = ChangeRequest.Status
#: A bundle stands where the last of its requests stands.
_ORDER = (
    Status.DRAFT,
    Status.RETURNED,
    Status.SENT_CMS,
    Status.WITH_BOARD,
    Status.APPROVED,
    Status.IN_FORCE,
    Status.REJECTED,
    Status.WITHDRAWN,
)


def revisable(user: User, cycle: PlanningCycle, repairs: ChangeBundle | None = None) -> list[Scorecard]:
    """The established scorecards of a year whose targets this person may ask to revise, by unit.

    With those of a returned bundle that is being repaired.
    """
    free = Q(status=Scorecard.Status.ESTABLISHED)
    if repairs is not None:
        held = ChangeRequest.objects.filter(bundle=repairs, status__in=ChangeRequest.EDITABLE)
        free |= Q(pk__in=held.values("scorecard"))
    found = Scorecard.objects.visible_to(user).filter(free, cycle=cycle)
    found = found.select_related("unit", "cycle").order_by("unit__name", "pk").distinct()
    return [row for row in found if user.is_cms or can_change_established(user, row)]


def bundles_visible_to(user: User) -> QuerySet[ChangeBundle]:
    """A bundle is seen by whoever sees one of its requests, and then with those only."""
    seen = ChangeRequest.objects.visible_to(user).filter(bundle__isnull=False)
    rows = ChangeBundle.objects.filter(pk__in=seen.values("bundle"))
    return rows.select_related("cycle", "requested_by").annotate(size=Count("requests"))


def requests_of(bundle: ChangeBundle, user: User | None = None) -> list[ChangeRequest]:
    """Its requests by unit, those that somebody took out of it left out; of `user`, what that person sees."""
    rows = ChangeRequest.objects.all() if user is None else ChangeRequest.objects.visible_to(user)
    found = rows.filter(bundle=bundle).select_related(
        "bundle", "requested_by", "scorecard__unit__parent", "scorecard__cycle"
    )
    every = list(found.order_by("scorecard__unit__name", "pk").distinct())
    standing = [row for row in every if row.status != Status.WITHDRAWN]
    return standing or every


def status_of(requests: Sequence[ChangeRequest]) -> Status:
    """Where the bundle stands."""
    held = {Status(row.status) for row in requests}
    return next(status for status in _ORDER if status in held)


def bundle_chip(requests: Sequence[ChangeRequest]) -> StatusChip:
    status = status_of(requests)
    return change_chip(next(row for row in requests if row.status == status))


def reviewers_of_bundle(requests: Sequence[ChangeRequest]) -> list[User]:
    """Who of CMS may review all of it: nobody of its authors, nobody who belongs to one of the units."""
    authors = {pk for row in requests for pk in row.contributors}
    return [
        person
        for person in cms_people()
        if person.pk not in authors and all(can_review_change(person, row) for row in requests)
    ]


@dataclass(frozen=True)
class BundlePart:
    """One scorecard of a bundle with what would change in it."""

    request: ChangeRequest
    proposed: Proposed


def parts_of(requests: Sequence[ChangeRequest]) -> list[BundlePart]:
    """The number of queries does not grow with them."""
    found = all_proposed(requests)
    return [BundlePart(row, found[row.pk]) for row in requests]


def digest_of(parts: Sequence[BundlePart]) -> str:
    """What a decider is shown as one fingerprint: every request, its version and its content."""
    texts = [f"{part.request.pk}:{part.request.version}:{part.proposed.digest}" for part in parts]
    return sha256("\n".join(sorted(texts)).encode()).hexdigest()


def may_all(user: User, requests: Sequence[ChangeRequest], name: str) -> bool:
    """Whether this person may take the step with every request of the bundle, its state aside."""
    step = change_machine(Posts()).find(name)
    return bool(requests) and all(may(step, row, user) for row in requests)
