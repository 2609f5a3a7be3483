"""From when on the scoring settings of a year stay as they are: its totals rest on them."""

from django.utils.translation import gettext_lazy as _

from bsc.models import Scorecard
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.settled import Settled

Status = Scorecard.Status


def _is_established(cycle: PlanningCycle) -> bool:
    return Scorecard.objects.filter(
        cycle=cycle, status__in=[Status.ESTABLISHED, Status.UNDER_CHANGE]
    ).exists()


SETTLED = Settled(
    frozenset({"cap", "blank_in_closed"}),
    _is_established,
    _("BSC tahun ini sudah ditetapkan dan nilainya bergantung pada pengaturan ini: tidak dapat diubah lagi."),
)
