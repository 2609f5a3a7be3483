"""Pure values of realization: what is typed for a measure, what CMS decides, what a figure makes one ask."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

BLANK: Final = "blank"
VALUE: Final = "value"
NOT_APPLICABLE: Final = "na"
#: Of a figure that is there and that its reader may not know; never stored.
RESTRICTED: Final = "restricted"


@dataclass(frozen=True, slots=True)
class ActualEntry:
    """One row of the grid as typed; `value` is the numerator of a ratio."""

    value: Decimal | None = None
    denominator: Decimal | None = None
    na_reason: str = ""
    is_provisional: bool = False
    note: str = ""
    evidence: str = ""
    is_na: bool = False

    @property
    def state(self) -> str:
        """Blank, a value (0 is one) or not applicable: three different things (realities 9)."""
        if self.is_na:
            return NOT_APPLICABLE
        return BLANK if self.value is None else VALUE


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What CMS decided on a row: "accepted", "returned" or "pending"."""

    decision: str
    comment: str = ""


@dataclass(frozen=True)
class ActualValue:
    """The figure of a measure in a month as scores read it.

    What was typed but never sent is blank. `verified`: CMS accepted this very figure.
    """

    state: str = BLANK
    value: Decimal | None = None
    denominator: Decimal | None = None
    verified: bool = False
    provisional: bool = False
    decision: str = "pending"
    na_reason: str = ""
    note: str = ""

    @property
    def reported(self) -> "Decimal | tuple[Decimal, Decimal] | None":
        """The value, the pair of a ratio, or None: the shape that `bsc.scoring.consolidate` takes."""
        if self.value is None or self.denominator is None:
            return self.value
        return (self.value, self.denominator)


@dataclass(frozen=True)
class Around:
    """What a figure is compared with before it is believed; `last` is last month's figure as typed."""

    last: Decimal | None = None
    target: Decimal | None = None
    is_cumulative: bool = False
    adds_up: bool = False


_FAR_ABOVE: Final = 3
_HUNDREDTH: Final = (Decimal(80), Decimal(125))


def questions(value: Decimal | None, around: Around) -> tuple[str, ...]:
    """Codes of what to ask about a figure, never a refusal (realities 12, 13b).

    falls: cumulative below last month's; hundredth: about 1/100 of last month's (95 % typed as 0,95);
    cumulative: three times the month's target or more in a KPI that is entered month by month.
    """
    if value is None:
        return ()
    found = []
    if around.is_cumulative and around.last is not None and value < around.last:
        found.append("falls")
    if value and around.last is not None and _HUNDREDTH[0] <= around.last / value <= _HUNDREDTH[1]:
        found.append("hundredth")
    plain_sum = around.adds_up and not around.is_cumulative
    if plain_sum and around.target and around.target > 0 and value >= _FAR_ABOVE * around.target:
        found.append("cumulative")
    return tuple(found)
