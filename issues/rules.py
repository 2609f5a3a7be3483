"""Pure rules of one row of the register (procedure 4.3): what is empty, missing, contradictory."""

from dataclasses import asdict, dataclass
from typing import Final

#: The six columns in the order of clause 4.3, by the names under which a row keeps them.
COLUMNS: Final = ("stakeholder", "needs", "issue", "factor_id", "source", "category")
#: More rows than any department has; a grid of this size still fits into one form.
MAX_ROWS: Final = 100

_CATEGORIES: Final = {"internal": "SW", "external": "OT"}


@dataclass(frozen=True, slots=True)
class RowValues:
    """The six columns of a row as typed; "" and None are blank."""

    stakeholder: str = ""
    needs: str = ""
    issue: str = ""
    factor_id: int | None = None
    source: str = ""
    category: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that must be filled before the register is sent (4.3)."""
        return tuple(name for name, value in asdict(self).items() if not value)

    @property
    def is_contradictory(self) -> bool:
        """An internal issue is a strength or weakness, an external one an opportunity or threat."""
        expected = _CATEGORIES.get(self.source)
        return bool(expected and self.category and self.category not in expected)


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What CMS decided on a row: "accepted", "returned" or "pending", with its comment and category."""

    decision: str
    comment: str = ""
    category: str = ""
