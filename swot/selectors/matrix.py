"""Matrix Strategy SWOT: strategies of the four cells in priority order, and strong items with no answer."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from cint_portal.core.rounding import decimal_of, display, exact
from swot.models import Cell, StrategicInitiative, Strategy, SwotAnalysis, SwotItem
from swot.selectors.merging import show_speakers, speakers_of
from swot.selectors.sheet import Sheet

#: The two tabs whose items a cell combines.
CELL_TABS = {"SO": ("S", "O"), "WO": ("W", "O"), "ST": ("S", "T"), "WT": ("W", "T")}
CELL_TITLES = {
    "SO": _("Kekuatan untuk meraih peluang"),
    "WO": _("Mengatasi kelemahan dengan peluang"),
    "ST": _("Kekuatan untuk menghadapi ancaman"),
    "WT": _("Menekan kelemahan dan ancaman"),
}


@dataclass(frozen=True)
class MatrixCell:
    """A cell with its strategies; rank and sum are None while the position is incomplete."""

    code: str
    title: str
    sum: Decimal | None
    rank: int | None
    is_shared: bool
    strategies: tuple[Strategy, ...]


@dataclass(frozen=True)
class Unanswered:
    """An item that scores above its tab's average and that no strategy answers."""

    pk: int
    code: str
    text: str
    score: Decimal
    average: Decimal
    cells: tuple[str, ...]


def strategies_of(analysis: SwotAnalysis) -> list[Strategy]:
    """All strategies with the items they answer (`shown_items`) and initiatives. Four queries."""
    items = SwotItem.objects.in_tab_order()
    initiatives = StrategicInitiative.objects.order_by("code")
    strategies = list(
        analysis.strategies.prefetch_related(Prefetch("items", items), Prefetch("initiatives", initiatives))
    )
    show_speakers(strategies, speakers_of(analysis))
    return strategies


def cell_order(sheet: Sheet) -> list[str]:
    """The cells from high priority to low; the stable order while there is no position."""
    ranked = [str(priority.cell) for priority in sheet.position.priorities]
    return ranked or [str(cell) for cell in Cell]


def matrix(strategies: list[Strategy], sheet: Sheet) -> list[MatrixCell]:
    """The four cells in priority order."""
    places = {str(p.cell): p for p in sheet.position.priorities}
    ranks = [p.rank for p in places.values()]
    return [
        MatrixCell(
            code,
            str(CELL_TITLES[code]),
            display(places[code].sum, 4) if code in places else None,
            places[code].rank if code in places else None,
            code in places and ranks.count(places[code].rank) > 1,
            tuple(strategy for strategy in strategies if strategy.cell == code),
        )
        for code in cell_order(sheet)
    ]


def unanswered(
    items: list[SwotItem], strategies: list[Strategy], sheet: Sheet, above: Decimal | None = None
) -> list[Unanswered]:
    """Items above a score, or above their tab's average, without a strategy; strongest first."""
    answered = {item.pk for strategy in strategies for item in strategy.shown_items}
    averages = {code: _average(sheet, code) for code in sheet.tabs}
    found = []
    for item in items:
        number, average = sheet.numbers.get(item.pk), averages[item.category]
        if number is None or average is None or item.pk in answered:
            continue
        if display(number.score, 12) > display(average if above is None else above, 12):
            cells = tuple(cell for cell, tabs in CELL_TABS.items() if item.category in tabs)
            found.append(
                Unanswered(
                    item.pk, item.code, item.text, display(number.score, 2), display(average, 2), cells
                )
            )
    return sorted(found, key=lambda row: -row.score)


def _average(sheet: Sheet, tab: str) -> Decimal | None:
    state = sheet.tabs[tab]
    return decimal_of(exact(state.total) / Fraction(state.rated)) if state.total is not None else None
