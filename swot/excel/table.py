"""What was read from a planning workbook, before it is compared; kept as JSON until it is taken over."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from cint_portal.documents.excel_table import Note
from swot.excel.origin import Pair

COLUMNS: Final = ("weight", "rating")


@dataclass(frozen=True, slots=True)
class FileNumber:
    """A cell of Bobot or Rating: the number, what stands there, and the code of what is wrong with it."""

    value: int | None = None
    text: str = ""
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class FileItem:
    """A row of a tab; `item_id` comes from the hidden column, None where the file does not know it."""

    sheet: str
    tab: str
    number: int
    code: str
    text: str
    weight: FileNumber
    rating: FileNumber
    letters: dict[str, str]
    item_id: int | None = None
    hidden: str = ""
    flaw: str = ""

    def reference(self, column: str) -> str:
        """Strength!C12: where a person finds the cell."""
        return f"{self.sheet}!{self.letters[column]}{self.number}"


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of the four tabs; `base` are the numbers as the file got them, None without our mark."""

    rows: list[FileItem]
    notes: list[Note] = field(default_factory=list)
    base: dict[int, Pair] | None = None
    base_version: int | None = None
    last_editor: str = ""
    modified_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        moment = self.modified_at.isoformat() if self.modified_at else None
        return {**asdict(self), "modified_at": moment}


def table_from_json(content: dict[str, Any]) -> Table:
    """The table that `to_json` wrote."""
    numbers = ("weight", "rating")
    rows = [
        FileItem(**{**row, **{name: FileNumber(**row[name]) for name in numbers}}) for row in content["rows"]
    ]
    base, moment = content["base"], content["modified_at"]
    return Table(
        **{
            **content,
            "rows": rows,
            "notes": [Note(**note) for note in content["notes"]],
            "base": None if base is None else {int(pk): (pair[0], pair[1]) for pk, pair in base.items()},
            "modified_at": datetime.fromisoformat(moment) if moment else None,
        }
    )
