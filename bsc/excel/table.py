"""What was read from an upload, before it is compared with anything; kept as JSON until it is taken over."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FileCell:
    """A cell's text; a number stands there plainly ("1250.5") with `is_number`.

    `flaw` is the code of what is wrong with it; `is_confirmed` says that a person stands by the text.
    """

    text: str = ""
    flaw: str = ""
    is_number: bool = False
    is_percent: bool = False
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of the file; `hidden` is "row", "filter" or ""; `skipped` by the person in the preview."""

    number: int
    cells: dict[str, FileCell]
    kpi_id: int | None = None
    objective_id: int | None = None
    hidden: str = ""
    skipped: bool = False

    def text(self, column: str) -> str:
        """The cell's text; "" in a column that the file does not have."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def to_json(self) -> dict[str, Any]:
        cells = {name: list(asdict(cell).values()) for name, cell in self.cells.items()}
        return {**{name: getattr(self, name) for name in self.__slots__}, "cells": cells}


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about the file: a code of bsc.excel.texts.NOTES and what it names."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet; `letters` tells in which column of the sheet each column stands.

    `marks` and `objectives` are the scorecard as the form knew it, None without a form of ours. `keeps` are
    KPIs that the file lacks and the person keeps.
    """

    form: str
    sheet: str
    letters: dict[str, str]
    rows: list[FileRow]
    notes: list[Note] = field(default_factory=list)
    marks: dict[int, str] | None = None
    objectives: list[int] | None = None
    base_version: int | None = None
    keeps: list[int] = field(default_factory=list)
    last_editor: str = ""
    modified_at: datetime | None = None

    def reference(self, row: FileRow | int, column: str) -> str:
        """Balanced Scorecard!E12: where a person finds the cell."""
        number = row if isinstance(row, int) else row.number
        return f"{self.sheet}!{self.letters.get(column, '')}{number}"

    def to_json(self) -> dict[str, Any]:
        content = {name: getattr(self, name) for name in self.__slots__}
        moment = self.modified_at.isoformat() if self.modified_at else None
        notes = [asdict(note) for note in self.notes]
        return {**content, "rows": [r.to_json() for r in self.rows], "notes": notes, "modified_at": moment}


def table_from_json(content: dict[str, Any]) -> Table:
    """The table that `to_json` wrote."""
    rows = [
        FileRow(**{**row, "cells": {name: FileCell(*cell) for name, cell in row["cells"].items()}})
        for row in content["rows"]
    ]
    marks, moment = content["marks"], content["modified_at"]
    return Table(
        **{
            **content,
            "rows": rows,
            "notes": [Note(**note) for note in content["notes"]],
            "marks": {int(pk): text for pk, text in marks.items()} if marks is not None else None,
            "modified_at": datetime.fromisoformat(moment) if moment else None,
        }
    )
