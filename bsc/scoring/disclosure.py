"""What a colour alone gives away of the figure behind it (realities 27)."""

from bsc.scoring.achievement import KpiRule
from bsc.scoring.enums import Comparator, Polarity


def color_tells(rule: KpiRule, comparator: Comparator | str) -> bool:
    """Whether one colour leaves one value: yes or no, zero tolerance, one point to be hit."""
    is_ranged = rule.lower is not None and rule.upper is not None
    hits_a_point = rule.polarity == Polarity.STABILIZE and not is_ranged
    return (
        rule.zero_tolerance
        or hits_a_point
        or rule.polarity == Polarity.BINARY
        or comparator == Comparator.EQUAL
    )
