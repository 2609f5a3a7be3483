"""Pure rules of one row of the register (procedure 4.3): what is empty, missing, contradictory."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Final
from uuid import UUID, uuid4

#: The six columns in the order of clause 4.3, by the names under which a row keeps them.
COLUMNS: Final = ("stakeholder", "needs", "issue", "factor_id", "source", "category")
#: What a row may say besides; folded away in the grid.
OPTIONAL: Final = (
    "kinds",
    "origin",
    "affected_target",
    "is_obligation",
    "obligation_reference",
    "is_climate",
)
#: More rows than any department has; a grid of this size still fits into one form.
MAX_ROWS: Final = 200

_CATEGORIES: Final = {"internal": "SW", "external": "OT"}


@dataclass(frozen=True, slots=True)
class RowValues:
    """The six columns of a row as typed, then the optional ones; "", None, () and False are blank."""

    stakeholder: str = ""
    needs: str = ""
    issue: str = ""
    factor_id: int | None = None
    source: str = ""
    category: str = ""
    kinds: tuple[str, ...] = ()
    origin: str = ""
    affected_target: str = ""
    is_obligation: bool = False
    obligation_reference: str = ""
    is_climate: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(columns_of(self))

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that must be filled before the register is sent (4.3); an obligation names its source."""
        unreferenced = self.is_obligation and not self.obligation_reference
        blank = tuple(name for name in COLUMNS if not getattr(self, name))
        return (*blank, "obligation_reference") if unreferenced else blank

    @property
    def has_options(self) -> bool:
        """Does the row use any of the optional columns?"""
        return any(getattr(self, name) for name in OPTIONAL)

    @property
    def is_contradictory(self) -> bool:
        """An internal issue is a strength or weakness, an external one an opportunity or threat."""
        expected = _CATEGORIES.get(self.source)
        return bool(expected and self.category and self.category not in expected)


#: Every column of a row, in the order in which `RowValues` takes them.
ROW: Final = tuple(field.name for field in fields(RowValues))
columns_of = attrgetter(*ROW)


def is_still_taken(due_on: date, *, common_due_on: date, is_closed: bool, today: date) -> bool:
    """May the department still send? After the closing only by a date of its own that has not passed.

    An extension and a repair that CMS has asked for give such a date.
    """
    return not is_closed or (due_on != common_due_on and today <= due_on)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the grid on its way to be stored; `place` is set where it may not change any more."""

    key: UUID
    values: RowValues
    place: int | None = None


def placed(lines: Sequence[Line], *, free: int) -> dict[int, Line]:
    """Lines by their place, from 0: in their order; where places are fixed, new ones from `free` on."""
    if all(line.place is None for line in lines) and not free:
        return dict(enumerate(lines))
    found: dict[int, Line] = {}
    for line in lines:
        place = line.place
        if place is None:
            place, free = free, free + 1
        found[place] = line
    return found


def arrange(lines: Sequence[Line], action: str, at: int) -> list[Line]:
    """The lines after a step with the line at that place: "up", "down", "copy" or "drop"."""
    arranged = list(lines)
    if action == "drop":
        return [line for place, line in enumerate(arranged) if place != at]
    if action == "copy":
        arranged.insert(at + 1, Line(uuid4(), arranged[at].values))
        return arranged
    other = at - 1 if action == "up" else at + 1
    if 0 <= other < len(arranged):
        arranged[at], arranged[other] = arranged[other], arranged[at]
    return arranged


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What CMS decided on a row: "accepted", "returned" or "pending", with its comment and category.

    `reason` says why another category than the proposed one; `annotation` is CMS's text beside the row
    (None leaves it as it is); `seen` is the size of the row's thread that the reviewer has read.
    """

    decision: str
    comment: str = ""
    category: str = ""
    reason: str = ""
    annotation: str | None = None
    seen: int | None = None
