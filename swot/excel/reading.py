"""From a planning workbook to Bobot and Rating by item, with everything a person should know of it (T49)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cint_portal.core.errors import InvalidInput
from cint_portal.core.numbers import NumberError, number_from_cell
from cint_portal.documents.excel_read import NO_RESULT, Cell, ReadWorkbook, Sheet
from cint_portal.documents.excel_table import Note, notes_of
from cint_portal.documents.excel_words import folded
from issues.excel.header import ID_TITLE
from swot.excel.origin import Origin, read_origin
from swot.excel.table import COLUMNS, FileItem, FileNumber, Table
from swot.models import SwotAnalysis
from swot.selectors.planning import TAB_TITLES

_HEADER_ROWS: Final = 40
_LISTED: Final = 12
_NEEDED: Final = ("code", "text", *COLUMNS)
_EMPTY: Final = Cell()


def titles() -> dict[str, str]:
    """Every title that we read, folded, in the languages of the portal, with the column it stands for."""
    words = {folded(ID_TITLE): "id"}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            named = {"code": _("Kode"), "text": _("Isu SWOT"), "weight": _("Bobot"), "rating": _("Rating")}
            words |= {folded(title): name for name, title in named.items()}
    return words


def _feet() -> set[str]:
    """The labels of the sums below the rows of a tab."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(_("Jumlah tab %(tab)s") % {"tab": tab}) for tab in TAB_TITLES}
    return found


@dataclass(frozen=True)
class _Place:
    """Where a tab's table stands: its sheet, the row of titles, the column of each title."""

    tab: str
    sheet: Sheet
    row: int
    columns: dict[str, int]

    def at(self, row: int, name: str) -> Cell:
        return self.sheet.at(row, self.columns.get(name, 0))

    @property
    def letters(self) -> dict[str, str]:
        return {name: get_column_letter(number) for name, number in self.columns.items()}


def read_table(workbook: ReadWorkbook, analysis: SwotAnalysis) -> Table:
    """Bobot and Rating in an uploaded workbook; raises InvalidInput with what keeps it from being read."""
    origin, reason = read_origin(workbook)
    if origin is not None and origin.analysis != analysis.pk:
        raise InvalidInput(
            _("Berkas ini buku kerja SWOT %(year)s. Unggah di tahun itu.") % {"year": origin.year}
        )
    places = _places(workbook)
    rows = _told_apart([row for place in places for row in _rows(place, origin)])
    mark = [] if origin is not None else [Note(reason or "no_mark")]
    return Table(
        rows=rows,
        notes=[*mark, *_notes(places, rows)],
        base=dict(origin.items) if origin else None,
        base_version=origin.version if origin else None,
        last_editor=workbook.last_editor,
        modified_at=workbook.modified_at,
    )


def _places(workbook: ReadWorkbook) -> list[_Place]:
    words, tabs = titles(), {folded(title): tab for tab, title in TAB_TITLES.items()}
    found, problems = [], []
    for sheet in workbook.sheets:
        tab = tabs.get(folded(sheet.name))
        if tab is None:
            continue
        place = _best(tab, sheet, words)
        if place is None:
            wanted = ", ".join((_("Kode"), _("Isu SWOT"), _("Bobot"), _("Rating")))
            problems.append(
                _("Lembar %(sheet)s: judul kolom %(titles)s tidak lengkap.")
                % {"sheet": sheet.name, "titles": wanted}
            )
        else:
            found.append(place)
    if problems:
        raise InvalidInput(_("Judul kolom belum lengkap."), tuple(problems))
    if not found:
        raise InvalidInput(
            _("Tidak ada tab SWOT di berkas ini. Yang dibaca: lembar %(sheets)s.")
            % {"sheets": ", ".join(TAB_TITLES.values())}
        )
    return found


def _best(tab: str, sheet: Sheet, words: dict[str, str]) -> _Place | None:
    """The first row that has all titles."""
    for number, row in enumerate(sheet.rows[:_HEADER_ROWS], start=1):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row, start=1):
            name = words.get(folded(cell.value)) if isinstance(cell.value, str) else None
            if name:
                columns.setdefault(name, column)
        if all(name in columns for name in _NEEDED):
            return _Place(tab, sheet, number, columns)
    return None


def _rows(place: _Place, origin: Origin | None) -> Iterator[FileItem]:
    feet, merged = _feet(), _merged(place)
    for number in range(place.row + 1, len(place.sheet.rows) + 1):
        code, text = (str(place.at(number, name).value or "").strip() for name in ("code", "text"))
        if folded(text) in feet:
            return
        weight, rating = (_number(place, number, name, merged) for name in COLUMNS)
        if not (code or text or weight.text or rating.text):
            continue
        item_id = place.sheet.id_at(number, place.columns.get("id", 0)) if origin is not None else None
        yield FileItem(
            sheet=place.sheet.name,
            tab=place.tab,
            number=number,
            code=code,
            text=text,
            weight=weight,
            rating=rating,
            letters=place.letters,
            item_id=item_id,
            hidden=place.sheet.hidden_as(number),
            flaw="foreign" if origin and item_id is not None and item_id not in origin.items else "",
        )


def _merged(place: _Place) -> set[tuple[int, int]]:
    """Cells of Bobot and Rating that were joined with others; raises InvalidInput where joints overlap."""
    ours, last = {place.columns[name] for name in COLUMNS}, len(place.sheet.rows)
    room, found = last * len(ours), set()
    for top, left, bottom, right in place.sheet.merged:
        cells = [
            (row, column)
            for column in ours
            if left <= column <= right
            for row in range(max(top, place.row + 1), min(bottom, last) + 1)
        ]
        room -= len(cells)
        if room < 0:  # Excel never writes that; taking it all in could go on for ever
            raise InvalidInput(_("Sel gabungan di berkas ini saling bertumpuk. Pisahkan, lalu unggah lagi."))
        found.update(cells)
    return found


def _number(place: _Place, row: int, name: str, merged: set[tuple[int, int]]) -> FileNumber:
    cell = place.at(row, name)
    text = "" if cell.value is None else str(cell.value)[:60]
    if (row, place.columns[name]) in merged:
        return FileNumber(None, text or "–", "merged")
    if cell.error:
        return FileNumber(None, "–", "no_result" if cell.error == NO_RESULT else "error")
    if cell.value is None or not text.strip():
        return FileNumber()
    return _whole(cell, text)


def _whole(cell: Cell, text: str) -> FileNumber:
    if cell.is_percent:
        return FileNumber(None, text, "percent")
    try:
        read = number_from_cell(cell.value)
    except NumberError:
        return FileNumber(None, text, "not_number")
    if read.unit:
        return FileNumber(None, text, "not_number")
    if read.value != read.value.to_integral_value():
        return FileNumber(None, text, "not_whole")
    value = int(read.value)
    return FileNumber(value, str(value)) if abs(value) < 1000 else FileNumber(None, text, "not_number")


def _told_apart(rows: list[FileItem]) -> list[FileItem]:
    """A hidden id twice: the later row is a copy."""
    seen: set[int] = set()
    told = []
    for row in rows:
        is_copy = row.item_id is not None and row.item_id in seen
        told.append(replace(row, flaw="copied") if is_copy and not row.flaw else row)
        if row.item_id is not None:
            seen.add(row.item_id)
    return told


def _notes(places: list[_Place], rows: list[FileItem]) -> list[Note]:
    """Everything that a person could think was left out, and was not, or the other way round."""
    there = {place.tab for place in places}
    columns = [
        f"{place.sheet.name}!{get_column_letter(place.columns[name])}"
        for place in places
        for name in COLUMNS
        if place.columns[name] in place.sheet.hidden_columns
    ]
    return notes_of(
        {
            "hidden_rows": ("rows", [f"{r.sheet}!{r.number}" for r in rows if r.hidden == "row"]),
            "filtered_rows": ("rows", [f"{r.sheet}!{r.number}" for r in rows if r.hidden == "filter"]),
            "hidden_columns": ("columns", columns),
            "hidden_sheets": ("sheets", [place.sheet.name for place in places if not place.sheet.visible]),
            "missing_sheets": ("sheets", [title for tab, title in TAB_TITLES.items() if tab not in there]),
        }
    )
