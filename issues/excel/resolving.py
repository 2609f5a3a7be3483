"""From the text of the cells to values of a row, with what keeps a cell from being taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from cint_portal.documents.excel_problem import Problem, field_name, repaired_rows, shown_text
from cint_portal.documents.excel_table import FileCell, FileRow, FileTable
from issues.excel.columns import BLANKS, COLUMNS, ExcelColumn, Value, Vocabulary, canonical
from issues.excel.texts import FLAWS


@dataclass
class ResolvedRow:
    """A row of the file as values; columns that the file does not have are left out."""

    row: FileRow
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def resolve(table: FileTable, words: Vocabulary) -> list[ResolvedRow]:
    """Every row with its values and problems, in the file's order."""
    return [_resolve_row(table, row, words) for row in table.rows]


def _resolve_row(table: FileTable, row: FileRow, words: Vocabulary) -> ResolvedRow:
    resolved = ResolvedRow(row)
    for column in COLUMNS:
        if column.name in row.cells:
            reason = _reason(column, row, words)
            if reason:
                resolved.problems.append(_problem(table, row, column, reason, words))
            else:
                resolved.values[column.name] = _value(column, row.text(column.name), words)
    _settle_obligation(resolved, table, words)
    return resolved


def _reason(column: ExcelColumn, row: FileRow, words: Vocabulary) -> str:
    """Why a cell cannot be taken over; "" when it can."""
    cell = row.cells[column.name]
    if cell.flaw:
        return str(FLAWS[cell.flaw])
    if column.limit:
        if len(cell.text) <= column.limit:
            return ""
        too_long = _("Terlalu panjang: %(n)d karakter, paling banyak %(limit)d.")
        return too_long % {"n": len(cell.text), "limit": column.limit}
    if not cell.text or words.value(column.name, cell.text) is not None:
        return ""
    near = get_close_matches(cell.text, words.labels(column.name), n=1)
    if near:
        return _("Tidak ada di daftar. Mungkin maksudnya “%(word)s”.") % {"word": near[0]}
    return _("Tidak ada di daftar. Pilih salah satu.")


def _problem(table: FileTable, row: FileRow, column: ExcelColumn, reason: str, words: Vocabulary) -> Problem:
    text = row.text(column.name)
    return Problem(
        reference=table.reference(row, column.name),
        column=column.name,
        title=str(column.title),
        found=shown_text(text),
        reason=reason,
        field=field_name(row.number, column.name),
        proposal=text,
        options=None if column.limit else words.labels(column.name),
        limit=column.limit,
    )


def _value(column: ExcelColumn, text: str, words: Vocabulary) -> Value:
    if column.limit:
        return text
    return words.value(column.name, text) if text else BLANKS[column.name]


def _settle_obligation(resolved: ResolvedRow, table: FileTable, words: Vocabulary) -> None:
    """A reference says that there is an obligation; beside a plain no it is a contradiction."""
    row, values = resolved.row, resolved.values
    if not values.get("obligation_reference") or values.get("is_obligation"):
        return
    if "is_obligation" in table.letters and row.text("is_obligation"):
        reason = _("Ada acuan kewajiban, tetapi di sini tertulis bukan kewajiban.")
        column = next(column for column in COLUMNS if column.name == "is_obligation")
        resolved.problems.append(_problem(table, row, column, reason, words))
    else:
        values["is_obligation"] = True


def repaired(table: FileTable, words: Vocabulary, typed: Mapping[str, str]) -> FileTable:
    """The table with the repairs; an empty text repairs nothing, an empty choice empties the cell."""

    def cell_of(problem: Problem, text: str) -> FileCell | None:
        text = canonical(problem.column, text)
        return FileCell(text) if text or problem.options is not None else None

    problems = [problem for row in resolve(table, words) for problem in row.problems]
    return replace(table, rows=repaired_rows(table.rows, problems, typed, cell_of))
