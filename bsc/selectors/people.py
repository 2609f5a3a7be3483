"""Who reviews, prepares and decides a scorecard: the recipients of its mails."""

from collections.abc import Sequence

from bsc.models import Scorecard
from bsc.permissions import is_department
from cint_portal.organization.audience import Posts, Reader
from cint_portal.organization.models import RoleAssignment, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import cms_people, holders


def reviewers_of(scorecard: Scorecard) -> list[User]:
    """CMS without those who belong to the unit, and the substitute that the unit names (realities 22)."""
    own = RoleAssignment.objects.in_force().filter(unit=scorecard.unit_id).values_list("person_id", flat=True)
    people = [person for person in cms_people() if person.pk not in set(own)]
    substitute = scorecard.unit.substitute_reviewer
    if substitute is not None and substitute not in people and substitute.reviews_instead(scorecard.unit):
        people.append(substitute)
    return people


def preparers_of(scorecard: Scorecard, posts: Posts | None = None) -> Sequence[User | Reader]:
    """Who revises it: the department's head or Pjs. with copies, or the head of CMS."""
    if not is_department(scorecard):
        return holders(Role.CMS_HEAD)
    return (posts or Posts()).told(scorecard.unit_id)


def told_of_decision(scorecard: Scorecard, posts: Posts | None = None) -> Sequence[User | Reader]:
    """Who learns of the board's decision: those who prepared it and those who reviewed it."""
    reviewers = reviewers_of(scorecard) if is_department(scorecard) else cms_people()
    return [*preparers_of(scorecard, posts), *reviewers]


def invited_to_establishment() -> list[User]:
    """Board, all managers and the second layer (4.6)."""
    return holders(Role.BOD, Role.MANAGER, Role.SECOND_LAYER)
