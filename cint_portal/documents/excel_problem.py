"""Cells that a person must repair in the preview, and what was typed there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cint_portal.documents.excel_table import FileCell, FileRow

#: The answer "not chosen yet" of a list in the preview.
UNCHOSEN: Final = "?"
_SHOWN: Final = 200
#: More than any cell of a workbook holds.
_LONGEST: Final = 40_000


@dataclass(frozen=True)
class Problem:
    """Where, what stands there, why it cannot stay, and what may stand there instead.

    `field` names the input in the preview; `options` are the words of a list, None for a text.
    """

    reference: str
    column: str
    title: str
    found: str
    reason: str
    field: str
    proposal: str = ""
    options: list[str] | None = None
    limit: int = 0


def field_name(number: int, column: str) -> str:
    """The name of the input that repairs a cell."""
    return f"cell-{number}-{column}"


def shown_text(text: str) -> str:
    """As much of a cell as the preview shows."""
    return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")


def repaired_rows(
    rows: Iterable[FileRow],
    problems: Iterable[Problem],
    typed: Mapping[str, str],
    cell_of: Callable[[Problem, str], FileCell | None],
) -> list[FileRow]:
    """The rows with what a person typed; only cells that need a repair are open to it.

    `cell_of` makes a cell of the text, None where the text is no answer.
    """
    repairs: dict[str, FileCell] = {}
    for problem in problems:
        text = typed.get(problem.field, UNCHOSEN)[:_LONGEST]
        cell = None if text.strip() == UNCHOSEN else cell_of(problem, text)
        if cell is not None:
            repairs[problem.field] = cell
    found = []
    for row in rows:
        own = {name: repairs[key] for name in row.cells if (key := field_name(row.number, name)) in repairs}
        found.append(replace(row, cells={**row.cells, **own}) if own else row)
    return found
