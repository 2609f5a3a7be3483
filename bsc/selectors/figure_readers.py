"""Who knows unpublished figures by office or by name: the people's half of the policy (realities 27).

Which figures are closed is said by `figure_class`, until when by the releases of realization.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from cint_portal.organization.granting import GRANTED_ROLES
from cint_portal.organization.models import RestrictedGrant, Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, Role

_QUANTITY: Final = re.compile(
    r"\d|\b(?:puluh|belas|ratus|ribu|juta|mil[iy]ar|triliun|persen)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class FigureReader:
    """What one person knows: everything, or the figures of units that he or she heads or enters for."""

    knows_all: bool = False
    heads: frozenset[int] = frozenset()
    enters: frozenset[int] = frozenset()

    def knows(self, owner_id: int, *entering: int | None) -> bool:
        """Of a measure: its owner's head, and whoever heads or types for a unit that enters it."""
        if self.knows_all or owner_id in self.heads:
            return True
        return not set(entering).isdisjoint(self.heads | self.enters)


KNOWS_ALL: Final = FigureReader(knows_all=True)
NOBODY: Final = FigureReader()


def figure_reader(user: User) -> FigureReader:
    """One query for what the person heads, one more for the grant of those who can have one."""
    if knows_all_restricted(user):
        return KNOWS_ALL
    heads = user.unit_ids(Role.MANAGER) | set(_units_above(user))
    return FigureReader(heads=frozenset(heads), enters=frozenset(user.unit_ids(*DRAFTING_ROLES)))


def knows_all_restricted(user: User) -> bool:
    """The board, the head of CMS, and who was granted access; where they look is cut by `visible_to`."""
    if user.is_bod or user.has_role(Role.CMS_HEAD):
        return True
    if not user.has_role(*GRANTED_ROLES):
        return False
    return RestrictedGrant.objects.in_force().filter(person=user).exists()


def tells_a_quantity(text: str) -> bool:
    """Whether words about a figure may hold it: digits, or a number word of the size of one."""
    return _QUANTITY.search(text) is not None


def _units_above(user: User) -> Iterable[int]:
    """Units below a director, who stands in for their heads, and those that name a person as substitute."""
    directed = user.unit_ids(Role.DIRECTOR)
    mine = Q(substitute_reviewer=user) | Q(substitute_decider=user)
    if directed:
        mine |= Q(pk__in=Unit.objects.below(directed).values("pk"))
    return Unit.objects.filter(mine).order_by().values_list("pk", flat=True)
