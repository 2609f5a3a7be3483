"""An open task of a person: derived from states and rights, never stored."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """`kind` "task" is work to do, "decision" waits for a decision; `url` settles it in one click."""

    kind: str
    title: str
    unit: str
    period: str
    url: str
    due_on: date | None = None
    note: str = ""

    def sort_key(self) -> tuple[date, str]:
        return (self.due_on or date.max, self.title)
