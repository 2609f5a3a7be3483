"""What was read from an upload, before it is compared with anything; kept as JSON until it is taken over."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FileCell:
    """The text of a cell, and the code of what is wrong with it ("" when nothing is)."""

    text: str = ""
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of the file; `hidden` is "row", "filter" or ""; `skipped` by the person in the preview."""

    number: int
    cells: dict[str, FileCell]
    issue_id: int | None = None
    hidden: str = ""
    skipped: bool = False

    def text(self, column: str) -> str:
        """The cell's text; "" in a column that the file does not have."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def to_json(self) -> dict[str, Any]:
        cells = {name: [cell.text, cell.flaw] for name, cell in self.cells.items()}
        return {
            "number": self.number,
            "cells": cells,
            "issue_id": self.issue_id,
            "hidden": self.hidden,
            "skipped": self.skipped,
        }


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about the file: a code of issues.excel.texts.NOTES and what it names."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet; `letters` tells in which column of the sheet each column stands.

    `marks` are the rows of the register as the template knew them, None without a template of ours.
    """

    sheet: str
    letters: dict[str, str]
    rows: list[FileRow]
    notes: list[Note] = field(default_factory=list)
    marks: dict[int, str] | None = None
    base_version: int | None = None
    last_editor: str = ""
    modified_at: datetime | None = None

    def reference(self, row: FileRow, column: str) -> str:
        """Isu!C7: where a person finds the cell."""
        return f"{self.sheet}!{self.letters[column]}{row.number}"

    def to_json(self) -> dict[str, Any]:
        content = {name: getattr(self, name) for name in self.__slots__}
        rows, notes = [row.to_json() for row in self.rows], [asdict(note) for note in self.notes]
        moment = self.modified_at.isoformat() if self.modified_at else None
        return {**content, "rows": rows, "notes": notes, "modified_at": moment}


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
            "marks": {int(pk): mark for pk, mark in marks.items()} if marks is not None else None,
            "modified_at": datetime.fromisoformat(moment) if moment else None,
        }
    )
