"""What a person may see of a figure: the one policy that every builder of figures asks (realities 27).

Terbatas figures are known, before their release, to the board, `cms_head`, whoever was granted access, who
heads the owning unit, and who enters them. Others see the colour, percentage and colour, or nothing, as the
year says; a percentage beside an Internal target is the figure, so sums hold back their number with the
colour, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bsc.scoring import color_tells
from bsc.selectors.figure_class import Edges, restricted_measures
from bsc.selectors.figure_readers import KNOWS_ALL, NOBODY, FigureReader, figure_reader
from bsc.selectors.rows import MeasureSpec
from cint_portal.organization.models import PlanningCycle, User
from realization.models import FigureRelease
from realization.selectors.opened import note_opening


class Shown(StrEnum):
    """How much of a figure a reader gets, from all to nothing; after the first, the year's choices."""

    FIGURE = "figure"
    PERCENT = "percent"
    CLASS = "class"
    NOTHING = "nothing"

    @property
    def has_number(self) -> bool:
        """Whether percentages, scores and sums with it are shown as numbers."""
        return self in (Shown.FIGURE, Shown.PERCENT)


_FROM_ALL_TO_NOTHING: Final = tuple(Shown)


def least(parts: Iterable[Shown]) -> Shown:
    """What a sum may show: no more than its most hidden part."""
    return max(parts, key=_FROM_ALL_TO_NOTHING.index, default=Shown.FIGURE)


class Portal:
    """Not a person: the portal works something out that nobody is shown as it stands."""


THE_PORTAL: Final = Portal()
Reader = User | Portal


@dataclass(frozen=True)
class Sight:
    """One reader's rights over the figures of some years; `restricted` are the measures that are Terbatas.

    `released` is the last released month by year.
    """

    reader: FigureReader = NOBODY
    restricted: frozenset[int] = frozenset()
    released: Mapping[int, int] = field(default_factory=dict)
    others: Mapping[int, Shown] = field(default_factory=dict)

    def shows(
        self, spec: MeasureSpec, year: int, months: Iterable[int], *, entered_by: int | None = None
    ) -> Shown:
        """`months`: whose figures would be read off; `entered_by`: the unit whose month holds them."""
        known = self.reader.knows(spec.owner_id, spec.filler_id, entered_by)
        if known or not self.unreleased(spec, year, months):
            return Shown.FIGURE
        return self._for_others(spec, year)

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

    @property
    def hides_numbers(self) -> bool:
        """Whether some sum of these years may have to go without its number."""
        if self.reader.knows_all or not self.restricted:
            return False
        return not all(shown.has_number for shown in self.others.values())

    def _for_others(self, spec: MeasureSpec, year: int) -> Shown:
        shown = self.others.get(year, Shown.NOTHING)
        told = shown is Shown.CLASS and color_tells(spec.rule, spec.comparator)
        return Shown.NOTHING if told else shown


EVERYTHING: Final = Sight(KNOWS_ALL)


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
    return Sight(figure_reader(reader), restricted, released, others)


def released_months(cycles: Iterable[PlanningCycle]) -> dict[int, int]:
    """Year → the month up to which its figures are released; years without any are absent. One query."""
    steps = FigureRelease.objects.filter(cycle__in=list(cycles)).order_by("cycle_id", "-id")
    return dict(steps.distinct("cycle_id").values_list("cycle__year", "through_month"))
