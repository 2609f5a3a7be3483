"""Targets proposed for a new year from last year's target and result. Pure."""

from decimal import Decimal

from cint_portal.core.rounding import display


def proposed_target(
    target: Decimal | None, actual: Decimal | None, polarity: str, *, places: int
) -> Decimal | None:
    """What was reached becomes the least to be reached again; a missed target stays.

    Only for `maximize` and `minimize`; a range, yes/no and milestones keep their target. No result: the old
    target. A result is rounded to the places of the measure.
    """
    if target is None or actual is None or polarity not in ("maximize", "minimize"):
        return target
    reached = actual > target if polarity == "maximize" else actual < target
    return display(actual, places) if reached else target
