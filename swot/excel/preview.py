"""What taking over a planning workbook would change: cell by cell, and what it does to the position."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.documents.excel_words import folded
from swot.excel.table import COLUMNS, FileItem, FileNumber, Table
from swot.excel.texts import FLAWS
from swot.models import SwotAnalysis, SwotItem
from swot.selectors.sheet import Sheet, score_sheet, settings_of
from swot.selectors.standing import Standing, standing_of
from swot.services.ratings import Rating, stored

TITLES: Final = {"weight": gettext_lazy("Bobot"), "rating": gettext_lazy("Rating")}


@dataclass(frozen=True)
class Problem:
    """A cell or row that cannot be taken over: where, what stands there, why."""

    reference: str
    title: str
    found: str
    reason: str


@dataclass(frozen=True)
class LineCell:
    """Bobot or Rating of one item: as stored, and as it will be."""

    title: str
    before: int | None
    after: int | None
    problem: Problem | None = None
    remark: str = ""

    @property
    def is_changed(self) -> bool:
        return self.problem is None and self.before != self.after


@dataclass
class Line:
    """One row of the file beside the item of the portal; `item` is None when there is none for it."""

    row: FileItem
    item: SwotItem | None = None
    cells: list[LineCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return any(cell.is_changed for cell in self.cells)

    @property
    def remarks(self) -> list[str]:
        return [cell.remark for cell in self.cells if cell.remark]


@dataclass(frozen=True)
class Preview:
    """All rows of the file in its order; `before` and `after` are the sheets that belong to them."""

    table: Table
    lines: list[Line]
    before: Sheet
    after: Sheet
    chosen: str = ""

    @property
    def problems(self) -> list[Problem]:
        return [problem for line in self.lines for problem in line.problems]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @property
    def unchanged(self) -> list[Line]:
        return [line for line in self.lines if not line.is_changed and not line.problems]

    @property
    def cell_count(self) -> int:
        return sum(cell.is_changed for line in self.lines for cell in line.cells)

    @property
    def cleared(self) -> int:
        """Numbers of the portal that the file leaves empty."""
        cells = [cell for line in self.lines for cell in line.cells if cell.is_changed]
        return sum(cell.after is None for cell in cells)

    def ratings(self) -> list[Rating]:
        """The same for the service."""
        return [
            Rating(line.item.pk, line.cells[0].after, line.cells[1].after, seen=stored(line.item))
            for line in self.changed
            if line.item is not None
        ]

    @property
    def standings(self) -> tuple[Standing | None, Standing | None]:
        return standing_of(self.before, self.chosen, ""), standing_of(self.after, self.chosen, "")


def preview(table: Table, analysis: SwotAnalysis, items: Sequence[SwotItem]) -> Preview:
    """Compare a table with the analysis; `items` are all of its items, resting ones too."""
    settings = settings_of(analysis.cycle)
    finder = _Finder(items)
    lines = [_line(row, finder, table, settings.scale_max) for row in table.rows]
    standing = [item for item in items if item.merged_into_id is None]
    changed = {line.item.pk: line for line in lines if line.item is not None and line.is_changed}
    after = [_as_typed(item, changed.get(item.pk)) for item in standing]
    return Preview(
        table,
        lines,
        score_sheet(standing, settings),
        score_sheet(after, settings),
        analysis.chosen_quadrant,
    )


def _as_typed(item: SwotItem, line: Line | None) -> SwotItem:
    if line is None:
        return item
    typed = copy(item)
    typed.weight, typed.rating = line.cells[0].after, line.cells[1].after
    return typed


class _Finder:
    """The item that a row of the file is about, asked of this analysis alone."""

    def __init__(self, items: Sequence[SwotItem]) -> None:
        self.by_pk = {item.pk: item for item in items}
        self.by_code = {item.code.casefold(): item for item in items}

    def find(self, row: FileItem) -> tuple[SwotItem | None, str]:
        """The item, or None with the code of the reason."""
        if row.flaw:
            return None, row.flaw
        if row.item_id is not None:
            item = self.by_pk.get(row.item_id)
            return self._admitted(row, item) if item else (None, "foreign")
        item = self.by_code.get(row.code.casefold())
        if item is None:
            return None, "unknown"
        if folded(item.text) != folded(row.text):
            return None, "other_words"
        return self._admitted(row, item)

    @staticmethod
    def _admitted(row: FileItem, item: SwotItem) -> tuple[SwotItem | None, str]:
        if item.merged_into_id is not None:
            return None, "merged_away"
        return (item, "") if item.category == row.tab else (None, "other_tab")


def _line(row: FileItem, finder: _Finder, table: Table, scale_max: int) -> Line:
    item, reason = finder.find(row)
    if item is None:
        found = f"{row.code} {row.text}".strip()[:120]
        problem = Problem(row.reference("code"), str(_("Isu SWOT")), found, str(FLAWS[reason]))
        return Line(row, None, [], [problem])
    base = (table.base or {}).get(item.pk)
    cells = []
    for place, name in enumerate(COLUMNS):
        known = (base[place],) if base is not None else ()
        cells.append(_cell(row, name, stored(item)[place], known, scale_max))
    return Line(row, item, cells, [cell.problem for cell in cells if cell.problem])


def _cell(
    row: FileItem, name: str, now: int | None, known: tuple[int | None, ...], scale_max: int
) -> LineCell:
    """`known` is what the file got at first, empty where nobody knows."""
    number: FileNumber = getattr(row, name)
    reason = _wrong(number, scale_max)
    if reason:
        return LineCell(str(TITLES[name]), now, now, _problem(row, name, number, reason))
    if number.value == now or not known or known[0] == now:
        return LineCell(str(TITLES[name]), now, number.value)
    if number.value == known[0]:
        return LineCell(str(TITLES[name]), now, now, remark=_kept(name, now))
    reason = _("Sesudah berkas dibuat, portal berubah dari %(base)s menjadi %(now)s. Buat Excel yang baru.")
    words = {"base": _shown(known[0]), "now": _shown(now)}
    return LineCell(str(TITLES[name]), now, now, _problem(row, name, number, reason % words))


def _wrong(number: FileNumber, scale_max: int) -> str:
    if number.flaw:
        return str(FLAWS[number.flaw])
    if number.value is not None and not 1 <= number.value <= scale_max:
        return _("Di luar skala: isi bilangan bulat 1 sampai %(max)s.") % {"max": scale_max}
    return ""


def _problem(row: FileItem, name: str, number: FileNumber, reason: str) -> Problem:
    return Problem(row.reference(name), f"{TITLES[name]} {row.code}".strip(), number.text, reason)


def _kept(name: str, now: int | None) -> str:
    return _(
        "%(title)s: diubah di portal menjadi %(now)s sesudah berkas dibuat; nilai portal dipertahankan."
    ) % {
        "title": TITLES[name],
        "now": _shown(now),
    }


def _shown(value: int | None) -> str:
    return _("kosong") if value is None else str(value)
