"""What a person may see of a figure: the one policy that every builder of figures asks (realities 27).

Terbatas figures are known, before their release, to the board, `cms_head`, whoever was granted access, who
heads the owning unit, and who enters them. Others see percentage and colour, or nothing, as the year says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from django.db.models import Q

from bsc.selectors.figure_class import Edges, restricted_measures
from bsc.selectors.rows import MeasureSpec
from cint_portal.organization.granting import GRANTED_ROLES
from cint_portal.organization.models import PlanningCycle, RestrictedGrant, Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, Role
from realization.models import FigureRelease
from realization.selectors.opened import note_opening


class Shown(StrEnum):
    """How much of a figure a reader gets; the last two are the cycle's choices for others."""

    FIGURE = "figure"
    PERCENT = "percent"
    NOTHING = "nothing"


class Portal:
    """Not a person: the portal works something out that nobody is shown as it stands."""


THE_PORTAL: Final = Portal()
Reader = User | Portal


@dataclass(frozen=True)
class Sight:
    """One reader's rights over the figures of some years; `restricted` are the measures that are Terbatas.

    `heads` and `enters` are units, `released` the last released month by year.
    """

    knows_all: bool = False
    heads: frozenset[int] = frozenset()
    enters: frozenset[int] = frozenset()
    restricted: frozenset[int] = frozenset()
    released: Mapping[int, int] = field(default_factory=dict)
    others: Mapping[int, Shown] = field(default_factory=dict)

    def shows(
        self, spec: MeasureSpec, year: int, months: Iterable[int], *, entered_by: int | None = None
    ) -> Shown:
        """`months`: whose figures would be read off; `entered_by`: the unit whose month holds them."""
        if not self.unreleased(spec, year, months) or self._knows(spec, entered_by):
            return Shown.FIGURE
        return self.others.get(year, Shown.NOTHING)

    def opens(
        self,
        spec: MeasureSpec,
        year: int,
        months: Iterable[int],
        *,
        unit_id: int,
        entered_by: int | None = None,
    ) -> Shown:
        """`shows` for what is put before the reader on a page of this unit: an opening is noted."""
        hidden = self.unreleased(spec, year, months)
        if not hidden:
            return Shown.FIGURE
        shown = self.shows(spec, year, hidden, entered_by=entered_by)
        if shown is Shown.FIGURE:
            note_opening(unit_id, year, spec, hidden)
        return shown

    def unreleased(self, spec: MeasureSpec, year: int, months: Iterable[int]) -> tuple[int, ...]:
        """Those of the months whose figure is Terbatas still; none for an Internal measure."""
        if spec.id not in self.restricted:
            return ()
        return tuple(month for month in months if month > self.released.get(year, 0))

    def withholds_some(self, specs: Iterable[MeasureSpec], year: int) -> bool:
        """Whether nothing may be seen of one of these, so that sums with it would tell."""
        if self.knows_all or not self.restricted or self.others.get(year) is not Shown.NOTHING:
            return False
        return any(self.shows(spec, year, range(1, 13)) is Shown.NOTHING for spec in specs)

    def _knows(self, spec: MeasureSpec, entered_by: int | None) -> bool:
        if self.knows_all or spec.owner_id in self.heads:
            return True
        entering = {spec.filler_id, entered_by} - {None}
        return not entering.isdisjoint(self.heads | self.enters)


EVERYTHING: Final = Sight(knows_all=True)


def sight_of(
    reader: Reader, cycles: Iterable[PlanningCycle], measure_ids: Iterable[int], edges: Edges | None = None
) -> Sight:
    """Two queries, at most three more when there is something to hide; however many measures there are."""
    if not isinstance(reader, User):
        return EVERYTHING
    restricted = restricted_measures(measure_ids, edges)
    if not restricted:
        return Sight()
    years = list(cycles)
    released = released_months(years)
    others = {cycle.year: Shown(cycle.restricted_shown) for cycle in years}
    known = _rights_of(reader)
    return replace(known, restricted=restricted, released=released, others=others)


def released_months(cycles: Iterable[PlanningCycle]) -> dict[int, int]:
    """Year → the month up to which its figures are released; years without any are absent. One query."""
    steps = FigureRelease.objects.filter(cycle__in=list(cycles)).order_by("cycle_id", "-id")
    return dict(steps.distinct("cycle_id").values_list("cycle__year", "through_month"))


def _rights_of(user: User) -> Sight:
    if knows_all_restricted(user):
        return EVERYTHING
    heads = user.unit_ids(Role.MANAGER) | set(_units_above(user))
    return Sight(heads=frozenset(heads), enters=frozenset(user.unit_ids(*DRAFTING_ROLES)))


def knows_all_restricted(user: User) -> bool:
    """The board, the head of CMS, and who was granted access; where they look is cut by `visible_to`."""
    if user.is_bod or user.has_role(Role.CMS_HEAD):
        return True
    if not user.has_role(*GRANTED_ROLES):
        return False
    return RestrictedGrant.objects.in_force().filter(person=user).exists()


def _units_above(user: User) -> Iterable[int]:
    """Units below a director, who stands in for their heads, and those that name a person as substitute."""
    directed = user.unit_ids(Role.DIRECTOR)
    mine = Q(substitute_reviewer=user) | Q(substitute_decider=user)
    if directed:
        mine |= Q(pk__in=Unit.objects.below(directed).values("pk"))
    return Unit.objects.filter(mine).order_by().values_list("pk", flat=True)
