"""Strategies of the matrix (7.1.9): composed from items of the two tabs of their cell."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require
from swot.models import Cell, Strategy, SwotAnalysis, SwotItem
from swot.permissions import can_edit_analysis
from swot.selectors.matrix import CELL_TABS
from swot.selectors.merging import speakers_of


@transaction.atomic
def create_strategy(
    *, analysis: SwotAnalysis, actor: User, cell: str, text: str, items: Sequence[SwotItem]
) -> Strategy:
    """Add a strategy at the end of its cell; raises InvalidInput (tabs, text), PermissionDenied."""
    require(can_edit_analysis(actor, analysis))
    row = lock(analysis)
    _check(row, cell, text, items)
    last = row.strategies.filter(cell=cell).aggregate(last=Max("position"))["last"] or 0
    strategy = Strategy.objects.create(analysis=row, cell=cell, text=text.strip(), position=last + 1)
    strategy.items.set(items)
    return strategy


@transaction.atomic
def update_strategy(
    *,
    strategy: Strategy,
    actor: User,
    text: str,
    items: Sequence[SwotItem],
    seen: str | None = None,
) -> Strategy:
    """Change text and parent items; `seen` is the fingerprint of what the page had shown.

    Raises InvalidInput, StaleVersion when somebody else has changed it, PermissionDenied.
    """
    require(can_edit_analysis(actor, strategy.analysis))
    analysis = lock(strategy.analysis)
    row = Strategy.objects.select_for_update().get(pk=strategy.pk)
    if seen is not None and seen != row.fingerprint():
        raise StaleVersion(_("Strategi ini sudah diubah orang lain: “%(text)s”.") % {"text": row.text})
    _check(analysis, row.cell, text, items)
    row.text = text.strip()
    row.save(update_fields=["text"])
    row.items.set(_keeping_merged(row, items))
    return row


@transaction.atomic
def move_strategy(*, strategy: Strategy, actor: User, place: int) -> Strategy:
    """Put a strategy on the place (0 is the first) among those of its cell; beyond the last is the last.

    Raises PermissionDenied.
    """
    require(can_edit_analysis(actor, strategy.analysis))
    lock(strategy.analysis)
    inside = list(
        Strategy.objects.filter(analysis=strategy.analysis_id, cell=strategy.cell).select_for_update()
    )
    row = next(other for other in inside if other.pk == strategy.pk)
    inside.remove(row)
    inside.insert(max(0, place), row)
    moved = [other for number, other in enumerate(inside, start=1) if other.position != number]
    for number, other in enumerate(inside, start=1):
        other.position = number
    Strategy.objects.bulk_update(moved, ["position"])
    return row


def _keeping_merged(strategy: Strategy, chosen: Sequence[SwotItem]) -> list[SwotItem]:
    """The chosen items; one that speaks for an item of the strategy leaves that item in place.

    So a merged item that is split again still finds the strategies that answer it.
    """
    roots = speakers_of(strategy.analysis)
    wanted = {item.pk for item in chosen}
    kept = [item for item in strategy.items.all() if roots[item.pk].pk in wanted]
    spoken_for = {roots[item.pk].pk for item in kept}
    return [*kept, *(item for item in chosen if item.pk not in spoken_for)]


@transaction.atomic
def delete_strategy(*, strategy: Strategy, actor: User) -> None:
    """Remove a strategy; raises InvalidInput while an initiative is born of it, PermissionDenied."""
    require(can_edit_analysis(actor, strategy.analysis))
    lock(strategy.analysis)
    codes = list(strategy.initiatives.order_by("code").values_list("code", flat=True))
    if codes:
        raise InvalidInput(
            _("Strategi ini menjadi induk %(codes)s. Lepaskan dari Strategi Inisiatif tersebut dahulu.")
            % {"codes": ", ".join(codes)}
        )
    strategy.delete()


def _check(analysis: SwotAnalysis, cell: str, text: str, items: Sequence[SwotItem]) -> None:
    if cell not in Cell.values:
        raise InvalidInput(_("Sel matriks ini tidak dikenal."))
    if not text.strip():
        raise InvalidInput(_("Tuliskan strateginya."))
    if {item.category for item in items} != set(CELL_TABS[cell]) or any(
        item.analysis_id != analysis.pk for item in items
    ):
        first, second = CELL_TABS[cell]
        raise InvalidInput(
            _("Strategi %(cell)s memadukan minimal satu isu tab %(first)s dan satu isu tab %(second)s.")
            % {"cell": cell, "first": first, "second": second}
        )
