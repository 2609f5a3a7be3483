"""Refusals that a service may raise; the refusal middleware turns each into its page."""

from django.utils.functional import Promise


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not a fault)
    """Base: carries the sentence that the person reads."""

    status = 400

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


class Conflict(Refusal):
    """The object is no longer in a state that allows this; answered with 409."""

    status = 409


class StaleVersion(Conflict):
    """Somebody changed the object after the page was opened; answered with 409."""


class InvalidInput(Refusal):
    """The data do not allow this step yet; the view shows the message on its page."""

    status = 422

    def __init__(self, message: str | Promise, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems
