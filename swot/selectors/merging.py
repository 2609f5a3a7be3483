"""Merged items: who speaks for whom, which items look alike, and what stands behind each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from cint_portal.core.rounding import display
from swot.models import Strategy, SwotAnalysis, SwotItem, SwotItemSource

#: From which similarity of words (0..1) two items of a tab are put before a person.
ALIKE = 0.35
MOST_SUGGESTIONS = 10


@dataclass(frozen=True)
class Lookalike:
    """Two items of a tab whose words are alike; `percent` of 100."""

    first: SwotItem
    second: SwotItem
    percent: Decimal


def speakers(items: Iterable[SwotItem]) -> dict[int, SwotItem]:
    """Item id → the standing item that speaks for it; itself when it was not merged."""
    by_pk = {item.pk: item for item in items}

    def of(item: SwotItem) -> SwotItem:
        while item.merged_into_id is not None:
            item = by_pk[item.merged_into_id]
        return item

    return {pk: of(item) for pk, item in by_pk.items()}


def speakers_of(analysis: SwotAnalysis) -> dict[int, SwotItem]:
    return speakers(SwotItem.objects.in_tab_order().filter(analysis=analysis))


def standing_items(analysis: SwotAnalysis) -> list[SwotItem]:
    """Standing items in tab order, without what stands behind them. One query."""
    return list(SwotItem.objects.in_tab_order().standing().filter(analysis=analysis))


def standing_with_evidence(analysis: SwotAnalysis, tab: str = "") -> list[SwotItem]:
    """Standing items in tab order, each with every source behind it and the items merged into it.

    `behind` holds the sources with issue and department, `parts` the items directly merged; with `tab` only
    those of that tab, as a page of one tab shows no others. Two queries.
    """
    items = list(SwotItem.objects.in_tab_order().filter(analysis=analysis))
    wanted = [item for item in items if item.category == tab] if tab else items
    by_speaker, by_parent = _evidence(wanted)
    for item in wanted:
        item.behind = tuple(by_speaker[item.pk])
        item.parts = tuple(by_parent[item.pk])
    return [item for item in items if item.merged_into_id is None]


def _evidence(
    items: list[SwotItem],
) -> tuple[dict[int, list[SwotItemSource]], dict[int, list[SwotItem]]]:
    roots = speakers(items)
    by_speaker: dict[int, list[SwotItemSource]] = defaultdict(list)
    by_parent: dict[int, list[SwotItem]] = defaultdict(list)
    own: dict[int, list[SwotItemSource]] = defaultdict(list)
    sources = SwotItemSource.objects.filter(item__in=roots).select_related("issue__register__unit")
    for source in sources.order_by("pk"):
        own[source.item_id].append(source)
    # The speaker's own sources first, then those of the items that it speaks for.
    for item in sorted(items, key=lambda item: item.merged_into_id is not None):
        by_speaker[roots[item.pk].pk].extend(own[item.pk])
        if item.merged_into_id is not None:
            by_parent[item.merged_into_id].append(item)
    return by_speaker, by_parent


def show_speakers(strategies: Iterable[Strategy], roots: Mapping[int, SwotItem]) -> None:
    """Let each strategy show the standing items that speak for its own (`shown_items`), each once."""
    for strategy in strategies:
        shown = {roots[item.pk].pk: roots[item.pk] for item in strategy.items.all()}
        strategy.shown_items = tuple(shown.values())


#: A join of the table with itself, each pair once; the ORM has no words for it.
_PAIRS = """
    SELECT first.id, second.id, similarity(first.text, second.text)
    FROM swot_swotitem AS first
    JOIN swot_swotitem AS second
      ON second.analysis_id = first.analysis_id AND second.category = first.category
     AND second.merged_into_id IS NULL AND second.id > first.id
    WHERE first.analysis_id = %s AND first.category = %s AND first.merged_into_id IS NULL
      AND similarity(first.text, second.text) >= %s
    ORDER BY 3 DESC, 1, 2
    LIMIT %s
"""


def lookalikes(analysis: SwotAnalysis, tab: str) -> list[Lookalike]:
    """Pairs of standing items of a tab whose words are alike, most alike first. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [analysis.pk, tab, ALIKE, MOST_SUGGESTIONS])
        found = cursor.fetchall()
    items = SwotItem.objects.in_bulk({pk for first, second, _alike in found for pk in (first, second)})
    return [
        Lookalike(items[first], items[second], display(Decimal(repr(alike)) * 100, 0))
        for first, second, alike in found
    ]
