"""Bobot and Rating of SWOT items (7.1.7): written cell by cell, so that two people can work side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require
from swot.models import SwotAnalysis, SwotItem
from swot.permissions import can_edit_analysis

Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class Rating:
    """What a person wants to store for an item, and the pair that the page had shown before."""

    item_id: int
    weight: int | None
    rating: int | None
    seen: Pair

    @property
    def wanted(self) -> Pair:
        return (self.weight, self.rating)


@transaction.atomic
def rate_items(*, analysis: SwotAnalysis, actor: User, ratings: Sequence[Rating]) -> int:
    """Store the pairs that changed; returns how many items were written.

    Raises PermissionDenied, Conflict once the position is final or while a round is open, StaleVersion
    where somebody else has changed the same item meanwhile, InvalidInput off the scale.
    """
    require(can_edit_analysis(actor, analysis))
    row = lock(analysis)
    require_open(row)
    changed = write_ratings(row, ratings)
    if changed:
        row.note_contributor(actor)
        row.version += 1
        row.save(update_fields=["contributors", "version"])
    return changed


def require_open(analysis: SwotAnalysis) -> None:
    """Raise Conflict while nobody may write Bobot and Rating: final, or a round of blind rating is open."""
    if analysis.status != SwotAnalysis.Status.DRAFT:
        raise Conflict(_("Posisi sudah final; bobot dan rating terkunci. Buka kembali dahulu."))
    if analysis.rounds.filter(closed_at=None).exists():
        raise Conflict(_("Putaran penilaian masih terbuka: bobot dan rating diisi setelah putaran ditutup."))


def write_ratings(analysis: SwotAnalysis, ratings: Sequence[Rating]) -> int:
    """The same on an analysis under lock, as part of another write; the caller has checked the state."""
    changed = _changed(analysis, ratings)
    SwotItem.objects.bulk_update(changed, ["weight", "rating"])
    return len(changed)


def _changed(analysis: SwotAnalysis, ratings: Sequence[Rating]) -> list[SwotItem]:
    items = {item.pk: item for item in analysis.items.standing().filter(pk__in=[r.item_id for r in ratings])}
    wanted = [r for r in ratings if _check(r, items.get(r.item_id), analysis.cycle.scale_max)]
    stale = [items[r.item_id].code for r in wanted if stored(items[r.item_id]) != r.seen]
    if stale:
        raise StaleVersion(
            _("Nilai %(codes)s sudah diubah orang lain sejak halaman ini dibuka.")
            % {"codes": ", ".join(stale)}
        )
    for rating in wanted:
        items[rating.item_id].weight, items[rating.item_id].rating = rating.wanted
    return [items[r.item_id] for r in wanted]


def _check(rating: Rating, item: SwotItem | None, scale_max: int) -> bool:
    """Is there something to write? Raises InvalidInput when it may not be written."""
    if item is None:
        raise InvalidInput(_("Isu SWOT ini tidak ada pada tahun ini."))
    if any(value is not None and not 1 <= value <= scale_max for value in rating.wanted):
        raise InvalidInput(
            _("%(code)s: bobot dan rating diisi bilangan bulat 1 sampai %(max)s.")
            % {"code": item.code, "max": scale_max}
        )
    return stored(item) != rating.wanted


def stored(item: SwotItem) -> Pair:
    return (item.weight, item.rating)
