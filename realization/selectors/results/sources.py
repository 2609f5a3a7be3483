"""What the calculated KPIs of some scorecards rest on, read in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bsc.models import Measure
from bsc.selectors.calculation import RolledUp, rolled_up
from bsc.selectors.rows import MeasureSpec, ScorecardStructure
from bsc.selectors.specs import OWN_INPUTS, spec_of


@dataclass(frozen=True)
class Sources:
    """Every measure that a figure may come from, and how rolled-up ones put theirs together."""

    specs: Mapping[int, MeasureSpec] = field(default_factory=dict)
    rolled: Mapping[int, RolledUp] = field(default_factory=dict)

    @property
    def edges(self) -> dict[int, set[int]]:
        """From each calculated measure to those that its figure comes from."""
        found = {
            pk: {one.measure_id for one in spec.inputs} for pk, spec in self.specs.items() if spec.inputs
        }
        for pk, rolled in self.rolled.items():
            found.setdefault(pk, set()).update(share.measure_id for share in rolled.shares)
        return found


UNRELATED = Sources()


def sources_of(shapes: Iterable[ScorecardStructure]) -> Sources:
    """No query while nothing is calculated; else the measures of the whole year, however deep it goes."""
    rows = list(shapes)
    years = {
        row.cycle_id
        for row in rows
        if any(leaf.measure and leaf.measure.is_calculated for leaf in row.leaves)
    }
    if not years:
        return UNRELATED
    measures = (
        Measure.objects.filter(cycle__in=years)
        .select_related("cycle", "owner_unit", "filler_unit", "data_provider")
        .prefetch_related("targets", OWN_INPUTS)
    )
    return Sources({row.pk: spec_of(row) for row in measures}, rolled_up(years))
