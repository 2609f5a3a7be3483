"""Transition tables as frozen data. Pure: knows no object, no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Guard = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Transition:
    """One permitted step: from any of `sources` to `target` by whom `allowed(actor, obj)` admits.

    `independent`: refused to anyone who wrote or sent the current version (separation of duties).
    `label` is the button's bare verb, `done` the passive word of the history.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    allowed: Guard
    label: Any
    needs_comment: bool = False
    independent: bool = False
    style: str = "primary"
    confirm: Any = ""
    has_button: bool = True


@dataclass(frozen=True)
class Machine:
    """All transitions of one kind of object; `states` maps state to label (`dict(Status.choices)`)."""

    code: str
    states: Mapping[str, Any]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        names = [t.name for t in self.transitions]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.code}: a transition is named twice")
        for t in self.transitions:
            unknown = {*t.sources, t.target} - set(self.states)
            if unknown:
                raise ValueError(f"{self.code}.{t.name}: unknown states {sorted(unknown)}")

    def find(self, name: str) -> Transition:
        """The transition of that name; KeyError when the table has none."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(name)

    def available(self, obj: Any, actor: Any) -> list[Transition]:
        """What this person may do with the object now, in the table's order."""
        return [t for t in self.transitions if obj.status in t.sources and may(t, obj, actor)]


def may(transition: Transition, obj: Any, actor: Any) -> bool:
    """Role and separation of duties, leaving the state aside."""
    if transition.independent and actor.pk in obj.contributors:
        return False
    return bool(transition.allowed(actor, obj))
