"""Settings of a year that change no more once results rest on them; each app says which, and from when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from cint_portal.organization.models import PlanningCycle


@dataclass(frozen=True)
class Settled:
    """`fields` of the cycle stay while `holds(cycle)`; `reason` is what people read beside them.

    `may_still`: changes that are allowed all the same, from what is stored to what is wanted.
    """

    fields: frozenset[str]
    holds: Callable[["PlanningCycle"], bool]
    reason: Any
    may_still: Callable[["PlanningCycle", "PlanningCycle"], bool] = lambda stored, wanted: False


_rules: list[Settled] = []


def register(*rules: Settled) -> None:
    """Say once, when the apps are ready."""
    _rules.extend(rule for rule in rules if rule not in _rules)


def check_unchanged(stored: "PlanningCycle", wanted: "PlanningCycle") -> None:
    """Raises ValidationError by field for each settled setting that would change."""
    changed = {
        field.name for field in stored._meta.concrete_fields if _differs(field.attname, stored, wanted)
    }
    refused = {
        name: ValidationError(rule.reason, code="settled")
        for rule in _rules
        if (names := changed & rule.fields) and not rule.may_still(stored, wanted) and rule.holds(stored)
        for name in sorted(names)
    }
    if refused:
        raise ValidationError(refused)


def _differs(name: str, stored: "PlanningCycle", wanted: "PlanningCycle") -> bool:
    return bool(getattr(stored, name) != getattr(wanted, name))
