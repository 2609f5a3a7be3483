"""Last year's scorecard of a unit, and its results as the app that holds them serves them.

`realization` registers its reader with `provide`; without one there are no results, and old targets stand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bsc.models import Measure, PersonalStatus, Scorecard
from bsc.selectors.rows import DECIDED
from cint_portal.organization.models import User


@dataclass(frozen=True)
class YearResult:
    """A measure's verified figures of a year, consolidated; `verified` of `due` periods are in it."""

    value: Decimal | None
    verified: int
    due: int

    @property
    def is_complete(self) -> bool:
        return self.verified >= self.due

    def usable(self, consolidation: str) -> Decimal | None:
        """A sum that lacks periods says nothing about the year; an average or a last value does."""
        if consolidation == Measure.Consolidation.SUM and not self.is_complete:
            return None
        return self.value


Reader = Callable[[Iterable[Measure]], Mapping[int, YearResult]]
_readers: list[Reader] = []


def provide(reader: Reader) -> None:
    """Who knows the results of measures, by measure id."""
    if reader not in _readers:
        _readers.append(reader)


def year_results(measures: Iterable[Measure]) -> dict[int, YearResult]:
    """Verified results by measure id; measures without any are absent."""
    measures = list(measures)
    return {pk: result for read in _readers for pk, result in read(measures).items()}


def last_years_scorecard(scorecard: Scorecard, user: User) -> Scorecard | None:
    """The decided one of the same unit and person a year earlier, as far as the person may see it."""
    decided = [PersonalStatus.AGREED] if scorecard.is_personal else DECIDED
    earlier = Scorecard.every.open_to(user).filter(
        cycle__year=scorecard.cycle.year - 1, unit=scorecard.unit_id, employee=scorecard.employee_id
    )
    return earlier.filter(status__in=decided).select_related("cycle", "unit").first()
