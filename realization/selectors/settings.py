"""Which settings of a year stay because of its figures."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.settled import Settled
from realization.models import Actual
from realization.selectors.sight import Shown, least, released_months


def _is_stricter(stored: PlanningCycle, wanted: PlanningCycle) -> bool:
    before, after = Shown(stored.restricted_shown), Shown(wanted.restricted_shown)
    return least([before, after]) is after


def _holds_unreleased(cycle: PlanningCycle) -> bool:
    through = released_months([cycle]).get(cycle.year, 0)
    return Actual.objects.filter(realization__cycle=cycle, month__gt=through).exclude(value=None).exists()


#: Opening is a way to read: who keeps the settings does not open figures that are there (realities 27).
SETTLED: Final = Settled(
    frozenset({"restricted_shown"}),
    _holds_unreleased,
    _("Tahun ini memuat angka yang belum dirilis: pilihan ini hanya dapat diperketat."),
    may_still=_is_stricter,
)
