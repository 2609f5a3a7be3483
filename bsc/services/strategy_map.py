"""Arrows of a strategy map: drawn and taken away with the scorecard that they belong to."""

from django.utils.translation import gettext as _

from bsc.models import MapArrow, Objective, Scorecard
from bsc.rules.chains import closing_path
from bsc.services.editing import editing, scorecard_of
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import User


def add_arrow(
    *, scorecard: Scorecard, cause: int, effect: int, actor: User, version: int | None = None
) -> MapArrow:
    """Draw cause → effect between two objectives of the scorecard.

    Raises InvalidInput (foreign objective, already drawn, a circle with its objectives named), Conflict,
    StaleVersion, PermissionDenied.
    """
    with editing(scorecard, actor=actor, version=version) as edit:
        own = {row.pk: row.name for row in Objective.objects.filter(perspective__scorecard=edit.scorecard)}
        if cause not in own or effect not in own:
            raise InvalidInput(_("Pilih dua sasaran dari scorecard ini."))
        drawn = list(
            MapArrow.objects.filter(cause__perspective__scorecard=edit.scorecard).values_list(
                "cause", "effect"
            )
        )
        if (cause, effect) in drawn:
            raise InvalidInput(_("Panah itu sudah ada di peta."))
        _check_circle(drawn, cause, effect, own)
        edit.changed = True
        return MapArrow.objects.create(cause_id=cause, effect_id=effect)


def _check_circle(drawn: list[tuple[int, int]], cause: int, effect: int, names: dict[int, str]) -> None:
    """An objective may not lead back to itself, not even by way of others."""
    back = closing_path(drawn, cause, effect)
    if back is not None:
        circle = " → ".join(f"“{names[key]}”" for key in (cause, *back))
        raise InvalidInput(_("Panah ini membentuk lingkaran: %(circle)s.") % {"circle": circle})


def remove_arrow(*, arrow: MapArrow, actor: User, version: int | None = None) -> None:
    """Take an arrow away; raises Conflict, StaleVersion, PermissionDenied."""
    with editing(scorecard_of(arrow.cause), actor=actor, version=version) as edit:
        gone, _rows = MapArrow.objects.filter(pk=arrow.pk).delete()
        edit.changed = bool(gone)
