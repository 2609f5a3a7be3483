"""The perspectives of a scorecard: labelled data that may be renamed, reordered, added and removed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bsc.models import Scorecard, ScorecardPerspective
from bsc.services.editing import Edit, editing
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import User

Kind = ScorecardPerspective.Kind


@dataclass(frozen=True)
class ArrangedLane:
    """A perspective as it was typed; `id` names the stored one, None adds one without a weight."""

    label: str
    kind: str = Kind.OTHER
    id: int | None = None


def arrange_perspectives(
    *, scorecard: Scorecard, actor: User, lanes: Sequence[ArrangedLane], version: int | None = None
) -> Scorecard:
    """Write all perspectives in their order; a stored one that is not named goes.

    Raises InvalidInput (none left, no or double label, one to remove has objectives), Conflict,
    StaleVersion, PermissionDenied.
    """
    with editing(scorecard, actor=actor, version=version) as edit:
        _check(lanes)
        stored = {row.pk: row for row in edit.scorecard.perspectives.all()}
        _remove(edit, [row for pk, row in stored.items() if pk not in {lane.id for lane in lanes}])
        for position, lane in enumerate(lanes):
            row = stored.get(lane.id or 0) or ScorecardPerspective(scorecard=edit.scorecard)
            edit.apply(row, label=" ".join(lane.label.split()), kind=lane.kind, position=position)
    return edit.scorecard


def _check(lanes: Sequence[ArrangedLane]) -> None:
    labels = [" ".join(lane.label.split()).casefold() for lane in lanes]
    if not lanes:
        raise InvalidInput(_("Scorecard memerlukan sekurangnya satu perspektif."))
    if not all(labels):
        raise InvalidInput(_("Nama perspektif belum diisi."))
    if len(set(labels)) < len(labels):
        raise InvalidInput(_("Setiap perspektif memerlukan nama yang berbeda."))
    if not {lane.kind for lane in lanes} <= set(Kind.values):
        raise InvalidInput(_("Jenis perspektif tidak dikenal."))


def _remove(edit: Edit, rows: Sequence[ScorecardPerspective]) -> None:
    used = tuple(row.label for row in rows if row.objectives.exists())
    if used:
        raise InvalidInput(_("Pindahkan atau hapus dahulu sasaran di perspektif ini:"), used)
    for row in rows:
        row.delete()
        edit.changed = True
