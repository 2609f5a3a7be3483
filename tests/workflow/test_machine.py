"""The workflow table refuses what it does not list."""

import pytest

from cint_portal.workflow.machine import Machine, Transition


def yes(actor: object, obj: object) -> bool:
    return True


def test_a_transition_named_twice_is_a_programming_error() -> None:
    step = Transition("go", ("a",), "b", yes, "Go")
    with pytest.raises(ValueError, match="named twice"):
        Machine("m", {"a": "A", "b": "B"}, (step, step))


def test_a_transition_to_an_unknown_state_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="unknown states"):
        Machine("m", {"a": "A"}, (Transition("go", ("a",), "b", yes, "Go"),))
