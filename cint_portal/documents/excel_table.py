"""What was read from an uploaded sheet, before it is compared; kept as JSON until it is taken over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Final, Self

#: So many places are named before "and so many more".
LISTED: Final = 12


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

    def to_json(self) -> list[Any]:
        """The fields in their order; most cells are plain texts and need only the first two."""
        marks = [self.is_number, self.is_percent, self.is_confirmed]
        return [self.text, self.flaw, *(marks if any(marks) else [])]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of the file; `hidden` is "row", "filter" or ""; `skipped` by the person in the preview.

    `id` is the stored row that it is by our hidden column, `parent_id` the one above it; None for a new row.
    """

    number: int
    cells: dict[str, FileCell]
    id: int | None = None
    parent_id: int | None = None
    hidden: str = ""
    skipped: bool = False

    def text(self, column: str) -> str:
        """The cell's text; "" in a column that the file does not have."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def to_json(self) -> dict[str, Any]:
        cells = {name: cell.to_json() for name, cell in self.cells.items()}
        return {**{name: getattr(self, name) for name in self.__slots__}, "cells": cells}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        cells = {name: FileCell(*cell) for name, cell in content["cells"].items()}
        return cls(**{**content, "cells": cells})


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about the file: a code of the app's NOTES and what it names."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def listed(items: Iterable[object]) -> str:
    """The first few, and how many more there are: "3, 5, … (+12)"."""
    texts = [str(item) for item in items]
    more = len(texts) - LISTED
    return ", ".join(texts[:LISTED]) + (f", … (+{more})" if more > 0 else "")


def notes_of(named: Mapping[str, tuple[str, Sequence[object]]]) -> list[Note]:
    """A note for each code that has something to list: `{"hidden_rows": ("rows", [3, 5])}`."""
    return [Note(code, {name: listed(items)}) for code, (name, items) in named.items() if items]


@dataclass(frozen=True, kw_only=True)
class FileTable:
    """The rows of one sheet; `letters` tells in which column of the sheet each column stands.

    `marks` are the stored rows as our form knew them, None without a form of ours.
    """

    sheet: str
    letters: dict[str, str]
    rows: list[FileRow]
    notes: list[Note] = field(default_factory=list)
    marks: dict[int, str] | None = None
    base_version: int | None = None
    last_editor: str = ""
    modified_at: datetime | None = None

    def reference(self, row: FileRow | int, column: str) -> str:
        """Isu!C7: where a person finds the cell."""
        number = row if isinstance(row, int) else row.number
        return f"{self.sheet}!{self.letters.get(column, '')}{number}"

    def to_json(self) -> dict[str, Any]:
        content = {one.name: getattr(self, one.name) for one in fields(self)}
        rows, notes = [row.to_json() for row in self.rows], [asdict(note) for note in self.notes]
        moment = self.modified_at.isoformat() if self.modified_at else None
        return {**content, "rows": rows, "notes": notes, "modified_at": moment}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """The table that `to_json` wrote; keys of JSON are texts, ids are numbers."""
        marks, moment = content["marks"], content["modified_at"]
        return cls(
            **{
                **content,
                "rows": [FileRow.from_json(row) for row in content["rows"]],
                "notes": [Note(**note) for note in content["notes"]],
                "marks": {int(pk): mark for pk, mark in marks.items()} if marks is not None else None,
                "modified_at": datetime.fromisoformat(moment) if moment else None,
            }
        )
