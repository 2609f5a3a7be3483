"""The words of KPI scoring (domain.md §3 and §4); plain words are accepted wherever one is expected."""

from enum import StrEnum


class Polarity(StrEnum):
    """What a good value is."""

    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"
    STABILIZE = "stabilize"
    BINARY = "binary"
    MILESTONE = "milestone"


class MinimizeBy(StrEnum):
    """How a lower-is-better value over target loses: 24 h target, 25 h actual is 96 % or 95.83 %."""

    RATIO = "ratio"
    MIRROR = "mirror"


class Comparator(StrEnum):
    """How a target is compared for met and not met; a keyboard's >= and <= are understood too."""

    AT_LEAST = "≥"
    ABOVE = ">"
    EQUAL = "="
    AT_MOST = "≤"
    BELOW = "<"
    BETWEEN = "between"

    @classmethod
    def _missing_(cls, value: object) -> "Comparator | None":
        return {">=": cls.AT_LEAST, "<=": cls.AT_MOST}.get(str(value))


class Consolidation(StrEnum):
    """How the months of a KPI become one figure; the same for target and actual."""

    SUM = "sum"
    AVERAGE = "average"
    LAST = "last"
    MAX = "max"
    MIN = "min"
    RATIO = "ratio"


class RollUp(StrEnum):
    """How a parent KPI takes its figure from its children."""

    SUM = "sum"
    AVERAGE = "average"
    WEIGHTED_AVERAGE = "weighted average"
    RATIO = "ratio"
    SAME = "same"
    NONE = "none"

    @classmethod
    def _missing_(cls, value: object) -> "RollUp | None":
        return cls.WEIGHTED_AVERAGE if value == "weighted_average" else None


class KpiState(StrEnum):
    """Where the figure of a KPI stands in a period; blank, n/a and 0 are three different things."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    BLANK = "blank"
    NOT_DUE = "not due"
    NOT_APPLICABLE = "n/a"


class BlankInClosed(StrEnum):
    """Policy of a cycle for a due figure that a closed period never got."""

    ZERO = "zero"
    LEFT_OUT = "left_out"
