"""Vision and mission of the year, written with the corporate scorecard that they head."""

from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.services.editing import editing
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import PlanningCycle, Unit, User


def write_motto(
    *, scorecard: Scorecard, actor: User, vision: str, mission: str, version: int | None = None
) -> PlanningCycle:
    """Write the year's vision and mission while its corporate scorecard may be edited.

    Raises InvalidInput for another unit's scorecard, Conflict, StaleVersion, PermissionDenied.
    """
    with editing(scorecard, actor=actor, version=version) as edit:
        if edit.scorecard.unit.kind != Unit.Kind.CORPORATE:
            raise InvalidInput(_("Visi dan misi ditulis pada scorecard korporat."))
        cycle = PlanningCycle.objects.select_for_update(no_key=True).get(pk=edit.scorecard.cycle_id)
        edit.apply(cycle, vision=vision.strip(), mission=mission.strip())
    return cycle
