"""What several blind raters say about one number (domain rules §1): spread, agreement, proposal. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Spread:
    """The values that were given, from low to high; never empty. Whole numbers 1..5."""

    values: tuple[int, ...]

    @property
    def low(self) -> int:
        return self.values[0]

    @property
    def high(self) -> int:
        return self.values[-1]

    @property
    def is_agreed(self) -> bool:
        """Two or more gave the same; one voice alone is no agreement."""
        return len(self.values) > 1 and self.low == self.high

    @property
    def median(self) -> int:
        """What is proposed for agreement: the middle value, half up between two."""
        middle = len(self.values) // 2
        if len(self.values) % 2:
            return self.values[middle]
        return int(Fraction(self.values[middle - 1] + self.values[middle] + 1, 2))


def spread(values: Iterable[int | None]) -> Spread | None:
    """The spread of what was given; None when nobody gave a number."""
    given = sorted(value for value in values if value is not None)
    return Spread(tuple(given)) if given else None
